"""A name in brackets stands for "he" where the post leaves no doubt who that is, and for no other."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter import Settings
from splitter.summarization import StoryDigest, StoryPost, StoryPosts, load_summarizer
from splitter.summarization.naming import NOBODY, Names, Who, with_name
from splitter.summarization.words import as_it_stands, name_in_brackets


def digest(*posts: StoryPost) -> StoryDigest:
    (written,) = load_summarizer(Settings()).summarize([StoryPosts(posts, {})], min_words=25, max_words=60)
    return written


def who(title: str, *sentences: str) -> str:
    """Whom the last sentence means."""
    names = Names([StoryPost("p1", title, "\n".join(sentences))])
    return names.of_post(title, sentences)[-1].name


HOUSE = "Minister Martin Hale has opened the new customs house in Carrowby."
DENIED = "He denied that the work had cost £4m more than planned."


def test_he_is_the_one_person_whom_the_post_has_named() -> None:
    assert who("", HOUSE, DENIED) == "Martin Hale"
    assert who("Martin Hale opens customs house", DENIED) == "Martin Hale"
    assert who("", HOUSE, "The building has forty rooms and a view of the sea.", DENIED) == "Martin Hale"
    assert who("", HOUSE, "His ministry had asked for £9m.") == "Martin Hale"


def test_the_full_name_is_taken_from_another_post_of_the_story() -> None:
    posts = [StoryPost("p2", "Hale: work cost no more", DENIED), StoryPost("p1", "", HOUSE)]
    assert Names(posts).of_post("Hale: work cost no more", [DENIED]) == [Who("Martin Hale")]


@pytest.mark.parametrize(
    "before",
    [
        "Minister Martin Hale and Mayor Peter Lund have opened the new customs house in Carrowby.",
        "Minister Martin Hale has opened the customs house. The architect is Jonas Brod.",
        "Minister Martin Hale has opened the customs house. A driver was led away by police.",
        "Minister Martin Hale has opened the customs house. His spokesman was asked what it had cost.",
        "Minister Anna Hale has opened the new customs house in Carrowby.",
        "The customs house of Carrowby has been opened.",
        "Minister Martin Hale has met the owner of the ferries.",
        "Minister Martin Hale was out of the room. A local told us what he had heard.",
        "Martin Hale left the pitch. The Canadian was booked soon after.",
        "Martin Hale asks about the tunnel. The answer took a while.",
        "According to Martin Hale’s paper the chancellor is going.",
        "Trump refers to the speech that Martin Hale is about to give.",
        "Martin Hale wrote: “The report is out. I have read half of it.",
        "The Martin Hale customs house of Carrowby has been opened by Lund.",
    ],
)
def test_nobody_is_named_where_he_may_be_another(before: str) -> None:
    assert who("", *before.split(". "), DENIED) == ""


def test_in_speech_that_runs_on_without_a_mark_he_is_another() -> None:
    assert who("", HOUSE, "We all know what it did for our town.", "He has a slogan for it.") == ""
    assert who("", HOUSE, "He is in my party and has a slogan for it.") == ""
    assert who("", HOUSE, "We all know what it did for our town.", "He says he has a slogan.") == "Martin Hale"


def test_she_is_no_man() -> None:
    assert who("", HOUSE, "She denied that the work had cost more.") == ""
    assert who("", HOUSE.replace("Martin", "Anna"), "She denied that the work had cost more.") == "Anna Hale"


def test_whoever_speaks_says_on() -> None:
    lund = "Mayor Peter Lund was not there."
    assert who("", lund, "Martin Hale says the house cost £9m.", "He says it was worth it.") == "Martin Hale"
    assert who("", lund, "Martin Hale says he met Jonas Brod.", "He says it went well.", "He adds that it rained.") == (
        "Martin Hale"
    )
    # What somebody did need not be what the last speaker did.
    assert who("", lund, "Martin Hale says the house cost £9m.", "He left by the back door.") == ""
    assert who("", lund, "Martin Hale told Jonas Brod to go.", "He left by the back door.") == ""


def test_names_in_quotations_are_nobody_who_could_be_he() -> None:
    quoted = "“Peter Lund and I will build another one,” Hale said."
    assert who("", HOUSE, quoted, DENIED) == "Martin Hale"


def test_a_student_who_is_named_is_nobody_else() -> None:
    assert who("", "The student Martin Hale may stay in Tarn.", "He had feared for his place.") == "Martin Hale"
    assert who("", "Martin Hale, a student, may stay in Tarn.", "He had feared for his place.") == "Martin Hale"


PROMISE = (
    "He says that Scotland will keep paying for the ferries of the outer islands until the bridge stands, whatever it"
    " costs."
)


def test_the_digest_says_who_he_is_in_brackets() -> None:
    old = StoryPost("p1", "", "Minister Martin Hale is expected to speak about the ferries of Carrowby soon.")
    new = StoryPost("p2", "Scotland to pay for ferries, Hale says", f"He begins:\nWe heard the islands.\n{PROMISE}")
    (sentence, *_) = digest(new, old).sentences
    assert sentence.text == PROMISE.replace("He says", "[Martin Hale] says")
    # The whole name stands in the older post alone.
    assert sentence.sources == ["p2", "p1"]


def test_behind_the_sentence_that_names_him_he_stays() -> None:
    named = "The minister of fisheries, Martin Hale, has announced new ferries for the outer islands."
    written = digest(StoryPost("p1", "Scotland buys ferries", f"{named}\n{PROMISE}"))
    assert [sentence.text for sentence in written.sentences] == [named, PROMISE]


def bracketed(sentence: str, who: Who) -> str:
    return with_name(sentence, who, brackets=True)


def test_a_but_falls_with_what_it_turned() -> None:
    hale = Who("Ada Hale")
    assert bracketed("But he denied it.", hale) == "[Ada Hale] denied it."
    assert with_name("But he denied it.", hale) == "But Ada Hale denied it."
    assert bracketed("Her lawyer denied it.", hale) == "[Ada Hale’s] lawyer denied it."
    assert bracketed("He or she denied it.", hale) == "He or she denied it."
    assert bracketed("He’s out.", hale) == "He’s out."
    assert bracketed("We will not pay.", Who("Ada Hale", speaks=True)) == "[Ada Hale:] We will not pay."


SPOKE = "The minister of fisheries, Martin Hale, was asked about the ferries of the outer islands in parliament today."


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("Martin Hale says:", "Martin Hale"),
        ("Minister Martin Hale told reporters in Glasgow:", "Martin Hale"),
        ("He says:", "Martin Hale"),
        ("Martin Hale’s office said in a statement:", ""),
        ("Answering Martin Hale, the union said:", ""),
        ("Peter Lund and Martin Hale said:", ""),
        ("Martin Hale says the letter from the union reads:", ""),
        ("Martin Hale told reporters what the judge had written:", ""),
        ("Martin Hale agreed the following dates:", ""),
        ("More on this story:", ""),
    ],
)
def test_words_are_whose_the_line_before_says_that_they_are(line: str, speaker: str) -> None:
    words = "We will keep paying for the ferries until the bridge stands."
    names = Names([StoryPost("p1", "", "\n".join([SPOKE, line, words]))])
    assert names.of_post("", [SPOKE, line, words])[-1] == Who(speaker, speaks=bool(speaker))


@pytest.mark.parametrize(
    "line",
    [
        "https://tarn.example/ferries",
        "Photograph: Ola Brod.",
        "Hale was speaking at the launch in Glasgow.",
        "Peter Lund: We had asked for ten.",
        "He is speaking in Glasgow.",
        "Good morning and welcome to the blog.",
        "Ferries to go on",
    ],
)
def test_not_every_line_behind_a_colon_is_somebodys_words(line: str) -> None:
    names = Names([StoryPost("p1", "", "\n".join([SPOKE, "Martin Hale says:", line]))])
    assert names.of_post("", [SPOKE, "Martin Hale says:", line])[-1] == NOBODY


def test_words_are_told_with_whose_they_are() -> None:
    words = (
        "We will keep paying for the ferries of the outer islands until the bridge stands, whatever that may cost us."
    )
    written = digest(StoryPost("p1", "Ferries to go on", f"Minister Martin Hale told parliament:\n{words}"))
    assert [sentence.text for sentence in written.sentences] == [f"[Martin Hale:] {words}"]


@given(
    st.text(max_size=40),
    st.sampled_from(["He", "she", "But he", "And, he", "His", "her", "We"]),
    st.booleans(),
)
def test_what_stands_behind_the_brackets_stands_in_the_post(rest: str, opening: str, speaks: bool) -> None:
    posted = f"{opening} {rest}."
    told = bracketed(posted, Who("Ada Hale", speaks))
    assert as_it_stands(told) in f" {posted}"
    assert name_in_brackets(told) in ("Ada Hale", "")


@pytest.mark.parametrize("word", ["A-", "man-", "‘a ", "He said "])
def test_a_line_of_any_length_is_read_in_time(word: str) -> None:
    line = word * 25_000
    start = time.perf_counter()
    assert who("", line, f"{line}:", "He left.", line, "His car was red.") == ""
    assert time.perf_counter() - start < 20
