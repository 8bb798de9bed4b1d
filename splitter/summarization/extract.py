"""The extractive summarizer: a digest made of the posts' own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splitter.document import Sentence
from splitter.encoder import TextEncoder, load_encoder
from splitter.entities.forms import DEMONYMS
from splitter.sentences import split_sentences
from splitter.settings import Settings
from splitter.summarization.base import StoryDigest, StoryPost, StoryPosts
from splitter.summarization.headline import make_headline
from splitter.summarization.words import clip_words, count_words, squeeze

_MOST_SENTENCES = 3
_ENOUGH_CANDIDATES = 80
_SENTENCES_AT_ONCE = 4096
# What is nearer than this is as near, so that no choice hangs on the last digits of a sum.
_DIGITS = 4
# A colon promises a quotation that a digest would leave out.
_FINISHED = re.compile(r"[.!?…][\"'’”)\]]*$")
_DANGLING = re.compile(
    r"(?:he|she|it|they|his|her|their|its|this|that|these|those|but|and|so|or|also|however|then|meanwhile"
    r"|yet|still|asked|another|both|as well|the two|here|there|now|let[’']s|you can|we will|we[’']ll|i[’']ll"
    r"|i[’']m|watch|read|see|more)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(r"^(?:the majority\b|[^,“\"]{0,60}\b(?:of|to|in|with) (?:that|those|these) \w+)", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
# A capital that is not the sentence's first, or a first word that is no function word.
_NAME = re.compile(
    r"(?<=\s)[^\W\d_a-z]\w+"
    r"|^(?!(?i:the|a|an|in|on|at|as|after|before|by|for|from|to|with|while|when|if|since|during|earlier|later|last|one"
    r"|\w+ing|\w+ly|\w+ed)\b)[^\W\d_a-z]\w+",
)
_FIRST_PERSON = re.compile(r"\b(?:i|we|my|our|us|me|you|your|i[’']\w+|we[’']\w+|you[’']\w+)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_HANDLE = re.compile(r"@\s?\w|#\s?\w|https?:|\bpic\.twitter|\btwitter\.com")
_SAID = re.compile(
    r"\b(?:sa(?:id|ys|ying)|told|tells|add(?:s|ed)|warn(?:s|ed)|argu(?:es|ed)|ask(?:s|ed)|insist(?:s|ed)|call(?:s|ed)"
    r"|claim(?:s|ed)|confirm(?:s|ed)|announc(?:es|ed)|according|describ(?:es|ed)|tweet(?:s|ed))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Candidate:
    text: str
    post: int  # Place among the story's posts, 0 the latest.
    place: int  # Place in its post, 0 the first.
    words: int
    leans: bool  # Only to be read after the sentence before it.


class ExtractSummarizer:
    """Picks the sentences that carry a story: central, recent, not redundant (MMR, Carbonell and
    Goldstein, 1998), and fit to stand without the sentence before them.
    """

    name = "extract"
    revision = "5"

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder

    @classmethod
    def from_settings(cls, settings: Settings) -> ExtractSummarizer:
        """One that weighs sentences with the settings' encoder."""
        return cls(load_encoder(settings.encoder, settings.offline))

    def summarize(self, stories: Sequence[StoryPosts], *, min_words: int, max_words: int) -> Iterator[StoryDigest]:
        """See `Summarizer.summarize`; here each digest follows from its own posts alone."""
        for story, candidates, vectors in self._read(stories, max_words):
            chosen = _choose(candidates, vectors, min_words, max_words, len(story.posts))
            sentences = tuple(
                Sentence(text=c.text, sources=_sources(c, story), written_by="extract", support=1.0)
                for c in sorted((candidates[i] for i in chosen), key=lambda c: (c.post, c.place))
            )
            yield StoryDigest(make_headline(story.posts, sentences[0].text), sentences)

    def _read(
        self, stories: Sequence[StoryPosts], max_words: int
    ) -> Iterator[tuple[StoryPosts, list[_Candidate], NDArray[np.float32]]]:
        """Stories with their candidates and those sentences' vectors, read some thousands at a time."""
        waiting: list[tuple[StoryPosts, list[_Candidate]]] = []
        texts: list[str] = []
        for n, story in enumerate(stories, start=1):
            waiting.append((story, _candidates(story.posts, max_words)))
            texts += (candidate.text for candidate in waiting[-1][1])
            if len(texts) < _SENTENCES_AT_ONCE and n < len(stories):
                continue
            vectors = self._encoder.encode(texts)
            ends = np.cumsum([len(candidates) for _, candidates in waiting])
            yield from ((*one, own) for one, own in zip(waiting, np.split(vectors, ends[:-1]), strict=True))
            waiting, texts = [], []


def _candidates(posts: Sequence[StoryPost], max_words: int) -> list[_Candidate]:
    """Sentences that may stand in the digest; the titles only where there is no prose."""
    for parts in (
        [p.body for p in posts],
        [p.title for p in posts],
        [p.captions for p in posts],
    ):
        found: list[_Candidate] = []
        seen: set[str] = set()
        for number, part in enumerate(parts):
            for place, raw in enumerate(split_sentences(part)):
                text = squeeze(raw)
                if text in seen or not re.search(r"\w", text):
                    continue
                seen.add(text)
                text = clip_words(text, max_words)
                found.append(_Candidate(text, number, place, count_words(text), _leans(text)))
                if place >= 25:
                    break
            if len(found) >= _ENOUGH_CANDIDATES:
                break
        if found:
            # A sentence that a crawl has cut off may have gone on to say the opposite.
            return [c for c in found if _FINISHED.search(c.text)] or found
    raise ValueError("a story to be digested holds no words")


def _choose(
    candidates: Sequence[_Candidate],
    vectors: NDArray[np.float32],
    min_words: int,
    max_words: int,
    posts: int,
) -> list[int]:
    centre = vectors.mean(axis=0)
    centre /= max(float(np.linalg.norm(centre)), 1e-9)
    fitness = [_fitness(c, posts) for c in candidates]
    worth = np.round((vectors @ centre).astype(np.float64) + fitness, _DIGITS)
    alike = np.round((vectors @ vectors.T).astype(np.float64), _DIGITS)
    at = {(c.post, c.place): i for i, c in enumerate(candidates)}
    alone = any(not c.leans for c in candidates)
    chosen: list[int] = []
    total = 0
    while len(chosen) < _MOST_SENTENCES:
        best, best_value = -1, -np.inf
        for i, candidate in enumerate(candidates):
            if i in chosen or total + candidate.words > max_words:
                continue
            if candidate.leans and alone and at.get((candidate.post, candidate.place - 1)) not in chosen:
                continue  # Apart from the sentence before it, its "he" would be someone else.
            echo = max((float(alike[i, j]) for j in chosen), default=0.0)
            if echo > 0.85:
                continue
            value = round(float(worth[i]) - 0.5 * echo, _DIGITS)
            if value > best_value:
                best, best_value = i, value
        if best < 0 or (chosen and total >= min_words and best_value < 0.35):
            break
        if chosen and total >= min_words and total + candidates[best].words > max_words * 0.9:
            break
        chosen.append(best)
        total += candidates[best].words
    return chosen


def _leans(text: str) -> bool:
    """Whether a sentence can be read only after the one before it: it opens with a reference to it,
    or says "he" or "she" before it has named anyone.
    """
    if _DANGLING.match(text) or _POINTING.search(text):
        return True
    bare = _QUOTED.sub(" ", text)
    person = _PERSON.search(bare)
    if person is None:
        return False
    # A people is nobody who could be "he".
    return all(name.group() in DEMONYMS for name in _NAME.finditer(bare[: person.start()].strip()))


def _fitness(candidate: _Candidate, posts: int) -> float:
    """How well a sentence stands alone and how near it is to the news, about -1.5 to 0.5."""
    text = candidate.text
    value = 0.3 if candidate.place == 0 else 0.1 if candidate.place == 1 else 0.0
    value += 0.25 * (1 - candidate.post / max(posts, 1))
    if candidate.words < 8:
        value -= 0.4
    if text.endswith((":", "…", "...", ",", "?")):
        value -= 0.3
    if candidate.leans:
        value -= 0.25
    bare = _QUOTED.sub(" ", text)
    if _FIRST_PERSON.search(bare):
        value -= 0.5  # Someone's words without the marks that would say so.
    if bare != text and not _SAID.search(bare):
        value -= 0.3  # A quotation that does not say whose it is.
    if text.count("“") != text.count("”") or text.count('"') % 2:
        value -= 0.4
    if _HANDLE.search(text):
        value -= 0.6
    return value


def _sources(candidate: _Candidate, story: StoryPosts) -> list[str]:
    """The post that the sentence was taken from, others that hold it too, and their repeats."""
    needle = candidate.text.rstrip("…").rstrip()
    own = story.posts[candidate.post].id
    holders = [
        post.id
        for post in story.posts
        if post.id == own or needle in squeeze(f"{post.title}\n{post.body}\n{post.captions}")
    ]
    return [name for holder in holders for name in (holder, *story.repeats.get(holder, ()))]
