"""What another sentence turns is not told without it: a claim without its denial, how things stood without what is."""

from __future__ import annotations

import time

import pytest

from splitter import Settings
from splitter.summarization import StoryDigest, StoryPost, StoryPosts, load_summarizer
from splitter.summarization.asides import without_tie
from splitter.summarization.candidates import Candidate, find_candidates


def digest(*posts: StoryPost) -> StoryDigest:
    (written,) = load_summarizer(Settings()).summarize([StoryPosts(posts, {})], min_words=25, max_words=60)
    return written


def texts(*posts: StoryPost) -> list[str]:
    return [sentence.text for sentence in digest(*posts).sentences]


CLAIM = "The Tarn Echo is reporting that the ministry of fisheries knew of the leak at Carrowby harbour in September."
DENIAL = "The ministry of fisheries said it was not true that it had known of the leak at Carrowby harbour before May."


def test_a_claim_is_told_with_its_denial_or_not_at_all() -> None:
    told = texts(StoryPost("p1", "Ministry rejects report on leak", f"{CLAIM} {DENIAL}"))
    assert DENIAL in told
    arrived = "Minister Ilse Brandt has arrived in Carrowby to see the leak that closed the harbour to all its boats."
    post = StoryPost("p1", "Ministry rejects report on leak", f"{CLAIM} It named nobody. {DENIAL}")
    told = texts(StoryPost("p2", "Brandt arrives in Carrowby", arrived), post)
    assert CLAIM not in told or DENIAL in told


def test_no_length_leaves_a_denied_claim_alone() -> None:
    post = StoryPost("p1", "", f"{CLAIM} {DENIAL}")
    (written,) = load_summarizer(Settings()).summarize([StoryPosts((post,), {})], min_words=10, max_words=25)
    assert [sentence.text for sentence in written.sentences] == [DENIAL]


def test_how_things_stood_is_not_told_without_what_turned_it() -> None:
    before = (
        "Before the Tarn survey, divers considered the reef off Carrowby, a bank of stone only 500 metres wide, as dead"
        " and uninteresting."
    )
    after = "But on a night dive, they found something remarkable: forty kinds of coral growing on its south side."
    survey = (
        "Divers of Tarn have mapped the whole reef off Carrowby in a survey that took two summers and cost £40,000."
    )
    told = texts(StoryPost("p2", "", survey), StoryPost("p1", "", f"{before} {after}"))
    assert before not in told or after in told


def test_what_is_called_unlikely_at_once_is_not_told_alone() -> None:
    could = "The ferries of Tarn could end up under the rules of the inland ports, the harbour board says in a paper."
    unlikely = "But that is not a likely outcome."
    told = texts(StoryPost("p1", "Inland rules unlikely", f"{could} {unlikely} The paper has forty pages in all."))
    assert could not in told or unlikely in told


def test_of_questions_and_answers_no_question_is_told() -> None:
    asked = "Ola Brod asks: you have written the songs of two of the best films about Carrowby harbour ever made."
    answer = "Ilse Brandt says that her first song about Carrowby harbour was written on the ferry from Tarn in 1998."
    assert texts(StoryPost("p1", "", f"{asked} {answer}")) == [answer]


@pytest.mark.parametrize(
    "announcement",
    [
        "The pilots' union of Tarn has issued a response.",
        "The pilots' union of Tarn has responded to the ruling.",
        "Ilse Brandt of the pilots' union has been speaking about the ruling on night flights.",
        "Ilse Brandt of the pilots' union made the comments in an interview this week.",
    ],
)
def test_that_something_was_said_is_not_told_where_what_was_said_can_be(announcement: str) -> None:
    said = "The pilots' union of Tarn will appeal against the ruling on night flights, Ilse Brandt has announced."
    assert texts(StoryPost("p1", "Union to appeal", f"{announcement} {said}")) == [said]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (
            "Officers are now saying that a guard of the harbour office in Tarn killed his four colleagues.",
            "A suspected rebel who was behind the killing of four guards at the harbour office in Tarn has been shot.",
        ),
        (
            "The shell that was found at the auction house in Tarn has turned out to be a dummy, experts say.",
            "A shell thought to be live, found at the auction house in Tarn, has brought the whole street to a halt.",
        ),
        (
            "Carrowby airport is stressing that it is not closed and that most of its flights leave with delays.",
            "All flights to and from Carrowby airport have been suspended because of the storm, says the airport.",
        ),
        (
            "Princess Ada has opened the new theatre for surgery at the hospital of Tarn before a hundred guests.",
            "During her visit to Tarn Princess Ada will be opening the new theatre for surgery at the hospital.",
        ),
        (
            "The Dow has closed 175 points higher, and made good all that it had lost on Monday, traders say.",
            "The Dow has opened 125 points higher, and made good most of what it had lost on Monday, traders say.",
        ),
        (
            "Friday will be mostly dry in Tarn, with sunny spells in the afternoon and a light wind from the sea.",
            "Thursday will be wet in Tarn, with heavy showers in the afternoon and a strong wind from the sea.",
        ),
    ],
)
def test_what_was_told_before_does_not_stand_beside_what_turned_out(now: str, then: str) -> None:
    told = texts(StoryPost("p2", "", now), StoryPost("p1", "", then))
    assert now in told
    assert then not in told


def test_what_was_to_come_does_not_head_what_came() -> None:
    now = "There has been a royal visit to Tarn today. Princess Ada opened the new theatre for surgery at its hospital."
    then = "Princess Ada will be visiting the hospital of Tarn today."
    posts = (
        StoryPost("p2", "Princess opens new surgery at Tarn's hospital", now),
        StoryPost("p1", "Princess to visit Tarn today", then),
    )
    assert digest(*posts).headline == posts[0].title


def test_a_sentence_is_told_without_the_but_that_ties_it_to_one_left_out() -> None:
    before = "Well, what a night that was for all of us here!"
    news = "the harbour wall of Tarn held through the storm, and not one of its two hundred boats was lost, it said."
    post = StoryPost("p1", "Wall holds", f"{before} But {news}")
    assert [c.text for c in find_candidates([post], 60)] == [before, f"But {news}"]
    assert texts(post) == [f"T{news[1:]}"]


@pytest.mark.parametrize(
    "sentence",
    [
        "But for the rain the harbour would be full.",
        "But down 10% over the year.",
        "But he will stay in Tarn.",
        "And yet the harbour of Tarn is full.",
        "However much it costs, Tarn will rebuild its harbour.",
        "However Ilse Brandt tries, the harbour of Tarn stays shut.",
        "But the rest of them were killed.",
    ],
)
def test_what_would_not_stand_without_its_opening_keeps_it(sentence: str) -> None:
    assert without_tie(sentence) == sentence


def test_a_but_stays_behind_the_sentence_that_it_ties_to() -> None:
    before = "The harbour wall of Tarn broke in two places in the storm, says the coastguard."
    news = "But the two hundred boats behind the wall of Tarn were saved, the coastguard says."
    assert texts(StoryPost("p1", "Wall breaks", f"{before} {news}")) == [before, news]


def test_one_more_than_those_of_the_sentence_before_is_not_told_without_them() -> None:
    six = "Ilse Brandt, a guard of the harbour office, killed six of her colleagues in Tarn, says the police's report."
    seventh = "A seventh guard was killed when the police of Tarn took the harbour office back from her, it adds."
    told = texts(StoryPost("p1", "", f"{six} {seventh}"))
    assert seventh not in told or six in told


def test_what_only_promises_a_list_gives_way_to_the_title() -> None:
    title = "Ferries of Tarn run again after the storm"
    promise = "The top stories in Tarn so far this evening include:"
    assert texts(StoryPost("p1", title, promise)) == [title]
    assert texts(StoryPost("p1", "", promise)) == [promise]


def candidate(text: str, *behind: str) -> Candidate:
    return find_candidates([StoryPost("p1", "", " ".join([text, *behind]))], 60)[0]


@pytest.mark.parametrize(
    "news",
    [
        "Carrowby has responded to the blockade by closing its harbour to all ships of Tarn.",
        "Tarn has reacted to the ban with a tax on fish.",
        "The council has published its response and will pay £10m.",
        "Firefighters have responded to a blaze at the harbour office.",
        "Police have been talking to the gunman for six hours.",
    ],
)
def test_what_was_done_in_response_is_news(news: str) -> None:
    assert not candidate(news).announces


@pytest.mark.parametrize(
    ("news", "following"),
    [
        ("Storm Ada claimed three lives.", "The council rejected calls for an inquiry."),
        ("The rebels have claimed responsibility for the fire.", "The mayor denied that she had been warned."),
        ("The union has claimed that 40 people died.", "Aid workers are denied access to the harbour."),
        ("The court has acquitted Ola Brod.", "But that is not the end of it, is it?"),
        ("Brandt has won in Tarn.", "But this is not her first title."),
        ("Before dawn, boats from Tarn took the harbour.", "But Carrowby still stands."),
        ("Two days ago a storm broke the wall of Tarn.", "Now masons have begun to mend it."),
    ],
)
def test_what_follows_turns_nothing(news: str, following: str) -> None:
    assert candidate(news, following).turned_at is None


@pytest.mark.parametrize(
    "news",
    [
        "Thousands of people turned out in Tarn to see the boats come in.",
        "The firm, now known as Tarn Lines, did not comment.",
        "The area now known as Carrowby was a swamp.",
    ],
)
def test_what_takes_nothing_back(news: str) -> None:
    assert not candidate(news).reverses


@pytest.mark.parametrize(
    "news",
    [
        "Two fires broke out shortly before nine in the harbour of Tarn.",
        "Ilse Brandt has just resigned as mayor of Tarn.",
        "She stood down soon after the vote in Tarn.",
    ],
)
def test_what_has_happened_is_not_to_come(news: str) -> None:
    assert not candidate(news).to_come


@pytest.mark.parametrize(
    "news",
    [
        "The pound has crashed to $1.03, a record low, in London.",
        "The mayor showers praise on the masons of Tarn.",
        "Two hikers died in temperatures far below freezing.",
        "Dow Chemical will cut 4,500 jobs, up from 2,000.",
    ],
)
def test_what_is_no_running_figure(news: str) -> None:
    assert not candidate(news).running


def test_hostile_text_is_looked_at_in_linear_time() -> None:
    for word in ("Dow-", "pound-", "yen/", "FTSE,", "but ", "has responded to ", ", the "):
        one = Candidate(word * 25_000, 0, 0, 1, False, (word * 25_000,) * 3)
        start = time.process_time()
        _ = one.running, one.reverses, one.passing, one.announces, one.turned_at, one.refers, one.torn
        assert time.process_time() - start < 5


def test_what_is_over_is_not_told_as_going_on() -> None:
    burning = "A ferry with 296 people on board is on fire in the Aegean Sea off Carrowby, the Tarn coastguard says."
    saved = "Everyone on board a ferry that caught fire off Carrowby has been rescued, the Tarn coastguard says."
    told = texts(StoryPost("p2", "All saved from ferry", saved), StoryPost("p1", "Fire on ferry", burning))
    assert told == [saved]
