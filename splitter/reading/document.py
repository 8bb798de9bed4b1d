"""Reading splitter's own output back: edited posts and stories are taken as they stand."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from splitter.document import SCHEMA, Discarded, Post
from splitter.errors import UnreadableInput
from splitter.reading.page import Page


class _GivenSource(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str = ""
    uri: str | None = None
    title: str | None = None
    publisher: str | None = None
    text_sha256: str | None = None
    text: str | None = None


class _GivenStory(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    storyline: str | None = None
    posts: list[str] | None = None


class _GivenDocument(BaseModel):
    """A digest document from which anything but the text may be missing."""

    model_config = ConfigDict(extra="ignore")

    source: _GivenSource
    posts: list[Post] | None = None
    stories: list[_GivenStory] | None = None
    discarded: list[Discarded] = []


def read_document(record: dict[str, Any], *, name: str) -> Page:
    """A digest document (parsed JSON) as a page with its posts and, where named, its stories.

    What an editor may have broken is checked here: a text that is no longer the one that the posts were
    found in, spans that overlap or leave it, unknown ids, blank posts, posts that repeat themselves, a
    post in two stories, stories without a word.
    Text in no span is discarded as `not in any post`.

    Raises:
        UnreadableInput: Wrong schema, no `source.text`, or one of the above.
    """
    if record.get("schema") != SCHEMA:
        raise UnreadableInput(f"{name}: has schema {record.get('schema')!r}; this version reads {SCHEMA!r}")
    try:
        given = _GivenDocument.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnreadableInput(f"{name}: {place}: {first['msg']}; mend it in the JSON") from None
    try:
        given.model_dump_json()
    except ValueError:
        raise UnreadableInput(f"{name}: holds half of a character, such as \\ud83d; mend it in the JSON") from None
    text = given.source.text
    if text is None or not text.strip():
        raise UnreadableInput(f"{name}: is a digest without source.text; make it again with --include-text")
    page = Page(
        text=text,
        id=given.source.id,
        uri=given.source.uri,
        title=given.source.title,
        publisher=given.source.publisher,
    )
    if not given.posts:
        return page
    # A word more, and every post behind it would begin and end in mid-word.
    if given.source.text_sha256 not in (None, page.sha256):
        raise UnreadableInput(
            f"{name}: source.text was changed since its posts were found; take out posts, stories and discarded, and it"
            " is read anew"
        )
    posts = tuple(sorted(given.posts, key=lambda post: post.start))
    ids = {post.id for post in posts}
    if len(ids) < len(posts):
        raise UnreadableInput(f"{name}: two posts have the same id; give each its own")
    if "" in ids:
        raise UnreadableInput(f"{name}: a post has an empty id; give it one of its own")
    discarded = _gaps(text, [*posts, *given.discarded], given.discarded, name)
    for post in posts:
        if not text[post.start : post.end].strip():
            raise UnreadableInput(f"{name}: post {post.id} holds nothing but white space; mend its start and end")
        if post.duplicate_of is not None and post.duplicate_of not in ids:
            raise UnreadableInput(f"{name}: post {post.id} repeats {post.duplicate_of!r}, which is no post")
        for item in post.items:
            if not post.start <= item.start < item.end <= post.end:
                raise UnreadableInput(f"{name}: an item of post {post.id} leaves it; mend its start and end")
            if item.repeats is not None and item.repeats not in ids:
                raise UnreadableInput(f"{name}: an item of post {post.id} repeats {item.repeats!r}, which is no post")
    _no_circles(posts, name)
    stories, storylines = _stories(given, posts, name)
    _worded(stories or {}, {post.id: text[post.start : post.end] for post in posts}, name)
    return Page(
        text=text,
        id=page.id,
        uri=page.uri,
        title=page.title,
        publisher=page.publisher,
        posts=posts,
        stories=stories,
        storylines=storylines,
        discarded=discarded,
        warnings=_unheeded(posts, stories or {}),
    )


def _no_circles(posts: tuple[Post, ...], name: str) -> None:
    """Each post that is repeated is in the end one that repeats nothing."""
    originals = {post.id: post.duplicate_of for post in posts}
    for post in posts:
        walked: set[str] = set()
        at: str | None = post.id
        while at is not None and at in originals:
            walked.add(at)
            at = originals.pop(at)
        if at in walked:
            raise UnreadableInput(f"{name}: post {at} repeats itself, or one that repeats it; clear its duplicate_of")


def _worded(stories: dict[str, tuple[str, ...]], texts: dict[str, str], name: str) -> None:
    for story, members in stories.items():
        if not any(re.search(r"\w", texts[member]) for member in members):
            raise UnreadableInput(f"{name}: no post of story {story} holds a word; take the story out")


def _unheeded(posts: tuple[Post, ...], stories: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A warning where posts name another story than lists them; which of the two an editor changed cannot be told."""
    listed = {post: story for story, members in stories.items() for post in members}
    other = [post.id for post in posts if post.story not in (None, listed.get(post.id))]
    if not other:
        return ()
    shown = ", ".join(other[:5]) + (" and others" if len(other) > 5 else "")
    return (f"Posts are in the stories that list them, though the story field of {shown} names another one.",)


def _gaps(text: str, spans: list[Any], discarded: list[Discarded], name: str) -> tuple[Discarded, ...]:
    """The given discarded spans and those that are in nothing, in page order."""
    out = list(discarded)
    position = 0
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if not (position <= span.start < span.end <= len(text)):
            raise UnreadableInput(f"{name}: the span {span.start}–{span.end} overlaps another or leaves the text")
        if text[position : span.start].strip():
            out.append(Discarded(start=position, end=span.start, reason="not in any post"))
        position = span.end
    if text[position:].strip():
        out.append(Discarded(start=position, end=len(text), reason="not in any post"))
    return tuple(sorted(out, key=lambda d: d.start))


def _stories(
    given: _GivenDocument, posts: tuple[Post, ...], name: str
) -> tuple[dict[str, tuple[str, ...]] | None, dict[str, str]]:
    """Posts by story, from the stories' lists, else from the posts' `story` fields."""
    ids = {post.id for post in posts}
    named = [story for story in given.stories or [] if story.posts]
    if not named:
        by_post: dict[str, tuple[str, ...]] = {}
        for post in posts:
            if post.story is not None:
                by_post[post.story] = (*by_post.get(post.story, ()), post.id)
        return by_post or None, {}
    taken: set[str] = set()
    stories: dict[str, tuple[str, ...]] = {}
    for story in named:
        members = story.posts or []
        for member in members:
            if member not in ids:
                raise UnreadableInput(
                    f"{name}: story {story.id} names {member!r}, which is no post; take it off the story's list"
                )
            if member in taken:
                raise UnreadableInput(f"{name}: post {member} is in two stories; leave it in one")
            taken.add(member)
        if story.id in stories:
            raise UnreadableInput(f"{name}: two stories have the id {story.id}; give each its own")
        own = set(members)
        stories[story.id] = tuple(post.id for post in posts if post.id in own)
    return stories, {s.id: s.storyline for s in named if s.storyline is not None}
