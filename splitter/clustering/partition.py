"""A partition of a page's posts from what each pair says: merges, nearest first, and where to stop."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.sparse import csr_matrix
from scipy.special import expit

from splitter.clustering.evidence import Matrix

_SHARE_DIGITS = 6


class Merges(NamedTuple):
    """How clusters are joined, the likeliest first.

    Attributes:
        pairs: Shape (merges, 2): a sample of each side.
        odds: Mean log-odds between the sides, falling.
    """

    pairs: NDArray[np.intp]
    odds: NDArray[np.float64]


def merges_of(odds: Matrix) -> Merges:
    """Average linkage (Sokal and Michener, 1958) on log-odds.

    Args:
        odds: Symmetric, shape (samples, samples).
    """
    samples = len(odds)
    if samples < 2:
        return Merges(np.zeros((0, 2), dtype=np.intp), np.zeros(0))
    top = float(odds.max())
    upper = np.triu_indices(samples, 1)
    tree = linkage(top - odds[upper].astype(np.float64), method="average")
    sample = list(range(samples))  # One sample of each cluster: the leaves, then the merged ones.
    pairs = np.empty((len(tree), 2), dtype=np.intp)
    for row, (left, right) in enumerate(tree[:, :2].astype(np.intp).tolist()):
        pairs[row] = sample[left], sample[right]
        sample.append(min(sample[left], sample[right]))
    return Merges(pairs, top - tree[:, 2])


def best_count(odds: Matrix, merges: Merges, sizes: NDArray[np.intp] | None = None) -> int:
    """How many of the merges give the partition whose BCubed F1 is expected to be highest.

    Were the pairs' probabilities right, a post's precision in its cluster would be their mean over the
    cluster, its recall their sum over the cluster against that over the page (Bagga and Baldwin, 1998).

    Args:
        odds: Symmetric log-odds of pairs, shape (samples, samples).
        merges: Of those.
        sizes: How many posts each sample stands for, shape (samples,); one where None.
    """
    posts = np.ones(len(odds)) if sizes is None else sizes.astype(np.float64)
    likely = expit(odds.astype(np.float64))
    np.fill_diagonal(likely, 1.0)
    recalls = likely * posts
    recalls *= posts[:, None] / recalls.sum(1, keepdims=True)
    likely *= posts[:, None] * posts
    members = [[i] for i in range(len(odds))]
    where = list(range(len(odds)))
    size, inside = posts.copy(), likely.diagonal().copy()
    total, precision, recall = float(posts.sum()), float(posts.sum()), float(recalls.trace())
    best, chosen = _harmonic(precision, recall, total), 0
    for count, (a, b) in enumerate(merges.pairs.tolist(), start=1):
        left, right = where[a], where[b]
        ours, theirs = members[left], members[right]
        precision -= inside[left] / size[left] + inside[right] / size[right]
        recall += recalls[np.ix_(ours, theirs)].sum() + recalls[np.ix_(theirs, ours)].sum()
        inside[left] += inside[right] + 2 * likely[np.ix_(ours, theirs)].sum()
        size[left] += size[right]
        ours += theirs
        for i in theirs:
            where[i] = left
        precision += inside[left] / size[left]
        reached = _harmonic(precision, recall, total)
        if reached > best:  # Of equals the finer.
            best, chosen = reached, count
    return chosen


def likeliest(
    story: Matrix, storyline: Matrix, shifts: tuple[float, float]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Stories, and the storylines over them, whose BCubed F1 is expected to be highest.

    Args:
        story, storyline: Log-odds of pairs, symmetric, shape (samples, samples).
        shifts: Added to each of them before it is said where to stop.
    """
    merges = merges_of(story)
    fine = joined(len(story), merges.pairs[: best_count(story + np.float32(shifts[0]), merges)])
    means = between(storyline, fine)
    above = merges_of(means)
    count = best_count(means + np.float32(shifts[1]), above, np.bincount(fine))
    return fine, joined(len(means), above.pairs[:count])[fine]


def joined(samples: int, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Labels after some merges, numbered in order of first appearance."""
    parent = list(range(samples))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in pairs.tolist():
        parent[root(a)] = root(b)
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(root(i), len(numbers)) for i in range(samples)], dtype=np.intp)


def between(odds: Matrix, labels: NDArray[np.intp]) -> Matrix:
    """Mean log-odds between clusters: symmetric, shape (clusters, clusters), zero diagonal."""
    sizes = np.bincount(labels).astype(np.float32)
    shares = csr_matrix((1 / sizes[labels], (labels, np.arange(len(labels)))))
    means: Matrix = shares @ (shares @ odds).T
    np.fill_diagonal(means, 0)
    return means


def _harmonic(precision: float, recall: float, posts: float) -> float:
    p, r = precision / posts, recall / posts
    return round(2 * p * r / (p + r), _SHARE_DIGITS)
