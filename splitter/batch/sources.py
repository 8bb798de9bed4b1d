"""Files, folders, globs and standard input as streams of plain bytes, whatever they were packed with."""

from __future__ import annotations

import codecs
import contextlib
import glob
import gzip
import io
import lzma
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from splitter.errors import UnreadableInput

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STDIN = "-"
PEEK = 1 << 16
# Spreadsheets write their tables so. UTF-16's mark begins UTF-32's.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a packed stream raises when it is cut off or damaged.
DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zstd.ZstdError)


class Meter:
    """How far reading has come, in bytes as they lie on the disk."""

    def __init__(self) -> None:
        self.read = 0


class _Metered(io.RawIOBase):
    """Counts the bytes that are read from a stream."""

    def __init__(self, stream: Any, meter: Meter) -> None:
        self._read_some, self._meter = getattr(stream, "read1", stream.read), meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        size = 0
        # A slow pipe's whole lines are handed on as they come; of a part of one nothing could be told.
        while size < len(view) and (data := self._read_some(len(view) - size)):
            view[size : size + len(data)] = data
            size += len(data)
            if b"\n" in data:
                break
        self._meter.read += size
        return size


class _Recoded:
    """A stream in another encoding as UTF-8."""

    def __init__(self, stream: io.BufferedReader[Any], encoding: str) -> None:
        self._stream, self._left = stream, b""
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(self, size: int) -> bytes:
        while not self._left:
            data = self._stream.read1(PEEK)
            self._left = self._decoder.decode(data, final=not data).encode()
            if not data:
                break
        given, self._left = self._left[:size], self._left[size:]
        return given


@dataclass(frozen=True)
class Source:
    """One input: a file's path, or `-`."""

    name: str

    @property
    def label(self) -> str:
        """How it is called in places and messages."""
        return "standard input" if self.name == STDIN else self.name

    @property
    def size(self) -> int | None:
        """Bytes on the disk; None where that is not known."""
        return None if self.name == STDIN else Path(self.name).stat().st_size

    @contextmanager
    def open(self, meter: Meter | None = None) -> Iterator[io.BufferedReader[Any]]:
        """Its bytes, unpacked while they are read; `peek(PEEK)` shows how they begin."""
        with contextlib.ExitStack() as opened:
            # Not Python's own standard input: a thread that waits for it would keep the process from ending.
            name = os.dup(sys.stdin.fileno()) if self.name == STDIN else self.name
            raw = opened.enter_context(open(name, "rb", buffering=0))  # noqa: PTH123
            packed = _buffered(raw, meter or Meter())
            unpack = _unpacker(packed.peek(8))
            plain = packed if unpack is None else _buffered(unpack(packed), Meter())
            start = plain.peek(4)
            wide = next((encoding for mark, encoding in _WIDE if start.startswith(mark)), None)
            yield plain if wide is None else _buffered(_Recoded(plain, wide), Meter())


def _buffered(stream: Any, meter: Meter) -> io.BufferedReader[Any]:
    return io.BufferedReader(_Metered(stream, meter), PEEK)


def _unpacker(start: bytes) -> Callable[[IO[bytes]], Any] | None:
    """What unpacks a stream that begins so; None where nothing needs to."""
    if start.startswith(b"\x1f\x8b"):
        return lambda stream: gzip.GzipFile(fileobj=stream, mode="rb")
    if start.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile
    if start.startswith(b"(\xb5/\xfd"):
        return zstd.ZstdFile
    return None


@contextmanager
def seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """A copy on the disk, for forms that are read from their end."""
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
        copy.seek(0)
        yield copy


def sources(inputs: Iterable[str]) -> list[Source]:
    """What the named inputs stand for: files as named, folders and globs in the order of their files' names.

    Hidden files in folders are left out, and a file named twice is read once.

    Raises:
        UnreadableInput: A file or folder is not there, or holds no file, or a glob matches none.
    """
    found: dict[str, Source] = {}
    for name in inputs:
        for path in _expanded(name):
            found.setdefault(path, Source(path))
    return list(found.values())


def _expanded(name: str) -> list[str]:
    if name == STDIN:
        return [STDIN]
    path = Path(name)
    try:
        if path.is_dir():
            files = sorted(
                str(file)
                for file in path.rglob("*")
                if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
            if not files:
                raise UnreadableInput(f"{name}: this folder holds no files; check the path")
            return files
        if path.exists():
            return [name]
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{name}: cannot be read ({error}); check the path") from None
    if glob.has_magic(name):
        matches = sorted(match for match in glob.glob(name, recursive=True) if Path(match).is_file())  # noqa: PTH207
        if not matches:
            raise UnreadableInput(f"{name}: no file matches; check the pattern")
        return matches
    raise UnreadableInput(f"{name}: there is no such file; check the path")
