"""Extracts say what the posts say, in the posts' words, and where it stands."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoConfig, AutoModel, AutoTokenizer

from splitter import Settings, Splitter
from splitter.errors import ModelNotFound
from splitter.sentences import split_sentences
from splitter.summarization import SUMMARIZERS, StoryDigest, StoryPost, StoryPosts, extract, load_summarizer
from splitter.summarization.candidates import Candidate, find_candidates
from splitter.summarization.quotable import LABELS, passages, quotable_model
from splitter.summarization.selector import choose
from splitter.summarization.words import clip_words, count_words

ROOT = Path(__file__).parent.parent
LATEST = StoryPost(
    "p1",
    "Wall to be rebuilt by the autumn",
    "The harbour wall at Penvose will be rebuilt by the autumn, the council's leader, Tom Bray, said on Thursday.\n"
    "He said that it was sad.\n“We will not wait for another storm,” said Bray. “The sea will not.”",
)
WORDS = ("The", "ferry,", "of", "Tarn", "has", "sailed", "on", "Friday", "–", "after", "a", "storm")
# Fit to stand alone, to stand after the sentence before it, somebody's words, no news.
FITNESS = [(0.9, 0.1, 0.0, 0.0), (0.1, 0.8, 0.1, 0.0), (0.2, 0.0, 0.8, 0.0), (0.0, 0.1, 0.0, 0.9)]
EARLIER = StoryPost(
    "p4",
    "Storm breaks harbour wall at Penvose",
    "A storm has broken the harbour wall at Penvose in two places, the coastguard says. Eleven boats were lost.",
)
STORY = StoryPosts((LATEST, EARLIER), {"p4": ("p9",)})


def digest(story: StoryPosts, min_words: int = 25, max_words: int = 60) -> StoryDigest:
    (written,) = load_summarizer(Settings()).summarize([story], min_words=min_words, max_words=max_words)
    return written


def test_the_latest_state_comes_first_and_every_sentence_cites_its_post() -> None:
    written = digest(STORY)
    assert written.sentences[0].text.startswith("The harbour wall at Penvose will be rebuilt")
    bodies = {"p1": LATEST.body, "p4": EARLIER.body, "p9": EARLIER.body}
    for sentence in written.sentences:
        assert all(sentence.text in bodies[name].replace("\n", " ") for name in sentence.sources)


def test_repeats_of_a_cited_post_are_cited_too() -> None:
    written = digest(StoryPosts((EARLIER,), {"p4": ("p9",)}))
    assert [s.sources for s in written.sentences] == [["p4", "p9"]] * len(written.sentences)


def test_a_quotation_keeps_who_said_it() -> None:
    his = "Tom Bray, its leader, said: “The harbour wall at Penvose will be rebuilt by June.”"
    body = f"The council of Penvose has met after the storm.\n{his} “The sea will not wait for us.”"
    texts = [s.text for s in digest(StoryPosts((StoryPost("p1", "", body),), {})).sentences]
    assert [text for text in texts if "“" in text] == [his]


def test_a_sentence_that_the_crawl_cut_off_is_left_out() -> None:
    cut = StoryPost("p1", "", "The estate has sold its whole harvest to one buyer, it says. The owners, who w")
    assert [s.text for s in digest(StoryPosts((cut,), {})).sentences] == [
        "The estate has sold its whole harvest to one buyer, it says."
    ]


def test_a_quotation_alone_does_not_tell_a_story_that_news_tells() -> None:
    body = (
        "The storm at Penvose is over.\n“We will not wait,” said Tom Bray. “The harbour wall will be rebuilt by June.”"
    )
    texts = [sentence.text for sentence in digest(StoryPosts((StoryPost("p1", "", body),), {})).sentences]
    assert texts[0] in ("The storm at Penvose is over.", "“We will not wait,” said Tom Bray.")
    assert texts[-1] != "“The harbour wall will be rebuilt by June.”" or "Bray" in texts[-2]


@pytest.mark.parametrize(
    "unfit",
    [
        "Lint writes:\nCuts to the harbour fund of Penvose are due to go on for years to come.",
        "Here is a statement from the union:\nThe harbour fund of Penvose is the worst run in the whole country.",
        "Ajo Marr 19 May 2031 10:54am the harbour fund of Penvose has paid for nothing at all in years.",
        "The comments came after the harbour fund of Penvose had paid for a new north pier.",
        "Its refusal to pay for the north pier of Penvose has been called a scandal by the union.",
        "Good evening from Penvose, where the harbour fund has paid for a new pier at last.",
    ],
)
def test_nobodys_words_and_no_news_are_not_told_beside_news(unfit: str) -> None:
    news = (
        "The harbour fund of Penvose will pay 2m crowns for a new north pier, its head, Ilse Brandt, said on Thursday."
    )
    told = digest(StoryPosts((StoryPost("p2", "", unfit), StoryPost("p1", "", news)), {}))
    assert [sentence.text for sentence in told.sentences] == [news]


def test_a_digest_does_not_begin_with_a_sentence_that_leans_on_another() -> None:
    latest = StoryPost("p1", "", "He says that he will report back to the press after the vote on Thursday morning.")
    first = StoryPost("p2", "", "Harbour minister Ilse Brandt has called a vote on the sale of the ferry line.")
    sentences = digest(StoryPosts((latest, first), {})).sentences
    assert sentences[0].text.startswith("Harbour minister")


@pytest.mark.parametrize(
    ("body", "sentence", "label"),
    [
        (
            "The ferry company has lost a third of its ships in the storm, it said on Friday.",
            "The ferry company has lost a third of its ships in the storm, it said on Friday.",
            "fit",
        ),
        (
            "Harbour minister Ilse Brandt met the owners of the ferries on Friday. She told them that it was too late.",
            "She told them that it was too late.",
            "leans",
        ),
        (
            "Union leader Karl Moor writes:\nThe government should be ashamed of what it has done to our islands.",
            "The government should be ashamed of what it has done to our islands.",
            "unowned",
        ),
        ("The storm has passed. Read the full story here.", "Read the full story here.", "no news"),
        ("A storm has hit Tarn. Here are some pictures of it.", "Here are some pictures of it.", "no news"),
    ],
)
def test_what_readers_stumble_over_is_not_fit_to_be_quoted_alone(body: str, sentence: str, label: str) -> None:
    posts = [StoryPost("p1", "", body)]
    (candidate,) = (c for c in find_candidates(posts, 60) if c.text == sentence)
    ((told,),) = quotable_model().probabilities([(posts, [candidate])])
    assert told.sum() == pytest.approx(1, abs=0.01)
    assert LABELS[int(told.argmax())] == label


@given(
    title=st.sampled_from(["", "Storm breaks harbour wall"]),
    lengths=st.lists(st.integers(1, 90), max_size=12),
    asked=st.sets(st.integers(0, 11)),
)
def test_every_sentence_asked_is_judged_once_and_where_it_stands_in_its_post(
    title: str, lengths: list[int], asked: set[int]
) -> None:
    sentences = [" ".join(f"{n}-{k}" for k in range(length)) for n, length in enumerate(lengths)]
    read = list(passages(title, sentences, list(asked)))
    assert [place for one in read for place in one.places] == sorted(n for n in asked if n < len(sentences))
    for one in read:
        assert [one.text[a:b] for a, b in one.spans] == [sentences[place] for place in one.places]
        assert one.text.startswith(title)
    # What it is judged by is the same whatever else is asked.
    assert {one.text for one in read} <= {one.text for one in passages(title, sentences, range(len(sentences)))}


@pytest.mark.parametrize("posts", [3, 30, 300])
def test_of_many_posts_the_latest_and_the_oldest_are_looked_at(posts: int) -> None:
    bodies = [" ".join(f"Ferry {n} has left quay {k} of Tarn." for k in range(40)) for n in range(posts)]
    candidates = find_candidates([StoryPost(f"p{n}", "", body) for n, body in enumerate(bodies)], 60)
    assert len(candidates) <= 200
    assert {0, 1, posts - 2, posts - 1} <= {candidate.post for candidate in candidates}


@pytest.mark.parametrize("post", [0, 1])
def test_what_was_to_come_gives_way_once_a_later_post_is_there(post: int) -> None:
    texts = (
        "The minister is expected to speak to the crews of Tarn soon.",
        "The crews went on strike over four ships.",
    )
    candidates = [Candidate(text, post, place, count_words(text), leans=False) for place, text in enumerate(texts)]
    shares = np.array([[0.6, 0.6], [0.5, 0.5]], dtype=np.float32)
    fit, vectors = np.array([FITNESS[0]] * 2, dtype=np.float32), np.eye(2, dtype=np.float32)
    chosen = choose(candidates, shares, fit, vectors, min_words=5, max_words=15)
    assert chosen == [post]


def test_nothing_unfit_fills_up_a_digest() -> None:
    post = StoryPost("p1", "", "A ferry has sunk off Tarn. What a day! Here is the video. Read more here. Stay tuned!")
    assert [s.text for s in digest(StoryPosts((post,), {})).sentences] == ["A ferry has sunk off Tarn."]


def test_a_people_is_nobody_that_a_sentence_could_be_about() -> None:
    latest = StoryPost("p1", "", "To the alarm of European and Danish leaders, he said that the ferry would be sold.")
    first = StoryPost("p2", "", "Harbour minister Karl Brandt has called a vote on the sale of the ferry line.")
    assert digest(StoryPosts((latest, first), {})).sentences[0].text.startswith("Harbour minister")


def test_who_responds_is_nobody_whom_the_phrase_names() -> None:
    latest = StoryPost("p1", "", "Responding to Brandt’s plan, he says that the union will ask its members to vote.")
    first = StoryPost("p2", "", "Union leader Karl Moor has called a meeting on the sale of the ferry line.")
    assert digest(StoryPosts((latest, first), {})).sentences[0].text.startswith("Union leader")


def test_the_us_is_no_pronoun() -> None:
    """Words in the first person are a last resort; a country is not."""
    of_the_country = "The US has lifted its ban on herring from the islands, the coastguard says."
    own_words = "We have lifted our ban on herring from the islands, and my crews will sail on Monday."
    (sentence,) = digest(StoryPosts((StoryPost("p1", "", f"{own_words}\n{of_the_country}"),), {}), 5, 20).sentences
    assert sentence.text == of_the_country


def test_an_earlier_count_gives_way_to_the_later_one() -> None:
    later = StoryPost(
        "p1", "", "At least 15 people have died in the ferry fire off Tarn, the coastguard said on Friday."
    )
    earlier = StoryPost(
        "p2", "", "At least 12 people have died in the ferry fire off Tarn, the coastguard said on Friday."
    )
    texts = " ".join(s.text for s in digest(StoryPosts((later, earlier), {})).sentences)
    assert "15 people" in texts
    assert "12 people" not in texts


def test_a_count_in_words_gives_way_too() -> None:
    later = StoryPost("p1", "", "A third sailor has died in the ferry fire off Tarn, the coastguard says.")
    earlier = StoryPost("p2", "", "Two sailors have died in the ferry fire off Tarn. The harbour of Tarn is closed.")
    texts = " ".join(s.text for s in digest(StoryPosts((later, earlier), {})).sentences)
    assert "A third sailor" in texts
    assert "Two sailors" not in texts


def test_a_story_of_many_posts_is_told_by_what_its_posts_share() -> None:
    posts = (
        StoryPost(
            "p1", "", "The weather over Tarn is mild. The ferry fire off Tarn has killed 15 people, police said."
        ),
        StoryPost("p2", "", "Pilots saw the smoke of the ferry fire. A singer cancelled her concert in the town hall."),
        StoryPost("p3", "", "A fire broke out on the Tarn ferry at noon on Friday, the coastguard said."),
    )
    texts = " ".join(s.text for s in digest(StoryPosts(posts, {})).sentences)
    assert "has killed 15 people" in texts
    assert "singer" not in texts


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_chosen_fits_and_stands_alone(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 16))
    places = [(k // 4, k % 4) for k in range(size)]
    words = data.draw(st.lists(st.integers(1, 30), min_size=size, max_size=size))
    fit = np.array(data.draw(st.lists(st.sampled_from(FITNESS), min_size=size, max_size=size)), dtype=np.float32)
    candidates = [
        # Without a figure that a later one could overtake.
        Candidate(" ".join(f"q{chr(97 + k)}{'x' * n}" for n in range(count)), post, place, count, leans=False)
        for k, ((post, place), count) in enumerate(zip(places, words, strict=True))
    ]
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    vectors = random.normal(size=(size, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    shares = random.random((size, 2)).astype(np.float32)
    chosen = choose(candidates, shares, fit, vectors, min_words=20, max_words=60)
    assert 1 <= len(chosen) <= 3
    assert sum(candidates[i].words for i in chosen) <= 60
    assert chosen == sorted(set(chosen))
    alone = fit[:, 0] > 0.5
    if alone.any():
        for i in chosen:
            assert alone[i] or (fit[i, 1] > 0.5 and candidates[i].place > 0 and i - 1 in chosen)
    else:
        assert len(chosen) == 1


def test_what_only_introduces_a_quotation_is_left_out() -> None:
    post = StoryPost(
        "p1", "", "Mayor Tom Bray answered the owners of the boats on Friday:\nWe hear you.\nThe wall will be rebuilt."
    )
    texts = [s.text for s in digest(StoryPosts((post,), {})).sentences]
    assert texts
    assert not any(text.endswith(":") for text in texts)


@pytest.mark.parametrize(
    "sentences",
    [
        (
            "The terminal was cleared on Friday afternoon.",
            "A spokesman said nobody was hurt. ",
            "The U.S. embassy is shut.",
        ),
        (
            "Harbour wall cannot be saved, says Ole Marr",
            "For free alerts sent to you sign up. ",
            "A LinkedIn post has it.",
        ),
    ],
)
def test_a_sentence_glued_to_the_one_before_is_one_of_its_own(sentences: tuple[str, ...]) -> None:
    assert split_sentences("".join(sentences)) == [sentence.strip() for sentence in sentences]


def test_an_omission_inside_a_sentence_does_not_end_it() -> None:
    sentence = "“Just now, harbour master … Ole Marr told the council that talks had failed,” his office said."
    assert split_sentences(f"{sentence} More soon … \nIt waits… Then it goes.") == [
        sentence,
        "More soon …",
        "It waits…",
        "Then it goes.",
    ]


def test_a_long_run_of_stops_is_cut_in_no_time() -> None:
    started = time.process_time()
    assert len(split_sentences(f"Dear reader{'.' * 30_000}or not. The end.")) == 2
    assert time.process_time() - started < 2  # Five hundredths would do.


def test_a_run_of_marks_that_nothing_closes_is_looked_at_in_no_time() -> None:
    started = time.process_time()
    (told,) = find_candidates([StoryPost("p1", "", f'“No,” said Tom Bray of {"“" * 60_000}this or "that".')], 60)
    assert told.unquoted.split() == ["said", "Tom", "Bray", "of", f"{'“' * 60_000}this", "or", "."]
    assert time.process_time() - started < 1  # A tenth would do.


def test_where_only_an_open_quotation_can_be_quoted_it_is_quoted_to_its_end() -> None:
    body = "The mayor, Ilse Brandt, has appealed for calm: “Please go home. We need the streets to be clear.”"
    (told,) = load_summarizer(Settings()).summarize(
        [StoryPosts((StoryPost("p1", "", body),), {})], min_words=25, max_words=60
    )
    assert " ".join(sentence.text for sentence in told.sentences) == body


@pytest.mark.parametrize("before", [["The harbour was full."], []])
def test_one_posts_quotation_is_not_put_below_another_posts_speaker(before: list[str]) -> None:
    speaker = "Suthan transport minister Ole Marr called for more ferries in the north."
    quotation = "“We have more ferries in the harbour than we can ever man,” she told reporters."
    told = [(speaker, 0, 0), *((text, 1, place) for place, text in enumerate([*before, quotation]))]
    candidates = [Candidate(text, post, place, count_words(text), leans=False) for text, post, place in told]
    # The sentence between the two is worth nothing but what the quotation needs it for.
    shares = np.array([[0.5, 0.5], *([[0.0, 0.0]] * len(before)), [0.9, 0.9]], dtype=np.float32)
    fit = np.array([FITNESS[0], *([FITNESS[0]] * len(before)), FITNESS[1]], dtype=np.float32)
    chosen = choose(candidates, shares, fit, np.eye(len(told), dtype=np.float32), min_words=10, max_words=60)
    texts = [candidates[i].text for i in chosen]
    assert texts == ([speaker, *before, quotation] if before else [speaker])


@settings(max_examples=40, deadline=None)
@given(st.integers(10, 80), st.integers(0, 60))
def test_no_digest_is_longer_than_asked(max_words: int, min_words: int) -> None:
    written = digest(STORY, min(min_words, max_words), max_words)
    assert 1 <= sum(count_words(s.text) for s in written.sentences) <= max_words


@pytest.mark.parametrize(
    "post",
    [
        StoryPost("p1", "", "Word"),
        StoryPost("p1", "Only a title", ""),
        StoryPost("p1", "", "", "Only a caption"),
        StoryPost("p1", "", "word " * 500),
        StoryPost("p1", "", "“" + "never closed " * 40),
    ],
)
def test_posts_that_hardly_say_a_thing(post: StoryPost) -> None:
    written = digest(StoryPosts((post,), {}))
    assert written.sentences
    assert 1 <= len(written.headline.split()) <= 14


@given(st.text(max_size=300), st.integers(1, 20))
def test_clipping_keeps_the_beginning(text: str, most: int) -> None:
    clipped = clip_words(text, most)
    assert count_words(clipped) <= most
    assert text.startswith(clipped.removesuffix("…").rstrip()) or clipped == text


def test_digests_come_one_by_one_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    class Noting(Sequence[StoryPosts]):
        def __len__(self) -> int:
            return 3

        def __getitem__(self, place: Any) -> Any:
            if place >= 3:
                raise IndexError
            read.append(place)
            return STORY

    monkeypatch.setattr(extract, "_SENTENCES_AT_ONCE", 1)  # Stories are read together until they have as many.
    stream = load_summarizer(Settings()).summarize(Noting(), min_words=25, max_words=60)
    assert read == []
    assert next(stream).headline
    assert read == [0]
    assert next(stream).headline
    assert read == [0, 1]
    stream.close()  # type: ignore[attr-defined]
    assert list(stream) == []
    assert read == [0, 1]


def test_an_unknown_summarizer_is_told_with_those_there_are() -> None:
    with pytest.raises(ModelNotFound, match="extract"):
        Splitter(summarizer="oracle")


def test_a_summarizer_that_someone_adds_is_used(monkeypatch: pytest.MonkeyPatch, sample: str) -> None:
    class First:
        name, revision = "first", "1"

        def summarize(self, stories, *, min_words, max_words):  # type: ignore[no-untyped-def]
            extract = load_summarizer(Settings())
            for story in stories:
                (written,) = extract.summarize([story], min_words=0, max_words=max_words)
                yield StoryDigest("HEADLINE", written.sentences[:1])

    monkeypatch.setitem(SUMMARIZERS, "first", lambda settings: First())
    page = Splitter(summarizer="first").digest(sample)
    assert {story.headline for story in page.stories} == {"HEADLINE"}
    assert page.document.settings.summarizer == "first"


def test_another_encoder_may_weigh_sentences(tmp_path: Path) -> None:
    """Its vectors are shorter than those that the networks were trained on."""
    bundled = ROOT / "models" / "all-MiniLM-L6-v2"
    AutoTokenizer.from_pretrained(bundled).save_pretrained(tmp_path)
    config = AutoConfig.from_pretrained(
        bundled, hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    AutoModel.from_config(config).save_pretrained(tmp_path)
    summarizer = load_summarizer(Settings(encoder=str(tmp_path)))
    untitled = StoryPosts((StoryPost("p1", "", f"{LATEST.body} {EARLIER.body}"),), {})
    (written,) = summarizer.summarize([untitled], min_words=25, max_words=60)
    assert written.sentences
    assert 1 <= count_words(written.headline) <= 14
