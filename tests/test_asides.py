"""What a blog says of itself before the news is not quoted; what dates or doubts the news is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter import Splitter
from splitter.evaluation.contract import violations
from splitter.summarization.asides import without_aside

NEWS = "the ferries to Tarn stop on Friday"


@pytest.mark.parametrize(
    "aside",
    [
        "But as we wait, let me bring you the news that ",
        "While the minister speaks, I’ll bring you some news that ",
        "We will return to the hearing soon, but let’s briefly take a look at events elsewhere as ",
        "More now on the news that ",
        "In case you missed it, ",
        "Breaking: ",
        "Newsflash: ",
        "As we reported earlier, ",
        "As we’ve just mentioned, ",
        "On a lighter note, ",
        "In other news, ",
        "And while we’re on the subject of the budget, ",
        "Back in Carrowby, and ",
    ],
)
def test_news_begins_where_the_blog_stops_speaking_of_itself(aside: str) -> None:
    assert without_aside(f"{aside}{NEWS}.") == f"T{NEWS[1:]}."


@pytest.mark.parametrize(
    "sentence",
    [
        "Last month, we brought you the news that the ferries to Tarn had stopped.",
        "We’re hearing reports that the ferries to Tarn stop on Friday.",
        "In case you missed it, here’s what the minister said.",
        "“As we reported earlier, the ferries stop on Friday,” said the owner.",
        "The owner said: let me bring you the news that the ferries stop.",
        "Unions welcomed the news that the ferries will sail again.",
        "Back in Carrowby, the ferries to Tarn sail again.",
        "On a note, in other hands than the mayor's, the ferries were promised.",
    ],
)
def test_what_dates_or_doubts_or_owns_the_news_stays(sentence: str) -> None:
    assert without_aside(sentence) == sentence


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_is_left_ends_the_sentence(before: str, after: str) -> None:
    sentence = f"{before} let me bring you the news that {after}"
    left = without_aside(sentence)
    assert sentence.endswith(left[1:])


def test_a_sentence_of_nothing_but_lead_ins_takes_linear_time() -> None:
    start = time.process_time()
    without_aside("let us look we " * 20_000)
    assert time.process_time() - start < 1


def test_a_digest_tells_the_news_and_cites_its_post(splitter: Splitter) -> None:
    page = (
        "14:20\nFares rise on the Tarn ferry\n"
        "But as we wait, let me bring you the news that fares on the Tarn ferry will rise by a third in May, when the "
        "council ends its grant of 2m crowns to the line.\n"
        "14:05\nTwo arrested after theft at museum\n"
        "Two men have been arrested in Velm over the theft of a silver crown from the city's museum on Sunday night, "
        "police said.\n"
    )
    digested = splitter.digest(page)
    (fares,) = [story for story in digested.stories if "Fares" in story.headline]
    assert fares.digest[0].text.startswith("Fares on the Tarn ferry will rise by a third in May")
    assert violations(page, digested.document) == []
