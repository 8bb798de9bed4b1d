"""Counting words and cutting at them."""

from __future__ import annotations

import re

_WORD = re.compile(r"\S+")


def count_words(text: str) -> int:
    """Words of a text: what stands between white space."""
    return len(text.split())


def squeeze(text: str) -> str:
    """The text in one line, each run of white space one space."""
    return " ".join(text.split())


def clip_words(text: str, limit: int) -> str:
    """The text, or as much of it as `limit` words allow with a mark that it goes on.

    The cut is made after a clause where one ends in the last third, else after a word.
    """
    if count_words(text) <= limit:
        return text
    ends = [match.end() for match in _WORD.finditer(text)][:limit]
    clause = max((m.start() for m in re.finditer(r"[,;:]\s| [–—-] ", text[: ends[-1] + 2])), default=0)
    cut = clause if clause >= ends[max(0, limit * 2 // 3 - 1)] else ends[-1]
    return text[:cut].rstrip(" ,;:–—-") + "…"
