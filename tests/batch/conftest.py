"""Makes `stages` importable here and in the processes that the tests start."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent)
sys.path.insert(0, HERE)


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """For processes that are started by others than this one."""
    monkeypatch.setenv("PYTHONPATH", ":".join([HERE, str(Path(HERE).parent.parent)]))
