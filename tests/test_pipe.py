"""Many pages at once: what comes out of each is what comes out of it alone."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter import PageDigest, Splitter, UnreadableInput
from splitter.choices import Precision
from splitter.encoder import load_encoder
from splitter.packing import packed, padded_length
from splitter.page_stories import PageStories
from splitter.reading import Page, page_from_bytes
from splitter.segmentation import Segmentation, segmenter
from splitter.segmentation.lines import Line
from splitter.segmentation.model import Evidence, LineModel
from splitter.summarization import StoryDigest
from splitter.summarization.base import StoryPosts

ONE = Page("10:02 Ferry aground\nThe Penvose ferry has run aground. Nobody is hurt.\n", id="one")
OTHER = Page("11:40 Rate raised\nThe bank has raised its rate to 4.5%, the highest in nine years.\n", id="other")
BLANK = " \n\t"
TUGS = "Tanker aground off Penvose\n14:02\nA tanker has run aground off Penvose. Two tugs are on their way.\n"


def name(told: PageDigest | Exception) -> str:
    return type(told).__name__ if isinstance(told, Exception) else told.document.source.id


@pytest.fixture
def frail(monkeypatch: pytest.MonkeyPatch, splitter: Splitter) -> Splitter:
    """One whose segmentation fails on a word, when the lines of the whole batch have been read."""
    cut = segmenter._segmented

    def failing(text: str, lines: list[Line], evidence: Evidence) -> Segmentation:
        if "tugs" in text:
            raise RuntimeError("no tugs")
        return cut(text, lines, evidence)

    monkeypatch.setattr(segmenter, "_segmented", failing)
    return splitter


@pytest.mark.slow
def test_pages_give_the_same_bytes_in_whatever_company(
    splitter: Splitter, gold_folder: Path, styles_folder: Path
) -> None:
    every = [*gold_folder.glob("*.txt"), *styles_folder.glob("*.txt")]
    paths = sorted(every, key=lambda path: (path.stat().st_size, path.name))[:8]  # More take minutes.
    pages = [path.read_text(encoding="utf-8") for path in paths]
    alone = {page: splitter.digest(page).to_json() for page in pages}
    backward = pages[::-1]
    for order, size in ((pages, 3), (backward[3:] + backward[:3], 64)):
        told = [digest.to_json() for digest in splitter.pipe(order, size)]
        differ = [paths[pages.index(page)].name for page, json in zip(order, told, strict=True) if json != alone[page]]
        assert differ == [], f"{size} at a time"


def test_vectors_do_not_depend_on_their_company(sample: str) -> None:
    encoder = load_encoder()
    texts = [line for line in sample.splitlines() if line.strip()][:60]
    together = encoder.encode(texts)
    # Equal to the last bit on processors that were tried; decisions need no more than this.
    np.testing.assert_allclose([encoder.encode([text])[0] for text in texts], together, rtol=0, atol=1e-6)
    np.testing.assert_allclose(encoder.encode(texts[::-1])[::-1], together, rtol=0, atol=1e-6)
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.slow
def test_half_precision_is_said_and_gives_the_same_bytes_in_whatever_company(sample: str, gold_folder: Path) -> None:
    other = min(gold_folder.glob("*.txt"), key=lambda path: path.stat().st_size).read_text(encoding="utf-8")
    half = Splitter(precision="bfloat16")
    alone = half.digest(sample)
    assert alone.document.settings.precision == "bfloat16"
    assert [digest.to_json() for digest in half.pipe([other, sample])][1] == alone.to_json()
    exact = Splitter().digest(sample).document
    cuts = [[post.start for post in document.posts] for document in (alone.document, exact)]
    # Nearly the same posts, and not the same vectors.
    assert len(set(cuts[0]) ^ set(cuts[1])) <= 4
    text = sample.splitlines()[0]
    encoders = load_encoder(), load_encoder(precision=Precision.bfloat16)
    one, two = (encoder.encode([text])[0] for encoder in encoders)
    assert 0.999 < float(one @ two) < 1.0


def test_posts_that_pages_bring_are_read_together_in_the_precision_of_the_encoder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = list(Splitter(include_text=True).pipe([ONE, OTHER]))
    brought = [page_from_bytes(digest.to_json().encode(), name="digest.json") for digest in first]
    asked: list[tuple[list[str], Precision]] = []
    evidence = LineModel.evidence

    def noting(
        model: LineModel, pages: Sequence[Sequence[Line]], precision: Precision = Precision.float32
    ) -> list[Evidence]:
        asked.append(([lines[0].text for lines in pages], precision))
        return evidence(model, pages, precision)

    monkeypatch.setattr(LineModel, "evidence", noting)
    read = PageStories.of_all([brought[0], Page(TUGS), brought[1]], load_encoder(precision=Precision.bfloat16))
    assert all(word in page.texts[0] for word, page in zip(("ferry", "tanker", "bank"), read, strict=True))
    own, others = TUGS.splitlines()[0], [page.text.splitlines()[0] for page in (ONE, OTHER)]
    assert asked == [([own], Precision.bfloat16), (others, Precision.bfloat16)]


@given(lengths=st.lists(st.integers(1, 512), max_size=200))
def test_in_half_precision_as_many_rows_are_read_as_a_length_asks_for(lengths: list[int]) -> None:
    batches = list(packed(lengths, "cpu", Precision.bfloat16))
    assert {i for batch, _ in batches for i in batch} == set(range(len(lengths)))
    for batch, length in batches:
        assert {padded_length(lengths[i]) for i in batch} == {length}
        assert len(batch) == 1024 // length


@given(lengths=st.lists(st.integers(1, 512), max_size=200), device=st.sampled_from(["cpu", "cuda"]))
def test_packing_keeps_each_text_once_at_a_length_of_its_own(lengths: list[int], device: str) -> None:
    batches = list(packed(lengths, device))
    assert sorted(i for batch, _ in batches for i in batch) == list(range(len(lengths)))
    for batch, length in batches:
        assert {padded_length(lengths[i]) for i in batch} == {length}
        assert len(batch) == 1 or len(batch) * length <= {"cpu": 1024, "cuda": 16384}[device]
    assert all(length <= padded_length(length) <= max(16, 1.25 * length) for length in lengths)


def test_pages_are_taken_as_they_are_needed_and_given_in_order(splitter: Splitter) -> None:
    taken: list[Page] = []

    def pages() -> Iterator[Page]:
        for page in (ONE, OTHER, ONE, OTHER, ONE):
            taken.append(page)
            yield page

    given = splitter.pipe(pages(), batch_size=2)
    assert taken == []
    assert name(next(given)) == "one"
    assert len(taken) == 2
    assert [name(told) for told in given] == ["other", "one", "other", "one"]
    assert list(splitter.pipe([])) == []
    with pytest.raises(ValueError, match="batch_size must be at least 1"):
        next(splitter.pipe([ONE], batch_size=0))


def test_a_page_that_fails_is_told_in_its_turn(frail: Splitter) -> None:
    told = frail.pipe([ONE, TUGS, OTHER])
    assert name(next(told)) == "one"
    with pytest.raises(RuntimeError, match="no tugs"):
        next(told)
    with pytest.raises(UnreadableInput, match="holds no text"):
        list(frail.pipe([BLANK]))


def test_pages_that_fail_take_no_others_with_them(frail: Splitter) -> None:
    told = list(frail.pipe([BLANK, ONE, TUGS, OTHER, BLANK, ONE], return_exceptions=True))
    expected = ["UnreadableInput", "one", "RuntimeError", "other", "UnreadableInput", "one"]
    assert [name(one) for one in told] == expected
    assert isinstance(told[1], PageDigest)
    assert told[1].to_json() == frail.digest(ONE).to_json()


@pytest.mark.parametrize("page", [b"Ferry runs aground off Penvose", None, 7])
def test_what_is_no_page_is_told_so(splitter: Splitter, page: Any) -> None:
    told = f"a page is a str or what splitter.read_page gives, not {type(page).__name__}"
    with pytest.raises(TypeError, match=told):
        splitter.digest(page)
    first, refused = splitter.pipe([ONE, page], return_exceptions=True)
    assert name(first) == "one"
    assert str(refused) == told


@pytest.mark.parametrize("page", ["Ferry runs aground", b"Ferry runs aground", ONE])
def test_one_page_is_no_list_of_pages(splitter: Splitter, page: Any) -> None:
    with pytest.raises(TypeError, match=f"pages are a list, .* not one {type(page).__name__}; digest takes one"):
        next(splitter.pipe(page))


@pytest.mark.parametrize("options", [{"granularity": 0.2}, {}, 0.2])
def test_what_is_no_settings_is_told_how_options_are_given(options: Any) -> None:
    with pytest.raises(TypeError, match=rf"not {type(options).__name__}; .* Splitter\(granularity=0\.4\)"):
        Splitter(options)


def test_no_page_that_is_written_is_asked_for_again(monkeypatch: pytest.MonkeyPatch, splitter: Splitter) -> None:
    asked: list[str] = []
    writer = splitter._summarizer

    class Costly:
        name, revision = "costly", "1"

        def summarize(self, stories: Sequence[StoryPosts], *, min_words: int, max_words: int) -> Iterator[StoryDigest]:
            for story in stories:
                asked.append(f"{story.posts[0].title} {story.posts[0].body}".split()[1])
                if asked[-1] == "tanker":
                    raise RuntimeError("no tankers")
                yield from writer.summarize([story], min_words=min_words, max_words=max_words)

    monkeypatch.setattr(splitter, "_summarizer", Costly())
    ships = ["ferry", "tanker", "trawler", "tanker", "yacht"]
    pages = [f"The {ship} has run aground off Penvose, and nobody was hurt, the coastguard says." for ship in ships]
    told = list(splitter.pipe(pages, return_exceptions=True))
    assert [isinstance(one, RuntimeError) for one in told] == [ship == "tanker" for ship in ships]
    assert asked == ["ferry", "tanker", "tanker", "trawler", "tanker", "tanker", "yacht"]


def test_pages_before_a_broken_input_are_given(splitter: Splitter) -> None:
    def pages() -> Iterator[Page]:
        yield ONE
        raise OSError("the disk is gone")

    told = splitter.pipe(pages(), return_exceptions=True)
    assert name(next(told)) == "one"
    with pytest.raises(OSError, match="disk is gone"):
        next(told)


def test_a_digest_of_many_pages_is_cut_again_and_explained_as_one_of_one_is(splitter: Splitter, sample: str) -> None:
    piped, alone = list(splitter.pipe([ONE, sample]))[1], splitter.digest(sample)
    assert piped.recut(0.8).to_json() == alone.recut(0.8).to_json()
    assert piped.explain() == alone.explain()


def test_a_digest_is_copied_but_goes_between_processes_as_its_document(splitter: Splitter) -> None:
    page = splitter.digest(ONE)
    with pytest.raises(TypeError, match=r"cannot be pickled; send its to_json\(\) or its document"):
        pickle.dumps(page)
    assert pickle.loads(pickle.dumps(page.document)).to_json() == page.to_json()
    for copied in (copy.copy(page), copy.deepcopy(page)):
        assert copied.to_json() == page.to_json()
        assert copied.recut(1.0).to_json() == page.recut(1.0).to_json()
