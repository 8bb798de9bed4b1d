"""Rendered pages for training: an endless stream, and fixed sets to measure on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rendering import FAMILIES, Rendered, render
from rendering.casing import Truecaser, make_truecaser
from rendering.corpus import Corpus, read_corpus
from rendering.languages import LANGUAGES, stranger

from splitter.segmentation.lines import Line, split_lines
from splitter.segmentation.roles import Role

Labels = list[tuple[Role, bool, int | None]]


@dataclass
class Example:
    """A rendered page, cut into lines, with the truth of each line."""

    page: Rendered
    lines: list[Line]
    labels: Labels


@dataclass
class Source:
    """Where examples come from.

    Attributes:
        foreign: Share of pages that are made to look like another language.
        families: Styles and their weights.
        publishers: Only these; all where None.
    """

    corpus: Corpus
    casing: Truecaser
    words: Path
    foreign: float = 0.15
    families: dict[str, float] = field(default_factory=lambda: dict.fromkeys(FAMILIES, 1.0))
    publishers: list[str] | None = None

    def examples(self, rng: random.Random, *, whole: bool = False, family: str | None = None) -> Iterator[Example]:
        """Examples for ever; equal seeds give equal streams."""
        stream = self.corpus.stream(rng, self.publishers)
        pool = [p for name in self.publishers or sorted(self.corpus.pages) for p in self.corpus.pages[name][:150]]
        strangers = [s for p in pool for q in p["posts"][:5] for s in q["sentences"][:1] if len(s) > 50]
        translations: dict[str, Callable[[str], str]] = {
            code: stranger(language, self.words) for code, language in LANGUAGES.items() if code != "en"
        }
        names, weights = list(self.families), list(self.families.values())
        while True:
            page = next(stream)
            code = rng.choice(sorted(translations)) if rng.random() < self.foreign else "en"
            made = render(
                page,
                strangers,
                rng,
                casing=self.casing,
                kinds=self.corpus.kinds.get(page["id"]),
                family=family or rng.choices(names, weights)[0],
                translate=None if code == "en" else (code, translations[code]),
                whole=whole,
            )
            lines = split_lines(made.text)
            labels = made.label(lines)
            # An extractor may take a page for something else and drop most of it.
            if len(lines) >= 5 and sum(begins for _, begins, _ in labels) >= 0.6 * len(made.posts):
                yield Example(made, lines, labels)


def read_source(corpus: Path, marks: list[Path], words: Path, *, leave_out: set[str] | None = None) -> Source:
    """Source of examples.

    Args:
        corpus: `liveblogs-*.jsonl.xz`.
        marks: Folders of pages that readers marked; the last has cased digests.
        words: Folder of word lists, one word a line, named by language as in Debian's `/usr/share/dict`.
        leave_out: Ids of pages that must not be used.
    """
    return Source(
        read_corpus(corpus, marks, leave_out=leave_out), make_truecaser(marks[-1], words / "british-english"), words
    )
