"""What every summarizer takes and gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from splitter.document import Sentence

HEADLINE_WORDS: Final = 14
# With fewer a title is a label: "Summary".
LEAST_HEADLINE_WORDS: Final = 4


@dataclass(frozen=True)
class StoryPost:
    """One post of a story.

    Attributes:
        id: What a digest sentence cites.
        title: Headline, or an empty string.
        body: Prose, one line each.
        captions: What stands under its pictures.
    """

    id: str
    title: str
    body: str
    captions: str = ""


@dataclass(frozen=True)
class StoryPosts:
    """A story to be digested.

    Attributes:
        posts: Its posts, latest first; repeats are left out of `posts` and named in `repeats`.
        repeats: Ids of the posts that repeat each post, by its id.
    """

    posts: tuple[StoryPost, ...]
    repeats: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class StoryDigest:
    """What was written: at most `HEADLINE_WORDS` words of headline, at least one sentence.

    Attributes:
        fell_back: Nothing that a model wrote was fit to stand; the sentences are quotations.
    """

    headline: str
    sentences: tuple[Sentence, ...]
    fell_back: bool = False


class Summarizer(Protocol):
    """Writes digests.

    Attributes:
        name: What `--summarizer` calls it.
        revision: What changes whenever its output may.
    """

    name: str
    revision: str

    def summarize(self, stories: Sequence[StoryPosts], *, min_words: int, max_words: int) -> Iterator[StoryDigest]:
        """Digest stories, in their order, each yielded as soon as it is ready.

        A summarizer may work on several stories at once. The caller cancels by closing the
        iterator.

        Args:
            stories: Each with at least one post that holds words.
            min_words: Words to aim for where the posts hold as many.
            max_words: Words that no digest exceeds.
        """
        ...
