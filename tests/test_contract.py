"""The invariants of the digest document, over generated pages."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from splitter import Document, PageDigest, Splitter, UnreadableInput
from splitter.document import Post, Story, json_schema
from splitter.evaluation.contract import violations
from splitter.reading import page_from_bytes

LINES = [
    "Harbour wall to be rebuilt after storm",
    "The council has voted to rebuild the harbour wall at Penvose. Work begins in May.",
    "Jane Harrow",
    "Political correspondent",
    "14:42",
    "6h ago",
    "Share",
    "Updated at 15.02 GMT",
    "Watch: the wall seen from the air – video",
    "Photograph: Ann Other/Agency",
    "“We will not wait,” said the mayor, Tom Bray. “The sea will not.”",
    "The bank raised its rate to 4.5%, the highest in nine years,",
    "Good morning and welcome to our live coverage.",
    "Sign up to our newsletter",
    "A pilot who slept has been suspended.The airline said tha",
    "",
    "   ",
    "…",
    "\u202eesrever\u202c \u200b\u200d\ufeff",
    "🚢🌊",
    "Ἀθῆναι и Київ 東京",
    "a\0b",
    "x" * 500,
]
lines = st.sampled_from(LINES) | st.text(st.characters(codec="utf-8"), max_size=60)
pages = st.tuples(st.lists(lines, min_size=1, max_size=40), st.sampled_from(["\n", "\r\n", "\n\n", "\r"])).map(
    lambda page: page[1].join(page[0])
)
worded = pages.filter(lambda text: bool(text.strip()))
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def spans(page: PageDigest) -> list[tuple[int, int]]:
    return [(s.start, s.end) for s in (*page.posts, *page.document.discarded)]


@few
@given(text=worded, granularity=st.floats(0, 1), max_words=st.integers(10, 60))
def test_every_character_is_in_one_span_every_id_exists_and_every_sentence_cites_its_storys_posts(
    text: str, granularity: float, max_words: int
) -> None:
    page = Splitter(granularity=granularity, max_words=max_words).digest(text)
    times = [0] * len(text)
    for start, end in spans(page):
        for i in range(start, end):
            times[i] += 1
    assert all(count == 1 for count, character in zip(times, text, strict=True) if not character.isspace())
    assert max(times) <= 1
    posts, stories = {p.id for p in page.posts}, {s.id for s in page.stories}
    assert len(posts) == len(page.posts)
    assert len(stories) == len(page.stories)
    assert {p.story for p in page.posts} - {None} <= stories
    assert {p.duplicate_of for p in page.posts} - {None} <= posts
    for story in page.stories:
        assert story.posts
        assert {p.id for p in page.posts if p.story == story.id} == set(story.posts)
        assert story.digest
        assert len(story.headline.split()) <= 14
        assert sum(len(s.text.split()) for s in story.digest) <= max_words
        assert all(s.sources and set(s.sources) <= set(story.posts) for s in story.digest)
    assert violations(text, page.document) == []


@settings(few, max_examples=20)
@given(text=worded, other=worded)
def test_a_page_gives_the_same_bytes_after_another_one(text: str, other: str, splitter: Splitter) -> None:
    first = splitter.digest(text).to_json()
    splitter.digest(other)
    assert splitter.digest(text).to_json() == first


def test_a_page_whose_own_posts_hold_no_word_that_carries_sense(splitter: Splitter) -> None:
    told = "The council has voted to rebuild the harbour wall at Penvose. Work begins in May."
    text = f"{told}\n\nº.\n\n{told}\n\nº."
    assert violations(text, splitter.digest(text).document) == []


@few
@given(text=worded)
def test_output_fits_its_schema(text: str, splitter: Splitter, validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(json.loads(splitter.digest(text).to_json()))


@few
@given(text=worded)
def test_output_is_read_back_with_its_posts_and_stories(text: str, splitter: Splitter) -> None:
    first = Splitter(include_text=True).digest(text)
    again = Splitter(include_text=True).digest(page_from_bytes(first.to_json().encode(), name="edited.json"))
    assert again.to_json() == first.to_json()


@few
@given(text=worded, granularity=st.floats(0, 1))
def test_recut_is_what_digesting_anew_would_give(text: str, granularity: float, splitter: Splitter) -> None:
    anew = Splitter(granularity=granularity).digest(text)
    assert splitter.digest(text).recut(granularity).to_json() == anew.to_json()


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300) | st.text(max_size=100).map(lambda s: s.encode("utf-16")))
def test_bytes_are_read_or_refused_in_one_sentence(data: bytes, splitter: Splitter) -> None:
    try:
        page = page_from_bytes(data, name="page.txt")
    except UnreadableInput as error:
        assert str(error).startswith("page.txt: ")
        assert "\n" not in str(error)
    else:
        assert violations(page.text, splitter.digest(page).document) == []


def test_violations_are_told(sample: str, splitter: Splitter) -> None:
    good = splitter.digest(sample).document
    assert violations(sample, good) == []

    def broken(**changes: object) -> list[str]:
        return violations(sample, Document.model_construct(**{**dict(good), **changes}))

    story, other = good.stories[:2]
    assert broken(posts=good.posts[1:])
    assert broken(posts=[good.posts[0], *good.posts])
    assert broken(posts=good.posts[::-1])
    assert broken(stories=good.stories[1:])
    assert broken(stories=[story.model_copy(update={"posts": other.posts}), *good.stories[1:]])
    assert broken(stories=[story.model_copy(update={"digest": other.digest}), *good.stories[1:]])
    assert broken(stories=[story.model_copy(update={"digest": []}), *good.stories[1:]])
    assert broken(stories=[story.model_copy(update={"headline": "word " * 15}), *good.stories[1:]])
    invented = story.digest[0].model_copy(update={"text": "The minister has denied it all."})
    assert broken(stories=[story.model_copy(update={"digest": [invented]}), *good.stories[1:]])
    assert violations(sample + "more", good)


def test_a_document_that_is_read_back_has_the_texts_of_its_posts_where_it_carries_the_page(
    sample: str, splitter: Splitter
) -> None:
    page = Splitter(include_text=True).digest(sample)
    again = Document.model_validate_json(page.to_json())
    assert again == page.document
    assert [post.text for post in again.posts] == [sample[post.start : post.end] for post in page.posts]
    without = Document.model_validate_json(splitter.digest(sample).to_json())
    assert {post.text for post in without.posts} == {""}


def test_the_schema_does_not_promise_dates_that_no_page_of_text_brings() -> None:
    assert "where the input document brings one" in Post.model_json_schema()["properties"]["published"]["description"]
    told = Story.model_json_schema()["properties"]
    assert all("`published`" in told[name]["description"] for name in ("first_published", "last_published"))
