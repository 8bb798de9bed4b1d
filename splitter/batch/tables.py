"""Readers of tables: CSV and Parquet."""

from __future__ import annotations

import codecs
import csv
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from splitter.batch.formats import header_names
from splitter.batch.reading import Reading
from splitter.batch.records import (
    Columns,
    Error,
    Record,
    Reject,
    record_from_fields,
    reject_bytes,
)
from splitter.batch.sources import seekable
from splitter.extras import optional

_ROWS = 16  # Held at a time; pages may be large.
_UNCLOSED = "opens a quote that is never closed"


class _RowEnd:
    """Tells where the rows of a table end, block by block: at a line's end outside quotes, as `csv.reader` takes them.

    Attributes:
        quoted: Whether the blocks so far end inside quotes.
    """

    def __init__(self, delimiter: str) -> None:
        self.quoted = False
        self._delimiter = delimiter.encode()
        self._opens = True  # A quote at the beginning of the next block would open.

    def __call__(self, block: bytes) -> bool:
        # Two in a row change nothing: they stand for one, are a field without text, or two characters like any other.
        block = block.replace(b'""', b"")
        opens = 0 if self._opens else -1
        place = block.find(b'"')
        while place >= 0:
            if self.quoted:
                self.quoted = False
                opens = place + 1  # Were the next block to begin with another, they would be two in a row.
            else:
                # Elsewhere than at the beginning of a field it is a character like any other.
                self.quoted = place == opens or block[place - 1 : place] == self._delimiter
            place = block.find(b'"', place + 1)
        ended = block.endswith(b"\n") and not self.quoted
        self._opens = ended or opens == len(block) or block.endswith(self._delimiter)
        return ended


def read_csv(reading: Reading) -> Iterator[Record | Reject]:
    """A table whose first row names its columns, separated by commas, tabs or semicolons."""
    # The module's own limit is lower.
    csv.field_size_limit(min(reading.limit, sys.maxsize))
    _, header = next(reading.lines(), (1, b""))
    if isinstance(header, Reject):
        yield header
        header = b""
    found = header_names(header)
    delimiter = next((mark for mark, names in found.items() if "text" in reading.columns.find(names)), None)
    if delimiter is None:
        reason = reading.columns.no_text(max(found.values(), key=len, default=[]))
        yield reject_bytes(header, reading.name, Error.broken_input, reason)
        return
    names = _cells(header.removeprefix(codecs.BOM_UTF8), delimiter)
    if missing := reading.columns.missing(names):
        yield reject_bytes(header, reading.name, Error.broken_input, reading.columns.lacks(missing, names))
        return
    ends = _RowEnd(delimiter)
    for number, raw in reading.lines(ends, first=2):
        place = f"{reading.name}:{number}"
        if isinstance(raw, Reject):
            yield replace(raw, reason=f"{raw.reason}; it {_UNCLOSED}") if ends.quoted else raw
        elif ends.quoted:
            yield reject_bytes(raw, place, Error.bad_row, _UNCLOSED)
        elif raw.strip(b"\r\n"):
            yield _record(raw, names, delimiter, place, reading.columns)


def _record(raw: bytes, names: list[str], delimiter: str, place: str, columns: Columns) -> Record | Reject:
    try:
        row = _cells(raw, delimiter)
    except csv.Error as error:
        return reject_bytes(raw, place, Error.bad_row, f"cannot be read as a row: {error}")
    if len(row) != len(names):
        reason = f"has {len(row)} column{'' if len(row) == 1 else 's'}, the first row {len(names)}"
        return reject_bytes(raw, place, Error.bad_row, reason)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return reject_bytes(raw, place, Error.unreadable, "is not UTF-8 text")
    return record_from_fields(dict(zip(names, row, strict=True)), raw, place, columns)


def _cells(row: bytes, delimiter: str) -> list[str]:
    return next(csv.reader([row.decode("utf-8", "surrogateescape")], delimiter=delimiter), [])


def read_parquet(reading: Reading) -> Iterator[Record | Reject]:
    """A Parquet file, row by row; only the columns that are needed are read.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    parquet = optional("pyarrow.parquet", "parquet")
    with seekable(reading.stream) as file:
        try:
            # Buffered, so that a row group need not be in memory whole.
            table = parquet.ParquetFile(file, buffer_size=1 << 20)
            names = table.schema_arrow.names
            found, missing = reading.columns.find(names), reading.columns.missing(names)
            if "text" not in found or missing:
                reason = reading.columns.lacks(missing, names) if missing else reading.columns.no_text(names)
                yield reject_bytes(reading.name.encode(), reading.name, Error.broken_input, reason)
                return
            for number, row in enumerate(_rows(table, list(found.values())), start=1):
                yield _parquet_record(row, found["text"], f"{reading.name}:{number}", reading)
        except (OSError, optional("pyarrow", "parquet").ArrowException) as error:
            reason = f"cannot be read on: {' '.join(str(error).split())}"
            yield reject_bytes(reading.name.encode(), reading.name, Error.broken_input, reason)


def _rows(table: Any, columns: list[str]) -> Iterator[dict[str, Any]]:
    # One row group after another: asked for all at once, pyarrow keeps something of each.
    for group in range(table.num_row_groups):
        for batch in table.iter_batches(batch_size=_ROWS, row_groups=[group], columns=columns, use_threads=False):
            for i in range(batch.num_rows):
                yield {name: _value(batch.column(place)[i]) for place, name in enumerate(batch.schema.names)}


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes()


def _parquet_record(row: dict[str, Any], text: str, place: str, reading: Reading) -> Record | Reject:
    value = row[text]
    data = value if isinstance(value, bytes) else repr(row).encode("utf-8", "replace")
    if len(data) > reading.limit:
        return reading.too_large(len(data), hashlib.sha256(data).hexdigest(), place)
    if isinstance(value, bytes):
        try:
            row = row | {text: value.decode("utf-8")}
        except UnicodeDecodeError:
            return reject_bytes(data, place, Error.unreadable, "is not UTF-8 text")
    return record_from_fields(row, data, place, reading.columns)
