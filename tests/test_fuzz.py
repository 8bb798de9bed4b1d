"""The short version of `benchmarks/fuzz.py`."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.mark.slow
def test_no_input_breaks_the_contract(load_benchmark: Callable[[str], ModuleType]) -> None:
    told = load_benchmark("fuzz").fuzz(400, seed=1, with_large=False, progress=False)
    assert sum(told.values()) == 400
    assert {result for _, result in told} == {"digested", "refused"}
