"""An explanation says what is so: its shares add up, and what it says would move a post moves it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splitter import Page, PageDigest, Post, Splitter, SplitterError, StoryClusterer
from splitter.clustering.evidence import FEATURES, Matrix
from splitter.clustering.explain import KINDS, columns_of, shares, turns
from splitter.rendering.explanation import explanation_to_text


@pytest.fixture(scope="module")
def digest(splitter: Splitter, sample: str) -> PageDigest:
    return splitter.digest(sample)


def test_every_feature_is_of_one_kind() -> None:
    assert sorted(column for kind in KINDS for column in columns_of(kind)) == list(range(len(FEATURES)))


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 999))
def test_shares_add_up_to_what_the_pair_is_above_the_average(seed: int) -> None:
    generator = np.random.default_rng(seed)
    evidence, average = generator.normal(size=(3, len(FEATURES))), generator.normal(size=len(FEATURES))
    first, second = generator.normal(size=(len(FEATURES), 8)), generator.normal(size=8)

    def log_odds(rows: Matrix) -> Matrix:
        told: Matrix = np.maximum(rows @ first, 0) @ second
        return told

    found = shares(evidence.astype(np.float32), average.astype(np.float32), log_odds)
    assert found.shape == (3, len(KINDS))
    np.testing.assert_allclose(found.sum(1), log_odds(evidence) - log_odds(average[None]), atol=1e-3)


def test_of_a_sum_each_kind_has_its_own_part() -> None:
    weights = np.arange(len(FEATURES), dtype=np.float32)
    found = shares(np.ones((1, len(FEATURES)), np.float32), np.zeros(len(FEATURES), np.float32), lambda r: r @ weights)
    np.testing.assert_allclose(found[0], [weights[columns_of(kind)].sum() for kind in KINDS], rtol=1e-4)


@settings(deadline=None)
@given(n=st.integers(2, 20), seed=st.integers(0, 99), granularity=st.floats(0.2, 0.8))
def test_a_sample_turns_where_it_is_said_to(n: int, seed: int, granularity: float) -> None:
    generator = np.random.default_rng(seed)
    rows = generator.normal(size=(4, 8))[generator.integers(4, size=n)] + 0.5 * generator.normal(size=(n, 8))
    repeats = np.where(generator.random(n) < 0.2, 0, -1)
    repeats[0] = -1
    clusterer = StoryClusterer().fit(rows, duplicate_of=repeats)
    labels = clusterer.cut(granularity)
    sample = int(generator.integers(n))
    parts_at, joins_at, joins = turns(labels, clusterer.repeats_, clusterer.merges_, sample)
    own = np.flatnonzero(labels == labels[sample])
    if parts_at is not None:
        assert len(set(clusterer.cut(parts_at)[own])) > 1
        assert len(set(clusterer.cut(max(granularity, parts_at - 0.0101))[own])) == 1
    if joins_at is not None:
        joined = clusterer.cut(joins_at)
        assert joined[sample] in joined[labels == joins]
        above = clusterer.cut(min(granularity, joins_at + 0.0101))
        assert np.flatnonzero(above == above[sample]).tolist() == own.tolist()
    assert turns(np.arange(n) % 2, repeats, clusterer.merges_, 1)[2] in (None, 0)


def test_a_page_is_explained(digest: PageDigest) -> None:
    told = digest.explain()
    assert [post.id for post in told.posts] == [post.id for post in digest.posts]
    stories = {story.id for story in digest.stories}
    for post, own in zip(told.posts, digest.posts, strict=True):
        assert post.story == own.story
        if post.story is None:
            assert post.reason
            continue
        assert len(post.nearest) == 5
        chances = [near.probability for near in post.nearest]
        assert chances == sorted(chances, reverse=True)
        assert all(set(near.evidence) == set(KINDS) for near in post.nearest)
        assert post.other is not None
        assert post.other.id in stories - {post.story}
    together = next(story for story in digest.stories if len(story.posts) > 1)
    post = digest.explain([together.posts[0]]).posts[0]
    assert post.parts_at is not None
    assert post.joins_at is not None

    def beside(granularity: float) -> set[str]:
        return next({*s.posts} for s in digest.recut(granularity).stories if post.id in s.posts)

    assert beside(post.parts_at) < set(together.posts) < beside(post.joins_at)


def test_a_post_that_there_is_not_is_told_beside_those_there_are(digest: PageDigest) -> None:
    there = "p1, p2, p3, p4, p5 and 12 more"
    for kind in (KeyError, SplitterError):
        with pytest.raises(kind) as caught:
            digest.explain(["p1", "nobody"])
        assert str(caught.value) == f"{digest.document.source.id}: has no post 'nobody'; it has {there}"
    with pytest.raises(TypeError, match=f"^posts are a list of ids, not one str; the page has {there}$"):
        digest.explain("p1")


def test_stories_of_an_editor_are_explained_too(splitter: Splitter, digest: PageDigest, tmp_path: object) -> None:
    from splitter.reading.document import read_document

    record = json.loads(splitter.digest(digest.posts[0].text + "\n\n" + digest.posts[2].text).to_json())
    record["source"]["text"] = digest.posts[0].text + "\n\n" + digest.posts[2].text
    record["stories"] = [{"id": "mine", "posts": [post["id"] for post in record["posts"]]}]
    edited = splitter.digest(read_document(record, name="edited"))
    assert {post.story for post in edited.explain().posts} == {"mine"}
    assert edited.stories[0].confidence < 0.5  # Two matters in one story.


def test_the_text_names_neighbours_and_reasons(digest: PageDigest) -> None:
    text = explanation_to_text(digest.explain())
    assert all(f"── {post.id} · {post.kind}" in text for post in digest.posts)
    assert "in no story: a summary of several stories belongs to none of them" in text
    assert "its story has joined" in text
    assert "its story has fallen apart" in text


def test_a_post_beside_nothing_but_its_repeat_is_not_called_alone(splitter: Splitter) -> None:
    told = "The council has voted to rebuild the harbour wall at Penvose."
    posts = (
        Post(id="p1", start=0, end=len(told), kind="update"),
        Post(id="p2", start=len(told) + 1, end=2 * len(told) + 1, kind="update", duplicate_of="p1"),
    )
    page = splitter.digest(Page(text=f"{told}\n{told}", posts=posts))
    assert [story.posts for story in page.stories] == [["p1", "p2"]]
    text = explanation_to_text(page.explain())
    assert "compared with no other of it" in text
    assert "alone" not in text


def test_items_of_recaps_go_to_the_stories_that_they_tell_of(digest: PageDigest) -> None:
    recap = next(post for post in digest.posts if post.items)
    assert recap.story is None
    headline = {story.id: story.headline for story in digest.stories}
    told = {recap.text[i.start - recap.start : i.end - recap.start]: headline[i.story or ""] for i in recap.items}
    assert len(recap.items) == len(told) == 4
    for in_the_item, in_its_storys_headline in (
        ("has resigned over a flat", "minister quits"),
        ("boarded a tanker", "data cable"),
        ("wildfire", "wildfire"),
        ("drinking horn", "museum"),
    ):
        (found,) = (head for text, head in told.items() if in_the_item in text)
        assert in_its_storys_headline in found
    assert all(recap.id not in story.posts for story in digest.stories)


def test_a_story_says_how_sure_it_is(digest: PageDigest) -> None:
    assert all(0 <= story.confidence <= 1 for story in digest.stories)
    assert len({story.confidence for story in digest.stories}) > 1
    one = digest.recut(0.0).stories[0]
    assert one.confidence < min(story.confidence for story in digest.stories if len(story.posts) > 1)
