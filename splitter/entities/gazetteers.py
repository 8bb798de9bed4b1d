"""Lists of names and words; `README.md` beside this file names their sources and licences."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from splitter.entities.forms import PARTICLES
from splitter.entities.tokens import words_of

Listed = Literal["place", "organisation"]


@dataclass(frozen=True)
class Entry:
    """What a gazetteer says of a name; `sure` where the name is hardly ever anything else."""

    kind: Listed
    sure: bool


@dataclass(frozen=True)
class Gazetteers:
    """All lists.

    Attributes:
        listed: Places and organisations by their words.
        longest: By first word, how many words the longest listed name has.
        first_names: First names of people.
        frequent: First names that are names even where they are words (`Mark`).
        women: First names that more women than men bear.
        only_women: Those of them that are known of no man.
        surnames: Surnames of people.
        words: Lower-case English words.
    """

    listed: dict[tuple[str, ...], Entry]
    longest: dict[str, int]
    first_names: frozenset[str]
    frequent: frozenset[str]
    women: frozenset[str]
    only_women: frozenset[str]
    surnames: frozenset[str]
    words: frozenset[str]

    def is_word(self, token: str) -> bool:
        """Whether a token is an English word when its case is left out."""
        return token.lower() in self.words

    def is_first_name(self, token: str) -> bool:
        """Whether a token, or the first part of a double name (`Jean-Luc`), is a first name."""
        return token in self.first_names or token.partition("-")[0] in self.first_names

    def is_surname(self, token: str) -> bool:
        """Whether a token, or the last part of a double name (`Rees-Mogg`), is a surname."""
        return token in self.surnames or token.rpartition("-")[2] in self.surnames

    def entry(self, *words: str) -> Entry | None:
        """What is listed under a name."""
        return self.listed.get(words)


@lru_cache(maxsize=1)
def gazetteers() -> Gazetteers:
    """The lists, read once."""
    first_marked = set(_lines("first-names.txt.gz"))
    first = frozenset(name.rstrip("+") for name in first_marked)
    women = set(_lines("women.txt.gz"))
    surnames = frozenset(_lines("surnames.txt.gz"))
    words = frozenset(_lines("words.txt.gz"))
    listed: dict[tuple[str, ...], Entry] = {}
    for name, sure in _marked(_lines("cities.txt.gz")):
        if name[-1].lower() in PARTICLES:
            continue
        known = listed.get(name)
        unlike_people = len(name) > 1 or (name[0] not in first and name[0] not in surnames)
        unlike_words = any(word.lower() not in words for word in name)
        listed[name] = Entry("place", sure or (unlike_people and unlike_words) or bool(known and known.sure))
    for name, sure in _marked(_lines("places.txt")):
        known = listed.get(name)
        plain = len(name) == 1 and (name[0] in first or name[0] in surnames or name[0].lower() in words)
        listed[name] = Entry("place", sure or not plain or bool(known and known.sure))
    for name, sure in _marked(_lines("organisations.txt")):
        listed[name] = Entry("organisation", sure)
    longest: dict[str, int] = {}
    for name in listed:
        longest[name[0]] = max(longest.get(name[0], 0), len(name))
    frequent = frozenset(name[:-1] for name in first_marked if name.endswith("+"))
    return Gazetteers(
        listed=listed,
        longest=longest,
        first_names=first,
        frequent=frequent,
        women=frozenset(name.rstrip("+") for name in women),
        only_women=frozenset(name[:-1] for name in women if name.endswith("+")),
        surnames=surnames,
        words=words,
    )


def _marked(lines: Iterable[str]) -> Iterator[tuple[tuple[str, ...], bool]]:
    for line in lines:
        words = words_of(line.rstrip("+"))
        if words:
            yield words, line.endswith("+")


def _lines(name: str) -> list[str]:
    data = (files("splitter.entities") / "data" / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
    return [line for line in text.splitlines() if line and not line.startswith("#")]
