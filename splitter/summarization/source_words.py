"""What a model may write of a story while it writes: names, numbers, quotations and doubts only as its posts hold them.

The gate judges whole sentences afterwards. This keeps a writer from spending a sentence on a name that is not there:
every word is held while it grows, however a tokenizer cuts it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from splitter.summarization.lexicon import FUNCTION, SCALES, STRICT, TENS, TURNS, UNITS
from splitter.summarization.wording import CURRENCY, QUOTED, fold, is_currency, is_function

REVISION: Final = "3"
_WORD = re.compile(rf"{CURRENCY}?[^\W_]+(?:['.,:-][^\W_]+)*")
# The last word, with a mark that may still turn out to stand inside it: "1," of "1,200", "O'" of "O'Neill".
_LAST = re.compile(rf"{_WORD.pattern}['.,:-]?\Z")
_OPENS = re.compile(r"(?:^|\n|[.!?:\]]\"?\s+)[\s\"'(*#-]*\Z")
_CITED = re.compile(r"\[[^\[\]\n]*\]?")
_NUMBERS: Final = frozenset(UNITS) | frozenset(TENS) | frozenset(SCALES)
_DOUBTS: Final = frozenset(word for word, kind in TURNS.items() if kind in STRICT)
_MARKS: Final = " .,!?;:"


class SourceWords:
    """The names, numbers, quotations and doubts of a source.

    Args:
        text: The story's posts.
        most_cited: Highest number of a post that `[1]` may cite; 0 where nothing is cited.
    """

    def __init__(self, text: str, most_cited: int = 0) -> None:
        folded = _lines(text)
        found = list(_WORD.finditer(folded))
        every = {part for match in found for part in (*_forms(match.group()), *match.group().split("-"))}
        low = {word.casefold() for word in every}
        self._words, self._low, self._openers = sorted(every), sorted(low), sorted(low | FUNCTION)
        after = defaultdict[str, set[str]](set)
        for one, other in pairwise(found):
            if folded[one.end() : other.start()].isspace():
                after[one.group().casefold()].update(_forms(other.group().casefold()))
        self._after = {word: sorted(others) for word, others in after.items()}
        self._quoted = [quote for line in folded.split("\n") for quote in _quotes(line)]
        self._most_cited = most_cited

    def allow(self, text: str, since: int = 0, *, ends: bool = False) -> bool:
        """Whether a text may go on so.

        Args:
            text: What has been written, with what would come next; its last word may still grow.
            since: How much of it was allowed before, in characters.
            ends: Nothing comes after it, so that its last word is whole.
        """
        since = len(_lines(text[:since])) - 2  # A mark after the last word may have closed it or gone on with it.
        text = _lines(text)
        cited = [match.span() for match in _CITED.finditer(text)] if self._most_cited else []
        if cited and not self._cites(text[slice(*cited[-1])]):
            return False
        last = None if ends else _LAST.search(text)
        before = None
        for word in _WORD.finditer(text):
            new = word.end() >= since and not any(start <= word.start() < end for start, end in cited)
            if new and not self._stands(word, before, text, word.group(), grows=False):
                grown = text[word.start() :]
                grows = last is not None and word.start() == last.start()
                if not grows or not self._stands(word, before, text, grown, grows=True):
                    return False
            before = word
        return self._quotes_hold(text, ends)

    def _stands(self, place: re.Match[str], before: re.Match[str] | None, text: str, word: str, *, grows: bool) -> bool:
        """Whether the source has a word, or one that begins so, and that behind the name before it."""
        low = word.casefold()
        if any(c.isnumeric() or is_currency(c) for c in word):
            return _among(self._words, _forms(word), grows)
        if word == low:
            held = low in _NUMBERS or low in _DOUBTS or low.endswith("n't")
            return not held or _among(self._low, _forms(low), grows)
        in_capitals = len(word) > 1 and word.isupper()
        if not in_capitals and _OPENS.search(text[: place.start()]):
            return _among(self._openers, _forms(low), grows)
        if not _among(self._words, _forms(word), grows):
            return False
        # Two names side by side stand so in the source.
        if before is None or before.group() == before.group().casefold() or is_function(before.group()):
            return True
        between = text[before.end() : place.start()]
        if "\n" in between or not between.isspace():
            return True
        return _among(self._after.get(before.group().casefold(), ()), _forms(low), grows)

    def _quotes_hold(self, text: str, ends: bool) -> bool:
        """Whether what stands in quotation marks in the last line does so in the source."""
        line = text.rsplit("\n", 1)[-1]
        if line.count('"') % 2:
            opened = re.compile(rf"(?<!\w){re.escape(line.rsplit(chr(34), 1)[-1].lstrip())}")
            if ends or not any(opened.search(quote) for quote in self._quoted):
                return False
            line = line.rsplit('"', 1)[0]
        closed = [re.compile(rf"(?<!\w){re.escape(quote.strip(_MARKS))}(?!\w)") for quote in _quotes(line)]
        return all(any(one.search(quote) for quote in self._quoted) for one in closed)

    def _cites(self, brackets: str) -> bool:
        numbers = re.findall(r"\d+", brackets)
        return re.fullmatch(r"\[[\d, ]*\]?", brackets) is not None and all(
            1 <= int(number) <= self._most_cited for number in numbers
        )


def _among(words: Sequence[str], forms: Iterable[str], grows: bool) -> bool:
    """Whether one of the forms is among sorted words, or begins one of them."""
    for form in forms:
        place = bisect_left(words, form)
        if place < len(words) and (words[place].startswith(form) if grows else words[place] == form):
            return True
    return False


def _forms(word: str) -> tuple[str, ...]:
    """The word, and what it is without a possessive ending."""
    bare = word.removesuffix("'s")
    return (word,) if bare == word else (word, bare)


def _quotes(line: str) -> list[str]:
    return ["".join(either) for either in QUOTED.findall(line)]


def _lines(text: str) -> str:
    """Folded line by line; a space or a break at the end stays, since it ends a word.

    A tokenizer gives half a character as U+FFFD.
    """
    text = text.rstrip("\ufffd")
    folded = "\n".join(fold(line) for line in text.split("\n"))
    return folded + " " if text[-1:].isspace() and not folded.endswith("\n") else folded
