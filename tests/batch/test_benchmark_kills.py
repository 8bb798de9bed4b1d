"""The kill benchmark, with the whole pipeline over few records."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parent.parent.parent / "benchmarks" / "kills.py"


@pytest.mark.slow
def test_kills_and_a_full_disk_lose_and_repeat_nothing() -> None:
    asked = ["--records", "36", "--poison", "0.25", "--kills", "2", "--huge-mb", "20"]
    done = subprocess.run([sys.executable, str(BENCHMARK), *asked], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed: 27 results, lost 0, repeated 0, equal 27; 9 rejects, 9 of 9 poisons" in done.stdout
