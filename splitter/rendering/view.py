"""What every rendering shows of a document, in words and safe to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from splitter.clock import TIME, newest_first, read_date, read_time
from splitter.document import Document, Post
from splitter.rendering.safe import safe_text

_FINAL = frozenset(".!?…‼⁇⁈⁉。．！？؟۔।")
# What may stand behind a sentence's final mark; in French after a space.
_CLOSING = "\"'’”“‘»›)]} "
# Marks that promise more of the sentence: none comes.
_HANGING = ",;:–— "


@dataclass(frozen=True)
class SentenceView:
    """A digest sentence and the posts that carry it, e.g. `posts 3, 7–9`.

    It ends with a final mark where another one stands behind it, whether the page has one or not.
    """

    text: str
    sources: str


@dataclass(frozen=True)
class StoryView:
    """A story as it is read; `number` counts from 1 in the document's order."""

    number: int
    headline: str
    sentences: list[SentenceView]
    sources: str

    @property
    def digest(self) -> str:
        """The digest as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class DocumentView:
    """A document as it is read."""

    title: str
    counts: str
    language: str | None
    stories: list[StoryView]
    warnings: list[str]


def view(document: Document) -> DocumentView:
    """The parts of `document` that a reader sees, all of them through `safe_text`."""
    numbers = {post.id: number for number, post in enumerate(document.posts, start=1)}
    backward = newest_first(post.time or "" for post in document.posts)
    lines: dict[str | None, list[int]] = {}
    for number, story in enumerate(document.stories, start=1):
        if story.storyline is not None:
            lines.setdefault(story.storyline, []).append(number)
    stories = []
    for number, story in enumerate(document.stories, start=1):
        posts = [document.posts[n - 1] for n in _numbers_of(story.posts, numbers)]
        parts = _when_and_how_many(posts, backward) or [post_numbers(story.posts, numbers)]
        if related := [other for other in lines.get(story.storyline, []) if other != number]:
            parts.append(f"see also {_ranges(related)}")
        texts = [_tidy(sentence.text) for sentence in story.digest]
        texts[:-1] = map(_ended, texts[:-1])
        sentences = [
            SentenceView(text, post_numbers(sentence.sources, numbers))
            for text, sentence in zip(texts, story.digest, strict=True)
        ]
        stories.append(StoryView(number, _tidy(story.headline), sentences, " · ".join(parts)))
    language = document.source.language
    return DocumentView(
        title=_tidy(document.source.title or "") or _tidy(document.source.id),
        counts=counts_line(document),
        language=None if language == "und" else safe_text(language),
        stories=stories,
        warnings=[_tidy(warning) for warning in document.warnings],
    )


def counts_line(document: Document) -> str:
    """`42 posts, 6 stories`, with what was left out where something was."""
    parts = [f"{counted(len(document.posts), 'post', 'posts')}, {counted(len(document.stories), 'story', 'stories')}"]
    left_out = sum(post.story is None for post in document.posts)
    if left_out:
        parts.append(counted(left_out, "post", "posts") + " in no story")
    duplicates = sum(post.duplicate_of is not None for post in document.posts)
    if duplicates:
        parts.append(counted(duplicates, "duplicate", "duplicates"))
    if document.discarded:
        parts.append(counted(len(document.discarded), "passage", "passages") + " discarded")
    return " · ".join(parts)


def post_numbers(ids: Iterable[str], numbers: dict[str, int]) -> str:
    """`post 3` or `posts 3, 7–9`: places in the page, counted from 1."""
    places = _numbers_of(ids, numbers)
    return f"{'post' if len(places) == 1 else 'posts'} {_ranges(places)}"


def _numbers_of(ids: Iterable[str], numbers: dict[str, int]) -> list[int]:
    return sorted({numbers[id_] for id_ in ids if id_ in numbers})


def _ranges(numbers: Sequence[int]) -> str:
    """`3, 7–9` for 3, 7, 8, 9 (sorted); two neighbours stay two numbers."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _when_and_how_many(posts: Sequence[Post], backward: bool) -> list[str]:
    """`["14:42–18:05", "6 posts"]`, or nothing where no post shows a time."""
    timed = [post for post in posts if _shown_time(post)]
    if not timed:
        return []
    moments = [moment for post in timed if (moment := _published(post)) is not None]
    if len(moments) == len(timed) and len({m.tzinfo is None for m in moments}) == 1:
        timed = [post for _, post in sorted(zip(moments, timed, strict=True), key=lambda p: p[0])]
        days = (max(moments).date() - min(moments).date()).days
    else:
        timed = timed[::-1] if backward else timed
        days = 0
    first, last = _shown_time(timed[0]), _shown_time(timed[-1])
    span = first if first == last and not days else f"{first}–{_without_shared_words(first, last)}"
    if days:
        span += " next day" if days == 1 else f" {days} days later"
    return [span, counted(len(posts), "post", "posts")]


def _without_shared_words(first: str, last: str) -> str:
    """`1:05 PM` for `Posted at 1:05 PM` behind `Posted at 10:47 AM`; `last` where the rest would say another time."""
    words = last.split()
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first.split(), words, strict=False)))
    for number in range(shared, 0, -1):
        rest = " ".join(words[number:])
        if TIME.fullmatch(rest) and (moment := read_time(rest)) is not None and moment == read_time(last):
            return rest
    return last


def _shown_time(post: Post) -> str:
    moment = _published(post)
    return _tidy(post.time or "") or (moment.strftime("%H:%M") if moment else "")


def _published(post: Post) -> datetime | None:
    return None if post.published is None else read_date(post.published)


def counted(number: int, one: str, many: str) -> str:
    """`1 post`, `1,200 posts`."""
    return f"{number:,} {one if number == 1 else many}"


def _ended(text: str) -> str:
    """A sentence with its final mark, a full stop where it has none: else the next one would read as its end."""
    if not text or text.rstrip(_CLOSING)[-1:] in _FINAL:
        return text
    return f"{text.rstrip(_HANGING) or text}."


def _tidy(text: str) -> str:
    return " ".join(safe_text(text).split())
