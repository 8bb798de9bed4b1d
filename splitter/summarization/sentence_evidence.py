"""What speaks for a sentence to stand in its story's digest: what it says, how, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from splitter.network import Matrix
from splitter.summarization.base import StoryPost
from splitter.summarization.candidates import Candidate
from splitter.summarization.words import plain_words

FEATURES: Final = (
    "place", "first of post", "second of post", "place, logarithm", "place in post",
    "age", "of latest post", "of oldest post", "posts later", "posts", "sentences of post", "sentences",
    "share of post", "words", "words, logarithm", "short", "long",
    "central", "near titles", "near own post", "nearest in others", "three nearest in others", "near latest post",
    "near lead of post", "word count", "posts with its words", "word count, logarithm",
    "words of own title", "in any title", "in own title", "titled", "dense",
    "quoted", "quotes", "unowned quote", "says who", "first person", "first person anywhere", "leans", "glued",
    "asks", "exclaims", "unfinished", "half quoted", "numbers", "names", "commas", "bracket", "modal", "day",
    "connective", "pointer",
)  # fmt: skip
_SHORT, _LONG = 8, 35  # Words.
_MODAL = re.compile(r"\b(?:will|would|could|may|might)\b")
_DAY = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening)|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(r"(?:but|and|so|however|meanwhile|also)\b", re.IGNORECASE)
_POINTER = re.compile(r"\b(?:read|watch|click|follow|here)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,.]*")
_NAME = re.compile(r"(?<=\s)[A-Z]\w+")


def joined_titles(posts: Sequence[StoryPost]) -> str:
    """The titles of a story's posts in one text, for its vector."""
    return " / ".join(post.title for post in posts)[:400] or "none"


def sentence_evidence(
    posts: Sequence[StoryPost], candidates: Sequence[Candidate], vectors: Matrix, titles: Matrix
) -> Matrix:
    """Evidence of a story's candidates.

    Args:
        posts: The story's posts, latest first.
        candidates: At least one.
        vectors: Their unit vectors, shape (candidates, dimensions).
        titles: The unit vector of `joined_titles`.

    Returns:
        Shape (candidates, len(FEATURES)).
    """
    like = vectors @ vectors.T
    centre = vectors.mean(axis=0)
    centre /= max(float(np.linalg.norm(centre)), 1e-9)
    of_post = np.array([c.post for c in candidates])
    place = np.array([c.place for c in candidates])
    contents = [_content(c.text) for c in candidates]
    counts = Counter(word for content in contents for word in content)
    spread = Counter(
        word
        for number in set(of_post.tolist())
        for word in set().union(*(contents[i] for i in np.flatnonzero(of_post == number)))
    )
    title_words = [_content(post.title) for post in posts]
    any_title = set().union(*title_words)
    latest = of_post == of_post.min()
    rows = []
    for i, candidate in enumerate(candidates):
        own = of_post == candidate.post
        size = int(own.sum())
        others = np.sort(like[i][~own]) if size < len(candidates) else np.array([0.3])
        lead = own & (place == place[own].min())
        content = contents[i] or {"-"}
        mean_count = float(np.mean([counts[word] for word in content]))
        title = title_words[candidate.post]
        text = candidate.text
        rows.append((
            min(candidate.place, 10) / 10, candidate.place == 0, candidate.place == 1, np.log1p(candidate.place),
            candidate.place / size,
            candidate.post / max(len(posts) - 1, 1), candidate.post == 0, candidate.post == len(posts) - 1,
            min(candidate.post, 10) / 10, np.log1p(len(posts)), np.log1p(size), np.log1p(len(candidates)),
            1 / size, candidate.words / 60, np.log1p(candidate.words), candidate.words < _SHORT,
            candidate.words > _LONG,
            vectors[i] @ centre, vectors[i] @ titles, (like[i] @ own - 1) / (size - 1) if size > 1 else 0.5,
            others[-1], others[-3:].mean(), like[i][latest].max(),
            like[i][lead].max(), mean_count / len(candidates),
            float(np.mean([spread[word] for word in content])) / len(posts), np.log1p(mean_count),
            len(content & title) / max(len(title), 1), len(content & any_title) / len(content),
            len(content & title) / len(content), bool(title), len(content) / max(candidate.words, 1),
            1 - len(candidate.unquoted.split()) / max(candidate.words, 1), candidate.unquoted != text,
            candidate.unowned_quote, candidate.says_who, candidate.first_person, candidate.first_person_anywhere,
            candidate.leans, candidate.glued,
            text.endswith("?"), text.endswith("!"), text.endswith((":", ",", "…", "...")), candidate.half_quoted,
            min(len(_NUMBER.findall(text)), 4) / 4, min(len(_NAME.findall(text)), 8) / 8, text.count(","), "(" in text,
            _MODAL.search(text) is not None, _DAY.search(text) is not None,
            _CONNECTIVE.match(text) is not None, _POINTER.search(text) is not None,
        ))  # fmt: skip
    return np.array(rows, dtype=np.float32)


def _content(text: str) -> set[str]:
    return {word for word in plain_words(text) if len(word) > 2 and word not in ENGLISH_STOP_WORDS}
