"""A flat page is cut into its posts, and each post is told by what it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter import Splitter
from splitter.encoder import load_encoder
from splitter.segmentation import Segmentation, segment
from splitter.segmentation.anatomy import read_anatomy
from splitter.segmentation.duplicates import find_repeats
from splitter.segmentation.lines import split_lines

POST = """Harbour wall to be rebuilt at Penvose
Jane Harrow
Political correspondent
14:42
The council has voted to rebuild the harbour wall that last month's storm broke in two places.
Work begins in May and will cost £4m, the council's leader, Tom Bray, told reporters.
"""
OTHER = """Bank raises rate to 4.5%
The central bank has raised its main rate by a quarter of a point, the ninth rise in a row.
Its governor, Ana Ruiz, said that prices were still rising too fast for comfort.
"""


def cut(text: str) -> Segmentation:
    return segment(text, load_encoder().encode)


def form(line: str) -> str:
    return split_lines(line)[0].form


@pytest.mark.parametrize(
    "line",
    [
        "14:42", "9.05", "2.42pm GMT", "2:42 PM", "7am", "6h ago", "25m ago", "2 hours ago", "3 mins ago",
        "12 Feb 2025 14.42 GMT", "Wed 12 Feb 2025 09.30 CET", "2025-02-12T14:42:00Z",
    ],
)  # fmt: skip
def test_times_are_told(line: str) -> None:
    assert form(line) == "time"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Share", "share"),
        ("Updated at 15.02 GMT", "updated"),
        ("Photograph: Ann Other/Agency Pictures", "caption"),
        ("Hegarty's comments on the harbour wall – video", "video"),
        ("14 people were taken off the ferry", "text"),
        ("At 14:42 the wall gave way, witnesses said.", "text"),
        ("7am is too early for a press conference, the minister said.", "text"),
    ],
)
def test_forms_of_lines(line: str, told: str) -> None:
    assert form(line) == told


@given(st.text(max_size=200))
def test_lines_hold_every_visible_character_once(text: str) -> None:
    lines = split_lines(text)
    position = 0
    for line in lines:
        assert not text[position : line.start].strip()
        assert line.text
        position = line.end
    assert not text[position:].strip()


def test_parts_of_a_post() -> None:
    anatomy = read_anatomy(POST, 0, len(POST))
    assert anatomy.title == "Harbour wall to be rebuilt at Penvose"
    assert anatomy.author == "Jane Harrow"
    assert anatomy.time == "14:42"
    assert anatomy.body_text.startswith("The council has voted")
    assert "Political correspondent" not in anatomy.body_text


def test_two_posts_without_a_blank_line_between_them() -> None:
    text = POST + OTHER
    found = [text[s.start : s.end].splitlines()[0] for s in cut(text).segments]
    assert found == ["Harbour wall to be rebuilt at Penvose", "Bank raises rate to 4.5%"]


def test_a_time_below_title_and_author_is_of_the_same_post() -> None:
    (only,) = cut(POST).segments
    assert (only.anatomy.title, only.anatomy.time) == ("Harbour wall to be rebuilt at Penvose", "14:42")


def test_a_post_that_comes_again_is_a_repeat() -> None:
    segments = cut(POST + OTHER + POST).segments
    assert [s.duplicate_of for s in segments] == [None, None, 0]


def test_share_lines_between_posts_are_discarded_with_a_reason() -> None:
    text = f"{POST}Share\n{OTHER}Share\n"
    found = cut(text)
    assert {text[d.start : d.end] for d in found.discarded} == {"Share"}
    assert all(d.reason for d in found.discarded)


@pytest.mark.parametrize(
    ("post", "kind"),
    [
        ("Good morning and welcome to our live coverage of European politics.", "transition"),
        ("Closing post\nThat’s all from us today. Thank you for reading.", "transition"),
        ("Closing summary\nThe harbour wall will be rebuilt.\nThe bank has raised its rate to 4.5%.", "summary"),
        ("What we know so far\nTwo ships are aground.\nNobody is hurt.", "summary"),
        ("In brief\nA ferry was late.\nA bakery has closed.\nA cat is found.", "roundup"),
        ("Hegarty's comments on the wall – video\nCall for calm in Lunby – video", "media"),
        (OTHER, "update"),
    ],
)
def test_kinds(post: str, kind: str) -> None:
    text = f"{POST}{post.strip()}\nFerry aground off Lunby\nA ferry has run aground off Lunby. Nobody is hurt."
    start = text.index(post.strip())
    assert {s.kind for s in cut(text).segments if s.start == start} == {kind}


def test_stubs_glued_on_at_the_end_are_teasers() -> None:
    stubs = (
        "A vineyard on the Moselle has sold its whole harvest to a single buyer for the first time in 300 years, its "
        "owners said on Monday. The estate near Bern\n"
        "Bus drivers to strikeDrivers in three towns will walk out for two days from Friday, their union said, in a "
        "dispute about night shi\n"
        "Museum finds lost mapThe map had been behind a cupboard in the basement since the flood of 1953, said the "
        "archivist, who"
    )
    segments = cut(POST + OTHER + stubs).segments
    assert [s.kind for s in segments[-3:]] == ["teaser"] * 3
    assert "teaser" not in [s.kind for s in segments[:-3]]


class TestRepeats:
    TEXT = "the council has voted to rebuild the harbour wall that last month storm broke in two places"

    def test_nearly_the_same_is_a_repeat_of_the_fuller(self) -> None:
        text = self.TEXT
        assert find_repeats([text, f"{text} at a cost of four million"]) == [1, None]

    def test_what_only_shares_its_opening_is_not(self) -> None:
        other = " ".join([*self.TEXT.split()[:4], *(f"word{i}" for i in range(20))])
        assert find_repeats([self.TEXT, other]) == [None, None]

    @given(st.lists(st.lists(st.sampled_from("abcd"), max_size=30).map(" ".join), max_size=12))
    def test_an_original_is_never_a_repeat(self, texts: Sequence[str]) -> None:
        repeats = find_repeats(texts)
        assert all(r is None or repeats[r] is None for r in repeats)


def test_windows_of_a_long_page_agree_with_the_whole(sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import splitter.segmentation.starts as module

    lines = split_lines(sample)
    vectors = {line.text: v for line, v in zip(lines, load_encoder().encode([x.text for x in lines]), strict=True)}

    def encode(texts: Sequence[str]) -> np.ndarray:
        return np.stack([vectors[next(t for t in vectors if t.startswith(text))] for text in texts])

    whole = module.start_scores(lines, encode)
    monkeypatch.setattr(module, "_WINDOW", 40)
    monkeypatch.setattr(module, "_OVERLAP", 12)
    windowed = module.start_scores(lines, encode)
    assert ((whole > 0.5) == (windowed > 0.5)).mean() > 0.95


@pytest.mark.parametrize("text", ["word", "x" * 10_000, "\n".join(["word"] * 500), "14:42", "Share", "…", "\x00"])
def test_odd_pages_are_cut_without_complaint(text: str, splitter: Splitter) -> None:
    page = splitter.digest(text)
    assert page.posts or page.document.discarded
