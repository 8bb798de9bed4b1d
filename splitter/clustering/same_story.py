"""How likely two posts tell the same story, and belong to the same storyline.

Small networks, trained on pages that people marked (`training/same_story.py`), read the evidence of
each pair. `models/same-story/` holds them with what they were trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from splitter.clustering.evidence import FEATURES, Evidence, Matrix
from splitter.network import Network, load_tensors, save_tensors

NAME = "same-story"
_SUREST = 8.0  # Log-odds.
_ALL_COMPARED = 400  # Posts.
_NEAREST, _NEIGHBOURS = 40, 5  # Posts that each is compared with on a longer page.
_COMPARED_FOR_THE_REST = 20_000  # Pairs.
_STEPS = 64


class PairOdds(NamedTuple):
    """Log-odds for each pair of a page's posts, symmetric matrices with zero diagonals.

    Attributes:
        story: That two posts tell the same story.
        storyline: That their stories belong to the same storyline.
    """

    story: Matrix
    storyline: Matrix


class SameStory:
    """The trained networks.

    Args:
        story: Networks for stories; the mean of their log-odds counts.
        storyline: For storylines.
        shifts: Added to the log-odds of each where a partition is chosen by them; see `training/same_story.py`.
        revision: First 16 hex digits of the file's SHA-256, empty where there is none.
    """

    def __init__(
        self,
        story: list[Network],
        storyline: list[Network],
        shifts: tuple[float, float] = (0.0, 0.0),
        revision: str = "",
    ) -> None:
        self.revision = revision
        self._networks = (story, storyline)
        self.shifts = shifts

    def without(self, columns: Sequence[int]) -> SameStory:
        """The same networks, blind to some columns of the evidence: for all they know the pair is average there."""
        levels = [[network.without(columns) for network in networks] for networks in self._networks]
        return SameStory(levels[0], levels[1], self.shifts)

    def log_odds(self, evidence: Evidence) -> PairOdds:
        """For all pairs of a page's posts.

        On a page of more than 400 posts the likely pairs are compared, and the others' odds are guessed from how
        like they are at a glance.
        """
        if evidence.size <= _ALL_COMPARED:
            one, other = np.triu_indices(evidence.size, 1)
            return self.log_odds_of(evidence.pairs(one, other), evidence.size)
        like = evidence.likeness()
        odds = PairOdds(*(np.empty_like(like) for _ in self._networks))
        one, other = _candidates(like)
        some = np.random.default_rng(0).integers(evidence.size, size=(2, _COMPARED_FOR_THE_REST))
        sample = np.sort(some[:, some[0] != some[1]], axis=0)
        sample = sample[:, np.argsort(sample[0], kind="stable")]
        for matrix, told in zip(odds, self._told(evidence.pairs(*sample)), strict=True):
            matrix[:] = _guess(like, like[sample[0], sample[1]], told)
            np.fill_diagonal(matrix, 0)
        self._fill(odds, evidence.pairs(one, other), one, other)
        return odds

    def item_log_odds(self, evidence: Evidence, items: int) -> Matrix:
        """That items of recaps tell the posts' stories: shape (items, posts)."""
        one = np.repeat(np.arange(evidence.size, evidence.size + items), evidence.size)
        other = np.tile(np.arange(evidence.size), items)
        return self._told(evidence.pairs(one, other))[0].reshape(items, evidence.size)

    def log_odds_of(self, evidence: Matrix, size: int) -> PairOdds:
        """The same from kept evidence of all pairs, shape (pairs, features), of a page of `size` posts."""
        odds = PairOdds(*(np.zeros((size, size), dtype=np.float32) for _ in self._networks))
        self._fill(odds, evidence, *np.triu_indices(size, 1))
        return odds

    @property
    def average(self) -> Matrix:
        """Evidence of an average pair of the training pages, shape (len(FEATURES),)."""
        found = np.zeros(len(FEATURES), dtype=np.float32)
        for network in (*self._networks[0], *self._networks[1]):
            found[network.features] = network.mean
        return found

    def story_log_odds(self, evidence: Matrix) -> Matrix:
        """Log-odds that pairs tell the same story, before they are rounded and bounded.

        Args:
            evidence: Shape (pairs, len(FEATURES)).
        """
        mean: Matrix = np.mean([network.outputs(evidence)[:, 0] for network in self._networks[0]], axis=0)
        return mean

    def _fill(self, odds: PairOdds, evidence: Matrix, one: NDArray[np.intp], other: NDArray[np.intp]) -> None:
        for matrix, told in zip(odds, self._told(evidence), strict=True):
            matrix[one, other] = matrix[other, one] = told

    def _told(self, evidence: Matrix) -> list[Matrix]:
        """Log-odds of pairs for stories and for storylines."""
        means = [np.mean([n.outputs(evidence)[:, 0] for n in networks], axis=0) for networks in self._networks]
        # Rounded, so that equal evidence is equal in whatever batch it was read.
        return [np.round(np.clip(mean, -_SUREST, _SUREST), 3) for mean in means]

    def save(self, path: Path) -> None:
        """Write a safetensors file."""
        tensors: dict[str, NDArray[Any]] = {"shifts": np.array(self.shifts, dtype=np.float32)}
        for level, networks in zip(PairOdds._fields, self._networks, strict=True):
            for n, network in enumerate(networks):
                tensors |= network.tensors(f"{level}/{n}")
        save_tensors(path, tensors)


def _candidates(like: Matrix) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs worth comparing, first post first: each post's most like ones and those beside it."""
    size = len(like)
    chosen = np.zeros(like.shape, dtype=bool)
    # Each is most like itself, which no pair is made of.
    nearest = np.argpartition(-like, _NEAREST, axis=1)[:, : _NEAREST + 1]
    np.put_along_axis(chosen, nearest, True, axis=1)
    for step in range(1, _NEIGHBOURS + 1):
        chosen[np.arange(size - step), np.arange(step, size)] = True
    one, other = np.nonzero(np.triu(chosen | chosen.T, 1))
    return one, other


def _guess(like: Matrix, compared: Matrix, told: Matrix) -> Matrix:
    """Log-odds by likeness, from pairs of which both are known: means over steps of it that never fall."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(out_of_bounds="clip").fit(compared, told)
    steps = np.quantile(compared, np.linspace(0, 1, _STEPS)).astype(np.float32)
    guessed: Matrix = np.round(np.interp(like, steps, fitted.predict(steps)), 3).astype(np.float32)
    return guessed


@lru_cache(maxsize=1)
def same_story_model() -> SameStory:
    """The bundled networks, loaded once for the whole process.

    Raises:
        ModelNotFound: The package lacks them.
    """
    tensors, revision = load_tensors(NAME)
    levels = [Network.all_of(tensors, level) for level in PairOdds._fields]
    story, storyline = tensors["shifts"].tolist()
    return SameStory(levels[0], levels[1], (story, storyline), revision)
