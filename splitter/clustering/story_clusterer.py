"""Average-linkage clustering that can be cut anywhere between one story and every post alone."""

from __future__ import annotations

import warnings
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted, validate_data

# Cosine distance at which an editor would stop merging, at granularity 0.5; set on annotated
# pages by benchmarks/clustering.py.
STORY_DISTANCE = 0.53
LARGEST_DISTANCE = 2.0


class StoryClusterer(ClusterMixin, BaseEstimator):
    """Gathers posts into stories: average linkage (Sokal and Michener, 1958) on cosine distance.

    Parameters
    ----------
    granularity : float, default=0.5
        0 puts all samples into one cluster, 1 leaves each alone.
    n_clusters : int, default=None
        Exact number of clusters; overrides `granularity`. With more than `chunk_size` samples
        there is at least one cluster for each chunk.
    chunk_size : int, default=5000
        Most samples that are compared with one another: time and memory grow with its square.
        What is beyond is clustered chunk by chunk, with a warning.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,)
        Cluster of each sample, numbered in order of first appearance.
    merges_ : ndarray of shape (n_merges, 3)
        What was merged, nearest first: two samples, one out of each cluster, and the distance.
    n_features_in_ : int
        Columns seen in `fit`.
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "granularity": [Interval(Real, 0, 1, closed="both")],
        "n_clusters": [Interval(Integral, 1, None, closed="left"), None],
        "chunk_size": [Interval(Integral, 2, None, closed="left")],
    }

    def __init__(self, granularity: float = 0.5, n_clusters: int | None = None, chunk_size: int = 5000) -> None:
        self.granularity = granularity
        self.n_clusters = n_clusters
        self.chunk_size = chunk_size

    def fit(self, X: ArrayLike, y: None = None, duplicate_of: ArrayLike | None = None) -> StoryClusterer:
        """Cluster the rows of `X`.

        Args:
            X: Shape (n_samples, n_features); only the rows' directions count.
            y: Ignored.
            duplicate_of: Shape (n_samples,): index of the sample that each repeats, -1 for none.
                A repeat goes where its original is, at every granularity.

        Raises:
            ValueError: A parameter out of range, or `X` not a finite matrix.
        """
        self._validate_params()
        rows: NDArray[Any] = validate_data(self, X, dtype=[np.float64, np.float32])
        n = rows.shape[0]
        repeats = np.full(n, -1) if duplicate_of is None else np.asarray(duplicate_of)
        if repeats.shape != (n,) or (repeats >= n).any():
            raise ValueError("duplicate_of must hold one index of a sample, or -1, for each sample")
        if n > self.chunk_size:
            warnings.warn(f"{n} samples are clustered in chunks of {self.chunk_size}", stacklevel=2)
        self.repeats_ = repeats
        originals = np.flatnonzero(repeats < 0)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        unit = rows / np.where(norms > 0, norms, 1.0)
        chunks = [
            _merges(unit, originals[first : first + self.chunk_size])
            for first in range(0, len(originals), self.chunk_size)
        ]
        merges = np.concatenate([np.zeros((0, 3)), *chunks])
        self.merges_ = merges[np.argsort(merges[:, 2], kind="stable")]
        self.labels_ = self.cut()
        return self

    def cut(self, granularity: float | None = None, n_clusters: int | None = None) -> NDArray[np.intp]:
        """Labels at another granularity; nothing is compared again.

        Args:
            granularity: Between 0 and 1; the estimator's own where neither is given.
            n_clusters: Exact number of clusters; overrides `granularity`.

        Returns:
            Shape (n_samples,), numbered in order of first appearance. A coarser cut only joins
            clusters of a finer one.
        """
        check_is_fitted(self, "merges_")
        if granularity is None and n_clusters is None:
            granularity, n_clusters = self.granularity, self.n_clusters
        samples = len(self.repeats_)
        if n_clusters is not None:
            originals = int((self.repeats_ < 0).sum())
            if not n_clusters >= 1:
                raise ValueError(f"n_clusters must be at least 1, not {n_clusters}")
            count = max(0, originals - n_clusters)
        else:
            assert granularity is not None
            if not 0 <= granularity <= 1:
                raise ValueError(f"granularity must be between 0 and 1, not {granularity}")
            if granularity == 0:
                return np.zeros(samples, dtype=np.intp)
            count = int(np.searchsorted(self.merges_[:, 2], cut_distance(granularity)))
        return self._join(self.merges_[:count, :2].astype(np.intp))

    def _join(self, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
        parent = list(range(len(self.repeats_)))

        def root(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        repeats = [(i, int(r)) for i, r in enumerate(self.repeats_) if r >= 0]
        for a, b in (*pairs.tolist(), *repeats):
            parent[root(a)] = root(b)
        numbers: dict[int, int] = {}
        return np.array([numbers.setdefault(root(i), len(numbers)) for i in range(len(parent))], dtype=np.intp)


def cut_distance(granularity: float) -> float:
    """Distance below which clusters are merged: `STORY_DISTANCE` at 0.5, falling to 0 at 1."""
    if granularity <= 0.5:
        return STORY_DISTANCE + (LARGEST_DISTANCE - STORY_DISTANCE) * (1 - 2 * granularity)
    return STORY_DISTANCE * (2 - 2 * granularity)


def _merges(unit: NDArray[Any], members: NDArray[np.intp]) -> NDArray[np.float64]:
    """Merges among `members` (rows of `unit`): a sample of each side, and the distance."""
    if len(members) < 2:
        return np.zeros((0, 3))
    # Half the squared distance of unit rows is their cosine distance, and 0 for equal rows.
    distances = pdist(unit[members].astype(np.float64), "sqeuclidean") / 2
    tree = linkage(distances, method="average")
    sample = list(members)  # One sample of each cluster: the leaves, then the merged ones.
    merges = np.empty((len(tree), 3))
    for row, (left, right, distance, _) in enumerate(tree):
        a, b = sample[int(left)], sample[int(right)]
        merges[row] = a, b, distance
        sample.append(min(a, b))
    return merges
