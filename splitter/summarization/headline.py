"""A story's headline, from its posts' own titles or sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from splitter.encoder import TextEncoder
from splitter.summarization import gate
from splitter.summarization.base import StoryPost
from splitter.summarization.candidates import half_quoted, leans
from splitter.summarization.headline_model import HeadlineModel, refers
from splitter.summarization.words import clip_words, count_words, squeeze

MOST_WORDS = 14
_LEAST_WORDS = 4
_TAIL = re.compile(
    r"\s*[–—|-]\s*(?:video(?: report)?|live(?: updates)?|watch live|as it happened|what we know|first report"
    r"|summary|in pictures|audio|latest)\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:breaking(?: news)?:?\s*(?=[A-Z])|update:\s*|watch:\s*|video:\s*)", re.IGNORECASE)
_EMPTY = re.compile(
    r"^(?:summary|what we know|latest|more|update|breaking news|here it is|analysis|reaction)\W*$",
    re.I,
)
# The blog speaking of itself, "We're stepping away from…", and not "We will strike, says the union".
_OF_THE_BLOG = re.compile(
    r"^(?:we|i|let)(?:[’'](?:re|ll|ve|m|d|s))?\b(?!.*(?:[”\"’']\B|\b(?:says?|said|tells?|told|warns?|insists?)\b))",
    re.IGNORECASE,
)


def make_headline(
    posts: Sequence[StoryPost], sentences: Sequence[str], encoder: TextEncoder, model: HeadlineModel
) -> str:
    """At most 14 words: the best of the titles, else of the digest's sentences.

    What is too long is cut where the gate lets the cut through, and only where none is to be had clipped.

    Args:
        posts: The story's posts, latest first.
        sentences: The digest's, at least one.
        encoder: The bundled one, which reads what is too long.
        model: Says which stretch of that makes a headline.
    """
    told = [tidy for post in posts if (tidy := _tidy(post.title)) and not _EMPTY.match(tidy)]
    titles = [title for title in told if not _OF_THE_BLOG.match(title)]
    # A full headline tells more than a label or a name; the latest of them tells the latest state.
    fitting = next((t for t in titles if _LEAST_WORDS <= count_words(t) <= MOST_WORDS), None)
    if fitting is not None:
        return fitting
    told_alone = [
        text for text in sentences if not (_OF_THE_BLOG.match(text) or half_quoted(text) or leans(text) or refers(text))
    ]
    longer = [title for title in titles if count_words(title) > MOST_WORDS][:1]
    texts = [*longer, *told_alone] or list(sentences)
    for text in texts:
        if count_words(text) <= MOST_WORDS:
            return text.removesuffix(".")
        for stretch in model.stretches(text, encoder, MOST_WORDS):
            if gate.carried_by(stretch, posts)[1].passed:
                return stretch
    if short := next((title for title in titles if count_words(title) == _LEAST_WORDS - 1), None):
        return short
    clipped = [clip_words(text, MOST_WORDS) for text in texts]
    # "…, the union said" is lost where a sentence is clipped before it.
    passed = (text for text in clipped if gate.carried_by(text.removesuffix("…"), posts)[1].passed)
    return next(passed, clipped[0])


def _tidy(title: str) -> str:
    return _LABEL.sub("", _TAIL.sub("", squeeze(title))).strip().removesuffix(":")
