"""One loaded model for all tests, and the pages that they share."""

from __future__ import annotations

import os
from pathlib import Path

# Before anything could load a model: no test may ask a hub for one.
os.environ["HF_HUB_OFFLINE"] = "1"

import pytest

from splitter import Splitter
from splitter.cli.app import SAMPLE

GOLD = Path(__file__).parent / "gold"


@pytest.fixture(scope="session")
def splitter() -> Splitter:
    return Splitter()


@pytest.fixture(scope="session")
def sample() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def gold_folder() -> Path:
    return GOLD


@pytest.fixture(scope="session")
def styles_folder() -> Path:
    return GOLD.parent / "styles"
