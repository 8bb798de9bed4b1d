"""Whether a sentence can be quoted alone, as a trained model judges it: what readers of digests stumbled over.

Of 146 sentences of first digests two readers found a third unfit, none of them false: a "he" or "the company" whose
name stands in the sentence before, somebody's opinion without a word of whose, a caption, a lead-in to a picture. The
networks were trained on sentences that readers labelled so (`training/quotable_model.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from scipy.special import softmax

from splitter.network import Matrix, Network, load_tensors, save_tensors
from splitter.summarization.base import StoryPost
from splitter.summarization.candidates import SAID, Candidate
from splitter.summarization.words import plain_words

NAME: Final = "quotable"
# Fit; needs the sentence before it; somebody's words without a word of whose; no sentence of news.
LABELS: Final = ("fit", "leans", "unowned", "no news")
FEATURES: Final = (
    "first of post", "second of post", "place", "titled",
    "leans", "says who", "unowned quote", "first person", "first person anywhere", "glued", "half quoted", "unfinished",
    "words", "short", "very short", "after colon", "colon before", "said before", "question before", "quote before",
    "quote open before", "names", "opens with the", "opens with but", "opens with quote", "asks or exclaims",
    "colon", "words of before", "words of title", "verb", "past", "also", "he or she", "it or this", "capitals",
    "bracket", "bar", "digits", "title of person", "opens with number", "should",
)  # fmt: skip
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|may|might|can|says?|said|be|been|do|does|did)\b", re.I
)
_PAST = re.compile(r"\w+ed\b")
_ALSO = re.compile(r"\b(?:also|too|other|another|instead|though|as well)\b", re.I)
_PERSON = re.compile(r"\b(?:he|she|his|her|him)\b", re.I)
_THING = re.compile(r"\b(?:it|they|their|its|this|that|these|those)\b", re.I)
_SHOULD = re.compile(r"\b(?:should|must|needs? to|ought)\b", re.I)
_LINKS = re.compile(r"(?:but|and|so|also|however)\b", re.I)
_HONORIFIC = re.compile(r"(?:mr|mrs|ms|dr|sir)\b", re.I)
# So that no choice hangs on the last digits of a sum.
_DIGITS = 3


def quotable_evidence(posts: Sequence[StoryPost], candidates: Sequence[Candidate], vectors: Matrix) -> Matrix:
    """What speaks for and against each sentence.

    Args:
        posts: The story's, latest first.
        candidates: At least one.
        vectors: The bundled encoder's of them, shape (candidates, dimensions).

    Returns:
        Shape (candidates, len(FEATURES) + dimensions).
    """
    told = np.array([_forms(candidate, posts[candidate.post].title) for candidate in candidates], dtype=np.float32)
    return np.concatenate([told, vectors], axis=1)


def _forms(candidate: Candidate, title: str) -> tuple[float, ...]:
    text, words = candidate.text, candidate.text.split()
    last = candidate.before[-1] if candidate.before else ""
    own = [word for word in plain_words(text) if len(word) > 3]
    told, titled = set(plain_words(" ".join(candidate.before))), set(plain_words(title))
    return (
        candidate.place == 0, candidate.place == 1, min(candidate.place, 10) / 10, bool(title),
        candidate.leans, candidate.says_who, candidate.unowned_quote, candidate.first_person,
        candidate.first_person_anywhere, candidate.glued, candidate.half_quoted, candidate.unfinished,
        np.log1p(len(words)), len(words) < 8, len(words) < 5, last.endswith(":"),
        any(one.endswith(":") for one in candidate.before), SAID.search(last) is not None, last.endswith("?"),
        "”" in last or '"' in last, last.count("“") > last.count("”"),
        min(sum(word[:1].isupper() for word in words[1:]), 8) / 8, text[:4].lower() == "the ",
        _LINKS.match(text) is not None, text[0] in "“\"‘'", text.endswith(("?", "!")), ":" in text,
        sum(word in told for word in own) / max(len(own), 1), sum(word in titled for word in own) / max(len(own), 1),
        _VERB.search(text) is not None, _PAST.search(text) is not None, _ALSO.search(text) is not None,
        _PERSON.search(text) is not None, _THING.search(text) is not None,
        sum(word[:1].isupper() for word in words) / len(words), "(" in text, "|" in text,
        min(sum(mark.isdigit() for mark in text), 8) / 8, _HONORIFIC.match(text) is not None, text[0].isdigit(),
        _SHOULD.search(text) is not None,
    )  # fmt: skip


class QuotableModel:
    """The trained networks; the mean of what they say counts.

    Args:
        networks: Of one output for each of `LABELS`.
        revision: First 16 hex digits of the file's SHA-256, empty where there is none.
    """

    def __init__(self, networks: Sequence[Network], revision: str = "") -> None:
        self.revision = revision
        self._networks = tuple(networks)

    def probabilities(self, evidence: Matrix) -> Matrix:
        """Of each sentence the probability of each of `LABELS`: shape (sentences, 4)."""
        told: Matrix = np.mean([softmax(network.outputs(evidence), axis=1) for network in self._networks], axis=0)
        return np.round(told, _DIGITS)

    def save(self, path: Path) -> None:
        """Write a safetensors file."""
        save_tensors(
            path, {k: v for n, one in enumerate(self._networks) for k, v in one.tensors(f"network/{n}").items()}
        )


@lru_cache(maxsize=1)
def quotable_model() -> QuotableModel:
    """The bundled networks, loaded once for the whole process.

    Raises:
        ModelNotFound: The package lacks them.
    """
    tensors, revision = load_tensors(NAME)
    return QuotableModel(Network.all_of(tensors, "network"), revision)
