"""All inputs of a batch as one lazy stream of records."""

from __future__ import annotations

import codecs
import errno
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from splitter.batch.formats import detect
from splitter.batch.reading import Reader, Reading
from splitter.batch.records import Asked, Columns, Error, Record, Reject, record_from_json, reject_bytes, with_key
from splitter.batch.sources import DAMAGE, PEEK, Meter, Source
from splitter.batch.tables import read_csv, read_parquet
from splitter.choices import InputFormat
from splitter.errors import UnreadableInput
from splitter.reading import page_from_bytes

_SHUFFLED_BYTES = 64 << 20
_SHUFFLED_RECORDS = 10_000


def read_text(reading: Reading) -> Iterator[Record | Reject]:
    """One page of plain text, or one digest document; its key is a hash of its text."""
    data = reading.whole()
    if isinstance(data, Reject):
        yield data
        return
    if not data.strip():
        yield reject_bytes(data, reading.name, Error.empty, "holds no text")
        return
    try:
        page = page_from_bytes(data, name=reading.name, uri=reading.name)
    except UnreadableInput as error:
        reason = str(error).removeprefix(f"{reading.name}: ")
        yield reject_bytes(data, reading.name, Error.unreadable, reason)
        return
    yield with_key(page, reading.name, page.sha256[:32])


def read_json(reading: Reading) -> Iterator[Record | Reject]:
    """One JSON object over many lines, or an array of objects."""
    data, asked = reading.whole(), Asked(reading.columns)
    if isinstance(data, Reject):
        yield replace(data, reason=f"{data.reason}; of many objects put each on a line of its own (jq -c '.[]')")
    elif data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"["):
        yield from _from_array(data, reading, asked)
    else:
        yield record_from_json(data, reading.name, reading.columns, asked)
    yield from _misnamed(reading, asked)


def _from_array(data: bytes, reading: Reading, asked: Asked) -> Iterator[Record | Reject]:
    try:
        rows = [json.dumps(row).encode() for row in json.loads(data)]
    except (ValueError, RecursionError):
        yield record_from_json(data, reading.name, reading.columns, asked)  # Which tells why it is none.
        return
    for number, row in enumerate(rows, start=1):
        yield record_from_json(row, f"{reading.name}:{number}", reading.columns, asked)


def read_jsonl(reading: Reading) -> Iterator[Record | Reject]:
    """A JSON object a line."""
    asked = Asked(reading.columns)
    for number, line in reading.lines():
        if isinstance(line, Reject):
            yield line
        elif line.strip():
            yield record_from_json(line.strip(), f"{reading.name}:{number}", reading.columns, asked)
    yield from _misnamed(reading, asked)


def _misnamed(reading: Reading, asked: Asked) -> Iterator[Reject]:
    """Told at the end: only there it is known that no record has the field, and one alone may do without."""
    if asked.missing:
        yield reject_bytes(reading.name.encode(), reading.name, Error.broken_input, asked.reason())


# To add a form: a function of a `Reading` that gives its records in order, a `Reject` for each that cannot be made
# out, holding no more than one at a time; then its name here and in `InputFormat`, and its look in `detect`.
READERS: Final[dict[InputFormat, Reader]] = {
    InputFormat.text: read_text,
    InputFormat.json: read_json,
    InputFormat.jsonl: read_jsonl,
    InputFormat.csv: read_csv,
    InputFormat.parquet: read_parquet,
}


@dataclass(frozen=True)
class InputOptions:
    """How inputs are read.

    Attributes:
        format: The form of all inputs; told from each one's content where None.
        columns: Where text, id and address are.
        record_limit: Bytes that one record may have.
        shuffle: Mix the order: of the files, and of the records among those that follow soon.
    """

    format: InputFormat | None = None
    columns: Columns = field(default_factory=Columns)
    record_limit: int = 16 << 20
    shuffle: bool = False


def read_source(source: Source, options: InputOptions, meter: Meter | None = None) -> Iterator[Record | Reject]:
    """The records of one input, in order; what cannot be read is rejected where it stands.

    Raises:
        MissingExtra: Its form needs a part of the package that is not installed.
    """
    number = 0
    try:
        with source.open(meter) as stream:
            form = options.format or detect(stream.peek(PEEK)[:PEEK], options.columns, source.name)
            for record in READERS[form](Reading(stream, source.label, options.columns, options.record_limit)):
                number += 1
                yield record
    except DAMAGE as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise  # No fault of the input's: a copy of it found no room.
        # What stood before the damage is read; where an input goes on after it cannot be known.
        told = str(error) or type(error).__name__
        reason = f"cannot be read on after {number} record{'' if number == 1 else 's'}: {told}"
        yield reject_bytes(source.label.encode("utf-8", "replace"), source.label, Error.broken_input, reason)


def read_sources(
    inputs: Iterable[Source], options: InputOptions, meter: Meter | None = None
) -> Iterator[Record | Reject]:
    """The records of all inputs, one after another, or mixed."""
    if not options.shuffle:
        for source in inputs:
            yield from read_source(source, options, meter)
        return
    mixed = list(inputs)
    random.Random(0).shuffle(mixed)
    yield from shuffled(record for source in mixed for record in read_source(source, options, meter))


def shuffled(records: Iterable[Record | Reject]) -> Iterator[Record | Reject]:
    """Records mixed within a window of 10,000 records or 64 MiB of text, always the same way."""
    chance = random.Random(0)
    held: list[Record | Reject] = []
    held_bytes = 0
    for record in records:
        held.append(record)
        held_bytes += _size(record)
        while held_bytes > _SHUFFLED_BYTES or len(held) > _SHUFFLED_RECORDS:
            place = chance.randrange(len(held))
            held[place], held[-1] = held[-1], held[place]
            given = held.pop()
            held_bytes -= _size(given)
            yield given
    chance.shuffle(held)
    yield from held


def _size(record: Record | Reject) -> int:
    return len(record.page.text) if isinstance(record, Record) else len(record.reason)
