"""Clock times as pages show them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_CLOCK = re.compile(r"\b(\d{1,2})[:.h](\d{2})(?!\d)(?:\s*([ap])\.?m\b)?", re.IGNORECASE)


def clock_minutes(time: str) -> int | None:
    """Minutes since midnight, where `time` holds a clock time."""
    found = _CLOCK.search(time)
    if found is None:
        return None
    hour, half = int(found[1]), found[3]
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return hour * 60 + int(found[2])


def backward_steps(times: Iterable[str]) -> int:
    """How many more neighbouring times step back than forward: above 0 on a newest-first page."""
    minutes = [clock for time in times if (clock := clock_minutes(time)) is not None]
    # The shorter way round the clock, so that midnight is no leap backwards.
    steps = [(after - before + 720) % 1440 - 720 for before, after in pairwise(minutes)]
    return sum(step < 0 for step in steps) - sum(step > 0 for step in steps)
