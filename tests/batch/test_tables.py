"""Tables whose rows are large, or are none."""

from __future__ import annotations

import csv
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.batch import Error, InputOptions, Record, Reject
from splitter.batch.inputs import read_source
from splitter.batch.sources import Source


def read(path: Path, limit: int = 1 << 20) -> list[Record | Reject]:
    return list(read_source(Source(str(path)), InputOptions(record_limit=limit)))


def test_rows_of_other_lengths_and_unclosed_quotes(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b'id,text\n1,one\n2,two,three\n3,caf\xe9\n4,four\n5,"never closed\n' + b"x\n" * 3000)
    for limit, last in ((1000, Error.too_large), (1_000_000, Error.bad_row)):
        found = read(path, limit)
        assert [r.key for r in found if isinstance(r, Record)] == ["1", "4"]
        bad = [r for r in found if isinstance(r, Reject)]
        assert [(r.place, r.error) for r in bad] == [
            (f"{path}:3", Error.bad_row),
            (f"{path}:4", Error.unreadable),
            (f"{path}:6", last),
        ]
        assert bad[-1].reason.endswith("opens a quote that is never closed")


LARGE = {
    "many short lines": '"' + "Ferry, late;\tagain\n" * 200 + '"',
    "lines that look like rows": '"' + 'x,"" ""y"",\n' * 300 + '"',
    "one long line among short ones": f'"Ferry late\n{"again " * 500}\nThe end"',
    "long lines": '"' + ("again " * 500 + "\n") * 3 + '"',
    "one line": '"' + 'again, "" ' * 300 + '"',
    "no quotes": "again " * 500,
    "quotes alone": '"' + '""' * 2000 + '"',
    "fields that are each small enough": '"' + "again\n" * 100 + '","' + "again\n" * 100 + '"',
}


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@pytest.mark.parametrize("large", LARGE)
def test_a_large_row_is_one_reject_and_the_rows_behind_it_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: str, block: int
) -> None:
    monkeypatch.setattr("splitter.batch.reading._BLOCK", block)
    path = tmp_path / "in.csv"
    row = f"2,{LARGE[large]}\r\n"
    path.write_text(f'id,text\r\n1,"before\nit"\r\n{row}3,"behind ""it"""\r\n', newline="")
    before, bad, after = read(path, 1000)
    assert isinstance(before, Record)
    assert isinstance(bad, Reject)
    assert isinstance(after, Record)
    assert (before.key, before.page.text) == ("1", "before\nit")
    assert (bad.error, bad.place) == (Error.too_large, f"{path}:4")
    assert bad.reason == f"has {len(row):,} bytes, more than the 1,000 that one record may have"
    assert (after.key, after.page.text) == ("3", 'behind "it"')
    assert after.place == f"{path}:{4 + row.count(chr(10))}"


@given(text=st.text(st.sampled_from('a",\n'), max_size=40))
def test_rows_are_what_the_standard_library_takes_for_rows(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "in"
    path.write_text(f"id,text\n{text}")
    wanted = [row for row in csv.reader(["id,text\n", *text.splitlines(True)]) if row][1:]
    found = read(path)
    assert len(found) == len(wanted)
    for item, row in zip(found, wanted, strict=True):
        if isinstance(item, Record):
            assert [item.page.text] == row[1:]
        else:
            assert len(row) != 2 or not row[1].strip() or item.reason == "opens a quote that is never closed"


def test_a_row_that_never_ends_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('id,text\n1,"' + ("again " * 200 + "\n") * 10_000)
    tracemalloc.start()
    [bad] = read(path, 100_000)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert isinstance(bad, Reject)
    assert bad.error is Error.too_large
