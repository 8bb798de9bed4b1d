"""`splitter batch` as its users meet it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from splitter.batch import Progress, Summary
from splitter.cli.batch import _sum_up
from splitter.cli.batch_progress import told as told_of

PROGRAM = [sys.executable, "-c", "from splitter.cli import main; main()"]
TEXT = "Ferry runs aground off Penvose\nNobody was hurt, the coastguard says. The ferry had {} people on board.\n"


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*PROGRAM, "batch", *arguments, "--workers", "1"], input=stdin, capture_output=True, timeout=400
    )
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    return subprocess.CompletedProcess(done.args, done.returncode, "", without_progress(done.stderr))


def without_progress(stderr: bytes) -> str:
    """On a slow machine, what takes long is told while it goes on."""
    return "".join(line for line in stderr.decode().splitlines(True) if not line.endswith(" GB\n"))


def documents(out: Path) -> dict[str, str]:
    found = [line for path in sorted(out.glob("part-*.jsonl")) for line in path.read_text().splitlines()]
    return {json.loads(line)["source"]["id"]: line for line in found}


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    path = tmp_path / "crawl.jsonl.gz"
    rows = [
        {"url": f"https://example.org/{n}", "maintext": TEXT.format(n), "nr": n, "title": f"Ferry {n}"}
        for n in range(5)
    ]
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    return path


def test_a_batch_its_summary_and_going_on(tmp_path: Path, crawl: Path) -> None:
    out = tmp_path / "out"
    first = run(str(crawl), "--out", str(out), "--id-column", "nr", "--limit", "3")
    assert first.returncode == 0
    assert first.stderr.startswith("splitter: 3 results and 0 rejects in ")
    whole = run(str(crawl), "-o", str(out), "--id-column", "nr")
    assert whole.returncode == 0
    assert ", 3 done before; " in whole.stderr
    assert whole.stderr.endswith(f"{out} holds 5 results\n")
    found = documents(out)
    assert sorted(found) == ["0", "1", "2", "3", "4"]

    page = tmp_path / "page.txt"
    page.write_text(TEXT.format(3))
    digest = subprocess.run([*PROGRAM, "digest", str(page), "-f", "jsonl"], capture_output=True, text=True, check=True)
    wanted = json.loads(digest.stdout)
    wanted["source"] |= {"id": "3", "uri": "https://example.org/3", "title": "Ferry 3"}
    assert json.loads(found["3"]) == wanted

    other = run(str(crawl), "-o", str(out), "--granularity", "0.4")
    assert other.returncode == 2
    assert "granularity was 0.5, now 0.4" in other.stderr
    assert other.stderr.count("\n") == 1


def test_rejects_give_exit_code_3_and_standard_input_is_read(tmp_path: Path) -> None:
    lines = [json.dumps({"id": "good", "text": TEXT.format(9)}), '{"id": "bad", "text": 5}', '{"id": "cut']
    done = run("-", "-o", str(tmp_path / "out"), "--include-text", stdin="\n".join(lines).encode())
    assert done.returncode == 3
    assert done.stderr.startswith("splitter: 1 result and 2 rejects in ")
    assert "2 records have no result (1 BadJson, 1 WrongType)" in done.stderr
    document = json.loads(documents(tmp_path / "out")["good"])
    assert document["source"]["text"] == TEXT.format(9)
    rejects = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()]
    assert [(r["place"], r["error"]) for r in rejects] == [
        ("standard input:2", "WrongType"),
        ("standard input:3", "BadJson"),
    ]


def test_one_of_each_is_told_in_the_singular(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(results=1, rejects=1)
    assert told_of(progress).startswith("1 result, 1 reject, ")
    _sum_up(Summary(progress, results=1, rejects=1, errors={"BadRow": 1}, aside=None), Path("out"))
    said = capsys.readouterr().err
    assert said.startswith("splitter: 1 result and 1 reject in ")
    assert "; out holds 1 result\nsplitter: 1 record has no result (1 BadRow); " in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.txt", "--out", "{}/out"], "there is no such file"),
        (["{}", "--out", "{}/out"], "this folder holds no files"),
        (["{}/*.jsonl", "--out", "{}/out"], "no file matches"),
        (["-", "--out", "{}/out", "--granularity", "3"], "--granularity"),
        (["-", "--out", "{}/out", "--max-record-mb", "inf"], "--max-record-mb: must be less than"),
        (["-", "--out", "{}/out", "--memory-limit", "inf"], "--memory-limit: must be less than"),
        (["-", "--out", "{}/out", "--memory-limit", "1e300"], "--memory-limit: must be less than"),
        (["-", "--out", "{}/out", "--time-limit", "inf"], "--time-limit: must be less than"),
        (["-", "--out", "{}/out", "--summarizer", "oracle"], "no such summarizer"),
        (["-", "--out", "{}/out", "--engine", "ray"], "Ray reads files"),
        (["-", "--out", "/proc/none/out"], "check the path"),
        (["-", "--out", __file__], "is a file, and results need a folder"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(tmp_path: Path, arguments: list[str], told: str) -> None:
    done = run(*(argument.format(tmp_path) for argument in arguments))
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_missing_extra_is_named(tmp_path: Path, crawl: Path) -> None:
    code = "import sys; sys.modules['pyarrow'] = None\nfrom splitter.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", code, "batch", str(crawl), "-o", str(tmp_path / "out"), "-f", "parquet"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "splitter: this needs pyarrow; install it with: pip install 'splitter[parquet]'\n"


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_says_so_and_can_go_on(tmp_path: Path, sent: signal.Signals) -> None:
    out = tmp_path / "out"
    reader, writer = os.pipe()
    process = subprocess.Popen([*PROGRAM, "batch", "-", "-o", str(out)], stdin=reader, stderr=subprocess.PIPE)
    os.close(reader)
    os.write(writer, (json.dumps({"id": "1", "text": TEXT.format(1)}) + "\n").encode())
    until = time.monotonic() + 300
    # The input goes on and on, as that of a run of days does.
    while not any(path.stat().st_size for path in out.glob("part-*.open")) and time.monotonic() < until:
        time.sleep(0.1)
    process.send_signal(sent)
    assert process.wait(60) == 130
    os.close(writer)
    assert process.stderr is not None
    assert without_progress(process.stderr.read()) == "splitter: interrupted\n"
    assert json.loads((out / "manifest.json").read_text())["state"] == "interrupted"
    done = run("-", "-o", str(out), stdin=json.dumps({"id": "1", "text": TEXT.format(1)}).encode())
    assert done.returncode == 0
    assert "1 done before" in done.stderr


def test_a_terminal_is_shown_how_far_it_is(tmp_path: Path, crawl: Path, in_terminal: Callable[..., bytes]) -> None:
    sent = in_terminal([*PROGRAM, "batch", str(crawl), "-o", str(tmp_path / "out"), "--workers", "1"], "stderr")
    assert b"\x1b[" in sent
    assert b"0 results, 0 rejects" in sent
    assert b" GB" in sent
    assert b"5 results and 0 rejects" in sent
