"""What holds of every digest document, whatever the page was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from splitter.document import Discarded, Document, Post
from splitter.segmentation.lines import split_lines
from splitter.summarization.base import HEADLINE_WORDS
from splitter.summarization.words import as_it_stands, name_in_brackets


def violations(text: str, document: Document) -> list[str]:
    """Where a document breaks what its format promises; empty where it keeps it all.

    Args:
        text: The page as reading gave it.
        document: What was made of it.
    """
    return [*_uncovered(text, document), *_unknown(document), *_unsupported(text, document)]


def _uncovered(text: str, document: Document) -> Iterable[str]:
    if document.source.characters != len(text):
        yield f"{document.source.characters} characters are named, the page has {len(text)}"
    if document.source.text_sha256 != hashlib.sha256(text.encode("utf-8", "replace")).hexdigest():
        yield "the checksum is not the page's"
    position = 0
    spans: list[Post | Discarded] = [*document.posts, *document.discarded]
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if not span.start < span.end <= len(text):
            yield f"the span {span.start} to {span.end} is empty or leaves the page"
        if span.start < position:
            yield f"the span {span.start} to {span.end} overlaps the one before"
        if text[position : span.start].strip():
            yield f"the text from {position} to {span.start} is in no span"
        position = max(position, span.end)
    if text[position:].strip():
        yield f"the text from {position} on is in no span"
    if [post.start for post in document.posts] != sorted(post.start for post in document.posts):
        yield "the posts are not in page order"


def _unknown(document: Document) -> Iterable[str]:
    posts = {post.id: post for post in document.posts}
    stories = {story.id: story for story in document.stories}
    if len(posts) < len(document.posts):
        yield "two posts have the same id"
    if len(stories) < len(document.stories):
        yield "two stories have the same id"
    for post in document.posts:
        if post.duplicate_of is not None and (post.duplicate_of not in posts or post.duplicate_of == post.id):
            yield f"{post.id} repeats {post.duplicate_of}"
        for item in post.items:
            if not post.start <= item.start < item.end <= post.end:
                yield f"an item of {post.id} is empty or leaves it"
            if item.repeats is not None and item.repeats not in posts:
                yield f"an item of {post.id} repeats {item.repeats}, which is no post"
        if post.story is not None and post.id not in getattr(stories.get(post.story), "posts", ()):
            yield f"{post.id} says that it is in {post.story}, which does not have it"
    order = {post.id: place for place, post in enumerate(document.posts)}
    for story in document.stories:
        for name in story.posts:
            if name not in posts:
                yield f"{story.id} names {name}, which is no post"
            elif posts[name].story != story.id:
                yield f"{name} is in {story.id} and in {posts[name].story}"
        places = [order.get(name, -1) for name in story.posts]
        if places != sorted(set(places)):
            yield f"the posts of {story.id} are not in page order"


def _unsupported(text: str, document: Document) -> Iterable[str]:
    for story in document.stories:
        if not story.posts or not story.digest:
            yield f"{story.id} has no post or no sentence"
        if not 1 <= len(story.headline.split()) <= HEADLINE_WORDS:
            yield f"{story.id} has a headline of {len(story.headline.split())} words"
        for sentence in story.digest:
            if not sentence.text.strip():
                yield f"{story.id} has an empty sentence"
            if not sentence.sources or not set(sentence.sources) <= set(story.posts):
                yield f"a sentence of {story.id} cites posts outside it"
        extracts = [s for s in story.digest if s.written_by == "extract"]
        spans = {post.id: _said(text[post.start : post.end]) for post in document.posts}
        for sentence in extracts:
            cited = [said for name in sentence.sources for said in spans.get(name, ())]
            told = " ".join(sentence.text.split())
            if not any(as_it_stands(told) in said for said in cited):
                yield f"a sentence of {story.id} stands in none of its sources"
            if not any(name_in_brackets(told) in said for said in cited):
                yield f"a name in brackets in {story.id} stands in none of its sentence's sources"


def _said(post: str) -> tuple[str, str]:
    """A post as it stands, and without an extractor's marks."""
    return " ".join(post.split()), " ".join(" ".join(line.text for line in split_lines(post)).split())
