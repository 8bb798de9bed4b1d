"""The models that come with the package, as their cards tell of them, and whether their files are those."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from splitter.checksum import sha256_of
from splitter.errors import SplitterError
from splitter.models import bundled_folders


class BadModel(SplitterError):
    """A bundled model whose card or file is not as it should be."""


class ModelCard(BaseModel):
    """What a card's front matter says; for people the rest is below it.

    Attributes:
        name: The folder's.
        task: What the model is for.
        license: SPDX identifier.
        trained_on: Its data.
        scores: Figures by name, as the card's text has them.
        sha256: Of `model.safetensors`, hex.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    task: str
    license: str
    trained_on: str
    scores: dict[str, float] = Field(default_factory=dict)
    sha256: str


class BundledModel(ModelCard):
    """A card with the size of its file in bytes."""

    size: int


def bundled_models() -> list[BundledModel]:
    """All models of the package, by name.

    Raises:
        BadModel: A card or a file is missing or cannot be read.
    """
    found = []
    for folder in bundled_folders():
        weights = folder / "model.safetensors"
        if not weights.is_file():
            raise BadModel(f"{weights}: is missing; install splitter again")
        found.append(BundledModel(**_card(folder).model_dump(), size=weights.stat().st_size))
    return found


def faults() -> list[str]:
    """What is wrong with the models' files and cards, one sentence each."""
    told = []
    for folder in bundled_folders():
        weights = folder / "model.safetensors"
        try:
            card = _card(folder)
        except BadModel as error:
            told.append(str(error))
            continue
        if not weights.is_file():
            told.append(f"{weights}: is missing; install splitter again")
        elif sha256_of(weights) != card.sha256:
            told.append(f"{weights}: is not the file that its card tells of; install splitter again")
    return told


def _card(folder: Path) -> ModelCard:
    import yaml

    path = folder / "README.md"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n", 2)[1])
        return ModelCard.model_validate({**data, "name": folder.name})
    except ValidationError as error:
        missing = ", ".join(str(one["loc"][0]) for one in error.errors())
        raise BadModel(f"{path}: its front matter lacks {missing}; install splitter again") from error
    except OSError as error:
        raise BadModel(f"{path}: cannot be read ({error.strerror}); install splitter again") from error
    except (ValueError, IndexError, TypeError, yaml.YAMLError) as error:
        raise BadModel(f"{path}: has no front matter; install splitter again") from error
