"""The command line as its users meet it: nearly every test runs the installed program."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from splitter.cli import main, waiting
from splitter.cli.app import SAMPLE
from splitter.cli.waiting import Waiting

PROGRAM = [sys.executable, "-c", "from splitter.cli import main; main()"]
InTerminal = Callable[..., bytes]
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
PAGE = "Ferry runs aground off Penvose\nNobody was hurt, the coastguard says. The ferry had 80 people on board.\n"


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments], input=stdin, capture_output=True, timeout=120, env={**ENVIRONMENT, **environment}
    )


def one_sentence(run: subprocess.CompletedProcess[bytes]) -> str:
    # On a slow machine, what takes long is told while it goes on.
    lines = [line for line in run.stderr.decode().splitlines() if not line.endswith("…")]
    assert len(lines) == 1, lines
    assert lines[0].startswith("splitter: ")
    assert run.stdout == b""
    return lines[0]


def test_the_console_script_is_installed() -> None:
    assert shutil.which("splitter", path=str(Path(sys.executable).parent))


def test_quiet_posts_say_nothing_but_the_posts(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    done = run("posts", str(page), "-q")
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_answers_without_torch() -> None:
    code = (
        "import sys, time; t = time.process_time()\n"
        "from splitter.cli import main\n"
        "sys.argv = ['splitter', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('seconds', time.process_time() - t, 'torch' in sys.modules, 'numpy' in sys.modules)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True) for _ in range(3)]
    found = [r.stdout.splitlines()[-1].split() for r in runs]
    assert all(last[2:] == ["False", "False"] for last in found)
    assert min(float(last[1]) for last in found) < 0.3
    assert "digest" in runs[0].stdout


def test_digest_of_standard_input_is_plain_text() -> None:
    done = run("digest", "-", "--quiet", stdin=PAGE.encode())
    assert done.returncode == 0
    assert done.stderr == b""
    text = done.stdout.decode()
    assert "Ferry runs aground off Penvose" in text
    assert "1 post, 1 story" in text
    assert "\x1b" not in text


def test_a_page_of_one_word() -> None:
    done = run("digest", "-", "--quiet", "--format", "json", stdin=b"Ferry")
    assert done.returncode == 0
    assert json.loads(done.stdout)["posts"][0]["end"] == 5


@pytest.fixture(scope="module")
def two_pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "one.txt").write_text(PAGE, encoding="utf-8")
    (folder / "two.txt").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return [str(folder / "one.txt"), str(folder / "two.txt")]


def test_each_format_of_two_pages(two_pages: list[str]) -> None:
    lines = run("digest", *two_pages, "-q", "--format", "jsonl").stdout.decode().splitlines()
    assert [json.loads(line)["source"]["id"] for line in lines] == ["one.txt", "two.txt"]
    assert run("digest", two_pages[0], "-q", "--format", "json").stdout.decode().count("\n") > 20
    markdown = run("digest", *two_pages, "-q", "--format", "markdown").stdout.decode()
    assert markdown.count("\n# ") + markdown.startswith("# ") == 2
    text = run("digest", *two_pages, "-q").stdout.decode()
    assert len(re.findall(r"^\d+ posts?, \d+ stor", text, re.MULTILINE)) == 2


def test_options_reach_the_document(two_pages: list[str]) -> None:
    done = run("digest", two_pages[1], "-q", "-f", "jsonl", "--stories", "4", "--max-words", "30", "--include-text")
    document = json.loads(done.stdout)
    assert len(document["stories"]) == 4
    assert all(sum(len(s["text"].split()) for s in story["digest"]) <= 30 for story in document["stories"])
    assert document["source"]["text"] == SAMPLE.read_text(encoding="utf-8")
    one = json.loads(run("digest", two_pages[1], "-q", "-f", "jsonl", "--granularity", "0").stdout)
    assert len(one["stories"]) == 1


def test_output_to_a_file(two_pages: list[str], tmp_path: Path) -> None:
    target = tmp_path / "digest.jsonl"
    done = run("digest", *two_pages, "-q", "-f", "jsonl", "-o", str(target))
    assert (done.returncode, done.stdout) == (0, b"")
    assert len(target.read_text(encoding="utf-8").splitlines()) == 2


def test_a_file_that_is_broken_off_keeps_what_was_done_and_takes_no_whole_ones_place(
    two_pages: list[str], tmp_path: Path
) -> None:
    target, part = tmp_path / "digest.jsonl", tmp_path / "digest.jsonl.part"
    target.write_text("the last run's\n")
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [*PROGRAM, "digest", two_pages[0], str(pipe), "-q", "-f", "jsonl", "-o", str(target)],
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    end = time.monotonic() + 60
    while not (part.exists() and part.read_bytes().endswith(b"\n")) and time.monotonic() < end:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    error = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130
    assert [json.loads(line)["source"]["id"] for line in part.read_text().splitlines()] == ["one.txt"]
    assert f"{part}: holds the digests that were done, 1 in number" in error
    assert target.read_text() == "the last run's\n"
    saved = part.read_text()
    again = run("digest", "missing.txt", two_pages[0], "-q", "-o", str(target))
    assert again.returncode == 2
    assert f"{part}: holds the digests of a run that was broken off" in one_sentence(again)
    assert part.read_text() == saved
    part.unlink()
    assert run("digest", "missing.txt", "-q", "-o", str(target)).returncode == 2
    assert target.read_text() == "the last run's\n"
    assert not part.exists()
    assert run("digest", "missing.txt", two_pages[0], "-q", "-f", "jsonl", "-o", str(target)).returncode == 3
    assert json.loads(target.read_text())["source"]["id"] == "one.txt"
    assert not part.exists()


def test_standard_output_may_be_named_as_the_file(two_pages: list[str]) -> None:
    done = run("digest", two_pages[0], "-q", "-f", "jsonl", "-o", "/dev/stdout")
    assert json.loads(done.stdout)["source"]["id"] == "one.txt"


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (["digest", "missing.txt"], b"", "missing.txt: there is no such file"),
        (["digest", "/"], b"", "is a folder"),
        (["digest", "-"], b"%PDF-1.7 \x00\x01", "standard input: is a PDF"),
        (["digest", "-"], b"", "standard input: holds no text"),
        (["digest", "-"], b"<!doctype html><p>Ferry</p>", "standard input: is HTML; pass its text, as an extractor"),
        (["digest"], b"", "no page given"),
        (["digest", "-", "--granularity", "7"], b"word", "--granularity"),
        (["digest", "-", "--max-words", "1"], b"word", "--max-words"),
        (["digest", "-", "--summarizer", "oracle"], b"word", "oracle: no such summarizer"),
        (["digest", "-", "-o", "no/such/folder/x"], b"word", "no/such/folder/x"),
        (["digest", "-", "-o", "/"], b"word", "/: is a folder; name a file in it"),
        (["evaluate", "no/such/folder"], b"", "no/such/folder: is no folder"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_code_two(arguments: list[str], stdin: bytes, says: str) -> None:
    done = run(*arguments, stdin=stdin)
    assert done.returncode == 2
    assert says in one_sentence(done)


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("posts - -q <&-", 2, "standard input: holds no text"),
        ("schema >&-", 2, "standard output is closed; send it to a file, a pipe or /dev/null"),
        ("posts --sample 2>&-", 0, ""),
    ],
)
def test_a_closed_stream_is_no_fault_of_splitters(command: str, code: int, says: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$@" {command}', "sh", *PROGRAM], capture_output=True, env=ENVIRONMENT, timeout=120
    )
    assert (done.returncode, bool(done.stdout)) == (code, code == 0)
    assert says in (one_sentence(done) if says else done.stderr.decode())


@pytest.mark.parametrize(
    "command", [["models"], ["models", "-f", "json"], ["models", "verify"], ["schema"], ["posts", "--sample", "-q"]]
)
def test_what_is_printed_is_the_same_in_whatever_encoding(command: list[str]) -> None:
    told = run(*command, PYTHONIOENCODING="utf-8").stdout
    for encoding in ("latin-1", "ascii"):
        done = run(*command, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == told


def test_figures_are_printed_in_whatever_encoding(tmp_path: Path) -> None:
    for kind in ("txt", "json"):
        shutil.copy(Path(__file__).parent / "gold" / f"local-live.{kind}", tmp_path)
    done = run("evaluate", str(tmp_path), "-q", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "stories B³" in done.stdout.decode()


def test_help_is_printed_in_whatever_encoding() -> None:
    done = run("digest", "--help", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"--granularity" in done.stdout


def test_a_terminal_is_sent_a_digest_in_whatever_encoding(tmp_path: Path, in_terminal: InTerminal) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE.replace("Penvose", "Łęba"), encoding="utf-8")
    sent = in_terminal([*PROGRAM, "digest", str(page), "-q"], "stdout", PYTHONIOENCODING="latin-1")
    assert "Łęba" in sent.decode()


def test_an_unknown_option_is_bad_usage() -> None:
    done = run("digest", "--nonsense")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_some_pages_failing_is_code_three(two_pages: list[str]) -> None:
    done = run("digest", "missing.txt", two_pages[0], "-q", "-f", "jsonl")
    assert done.returncode == 3
    assert b"missing.txt" in done.stderr
    assert json.loads(done.stdout)["source"]["id"] == "one.txt"


def test_a_reader_that_stops_early_is_no_error(two_pages: list[str]) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$@" digest {two_pages[1]} {two_pages[1]} -q -f json | head -1', "sh", *PROGRAM],
        capture_output=True,
        env=ENVIRONMENT,
        timeout=120,
    )
    assert done.stdout == b"{\n"
    assert done.stderr == b""


@pytest.mark.parametrize("seconds", [0.5, 3.0])
def test_interrupted_is_code_130_without_a_traceback(seconds: float, tmp_path: Path) -> None:
    page = tmp_path / "long.txt"
    sample = SAMPLE.read_text(encoding="utf-8")
    page.write_text("".join(sample.replace("Galicia", f"Galicia{i}") for i in range(300)), encoding="utf-8")
    process = subprocess.Popen(
        [*PROGRAM, "digest", str(page)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    output, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == b""
    assert b"Traceback" not in error


@pytest.mark.parametrize(
    ("seconds", "options", "told"), [(0, [], True), (0, ["--quiet"], False), (600, [], False)], ids=str
)
def test_progress_is_told_on_stderr_past_some_time_unless_quiet(
    seconds: float,
    options: list[str],
    told: bool,
    two_pages: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(waiting, "_PATIENCE_SECONDS", seconds)
    monkeypatch.setattr(sys, "argv", ["splitter", "digest", two_pages[0], "-f", "jsonl", *options])
    with pytest.raises(SystemExit):
        main()
    printed = capfd.readouterr()
    assert json.loads(printed.out)["source"]["id"] == "one.txt"
    assert (f"splitter: {two_pages[0]}: writing the digests…" in printed.err) is told
    assert bool(printed.err) is told


def test_progress_is_told_past_two_seconds() -> None:
    assert Waiting(quiet=False)._timer.interval == 2


def test_no_progress_is_told_once_the_work_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    with Waiting(quiet=True) as shown:
        shown.stage("finding the posts")
    shown._begin()  # As from a timer that went off before it could be cancelled.
    shown.stage("finding the stories")
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_colour_unless_it_asks_not_to(two_pages: list[str], in_terminal: InTerminal) -> None:
    coloured = in_terminal([*PROGRAM, "digest", two_pages[0], "-q"], "stdout").decode()
    assert "\x1b[" in coloured
    assert "1 post" in coloured
    plain = in_terminal([*PROGRAM, "digest", two_pages[0], "-q"], "stdout", NO_COLOR="1").decode()
    assert not [s for s in plain.split("\x1b[")[1:] if s[:2] in ("31", "32", "33", "34", "35", "36", "38")]


@pytest.mark.parametrize("command", [["explain"], ["posts"], ["posts", "--explain"]])
def test_a_terminal_gets_no_lines_wider_than_it_is(command: list[str], in_terminal: InTerminal) -> None:
    sent = in_terminal([*PROGRAM, *command, "--sample", "-q"], "stdout", COLUMNS="80").decode()
    piped = subprocess.run([*PROGRAM, *command, "--sample", "-q"], capture_output=True, text=True, check=True).stdout
    assert max(map(len, sent.splitlines())) <= 80 < max(map(len, piped.splitlines()))
    assert sent.split() == piped.split()


def test_control_characters_of_a_page_never_reach_the_terminal(tmp_path: Path, in_terminal: InTerminal) -> None:
    page = tmp_path / "evil\x1b[2J.txt"
    page.write_text(
        "Ferry \x1b]0;owned\x07runs \x1b[2Jaground\u202e off Penvose\nNobody was hurt,\x9b2J the coastguard says.\n",
        encoding="utf-8",
    )
    sent = in_terminal([*PROGRAM, "digest", str(page), "-q"], "stdout", NO_COLOR="1").decode()
    assert "\x1b]0" not in sent
    assert "\x1b[2J" not in sent
    assert "\x9b" not in sent
    assert "\u202e" not in sent
    piped = run("digest", str(page), "-q")
    assert b"\x1b" not in piped.stdout
    missing = run("digest", "missing\x1b[2J.txt")
    assert b"\x1b" not in missing.stderr


def test_explain_says_why_a_post_is_in_its_story() -> None:
    made = run("explain", "--sample", "--post", "p2", "-f", "json", "-q")
    assert made.returncode == 0, made.stderr
    record = json.loads(made.stdout)
    assert record["schema"] == "splitter/explanation/1"
    assert [post["id"] for post in record["posts"]] == ["p2"]
    assert b"at --granularity" in run("explain", "--sample", "--post", "p2", "-q").stdout
    unknown = run("explain", "--sample", "--post", "p999", "-q")
    assert unknown.returncode == 2
    assert "has no post 'p999'; it has p1, p2, p3, p4, p5 and 12 more" in one_sentence(unknown)


def test_a_documents_own_ids_are_named_where_one_is_unknown(tmp_path: Path) -> None:
    file = tmp_path / "edited.json"
    spans = ((0, 30), (31, len(PAGE)))
    posts = [{"id": f"x{n}", "start": a, "end": b, "kind": "update"} for n, (a, b) in enumerate(spans)]
    file.write_text(json.dumps({"schema": "splitter/digest/1", "source": {"text": PAGE}, "posts": posts}))
    unknown = run("explain", str(file), "--post", "p1", "-q")
    assert unknown.returncode == 2
    assert "has no post 'p1'; it has x0, x1" in one_sentence(unknown)


def test_the_schema_is_printed() -> None:
    done = run("schema")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "Document"


def test_the_sample_is_digested_without_a_network_or_a_home(tmp_path: Path) -> None:
    done = run(
        "digest",
        "--sample",
        "-q",
        "--offline",
        HOME=str(tmp_path),
        HTTPS_PROXY="http://127.0.0.1:9",
        HF_HUB_OFFLINE="0",
    )
    assert done.returncode == 0
    assert b"17 posts" in done.stdout
    assert list(tmp_path.iterdir()) == []
