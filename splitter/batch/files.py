"""Files that are whole at any instant, whatever ends the process or the machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = ".tmp"


def sync_folder(folder: Path) -> None:
    """Make renames and removals in a folder last through a power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary name to write a file under; it gets its own by a rename, when it is whole and on the disk.

    Raises:
        OSError: It could not be written; what stood there before is untouched.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except Exception:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_whole(path: Path, blocks: Iterator[bytes]) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        OSError: As `whole_file`.
    """
    with whole_file(path) as temporary, temporary.open("wb") as file:
        for block in blocks:
            file.write(block)


class Journal:
    """A file of lines to which lines are appended; after any end it holds whole lines and at most one torn one.

    Opening it cuts what is torn: everything from the first line that is not whole.

    Args:
        path: Made where it is not there.
        is_whole: Whether a line, without its end, is as it was written.
    """

    def __init__(self, path: Path, is_whole: Callable[[bytes], bool]) -> None:
        self.path = path
        self.records = 0
        self.size = 0
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        with path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n") or not is_whole(line[:-1]):
                    break
                self.size += len(line)
                self.records += 1
        self._written = os.fstat(self._handle).st_size > self.size
        if self._written:
            os.ftruncate(self._handle, self.size)
        self.sync()

    def append(self, line: bytes) -> None:
        """Add a line; `line` is given without its end.

        Raises:
            OSError: It could not be written; nothing of it is left.
        """
        rest = memoryview(line + b"\n")
        try:
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        except BaseException as error:
            os.ftruncate(self._handle, self.size)
            if isinstance(error, OSError):
                error.filename = str(self.path)
            raise
        self.size += len(line) + 1
        self.records += 1
        self._written = True

    def sync(self) -> None:
        """Bring what was appended onto the disk."""
        if self._written:
            os.fsync(self._handle)
            self._written = False

    def clear(self) -> None:
        """Take all lines out."""
        os.ftruncate(self._handle, 0)
        self.size = self.records = 0
        self._written = True
        self.sync()

    def lines(self) -> Iterator[bytes]:
        """The lines, without their ends."""
        with self.path.open("rb") as file:
            for line in file:
                yield line[:-1]

    def close(self) -> None:
        """Close it; nothing may be appended any more."""
        os.close(self._handle)
