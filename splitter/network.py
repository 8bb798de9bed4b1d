"""Small feed-forward networks: trained with torch, run with numpy, kept in safetensors files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from splitter.models import find_model

Matrix = NDArray[np.float32]

_CLIP = 5.0  # Deviations; what lies farther out says no more.


class Network(NamedTuple):
    """Layers of a network over some columns of its evidence.

    Attributes:
        features: Which columns it reads.
        mean, deviation: Of those columns in training.
        layers: Weights of shape (out, in) and biases; between layers stands a rectifier.
    """

    features: NDArray[np.int64]
    mean: Matrix
    deviation: Matrix
    layers: list[tuple[Matrix, Matrix]]

    @classmethod
    def of(cls, tensors: Mapping[str, NDArray[Any]], name: str) -> Network:
        """The one that `tensors` wrote under that name."""
        depth = sum(key.startswith(f"{name}/weights/") for key in tensors)
        layers = [(tensors[f"{name}/weights/{k}"], tensors[f"{name}/bias/{k}"]) for k in range(depth)]
        return cls(tensors[f"{name}/features"], tensors[f"{name}/mean"], tensors[f"{name}/deviation"], layers)

    @classmethod
    def all_of(cls, tensors: Mapping[str, NDArray[Any]], name: str) -> list[Network]:
        """Those under `name/0`, `name/1` and so on."""
        count = sum(key.startswith(f"{name}/") and key.endswith("/mean") for key in tensors)
        return [cls.of(tensors, f"{name}/{n}") for n in range(count)]

    def tensors(self, name: str) -> dict[str, NDArray[Any]]:
        """What a safetensors file keeps of it, under a name."""
        found: dict[str, NDArray[Any]] = {
            f"{name}/features": self.features,
            f"{name}/mean": self.mean,
            f"{name}/deviation": self.deviation,
        }
        for k, (weights, bias) in enumerate(self.layers):
            found[f"{name}/weights/{k}"] = np.ascontiguousarray(weights)
            found[f"{name}/bias/{k}"] = np.ascontiguousarray(bias)
        return found

    def without(self, columns: Sequence[int]) -> Network:
        """Blind to some columns of the evidence."""
        weights, bias = self.layers[0]
        seen = np.where(np.isin(self.features, columns), 0, weights).astype(np.float32)
        return self._replace(layers=[(seen, bias), *self.layers[1:]])

    def outputs(self, evidence: Matrix) -> Matrix:
        """Of rows of evidence, shape (rows, features): the last layer's sums, shape (rows, outputs)."""
        states: Matrix = np.clip((evidence[:, self.features] - self.mean) / self.deviation, -_CLIP, _CLIP)
        for n, (weights, bias) in enumerate(self.layers):
            states = states @ weights.T + bias
            if n + 1 < len(self.layers):
                np.maximum(states, 0, out=states)
        return states


def load_tensors(name: str) -> tuple[dict[str, NDArray[Any]], str]:
    """Tensors of a model that comes with the package, and its revision.

    Raises:
        ModelNotFound: The package lacks it.
    """
    from safetensors.numpy import load_file

    source = find_model(name, offline=True)
    return load_file(Path(source.location) / "model.safetensors"), source.revision


def save_tensors(path: Path, tensors: Mapping[str, NDArray[Any]]) -> None:
    """Write a safetensors file."""
    from safetensors.numpy import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(dict(tensors), path)
