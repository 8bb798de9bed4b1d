"""What every reader is given, and reading in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from splitter.batch.records import Columns, Error, Record, Reject

_BLOCK = 1 << 20


def _at_line_end(block: bytes) -> bool:
    return block.endswith(b"\n")


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

    def lines(
        self, ends: Callable[[bytes], bool] = _at_line_end, *, first: int = 1
    ) -> Iterator[tuple[int, bytes | Reject]]:
        """Lines, each with its number; one over the limit is passed by, whatever its length, and rejected.

        Args:
            ends: Shown all blocks that are read; says whether a line ends with this one. A table's rows may take many.
            first: The number of the line that is read next.
        """
        number = first
        while True:
            line, size, passed_by = bytearray(), 0, None
            place, ended = number, False
            while not ended and (block := self.stream.readline(_BLOCK)):
                ended = ends(block)
                number += block.endswith(b"\n")
                size += len(block)
                if passed_by is None and size > self.limit + block.endswith(b"\n"):
                    passed_by = hashlib.sha256(line)
                    line.clear()
                if passed_by is None:
                    line += block
                else:
                    passed_by.update(block)
            if passed_by is not None:
                yield place, self.too_large(size, passed_by.hexdigest(), f"{self.name}:{place}")
            elif size:
                yield place, bytes(line)
            else:
                return

    def whole(self) -> bytes | Reject:
        """Everything; a reject where that is over the limit."""
        blocks: list[bytes] = []
        left = self.limit + 1
        while left and (block := self.stream.read(min(left, _BLOCK))):
            blocks.append(block)
            left -= len(block)
        data = b"".join(blocks)
        if left:
            return data
        digest, size = hashlib.sha256(data), len(data)
        while block := self.stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
        return self.too_large(size, digest.hexdigest(), self.name)

    def too_large(self, size: int, content: str, place: str) -> Reject:
        """A record of `size` bytes, over the limit."""
        reason = f"has {size:,} bytes, more than the {self.limit:,} that one record may have"
        return Reject(content[:32], place, Error.too_large, reason, content)


Reader = Callable[[Reading], Iterator[Record | Reject]]
