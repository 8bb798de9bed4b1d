"""The model beside the gate's fixed checks: what it tells apart, the same in any company, and that both must agree."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from splitter.evaluation.corruptions import HELD_OUT, SEEN, Surroundings, corrupted
from splitter.summarization import gate
from splitter.summarization.base import StoryPost
from splitter.summarization.support import SupportModel, nearest, support_model

POST = StoryPost(
    "p1",
    "Ferry runs aground off Penvose",
    "A ferry with 84 people on board ran aground off Penvose on Tuesday, the coastguard said. All of them were taken"
    " ashore by lifeboats before noon. The ferry will not sail again this week. Its owner, Brendmoor Lines, may face an"
    " inquiry, harbour minister Ilse Brandt said.",
)
TRUE = "A ferry with 84 people on board ran aground off Penvose on Tuesday, the coastguard said."
FALSE = [
    TRUE.replace("84", "48"),
    TRUE.replace("Tuesday", "Friday"),
    "All of them were not taken ashore by lifeboats before noon.",
    "The ferry will sail again this week.",
    "Its owner, Brendmoor Lines, will face an inquiry, harbour minister Ilse Brandt said.",
    "Thieves emptied a jeweller's shop in Carrowby overnight.",
]


def probabilities(*sentences: str) -> list[float]:
    near = [nearest(sentence, [POST]) for sentence in sentences]
    return [float(p) for p in support_model().probabilities(sentences, near)]


def test_a_true_sentence_is_likelier_than_the_same_with_a_fault() -> None:
    true, *false = probabilities(TRUE, *FALSE)
    assert true >= gate.MIN_PROBABILITY
    assert max(false) < gate.MIN_PROBABILITY


def test_a_probability_is_the_same_in_any_company() -> None:
    assert probabilities(TRUE, *FALSE) == [probabilities(one)[0] for one in (TRUE, *FALSE)]
    assert probabilities() == []


def test_the_nearest_sentences_stand_in_their_order_and_hold_the_sentence() -> None:
    long = StoryPost("p2", "", "\n".join(f"Stall number {n} sold herring at noon." for n in range(200)))
    told = nearest(TRUE, [long, POST])
    assert TRUE in told
    assert len(told.split()) < 150
    assert told.index("Stall") < told.index(TRUE)


class Asked(SupportModel):
    """Says the same of every sentence, and keeps what it was asked."""

    def __init__(self, probability: float) -> None:
        self.probability, self.asked = probability, list[str]()

    def probabilities(self, sentences: Sequence[str], posts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += sentences
        return np.full(len(sentences), self.probability, dtype=np.float32)


@pytest.mark.parametrize(("probability", "passes"), [(0.97, True), (0.2, False)])
def test_both_judges_must_agree(probability: float, passes: bool) -> None:
    model = Asked(probability)
    (true, verdict), (false, _) = gate.judge([TRUE, FALSE[0]], [POST], [(), ()], model)
    assert true == ((POST,) if passes else ())
    assert verdict.passed is passes
    assert verdict.support == pytest.approx(probability)
    assert false == ()
    assert model.asked == [TRUE]


WORDS = st.sampled_from(f"{TRUE} It may not be in Carrowby before at least some of them.".split())


@given(st.lists(WORDS, min_size=1, max_size=20).map(" ".join), st.sampled_from([*SEEN, *HELD_OUT]), st.integers(0, 99))
@settings(max_examples=300, deadline=None)
def test_a_fault_changes_a_sentence_or_is_not_put_in_and_the_same_chance_puts_in_the_same(
    sentence: str, kind: str, seed: int
) -> None:
    around = Surroundings([TRUE, *POST.body.split(". ")], FALSE)
    changed = corrupted(kind, sentence, around, random.Random(seed))
    assert changed is None or (changed.split() != sentence.split() and changed not in around.story)
    assert changed == corrupted(kind, sentence, around, random.Random(seed))


@pytest.mark.parametrize("kind", [*SEEN, *HELD_OUT])
def test_every_kind_of_fault_can_be_put_in_somewhere(kind: str) -> None:
    sentence = (
        "At least 84 people will not be on board before noon, and some of them may have left Penvose for Carrowby on"
        " Tuesday, harbour minister Ilse Brandt said."
    )
    story = [
        "The coastguard said that the herring fleet had risen early.",
        "Brendmoor Lines was sold for £12 in March.",
        "The brother of Ilse Brandt has bought it.",
    ]
    around = Surroundings([*story, sentence], FALSE)
    assert any(corrupted(kind, one, around, random.Random(0)) for one in (sentence, *story, TRUE))
