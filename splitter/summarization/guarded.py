"""A model's digests, made safe: the gate takes what the posts carry, quotations stand in for the rest."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from typing import Protocol

from splitter.document import Sentence
from splitter.models import find_model
from splitter.sentences import split_sentences
from splitter.summarization import gate, prompt
from splitter.summarization.base import HEADLINE_WORDS, StoryDigest, StoryPost, StoryPosts, Summarizer
from splitter.summarization.prompt import Draft
from splitter.summarization.support import NAME as SUPPORT
from splitter.summarization.support import support_model
from splitter.summarization.words import count_words, squeeze

_MOST_SENTENCES = 3
_FIRST = re.compile(r"^\W*(\w+)")


class Writer(Protocol):
    """Writes drafts, which nobody has to trust.

    Attributes:
        name: What `--summarizer` calls it.
        revision: What changes whenever its drafts may.
    """

    name: str
    revision: str

    def write(self, stories: Sequence[StoryPosts], *, min_words: int, max_words: int) -> Iterator[Draft]:
        """Write of stories, in their order, each yielded as soon as it is ready."""
        ...


class GuardedSummarizer:
    """A `Summarizer` of a writer, the gate, and quotations for what does not pass.

    Args:
        writer: Writes the drafts.
        extract: Gives the quotations.

    Raises:
        ModelNotFound: The package lacks the model that the gate asks.
    """

    def __init__(self, writer: Writer, extract: Summarizer) -> None:
        self._writer, self._extract = writer, extract
        self.name = writer.name
        support = find_model(SUPPORT, offline=True)  # Loaded with the first draft.
        self.revision = (
            f"{writer.revision}-prompt{prompt.REVISION}-gate{gate.REVISION}-support{support.revision}"
            f"-extract{extract.revision}"
        )

    def summarize(self, stories: Sequence[StoryPosts], *, min_words: int, max_words: int) -> Iterator[StoryDigest]:
        """See `Summarizer.summarize`."""
        drafts = self._writer.write(stories, min_words=min_words, max_words=max_words)
        quoted = self._extract.summarize(stories, min_words=min_words, max_words=max_words)
        try:
            for story, draft, quotations in zip(stories, drafts, quoted, strict=True):
                yield self._guarded(story, draft, quotations, max_words)
        finally:
            for stream in (drafts, quoted):
                if isinstance(stream, Generator):
                    stream.close()

    def _guarded(self, story: StoryPosts, draft: Draft, quotations: StoryDigest, max_words: int) -> StoryDigest:
        left = list(quotations.sentences)
        chosen: list[Sentence] = []
        written = 0
        drafted = draft.sentences[:_MOST_SENTENCES]
        texts = [squeeze(text) for text in (*(one.text for one in drafted), draft.headline)]
        *told, (headed, _) = gate.judge(texts, story.posts, [*(one.cited for one in drafted), ()], support_model())
        for text, (posts, verdict) in zip(texts, told, strict=False):
            room = max_words - sum(count_words(sentence.text) for sentence in chosen)
            if posts and _begins(text, story.posts) and count_words(text) <= room:
                if not any(_alike(text, sentence.text) for sentence in chosen):
                    chosen.append(_sentence(text, posts, story, verdict.support))
                    written += 1
                continue
            # Its own quotation comes later or has come already, or it is too long: the next one that has room.
            for i, quotation in enumerate(left):
                fits = count_words(quotation.text) <= room
                if fits and not any(_alike(quotation.text, sentence.text) for sentence in chosen):
                    chosen.append(left.pop(i))
                    break
        if not written:
            return StoryDigest(quotations.headline, quotations.sentences, fell_back=True)
        headline = texts[-1]
        fits = 1 <= count_words(headline) <= HEADLINE_WORDS and not headline.endswith("…")
        taken = fits and headed and _begins(headline, story.posts)
        return StoryDigest(headline if taken else quotations.headline, tuple(chosen))


def _sentence(text: str, posts: Sequence[StoryPost], story: StoryPosts, support: float) -> Sentence:
    sources = [name for post in posts for name in (post.id, *story.repeats.get(post.id, ()))]
    return Sentence(text=text, sources=sources, written_by="model", support=support)


def _begins(text: str, posts: Sequence[StoryPost]) -> bool:
    """Whether a text begins as a sentence does, with a small letter only where the posts' sentences do: "iPhone"."""
    first = _FIRST.findall(text)
    if not first or not first[0][0].islower():
        return True
    parts = (part for post in posts for part in (post.title, post.body, post.captions))
    openers = {word for part in parts for sentence in split_sentences(part) for word in _FIRST.findall(sentence)}
    return first[0] in openers or not any(word[0].isupper() for word in openers)


def _alike(one: str, other: str) -> bool:
    """Whether one of two sentences says little that the other does not."""
    a, b = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(a & b) >= 0.8 * max(1, min(len(a), len(b)))
