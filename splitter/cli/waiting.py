"""A sign of life on stderr for work that takes longer than two seconds."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

_PATIENCE_SECONDS = 2.0


class Waiting:
    """Shows the stage at work once two seconds are past: a spinner on a terminal, else a line a stage."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._stage = "starting"
        self._late = self._over = False
        self._lock = threading.Lock()
        self._status: object | None = None
        self._timer = threading.Timer(_PATIENCE_SECONDS, self._begin)
        self._timer.daemon = True

    def __enter__(self) -> Waiting:
        if not self._quiet:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._status is not None:
                self._status.stop()  # type: ignore[attr-defined]
            self._over, self._late, self._status = True, False, None

    def stage(self, text: str) -> None:
        """Name what is being done now."""
        with self._lock:
            changed, self._stage = text != self._stage, text
            if self._late and changed:
                self._show()

    def _begin(self) -> None:
        with self._lock:
            # A timer that has gone off already, and only waited for the lock, cannot be cancelled.
            if not self._over:
                self._late = True
                self._show()

    def _show(self) -> None:
        if not sys.stderr.isatty():
            print(f"splitter: {self._stage}…", file=sys.stderr)
            return
        from rich.console import Console
        from rich.text import Text

        if self._status is None:
            self._status = Console(stderr=True).status(Text(self._stage))
            self._status.start()
        else:
            self._status.update(Text(self._stage))  # type: ignore[attr-defined]
