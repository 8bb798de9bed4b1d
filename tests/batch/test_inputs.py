"""Inputs of every form, packed in every way, damaged and endless."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import os
import sys
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter import Splitter, UnreadableInput
from splitter.batch import Columns, Error, InputFormat, InputOptions, Record, Reject
from splitter.batch.formats import detect
from splitter.batch.inputs import read_source, read_sources
from splitter.batch.sources import Source, sources

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROWS = [
    {"id": "a1", "url": "https://example.org/a", "text": 'Ferry runs aground\nNobody was hurt, "luckily".'},
    {"id": "a2", "url": "https://example.org/b", "text": "Bridge, closed;\tfor a week — naïve café 日本"},
    {"id": "a3", "url": "https://example.org/c", "text": "Library reopens"},
]
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
    ".two.gz": lambda data: gzip.compress(data[:40]) + gzip.compress(data[40:]),
    ".two.zst": lambda data: zstd.compress(data[:40]) + zstd.compress(data[40:]),
}


def as_jsonl(rows: list[dict[str, str]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def as_csv(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_parquet(rows: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=2)
    return out.getvalue()


FORMS: dict[str, Callable[[list[dict[str, str]]], bytes]] = {
    "jsonl": as_jsonl,
    "csv": as_csv,
    "tsv": lambda rows: as_csv(rows, "\t"),
    "semicolons": lambda rows: as_csv(rows, ";"),
    "parquet": as_parquet,
    "array": lambda rows: json.dumps(rows).encode(),
    "array of lines": lambda rows: b"[\n" + as_jsonl(rows).replace(b"}\n{", b"},\n{") + b"]\n",
    "array of many lines": lambda rows: json.dumps(rows, indent=2).encode("utf-8-sig"),
    "jsonl in UTF-16": lambda rows: as_jsonl(rows).decode().encode("utf-16"),
    "csv in UTF-16": lambda rows: as_csv(rows, "\t").decode().encode("utf-16"),
    "csv in UTF-32": lambda rows: as_csv(rows).decode().encode("utf-32"),
}


def read(path: Path, options: InputOptions | None = None) -> list[Record | Reject]:
    return list(read_source(Source(str(path)), options or InputOptions()))


def records(items: list[Record | Reject]) -> list[Record]:
    assert not [item for item in items if isinstance(item, Reject)]
    return [item for item in items if isinstance(item, Record)]


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_in_every_packing_gives_the_same_records(tmp_path: Path, form: str, packing: str) -> None:
    # No name says what it is.
    path = tmp_path / "crawl"
    path.write_bytes(PACKED[packing](FORMS[form](ROWS)))
    found = records(read(path))
    assert [(r.key, r.page.id, r.page.uri, r.page.text) for r in found] == [
        (row["id"], row["id"], row["url"], row["text"]) for row in ROWS
    ]
    assert len({r.place for r in found}) == 3
    assert all(r.place.startswith(f"{path}:") for r in found)


@pytest.mark.parametrize("packing", PACKED)
def test_a_page_of_plain_text(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "page"
    path.write_bytes(PACKED[packing](b"Bridge, text, closed\nurl, id, text\n{not json}\n" * 3))
    [record] = records(read(path))
    assert record.page.text.startswith("Bridge, text, closed\n")
    assert record.key == record.page.sha256[:32] == record.page.id
    assert record.page.uri == record.place == str(path)


text = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\",;'"), min_size=1).filter(
    lambda t: t.strip() and not t.startswith("\ufeff") and "\r" not in t
)


@pytest.mark.parametrize("form", FORMS)
@given(texts=st.lists(text, min_size=1, max_size=6))
def test_any_texts_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, form: str, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "in"
    path.write_bytes(FORMS[form]([{"id": str(n), "text": given} for n, given in enumerate(texts)]))
    assert [(r.key, r.page.text) for r in records(read(path))] == [(str(n), t) for n, t in enumerate(texts)]


@given(data=st.binary(max_size=400), form=st.sampled_from([None, *InputFormat]))
def test_any_bytes_give_records_or_rejects(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, form: InputFormat | None
) -> None:
    path = tmp_path_factory.mktemp("any") / "in"
    path.write_bytes(data)
    for item in read(path, InputOptions(format=form)):
        assert isinstance(item, Record) or (item.reason and item.key and len(item.content) == 64)


@pytest.mark.parametrize("name", ["text", "raw_content", "content", "maintext"])
@pytest.mark.parametrize("form", FORMS)
def test_names_that_crawls_use(tmp_path: Path, form: str, name: str) -> None:
    path = tmp_path / "crawl"
    rows = [{"url": f"https://example.org/{n}", name: f"Page {n}", "date": "2031-04-05", "x": "y"} for n in range(3)]
    path.write_bytes(FORMS[form](rows))
    found = records(read(path))
    assert [r.page.text for r in found] == ["Page 0", "Page 1", "Page 2"]
    assert len({r.key for r in found}) == 3
    assert found[0].page.uri == "https://example.org/0"


@pytest.mark.parametrize("form", FORMS)
def test_columns_of_ones_own(tmp_path: Path, form: str) -> None:
    path = tmp_path / "crawl"
    path.write_bytes(FORMS[form]([{"nr": "7", "body": "Page", "text": "no", "link": "https://example.org"}]))
    [record] = records(read(path, InputOptions(columns=Columns("body", "nr", "link"))))
    assert (record.key, record.page.text, record.page.uri) == ("7", "Page", "https://example.org")


def test_without_an_id_the_content_is_the_key(tmp_path: Path) -> None:
    path = tmp_path / "in"
    rows = [{"text": "one", "url": "u"}, {"text": "one", "url": "v"}, {"text": "one", "url": "u"}, {"text": "two"}]
    path.write_bytes(b"\n".join(json.dumps(row).encode() for row in rows))
    first, other_url, same, other = records(read(path))
    assert first.key == same.key
    assert len({first.key, other_url.key, other.key}) == 3


BAD = {
    b'{"id": "a", "text": "cut off': Error.bad_json,
    b'["text"]': Error.wrong_type,
    b'{"id": "a", "text": 5}': Error.wrong_type,
    b'{"id": ["a"], "text": "x"}': Error.wrong_type,
    b'{"id": 7.5, "text": "x"}': Error.wrong_type,
    b'{"id": NaN, "text": "x"}': Error.wrong_type,
    b'{"id": "a", "text": "x", "url": {}}': Error.wrong_type,
    b'{"id": "a", "title": "x"}': Error.no_text,
    b'{"id": "a", "text": null}': Error.no_text,
    b'{"id": "a", "text": ""}': Error.empty,
    b'{"id": "a", "text": "\\n "}': Error.empty,
    b'{"id": "a", "text": "' + b"x" * 2000 + b'"}': Error.too_large,
    b'{"id": "a", "text": "' + b"\\u0001\\u0002" * 50 + b'"}': Error.unreadable,
    b'{"id": "a", "text": "%PDF-1.7 and so on"}': Error.unreadable,
    b'{"id": "a", "text": "\xff\xfe"}': Error.unreadable,
    b'{"id": "a", "text": "<!doctype html><p>Ferry late</p>"}': Error.unreadable,
    b"\x00\x9f\x92\x96": Error.unreadable,
    b"[" * 900: Error.bad_json,
    b'{"schema": "splitter/digest/1", "source": {"id": "a"}}': Error.bad_document,
    b'{"schema": "splitter/digest/9", "source": {"id": "a", "text": "x"}}': Error.bad_document,
}


@pytest.mark.parametrize("line", BAD)
def test_bad_lines_are_rejected_where_they_stand(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "in.jsonl"
    good = b'{"id": "b", "text": "fine"}'
    path.write_bytes(b"\n".join([good, b"", line, good.replace(b"b", b"c")]))
    before, bad, after = read(path, InputOptions(record_limit=1000))
    assert isinstance(before, Record)
    assert isinstance(after, Record)
    assert isinstance(bad, Reject)
    assert (bad.error, bad.place) == (BAD[line], f"{path}:3")
    assert Reject.from_json(bad.to_json().encode()) == bad


def test_a_file_may_begin_with_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_bytes(b'garbage\n{"text": "one"}\n{"text": "two"}\n')
    bad, *good = read(path)
    assert isinstance(bad, Reject)
    assert [r.page.text for r in records(good)] == ["one", "two"]


ARRAYS = {
    b"[]": [],
    b'[{"text": "one"}, 5, {"id": "a"}, {"text": "two"}]': [None, Error.wrong_type, Error.no_text, None],
    b'[{"text": "one"}, {"text": "cut': [Error.bad_json],
    b'[{"text": "one"}, {"text": "\xff"}]': [Error.unreadable],
    b'[{"text": ' + b"[" * 9000 + b"]" * 9000 + b"}]": [Error.bad_json],
    b'[{"text": "' + b"x" * 200_000 + b'"}]': [Error.too_large],
}


@pytest.mark.parametrize("data", ARRAYS, ids=range(len(ARRAYS)))
def test_an_array_gives_its_objects_and_what_is_none_is_rejected(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "in.json"
    path.write_bytes(data)
    found = read(path, InputOptions(record_limit=100_000))
    assert [item.error if isinstance(item, Reject) else None for item in found] == ARRAYS[data]


def test_a_page_in_another_encoding_is_the_same_page(tmp_path: Path) -> None:
    page = (
        "Ferry runs aground\r\nNaïve café 日本 🚢 \N{LEFT DOUBLE QUOTATION MARK}late\N{RIGHT DOUBLE QUOTATION MARK}\n"
        * 9000
    )
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        path = tmp_path / encoding
        path.write_bytes(page.encode(encoding))
        assert [r.page.text for r in records(read(path))] == [page]


def test_a_table_without_a_column_of_text_says_so(tmp_path: Path) -> None:
    for form, data in (("csv", as_csv([{"a": "1", "b": "2"}])), ("parquet", as_parquet([{"a": "1", "b": "2"}]))):
        path = tmp_path / form
        path.write_bytes(data)
        [bad] = read(path, InputOptions(format=InputFormat(form)))
        assert isinstance(bad, Reject)
        assert bad.error is Error.broken_input
        assert bad.reason == "has no column of text; name it with --text-column, its columns are a, b"
        [bad] = read(path, InputOptions(InputFormat(form), Columns("body")))
        assert isinstance(bad, Reject)
        assert bad.reason == "has no column 'body'; its columns are a, b"


@pytest.mark.parametrize("name", ["crawl.csv", "crawl.TSV", "crawl.csv.gz"])
def test_a_table_without_a_column_of_text_is_no_page(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rows = as_csv([{"headline": "Ferry late", "body": text} for text in ("It sails at ten.", "It sails at noon.")])
    path.write_bytes(gzip.compress(rows) if name.endswith(".gz") else rows)
    [bad] = read(path)
    assert isinstance(bad, Reject)
    assert (bad.error, bad.place) == (Error.broken_input, str(path))
    assert "headline, body" in bad.reason
    assert [r.page.text for r in records(read(path, InputOptions(columns=Columns("body"))))] == [
        "It sails at ten.",
        "It sails at noon.",
    ]


def test_a_table_may_have_one_column(tmp_path: Path) -> None:
    path = tmp_path / "crawl.csv"
    path.write_bytes(b'text\n"Ferry late, again"\nBridge closed\n')
    assert [r.page.text for r in records(read(path))] == ["Ferry late, again", "Bridge closed"]


def test_other_forms_and_nothing_stay_what_they_are_in_a_file_named_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "crawl.csv"
    path.write_bytes(as_jsonl(ROWS))
    assert [r.key for r in records(read(path))] == ["a1", "a2", "a3"]
    path.write_bytes(b"\n \n")
    [bad] = read(path)
    assert isinstance(bad, Reject)
    assert bad.error is Error.empty


@pytest.mark.parametrize("packing", [".gz", ".xz", ".zst"])
def test_a_cut_off_file_gives_what_is_there_and_a_reject(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "in"
    lines = b"".join(json.dumps({"id": str(n), "text": os.urandom(200).hex()}).encode() + b"\n" for n in range(2000))
    path.write_bytes(PACKED[packing](lines)[:-20_000])
    *whole, last = read(path)
    assert len(records(whole)) > 100
    assert [r.key for r in records(whole)] == [str(n) for n in range(len(whole))]
    assert isinstance(last, Reject)
    assert last.error is Error.broken_input
    assert str(len(whole)) in last.reason


def test_digest_documents_keep_their_posts_and_ids(tmp_path: Path, splitter: Splitter, sample: str) -> None:
    document = Splitter(include_text=True).digest(sample).to_json()
    edited = json.loads(document)
    edited["source"]["id"] = "edited"
    for name, data in (("lines", json.dumps(edited)), ("indented", json.dumps(edited, indent=2))):
        path = tmp_path / name
        path.write_text(data)
        [record] = records(read(path))
        assert record.key == "edited"
        assert record.page.posts is not None
        assert [post.id for post in record.page.posts] == [post["id"] for post in edited["posts"]]


def test_gold_pages_are_pages(gold_folder: Path, styles_folder: Path) -> None:
    pages = [*gold_folder.glob("*.txt"), *styles_folder.glob("*.txt")]
    assert len(pages) > 20
    assert {detect(page.read_bytes()[:65536], Columns()) for page in pages} == {InputFormat.text}


def test_folders_globs_and_files_named_twice(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden", ".git/d.txt"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    folder = tmp_path / "in"
    all_of_it = [str(folder / name) for name in ("a.txt", "b.txt", "sub/c.txt")]
    assert [s.name for s in sources([str(folder)])] == all_of_it
    assert [s.name for s in sources([str(folder / "**/*.txt"), str(folder)])] == all_of_it
    assert [s.name for s in sources([str(folder / "b.txt"), str(folder / "?.txt")])] == [all_of_it[1], all_of_it[0]]
    for nothing in ("nope.txt", "nope*.txt", "in/.git/none"):
        with pytest.raises(UnreadableInput, match="check the"):
            sources([str(tmp_path / nothing)])


def test_the_first_record_comes_before_the_last_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, into = os.pipe()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(os.fdopen(out, "rb")))
    os.write(into, b'{"id": "1", "text": "first"}\n')
    items = read_source(Source("-"), InputOptions())
    timer = threading.Timer(10, os.close, [into])
    timer.start()
    first = next(items)
    assert timer.is_alive()
    timer.cancel()
    assert isinstance(first, Record)
    assert (first.key, first.place) == ("1", "standard input:1")
    os.write(into, b'{"id": "2", "text": "second"}\n')
    os.close(into)
    assert [r.key for r in records(list(items))] == ["2"]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_memory_does_not_grow_with_the_input(tmp_path: Path, form: str) -> None:
    def peak(number: int) -> int:
        path = tmp_path / f"{number}"
        rows = [{"id": str(n), "text": f"{n} word " * 200} for n in range(number)]
        if form == "parquet":
            pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=500)
        else:
            path.write_bytes(gzip.compress(FORMS[form](rows), 1))
        tracemalloc.start()
        count = sum(1 for _ in read_source(Source(str(path)), InputOptions()))
        assert count == number
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)  # Imports.
    few, many = peak(6_000), peak(18_000)
    assert many < 1.1 * few + 100_000


def test_shuffling_is_the_same_every_time_and_loses_nothing(tmp_path: Path) -> None:
    files = []
    for n in range(3):
        path = tmp_path / f"{n}.jsonl"
        path.write_bytes(as_jsonl([{"id": f"{n}-{i}", "text": "x"} for i in range(50)]))
        files.append(Source(str(path)))
    plain = [r.key for r in read_sources(files, InputOptions())]
    mixed = [r.key for r in read_sources(files, InputOptions(shuffle=True))]
    assert mixed == [r.key for r in read_sources(files, InputOptions(shuffle=True))]
    assert mixed != plain
    assert sorted(mixed) == sorted(plain)
