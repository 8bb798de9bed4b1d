"""What a record is called by, and what is said of one that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stages import FakeStage

from splitter import Splitter
from splitter.batch import BatchOptions, Columns, Error, InputOptions, OutputFormat, Record, Reject, run_batch
from splitter.batch.inputs import read_source
from splitter.batch.records import identity_of
from splitter.batch.shards import result_identity
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


def test_an_html_page_is_rejected_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "in"
    html = "<!DOCTYPE html>\n<p>Ferry late</p>\n"
    told = "is HTML; pass its text, as an extractor such as trafilatura prints it"
    for data, reason in ((html, told), (json.dumps({"text": html}), f"the text: {told}")):
        path.write_text(data)
        [bad] = read(path)
        assert isinstance(bad, Reject)
        assert (bad.error, bad.reason) == (Error.unreadable, reason)


TABLE = [{"nr": "1", "link": "https://example.org/1", "text": "Ferry late"}, {"text": "Bridge closed"}]


def write_table(path: Path, form: str) -> None:
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist(TABLE), path)
    elif form == "csv":
        path.write_text("nr,link,text\n1,https://example.org/1,Ferry late\n,,Bridge closed\n")
    else:
        rows = [json.dumps(row) for row in TABLE]
        path.write_text("\n".join(rows) if form == "jsonl" else f"[{','.join(rows)}]")


@pytest.mark.parametrize("form", ["jsonl", "array", "csv", "parquet"])
def test_a_misspelt_name_of_a_column_is_told(tmp_path: Path, form: str) -> None:
    path = tmp_path / "in"
    write_table(path, form)
    asked = Columns(id="nr", url="link")
    # A record may do without the one or the other.
    assert [record.page.uri for record in records(read(path, InputOptions(columns=asked)))] == [TABLE[0]["link"], None]
    *_, told = read(path, InputOptions(columns=Columns(id="number", url="link")))
    assert isinstance(told, Reject)
    assert (told.error, told.place) == (Error.broken_input, str(path))
    assert "'number'" in told.reason
    assert "link" not in told.reason.partition(";")[0]
    assert told.reason.endswith(" are nr, link, text")
    *_, told = read(path, InputOptions(columns=Columns(id="number", url="address")))
    assert isinstance(told, Reject)
    assert "'number'" in told.reason
    assert "'address'" in told.reason


def test_names_are_not_missed_where_nothing_has_columns(tmp_path: Path, gold_folder: Path) -> None:
    asked = InputOptions(columns=Columns(id="nr", url="link"))
    page = next(gold_folder.glob("*.txt"))
    assert len(records(read(page, asked))) == 1
    documents = tmp_path / "in.jsonl"
    documents.write_text('{"schema": "splitter/digest/1", "source": {"id": "a", "text": "Ferry late"}}\n')
    assert [record.key for record in records(read(documents, asked))] == ["a"]


def test_each_file_that_cannot_be_read_is_told_once_however_often_it_is_gone_on(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("")
    (folder / "c.jsonl").write_text('{"text": 5}\n{"text": 5}\n{"id": "x", "text": 5}\n{"id": "x", "text": 5}\n')
    # A page that crashes its worker is done once, and so is one equal to it.
    for name in ("d.txt", "e.txt"):
        (folder / name).write_text("CRASH")
    for _ in range(2):
        summary = run_batch(BatchOptions((str(folder),), out, workers=1), FakeStage())
        told = [json.loads(line) for line in (out / "rejects.jsonl").read_text().splitlines()]
        assert summary.rejects == len(told) == 6
        assert sorted(Path(reject["place"]).name for reject in told) == [
            "a.txt", "b.txt", "c.jsonl:1", "c.jsonl:2", "c.jsonl:3", "d.txt"
        ]  # fmt: skip


def an_edited_document() -> Iterator[dict[str, Any]]:
    """One document again and again, each time edited a bit more."""
    text = "Ferry late\nBridge closed\n"
    spans = [(0, 10), (11, 24)]
    posts = [{"id": f"p{n}", "start": start, "end": end, "kind": "update"} for n, (start, end) in enumerate(spans)]
    document: dict[str, Any] = {"schema": "splitter/digest/1", "source": {"id": "page", "text": text}}
    yield document
    document["posts"] = posts
    yield document
    document["stories"] = [{"id": "one", "posts": ["p0", "p1"]}]
    yield document
    document["stories"] = [{"id": "one", "posts": ["p0"]}, {"id": "other", "posts": ["p1"]}]
    yield document
    document["stories"][0]["storyline"] = "harbour"
    yield document
    posts[0]["title"] = "The ferry"
    yield document


@pytest.mark.parametrize("form", OutputFormat)
def test_an_edited_document_is_done_again_and_only_then(tmp_path: Path, form: OutputFormat) -> None:
    path, out = tmp_path / "page.json", tmp_path / "out"
    for number, document in enumerate(an_edited_document(), start=1):
        path.write_text(json.dumps(document, indent=1))
        for results in (1, 0):
            summary = run_batch(BatchOptions((str(path),), out, form=form, workers=1), FakeStage())
            assert summary.progress.results == results
            assert summary.results == number
    plain = tmp_path / "plain.jsonl"
    plain.write_text(json.dumps({"id": "page", "text": "Ferry late\nBridge closed\n"}))
    # With no posts given it is that page.
    assert run_batch(BatchOptions((str(plain),), out, form=form, workers=1), FakeStage()).progress.done_before == 1


def test_an_edited_document_that_fails_is_tried_again_when_it_is_edited_again(tmp_path: Path) -> None:
    path, out = tmp_path / "page.json", tmp_path / "out"
    for number, kind in enumerate(("update", "media"), start=1):
        post = {"id": "p", "start": 0, "end": 5, "kind": kind}
        document = {"schema": "splitter/digest/1", "source": {"id": "page", "text": "CRASH"}, "posts": [post]}
        path.write_text(json.dumps(document, indent=1))
        for rejects in (1, 0):
            summary = run_batch(BatchOptions((str(path),), out, workers=1), FakeStage())
            assert summary.progress.rejects == rejects
            assert summary.rejects == number


def test_the_result_of_a_document_says_what_was_given(tmp_path: Path, splitter: Splitter) -> None:
    *_, edited = an_edited_document()
    path = tmp_path / "in.jsonl"
    path.write_text(f'{json.dumps(edited)}\n{{"id": "page", "text": "Ferry late"}}\n')
    of_document, plain = records(read(path))
    assert of_document.page.given_sha256 is not None
    assert plain.page.given_sha256 is None
    for record in (of_document, plain):
        assert result_identity(splitter.digest(record.page).to_json().encode()) == record.identity
    assert plain.identity == identity_of("page", plain.page.sha256)
