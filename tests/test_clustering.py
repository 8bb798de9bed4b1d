"""The story clusterer is a scikit-learn estimator whose cuts are nested."""

from __future__ import annotations

import time
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.utils.estimator_checks import parametrize_with_checks

from splitter import Splitter, StoryClusterer


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


def test_a_cut_compares_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    import splitter.clustering.story_clusterer as module

    clusterer = StoryClusterer().fit(rows(30))
    monkeypatch.delattr(module, "linkage")
    monkeypatch.delattr(module, "pdist")
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
    assert len(page.recut(stories=4).stories) == 4
    with pytest.raises(ValueError, match="granularity"):
        page.recut()
