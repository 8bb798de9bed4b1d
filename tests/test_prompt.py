"""What a model is asked, and how its answer is read."""

from __future__ import annotations

import pytest

from splitter.summarization import StoryPost, StoryPosts
from splitter.summarization.prompt import messages, read_answer

WALL = StoryPost("p1", "Wall to be rebuilt by the autumn", "The harbour wall at Penvose will be rebuilt by the autumn.")
STORM = StoryPost("p4", "", "A storm has broken the harbour wall at Penvose in two places. Eleven boats were lost.")
STORY = StoryPosts((WALL, STORM), {})


def test_a_prompt_holds_the_posts_as_numbered_data() -> None:
    _, asked = messages(STORY, 10, 60)
    assert asked["content"].startswith("BEGIN POSTS\n[1] Wall to be rebuilt by the autumn. The harbour wall at Penvose")
    assert "10 to 60 words" in asked["content"]


def test_answers_are_read_tolerantly() -> None:
    answer = (
        "<think>Which?</think>**Headline: Storm breaks wall**\n\n- A storm broke it (posts 1 and 2).\n"
        "2. Eleven boats were lost. [2] The wall will be rebuilt [1, 7].\nNothing else"
    )
    draft = read_answer(answer, STORY)
    assert draft.headline == "Storm breaks wall"
    assert [(s.text, s.cited) for s in draft.sentences] == [
        ("A storm broke it.", ("p1", "p4")),
        ("Eleven boats were lost.", ("p4",)),
        ("The wall will be rebuilt.", ("p1",)),
        ("Nothing else.", ()),
    ]


@pytest.mark.parametrize("opened", ["<think>", ""])
def test_an_answer_is_read_behind_a_long_thought(opened: str) -> None:
    thought = "The posts tell of a storm. " * 500
    draft = read_answer(f"{opened}{thought}</think>\n\nStorm in Penvose\nEleven boats were lost. [2]", STORY)
    assert draft.headline == "Storm in Penvose"
    assert [s.cited for s in draft.sentences] == [("p4",)]


def test_an_age_in_brackets_is_no_citation() -> None:
    dorre = StoryPost("p1", "", "Ann Dorre (34) was seen on the pier. Her boat was lost, said Odo Lint (2).")
    story = StoryPosts((dorre, STORM), {})
    answer = "Ann Dorre (34) seen on pier\nAnn Dorre (34) was seen on the pier (1). Her boat was lost. (1) (2)"
    draft = read_answer(answer, story)
    assert draft.headline == "Ann Dorre (34) seen on pier"
    assert [(s.text, s.cited) for s in draft.sentences] == [
        ("Ann Dorre (34) was seen on the pier.", ("p1",)),
        ("Her boat was lost.", ("p1",)),
    ]
