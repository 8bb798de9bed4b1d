"""Posts in which a page takes back what it said: "We earlier reported that … had died. He is alive.\""""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def corrected_by(post: StoryPost, earlier: Sequence[StoryPost]) -> int | None:
    """Place of the post that a correction takes back, by the words that it restates; None where it is none of them.

    Args:
        post: Any post.
        earlier: Those before it, latest first.
    """
    if not is_correction(post):
        return None
    sentences = split_sentences(post.body[:_LOOKED_AT])
    said = [n for n, sentence in enumerate(sentences) if restates(sentence)]
    told = [set(read(sentences[n]).stems) - _OF_THE_PAGE for n in said or range(len(sentences))]
    if said and _likeness(told, [set(read(sentence).stems) for sentence in sentences[: said[0]]]) >= _SAME:
        return None  # An editor has put it below what it corrects.
    alike = [_likeness(told, _stems(other)) for other in earlier]
    best = max(alike, default=0.0)
    return alike.index(best) if best >= _SAME else None


def _likeness(told: Sequence[set[str]], others: Sequence[set[str]]) -> float:
    """Of each two sentences' content words the largest share of the shorter's that both have."""
    shared = ((len(one & other), min(len(one), len(other))) for one in told for other in others)
    return max((both / least for both, least in shared if both >= _FEWEST_SHARED), default=0.0)


def _stems(post: StoryPost) -> list[set[str]]:
    sentences = [post.title, *split_sentences(post.body[:_LOOKED_AT])]
    return [set(read(sentence).stems) for sentence in sentences]


def taken_back(title: str, posts: Sequence[StoryPost]) -> bool:
    """Whether a later post corrects what a post's title says.

    Args:
        title: Of one of the posts.
        posts: The story's, latest first.
    """
    words = set(read(title).stems)
    for post in posts:
        if title in squeeze(post.title) or not words:
            return False
        if is_correction(post):
            told = (set(read(sentence).stems) for sentence in split_sentences(post.body[:_LOOKED_AT]))
            if any(len(words & own) >= _SAME * len(words) for own in told):
                return True
    return False
