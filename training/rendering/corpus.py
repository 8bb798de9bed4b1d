"""Live blogs to render: the corpus's pages and the marks that readers gave them."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Page = dict[str, Any]


@dataclass(frozen=True)
class Corpus:
    """Pages by publisher, and kinds of posts by page and place where somebody read them.

    Attributes:
        pages: `{publisher: [page, …]}`; a page has `id, title, posts[]` with `time, title, kind, sentences[]`.
        kinds: `{page id: {n: kind}}`.
    """

    pages: dict[str, list[Page]]
    kinds: dict[str, dict[int, str]]

    def stream(self, rng: random.Random, publishers: list[str] | None = None) -> Iterator[Page]:
        """Pages for ever, publishers in equal parts, each publisher's in a random order."""
        names = publishers or sorted(self.pages)
        decks: dict[str, list[Page]] = {name: [] for name in names}
        while True:
            for name in names:
                if not decks[name]:
                    decks[name] = rng.sample(self.pages[name], len(self.pages[name]))
                yield decks[name].pop()


def read_corpus(path: Path, marks: list[Path] | None = None, *, leave_out: set[str] | None = None) -> Corpus:
    """Read `liveblogs-*.jsonl.xz`.

    Args:
        path: One page a line.
        marks: Folders of `ID.json` with `posts[]` of `n, kind`.
        leave_out: Ids (or their first eight digits) of pages that must not be used.
    """
    skip = leave_out or set()
    pages: dict[str, list[Page]] = {}
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for row in file:
            page = json.loads(row)
            if len(page["posts"]) >= 5 and page["id"] not in skip and page["id"][:8] not in skip:
                pages.setdefault(page["publisher"], []).append(page)
    kinds: dict[str, dict[int, str]] = {}
    for folder in marks or []:
        for file_name in sorted(folder.glob("*.json")):
            record = json.loads(file_name.read_text(encoding="utf-8"))
            kinds[record["id"]] = {post["n"]: post["kind"] for post in record["posts"]}
    return Corpus(pages, kinds)
