"""What a record is called by, and what is said of one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from splitter.batch import InputOptions, Record, Reject
from splitter.batch.inputs import read_source
from splitter.batch.sources import Source


def read(path: Path, options: InputOptions | None = None) -> list[Record | Reject]:
    return list(read_source(Source(str(path)), options or InputOptions()))


def records(items: list[Record | Reject]) -> list[Record]:
    assert not [item for item in items if isinstance(item, Reject)]
    return [item for item in items if isinstance(item, Record)]


def test_whole_numbers_are_ids_however_a_table_holds_them(tmp_path: Path) -> None:
    path = tmp_path / "in"
    # With an id missing, tables hold the others as fractions.
    pq.write_table(pa.table({"id": pa.array([1.0, None]), "text": ["one", "two"]}), path)
    first, second = records(read(path))
    assert (first.key, second.key) == ("1", second.page.sha256[:32])
    path.write_bytes(b'{"id": 7, "text": "seven"}\n{"id": 7.0, "text": "seven"}\n')
    assert [record.key for record in records(read(path))] == ["7", "7"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": 7.5, "text": "x"}', "id is 7.5, not a string or a whole number"),
        (b'{"text": null}', "text is null"),
        (b'{"body": "x"}', "has no text or raw_content or content or maintext; its fields are body"),
    ],
)
def test_reasons_name_what_is_wrong(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(line)
    [bad] = read(path)
    assert isinstance(bad, Reject)
    assert bad.reason == reason
