"""Posts in which a page takes back what it said: "We earlier reported that … had died. He is alive.\""""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from splitter.sentences import split_sentences
from splitter.summarization.base import StoryPost
from splitter.summarization.wording import read, unquoted
from splitter.summarization.words import squeeze

_OPENS = re.compile(r"\W*(?:(?:an?|important|quick) )?(?:correction|clarification)\b", re.IGNORECASE)
_SAID = r"(?:said|reported|stated|wrote|identified|named|quoted|gave)\b"
_BEFORE = r"(?:earlier|previously|wrongly|incorrectly|mistakenly|erroneously)"
_BLOG = r"\b(?:we|i|this (?:blog|page))"
_RESTATES = re.compile(
    rf"{_BLOG}(?: had)? {_BEFORE} (?:\w+ )?{_SAID}|{_BLOG}(?: had)? {_SAID} {_BEFORE}\b"
    rf"|\bearlier,? {_BLOG}(?: \w+)? {_SAID}"
    rf"|\b(?:an earlier|a previous) (?:post|version|entry|update|report)\b(?: \w+){{0,3}} {_SAID}",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:apolog\w+|sorry|in fact|wrong(?:ly)?|incorrect(?:ly)?|mistake\w*|in error|untrue|not true|correct(?:ed|ion)"
    r"|false(?:ly)?)\b",
    re.IGNORECASE,
)
_LOOKED_AT = 800  # Characters of a post; whoever corrects says so at once.
_LOOKED_BACK = 200  # Posts; so that a page of nothing but corrections takes linear time.
_OPENING = 60  # Characters of a sentence.
_SAME = 0.6  # Share of a text's content words.
_FEWEST_SHARED = 4  # Of them.
# What a correction says of the page, and not of what happened.
_OF_THE_PAGE = frozenset(read("correction clarification earlier previous version post entry update report blog").stems)


def is_correction(post: StoryPost) -> bool:
    """Whether a post takes back what an earlier one said."""
    # What somebody says of his own words is none.
    opening = unquoted(post.body[:_LOOKED_AT])
    if _OPENS.match(post.title) or _OPENS.match(opening):
        return True
    return _RESTATES.search(opening) is not None and _WRONG.search(opening) is not None


def restates(sentence: str) -> bool:
    """Whether a sentence opens with what the page itself had said, so that the next one must say what is so."""
    # "1,020 jobs, not 1,200 as we said earlier" says that itself.
    return _RESTATES.search(sentence[:_OPENING]) is not None


def corrected(posts: Sequence[StoryPost]) -> dict[int, int]:
    """Of each post that takes back what an earlier one said: its place, and the other's.

    Args:
        posts: A page's, latest first. No post takes back one that is more than 200 before it.
    """
    stems = cache(lambda n: [_stems(text) for text in (posts[n].title, *_opening_sentences(posts[n]))])
    found = {}
    for n, post in enumerate(posts):
        if not is_correction(post):
            continue
        sentences = _opening_sentences(post)
        said = [k for k, sentence in enumerate(sentences) if restates(sentence)]
        told = [_stems(sentences[k]) - _OF_THE_PAGE for k in said or range(len(sentences))]
        # An editor may have put it below what it corrects.
        if said and _likeness(told, [_stems(sentence) for sentence in sentences[: said[0]]]) >= _SAME:
            continue
        earlier = range(n + 1, min(n + 1 + _LOOKED_BACK, len(posts)))
        alike = {other: _likeness(told, stems(other)) for other in earlier}
        # Of those as like the latest.
        if alike and alike[best := max(alike, key=alike.__getitem__)] >= _SAME:
            found[n] = best
    return found


def _opening_sentences(post: StoryPost) -> list[str]:
    return split_sentences(post.body[:_LOOKED_AT])


def _stems(sentence: str) -> set[str]:
    return set(read(sentence).stems)


def _likeness(told: Sequence[set[str]], others: Sequence[set[str]]) -> float:
    """Of each two sentences' content words the largest share of the shorter's that both have."""
    shared = ((len(one & other), min(len(one), len(other))) for one in told for other in others)
    return max((both / least for both, least in shared if both >= _FEWEST_SHARED), default=0.0)


def taken_back(title: str, posts: Sequence[StoryPost]) -> bool:
    """Whether a later post corrects what a post's title says.

    Args:
        title: Of one of the posts.
        posts: The story's, latest first.
    """
    words = _stems(title)
    for post in posts:
        if title in squeeze(post.title) or not words:
            return False
        if is_correction(post):
            told = (_stems(sentence) for sentence in _opening_sentences(post))
            if any(len(words & own) >= _SAME * len(words) for own in told):
                return True
    return False
