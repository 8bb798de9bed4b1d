"""Whole batches: the same results however they are run, resumed or not."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from stages import FakeStage, SpentStage

from splitter import Splitter, SplitterError
from splitter.batch import (
    BatchOptions,
    Columns,
    DigestStage,
    InputOptions,
    OutputFormat,
    Summary,
    run_batch,
)
from splitter.reading import Page
from splitter.settings import Settings

POISON = {
    "BadJson": b'{"id": "json", "text": "cut',
    "WrongType": b'{"id": "type", "text": 5}',
    "NoText": b'{"id": "none"}',
    "Empty": b'{"id": "empty", "text": " "}',
    "TooLarge": b'{"id": "large", "text": "' + b"x" * 200_000 + b'"}',
    "Unreadable": b"\x00\x01\xfe\xff binary \x80",
    "StageFailed": b'{"id": "crash", "text": "CRASH"}',
    "WorkerDied": b'{"id": "segfault", "text": "SEGFAULT"}',
    "OutOfMemory": b'{"id": "hungry", "text": "HUNGRY"}',
    "TimedOut": b'{"id": "hang", "text": "HANG"}',
}


def lines(out: Path) -> list[bytes]:
    return sorted(line for path in out.glob("part-*.jsonl") for line in path.read_bytes().splitlines())


def rejects(out: Path) -> list[dict[str, str]]:
    found = [json.loads(line) for line in (out / "rejects.jsonl").read_bytes().splitlines()]
    return sorted(found, key=lambda reject: reject["place"])


def write_pages(path: Path, count: int, poison: bool = False) -> None:
    pages = [json.dumps({"id": f"page {n}", "text": f"Page {n} of many"}).encode() for n in range(count)]
    if poison:
        for number, line in enumerate(POISON.values()):
            pages.insert(number * 7, line)
    path.write_bytes(b"\n".join(pages) + b"\n")


def options(source: Path, out: Path, **named: object) -> BatchOptions:
    reading = InputOptions(record_limit=100_000, shuffle=bool(named.pop("shuffle", False)))
    defaults = {"workers": 2, "seconds": 6.0, "memory": 500_000_000, "shard_records": 30}
    return BatchOptions((str(source),), out, reading, **{**defaults, **named})  # type: ignore[arg-type]


def test_all_kinds_of_poison_and_the_same_results_however_it_is_run(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    write_pages(source, 100, poison=True)
    ways: dict[str, dict[str, object]] = {
        "plain": {},
        "one worker": {"workers": 1},
        "shuffled": {"shuffle": True, "workers": 3, "shard_records": 7},
    }
    for name, way in ways.items():
        summary = run_batch(options(source, tmp_path / name, **way), FakeStage())
        assert (summary.results, summary.rejects) == (100, len(POISON))
    for out in (tmp_path / name for name in ways):
        assert lines(out) == lines(tmp_path / "plain")
        assert rejects(out) == rejects(tmp_path / "plain")
    assert sorted(reject["error"] for reject in rejects(tmp_path / "plain")) == sorted(POISON)
    for reject in rejects(tmp_path / "plain"):
        number = int(reject["place"].rpartition(":")[2]) - 1
        assert source.read_bytes().splitlines()[number] == POISON[reject["error"]]


def test_going_on_reads_again_and_does_nothing_twice(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    write_pages(source, 100)
    for limit, new in ((10, 10), (10, 0), (65, 55), (None, 35), (None, 0)):
        summary = run_batch(options(source, out, limit=limit), FakeStage())
        assert summary.progress.results == new
        assert summary.progress.done_before == (limit or 100) - new
    write_pages(source, 105)
    assert run_batch(options(source, out), FakeStage()).progress.results == 5
    assert len(lines(out)) == 105
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert (manifest["state"], manifest["results"], manifest["rejects"]) == ("complete", 105, 0)
    assert manifest["versions"]["splitter"]
    assert manifest["seconds"] > 0


def test_what_a_budget_did_not_suffice_for_is_done_by_the_next_run(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    write_pages(source, 100)
    for budget, spent in ((0, 0), (20, 20), (20, 40)):
        with pytest.raises(SplitterError, match="all is spent"):
            run_batch(options(source, out, workers=1), SpentStage(budget=budget))
        manifest = json.loads((out / "manifest.json").read_bytes())
        assert (manifest["state"], manifest["results"], manifest["rejects"]) == ("interrupted", spent, 0)
    assert run_batch(options(source, out), FakeStage()).progress.results == 60
    assert len(lines(out)) == 100
    assert rejects(out) == []


def test_equal_records_are_done_once_and_others_under_the_same_id_are_not_lost(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{"id": "a", "text": "one"}, {"id": "a", "text": "one"}, {"id": "a", "text": "two"}, {"text": "one"}]
    source.write_text("\n".join(json.dumps(row) for row in rows))
    for _ in range(2):
        summary = run_batch(options(source, tmp_path / "out"), FakeStage())
        assert summary.results == 3
        assert summary.progress.repeats == 1
    assert sorted(json.loads(line)["source"]["id"] for line in lines(tmp_path / "out"))[-2:] == ["a", "a"]


def test_force_sets_other_settings_aside(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    write_pages(source, 3)
    run_batch(options(source, out), FakeStage())
    summary = run_batch(options(source, out, force=True), FakeStage(name="other"))
    assert summary.aside is not None
    assert lines(summary.aside) == lines(out)
    # Equal settings have nothing to be forced.
    assert run_batch(options(source, out, force=True), FakeStage(name="other")).progress.done_before == 3


def test_what_was_written_or_set_aside_is_no_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_pages(tmp_path / "in.jsonl", 3)
    write_pages(tmp_path / "out.before.jsonl", 3)
    out = Path("out")
    for inputs in (".", "*", "**"):
        asked = replace(options(Path(inputs), out), reading=InputOptions())
        assert run_batch(asked, FakeStage()).progress.read == 6
    run_batch(options(Path(), out, force=True), FakeStage(name="other"))
    assert Path("out.before-1/manifest.json").exists()
    assert run_batch(options(Path(), out), FakeStage(name="other")).progress.read == 6
    assert run_batch(options(Path("out.before-1/part-*"), Path("again")), FakeStage()).progress.read == 3
    assert run_batch(options(Path("out.before-1/part-*"), out), FakeStage(name="other")).progress.read == 3
    with pytest.raises(SplitterError, match="lies in the folder of the results; name another folder"):
        run_batch(options(out, out), FakeStage(name="other"))


def test_a_run_writes_parquet_where_that_is_asked_for(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    source = tmp_path / "in.jsonl"
    write_pages(source, 5)
    run_batch(options(source, tmp_path / "out", form=OutputFormat.parquet, workers=1, shard_records=2), FakeStage())
    tables = [pq.read_table(path) for path in sorted((tmp_path / "out").glob("part-*.parquet"))]
    documents = [document for table in tables for document in table["document"].to_pylist()]
    assert [json.loads(document)["source"]["id"] for document in documents] == [f"page {n}" for n in range(5)]
    assert [table.num_rows for table in tables] == [2, 2, 1]
    assert lines(tmp_path / "out") == []


RUN = """
import sys
sys.path.insert(0, {here!r})
from pathlib import Path
from test_batch import *
run_batch(options(Path(sys.argv[1]), Path(sys.argv[2])), FakeStage(delay=0.004))
"""


def test_killed_again_and_again(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    write_pages(source, 400, poison=True)
    run_batch(options(source, tmp_path / "whole"), FakeStage())
    command = [sys.executable, "-c", RUN.format(here=str(Path(__file__).parent)), str(source), str(out)]
    chance = random.Random(3)
    kills = 0
    while True:
        run = subprocess.Popen(command)
        try:
            code = run.wait(chance.uniform(0.3, 3.0) if kills < 8 else 100)
            break
        except subprocess.TimeoutExpired:
            family = psutil.Process(run.pid).children(recursive=True)
            run.kill()
            run.wait()
            kills += 1
            assert not psutil.wait_procs(family, timeout=10)[1]
            for path in [*out.glob("part-*.jsonl"), *out.glob("rejects.jsonl")]:
                data = path.read_bytes()
                assert not data or data.endswith(b"\n")
    assert code == 0
    assert kills >= 3
    assert lines(out) == lines(tmp_path / "whole")
    assert rejects(out) == rejects(tmp_path / "whole")


def test_an_interrupted_run_keeps_what_it_has(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    write_pages(source, 400)
    command = [sys.executable, "-c", RUN.format(here=str(Path(__file__).parent)), str(source), str(out)]
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while not list(out.glob("part-*")) and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    run.wait(30)
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert manifest["state"] == "interrupted"
    summary = run_batch(options(source, out), FakeStage())
    assert summary.progress.done_before == manifest["results"] > 0
    assert len(lines(out)) == 400


def test_the_pipelines_results_are_those_of_digest(tmp_path: Path, splitter: Splitter) -> None:
    texts = [
        "11:40\nFerry aground\nThe Penvose ferry has run aground. Nobody is hurt.\n\n"
        "10:02\nRate raised\nThe bank has raised its rate to 4.5%, the highest in nine years.\n",
        "Two sailors have died in the storm off Carrowby, the coastguard says.\n",
        "Le ferry s'est échoué à Orlay.\nPersonne n'a été blessé, ont annoncé les secours.\n",
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps({"id": f"p{n}", "body": text}) for n, text in enumerate(texts)))
    asked = replace(
        options(source, tmp_path / "out", seconds=120.0, memory=None, workers=1),
        reading=InputOptions(columns=Columns(text="body")),
    )
    summary: Summary = run_batch(asked, DigestStage(Settings()))
    assert summary.rejects == 0
    wanted = [splitter.digest(Page(text=text, id=f"p{n}")).to_json().encode() for n, text in enumerate(texts)]
    assert lines(tmp_path / "out") == sorted(wanted)


@pytest.mark.parametrize("summarizer", ["extract", "openai:tiny"])
def test_the_fingerprint_names_what_decides_and_loads_no_encoder(summarizer: str) -> None:
    code = (
        "import sys; from splitter.batch import DigestStage; from splitter.settings import Settings\n"
        f"settings = Settings(granularity=0.4, summarizer={summarizer!r}, base_url='http://localhost/v1')\n"
        "print(DigestStage(settings).fingerprint()); print('torch' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ)).stdout
    assert "'granularity': 0.4" in out
    assert "'encoder_revision'" in out
    assert out.endswith("False\n")
    plain = DigestStage(Settings()).fingerprint()
    assert plain == DigestStage(Settings(offline=True)).fingerprint()
    assert plain != DigestStage(Settings(include_text=True)).fingerprint()


def test_a_run_may_go_on_with_another_key_budget_or_address(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for key, most, port in (("old", 5, 1), ("new", 9, 2)):
        monkeypatch.setenv("OPENAI_API_KEY", key)
        address = f"http://127.0.0.1:{port}/v1"
        settings = Settings(summarizer="openai:tiny", max_requests=most, base_url=address)
        found.append(DigestStage(settings).fingerprint())
    assert found[0] == found[1]
