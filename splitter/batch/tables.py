"""Readers of tables: CSV and Parquet."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterator
from typing import Any

from splitter.batch.formats import delimiter_of
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


class _Lines:
    """Lines for `csv.reader`, which remembers what a row was made of and what was passed by."""

    def __init__(self, reading: Reading) -> None:
        self._lines = reading.lines()
        self.row: list[bytes] = []
        self.passed_by: list[Reject] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for self.number, line in self._lines:  # noqa: B020
            if isinstance(line, Reject):
                self.passed_by.append(line)
            else:
                self.row.append(line)
                yield line.decode("utf-8", "surrogateescape")

    def take(self) -> tuple[bytes, list[Reject]]:
        """Bytes of the row that was read last, and what was passed by since the one before it."""
        taken = b"".join(self.row), self.passed_by
        self.row, self.passed_by = [], []
        return taken


def read_csv(reading: Reading) -> Iterator[Record | Reject]:
    """A table whose first row names its columns, separated by commas, tabs or semicolons."""
    # Longer fields are refused, so that a quote that is never closed takes no more memory than one record.
    csv.field_size_limit(min(reading.limit, sys.maxsize))
    lines = _Lines(reading)
    texts = iter(lines)
    header = next(texts, "")
    first, passed_by = lines.take()
    yield from passed_by
    delimiter = delimiter_of(first, reading.columns)
    if delimiter is None:
        reason = f"has no column of text in its first row; name it with --text-column: {header.strip()[:200]!r}"
        yield reject_bytes(first, reading.name, Error.broken_input, reason)
        return
    names = next(csv.reader([header.removeprefix("\ufeff")], delimiter=delimiter), [])
    rows = csv.reader(texts, delimiter=delimiter)
    while True:
        place = f"{reading.name}:{lines.number + 1}"
        row: list[str] | str | None
        try:
            row = next(rows, None)
        except csv.Error as error:
            row = str(error)
        raw, passed_by = lines.take()
        yield from passed_by
        if row is None:
            return
        if isinstance(row, str):
            yield reject_bytes(raw, place, Error.bad_row, f"cannot be read as a row: {row}")
        elif row:
            yield _record(row, names, raw, place, reading.columns)


def _record(row: list[str], names: list[str], raw: bytes, place: str, columns: Columns) -> Record | Reject:
    if len(row) != len(names):
        return reject_bytes(raw, place, Error.bad_row, f"has {len(row)} columns, the first row {len(names)}")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return reject_bytes(raw, place, Error.unreadable, "is not UTF-8 text")
    return record_from_fields(dict(zip(names, row, strict=True)), raw, place, columns)


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
            found = reading.columns.find(table.schema_arrow.names)
            if "text" not in found:
                reason = (
                    f"has no column of text; name it with --text-column: {', '.join(table.schema_arrow.names[:12])}"
                )
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
