"""The figures mean what they say, and a figure that drops is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from splitter import Document, Splitter, UnreadableInput
from splitter.cli.app import app
from splitter.evaluation.contract import violations
from splitter.evaluation.floors import Floors, fallen
from splitter.evaluation.gold import GoldPage, GoldStory, read_gold_folder
from splitter.evaluation.metrics import bcubed_f1, pair_f1, score
from splitter.evaluation.report import as_json, as_table

labels = st.lists(st.sampled_from("abcd"), min_size=1, max_size=20)


@given(labels)
def test_a_perfect_grouping_scores_one_whatever_its_names(truth: list[str]) -> None:
    guess = [f"story-{name}" for name in truth]
    assert bcubed_f1(guess, truth) == pytest.approx(1)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1, max_size=20))
def test_bcubed_is_a_share_and_symmetric(pairs: list[tuple[str, str]]) -> None:
    guess, truth = [p[0] for p in pairs], [p[1] for p in pairs]
    assert 0 < bcubed_f1(guess, truth) <= 1
    assert bcubed_f1(guess, truth) == pytest.approx(bcubed_f1(truth, guess))


def test_bcubed_by_hand() -> None:
    # Two stories of two posts each, all put together: precision 1/2, recall 1.
    assert bcubed_f1(list("xxxx"), list("aabb")) == pytest.approx(2 / 3)


def test_pairs_between_story_and_storyline_are_free() -> None:
    fine, coarse = list("abc"), list("ssz")
    assert pair_f1(list("xxy"), fine, coarse) == pair_f1(list("xyz"), fine, coarse)
    assert pair_f1(list("aax"), list("aab"), list("aab")) == 1


def ideal(page: GoldPage, told: Document) -> Document:
    """A document of the page that says what the annotators said, digests and all.

    Args:
        page: With its annotations.
        told: Any document of its text; only what no annotator says is taken from it.
    """
    refs = {story.id: story.reference for story in page.stories}
    names = list(dict.fromkeys(p.story for p in page.posts if p.kind != "transition"))
    posts = [
        told.posts[0].model_copy(
            update={
                "id": p.id,
                "start": p.start,
                "end": p.end,
                "kind": p.kind,
                "story": p.story if p.kind != "transition" else None,
                "duplicate_of": p.duplicate_of,
            }
        )
        for p in page.posts
    ]
    stories = []
    for name in names:
        own = [p for p in page.posts if p.story == name and p.kind != "transition"]
        sentence = (
            told.stories[0]
            .digest[0]
            .model_copy(update={"text": refs.get(name) or "Nothing.", "sources": [own[0].id], "written_by": "model"})
        )
        stories.append(
            told.stories[0].model_copy(
                update={"id": name, "storyline": own[0].storyline, "digest": [sentence], "posts": [p.id for p in own]}
            )
        )
    return told.model_copy(update={"posts": posts, "stories": stories, "discarded": []})


@pytest.fixture(scope="module")
def gold(gold_folder: Path) -> list[GoldPage]:
    return read_gold_folder(gold_folder)


@pytest.fixture(scope="module")
def perfect(gold: list[GoldPage], splitter: Splitter) -> Document:
    return ideal(gold[0], splitter.digest(gold[0].text).document)


def test_the_annotators_own_answer_scores_one(gold: list[GoldPage], perfect: Document) -> None:
    figures = score(gold[0], perfect)
    for name in ("boundary_f1", "b3_fine", "b3_coarse", "pair_f1", "rouge1", "rougeL"):
        assert figures[name] == pytest.approx(1), name


def test_a_dropped_post_costs_coverage_and_a_glued_one_boundaries(gold: list[GoldPage], perfect: Document) -> None:
    short = perfect.model_copy(update={"posts": perfect.posts[1:]})
    assert score(gold[0], short)["covered"] < score(gold[0], perfect)["covered"]
    one = perfect.posts[0].model_copy(update={"end": perfect.posts[-1].end})
    glued = score(gold[0], perfect.model_copy(update={"posts": [one]}))
    assert glued["boundary_f1"] == 0


def test_invented_names_and_missing_citations_are_counted(gold: list[GoldPage], perfect: Document) -> None:
    story = perfect.stories[0]
    lie = story.digest[0].model_copy(update={"text": "The mayor of Zzyzx has paid 98765 crowns.", "sources": ["gone"]})
    told = perfect.model_copy(update={"stories": [story.model_copy(update={"digest": [lie]}), *perfect.stories[1:]]})
    before, after = score(gold[0], perfect), score(gold[0], told)
    assert after["unsupported"] > before["unsupported"]
    assert after["uncited"] > before["uncited"]


def test_floors_and_ceilings() -> None:
    pages = {"one": {"b3_fine": 0.8, "uncited": 0.1}, "two": {"b3_fine": 0.6, "uncited": 0.0}}
    assert fallen(pages, Floors(mean={"b3_fine": 0.7}, each={"b3_fine": 0.6, "uncited": 0.1})) == []
    assert fallen(pages, Floors(mean={"b3_fine": 0.71})) == ["mean: b3_fine is 0.700, below 0.710"]
    assert fallen(pages, Floors(each={"uncited": 0.05})) == ["one: uncited is 0.100, above 0.050"]
    with pytest.raises(UnreadableInput, match="figure"):
        fallen(pages, Floors(mean={"no_such_figure": 0.5}))


def test_pages_without_references_are_left_out_of_what_is_counted_by_them(
    gold: list[GoldPage], perfect: Document
) -> None:
    page = gold[0].model_copy(update={"stories": [GoldStory(id=story.id) for story in gold[0].stories]})
    pages = {"with": score(gold[0], perfect), "without": score(page, ideal(page, perfect))}
    named, *_, without, mean = [re.split(r"\s{2,}", line.strip()) for line in as_table(pages).splitlines()]
    rouge1, words = named.index("ROUGE-1"), named.index("words")
    assert (without[rouge1], mean[rouge1]) == ("–", "1.000")
    assert float(without[words]) > 0
    told = json.loads(as_json(pages))
    assert told["pages"]["without"]["rougeL"] is None
    assert told["mean"]["rougeL"] == pytest.approx(1)
    floors = Floors(mean={"rouge1": 0.9}, each={"rouge1": 0.9, "rouge2": 0.9})
    assert fallen(pages, floors) == []
    del pages["with"]
    assert json.loads(as_json(pages))["mean"]["rouge1"] is None
    assert fallen(pages, floors) == [
        f"mean: {name} has a floor, and no page has what it is counted by" for name in ("rouge1", "rouge2")
    ]


def test_a_folder_without_annotations_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="holds no annotated page"):
        read_gold_folder(tmp_path)


NO_ANNOTATION = {
    "{}": "text_file: Field required",
    '{"text_file": "a.txt", "stories": [], "posts": [{"id": "p1"}]}': r"posts\.0\.start: Field required",
    '{"text_file": "gone.txt", "stories": [], "posts": []}': "No such file",
    "[]": "JSON: Input should be a valid dictionary",
    "{": "Expecting property name",
}


@pytest.mark.parametrize("record", NO_ANNOTATION)
def test_what_an_annotation_lacks_is_told(tmp_path: Path, record: str) -> None:
    (tmp_path / "a.json").write_text(record)
    with pytest.raises(UnreadableInput, match=rf"a\.json: is no annotated page \(.*{NO_ANNOTATION[record]}"):
        read_gold_folder(tmp_path)


def test_every_gold_page_is_wholly_annotated(gold: list[GoldPage]) -> None:
    assert len(gold) >= 6
    for page in gold:
        assert 15 <= len(page.posts) <= 60
        position = 0
        for post in sorted(page.posts, key=lambda p: p.start):
            assert post.start >= position
            assert not page.text[position : post.start].strip()
            position = post.end
        assert not page.text[position:].strip()


@pytest.mark.slow
def test_figures_stay_above_their_floors(gold_folder: Path) -> None:
    """The quality gate: `splitter evaluate tests/gold --floors tests/gold/floors.json`."""
    floors = gold_folder / "floors.json"
    done = CliRunner().invoke(app, ["evaluate", str(gold_folder), "--floors", str(floors), "--format", "json"])
    assert done.exit_code == 0, done.output
    limits = json.loads(floors.read_text())
    assert {"boundary_f1", "b3_fine", "b3_coarse", "covered"} <= set(limits["mean"]) | set(limits["each"])


def test_a_fallen_figure_fails_the_command(gold_folder: Path, tmp_path: Path) -> None:
    one = tmp_path / "gold"
    one.mkdir()
    for name in ("markets-morning.json", "markets-morning.txt"):
        (one / name).write_bytes((gold_folder / name).read_bytes())
    floors = tmp_path / "floors.json"
    floors.write_text('{"mean": {"b3_fine": 1.01}}')
    done = CliRunner().invoke(app, ["evaluate", str(one), "--floors", str(floors)])
    assert done.exit_code == 1
    floors.write_text('{"mean": {"nonsense": 1}}')
    assert CliRunner().invoke(app, ["evaluate", str(one), "--floors", str(floors)]).exit_code == 2


@pytest.mark.slow
def test_gold_pages_keep_the_contract(gold: list[GoldPage], splitter: Splitter) -> None:
    for page in gold:
        assert violations(page.text, splitter.digest(page.text).document) == [], page.name
