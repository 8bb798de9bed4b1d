"""Which digits in front of a post are its time, and which are what it tells."""

from __future__ import annotations

import pytest

from splitter.clock import stamp_of
from splitter.segmentation import read_posts, segment
from splitter.segmentation.anatomy import Anatomy, anatomy_of
from splitter.segmentation.lines import split_lines

STAMPED = [
    "14:05 Storm closes Penvose harbour\nFerries were cancelled on Tuesday as gales reached the coast, the port said.",
    "13:40 Minister resigns over budget row\nThe finance minister, Ana Ruiz, resigned on Tuesday, her office said.",
    "12:55 Rail strike enters its second day\nTrain drivers in Orle walked out for a second day, their union said.",
    "12:20 Museum reopens after two years\nThe museum in Lunby reopened on Tuesday after the fire, its director said.",
]
OPENING = "Ferries were cancelled on Tuesday as gales reached the coast, the port said."


def parts(posts: list[str]) -> list[Anatomy]:
    page = "\n\n".join(posts)
    return read_posts(page, [(page.index(post), page.index(post) + len(post)) for post in posts])


def said(anatomy: Anatomy) -> str:
    return f"{anatomy.title or ''}\n{anatomy.body_text}".strip()


@pytest.mark.parametrize(
    "line",
    [
        "5.25 per cent of Orle homes were flooded",
        "1.25 million people told to leave their homes",
        "1.25 MILLION TOLD TO LEAVE",
        "1.25 Millionen Menschen ohne Strom",
        "5.25 % der Stimmen",
        "1.25m people told to leave",
        "At 5.25 per cent, the rate is the highest in nine years",
    ],
)
def test_a_number_of_what_is_counted_is_no_time(line: str) -> None:
    assert stamp_of(line) is None


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("14.05 Harbour wall to be rebuilt", "14.05"),
        ("14.05: the harbour wall is to be rebuilt", "14.05"),
        ("14:05 harbour wall to be rebuilt", "14:05"),
        ("5.12pm harbour wall to be rebuilt", "5.12pm"),
        ("7.00 Uhr die Mauer wird gebaut", "7.00 Uhr"),
        ("5.12pm GMT the wall is to be rebuilt", "5.12pm GMT"),
    ],
)
def test_a_time_is_one_whatever_follows(line: str, time: str) -> None:
    stamp = stamp_of(line)
    assert stamp is not None
    assert stamp.time == time


@pytest.mark.parametrize(
    "told",
    [
        "5.25 per cent of Orle homes were flooded by Tuesday evening, the council said. Rain should ease on Wednesday.",
        "9pm curfew imposed in Lunby after a second night of floods\nThe mayor, Tom Bray, said that it was for safety.",
        "24h strike at Orle airport\nNo aeroplane will leave Orle on Friday, said the airport, as its guards walk out.",
    ],
)
def test_on_a_page_of_stamped_posts_other_digits_stay_in_their_post(told: str) -> None:
    *stamped, other = parts([*STAMPED, told])
    assert [anatomy.time for anatomy in stamped] == ["14:05", "13:40", "12:55", "12:20"]
    assert other.time is None
    assert said(other) == told


def test_numbers_in_front_of_posts_do_not_make_a_page_of_stamped_posts() -> None:
    posts = [
        "5.25 per cent of Orle homes flooded\nThe council said on Tuesday that rain should ease by Wednesday.",
        "1.25 million people told to leave\nThe order covers four districts of Lunby, the coastguard said.",
        "9pm curfew imposed in Lunby\nThe mayor, Tom Bray, said on Tuesday that it was for everybody's safety.",
        *(post.split(" ", 1)[1] for post in STAMPED),
    ]
    anatomies = parts(posts)
    assert [said(anatomy) for anatomy in anatomies] == posts
    assert {anatomy.time for anatomy in anatomies} == {None}


@pytest.mark.parametrize("title", ["5.25 per cent of Orle homes flooded", "9pm curfew imposed in Orle after floods"])
def test_an_item_that_opens_with_a_number_points_at_the_post_that_it_repeats(title: str) -> None:
    page = f"""Key events
Harbour wall to be rebuilt at Penvose
{title}
Bank raises rate to 4.5%
Harbour wall to be rebuilt at Penvose
The council has voted to rebuild the harbour wall that last month's storm broke in two places.
Work begins in May and will cost £4m, the council's leader, Tom Bray, told reporters.
{title}
The council has counted the homes that last week's storm left under water, street by street.
Rain should ease by Wednesday, the council's leader, Tom Bray, told reporters.
Bank raises rate to 4.5%
The central bank has raised its main rate by a quarter of a point, the ninth rise in a row.
Its governor, Ana Ruiz, said that prices were still rising too fast for comfort.
"""
    summary = segment(page).segments[0]
    assert [page[item.start : item.end] for item in summary.items] == page.splitlines()[1:4]
    assert [item.repeats for item in summary.items] == [1, 2, 3]


@pytest.mark.parametrize(
    "line",
    [
        "5.25 per cent of Orle homes were flooded by Tuesday evening, the civil protection agency at Lunby said.",
        "5.25 per cent flooded",
        "The minister resigned on 3 June at 14:05 after a row over the budget, her office said.",
        "Storm closes Penvose harbour",
    ],
)
def test_what_is_taken_for_a_time_though_it_tells_news_is_told(line: str) -> None:
    anatomy = anatomy_of(split_lines(f"{OPENING}\n{line}"), ["body", "time"])
    assert (anatomy.time, anatomy.body_text) == (None, f"{OPENING}\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        "14:05", "20 h", "5 mins", "14 May 2031", "Friday, 14 November 2031", "3m ago (18:30 GMT)",
        "12:58 PM · Sep 9, 2031", "Mis à jour à 15h02", "Updated: 14.11.2031, 20:05, by Ann Other",
    ],
)  # fmt: skip
def test_a_line_of_a_time_or_a_date_is_the_posts_time_and_no_prose(line: str) -> None:
    anatomy = anatomy_of(split_lines(f"{line}\n{OPENING}"), ["time", "body"])
    assert (anatomy.time, anatomy.body_text) == (line, OPENING)


def test_what_stands_behind_a_stamp_is_told_whatever_it_is_taken_for() -> None:
    lines = split_lines(f"14:05 Storm closes harbour\n{OPENING}")
    anatomy = anatomy_of(lines, ["time", "body"], stamp_of(lines[0].text))
    assert (anatomy.time, anatomy.body_text) == ("14:05", f"Storm closes harbour\n{OPENING}")
