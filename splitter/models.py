"""Where models are found: bundled with the package, in a folder, or on a hub."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from splitter.checksum import sha256_of
from splitter.errors import ModelNotFound

# By name, so that one that an installation lacks is missed.
_SHIPPED = ("all-MiniLM-L6-v2", "headline", "line-roles", "quotable", "same-story", "sentence-selector", "support")
# An installed package carries the models inside itself; a source checkout has them beside it.
_BUNDLED = (Path(__file__).parent / "models", Path(__file__).parent.parent / "models")


@dataclass(frozen=True)
class ModelSource:
    """Where a model's files are.

    Attributes:
        name: The name that was asked for.
        location: A folder's path, or a model id on a hub.
        revision: First 16 hex digits of the SHA-256 of the weights, or of their parts' sums; `hub` for one on a hub.
        local: True where nothing is fetched.
    """

    name: str
    location: str
    revision: str
    local: bool


def bundled_folders() -> list[Path]:
    """Folders of the models that come with the package, by name, whether they are there or not."""
    root = next((root for root in _BUNDLED if root.is_dir()), _BUNDLED[0])
    return [root / name for name in _SHIPPED]


def find_model(name: str, *, offline: bool = False) -> ModelSource:
    """Find a model by bundled name, then as a folder, then as an id on a hub.

    Raises:
        ModelNotFound: The name is none of the three, or it is on a hub and `offline` is set.
    """
    for folder in (*(root / name for root in _BUNDLED), Path(name)):
        weights = folder / "model.safetensors"
        if weights.is_file():
            return ModelSource(name, str(folder), sha256_of(weights)[:16], local=True)
        shards = sorted(folder.glob("model-*-of-*.safetensors"))
        if (folder / "model.safetensors.index.json").is_file() and shards:
            sums = "".join(sha256_of(shard) for shard in shards)
            return ModelSource(name, str(folder), sha256(sums.encode()).hexdigest()[:16], local=True)
    if Path(name).is_dir():
        raise ModelNotFound(f"{name}: this folder holds no model.safetensors")
    if offline:
        raise ModelNotFound(f"{name}: not a bundled model and not a folder; leave out --offline to ask the hub")
    return ModelSource(name, name, "hub", local=False)
