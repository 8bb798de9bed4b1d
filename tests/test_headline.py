"""A headline tells what its digest tells, in the posts' words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splitter.encoder import load_encoder
from splitter.summarization import StoryPost
from splitter.summarization.headline import make_headlines
from splitter.summarization.headline_model import headline_model
from splitter.summarization.words import clip_words, count_words


@pytest.mark.parametrize(
    ("title", "chosen"),
    [
        ("We’re stepping away from the hearing for a moment to bring you other news", False),
        ("Let's return to the harbour now", False),
        ("My memories of the harbour are good, but the sea is a hard master", False),
        ("We will strike on Friday, says the pilots' union", True),
        ("‘We are and we will’ stay, minister says", True),
        ("West Kirby ferry runs again after storm", True),
    ],
)
def test_the_blog_speaking_of_itself_is_no_headline(title: str, chosen: bool) -> None:
    made = headline([StoryPost("p1", title, "Body.")], "The hearing goes on in Tarn.")
    assert made == (title if chosen else "The hearing goes on in Tarn")


def test_of_several_titles_the_headline_is_the_one_that_tells_what_the_digest_tells() -> None:
    lead = "Three ferries of Brendmoor Lines have run aground off Carrowby, and two hundred passengers are safe."
    posts = [
        StoryPost("p3", "'More gales are on their way'", "The forecasters of Tarn expect more gales."),
        StoryPost("p2", "Three ferries aground off Carrowby, passengers safe", lead),
        StoryPost("p1", "A word with the harbour pilot", "The pilot of Tarn has told us of his day."),
    ]
    assert headline(posts, lead) == "Three ferries aground off Carrowby, passengers safe"


def test_a_headline_has_no_quotation_that_does_not_close() -> None:
    body = "The mayor of Tarn, Ilse Brandt, has appealed for calm: “Please go home. We need the streets to be clear.”"
    first = body.split(". ")[0] + "."
    assert headline([StoryPost("p1", "", body)], first) == "The mayor of Tarn, Ilse Brandt, has appealed for calm"


def test_a_headline_has_no_figure_that_a_later_title_has_changed() -> None:
    lead = "Two sailors have died in the storm off Carrowby, the coastguard says."
    titles = ["Carrowby storm: toll rises to three as wind drops", "Two sailors die in storm off Carrowby"]
    assert headline([StoryPost(f"p{n}", title, lead) for n, title in enumerate(titles)], lead) == titles[0]


@pytest.mark.parametrize(
    "title",
    [
        "Nine boats lost",
        "Nine boats lost in storm off Carrowby",
        "Nine boats have been lost in the storm that broke over the harbour of Carrowby late on Friday night",
    ],
)
def test_a_headline_has_no_figure_that_a_later_post_has_changed(title: str) -> None:
    lead = "Twelve boats were lost in the storm off Carrowby on the night of Friday, the coastguard of Tarn said."
    posts = [StoryPost("p2", "", lead), StoryPost("p1", title, "The boats were lost in the storm.")]
    assert "Nine" not in headline(posts, lead)


def test_what_we_know_is_no_headline() -> None:
    lead = "Nine boats were lost in the storm off Carrowby."
    posts = [
        StoryPost("p2", "Carrowby storm: what we know", lead),
        StoryPost("p1", "Storm off Carrowby kills two", lead),
    ]
    assert headline(posts, lead) == "Storm off Carrowby kills two"


def test_of_titles_that_tell_the_same_the_latest_is_the_headline() -> None:
    lead = "The ferry strike at Carrowby is over, the pilots' union says."
    titles = ["Carrowby ferry strike is over, union says", "Ferry strike at Carrowby is over, union says"]
    assert headline([StoryPost(f"p{n}", title, lead) for n, title in enumerate(titles)], lead) == titles[0]


def headline(posts: list[StoryPost], lead: str) -> str:
    return make_headlines([(posts, [lead])], load_encoder(), headline_model())[0]


def test_a_long_title_makes_a_headline_of_fourteen_words() -> None:
    made = headline([StoryPost("p1", " ".join(f"word{i}" for i in range(30)), "Body.")], "Body.")
    assert len(made.split()) <= 14


def test_a_story_without_titles_gets_a_stretch_of_its_first_sentence_for_a_headline() -> None:
    lead = (
        "The Bank of Tarn has had its credit rating cut from stable to negative, after it lost half of its ships in the"
        " storms of the winter."
    )
    made = headline([StoryPost("p1", "", lead)], lead)
    assert made.removeprefix("The ") == "Bank of Tarn has had its credit rating cut from stable to negative"


def test_a_headline_begins_with_no_aside_and_names_whom_it_is_about() -> None:
    aside = (
        "Ann Dorre of the harbour board reckons that Marr and Sons, the biggest ferry line, was at least partly"
        " responsible for the end of the mail boats."
    )
    nobody = "Tarn, he added, will go on paying for the ferries to the northern islands in the coming year and after."
    assert headline([StoryPost("p1", "", aside)], aside) == "Ann Dorre of the harbour board reckons that Marr and Sons…"
    clipped = "Tarn, he added, will go on paying for the ferries to the northern islands…"
    assert headline([StoryPost("p1", "", nobody)], nobody) == clipped


@pytest.mark.parametrize(
    "lead",
    [
        "The harbour of Tarn could be closed to every ship that has no pilot aboard for the whole of the winter, a"
        " study says.",
        "Mayor Tom Bray has denied that the town of Penvose sold the last of its ferries to a company from the"
        " mainland in spring.",
        "Ann Dorre has taken the unusual step of announcing that, contrary to reports, she and the harbour board of"
        " Tarn are not going to part.",
    ],
)
def test_a_headline_is_not_cut_to_say_something_else(lead: str) -> None:
    """Where any cut would, the sentence's first words are shown with a sign that it goes on."""
    made = headline([StoryPost("p1", "", lead)], lead)
    assert made == clip_words(lead, 14)
    assert made.endswith("…")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["The", "ferry,", "of", "Tarn", "has", "sailed", "on", "Friday", "–", "after", "a", "storm"]),
        min_size=15,
    )
)
def test_a_headline_stands_in_its_sentence(words: list[str]) -> None:
    lead = " ".join(words)
    made = headline([StoryPost("p1", "", lead)], lead)
    assert 1 <= count_words(made) <= 14
    told = made.removesuffix("…")[1:]
    # Nothing but an apposition goes from inside.
    assert told in lead or told in re.sub(r", a [^,]*,", "", lead, count=1)


def test_no_older_warning_heads_what_has_changed_since() -> None:
    posts = [
        StoryPost("p2", "Boil notice lifted", "Tap water in Wexley is safe to drink again, Anglia Water said."),
        StoryPost("p1", "Wexley told to boil water", "People in Wexley should boil tap water, Anglia Water said."),
    ]
    assert headline(posts, posts[0].body) == posts[0].body.removesuffix(".")


def test_no_older_pointer_to_a_broadcast_heads_what_was_said_in_it() -> None:
    said = "Minister Ilse Brandt says the ferries of Carrowby will be paid for until the bridge stands."
    posts = [
        StoryPost("p3", "Ferries will be paid for, says Brandt", said),
        StoryPost("p2", "Minister Ilse Brandt speaks about the ferries of Carrowby – watch live", ""),
    ]
    assert headline(posts, said) == "Ferries will be paid for, says Brandt"


def test_a_headline_without_a_name_in_brackets_has_the_name() -> None:
    told = headline([StoryPost("p1", "", "Ada Hale was asked.\nShe will not pay.")], "[Ada Hale] will not pay.")
    assert told == "Ada Hale will not pay"


def test_a_headline_goes_without_an_apposition() -> None:
    lead = (
        "Ilse Brandt, the leader of the pilots' union of Tarn, has challenged the harbour board"
        " to rule out a second closure."
    )
    made = headline([StoryPost("p1", "", lead)], lead)
    assert made == "Ilse Brandt has challenged the harbour board to rule out a second closure"


def test_a_headline_keeps_what_limits_its_sentence() -> None:
    lead = (
        "Before the survey of last summer, divers took the reef off Carrowby, a mile long, for a dead and uninteresting"
        " place that nobody would ever want to see again."
    )
    assert headline([StoryPost("p1", "", lead)], lead).startswith("Before the survey")


def test_a_clipped_headline_ends_where_a_part_of_its_sentence_does() -> None:
    lead = (
        "The Harbour party has lost a council seat to the Sea Greens in a local election that was"
        " fought over nothing but the price of a berth in Carrowby and who would have to pay for it."
    )
    made = headline([StoryPost("p1", "", lead)], lead)
    assert made.removesuffix("…") == "The Harbour party has lost a council seat to the Sea Greens"


@pytest.mark.parametrize("label", ["Listen: ", "The agenda: ", "Quick explainer - ", "Watch: "])
def test_a_headline_goes_without_its_label(label: str) -> None:
    lead = "The harbour wall of Tarn has held through the storm."
    title = "Harbour wall of Tarn holds through storm"
    assert headline([StoryPost("p1", f"{label}{title}", lead)], lead) == title


@pytest.mark.parametrize(
    "title", ["Your photos of the storm", "Get involved: tell us of the storm", "Post your questions for the mayor"]
)
def test_what_asks_readers_for_something_is_no_headline(title: str) -> None:
    lead = "The harbour wall of Tarn has held through the storm."
    assert headline([StoryPost("p1", title, lead)], lead) == lead.removesuffix(".")


@pytest.mark.parametrize(
    "lead",
    [
        "Brodex, the ministry of justice of Tarn alleges in a long paper, has spied on Carrowby for many years.",
        "Brandt, an appeal court in Carrowby has ruled, is guilty of the murder of the pilot of the ferry.",
        "Three men, a teacher, a nurse and a driver, were killed in the fire on the bridge from Tarn to Carrowby.",
    ],
)
def test_what_is_no_apposition_is_not_left_out(lead: str) -> None:
    made = headline([StoryPost("p1", "", lead)], lead).removesuffix("…")
    assert lead.startswith(made)


def test_no_headline_ends_before_its_condition() -> None:
    lead = (
        "Brandex has said that it will close its yard in Carrowby only if the council of Tarn raises its fees"
        " by more than a tenth in each of the next three years."
    )
    made = headline([StoryPost("p1", "", lead)], lead)
    assert "only if" in made or "close" not in made


@pytest.mark.parametrize(
    "title",
    [
        "Watch-maker of Tarn cuts 500 jobs",
        "Video-game maker of Tarn hacked by rebels",
        "Your photos prove nothing, judge tells Brandt",
        "Get involved in Tarn and face consequences, says Brandt",
        "An important message to Tarn: Carrowby joins the league",
    ],
)
def test_titles_that_only_look_like_labels_stay(title: str) -> None:
    assert headline([StoryPost("p1", title, "Body.")], "The harbour of Tarn is open.") == title


@pytest.mark.parametrize(
    "title", ["Brandt sent to prison for killing pilot", "Tarn and Carrowby agree to share harbour"]
)
def test_an_older_title_of_what_was_done_may_head_a_story(title: str) -> None:
    lead = "The harbour of Tarn is full of boats from Carrowby."
    posts = [StoryPost("p2", "", lead), StoryPost("p1", title, "Body.")]
    assert headline(posts, lead) == title


@pytest.mark.parametrize(
    "shown",
    [
        "Chart: the toll of the Brendmoor ferries",
        "Cartoonist on the three ferries aground off Carrowby",
        "Why did three ferries run aground off Carrowby?",
        "'Three ferries aground', says pilot of Carrowby",
    ],
)
def test_a_title_that_shows_or_quotes_gives_way_to_one_that_tells(shown: str) -> None:
    lead = "Three ferries of Brendmoor Lines have run aground off Carrowby, and two hundred passengers are safe."
    told = "Three Brendmoor ferries aground off Carrowby"
    posts = [StoryPost("p2", shown, lead), StoryPost("p1", told, "The pilots of Tarn said that all are safe.")]
    assert headline(posts, lead) == told
    assert headline(posts[:1], lead) == shown


@pytest.mark.parametrize(
    "occasion",
    [
        "The mayor of Tarn's speech",
        "Ilse Brandt's press conference - summary",
        "Bank of Tarn's statement",
        "The key quotes from the mayor of Tarn",
    ],
)
def test_that_somebody_spoke_is_a_headline_only_where_the_rest_would_have_to_be_clipped(occasion: str) -> None:
    told = "Ilse Brandt says the ferries to the islands will stay."
    posts = [StoryPost("p1", occasion, told)]
    assert headline(posts, told) == told.removesuffix(".")
    long = "It was, on the whole, and taking one thing with another as he likes to, a long and a very fine evening."
    assert headline([StoryPost("p1", occasion, long)], long) == occasion.removesuffix(" - summary")


def test_what_somebody_is_known_for_is_left_out_where_the_headline_would_be_clipped() -> None:
    lead = "The pilot Ola Brod, who has steered the mail boats of Tarn for thirty years, was found safe on Monday."
    assert headline([StoryPost("p1", "", lead)], lead) == "The pilot Ola Brod was found safe on Monday"


def test_a_greeting_is_no_headline() -> None:
    lead = "Nine boats were lost in the storm off Carrowby."
    posts = [StoryPost("p1", "Good morning and welcome back to Tarn", lead)]
    assert headline(posts, lead) == lead.removesuffix(".")
