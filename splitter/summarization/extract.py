"""The extractive summarizer: a digest made of the posts' own sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from splitter.document import Sentence
from splitter.encoder import TextEncoder, load_encoder
from splitter.network import Matrix
from splitter.settings import DEFAULT_ENCODER, Settings
from splitter.summarization.asides import without_tie
from splitter.summarization.base import StoryDigest, StoryPosts
from splitter.summarization.candidates import Candidate, find_candidates
from splitter.summarization.headline import make_headlines
from splitter.summarization.headline_model import headline_model
from splitter.summarization.naming import with_name
from splitter.summarization.quotable import quotable_model
from splitter.summarization.selector import choose, sentence_selector
from splitter.summarization.sentence_evidence import joined_titles, sentence_evidence
from splitter.summarization.words import as_it_stands, clip_words, name_in_brackets, squeeze

_RULES = "17"
_SENTENCES_AT_ONCE = 4096


class ExtractSummarizer:
    """Quotes the sentences that a reader's digest would draw most from, and that can stand without the others.

    Args:
        settings: Which encoder weighs sentences; it is loaded with the first story.

    Raises:
        ModelNotFound: The package lacks the models that choose.
    """

    name = "extract"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._selector = sentence_selector()
        self._quotable = quotable_model(settings.precision)
        self._headlines = headline_model()
        models = (self._selector, self._quotable, self._headlines)
        self.revision = "-".join([_RULES, *(model.revision for model in models)])

    def summarize(self, stories: Sequence[StoryPosts], *, min_words: int, max_words: int) -> Iterator[StoryDigest]:
        """See `Summarizer.summarize`; here each digest follows from its own posts alone."""
        own = self._settings
        encoder = load_encoder(own.encoder, own.offline, own.precision)
        # The networks know the bundled encoder's vectors, whatever another one makes of what is alike.
        bundled = load_encoder(DEFAULT_ENCODER, own.offline, own.precision)
        for group in self._read(stories, max_words, encoder):
            told: list[tuple[StoryPosts, list[Candidate]]] = []
            fits = self._quotable.probabilities([(story.posts, candidates) for story, candidates, *_ in group])
            for (story, candidates, vectors, titles), fit in zip(group, fits, strict=True):
                shares = self._selector.shares(sentence_evidence(story.posts, candidates, vectors, titles))
                places = choose(candidates, shares, fit, vectors, min_words=min_words, max_words=max_words)
                told.append((story, _told([candidates[i] for i in places])))
            asked = [(story.posts, [one.text for one in chosen]) for story, chosen in told]
            headlines = make_headlines(asked, bundled, self._headlines)
            for headline, (story, chosen) in zip(headlines, told, strict=True):
                yield StoryDigest(headline, tuple(_quoted(one, story) for one in chosen))

    def _read(
        self, stories: Sequence[StoryPosts], max_words: int, encoder: TextEncoder
    ) -> Iterator[list[tuple[StoryPosts, list[Candidate], Matrix, Matrix]]]:
        """Stories with their candidates, those sentences' vectors and the titles', read some thousands at a time."""
        waiting: list[tuple[StoryPosts, list[Candidate]]] = []
        texts: list[str] = []
        for n, story in enumerate(stories, start=1):
            waiting.append((story, find_candidates(story.posts, max_words)))
            texts += (candidate.text for candidate in waiting[-1][1])
            texts.append(joined_titles(story.posts))
            if len(texts) < _SENTENCES_AT_ONCE and n < len(stories):
                continue
            vectors = encoder.encode(texts)
            ends = np.cumsum([len(candidates) + 1 for _, candidates in waiting])
            parts = np.split(vectors, ends[:-1])
            yield [(*one, own[:-1], own[-1]) for one, own in zip(waiting, parts, strict=True)]
            waiting, texts = [], []


def _told(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Candidates, in order, as a digest tells them.

    Behind the sentence before it one stands as it is posted. Elsewhere a name in brackets says who "he" is, or whose
    words it is, and a "But" falls.
    """
    texts = {(one.post, one.place): one.text for one in chosen}
    told = []
    for one in chosen:
        before = texts.get((one.post, one.place - 1), "")
        if one.who.name:
            named = one.who.name.split()[-1] in before and not one.who.speaks
            posted = one.post_sentences[one.place]
            text = clip_words(posted if named else with_name(posted, one.who, brackets=True), one.words)
        else:
            text = one.text if before else without_tie(one.text)
        told.append(replace(one, text=text))
    return told


def _quoted(candidate: Candidate, story: StoryPosts) -> Sentence:
    return Sentence(text=candidate.text, sources=_sources(candidate, story), written_by="extract", support=1.0)


def _sources(candidate: Candidate, story: StoryPosts) -> list[str]:
    """The post that the sentence was taken from, others that hold it too or its whole name, and their repeats."""
    texts = {post.id: squeeze(f"{post.title}\n{post.body}\n{post.captions}") for post in story.posts}
    own, needle = story.posts[candidate.post].id, as_it_stands(candidate.text)
    holders = {name for name, text in texts.items() if name == own or needle in text}
    name = name_in_brackets(candidate.text)
    if not any(name in texts[holder] for holder in holders):
        holders.update([holder for holder, text in texts.items() if name in text][:1])
    return [name for holder in texts if holder in holders for name in (holder, *story.repeats.get(holder, ()))]
