"""Clustering of posts that can be cut anywhere between one story and every post alone."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted, validate_data

from splitter.clustering.evidence import Evidence, PostText, SpanEncoder
from splitter.clustering.explain import KINDS, NearSample, Reasons, shares, turns
from splitter.clustering.partition import Merges, best_count, between, joined, merges_of
from splitter.clustering.same_story import PairOdds, same_story_model
from splitter.encoder import load_encoder

# Log-odds of two rows of numbers by their cosine, for rows of anybody's; texts have the trained model.
_SLOPE, _MIDDLE = 12.0, 0.47
_RECAPPED = 2  # Posts of a story that an item of a recap is near to.
_COARSER = 1.0  # How much surer it is that they share a storyline.


class StoryClusterer(ClusterMixin, BaseEstimator):
    """Gathers posts into stories, and stories into storylines.

    For each pair of posts a trained model gives the log-odds that they tell one story; clusters are
    joined by average linkage until the expected BCubed F1 falls. Rows of numbers are compared by cosine.

    Parameters
    ----------
    granularity : float, default=0.5
        0.5 stops where the page's evidence says that an editor would. Another value g joins clusters
        whose odds are more than (g / (1 - g))² times those at which an editor would stop: 0 puts all
        samples into one cluster, 1 leaves each alone.
    n_clusters : int, default=None
        Exact number of clusters; overrides `granularity`. With more than `chunk_size` samples
        there is at least one cluster for each chunk.
    chunk_size : int, default=5000
        Most samples that are compared with one another: time and memory grow with its square.
        What is beyond is clustered chunk by chunk, with a warning.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,)
        Story of each sample, numbered in order of first appearance.
    storyline_labels_ : ndarray of shape (n_samples,)
        Storyline of each sample; the samples of one story share it.
    probabilities_ : ndarray of shape (n_samples,)
        Mean probability that the sample tells the same story as the others of its cluster; of a sample
        alone, that it is rightly so.
    merges_ : ndarray of shape (n_merges, 3)
        What was joined, likeliest first: two samples, one out of each cluster, and the log-odds beside
        those at which an editor would stop.
    n_features_in_ : int
        Columns seen in `fit`, where rows of numbers were given.
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

    def fit(
        self,
        X: ArrayLike | Sequence[str] | Sequence[PostText],
        y: None = None,
        duplicate_of: ArrayLike | None = None,
        encode_spans: SpanEncoder | None = None,
        items: Sequence[str] = (),
    ) -> StoryClusterer:
        """Cluster texts, or the rows of a matrix.

        Args:
            X: Texts in the order of their page (a list, an array or a column of a table), or numbers of shape
                (n_samples, n_features).
            y: Ignored.
            duplicate_of: Shape (n_samples,): index of the sample that each repeats, -1 for none.
                A repeat goes where its original is, at every granularity.
            encode_spans: Reads the texts, as `TextEncoder.encode_spans`; the bundled encoder where None.
            items: What recaps tell one by one, for `stories_of_items`; they change no cluster.

        Raises:
            ValueError: A parameter out of range, or `X` neither texts nor a finite matrix.
        """
        self._validate_params()
        posts = _posts(X)
        rows = np.zeros((len(posts), 0)) if posts else validate_data(self, X, dtype=[np.float64, np.float32])
        n = len(rows)
        repeats = np.full(n, -1) if duplicate_of is None else np.asarray(duplicate_of)
        if repeats.shape != (n,) or (repeats >= n).any():
            raise ValueError("duplicate_of must hold one index of a sample, or -1, for each sample")
        repeats = first_originals(repeats)
        if n > self.chunk_size:
            warnings.warn(f"{n} samples are clustered in chunks of {self.chunk_size}", stacklevel=2)
        self.repeats_ = repeats
        originals = np.flatnonzero(repeats < 0)
        self._chunks: list[_Chunk] = []
        self._items = np.full((len(items), n), -np.inf, dtype=np.float32)
        found: list[tuple[NDArray[np.intp], Merges, int]] = []
        for first in range(0, len(originals), self.chunk_size):
            members = originals[first : first + self.chunk_size]
            evidence = None
            if posts:
                encode = encode_spans or load_encoder().encode_spans
                evidence = Evidence([posts[i] for i in members], encode, [PostText("", item) for item in items])
                if items:
                    self._items[:, members] = same_story_model().item_log_odds(evidence, len(items))
            odds = _by_cosine(rows[members]) if evidence is None else same_story_model().log_odds(evidence)
            shifts = (0.0, 0.0) if evidence is None else same_story_model().shifts
            merges = merges_of(odds.story)
            self._chunks.append(_Chunk(members, odds, shifts, evidence))
            found.append((members, merges, best_count(odds.story + np.float32(shifts[0]), merges)))
        self.merges_ = _sorted(found)
        self.labels_ = self.cut()
        self.storyline_labels_ = self.storylines(self.labels_)
        self.probabilities_ = self.probabilities(self.labels_)
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
            if granularity == 0:
                return np.zeros(samples, dtype=np.intp)
            count = int(np.searchsorted(-self.merges_[:, 2], -stop_at(granularity)))
        return self._join(self.merges_[:count, :2].astype(np.intp))

    def storylines(self, labels: ArrayLike, granularity: float | None = None) -> NDArray[np.intp]:
        """Storylines over stories: labels that never part samples of one story.

        Args:
            labels: Shape (n_samples,): the stories.
            granularity: As for `cut`; the estimator's own where None.
        """
        check_is_fitted(self, "merges_")
        stories = np.unique(np.asarray(labels), return_inverse=True)[1]
        granularity = self.granularity if granularity is None else granularity
        pairs: list[NDArray[np.intp]] = []
        for members, odds, shifts, _ in self._chunks:
            present, own = np.unique(stories[members], return_inverse=True)
            sample = np.array([members[np.flatnonzero(own == k)[0]] for k in range(len(present))], dtype=np.intp)
            means = between(odds.storyline, own)
            merges = merges_of(means)
            count = best_count(means + np.float32(shifts[1]), merges, np.bincount(own))
            stop = _stops(merges.odds, count) + stop_at(granularity)
            pairs.append(sample[merges.pairs[merges.odds > stop]])
        same = [np.array([[members[0], i] for i in members[1:]], dtype=np.intp) for members in _groups(stories)]
        return self._join(np.concatenate([np.zeros((0, 2), dtype=np.intp), *pairs, *(s for s in same if len(s))]))

    def stories_of_items(self, labels: ArrayLike) -> NDArray[np.intp]:
        """Which cluster each item tells of.

        Args:
            labels: Shape (n_samples,): the clusters.

        Returns:
            Shape (n_items,): a label, -1 where none is likelier than not.
        """
        check_is_fitted(self, "merges_")
        clusters = np.asarray(labels)
        told = np.full(len(self._items), -1, dtype=np.intp)
        best = np.zeros(len(self._items))
        for members in _groups(clusters):
            own = self._items[:, members[self.repeats_[members] < 0]]
            # Of a long story an item recaps a part.
            nearest = np.sort(own, axis=1)[:, -_RECAPPED:].mean(axis=1) if own.shape[1] else np.full(len(told), -np.inf)
            better = nearest > best
            told[better], best[better] = clusters[members[0]], nearest[better]
        return told

    def explain(self, sample: int, labels: ArrayLike | None = None, *, nearest: int = 5) -> Reasons:
        """Why a sample is in its cluster, and what would move it.

        Args:
            sample: Its place. Of a repeat, its original is explained.
            labels: The clusters; `labels_` where None.
            nearest: How many near samples to name, at most.
        """
        check_is_fitted(self, "merges_")
        clusters = self.labels_ if labels is None else np.asarray(labels, dtype=np.intp)
        sample = int(self.repeats_[sample]) if self.repeats_[sample] >= 0 else sample
        members, odds, _, evidence = next(chunk for chunk in self._chunks if sample in chunk.members)
        own = int(np.searchsorted(members, sample))
        others = np.flatnonzero(np.arange(len(members)) != own)
        with_others = odds.story[own, others].astype(np.float64)
        near = others[np.argsort(-with_others, kind="stable")[:nearest]]
        told: list[tuple[tuple[str, float], ...]] = [()] * len(near)
        if evidence is not None and len(near):
            model = same_story_model()
            rows = evidence.pairs(np.full(len(near), own), near)
            told = [_strongest(row) for row in shares(rows, model.average, model.story_log_odds).tolist()]
        means: dict[int, float] = {}
        for label in np.unique(clusters[members[others]]).tolist():
            means[label] = round(float(with_others[clusters[members[others]] == label].mean()), 3)
        mine = means.pop(int(clusters[sample]), None)
        other = min(means.items(), key=lambda item: (-item[1], item[0]), default=None)
        return Reasons(
            tuple(
                NearSample(int(members[i]), float(odds.story[own, i]), evidence_)
                for i, evidence_ in zip(near.tolist(), told, strict=True)
            ),
            mine,
            other,
            *turns(clusters, self.repeats_, self.merges_, sample),
        )

    def _join(self, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
        repeats = [(i, int(r)) for i, r in enumerate(self.repeats_) if r >= 0]
        return joined(len(self.repeats_), np.concatenate([pairs, np.array(repeats, dtype=np.intp).reshape(-1, 2)]))

    def probabilities(self, labels: ArrayLike) -> NDArray[np.float64]:
        """As `probabilities_`, of other clusters: shape (n_samples,)."""
        check_is_fitted(self, "merges_")
        clusters = np.asarray(labels)
        sure = np.ones(len(self.repeats_))
        for members, odds, *_ in self._chunks:
            likely = expit(odds.story.astype(np.float64))
            np.fill_diagonal(likely, 0)
            together = clusters[members][:, None] == clusters[members]
            others = together.sum(1) - 1
            alone = 1 - likely.max(axis=1, initial=0)
            sure[members] = np.where(others > 0, (likely * together).sum(1) / np.maximum(others, 1), alone)
        originals = np.where(self.repeats_ >= 0, self.repeats_, np.arange(len(sure)))
        return np.round(sure[originals], 4)


class _Chunk(NamedTuple):
    """Samples that are compared with one another."""

    members: NDArray[np.intp]
    odds: PairOdds
    shifts: tuple[float, float]
    evidence: Evidence | None


def stop_at(granularity: float) -> float:
    """Log-odds, beside those where an editor would stop, below which nothing is joined: 0 at 0.5.

    Raises:
        ValueError: Not between 0 and 1.
    """
    if not 0 <= granularity <= 1:
        raise ValueError(f"granularity must be between 0 and 1, not {granularity}")
    if granularity in (0, 1):
        return math.inf if granularity else -math.inf
    return 2 * math.log(granularity / (1 - granularity))


def first_originals(repeats: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of repeats of repeats the original of them all; of those that repeat each other in a ring, the first.

    Args:
        repeats: Shape (n_samples,): index of the sample that each repeats, below 0 for none.

    Returns:
        Shape (n_samples,): index of the original, -1 for an original. O(n).
    """
    # What repeats nothing is a ring of its own.
    following = np.where(repeats >= 0, repeats, np.arange(len(repeats))).astype(np.intp).tolist()
    known: dict[int, int] = {}
    for i in range(len(following)):
        walked: dict[int, None] = {}
        while i not in known and i not in walked:
            walked[i] = None
            i = following[i]
        chain = list(walked)
        known |= dict.fromkeys(chain, known[i] if i in known else min(chain[chain.index(i) :]))
    return np.array([known[i] if known[i] != i else -1 for i in range(len(following))], dtype=np.intp)


def _posts(X: Any) -> list[PostText] | None:
    """Posts where `X` holds texts, None where it is for numpy.

    Raises:
        ValueError: It holds texts and something else.
    """
    if not isinstance(X, (list, tuple)):
        if np.ndim(X) != 1:
            return None
        X = np.asarray(X).tolist()  # A column of a table, or an array.
    texts = sum(isinstance(x, (str, PostText)) for x in X)
    if not texts:
        return None
    if texts < len(X):
        raise ValueError("X holds texts and something else")
    return [PostText("", x) if isinstance(x, str) else x for x in X]


def _by_cosine(rows: NDArray[Any]) -> PairOdds:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = (rows / np.where(norms > 0, norms, 1.0)).astype(np.float64)
    odds = np.round(_SLOPE * (unit @ unit.T - _MIDDLE), 6).astype(np.float32)
    np.fill_diagonal(odds, 0)
    return PairOdds(odds, odds + np.float32(_COARSER))


def _stops(odds: NDArray[np.float64], count: int) -> float:
    """Log-odds halfway between the last merge that is made and the first that is not."""
    if not len(odds):
        return 0.0
    if count == 0:
        return float(odds[0]) + 1
    if count == len(odds):
        return float(odds[-1]) - 1
    return float(odds[count - 1] + odds[count]) / 2


def _sorted(found: list[tuple[NDArray[np.intp], Merges, int]]) -> NDArray[np.float64]:
    """Merges of all chunks with their log-odds beside those where their chunk stops, likeliest first."""
    rows = [
        np.column_stack([members[merges.pairs], merges.odds - _stops(merges.odds, count)])
        for members, merges, count in found
        if len(merges.pairs)
    ]
    merges = np.concatenate([np.zeros((0, 3)), *rows])
    return merges[np.argsort(-merges[:, 2], kind="stable")]


def _strongest(row: list[float]) -> tuple[tuple[str, float], ...]:
    named = [(kind, round(share, 2)) for kind, share in zip(KINDS, row, strict=True)]
    return tuple(sorted(named, key=lambda item: (-abs(item[1]), item[0])))


def _groups(labels: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
