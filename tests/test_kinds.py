"""What each post is for: a page's own title is no story, and news is none of the page's furniture."""

from __future__ import annotations

import pytest

from splitter.segmentation import segment
from splitter.segmentation.kinds import is_page_title

POSTS = """

15:10
Widow speaks of mayor's last hours

Mrs Hargreaves told reporters that she had learned of the fire from the radio, and thanked the crews.

14:00
Budget passed in Tolland

Daniel Hargreaves, the finance councillor of Tolland, said the budget of £40m had been passed on Monday.
"""


@pytest.mark.parametrize(
    "title", ["Harbour fire live", "Dam failure in Oster valley: updates", "Budget day as it happened"]
)
def test_a_pages_own_title_is_neither_a_story_nor_a_posts_headline(title: str) -> None:
    heads, *posts = segment(title + POSTS).segments
    assert heads.kind == "transition"
    assert [post.anatomy.time for post in posts] == ["15:10", "14:00"]
    assert [post.anatomy.title for post in posts] == ["Widow speaks of mayor's last hours", "Budget passed in Tolland"]


@pytest.mark.parametrize(
    "line",
    [
        "Where we live",
        "How the other half live",
        "Thousands driven from the towns where they live",
        "A place to live",
        "Radio station goes live",
        "Live exports banned",
        "Union suspends strike",
        "Police give updates",
        "The concert was heard live.",
    ],
)
def test_a_headline_above_the_first_time_is_no_page_title(line: str) -> None:
    assert not is_page_title(line, lone=True)


@pytest.mark.parametrize("line", ["Harbour fire live", "Dam failure in Oster valley: updates"])
def test_what_only_the_place_makes_a_page_title_is_none_elsewhere(line: str) -> None:
    assert is_page_title(line, lone=True)
    assert not is_page_title(line)


def test_short_news_that_is_hardly_a_transition_is_a_story_and_a_greeting_is_none() -> None:
    page = """Live updates: Storm Ottilie

15:40
Ferries cancelled until Friday

All ferries between Marlow Bay and Inch Island have been cancelled until Friday, the operator Northsea said.

13:20
Minister welcomes deal

Transport minister Ola Brod, who is not related to the union leader, welcomed the deal.

12:10
Thank you, says family

"Thank you for joining the search," the mother of Ben Arkwright told volunteers. Ben, 9, was found alive on Monday.

07:00
Good morning

Good morning and welcome to our live coverage of the storm. Stay with us.
"""
    told = [(post.anatomy.title, post.kind == "transition") for post in segment(page).segments if post.anatomy.time]
    assert told == [
        ("Ferries cancelled until Friday", False),
        ("Minister welcomes deal", False),
        ("Thank you, says family", False),
        ("Good morning", True),
    ]
