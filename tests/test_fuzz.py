"""The short version of `benchmarks/fuzz.py`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.mark.slow
def test_no_input_breaks_the_contract() -> None:
    path = Path(__file__).parent.parent / "benchmarks" / "fuzz.py"
    spec = importlib.util.spec_from_file_location("fuzz", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    told = module.fuzz(400, seed=1, with_large=False, progress=False)
    assert sum(told.values()) == 400
    assert {result for _, result in told} == {"digested", "refused"}
