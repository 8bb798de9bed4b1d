"""How likely two posts tell the same story, and belong to the same storyline.

Small networks, trained on pages that people marked (`training/same_story.py`), read the evidence of
each pair. `models/same-story/` holds them with what they were trained on.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from splitter.clustering.evidence import Evidence, Matrix
from splitter.models import find_model

NAME = "same-story"
_CLIP = 5.0  # Deviations; what lies farther out says no more.
_SUREST = 8.0  # Log-odds.


class PairOdds(NamedTuple):
    """Log-odds for each pair of a page's posts, symmetric matrices with zero diagonals.

    Attributes:
        story: That two posts tell the same story.
        storyline: That their stories belong to the same storyline.
    """

    story: Matrix
    storyline: Matrix


class PairNetwork(NamedTuple):
    """Layers of a network over some of a pair's evidence.

    Attributes:
        features: Which columns of the evidence it reads.
        mean, deviation: Of those columns in training.
        layers: Weights of shape (out, in) and biases; between layers stands a rectifier.
    """

    features: NDArray[np.int64]
    mean: Matrix
    deviation: Matrix
    layers: list[tuple[Matrix, Matrix]]

    def log_odds(self, evidence: Matrix) -> Matrix:
        """Of rows of evidence of shape (pairs, features)."""
        states = np.clip((evidence[:, self.features] - self.mean) / self.deviation, -_CLIP, _CLIP)
        for n, (weights, bias) in enumerate(self.layers):
            states = states @ weights.T + bias
            if n + 1 < len(self.layers):
                np.maximum(states, 0, out=states)
        odds: Matrix = states[:, 0]
        return odds


class SameStory:
    """The trained networks.

    Args:
        story: Networks for stories; the mean of their log-odds counts.
        storyline: For storylines.
        shifts: Added to the log-odds of each; see `training/same_story.py`.
        revision: First 16 hex digits of the file's SHA-256, empty where there is none.
    """

    def __init__(
        self,
        story: list[PairNetwork],
        storyline: list[PairNetwork],
        shifts: tuple[float, float] = (0.0, 0.0),
        revision: str = "",
    ) -> None:
        self.revision = revision
        self._networks = (story, storyline)
        self._shifts = shifts

    def log_odds(self, evidence: Evidence) -> PairOdds:
        """For all pairs of a page's posts."""
        size = evidence.size
        odds = PairOdds(*(np.zeros((size, size), dtype=np.float32) for _ in self._networks))
        for first, last in evidence.blocks():
            upper = np.triu_indices(last - first, 1, size - first)
            self._fill(odds, evidence.rows(first, last)[upper], upper[0] + first, upper[1] + first)
        return odds

    def log_odds_of(self, evidence: Matrix, size: int) -> PairOdds:
        """The same from kept evidence of all pairs, shape (pairs, features), of a page of `size` posts."""
        odds = PairOdds(*(np.zeros((size, size), dtype=np.float32) for _ in self._networks))
        self._fill(odds, evidence, *np.triu_indices(size, 1))
        return odds

    def _fill(self, odds: PairOdds, pairs: Matrix, one: NDArray[np.intp], other: NDArray[np.intp]) -> None:
        for matrix, networks, shift in zip(odds, self._networks, self._shifts, strict=True):
            told = np.mean([network.log_odds(pairs) for network in networks], axis=0) + shift
            # Rounded, so that equal evidence is equal in whatever batch it was read.
            matrix[one, other] = matrix[other, one] = np.round(np.clip(told, -_SUREST, _SUREST), 3)

    def save(self, path: Path) -> None:
        """Write a safetensors file."""
        from safetensors.numpy import save_file

        tensors: dict[str, NDArray[Any]] = {"shifts": np.array(self._shifts, dtype=np.float32)}
        for level, networks in zip(PairOdds._fields, self._networks, strict=True):
            for n, network in enumerate(networks):
                tensors[f"{level}/{n}/features"] = network.features
                tensors[f"{level}/{n}/mean"], tensors[f"{level}/{n}/deviation"] = network.mean, network.deviation
                for k, (weights, bias) in enumerate(network.layers):
                    tensors[f"{level}/{n}/weights/{k}"] = np.ascontiguousarray(weights)
                    tensors[f"{level}/{n}/bias/{k}"] = np.ascontiguousarray(bias)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(tensors, path)


@lru_cache(maxsize=1)
def same_story_model() -> SameStory:
    """The bundled networks, loaded once for the whole process.

    Raises:
        ModelNotFound: The package lacks them.
    """
    from safetensors.numpy import load_file

    source = find_model(NAME, offline=True)
    tensors = load_file(Path(source.location) / "model.safetensors")
    levels: list[list[PairNetwork]] = []
    for level in PairOdds._fields:
        networks = []
        for n in range(sum(name.startswith(f"{level}/") and name.endswith("/mean") for name in tensors)):
            own = f"{level}/{n}"
            depth = sum(name.startswith(f"{own}/weights/") for name in tensors)
            layers = [(tensors[f"{own}/weights/{k}"], tensors[f"{own}/bias/{k}"]) for k in range(depth)]
            networks.append(
                PairNetwork(tensors[f"{own}/features"], tensors[f"{own}/mean"], tensors[f"{own}/deviation"], layers)
            )
        levels.append(networks)
    story, storyline = tensors["shifts"].tolist()
    return SameStory(levels[0], levels[1], (story, storyline), source.revision)
