"""Why each post is in its story: what `splitter explain` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from pydantic import Field
from scipy.special import expit

from splitter.document import Document, Post, PostKind, Record
from splitter.errors import UnknownPost
from splitter.page_stories import PageStories

SCHEMA: Final = "splitter/explanation/1"
NOTHING_TOLD: Final = {
    "transition": "housekeeping tells no story",
    "summary": "a summary of several stories belongs to none of them",
    "roundup": "a round-up of several stories belongs to none of them",
    "media": "nothing is told beside the picture or video",
}


class NearPost(Record):
    """A post that another one is near to."""

    id: str
    story: str | None
    probability: float = Field(description="That the two tell the same story.")
    evidence: dict[str, float] = Field(
        description="Log-odds that each kind of evidence adds to those of an average pair, strongest first."
    )


class NearStory(Record):
    """Another story, and how likely a post belongs there."""

    id: str
    probability: float = Field(description="Of the mean log-odds of the post with that story's posts.")


class PostExplanation(Record):
    """Why a post is in its story."""

    id: str
    kind: PostKind
    title: str | None
    story: str | None
    reason: str | None = Field(default=None, description="Where it is in none, or goes where another post is.")
    probability: float | None = Field(
        default=None,
        description="Of its mean log-odds with the others of its story; null where none of them was compared with it.",
    )
    nearest: list[NearPost] = Field(default_factory=list)
    other: NearStory | None = Field(default=None, description="The nearest other story.")
    parts_at: float | None = Field(default=None, description="Granularity at which its story has fallen apart.")
    joins_at: float | None = Field(default=None, description="Granularity at which its story has joined another.")
    joins: str | None = Field(default=None, description="A story that it joins there.")


class Explanation(Record):
    """A page's posts, explained."""

    schema_: Literal["splitter/explanation/1"] = Field(default=SCHEMA, serialization_alias="schema")
    source: str
    granularity: float
    headlines: dict[str, str] = Field(description="Of the stories, by id.")
    posts: list[PostExplanation]


def explain(found: PageStories, document: Document, posts: Sequence[str] | None = None) -> Explanation:
    """Explain posts of a page.

    Args:
        found: What the page's posts were compared with.
        document: The stories that were made of it.
        posts: Ids of posts; all in page order where None.

    Raises:
        UnknownPost: There is no such post.
        TypeError: `posts` are a single id.
    """
    by_id = {post.id: place for place, post in enumerate(document.posts)}
    if isinstance(posts, str):
        raise TypeError(f"posts are a list of ids, not one str; the page has {_some_of(list(by_id))}")
    unknown = [name for name in posts or () if name not in by_id]
    if unknown:
        raise UnknownPost(f"{document.source.id}: has no post {unknown[0]!r}; it has {_some_of(list(by_id))}")
    places = [by_id[name] for name in posts] if posts is not None else list(range(len(document.posts)))
    stories = list(dict.fromkeys(post.story for post in document.posts if post.story is not None))
    number = {story: n for n, story in enumerate(stories)}
    alone = iter(range(len(stories), len(stories) + len(found.telling)))
    names = [document.posts[place].story for place in found.telling]
    labels = np.array([next(alone) if name is None else number[name] for name in names], dtype=np.intp)
    compared = {place: n for n, place in enumerate(found.telling)}

    def one(place: int) -> PostExplanation:
        post = document.posts[place]
        told = PostExplanation(id=post.id, kind=post.kind, title=post.title, story=post.story)
        if place not in compared:
            return told.model_copy(update={"reason": _untold(post)})
        why = found.clusterer.explain(compared[place], labels)
        nearest = [document.posts[found.telling[near.sample]] for near in why.nearest]
        other = None if why.other is None or why.other[0] >= len(stories) else why.other
        near = [
            NearPost(
                id=neighbour.id,
                story=neighbour.story,
                probability=_probability(sample.log_odds),
                evidence=dict(sample.evidence),
            )
            for neighbour, sample in zip(nearest, why.nearest, strict=True)
        ]
        return told.model_copy(
            update={
                "reason": _followed(found, post, place),
                "probability": None if why.own is None else _probability(why.own),
                "nearest": near,
                "other": None if other is None else NearStory(id=stories[other[0]], probability=_probability(other[1])),
                "parts_at": why.parts_at,
                "joins_at": why.joins_at,
                "joins": None if why.joins is None or why.joins >= len(stories) else stories[why.joins],
            }
        )

    return Explanation(
        source=document.source.id,
        granularity=document.settings.granularity,
        headlines={story.id: story.headline for story in document.stories},
        posts=[one(place) for place in places],
    )


def _some_of(ids: Sequence[str]) -> str:
    """`p1, p2, p3, p4, p5 and 12 more`."""
    return (", ".join(ids[:5]) or "none") + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")


def _untold(post: Post) -> str:
    if post.story is not None:
        return "an editor has put it there"
    return NOTHING_TOLD.get(post.kind, "it has no words to compare")


def _followed(found: PageStories, post: Post, place: int) -> str | None:
    """Why a post is where another is."""
    if post.duplicate_of is not None:
        return f"repeats {post.duplicate_of}, and goes where that is"
    if place in found.corrects:
        return f"takes back what {found.posts[found.corrects[place]].id} says, and goes where that is"
    return None


def _probability(log_odds: float) -> float:
    return round(float(expit(log_odds)), 3)
