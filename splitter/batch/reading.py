"""What every reader is given, and reading in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from splitter.batch.records import Columns, Error, Record, Reject

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Reading:
    """What a reader is given.

    Attributes:
        stream: Plain bytes, read once from the front.
        name: What the input is called in places.
        columns: Which columns or fields to take.
        limit: Bytes that one record may have.
    """

    stream: IO[bytes]
    name: str
    columns: Columns
    limit: int

    def lines(self) -> Iterator[tuple[int, bytes | Reject]]:
        """Numbered lines; one over the limit is passed by, whatever its length, and rejected."""
        number = 0
        while line := self.stream.readline(self.limit + 1):
            number += 1
            if len(line) > self.limit and not (len(line) == self.limit + 1 and line.endswith(b"\n")):
                yield number, self._pass_by(line, f"{self.name}:{number}", to_line_end=True)
            else:
                yield number, line

    def whole(self) -> bytes | Reject:
        """Everything; a reject where that is over the limit."""
        blocks: list[bytes] = []
        left = self.limit + 1
        while left and (block := self.stream.read(min(left, _BLOCK))):
            blocks.append(block)
            left -= len(block)
        data = b"".join(blocks)
        return data if left else self._pass_by(data, self.name, to_line_end=False)

    def too_large(self, size: int, content: str, place: str) -> Reject:
        """A record of `size` bytes, over the limit."""
        reason = f"has {size:,} bytes, more than the {self.limit:,} that one record may have"
        return Reject(content[:32], place, Error.too_large, reason, content)

    def _pass_by(self, start: bytes, place: str, *, to_line_end: bool) -> Reject:
        digest, size, last = hashlib.sha256(start), len(start), start
        while not (to_line_end and last.endswith(b"\n")):
            last = self.stream.readline(_BLOCK) if to_line_end else self.stream.read(_BLOCK)
            if not last:
                break
            digest.update(last)
            size += len(last)
        return self.too_large(size, digest.hexdigest(), place)


Reader = Callable[[Reading], Iterator[Record | Reject]]
