"""One run at a time on a folder."""

from __future__ import annotations

import json
import os
import socket
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from splitter.errors import SplitterError

LOCK, OWNER, _BEAT = ".lock", ".owner.json", ".beat"
BEAT_SECONDS = 10.0
_DEAD_SECONDS = 120.0


class FolderInUse(SplitterError):
    """Another run is writing into this folder."""


class FolderLock:
    """Held by the one run that writes into a folder; the system lets it go when that run ends, however it ends.

    Some shared file systems keep such a lock from the other machines. So the owner also writes down who it is, and
    gives a sign of life that they can see.

    Raises:
        FolderInUse: Another run holds it.
    """

    def __init__(self, folder: Path) -> None:
        self._owner = folder / OWNER
        self._lock = FileLock(folder / LOCK, timeout=0)
        self._last_beat = 0.0
        try:
            self._lock.acquire()
        except Timeout:
            raise FolderInUse(self._told(folder, _read(self._owner))) from None
        try:
            owner = _read(self._owner)
            elsewhere = owner is not None and owner.get("host") != socket.gethostname()
            if elsewhere and _age(self._owner) < _DEAD_SECONDS:
                raise FolderInUse(self._told(folder, owner))
            started = datetime.now(timezone.utc).isoformat(timespec="seconds")
            told = {"pid": os.getpid(), "host": socket.gethostname(), "started": started}
            self._owner.write_text(json.dumps(told) + "\n", encoding="utf-8")
        except BaseException:
            self._lock.release()
            raise

    def beat(self) -> None:
        """Give a sign of life, at most every ten seconds."""
        if time.monotonic() - self._last_beat >= BEAT_SECONDS:
            os.utime(self._owner)
            self._last_beat = time.monotonic()

    def moved(self, folder: Path) -> None:
        """The folder has been renamed: what may stand under its old name by now is somebody else's."""
        self._owner = folder / OWNER

    def release(self) -> None:
        """Let the folder go."""
        self._owner.unlink(missing_ok=True)
        self._lock.release()

    @staticmethod
    def _told(folder: Path, owner: dict[str, Any] | None) -> str:
        known = owner or {}
        return (
            f"{folder} is in use by process {known.get('pid', 'unknown')} on {known.get('host', 'an unknown host')}"
            f" since {known.get('started', 'an unknown time')}; wait until it ends, or name another folder"
        )


def _read(path: Path) -> dict[str, Any] | None:
    try:
        given = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return given if isinstance(given, dict) else None


def _age(path: Path) -> float:
    """Seconds since a file was touched, by the clock of the file system that keeps it."""
    beat = path.with_name(_BEAT)
    beat.touch()
    try:
        return beat.stat().st_mtime - path.stat().st_mtime
    finally:
        beat.unlink()
