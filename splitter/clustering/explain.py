"""Why a post is in its story: the nearest posts, what each kind of evidence adds, and what would move it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from splitter.clustering.evidence import FEATURES, Matrix

# Each feature is of one kind.
_FEATURES_OF: Final = {
    "sense": ("whole", "opening", "whole centred", "opening centred", "whole beside page", "whole centred beside page"),
    "sentences": (
        "sentence best", "sentences mean high", "sentences mean low", "sentence best centred",
        "sentence best beside page",
    ),
    "titles": ("title", "title in whole", "title centred", "title words", "title words in whole", "titled"),
    "words": ("words", "shared weight", "shared words", "word pairs", "words beside page"),
    "telling words": ("rare words", "shared by two", "shared by few", "rarest shared"),
    "numbers": ("numbers",),
    "place": ("distance", "distance in page"),
    "length": ("shorter", "longer"),
}  # fmt: skip
KINDS: Final = {
    "sense": "what the posts say as a whole, and what they open with",
    "sentences": "how near single sentences of the two are",
    "titles": "their titles, or first words where they have none",
    "words": "words that both have, by how rare they are on the page",
    "telling words": "words and names that hardly another post has",
    "numbers": "numbers that both give",
    "place": "how far apart they stand",
    "length": "how much they say",
}


@dataclass(frozen=True)
class NearSample:
    """A sample that another one is near to.

    Attributes:
        log_odds: That they tell the same story.
        evidence: What each of `KINDS` adds to the log-odds of an average pair, strongest first; what speaks
            against is negative. Empty where rows of numbers were clustered.
    """

    sample: int
    log_odds: float
    evidence: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Reasons:
    """Why a sample is in its cluster.

    Attributes:
        nearest: Samples that it is nearest to, nearest first, repeats left out.
        own: Mean log-odds with the others of its cluster; None where it is alone.
        other: Label of the nearest other cluster, and the mean log-odds with that; None where there is none.
        parts_at: Least granularity at which its cluster has fallen apart; None where it is alone.
        joins_at: Largest granularity at which its cluster has joined another.
        joins: Label of a cluster that it joins there.
    """

    nearest: tuple[NearSample, ...]
    own: float | None
    other: tuple[int, float] | None
    parts_at: float | None
    joins_at: float | None
    joins: int | None


def columns_of(kind: str) -> list[int]:
    """Columns of the evidence that are of one of `KINDS`."""
    return [FEATURES.index(name) for name in _FEATURES_OF[kind]]


def shares(evidence: Matrix, average: Matrix, log_odds: Callable[[Matrix], Matrix]) -> Matrix:
    """Shapley values of the kinds of evidence (Shapley, 1953; Lundberg and Lee, 2017), exact over all sets of kinds.

    Args:
        evidence: Of some pairs, shape (pairs, len(FEATURES)).
        average: Evidence of an average pair, shape (len(FEATURES),): it stands in for a kind that is withheld.
        log_odds: Rows of evidence to log-odds.

    Returns:
        Shape (pairs, len(KINDS)). A row sums to the pair's log-odds less those of the average pair.
    """
    columns = [columns_of(kind) for kind in KINDS]
    kinds = range(len(columns))
    sets = [frozenset(chosen) for size in range(len(kinds) + 1) for chosen in combinations(kinds, size)]
    rows = np.broadcast_to(average, (len(sets), len(evidence), len(average))).copy()
    for given, chosen in zip(rows, sets, strict=True):
        for kind in chosen:
            given[:, columns[kind]] = evidence[:, columns[kind]]
    told = log_odds(rows.reshape(-1, len(average))).reshape(len(sets), len(evidence))
    by_set = dict(zip(sets, told.astype(np.float64), strict=True))
    found = np.zeros((len(evidence), len(kinds)))
    for chosen in sets:
        for kind in set(kinds) - chosen:
            weight = factorial(len(chosen)) * factorial(len(kinds) - len(chosen) - 1) / factorial(len(kinds))
            found[:, kind] += weight * (by_set[chosen | {kind}] - by_set[chosen])
    return found.astype(np.float32)


def turns(
    labels: NDArray[np.intp], repeats: NDArray[np.intp], merges: NDArray[np.float64], sample: int
) -> tuple[float | None, float | None, int | None]:
    """When a sample's cluster falls apart, when it joins another, and which.

    Args:
        labels: The clusters.
        repeats: Original of each sample, -1 for none.
        merges: As `StoryClusterer.merges_`.

    Returns:
        `parts_at`, `joins_at`, `joins` of `Reasons`; all None where the labels are no cut of these merges.
    """
    sets = [{i} for i in range(len(labels))]
    for i in np.flatnonzero(repeats >= 0).tolist():
        original = int(repeats[i])
        sets[original] |= sets[i]
        sets[i] = sets[original]
    wanted = set(np.flatnonzero(labels == labels[sample]).tolist())
    parts_at: float | None = None
    for a, b, odds in merges.tolist():
        left, right = sets[int(a)], sets[int(b)]
        held = left if sample in left else right
        if sample in left or sample in right:
            joining = (left | right) - held
            if held == wanted:
                # A little below, so that this merge is made there.
                return parts_at, _floor(_granularity(odds)), int(labels[min(joining)])
            if not joining <= wanted:
                return None, None, None
            parts_at = _ceil(_granularity(odds))
        whole = left | right
        for i in whole:
            sets[i] = whole
    return (parts_at, None, None) if sets[sample] == wanted else (None, None, None)


def _granularity(odds: float) -> float:
    """Where a merge at these log-odds beside the editor's is no longer made: `stop_at` the other way round."""
    return float(expit(odds / 2))


def _ceil(granularity: float) -> float:
    return float(np.ceil(granularity * 100) / 100)


def _floor(granularity: float) -> float:
    return float(max(0.0, np.ceil(granularity * 100 - 1) / 100))
