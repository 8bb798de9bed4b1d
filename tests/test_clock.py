"""What the times that pages show say, and which way a page runs by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter import Page, Splitter
from splitter.clock import TIME, Day, Moment, newest_first, read_day, read_time
from splitter.document import Post

CLOCKS = [
    "{h}:{m:02}",
    "{h:02}.{m:02}",
    "{h}h{m:02}",
    "{h} h {m:02}",
    "{h}:{m:02}:59",
    "{h}:{m:02} Uhr",
    "{h:02}{m:02} GMT",
]
HOURS = ["{h} Uhr", "{h}Uhr", "à {h}h", "um {h} h", "at {h}h"]
HALVES = ["{h}:{m:02}pm", "{h}.{m:02} PM", "{h}:{m:02} p.m.", "{h}.{m:02}pm"]
DATES = [
    "",
    "3 May 2031, ",
    "May 14 ",
    "Fri 14 Nov 2031 – ",
    "14.11.2031, ",
    "14/11/31 ",
    "le 12 février 2031 ",
    "1. Oktober 2031 ",
]
STAMPS = ["", "Updated ", "Posted: ", "Stand: ", "Publié à ", "["]
ZONES = ["", " BST", " (CET)", " local time", " GMT"]


@given(
    st.sampled_from(CLOCKS), st.integers(0, 23), st.integers(0, 59), st.sampled_from(DATES), st.sampled_from(STAMPS),
    st.sampled_from(ZONES), st.booleans(),
)  # fmt: skip
def test_a_clock_is_read_to_the_minute(
    form: str, hour: int, minute: int, date: str, stamp: str, zone: str, behind: bool
) -> None:
    clock = form.format(h=hour, m=minute) + (zone if "GMT" not in form else "")
    text = stamp + (f"{clock}, {date.rstrip(' ,–')}" if behind and date else date + clock) + "]" * (stamp == "[")
    assert TIME.fullmatch(text)
    assert read_time(text) == Moment("clock", 60 * hour + minute)


@given(st.sampled_from(HALVES), st.integers(1, 12), st.integers(0, 59), st.sampled_from(DATES), st.sampled_from(ZONES))
def test_the_half_of_the_day_counts(form: str, hour: int, minute: int, date: str, zone: str) -> None:
    for half, begins in (("a", 0), ("p", 12)):
        text = date + form.replace("p", half).replace("P", half.upper()).format(h=hour, m=minute) + zone
        assert TIME.fullmatch(text)
        assert read_time(text) == Moment("clock", 60 * (hour % 12 + begins) + minute)


@pytest.mark.parametrize("form", HOURS)
def test_an_hour_without_minutes_is_read(form: str) -> None:
    assert [read_time(form.format(h=hour)) for hour in (0, 9, 20)] == [Moment("clock", 60 * h) for h in (0, 9, 20)]


@pytest.mark.parametrize(
    ("text", "scale", "minutes"),
    [
        ("2031-11-14T20:05:00Z", "clock", 1205),
        ("2031-11-14 20:05", "clock", 1205),
        ("2031-11-14T04:30:12.250+02:00", "clock", 270),
        ("9am", "clock", 540),
        ("12 am", "clock", 0),
        ("12pm GMT", "clock", 720),
        ("8h ago", "age", -480),
        ("25m ago", "age", -25),
        ("about 2 hours ago", "age", -120),
        ("1h 5m ago", "age", -65),
        ("3 days ago", "age", -4320),
        ("50 seconds ago", "age", 0),
        ("just now", "age", 0),
        ("Updated 3 mins ago", "age", -3),
        ("il y a 12 minutes", "age", -12),
        ("il y a 2 jours", "age", -2880),
        ("vor 5 Stunden", "age", -300),
        ("vor 5 Std.", "age", -300),
        ("vor 2 Tagen", "age", -2880),
        ("hace 3 días", "age", -4320),
        ("há 3 horas", "age", -180),
        ("2 ore fa", "age", -120),
        ("1 ora fa", "age", -60),
        ("3 giorni fa", "age", -4320),
        ("4'", "match", 4),
        ("min 12’", "match", 12),
        ("12. Minute", "match", 12),
        ("90+3'", "match", 90.03),
    ],
)
def test_each_form_says_its_time(text: str, scale: str, minutes: float) -> None:
    assert TIME.fullmatch(text)
    assert read_time(text) == (scale, minutes)


@pytest.mark.parametrize("text", ["8h", "20 h", "5 mins", "12min", "99:99", "14.11.2031", "14 May 2031", "No time", ""])
def test_what_may_be_anything_is_no_time(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize("text", ["{} minutes ago", "1h {}m ago", "vor {} Stunden"])
def test_an_age_of_thousands_of_digits_is_no_time(text: str) -> None:
    assert read_time(text.format("1" * 5000)) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mis à jour à 15h02", ("clock", 902)),
        ("Updated: 14.11.2031, 20:05, by Ann Other", ("clock", 1205)),
        ("4.58 PM - 12 Mar", ("clock", 1018)),
        ("Aktualisiert vor 5 Stunden", ("age", -300)),
        ("3 min read, 20:05", ("clock", 1205)),
    ],
)
def test_a_time_is_read_with_words_around_it(text: str, moment: tuple[str, int]) -> None:
    assert read_time(text) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2031-05-06T08:00:00Z", Day(2031, 5, 6)),
        ("6 May 2031, 08:00", Day(2031, 5, 6)),
        ("Fri 14 Nov 2031 – 20:05", Day(2031, 11, 14)),
        ("4.58 PM - 12 Mar", Day(None, 3, 12)),
        ("14.11.31, 20:05 Uhr", Day(2031, 11, 14)),
        ("le 12 février 2031 à 15h02", Day(2031, 2, 12)),
        ("10:05 May 14", Day(None, 5, 14)),
        ("14 May 2005 GMT", Day(None, 5, 14)),
        ("20.05.31", None),
        ("8h ago", None),
        ("31 February 2031, 20:05", None),
        ("5 marines, 20:05", None),
    ],
)
def test_a_day_is_read_beside_its_clock(text: str, day: Day | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("month", "number"),
    [("Jan.", 1), ("März", 3), ("aprile", 4), ("mayo", 5), ("juin", 6), ("juillet", 7), ("août", 8), ("setembro", 9),
     ("Okt", 10), ("Nov.", 11), ("déc", 12)],
)  # fmt: skip
def test_months_are_known_in_each_language(month: str, number: int) -> None:
    assert read_day(f"3 {month} 2031, 20:05") == Day(2031, number, 3)


@pytest.mark.parametrize(
    "times",
    [
        ["20:05", "23:50", "00:10"],
        ["2031-11-14T19:55:00Z", "2031-11-14T20:05:00Z", "2031-11-14T21:01:00Z"],
        ["14.11.2031, 19:50", "14.11.2031, 20:05", "15.11.2031, 00:10"],
        ["9am", "11am", "1pm"],
        ["0430 GMT", "0515 GMT", "1200 GMT"],
        ["8h ago", "2h ago", "25m ago"],
        ["3 days ago", "2 days ago", "23h ago"],
        ["4'", "45'", "45+2'", "46'"],
        ["8h ago", "14:05", "14:20"],
        ["4 May 2031, 12:00", "5 May 2031, 10:00", "6 May 2031, 08:00"],
        ["2031-05-04T12:00:00Z", "2031-05-05T10:00:00Z", "2031-05-06T08:00:00Z"],
        ["04.05.2031, 18:00", "05.05.2031, 09:00", "06.05.2031, 08:00 Uhr"],
        ["11/9/2031 18:00", "11/14/2031 09:00", "12/1/2031 08:00"],
        ["9:00 May 4", "8:00 May 5", "7:00 May 6"],
        ["30. Dezember 18:00", "31. Dezember 09:00", "1. Januar 08:00"],
        ["le 9 août à 18h00", "le 10 août à 09h00", "le 2 septembre à 08h00"],
        ["5 May 2031, 00:10", "5 May 2031, 13:00", "5 May 2031, 23:50"],
        ["5 May 2031, 18:00", "6 May 2031, 09:00", "10:00"],
        ["5 May 2031", "6 May 2031"],
    ],
)
def test_a_page_that_stands_oldest_first_runs_forward_by_its_dates_before_its_clocks(times: list[str]) -> None:
    assert not newest_first(times)
    assert newest_first(times[::-1])


@pytest.mark.parametrize("times", [[], ["12:00"], ["12:00", "10:00", "11:00"], ["", "soon"]])
def test_a_page_whose_times_do_not_say_runs_backward_as_live_blogs_do(times: list[str]) -> None:
    assert newest_first(times)


@pytest.mark.parametrize(
    "times",
    [
        ["9am", "11am", "1pm"],
        ["8h ago", "3h ago", "1h ago"],
        ["4 May 2031, 12:00", "5 May 2031, 10:00", "6 May 2031, 08:00"],
    ],
)
def test_of_a_count_the_latest_is_told_whichever_way_the_page_runs(times: list[str], splitter: Splitter) -> None:
    counts = ["Three", "Seven", "Twelve"]
    told = [f"{n} people were hurt when the ferry ran aground off Penvose, the coastguard says." for n in counts]
    for posts in (list(zip(told, times, strict=True)), list(zip(told, times, strict=True))[::-1]):
        text = "\n".join(post for post, _ in posts)
        given = []
        for number, (post, time) in enumerate(posts):
            start = text.index(post)
            given.append(Post(id=f"p{number}", start=start, end=start + len(post), kind="update", time=time))
        page = Page(text=text, posts=tuple(given), stories={"ferry": tuple(post.id for post in given)})
        assert [s.text.split()[0] for s in splitter.digest(page).stories[0].digest] == ["Twelve"]


def test_a_storys_first_and_last_dates_are_those_of_its_clocks_not_of_its_letters(splitter: Splitter) -> None:
    told = "The Penvose ferry has run aground, and nobody was hurt, the coastguard says."
    dates = ["2031-11-14T20:05:00+01:00", "2031-11-14T19:30:00Z", "2031-11-14T15:00:00-05:00", "some day"]
    posts = tuple(
        Post(id=f"p{n}", start=n * (len(told) + 1), end=n * (len(told) + 1) + len(told), kind="update", published=date)
        for n, date in enumerate(dates)
    )
    page = Page(text="\n".join([told] * len(dates)), posts=posts, stories={"ferry": tuple(post.id for post in posts)})
    story = splitter.digest(page).stories[0]
    assert (story.first_published, story.last_published) == (dates[0], dates[2])
