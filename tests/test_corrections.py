"""What a page took back is not told as if it still stood."""

from __future__ import annotations

import pytest

from splitter import Splitter
from splitter.settings import Settings
from splitter.summarization import StoryDigest, StoryPost, StoryPosts, load_summarizer
from splitter.summarization.corrections import corrected, is_correction, taken_back

DEATH = StoryPost(
    "p1",
    "Actor Tom Arden dies at 81",
    "The actor Tom Arden has died at the age of 81, his agent says. Arden was known for the series Salt Road.",
)
ALIVE = StoryPost(
    "p2",
    "",
    "We earlier reported that the actor Tom Arden had died. He is alive, his agent says, and we apologise for the "
    "mistake.",
)


def digest(*posts: StoryPost) -> StoryDigest:
    """Of a story, its latest post first."""
    (told,) = load_summarizer(Settings()).summarize([StoryPosts(posts, {})], min_words=25, max_words=60)
    return told


def test_a_report_that_was_taken_back_gives_way_to_its_correction() -> None:
    told = digest(ALIVE, DEATH)
    texts = [sentence.text for sentence in told.sentences]
    assert " ".join(texts[:2]) == ALIVE.body
    assert all("has died" not in text for text in texts)
    assert "dies" not in told.headline


def test_what_a_correction_restates_is_not_quoted_without_what_is_so() -> None:
    told = digest(ALIVE)
    assert " ".join(sentence.text for sentence in told.sentences) == ALIVE.body
    assert "He is alive" in told.headline


def test_a_figure_that_a_later_post_denies_is_not_told() -> None:
    told = digest(
        StoryPost("p2", "", "Correction: Velk Motors will cut 1,020 jobs in Brom, not 1,200 as we said earlier."),
        StoryPost("p1", "Velk Motors cuts 1,200 jobs", "Velk Motors will cut 1,200 jobs in Brom, the company says."),
    )
    assert "1,020" in told.sentences[0].text
    assert all("cut 1,200" not in sentence.text for sentence in told.sentences)
    assert "cuts 1,200" not in told.headline


def test_a_correction_in_other_words_takes_back_what_it_restates() -> None:
    told = digest(
        StoryPost(
            "p2",
            "",
            "Correction: we earlier reported that 40,000 homes were without power. The correct figure is 14,000, the "
            "operator Solnet says.",
        ),
        StoryPost("p1", "", "About 40,000 homes are without power in the Brom valley, according to Solnet."),
    )
    assert [sentence.sources for sentence in told.sentences] == [["p2"], ["p2"]]
    assert "14,000" in told.headline


def test_a_name_that_a_correction_denies_is_not_told() -> None:
    told = digest(
        StoryPost("p2", "Correction", "The minister who has resigned is Tom Hale, not Tim Hall."),
        StoryPost(
            "p1", "Minister resigns", "Transport minister Tim Hall has resigned, the prime minister's office says."
        ),
    )
    assert [sentence.sources for sentence in told.sentences] == [["p2"]]
    assert "Tom Hale" in told.headline


def test_the_word_correction_on_a_line_of_its_own_says_what_the_post_is(splitter: Splitter) -> None:
    page = (
        "12:10\nCorrection\nThe minister who has resigned is Tom Hale, not Tim Hall.\n\n"
        "11:40\nMinister resigns\nTransport minister Tim Hall has resigned, the prime minister's office said. Hall had "
        "faced questions over a contract.\n\n"
        "11:00\nStorm damages pier\nA storm has damaged the pier at Wexham. Nobody was hurt, the council said.\n"
    )
    first = splitter.digest(page).posts[0]
    assert first.title == "Correction"


def test_a_headline_does_not_end_with_the_mistake() -> None:
    told = digest(
        StoryPost(
            "p1",
            "",
            "An earlier version of this blog said that Carl Dunn had been arrested. That was wrong: the man arrested "
            "is Karl Dunne.",
        )
    )
    assert "Karl Dunne" in told.headline


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (
            "Tap water in Wexley is safe to drink again, Anglia Water said. The notice to boil it has been lifted.",
            "People in Wexley should boil tap water before drinking it, Anglia Water said.",
        ),
        (
            "The fire at the Tolland Street warehouse is out. Residents of Tolland Street may return to their homes.",
            "Residents of Tolland Street have been told to leave their homes, the fire service said.",
        ),
        (
            "UK annual inflation rose to 0.5% in June, the statistics office says.",
            "Economists are expecting UK annual inflation to rise in June.",
        ),
        (
            "London's shares closed 51 points lower after a late rally, the exchange says.",
            "London's shares are down nearly 100 points this morning, the exchange says.",
        ),
        (
            "The Senate passed the housing bill by 52 votes to 48. It goes to President Ada Cole.",
            "The Senate has begun voting on the housing bill, the speaker said.",
        ),
    ],
)
def test_what_no_longer_holds_does_not_stand_beside_what_does(now: str, then: str) -> None:
    told = digest(StoryPost("p2", "", now), StoryPost("p1", "", then))
    assert {source for sentence in told.sentences for source in sentence.sources} == {"p2"}


def test_a_count_that_has_risen_from_an_older_one_stands_without_that() -> None:
    told = digest(
        StoryPost("p2", "", "Police say they have made 64 arrests, up from 23 an hour ago."),
        StoryPost("p1", "", "Police have arrested 23 people."),
    )
    assert [sentence.sources for sentence in told.sentences] == [["p2"]]


def test_what_most_of_them_did_is_told_behind_how_many_they_are() -> None:
    told = digest(
        StoryPost(
            "p1",
            "",
            "Police say they have made 64 arrests. Deputy commissioner Rod Hane says most were for obstruction.",
        )
    )
    assert told.sentences[0].text == "Police say they have made 64 arrests."
    assert told.headline == "Police say they have made 64 arrests"


def test_the_last_two_of_a_siege_are_told() -> None:
    told = digest(
        StoryPost("p2", "", "The two remaining hostages have been freed and the man has been arrested, police say."),
        StoryPost("p1", "", "Police say the man is holding five people in the Sparbank branch on Market Square."),
    )
    assert told.sentences[0].sources == ["p2"]


def test_one_of_them_does_not_open_a_digest() -> None:
    told = digest(
        StoryPost(
            "p1", "", "One of them has been found alive, Rask said. Five people have died on the bridge, he said."
        )
    )
    assert not told.sentences[0].text.startswith("One of them")


def test_two_figures_of_one_thing_do_not_stand_side_by_side() -> None:
    told = digest(
        StoryPost("p2", "", "Nine people were hurt in the fire at the Brom cable works, the fire service now says."),
        StoryPost("p1", "", "Four people were hurt in the fire at the Brom cable works, the fire service says."),
    )
    assert [sentence.sources for sentence in told.sentences] == [["p2"]]


def test_what_was_to_come_gives_way_to_what_came() -> None:
    told = digest(
        StoryPost("p2", "", "Brom council has approved the new tram line by 31 votes to 28 after a long debate."),
        StoryPost("p1", "", "Brom council meets tonight to vote on the tram line. It would cost about £210m to build."),
    )
    assert told.sentences[0].sources == ["p2"]


@pytest.mark.parametrize(
    ("title", "body", "corrects"),
    [
        ("Correction", "The bridge is in Tarn.", True),
        ("", "Clarification: the bridge is in Tarn.", True),
        ("", "An earlier post wrongly said that the bridge is in Brom. It is in Tarn.", True),
        ("", "Earlier, we reported that the bridge was shut. It has opened again.", False),
        ("", "Shares fell in what traders call a correction.", False),
        ("", "“We said earlier that it was wrong,” the minister told reporters, “and it is wrong.”", False),
        ("", "I said in the chamber that I was sorry, the minister wrote.", False),
    ],
)
def test_posts_that_take_something_back(title: str, body: str, corrects: bool) -> None:
    assert is_correction(StoryPost("p1", title, body)) == corrects


def test_only_titles_of_earlier_posts_are_taken_back() -> None:
    assert taken_back(DEATH.title, (ALIVE, DEATH))
    assert not taken_back(DEATH.title, (DEATH, ALIVE))


PAGE = """\
14.20
Correction on Tom Arden
We earlier reported that the actor Tom Arden had died. He is alive, his agent says, and we apologise for the mistake.

13.55
Harbour bridge closed after lorry fire
The harbour bridge at Brom has been closed in both directions after a lorry caught fire, police say. Drivers are told \
to use the tunnel.

13.10
Actor Tom Arden dies at 81
The actor Tom Arden has died at the age of 81, his agent says. Arden was known for the series Salt Road.

12.40
Velk Motors to build second plant
Velk Motors will build a second plant in Lorne, the carmaker says. It is to open in two years and employ 900 people.
"""


@pytest.mark.parametrize("granularity", [0.5, 1.0])
def test_a_correction_is_told_with_what_it_corrects(splitter: Splitter, granularity: float) -> None:
    page = splitter.digest(PAGE).recut(granularity)
    story_of = {post.title: post.story for post in page.posts}
    assert story_of["Correction on Tom Arden"] == story_of["Actor Tom Arden dies at 81"]
    assert len(set(story_of.values())) == 3
    assert all("has died" not in sentence.text for story in page.stories for sentence in story.digest)
    (why,) = page.explain([page.posts[0].id]).posts
    assert why.reason == f"takes back what {page.posts[2].id} says, and goes where that is"


def test_what_a_post_takes_back_is_the_latest_before_it_with_its_words() -> None:
    other = StoryPost("p0", "Bridge closed", "The harbour bridge at Brom has been closed after a fire, police say.")
    assert corrected([ALIVE, other, DEATH]) == {0: 2}
    assert corrected([ALIVE, other]) == {}
    assert corrected([DEATH, ALIVE]) == {}


def test_a_post_that_corrects_itself_takes_back_no_other() -> None:
    other = StoryPost("p0", "Harbour fire: ferry services stopped", "All ferries from Brom were stopped on Tuesday.")
    own = StoryPost(
        "p1",
        "Mayor in hospital after harbour fire",
        "Daniel Hart, the mayor of Brom, was killed in the harbour fire on Tuesday, the fire service said. Correction: "
        "an earlier version of this post said that Daniel Hart was killed in the harbour fire. He is alive.",
    )
    killed = StoryPost("p2", "", "The mayor of Brom, Daniel Hart, was killed in the fire at the harbour, police say.")
    assert corrected([own, other, killed]) == {}
    below = StoryPost("p3", "", own.body[own.body.index("Correction") :])
    assert corrected([below, other, killed]) == {0: 2}


def test_a_correction_below_a_report_takes_it_back() -> None:
    told = digest(
        StoryPost(
            "p1",
            "Mayor in hospital after harbour fire",
            "Daniel Hart, the mayor of Brom, was killed in the harbour fire on Tuesday, the fire service said. He was "
            "elected in 2019. Correction: an earlier version of this post said that Daniel Hart was killed in the "
            "harbour fire. He is alive and being treated in hospital.",
        )
    )
    text = " ".join(sentence.text for sentence in told.sentences)
    assert "He is alive" in text
    assert "the fire service said" not in text


@pytest.mark.parametrize("most", [16, 20])
def test_no_length_leaves_the_mistake_alone(most: int) -> None:
    (told,) = load_summarizer(Settings()).summarize([StoryPosts((ALIVE, DEATH), {})], min_words=10, max_words=most)
    text = " ".join(sentence.text for sentence in told.sentences)
    assert "had died" not in text
    assert "has died" not in text


@pytest.mark.parametrize(
    ("latest", "earlier", "old"),
    [
        (
            "All nine miners have been rescued alive, governor Strand said.",
            "Seven of the nine miners have been rescued. Two are still missing, governor Lena Strand said.",
            "Seven of the nine",
        ),
        (
            "Twelve people have been injured in the fire at Brom harbour, three of them critically, doctors said.",
            "A fire broke out at a fuel depot in Brom harbour shortly before 1pm. At least seven people were injured.",
            "At least seven",
        ),
    ],
)
def test_what_is_counted_anew_in_other_words_is_not_told_beside_it(latest: str, earlier: str, old: str) -> None:
    told = digest(StoryPost("p2", "", latest), StoryPost("p1", "", earlier))
    text = " ".join(sentence.text for sentence in told.sentences)
    assert latest in text
    assert old not in text
