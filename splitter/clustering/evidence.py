"""What makes two posts alike: what they say, whom and what they name, and when they were written.

Each kind of evidence is a block of columns of unit rows, scaled so that the cosine of two posts'
rows is the weighted mean of the blocks' cosines. So any clusterer of vectors takes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

# Set on annotated pages by benchmarks/clustering.py.
MEANING, OPENING, TITLE, WORDS, NAMES, TIME = 0.28, 0.28, 0.2, 0.12, 0.08, 0.04
_COLUMNS = 1024
_NAME = re.compile(r"(?<![.!?:“\"'‘\n] )(?<!^)\b[A-ZÀ-ÖØ-Þ][\w’'-]*\w", re.MULTILINE)
_ENCODED_CHARACTERS = 1200
# News opens with what is new; what follows is the background, which stories share.
_OPENING_CHARACTERS = 400


@dataclass(frozen=True)
class PostText:
    """What clustering reads of a post.

    Attributes:
        title: Its headline or an empty string.
        body: Its prose.
        moment: When it was written, from 0 (the page's first) to 1 (its last).
    """

    title: str
    body: str
    moment: float

    @property
    def text(self) -> str:
        """Title and prose."""
        return f"{self.title}\n{self.body}".strip()


def post_vectors(
    posts: Sequence[PostText], encode: Callable[[Sequence[str]], NDArray[np.float32]]
) -> NDArray[np.float32]:
    """One row for each post, to be compared by cosine.

    Args:
        posts: At least one.
        encode: Texts to unit rows, as `TextEncoder.encode`.

    Returns:
        Shape (len(posts), columns); the columns depend on the page.
    """
    texts = [post.text for post in posts]
    meaning = encode([text[:_ENCODED_CHARACTERS] for text in texts])
    opening = encode([text[:_OPENING_CHARACTERS] for text in texts])
    title = encode([post.title or post.body[:200] for post in posts])
    angle = np.array([post.moment for post in posts], dtype=np.float32) * (np.pi / 2)
    blocks = (
        (MEANING, meaning),
        (OPENING, opening),
        (TITLE, title),
        (WORDS, _shared(texts, r"(?u)\b[^\W\d_]{3,}\b|\d[\d.,]+\d")),
        (NAMES, _shared([" ".join(_NAME.findall(text)) for text in texts], r"(?u)\b\w\w+\b")),
        (TIME, np.stack([np.cos(angle), np.sin(angle)], axis=1)),
    )
    return np.concatenate([np.sqrt(weight) * block for weight, block in blocks], axis=1, dtype=np.float32)


def _shared(texts: Sequence[str], token: str) -> NDArray[np.float32]:
    """Which of the tokens that at least two posts have each text has: unit rows or zeros.

    Not weighted by rarity: on a page of few posts what many share names the page's main story.
    """
    vectorizer = TfidfVectorizer(
        token_pattern=token,
        min_df=2 if len(texts) > 1 else 1,
        max_features=_COLUMNS,
        stop_words="english",
        use_idf=False,
        sublinear_tf=True,
        dtype=np.float32,
    )
    try:
        matrix = vectorizer.fit_transform(texts)
    except ValueError:  # No two posts share a token.
        return np.zeros((len(texts), 1), dtype=np.float32)
    dense: NDArray[np.float32] = matrix.toarray()
    return dense
