"""What tells a post's first line from the lines that go on: form, place, recurrence, cohesion."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from splitter.segmentation.lines import FORMS, TERMINAL, Line

_PRONOUN = re.compile(r"(?:he|she|it|they|his|her|their|its|this|that|these|those|we|i|you)\b", re.I)
_CONNECTIVE = re.compile(r"(?:but|and|also|however|so|yet|then|still|instead|though|because|while|if|or|nor)\b", re.I)
_OPENER = re.compile(
    r"(?:here(?:[’']s| is| are)|meanwhile|elsewhere|breaking|newsflash|news(?:flash)? |more (?:on|from)"
    r"|over (?:to|in)|back (?:to|in)|just in|good (?:morning|afternoon|evening)|welcome|and finally"
    r"|that[’']s (?:it|all)|q:|update|summary|the agenda|some (?:more )?(?:reaction|breaking))",
    re.I,
)
_HANDLE = re.compile(r"@\s?\w+|#\s?\w+|\bhttps?:|\bpic\.twitter")
_WORD = re.compile(r"\w+")

FORM_FEATURES = len(FORMS) + 18
COHESION_FEATURES = 6


def form_features(lines: Sequence[Line]) -> NDArray[np.float32]:
    """Features of form, place and recurrence.

    Nothing here depends on case but the forms `byline` and `role`.

    Returns:
        Array of shape (len(lines), FORM_FEATURES), values of the order of 1.
    """
    n = len(lines)
    out = np.zeros((n, FORM_FEATURES), dtype=np.float32)
    counts = Counter(line.text for line in lines)
    seen: dict[str, int] = {}
    for i, line in enumerate(lines):
        text = line.text
        out[i, FORMS.index(line.form)] = 1.0
        words = _WORD.findall(text[:1000])
        follows = seen.get(text)
        before = lines[i - 1].text if i else ""
        repeats_run = follows is not None and follows > 0 and lines[follows - 1].text == before
        out[i, len(FORMS) :] = (
            min(len(text), 1000) / 300,
            min(len(words), 60) / 20,
            len(words) <= 16,
            bool(TERMINAL.search(text)),
            text.endswith(":"),
            text[0] in "“\"‘'",
            any(c in text for c in '“”"'),
            text[0].islower(),
            text[0].isdigit(),
            text[0] in "•-–*·▶►",
            bool(_PRONOUN.match(text)),
            bool(_CONNECTIVE.match(text)),
            bool(_OPENER.match(text)),
            bool(_HANDLE.search(text)),
            min(counts[text], 20) > 1,
            repeats_run,
            bool(before) and text == before,
            i / n,
        )
        seen.setdefault(text, i)
    return out


def cohesion_features(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """How alike each line is to the lines before and after it, by cosine.

    Args:
        vectors: Shape (lines, dimensions), unit rows.

    Returns:
        Array of shape (lines, COHESION_FEATURES), values in [-1, 1].
    """
    n, dimensions = vectors.shape
    out = np.zeros((n, COHESION_FEATURES), dtype=np.float32)
    if n == 0:
        return out
    total = np.concatenate([np.zeros((1, dimensions)), np.cumsum(vectors, axis=0, dtype=np.float64)])

    def window(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
        sums: NDArray[np.float64] = total[np.clip(last, 0, n)] - total[np.clip(first, 0, n)]
        norm = np.linalg.norm(sums, axis=1, keepdims=True)
        scaled: NDArray[np.float64] = sums / np.maximum(norm, 1e-9)
        return scaled

    at = np.arange(n)
    line = window(at, at + 1)
    for column, (left, right) in enumerate(
        (
            (window(at - 1, at), line),
            (window(at - 3, at), line),
            (window(at - 3, at), window(at, at + 3)),
            (window(at - 6, at), window(at, at + 6)),
            (window(at - 1, at), window(at + 1, at + 2)),
            (window(at + 1, at + 3), line),
        )
    ):
        out[:, column] = (left * right).sum(1)
    return out
