"""What a model may write of a story while it writes: names, numbers, quotations and doubts only as its posts hold them.

The gate judges whole sentences afterwards. This keeps a writer from spending a sentence on a name that is not there:
every word is held while it grows, however a tokenizer cuts it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from splitter.summarization.lexicon import FUNCTION, SCALES, STRICT, TENS, TURNS, UNITS
from splitter.summarization.wording import QUOTED, fold

REVISION: Final = "1"
_WORD = re.compile(r"[£$€]?[^\W_]+(?:['.,:-][^\W_]+)*")
# A mark that may still turn out to stand inside a word: "1," of "1,200", "O'" of "O'Neill".
_GROWING = re.compile(r"[£$€]?[^\W_]+(?:['.,:-][^\W_]+)*['.,:-]\Z")
_OPENS = re.compile(r"(?:^|\n|[.!?:]\"?\s+)[\s\"'(*#-]*\Z")
_SOURCES = re.compile(r"\[[^\[\]\n]*\]?")
_NUMBERS: Final = frozenset(UNITS) | frozenset(TENS) | frozenset(SCALES)
_DOUBTS: Final = frozenset(word for word, kind in TURNS.items() if kind in STRICT)


class SourceWords:
    """The names, numbers, quotations and doubts of a source.

    Args:
        text: The story's posts.
        most_sources: Highest number of a post that `[1]` may cite; 0 where nothing is cited.
    """

    def __init__(self, text: str, most_sources: int = 0) -> None:
        folded = _lines(text)
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded)]
        every = [part for word, _, _ in words for part in (word, word.removesuffix("'s"), *word.split("-"))]
        self._words = frozenset(every)
        self._low = frozenset(word.casefold() for word in every)
        self._pairs = frozenset(
            (one.casefold(), other.casefold().removesuffix("'s"))
            for (one, _, end), (other, start, _) in pairwise(words)
            if folded[end:start].isspace()
        )
        self._quoted = [(a or b) for a, b in QUOTED.findall(folded)]
        self._most_sources = most_sources

    def allow(self, before: str, new: str, *, ends: bool = False) -> bool:
        """Whether a text may go on so.

        Args:
            before: What has been written, and was allowed.
            new: What would come next; its last word may still grow.
            ends: Nothing comes after it, so that its last word is whole.
        """
        # A tokenizer gives half a character as this sign.
        whole = _lines(before + new).rstrip("\ufffd")
        cited = [match.span() for match in _SOURCES.finditer(whole)] if self._most_sources else []
        if cited and not self._cites(whole[slice(*cited[-1])]):
            return False
        changed = len(_lines(before)) - 2  # A mark after the last word may have closed it or gone on with it.
        last = _GROWING.search(whole)
        words = list(_WORD.finditer(whole))
        for n, match in enumerate(words):
            if match.end() < changed or any(start <= match.start() < end for start, end in cited):
                continue
            opens = bool(_OPENS.search(whole[: match.start()]))
            finished = self._holds(match.group(), False, opens) and (
                n == 0 or self._follows(words[n - 1], match, whole)
            )
            grows = not ends and (match.end() == len(whole) or (last is not None and match.start() == last.start()))
            if not finished and not (grows and self._holds(whole[match.start() :], True, opens)):
                return False
        return self._quotes(whole, ends)

    def _holds(self, word: str, grows: bool, opens: bool) -> bool:
        low = word.casefold()
        bare = low.removesuffix("'s")
        if opens and word != low and not any(c.isdigit() for c in word):
            known = self._low | FUNCTION
            return any(k.startswith(low) for k in known) if grows else bare in known or low in known
        if word != low or any(c.isdigit() or c in "£$€" for c in word):
            if grows:
                return any(own.startswith(word) for own in self._words)
            return word in self._words or word.removesuffix("'s") in self._words
        return grows or not (bare in _NUMBERS or bare in _DOUBTS) or bare in self._low

    def _follows(self, one: re.Match[str], other: re.Match[str], text: str) -> bool:
        """Whether two names side by side stand so in the source."""
        between = text[one.end() : other.start()]
        names = all(word.group() != word.group().casefold() for word in (one, other))
        if not names or one.group().casefold() in FUNCTION or not between.isspace() or "\n" in between:
            return True
        return (one.group().casefold(), other.group().casefold().removesuffix("'s")) in self._pairs

    def _quotes(self, text: str, ends: bool) -> bool:
        """Whether what stands in quotation marks does so in the source."""
        *_, line = text.split("\n")
        parts = line.split('"')
        if len(parts) % 2 == 0:
            return not ends and any(_begins(parts[-1], quote) for quote in self._quoted)
        closed = parts[-2].strip(" .,!?;:") if len(parts) > 1 else ""
        return not closed or any(re.search(rf"(?<!\w){re.escape(closed)}(?!\w)", quote) for quote in self._quoted)

    def _cites(self, brackets: str) -> bool:
        numbers = re.findall(r"\d+", brackets)
        return re.fullmatch(r"\[[\d, ]*\]?", brackets) is not None and all(
            1 <= int(number) <= self._most_sources for number in numbers
        )


def _begins(part: str, quote: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part.lstrip())}", quote) is not None


def _lines(text: str) -> str:
    """Folded line by line; a space or a break at the end stays, since it ends a word."""
    folded = "\n".join(fold(line) for line in text.split("\n"))
    return folded + " " if text[-1:].isspace() and not folded.endswith("\n") else folded
