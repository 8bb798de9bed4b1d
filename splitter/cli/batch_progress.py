"""How far a batch has come: a live line on a terminal, else a line every 30 seconds."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from splitter.rendering.view import counted

if TYPE_CHECKING:
    from splitter.batch import Progress

_LINE_SECONDS = 30.0
_LIVE_SECONDS = 0.5


class BatchProgress:
    """Tells on stderr: results, rejects, rate, time left and memory."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty()
        self._next = time.monotonic() + (0.0 if self._live else _LINE_SECONDS)
        self._bar: object | None = None

    def __enter__(self) -> BatchProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()  # type: ignore[attr-defined]

    def show(self, progress: Progress) -> None:
        """Tell it, if it is time to."""
        if self._quiet or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + (_LIVE_SECONDS if self._live else _LINE_SECONDS)
        if self._live:
            self._draw(progress)
        else:
            print(f"splitter: {told(progress)}", file=sys.stderr, flush=True)

    def _draw(self, progress: Progress) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn
        from rich.progress import Progress as Bar

        if self._bar is None:
            columns = (BarColumn(20), TaskProgressColumn(), TextColumn("{task.description}", markup=False))
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task("", total=None)
            self._bar.start()
        assert isinstance(self._bar, Bar)
        share = progress.share
        self._bar.update(self._bar.task_ids[0], description=told(progress), total=1.0, completed=share or 0.0)


def told(progress: Progress) -> str:
    """Where a run stands, in one line."""
    parts = [counted(progress.results, "result", "results"), counted(progress.rejects, "reject", "rejects")]
    if progress.done_before:
        parts.append(f"{progress.done_before:,} done before")
    parts.append(f"{progress.rate:.1f} a second")
    left = progress.seconds_left
    if left is not None:
        parts.append(f"about {_duration(left)} left")
    parts.append(f"{progress.memory / 1e9:.1f} GB")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
