"""How far a line speaks of what the lines before it spoke of: shared words, in any language.

Lexical cohesion in the sense of TextTiling (Hearst, 1997), with words weighted by how few lines of
the page have them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

COHESION = 9
# Words of four letters and more, numbers, and what is written with a capital: the rest holds sentences together.
_WORD = re.compile(r"[^\W\d_]{4,}|[A-ZÀ-ÖØ-Þ][^\W\d_]{1,2}|\d+")
_STEM = 6
_MOST_CHARACTERS = 300
_BLOCK = 3


def cohesion(texts: Sequence[str]) -> NDArray[np.float32]:
    """What each line of a page shares with its neighbours; O(n) in words.

    Returns:
        Shape (len(texts), COHESION), values from 0 to about 1: the share of a line's words, by weight, that the line
        before it has, the two before, the four before and the line after it; that no line above has; that are names
        (capitals within a line) and new to the four lines before; how alike the blocks of three lines on both sides
        are, and how much less than at the lines around; and whether the line has any words.
    """
    n = len(texts)
    out = np.zeros((n, COHESION), dtype=np.float32)
    said = _said(texts)
    if said is None:
        return out
    word, line, named = said
    lines_with = np.bincount(word)
    weight = np.log((n + 1) / lines_with)[word]

    def total(of: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(line, weights=of, minlength=n).astype(np.float64)

    # Occurrences are in order of words, then of lines: what stands next to one is the word's last and next line.
    same = word[1:] == word[:-1]
    never = n + 4
    gap = np.where(same, np.diff(line), never)
    since, until = np.concatenate([[never], gap]), np.concatenate([gap, [never]])
    whole = np.maximum(total(weight), 1e-6)
    for column, near in enumerate(
        (since == 1, since <= 2, since <= 4, until == 1, since == never, named & (since > 4))
    ):
        out[:, column] = total(weight * near) / whole
    out[:, 6] = _blocks_alike(word, line, weight**2, n)
    around = np.convolve(np.pad(out[:, 6], 2, mode="edge"), [0.5, 0, 0, 0, 0.5], mode="valid")
    out[:, 7] = around - out[:, 6]
    out[:, 8] = np.bincount(line, minlength=n) > 0
    return out


def _said(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]] | None:
    """The words that lines say, once for each line, in order of words: word, line, written as a name."""
    vocabulary: dict[str, int] = {}
    words: list[int] = []
    names: list[bool] = []
    sizes = []
    for text in texts:
        found = _WORD.findall(text, 0, _MOST_CHARACTERS)
        words += [vocabulary.setdefault(word[:_STEM].lower(), len(vocabulary)) for word in found]
        capitals = [word[0].isupper() for word in found]
        if found and text.startswith(found[0]):
            capitals[0] = False
        names += capitals
        sizes.append(len(found))
    if not words:
        return None
    key = np.array(words, dtype=np.int64) * len(texts) + np.repeat(np.arange(len(texts)), sizes)
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    once = key[order][first]
    named = np.logical_or.reduceat(np.array(names)[order], first)
    return once // len(texts), once % len(texts), named


def _blocks_alike(
    word: NDArray[np.int64], line: NDArray[np.int64], weight: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    """Cosine of the `_BLOCK` lines above each line and as many from it on."""
    between, within = np.zeros(n + 1), np.zeros(n + 1)

    def add(to: NDArray[np.float64], low: NDArray[np.int64], high: NDArray[np.int64], by: NDArray[np.float64]) -> None:
        """Add to places `low` to `high`, both included, of each pair."""
        low, high = np.maximum(low, 0), np.minimum(high, n - 1)
        fits = low <= high
        to += np.bincount(low[fits], weights=by[fits], minlength=n + 1)
        to -= np.bincount(high[fits] + 1, weights=by[fits], minlength=n + 1)

    add(within, line - _BLOCK + 1, line, weight)
    for k in range(1, 2 * _BLOCK):
        pairs = np.flatnonzero((word[k:] == word[:-k]) & (line[k:] - line[:-k] < 2 * _BLOCK))
        upper, lower, by = line[pairs], line[pairs + k], weight[pairs]
        add(between, np.maximum(upper + 1, lower - _BLOCK + 1), np.minimum(lower, upper + _BLOCK), by)
        add(within, lower - _BLOCK + 1, upper, 2 * by)
    alike, below = np.cumsum(between)[:n], np.maximum(np.cumsum(within)[:n], 0)
    above = np.concatenate([_first_blocks(word, line, weight, n), below[: max(0, n - _BLOCK)]])[:n]
    length = np.sqrt(above * below)
    return np.where(length > 1e-6, alike / np.maximum(length, 1e-6), 0.0)


def _first_blocks(
    word: NDArray[np.int64], line: NDArray[np.int64], weight: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    """Squared lengths of what stands above the first `_BLOCK` lines, where a block is not yet full."""
    out = np.zeros(_BLOCK)
    for i in range(1, min(_BLOCK, n)):
        inside = line < i
        counts = np.bincount(word[inside])
        out[i] = (counts[word[inside]] * weight[inside]).sum()
    return out
