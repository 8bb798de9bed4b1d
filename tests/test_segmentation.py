"""A flat page is cut into its posts, and each post is told by what it is."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splitter import Splitter
from splitter.clock import TIME_PREFIX, stamp_of
from splitter.evaluation.gold import read_gold_folder
from splitter.evaluation.metrics import boundary_figures
from splitter.segmentation import Segmentation, found_posts, read_posts, segment
from splitter.segmentation.anatomy import anatomy_of
from splitter.segmentation.cohesion import COHESION, cohesion
from splitter.segmentation.decoding import STATES, begin_probabilities, decode
from splitter.segmentation.explain import explain_lines
from splitter.segmentation.items import items_of
from splitter.segmentation.lines import split_lines
from splitter.segmentation.reader import windows
from splitter.segmentation.roles import MEANINGS, ROLES

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
UNSIGNED = POST.replace("Jane Harrow\nPolitical correspondent\n14:42\n", "")


def cut(text: str) -> Segmentation:
    return segment(text)


def form(line: str) -> str:
    return split_lines(line)[0].form


@pytest.mark.parametrize(
    "line",
    [
        "14:42", "9.05", "2.42pm GMT", "2:42 PM", "7am", "6h ago", "25m ago", "2 hours ago", "3 mins ago",
        "12 Feb 2025 14.42 GMT", "Wed 12 Feb 2025 09.30 CET", "2025-02-12T14:42:00Z", "14h42", "14:42 Uhr",
        "vor 5 Minuten", "il y a 12 minutes", "hace 2 horas", "2 ore fa", "há 3 horas", "às 9h05", "90+3'",
        "12 février 2025 14h42",
    ],
)  # fmt: skip
def test_times_are_told(line: str) -> None:
    assert form(line) == "time"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Share", "share"),
        ("Partager sur Facebook", "share"),
        ("Mis à jour à 15h02", "updated"),
        ("Lesen Sie auch: Die Hafenmauer", "pointer"),
        ("Foto: Anna Muster/dpa", "caption"),
        ("Abonnez-vous à notre newsletter", "navigation"),
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
def test_lines_hold_every_letter_and_digit_once(text: str) -> None:
    lines = split_lines(text)
    position = 0
    for line in lines:
        assert not re.search(r"[^\W_]", text[position : line.start])
        assert line.text
        position = line.end
    assert not re.search(r"[^\W_]", text[position:])


def test_a_wrapped_paragraph_is_one_line() -> None:
    paragraphs = [" ".join(f"{word}{i}" for i in range(40)) for word in ("harbour", "wall", "storm")]
    wrapped = "\n\n".join(textwrap.fill(p, 72, initial_indent="   ", subsequent_indent="   ") for p in paragraphs)
    assert [line.text for line in split_lines(wrapped)] == paragraphs


def test_a_wrapped_paragraph_as_long_as_a_page_falls_into_its_sentences_and_not_into_its_lines() -> None:
    short = [" ".join(f"{word}{i}" for i in range(40)) for word in ("harbour", "wall", "storm")]
    sentences = [f"On day {n} the council of Penvose asked for stones from the quarry at Lunby." for n in range(60)]
    page = "\n\n".join(textwrap.fill(p, 72) for p in [*short, " ".join(sentences)])
    assert [line.text for line in split_lines(page)] == [*short, *sentences]


def test_items_of_a_wrapped_recap_are_sentences_and_not_lines() -> None:
    told = [f"The council of Penvose has voted for the harbour wall, stage {n} of nine, on Monday." for n in range(8)]
    page = "\n\n".join(textwrap.fill(" ".join(told), 72) for _ in range(2))
    line = split_lines(page)[0]
    items = items_of([line], ["body"], anatomy_of([line], ["body"]), page)
    assert [" ".join(page[item.start : item.end].split()) for item in items] == told


@pytest.mark.parametrize(
    ("first", "item"),
    [
        ("10:05 Two roads are closed.", "Two roads are closed."),
        ("10:05 See [the list](https://a.example/b) of roads.", "10:05 See [the list](https://a.example/b) of roads."),
    ],
)
def test_the_first_item_of_a_recap_begins_where_its_words_do(first: str, item: str) -> None:
    page = f"{first} Schools stay open."
    lines = split_lines(page)
    anatomy = anatomy_of(lines, ["body"], stamp_of(lines[0].text))
    assert anatomy.time == "10:05"
    items = items_of(lines, ["body"], anatomy, page)
    assert [page[one.start : one.end] for one in items] == [item, "Schools stay open."]


def test_short_lines_of_a_flat_page_are_not_taken_for_wrapped() -> None:
    page = (POST + OTHER) * 4
    assert [line.text for line in split_lines(page)] == page.splitlines()


@given(st.lists(st.integers(1, 37), max_size=60), st.integers(40, 200))
def test_windows_keep_every_line_once_and_fit(lengths: list[int], budget: int) -> None:
    kept: list[int] = []
    for first, last, keep, until in windows(lengths, budget):
        assert first <= keep < until <= last
        assert sum(lengths[first:last]) <= budget
        kept += range(keep, until)
    assert kept == list(range(len(lengths)))


def small_chain(seed: int, lines: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=shape).astype(np.float32) for shape in ((lines, STATES), (STATES, STATES), (STATES,)))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_no_path_is_better_than_the_decoded_one(seed: int, lines: int) -> None:
    emissions, transitions, first = small_chain(seed, lines)
    path = decode(emissions, transitions, first)
    # Viterbi by brute force over the last two steps, the rest by the recursion's definition.
    best = first + emissions[0]
    for line in range(1, lines):
        best = (best[:, None] + transitions).max(axis=0) + emissions[line]
    score = first[path[0]] + emissions[0, path[0]]
    for line in range(1, lines):
        score += transitions[path[line - 1], path[line]] + emissions[line, path[line]]
    assert score == pytest.approx(best.max(), abs=0.02)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.lists(st.booleans(), min_size=1, max_size=12))
def test_known_boundaries_are_kept(seed: int, begins: list[bool]) -> None:
    path = decode(*small_chain(seed, len(begins)), begins)
    assert [state >= STATES // 2 for state in path] == begins


def test_probabilities_of_boundaries_are_probabilities() -> None:
    chances = begin_probabilities(*small_chain(1, 30))
    assert ((chances >= 0) & (chances <= 1)).all()


def test_parts_of_a_post() -> None:
    (anatomy,) = read_posts(POST, [(0, len(POST))])
    assert anatomy.title == "Harbour wall to be rebuilt at Penvose"
    assert anatomy.author == "Jane Harrow"
    assert anatomy.time == "14:42"
    assert anatomy.body_text.startswith("The council has voted")
    assert "Political correspondent" not in anatomy.body_text


@pytest.mark.parametrize(
    ("line", "author", "time"),
    [
        ("By Jane  Harrow\tin Lunby – 14:42", "Jane Harrow in Lunby", "14:42"),
        ("Jane Harrow, Ole Marr (5.12pm GMT)", "Jane Harrow, Ole Marr", "5.12pm GMT"),
        (f"By Jane Harrow{' ' * 10_000}in Lunby", "Jane Harrow in Lunby", None),
        (f"By Jane Harrow{'-' * 10_000}x", f"Jane Harrow{'-' * 10_000}x", None),
    ],
    ids=["spaces and a time", "two", "a gap", "a rule"],
)
def test_a_byline_names_its_author_without_gaps_and_whatever_its_length(
    line: str, author: str, time: str | None
) -> None:
    started = process_time()
    anatomy = anatomy_of(split_lines(line), ["byline"])
    assert (anatomy.author, anatomy.time) == (author, time)
    assert process_time() - started < 2


@given(st.lists(st.text(min_size=1, max_size=60), max_size=12))
def test_cohesion_is_a_share(texts: list[str]) -> None:
    shares = cohesion(texts)
    assert shares.shape == (len(texts), COHESION)
    assert np.isfinite(shares).all()
    assert (shares[:, :6] >= 0).all()
    assert (shares[:, :6] <= 1.001).all()


def test_a_line_that_goes_on_shares_words_and_one_that_begins_does_not() -> None:
    title, body = POST.splitlines()[0], POST.splitlines()[4]
    before = cohesion([title, body, OTHER])[:, 0]
    assert before[0] == 0
    assert before[1] > 2 * before[2]


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


@pytest.mark.parametrize("quote", ["“We strike on Monday.”", "“But a strike is wrong.”", "„Wir streiken am Montag.“"])
def test_a_quotation_above_the_next_posts_time_ends_the_post_above(quote: str) -> None:
    posts = [
        "12:00\nTalks fail\nThe union's leader, Tom Lund, said of the offer: “She has not read it.”",
        "11:00\nLevy delayed\nThe finance committee has voted 9-6 to delay the new fuel levy until April.",
        "10:00\nExtra trains\nFour trains an hour run between Orvik and Marrow as the road is closed until Monday.",
    ]
    page = "\n".join([posts[0], quote, *posts[1:]])
    assert [page[s.start : s.end] for s in cut(page).segments] == [f"{posts[0]}\n{quote}", *posts[1:]]


def test_a_quotation_above_its_own_time_begins_a_post() -> None:
    titles = {"14:42": "Harbour wall to be rebuilt", "14:20": "“We will not wait.”", "13:55": "Ferries stay in port"}
    posts = [f"{title}\n{time}\n{OTHER.splitlines()[1]}" for time, title in titles.items()]
    page = "\n".join(posts)
    assert [page[s.start : s.end] for s in cut(page).segments] == posts


def test_items_of_a_summary_point_at_the_posts_that_they_repeat() -> None:
    text = f"Key events\nHarbour wall to be rebuilt at Penvose\nBank raises rate to 4.5%\n{UNSIGNED}{OTHER}"
    found = cut(text)
    summary = found.segments[0]
    assert summary.kind == "summary"
    assert [text[i.start : i.end] for i in summary.items] == text.splitlines()[1:3]
    assert [i.repeats for i in summary.items] == [1, 2]
    assert [i.repeats for i in found_posts(found)[0].items] == ["p2", "p3"]


def test_a_time_glued_to_its_headline_is_the_posts_time() -> None:
    text = "".join(
        f"1{n}:42{post}" for n, post in enumerate([POST.replace("14:42\n", ""), OTHER, POST.replace("wall", "arm")])
    )
    first = cut(text).segments[0].anatomy
    assert (first.title, first.time) == ("Harbour wall to be rebuilt at Penvose", "10:42")


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("17:40 Court rules on the harbour wall", "17:40"),
        ("17:40:12Tractors block the harbour", "17:40:12"),
        ("17:40 Protesters block the harbour", "17:40"),
        ("17:40 COURT RULES ON THE HARBOUR WALL", "17:40"),
        ("17:40 Amid storms, ferries stay in port", "17:40"),
        ("17:40Amid storms, ferries stay in port", "17:40"),
        ("17:40 Et le port reste clos", "17:40"),
        ("17:40 Estonia closes its port", "17:40"),
        ("5.12pm GMT Harbour wall to be rebuilt", "5.12pm GMT"),
        ("5.12pmHarbour wall to be rebuilt", "5.12pm"),
        ("5.12pm BSTHarbour wall to be rebuilt", "5.12pm BST"),
        ("9 am AEST A ferry sinks", "9 am AEST"),
        ("14:42 Uhr Hafenmauer wird gebaut", "14:42 Uhr"),
    ],
)
def test_a_time_takes_nothing_of_the_headline_behind_it(line: str, time: str) -> None:
    found = TIME_PREFIX.match(line)
    assert found is not None
    assert found.group().strip() == time


def test_no_number_of_people_is_a_time() -> None:
    assert TIME_PREFIX.match("3 hurt as harbour wall gives way") is None


@pytest.mark.parametrize("change", [str.lower, str.upper], ids=["lower", "upper"])
def test_case_does_not_move_boundaries(change: object, sample: str) -> None:
    whole = [s.start for s in cut(sample).segments]
    other = [s.start for s in cut(change(sample)).segments]  # type: ignore[operator]
    assert len(set(whole) & set(other)) >= 0.85 * max(len(whole), len(other))


def test_every_line_has_a_role_and_every_role_a_meaning(sample: str) -> None:
    assert set(MEANINGS) == set(ROLES)
    assert {one.role for one in cut(sample).lines} <= set(ROLES)


def test_evidence_is_told_for_every_line() -> None:
    text = POST + OTHER
    told = explain_lines(text)
    found = cut(text)
    assert len(told) == len(found.lines)
    for boundary, one in zip(told, found.lines, strict=True):
        assert (boundary.probability > 0.5) == one.begins
        sizes = [abs(value) for _, value in boundary.evidence]
        assert sizes == sorted(sizes, reverse=True)


def test_the_same_page_is_cut_the_same_again(sample: str) -> None:
    assert cut(sample) == cut(sample)


@pytest.mark.slow
def test_posts_of_publishers_that_training_never_saw(styles_folder: Path) -> None:
    """Ten layouts in English and ten in other languages; floors as measured, less a little."""
    scores = {
        page.name: boundary_figures(page, [s.start for s in cut(page.text).segments])["boundary_f1"]
        for page in read_gold_folder(styles_folder)
    }
    english = [score for name, score in scores.items() if name.startswith("en-")]
    others = [score for name, score in scores.items() if not name.startswith("en-")]
    assert len(english) == len(others) == 10
    assert np.mean(english) >= 0.78
    assert np.mean(others) >= 0.77


def test_share_lines_between_posts_are_discarded_with_a_reason() -> None:
    text = f"{POST}Share\n{OTHER}Share\n"
    found = cut(text)
    assert {text[d.start : d.end] for d in found.discarded} == {"Share"}
    assert all(d.reason for d in found.discarded)


@pytest.mark.parametrize(
    ("post", "kind"),
    [
        ("Good morning\nHello and welcome to our live coverage of European politics.", "transition"),
        ("Closing post\nThat’s all from us today. Thank you for reading.", "transition"),
        ("Closing summary\nThe harbour wall will be rebuilt.\nThe bank has raised its rate to 4.5%.", "summary"),
        ("What we know so far\nTwo ships are aground.\nNobody is hurt.", "summary"),
        (
            "That is all from us tonight. Here is a summary of the day:\n• Two ships are aground.\n• Rates are up.",
            "summary",
        ),
        ("In other news\nA ferry was late on Monday.\nA bakery has closed in Lunby.\nA cat is found.", "roundup"),
        ("Hegarty's comments on the wall – video\nCall for calm in Lunby – video", "media"),
        (OTHER, "update"),
    ],
)
def test_kinds(post: str, kind: str) -> None:
    text = f"{POST}{post.strip()}\nFerry aground off Lunby\nA ferry has run aground off Lunby. Nobody is hurt."
    start = text.index(post.strip())
    assert {s.kind for s in cut(text).segments if s.start == start} == {kind}


@pytest.mark.parametrize("posts", [1, 2, 3])
def test_posts_of_a_short_page_tell_stories(posts: int) -> None:
    page = [
        "10:05\nCouncil votes to close the pool\nThe council in Marrow will close the pool, by 21 votes to 18.",
        "09:40\nRain stops play at the Oval Green\nRain has stopped play in the second session, with Marrow on 143.",
        "09:02\nFerry runs aground off Orvik\nA ferry with 120 people on board has run aground in thick fog off Orvik.",
    ]
    assert [one.kind for one in segment("\n\n".join(page[:posts])).segments] == ["update"] * posts


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


@pytest.mark.parametrize("text", ["word", "x" * 10_000, "\n".join(["word"] * 500), "14:42", "Share", "…", "\x00"])
def test_odd_pages_are_cut_without_complaint(text: str, splitter: Splitter) -> None:
    page = splitter.digest(text)
    assert page.posts or page.document.discarded
