"""What comes with the package is what its cards say, and what is not is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from splitter import models
from splitter.cli.app import app

SHIPPED = Path(__file__).parent.parent / "models"


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The models in a folder, one of them a copy that may be damaged."""
    for folder in SHIPPED.iterdir():
        (tmp_path / folder.name).symlink_to(folder)
    (tmp_path / "same-story").unlink()
    shutil.copytree(SHIPPED / "same-story", tmp_path / "same-story")
    monkeypatch.setattr(models, "_BUNDLED", (tmp_path,))
    return tmp_path


def test_every_model_is_listed_with_size_licence_data_and_checksum() -> None:
    told = json.loads(CliRunner().invoke(app, ["models", "--format", "json"]).stdout)
    assert [model["name"] for model in told] == sorted(path.name for path in SHIPPED.iterdir())
    for model in told:
        assert model["license"] == "apache-2.0"
        assert model["task"]
        assert model["trained_on"]
        assert model["size"] == (SHIPPED / model["name"] / "model.safetensors").stat().st_size
    text = CliRunner().invoke(app, ["models"]).stdout
    assert all(model["name"] in text and model["sha256"][:16] in text for model in told)


def test_scores_in_a_cards_front_matter_are_those_of_its_text() -> None:
    for model in json.loads(CliRunner().invoke(app, ["models", "--format", "json"]).stdout):
        below = (SHIPPED / model["name"] / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2]
        for value in model["scores"].values():
            assert f"{value:.3f}".lstrip("0") in below
        assert model["sha256"] in below


def test_the_models_that_are_shipped_are_verified() -> None:
    result = CliRunner().invoke(app, ["models", "verify"])
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == len(list(SHIPPED.iterdir()))


def test_a_changed_byte_is_found(copied: Path) -> None:
    file = copied / "same-story" / "model.safetensors"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    result = CliRunner().invoke(app, ["models", "verify"])
    assert result.exit_code == 4
    assert str(file) in result.stderr
    assert "install splitter again" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_model_is_found(copied: Path) -> None:
    shutil.rmtree(copied / "same-story")
    result = CliRunner().invoke(app, ["models", "verify"])
    assert result.exit_code == 4
    assert len(result.stderr.splitlines()) == 1
    assert "same-story" in result.stderr


def test_without_any_model_nothing_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_BUNDLED", (tmp_path / "none",))
    result = CliRunner().invoke(app, ["models", "verify"])
    assert result.exit_code == 4
    assert len(result.stderr.splitlines()) == len(list(SHIPPED.iterdir()))


@pytest.mark.parametrize("lost", ["model.safetensors", "README.md"])
def test_a_missing_file_is_one_sentence(copied: Path, lost: str) -> None:
    (copied / "same-story" / lost).unlink()
    result = CliRunner().invoke(app, ["models", "verify"])
    assert result.exit_code == 4
    assert len(result.stderr.splitlines()) == 1
    assert lost in result.stderr
    listed = CliRunner().invoke(app, ["models"])
    assert listed.exit_code == 2
    assert "Traceback" not in listed.stderr


@pytest.mark.parametrize("card", ["no front matter", "---\nlicense: apache-2.0\n---\n", "---\n: : [\n---\n"])
def test_a_card_that_tells_too_little_is_one_sentence(copied: Path, card: str) -> None:
    (copied / "same-story" / "README.md").write_text(card)
    result = CliRunner().invoke(app, ["models", "verify"])
    assert result.exit_code == 4
    assert len(result.stderr.splitlines()) == 1
    assert "README.md" in result.stderr
