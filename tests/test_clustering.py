"""The story clusterer is a scikit-learn estimator whose cuts are nested."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.utils.estimator_checks import parametrize_with_checks

from splitter import Splitter, StoryClusterer
from splitter.clustering import PostText, same_story
from splitter.clustering.evidence import FEATURES, Evidence
from splitter.clustering.partition import Merges, best_count, joined, merges_of
from splitter.encoder import load_encoder


@parametrize_with_checks([StoryClusterer()])
def test_scikit_learn_takes_it(estimator: StoryClusterer, check: object) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(estimator)  # type: ignore[operator]


def rows(n: int, seed: int = 0) -> NDArray[np.float64]:
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(max(1, n // 4), 16))
    picked: NDArray[np.float64] = centres[generator.integers(len(centres), size=n)]
    return picked + 0.3 * generator.normal(size=(n, 16))


def nested(fine: NDArray[np.intp], coarse: NDArray[np.intp]) -> bool:
    return len(set(zip(fine.tolist(), coarse.tolist(), strict=True))) == len(set(fine.tolist()))


@settings(deadline=None)
@given(n=st.integers(1, 40), seed=st.integers(0, 9), one=st.floats(0, 1), other=st.floats(0, 1))
def test_a_coarser_cut_only_joins(n: int, seed: int, one: float, other: float) -> None:
    clusterer = StoryClusterer().fit(rows(n, seed))
    assert nested(clusterer.cut(max(one, other)), clusterer.cut(min(one, other)))


@settings(deadline=None)
@given(n=st.integers(1, 40), seed=st.integers(0, 9))
def test_the_ends_of_the_knob(n: int, seed: int) -> None:
    clusterer = StoryClusterer().fit(rows(n, seed))
    assert set(clusterer.cut(0)) == {0}
    assert len(set(clusterer.cut(1))) == n
    assert (clusterer.cut() == clusterer.labels_).all()


@settings(deadline=None)
@given(n=st.integers(1, 30), wanted=st.integers(1, 40))
def test_the_asked_number_of_clusters(n: int, wanted: int) -> None:
    assert len(set(StoryClusterer().fit(rows(n)).cut(n_clusters=wanted))) == min(n, wanted)


@settings(deadline=None)
@given(n=st.integers(2, 30), seed=st.integers(0, 9), granularity=st.floats(0, 1))
def test_a_repeat_goes_where_its_original_is(n: int, seed: int, granularity: float) -> None:
    generator = np.random.default_rng(seed)
    originals = generator.random(n) < 0.6
    originals[0] = True
    where = np.flatnonzero(originals)
    repeats = np.where(originals, -1, where[generator.integers(len(where), size=n)])
    labels = StoryClusterer(granularity=granularity).fit_predict(rows(n, seed), duplicate_of=repeats)
    assert all(labels[i] == labels[r] for i, r in enumerate(repeats) if r >= 0)


@settings(deadline=None)
@given(n=st.integers(1, 30), seed=st.integers(0, 9), granularity=st.floats(0, 1), other=st.floats(0, 1))
def test_a_storyline_holds_whole_stories(n: int, seed: int, granularity: float, other: float) -> None:
    clusterer = StoryClusterer().fit(rows(n, seed))
    stories = clusterer.cut(granularity)
    assert nested(stories, clusterer.storylines(stories, other))
    assert nested(clusterer.labels_, clusterer.storyline_labels_)
    assert ((clusterer.probabilities_ >= 0) & (clusterer.probabilities_ <= 1)).all()


@settings(deadline=None)
@given(n=st.integers(2, 25), seed=st.integers(0, 9))
def test_the_order_of_posts_changes_nothing(n: int, seed: int) -> None:
    made, order = rows(n, seed), np.random.default_rng(seed).permutation(n)
    labels, shuffled = StoryClusterer().fit_predict(made), StoryClusterer().fit_predict(made[order])
    together = labels[:, None] == labels
    assert (together[np.ix_(order, order)] == (shuffled[:, None] == shuffled)).all()


@settings(deadline=None)
@given(n=st.integers(2, 12), seed=st.integers(0, 99))
def test_where_merging_stops_is_where_the_expected_figure_is_highest(n: int, seed: int) -> None:
    odds = np.random.default_rng(seed).normal(-1, 2, size=(n, n)).astype(np.float32)
    odds = np.triu(odds, 1) + np.triu(odds, 1).T
    merges = merges_of(odds)
    likely = 1 / (1 + np.exp(-odds.astype(np.float64)))
    np.fill_diagonal(likely, 1)

    def expected(count: int) -> float:
        labels = joined(n, merges.pairs[:count])
        together = (labels[:, None] == labels) * likely
        precision = (together.sum(1) / (labels[:, None] == labels).sum(1)).mean()
        recall = (together.sum(1) / likely.sum(1)).mean()
        return float(2 * precision * recall / (precision + recall))

    figures = [expected(count) for count in range(n)]
    assert figures[best_count(odds, merges)] == pytest.approx(max(figures), abs=1e-5)


def test_a_sample_of_many_posts_counts_as_many() -> None:
    generator = np.random.default_rng(3)
    sizes = np.array([5, 1, 3, 1, 2])
    odds = generator.normal(-0.5, 2, size=(5, 5)).astype(np.float32)
    odds = np.triu(odds, 1) + np.triu(odds, 1).T
    merges = merges_of(odds)
    whole = np.repeat(np.arange(5), sizes)
    posts = np.where(whole[:, None] == whole, np.float32(60), odds[np.ix_(whole, whole)])
    first = np.cumsum([0, *sizes[:-1]])
    pairs = [[first[a], first[b]] for a, b in merges.pairs]
    within = [[first[k], first[k] + j] for k, size in enumerate(sizes) for j in range(1, size)]
    of_posts = Merges(np.array(within + pairs), np.concatenate([np.full(len(within), 60.0), merges.odds]))
    assert best_count(odds, merges, sizes) == best_count(posts, of_posts) - len(within)


TEXTS = [
    "Karen Lyngby has resigned as Denmark's finance minister after a week of pressure over her tax affairs.",
    "Denmark's finance minister Karen Lyngby resigns over her unpaid tax, the prime minister's office says.",
    "Firefighters in Ourense say the wildfire has reached the motorway, and three people have died.",
    "The death toll of the Ourense wildfire has risen to three; the motorway is closed to all traffic.",
]


def test_texts_are_clustered_by_what_they_tell() -> None:
    clusterer = StoryClusterer().fit(TEXTS)
    assert clusterer.labels_.tolist() == [0, 0, 1, 1]
    assert clusterer.probabilities_.min() > 0.5
    assert StoryClusterer().fit([TEXTS[0]]).labels_.tolist() == [0]
    assert StoryClusterer().fit([TEXTS[0]] * 3).labels_.tolist() == [0, 0, 0]
    assert StoryClusterer().fit(["", "…", TEXTS[0]]).labels_.shape == (3,)


@pytest.mark.parametrize("column", [np.array, lambda texts: np.array(texts, dtype=object), pd.Series, tuple])
def test_texts_may_come_as_an_array_or_a_column_of_a_table(column: Callable[[list[str]], Any]) -> None:
    assert StoryClusterer().fit_predict(column(TEXTS)).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("other", [None, 7, float("nan"), [0.5, 0.5]])
def test_texts_among_other_things_are_refused(other: object) -> None:
    given: list[object] = [TEXTS[0], other, TEXTS[1]]
    for column in (given, pd.Series(given)):
        with pytest.raises(ValueError, match="X holds texts and something else"):
            StoryClusterer().fit(column)


@pytest.mark.parametrize("posts", [TEXTS * 3, ["", "a b c d", "12 of 34.", *TEXTS], ["same words here"] * 5])
def test_evidence_of_a_pair_is_the_same_whatever_it_is_asked_with(posts: list[str]) -> None:
    evidence = Evidence([PostText("", text) for text in posts], load_encoder().encode_spans)
    one, other = np.triu_indices(len(posts), 1)
    told = evidence.pairs(one, other)
    assert told.shape == (len(one), len(FEATURES))
    assert np.isfinite(told).all()
    np.testing.assert_allclose(evidence.pairs(other, one), told, atol=1e-4)
    for n in range(len(one)):
        np.testing.assert_allclose(evidence.pairs(one[n : n + 1], other[n : n + 1])[0], told[n], atol=1e-4)
    assert evidence.pairs(one[:0], other[:0]).shape == (0, len(FEATURES))


def test_on_a_long_page_the_likely_pairs_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    posts = [PostText("", f"{TEXTS[n % 4]} This is report {n}.") for n in range(120)]
    evidence = Evidence(posts, load_encoder().encode_spans)
    model = same_story.same_story_model()
    exact = model.log_odds(evidence)
    monkeypatch.setattr(same_story, "_ALL_COMPARED", 50)
    guessed = model.log_odds(evidence)
    for ours, theirs in zip(guessed, exact, strict=True):
        assert (ours == ours.T).all()
        assert (ours.diagonal() == 0).all()
        likely = np.triu(np.abs(np.subtract.outer(np.arange(120), np.arange(120))) <= 5, 1)
        np.testing.assert_allclose(ours[likely], theirs[likely], atol=2e-3)
        assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.9


def test_repeats_of_repeats_go_where_the_first_original_is() -> None:
    made = rows(6)
    clusterer = StoryClusterer().fit(made, duplicate_of=[-1, 0, 1, 4, 3, 3])
    assert clusterer.repeats_.tolist() == [-1, 0, 0, -1, 3, 3]
    for sample in range(6):
        original = int(clusterer.repeats_[sample])
        assert clusterer.explain(sample) == clusterer.explain(original if original >= 0 else sample)
    assert clusterer.labels_[1] == clusterer.labels_[2] == clusterer.labels_[0]
    assert clusterer.labels_[3] == clusterer.labels_[4] == clusterer.labels_[5]


def test_a_long_chain_of_repeats_takes_no_longer_than_as_many_repeats_of_one_post() -> None:
    started = time.process_time()
    clusterer = StoryClusterer().fit(rows(1500), duplicate_of=np.arange(1500) - 1)
    assert time.process_time() - started < 2
    assert clusterer.repeats_.tolist() == [-1] + [0] * 1499


def test_a_part_is_read_in_its_text() -> None:
    encoder = load_encoder()
    first, second = TEXTS[0], TEXTS[2]
    text = f"{first} {second}"
    parts = encoder.encode_spans([text, first], [[(0, len(first)), (len(first) + 1, len(text))], [(0, 9000)]])
    assert [part.shape for part in parts] == [(2, 384), (1, 384)]
    alone = encoder.encode([first, second])
    near = parts[0] @ alone.T
    assert near[0, 0] > near[0, 1]
    assert near[1, 1] > near[1, 0]
    assert parts[1] @ alone[0] > 0.95
    assert encoder.encode_spans([], []) == []


def test_a_cut_compares_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    import splitter.clustering.story_clusterer as module

    clusterer = StoryClusterer().fit(rows(30))
    monkeypatch.delattr(module, "merges_of")
    monkeypatch.delattr(module, "same_story_model")
    assert len(set(clusterer.cut(0.2))) <= len(set(clusterer.cut(0.8)))


def test_what_is_out_of_range_is_refused() -> None:
    clusterer = StoryClusterer().fit(rows(5))
    for bad in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="granularity"):
            clusterer.cut(bad)
    with pytest.raises(ValueError, match="n_clusters"):
        clusterer.cut(n_clusters=0)
    with pytest.raises(ValueError, match="duplicate_of"):
        StoryClusterer().fit(rows(5), duplicate_of=[-1, 9, -1, -1, -1])


@pytest.mark.slow
def test_five_thousand_posts() -> None:
    started = time.perf_counter()
    labels = StoryClusterer().fit_predict(rows(5000))
    assert len(labels) == 5000
    assert time.perf_counter() - started < 60


def test_more_than_a_chunk_is_told() -> None:
    with pytest.warns(UserWarning, match="chunks of 50"):
        labels = StoryClusterer(chunk_size=50).fit_predict(rows(120))
    assert len(labels) == 120


def test_a_page_recut(sample: str, splitter: Splitter) -> None:
    page = splitter.digest(sample)
    told = [p.id for p in page.posts if p.story is not None]
    assert len(page.recut(0.0).stories) == 1
    originals = [p.id for p in page.posts if p.id in told and p.duplicate_of is None]
    assert len(page.recut(1.0).stories) == len(originals)
    four = page.recut(stories=4)
    assert (len(four.stories), four.warnings) == (4, [])
    many = page.recut(stories=100)
    assert many.warnings == [f"The stories of this page are {len(many.stories)}, though 100 were asked for."]
    with pytest.raises(ValueError, match="granularity"):
        page.recut()


def test_a_page_in_another_language_has_stories_but_no_storylines(splitter: Splitter, styles_folder: Path) -> None:
    page = splitter.digest((styles_folder / "fr-franceinfo.txt").read_text(encoding="utf-8"))
    assert page.document.source.language == "fr"
    assert any("no storylines are told" in warning for warning in page.warnings)
    assert {story.storyline for story in page.stories} == {None}
    assert 1 < len(page.stories) < len(page.posts)


def test_a_page_whose_line_breaks_were_lost_says_so(sample: str, splitter: Splitter) -> None:
    assert splitter.digest(sample).warnings == []
    (warning,) = splitter.digest(" ".join(sample.split())).warnings
    assert "line breaks were lost" in warning
