"""A story's headline, from its posts' own titles or sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from splitter.summarization.base import StoryPost
from splitter.summarization.words import clip_words, count_words, squeeze

MOST_WORDS = 14
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


def make_headline(posts: Sequence[StoryPost], lead: str) -> str:
    """At most 14 words: the best of the titles, else the digest's first sentence.

    Args:
        posts: The story's posts, latest first.
        lead: The digest's first sentence.
    """
    told = [tidy for post in posts if (tidy := _tidy(post.title)) and not _EMPTY.match(tidy)]
    titles = [title for title in told if not _OF_THE_BLOG.match(title)]
    fitting = [t for t in titles if 4 <= count_words(t) <= MOST_WORDS]
    longer = [title for title in titles if count_words(title) > MOST_WORDS]
    # A full headline tells more than a label or a name; the latest of them tells the latest state.
    chosen = next(iter([*fitting, *longer]), lead)
    return clip_words(chosen, MOST_WORDS)


def _tidy(title: str) -> str:
    return _LABEL.sub("", _TAIL.sub("", squeeze(title))).strip()
