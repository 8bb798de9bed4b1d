"""`splitter posts` shows what segmentation did, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from splitter.cli.app import SAMPLE, app
from splitter.posts import find_posts
from splitter.reading import Page
from splitter.rendering.posts import posts_to_text

runner = CliRunner()


def run(*arguments: str, input: str | None = None) -> tuple[int, str, str]:
    result = runner.invoke(app, ["posts", "-q", *arguments], input=input)
    return result.exit_code, result.stdout, result.stderr


def test_text_holds_every_line_of_the_page(sample: str) -> None:
    code, out, _ = run("--sample")
    assert code == 0
    shown = out.splitlines()
    assert all(line.strip() in shown for line in sample.splitlines() if line.strip())


def test_json_has_posts_with_spans_and_nothing_else_unless_asked(sample: str) -> None:
    code, out, _ = run("--sample", "--format", "json")
    record = json.loads(out)
    assert code == 0
    assert (record["schema"], record["characters"]) == ("splitter/posts/1", len(sample))
    assert record["lines"] == []
    assert all(sample[p["start"] : p["end"]].strip() for p in record["posts"])


def test_jsonl_is_one_line_a_page() -> None:
    code, out, _ = run(str(SAMPLE), str(SAMPLE), "--format", "jsonl", "--roles")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert len(rows) == 2
    assert {line["role"] for line in rows[0]["lines"]} >= {"title", "body"}


def test_roles_stand_in_front_of_their_lines() -> None:
    _, out, _ = run("--sample", "--roles")
    assert any(line.startswith("title  ") for line in out.splitlines())
    assert any(line.startswith("caption") for line in out.splitlines())


def test_explain_says_what_spoke_for_each_boundary() -> None:
    _, out, _ = run("--sample", "--explain")
    lines = out.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("── 2 "))
    assert "a post begins here" in lines[first + 2]
    record = json.loads(run("--sample", "--explain", "-f", "json")[1])
    assert all(0 <= line["probability"] <= 1 and line["evidence"] for line in record["lines"])


def test_control_characters_of_a_page_do_not_reach_a_terminal() -> None:
    text = "Ferry late\x1b[31m\nThe ferry was late again on Monday, the harbour office said."
    assert "\x1b" not in posts_to_text(find_posts(Page(text=text), source="page"), text)


@pytest.mark.parametrize("arguments", [["missing.txt"], []])
def test_no_page_is_one_sentence_and_exit_code_two(arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def test_white_space_alone_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n ")
    code, out, err = run(str(empty), str(SAMPLE))
    assert code == 3
    assert out
    assert "empty.txt" in err
