"""One loaded model for all tests, and the pages that they share."""

from __future__ import annotations

import importlib.util
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

# Before anything could load a model: no test may ask a hub for one.
os.environ["HF_HUB_OFFLINE"] = "1"
if "PYTEST_XDIST_WORKER" in os.environ:
    # Tests that run beside each other take a core each; with more they are slower than one after the other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

from splitter import Splitter
from splitter.cli.app import SAMPLE

GOLD = Path(__file__).parent / "gold"
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture
def in_terminal() -> Callable[..., bytes]:
    """Runs a program whose `stdout` or `stderr` is a terminal of 100 columns: what that is sent."""

    def run(program: Sequence[str], stream: str, **environment: str) -> bytes:
        parent, child = pty.openpty()
        plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: child}
        settings = {**plain, "TERM": "xterm-256color", "COLUMNS": "100", **environment}
        process = subprocess.Popen(program, env=settings, **streams)
        os.close(child)
        sent = b""
        while True:
            try:
                chunk = os.read(parent, 65536)
            except OSError:  # Linux ends a closed terminal so.
                break
            if not chunk:
                break
            sent += chunk
        os.close(parent)
        assert process.wait(300) == 0
        return sent

    return run


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


@pytest.fixture
def load_benchmark(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Imports a file of `benchmarks/` by its name, anew for each test."""
    monkeypatch.syspath_prepend(BENCHMARKS)  # They import their neighbours.

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)  # Dataclasses look there for their own types.
        spec.loader.exec_module(module)
        return module

    return load
