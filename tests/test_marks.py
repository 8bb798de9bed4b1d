"""Marks, rules, emphasis and emoji of a page are neither its news nor its times."""

from __future__ import annotations

import pytest

from splitter import Splitter
from splitter.evaluation.contract import violations
from splitter.segmentation import read_posts, segment
from splitter.segmentation.lines import split_lines
from splitter.summarization import StoryPost
from splitter.summarization.candidates import find_candidates

POSTS = [
    "### 15:40\n\n## Council leader quits over stadium loan\n\nThe leader of the council in Marrow, Ida Lund, has "
    "resigned over a loan of £18m to the owners of the city's football stadium.",
    "### 14:55\n\n## Auditors to report in March\n\nThe auditor says his report on the loan will be published in "
    "March, two months later than planned.",
    "### 14:10\n\n## Bus drivers accept 5% pay offer\n\nBus drivers in Marrow have voted to accept a pay offer of 5%, "
    "which ends a dispute that stopped most services for nine days.",
]
TITLES = ["Council leader quits over stadium loan", "Auditors to report in March", "Bus drivers accept 5% pay offer"]
TIMES = ["15:40", "14:55", "14:10"]


@pytest.mark.parametrize(
    ("line", "marker", "said"),
    [
        ("## Harbour wall to be rebuilt", "##", "Harbour wall to be rebuilt"),
        ("* [Bank raises rate](https://example.org/a_(b))", "*", "Bank raises rate"),
        ("> We will not wait.", ">", "We will not wait."),
        ("**Breaking** The wall has gone.", "", "Breaking The wall has gone."),
        ("- ", "", "-"),
    ],
)
def test_marks_of_extractors_are_not_what_a_line_says(line: str, marker: str, said: str) -> None:
    (found,) = split_lines(line)
    assert (found.marker, found.text) == (marker, said)


@pytest.mark.parametrize(
    "line", ["3. Oktober: Die Hafenmauer wird gebaut", "1. FC Penvose steigt auf", "12. Minute: Tor für Penvose"]
)
def test_a_number_that_nobody_counts_on_from_stays_in_its_line(line: str) -> None:
    assert [(one.marker, one.text) for one in split_lines(f"Die Lage\n{line}\nMehr dazu")][1] == ("", line)


@pytest.mark.parametrize("numbers", [(1, 2, 3), (7, 8), (3, 2, 1)])
def test_the_numbers_of_a_list_are_marks(numbers: tuple[int, ...]) -> None:
    page = "\n".join(f"{number}. Harbour wall to be rebuilt\nThe vote was narrow.\n" for number in numbers)
    found = [line for line in split_lines(page) if line.marker]
    assert [(line.marker, line.text) for line in found] == [(f"{n}.", "Harbour wall to be rebuilt") for n in numbers]


@pytest.mark.parametrize("rule", ["---", "* * *", "___", "====="])
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_rules_between_posts_are_no_posts_titles_or_times(rule: str, between: str, splitter: Splitter) -> None:
    page = f"{rule}\n{f'{between}{rule}{between}'.join(POSTS)}\n{rule}\n"
    found = segment(page)
    assert [(s.anatomy.title, s.anatomy.time) for s in found.segments] == list(zip(TITLES, TIMES, strict=True))
    assert [page[d.start : d.end] for d in found.discarded] == [rule] * 4
    assert not violations(page, splitter.digest(page).document)


def test_a_rule_inside_a_post_stays_in_it() -> None:
    page = "\n\n".join(POSTS).replace("accept a pay offer", "accept\n---\na pay offer")
    assert [s.anatomy.title for s in segment(page).segments] == TITLES
    assert not segment(page).discarded


@pytest.mark.parametrize(("marks", "blank"), [("---", 1), ("* * *", 1), (".", 0), (";)", 0), ("\n***\n", 3)])
def test_rules_stand_between_lines_as_blank_lines_do_and_torn_off_marks_as_nothing(marks: str, blank: int) -> None:
    first, second = split_lines(f"The wall has gone\n{marks}\nNobody was hurt")
    assert (first.text, second.text, second.blank) == ("The wall has gone", "Nobody was hurt", blank)


def test_emoji_alone_are_a_line() -> None:
    assert [line.text for line in split_lines("The wall has gone\n😬\nNobody was hurt")][1] == "😬"


def test_posts_of_nothing_but_a_rule_can_be_read() -> None:
    page = f"---\n{POSTS[0]}"
    assert [a.title for a in read_posts(page, [(0, 3), (4, len(page))])] == [None, TITLES[0]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("*Ann Rowe*, who led the *Marrow Echo*.", "Ann Rowe, who led the Marrow Echo."),
        ("***Breaking*** The _wall_ (_new_) has _gone_.", "Breaking The wall (new) has gone."),
        ("**The *Marrow* echo**", "The Marrow echo"),
    ],
)
def test_marks_of_emphasis_are_not_what_a_line_says(line: str, said: str) -> None:
    assert split_lines(line)[0].text == said


@pytest.mark.parametrize(
    "line",
    [
        "2 * 3 * 4 are 24, and 2*3*4 are, too",
        "Prices* rose by 4%* in May",
        "*Prices without tax. *Or less",
        "Rowe 50* and Lund 23* are in",
        "Oh sh*t, he said, what a f***ing b*****d, f**k and sh**t",
        "Write to @ann_rowe_ and @_lund_ or read /a/_b_/c_d_e.txt and _a_b_c",
        "* Prices without tax*",
    ],
)
def test_stars_and_underscores_that_are_no_emphasis_stay(line: str) -> None:
    assert split_lines(line)[0].text == line.removeprefix("* ")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("⏱️ 14:10 — Bus drivers accept 5% pay offer", "14:10 — Bus drivers accept 5% pay offer"),
        ("🔴🔴 14:10 Bus drivers accept 5% pay offer", "14:10 Bus drivers accept 5% pay offer"),
        ("⏱️ 3 mins ago", "3 mins ago"),
        ("**⏱️ 14:10** **Bus drivers accept 5% pay offer**", "14:10 Bus drivers accept 5% pay offer"),
        ("🇫🇷 France wins the relay", "🇫🇷 France wins the relay"),
        ("🟥 Rowe is sent off", "🟥 Rowe is sent off"),
    ],
)
def test_pictures_before_a_time_are_not_what_a_line_says(line: str, said: str) -> None:
    (found,) = split_lines(line)
    assert (line[found.start : found.end], found.text) == (line, said)


@pytest.mark.parametrize("form", ["⏱️ {} — ", "🔴 {} ", "**{}** ", "**⏱️ {}** – "])
def test_a_time_behind_a_picture_or_in_bold_is_the_posts_time(form: str) -> None:
    bodies = [post.split("\n\n")[-1] for post in POSTS]
    page = "\n\n".join(f"{form.format(time)}{body}" for time, body in zip(TIMES, bodies, strict=True))
    found = [one.anatomy for one in segment(page).segments]
    assert [one.time for one in found] == TIMES
    assert [one.title or one.body_text for one in found] == bodies


def test_pictures_behind_a_sentence_do_not_open_the_next(splitter: Splitter) -> None:
    page = (
        "10:02\nRunner wins\nAbel Toure has won the race in Orvik in record time! 👏👏👏 Toure broke away after 35km."
    )
    told = [candidate.text for candidate in find_candidates([StoryPost("p1", "", page.splitlines()[2], "")], 60)]
    assert told == ["Abel Toure has won the race in Orvik in record time!", "Toure broke away after 35km."]
    assert not violations(page, splitter.digest(page).document)


def test_a_sentence_keeps_the_flag_or_verdict_that_opens_it() -> None:
    body = "🇫🇷 2-1 up after an hour. ❌ Vaccines do not change genes."
    assert " ".join(c.text for c in find_candidates([StoryPost("p1", "", body, "")], 60)) == body


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Liveblog: Unwetter in Marrow", False),
        ("Direct – Grève : le trafic très perturbé", False),
        ("🔴 LIVE | Marrow marathon 🏃", False),
        ("Storm over Marrow – live updates", False),
        ("Storm over Marrow – as it happened", False),
        ("Live exports of cattle to be banned, minister says", True),
        ("Direct flights from Marrow to Orvik resume", True),
        ("Live-in carers to get a rise, says Marrow council", True),
    ],
)
def test_a_pages_own_title_is_no_story(line: str, told: bool, splitter: Splitter) -> None:
    page = "\n".join([line, *(post.replace("\n\n", "\n").replace("#", "") for post in POSTS)])
    document = splitter.digest(page).document
    assert any(post.story and line in page[post.start : post.end] for post in document.posts) is told
