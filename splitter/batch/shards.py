"""Shards: result lines in JSONL or Parquet files that are whole from the moment that they have their name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from splitter.batch.files import Journal, sync_folder, whole_file
from splitter.batch.records import content_of, identity_of
from splitter.checksum import sha256_of
from splitter.choices import OutputFormat
from splitter.extras import optional

_NUMBER = re.compile(r"part-(\d{5,})\.(?:jsonl|parquet)(?:\.open)?")
# A quote inside a JSON string is escaped, so this finds the field and never a title that looks like it.
_ID = re.compile(rb'"source":\{"id":("(?:[^"\\]|\\.)*")')
_CONTENT = re.compile(rb'"text_sha256":"([0-9a-f]{64})"(?:,"given_sha256":"([0-9a-f]{64})")?')


@dataclass(frozen=True)
class Shard:
    """A whole shard.

    Attributes:
        file: Its name in the folder.
        records: Results in it.
        bytes: Its size.
        sha256: Of its bytes, in hex.
    """

    file: str
    records: int
    bytes: int
    sha256: str


def shard_number(path: Path) -> int:
    """The number in a shard's or an open shard's name."""
    found = _NUMBER.fullmatch(path.name)
    return int(found[1]) if found else -1


def shard_paths(folder: Path) -> list[Path]:
    """The whole shards of a folder, by number."""
    found = [path for form in OutputFormat for path in folder.glob(f"part-*.{form.value}")]
    return sorted((path for path in found if shard_number(path) >= 0), key=shard_number)


def open_shard_paths(folder: Path) -> list[Path]:
    """Shards that were still being written."""
    return sorted(path for path in folder.glob("part-*.jsonl.open") if shard_number(path) >= 0)


def open_shard(folder: Path, number: int) -> Journal:
    """A shard to append to; what is torn in it is cut."""
    return Journal(folder / f"part-{number:05d}.jsonl.open", is_result)


def is_result(line: bytes) -> bool:
    """Whether a line is a whole result."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return _ID.search(line) is not None and _CONTENT.search(line) is not None


def result_identity(line: bytes) -> str:
    """Identity of the record that a result line belongs to.

    Raises:
        ValueError: The line is no result.
    """
    key, content = _ID.search(line), _CONTENT.search(line)
    if key is None or content is None:
        raise ValueError("not a result of splitter")
    given = content[2].decode() if content[2] else None
    return identity_of(json.loads(key[1]), content_of(content[1].decode(), given))


def seal(journal: Journal, form: OutputFormat) -> Shard:
    """Turn an open shard into a whole one: on the disk first, then named.

    Raises:
        OSError: There was no room; the open shard is as it was.
    """
    journal.sync()
    stem = journal.path.name.removesuffix(".jsonl.open")
    path = journal.path.with_name(f"{stem}.{form.value}")
    if form is OutputFormat.jsonl:
        journal.path.replace(path)
        sync_folder(path.parent)
    else:
        _write_parquet(journal, path)
        journal.path.unlink()
    journal.close()
    return Shard(path.name, journal.records, path.stat().st_size, sha256_of(path))


def read_shard(path: Path, on_identity: Callable[[str], None]) -> Shard:
    """Read a whole shard through: what is in it, and its checksum.

    Raises:
        ValueError: It is damaged.
    """
    records = 0
    if path.suffix == ".jsonl":
        digest = hashlib.sha256()
        with path.open("rb") as file:
            for line in file:
                digest.update(line)
                on_identity(result_identity(line))
                records += 1
        checksum = digest.hexdigest()
    else:
        for key, text, given in _parquet_keys(path):
            on_identity(identity_of(key, content_of(text, given)))
            records += 1
        checksum = sha256_of(path)
    return Shard(path.name, records, path.stat().st_size, checksum)


_ROWS_PER_GROUP: Final = 256


def _write_parquet(journal: Journal, path: Path) -> None:
    """Columns to filter by, and `document`: each result's JSON as a line of JSONL would have it."""
    pyarrow, parquet = optional("pyarrow", "parquet"), optional("pyarrow.parquet", "parquet")
    schema = pyarrow.schema(
        [
            ("id", pyarrow.string()),
            ("uri", pyarrow.string()),
            ("title", pyarrow.string()),
            ("language", pyarrow.string()),
            ("text_sha256", pyarrow.string()),
            ("given_sha256", pyarrow.string()),
            ("headlines", pyarrow.list_(pyarrow.string())),
            ("document", pyarrow.string()),
        ]
    )
    with whole_file(path) as temporary, parquet.ParquetWriter(temporary, schema, compression="zstd") as writer:
        for rows in _groups(journal.lines()):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))


def _groups(lines: Iterator[bytes]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    for line in lines:
        document = json.loads(line)
        source = document["source"]
        rows.append(
            {name: source.get(name) for name in ("id", "uri", "title", "language", "text_sha256", "given_sha256")}
            | {"headlines": [story["headline"] for story in document["stories"]], "document": line.decode()}
        )
        if len(rows) == _ROWS_PER_GROUP:
            yield rows
            rows = []
    if rows:
        yield rows


def _parquet_keys(path: Path) -> Iterator[tuple[str, str, str | None]]:
    pyarrow, parquet = optional("pyarrow", "parquet"), optional("pyarrow.parquet", "parquet")
    try:
        # Shards of earlier versions lack the last column.
        for batch in parquet.ParquetFile(path).iter_batches(columns=["id", "text_sha256", "given_sha256"]):
            for row in batch.to_pylist():
                yield row["id"], row["text_sha256"], row.get("given_sha256")
    except (OSError, pyarrow.ArrowException) as error:
        raise ValueError(str(error)) from None
