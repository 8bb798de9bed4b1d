"""Casing for lower-cased text: names from a word list and from headlines that people wrote."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from splitter.summarization import StoryPost

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_SENTENCE = re.compile(r"(?:^|[.!?]\s+|[“\"]|:\s+[“\"])\W*?([^\W\d_])")


class Truecaser:
    """Writes a word as cased text mostly writes it in the middle of a sentence.

    Args:
        cased: Properly cased texts; the first word of each tells nothing and is left out.
        words: A word list in which names are capitalised; a word in it only so is a name.
    """

    def __init__(self, cased: list[str], words: list[str]) -> None:
        counts: dict[str, Counter[str]] = {}
        for text in cased:
            for sentence in re.split(r"(?<=[.!?])\s+", text):
                for word in _WORD.findall(sentence)[1:]:
                    counts.setdefault(word.lower(), Counter())[word] += 1
        plain = {word for word in words if word.islower()}
        self._form = {w.lower(): w for w in words if w[:1].isupper() and w.lower() not in plain and "'" not in w}
        self._form |= {low: seen.most_common(1)[0][0] for low, seen in counts.items()}

    def __call__(self, text: str) -> str:
        """The text with its names and sentence openings capitalised; offsets stay."""

        def write(match: re.Match[str]) -> str:
            word = match.group()
            stem, mark, rest = word.partition("'") if "'" in word else word.partition("’")
            return self._form.get(word) or self._form.get(stem, stem) + mark + rest

        text = _WORD.sub(write, text)
        return _SENTENCE.sub(lambda m: m.group()[:-1] + m.group(1).upper(), text)


def cased_texts(digests: Path) -> list[str]:
    """The cased headlines and sentences of a folder of `ID.json`."""
    cased: list[str] = []
    for file in sorted(digests.glob("*.json")):
        for story in json.loads(file.read_text(encoding="utf-8"))["stories"]:
            cased += [story["headline"], *(sentence["text"] for sentence in story["digest"])]
    return cased


def make_truecaser(digests: Path, words: Path) -> Truecaser:
    """From a folder of `ID.json` with cased headlines and digests, and a word list of one word a line."""
    return Truecaser(cased_texts(digests), words.read_text(encoding="utf-8").split())


def cased_post(post: Mapping[str, Any], name: str, truecase: Truecaser) -> StoryPost:
    """A post of the corpus, cased again; a title that its prose repeats is left out there."""
    title, sentences = post["title"] or "", list(post["sentences"])
    if sentences and sentences[0].rstrip(".") == title.rstrip("."):
        sentences = sentences[1:]
    return StoryPost(name, truecase(title), "\n".join(truecase(line) for line in sentences))


def title_case(text: str) -> str:
    """Every word but the small ones with a capital, as American headlines have it."""
    small = {"a", "an", "the", "of", "in", "on", "to", "for", "and", "or", "at", "by", "as", "with", "from", "but"}
    words = text.split(" ")
    return " ".join(w if (w.lower() in small and i) else w[:1].upper() + w[1:] for i, w in enumerate(words))
