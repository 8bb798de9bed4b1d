"""Posts that repeat another post of the page, word for word or nearly."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_SHINGLE = 4
# Share of the shorter post's shingles that the longer one holds.
_NEAR = 0.8
_FEWEST_SHINGLES = 12
# A shingle that stands in this many posts is the page's own phrase and tells nothing.
_COMMON = 20


def find_repeats(texts: Sequence[str]) -> list[int | None]:
    """For each post, the index of the post that it repeats.

    Of two posts that say the same the fuller is the original; of two equal ones the first in the
    page. An original is never itself a repeat. O(n) in words, but for shingles in many posts.

    Args:
        texts: Each post's prose with its title, without bylines and times.
    """
    words = [_WORD.findall(text.lower()) for text in texts]
    repeat_of: list[int | None] = [None] * len(texts)
    first_with: dict[tuple[str, ...], int] = {}
    for i, tokens in enumerate(words):
        if len(tokens) < 4:
            continue
        original = first_with.setdefault(tuple(tokens), i)
        if original != i:
            repeat_of[i] = original

    shingles = [
        set() if repeat_of[i] is not None else set(zip(*(w[k:] for k in range(_SHINGLE)), strict=False))
        for i, w in enumerate(words)
    ]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, own in enumerate(shingles):
        for shingle in own:
            places[shingle].append(i)
    # Fullest first, so that a repeat always finds its original settled.
    order = sorted(range(len(texts)), key=lambda i: (-len(words[i]), i))
    settled: set[int] = set()
    for i in order:
        if repeat_of[i] is not None:
            continue
        if len(shingles[i]) >= _FEWEST_SHINGLES:
            shared: dict[int, int] = defaultdict(int)
            for shingle in shingles[i]:
                where = places[shingle]
                if len(where) <= _COMMON:
                    for j in where:
                        if j in settled:
                            shared[j] += 1
            best = max(shared.items(), key=lambda item: (item[1], -item[0]), default=None)
            if best is not None and best[1] >= _NEAR * len(shingles[i]):
                repeat_of[i] = best[0]
                continue
        settled.add(i)
    for i, first in enumerate(repeat_of):
        if first is not None and repeat_of[first] is not None:
            repeat_of[i] = repeat_of[first]
    return repeat_of
