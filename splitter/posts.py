"""Posts alone, with the roles of their lines and the evidence for their boundaries: what `splitter posts` shows."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from splitter.document import Discarded, Post, Record
from splitter.errors import UnreadableInput
from splitter.reading import Page
from splitter.segmentation import found_posts, segment
from splitter.segmentation.explain import explain_lines
from splitter.segmentation.roles import Role

SCHEMA: Final = "splitter/posts/1"


class TellingLine(Record):
    """A line of a page: `text[start:end]`.

    A paragraph that was wrapped is one line; of a page that is glued into one line, each sentence is.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    role: Role
    begins: bool = Field(description="A post begins with it.")
    probability: float | None = Field(default=None, description="That a post begins with it, where it was asked for.")
    evidence: dict[str, float] = Field(default_factory=dict, description="Log-odds for and against, strongest first.")


class Posts(Record):
    """A page's posts."""

    schema_: Literal["splitter/posts/1"] = Field(default=SCHEMA, serialization_alias="schema")
    source: str
    characters: int
    posts: list[Post]
    discarded: list[Discarded]
    lines: list[TellingLine] = Field(default_factory=list, description="Where roles or evidence were asked for.")


def find_posts(page: Page, *, source: str, roles: bool = False, explain: bool = False) -> Posts:
    """Cut a page into its posts.

    Args:
        page: Its text; posts that it has already are not looked at.
        source: Its name.
        roles: Say what each line is for.
        explain: Say how probable each boundary is, and what spoke for and against it.

    Raises:
        UnreadableInput: The page holds nothing but white space.
    """
    text = page.text
    if not text.strip():
        raise UnreadableInput(f"{source}: holds no text; pass a page with at least one post")
    found = segment(text)
    told = explain_lines(text) if explain else None
    lines = [
        TellingLine(
            start=one.line.start,
            end=one.line.end,
            role=one.role,
            begins=one.begins,
            probability=told[i].probability if told else None,
            evidence=dict(told[i].evidence) if told else {},
        )
        for i, one in enumerate(found.lines)
    ]
    return Posts(
        source=source,
        characters=len(text),
        posts=found_posts(found),
        discarded=list(found.discarded),
        lines=lines if roles or explain else [],
    )
