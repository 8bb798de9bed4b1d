"""Which stretch of a sentence makes a headline, as editors' own titles taught a small network.

It reads each word as the text encoder sees it in its sentence, and says how likely a title would begin there, and end
(`training/headline_model.py`). A stretch begins where the sentence or a part of it begins, and ends where a part of it
ends, so that a cut takes a whole part away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from scipy.special import log_softmax

from splitter.encoder import TextEncoder
from splitter.network import Matrix, Network, load_tensors, save_tensors
from splitter.summarization.words import clip_words, count_words

NAME: Final = "headline"
_FEWEST_WORDS = 4
# What is less likely than this is no headline. Of those about as likely as the likeliest the longest leaves least out.
_LEAST, _ABOUT = -4.5, 1.5
_DIGITS = 3
# A stretch that says something has a finite verb; a participle ("experiments conducted by") is none, nor is one that
# still wants its object ("has killed"), and what is said needs its own.
_FINITE = r"is|are|was|were|has|have|had|will|would|could|may|might|can|must|should|does|did"
_SAYS = re.compile(
    rf"\b(?:{_FINITE}|says?|said|fell|rose|won|lost|told|began|made|took|went|held|found|got|came|gave)\b"
    r"|\b\w+ed\b(?! (?:by|in|at|with|on|from)\b)",
    re.IGNORECASE,
)
_WANTS = re.compile(
    rf"\b(?:has|have|had) \w+$|\bsa(?:id|ys?)\b(?!.*\b(?:{_FINITE})\b)"
    r"|\b(?:that|which|who|whose|whether|if|when), [^,]*$",
    re.IGNORECASE,
)
# Who "he" is, or what "that time", a headline cannot say.
_REFERS = re.compile(
    r"\b(?:he|she|they|this|these|those|that (?:time|day|point))\b|^(?:\S+ ){0,2}(?:its|his|her|their)\b", re.IGNORECASE
)
# What opens a part that can be left out. "When", "if" and "who" limit what is said before them, and may not.
_OPENS = frozenset((
    "after", "as", "while", "following", "amid", "because", "despite", "ahead", "before", "since", "until", "during",
    "according", "saying", "adding", "although", "though", "including", "due", "thanks", "in", "on", "at", "for",
    "from", "by", "to", "with", "against", "over", "and", "but", "so",
))  # fmt: skip
# What was so before something, or is so if something is, may be so no longer, or never.
_LIMITS = frozenset(("before", "until", "if", "unless", "when", "without"))
# What comes behind and is left out may turn what is said.
_TURNS = _LIMITS | {"except", "only", "not", "but"}
# "Is likely to", "was joined by", "lives in" want what follows.
_WAITS = re.compile(r"\b(?:to|by|from|for|with)$|\b(?:\w+(?:ed|ing)|went|likely)\b", re.IGNORECASE)
_ARTICLES = frozenset(("a", "an", "the"))
_ASIDES = frozenset(("who", "which", "whose", "where"))
# What ties a part to its neighbour, with which none begins or ends.
_TIES = _OPENS | frozenset((
    "of", "that", "this", "these", "those", "is", "are", "was", "were", "be", "been", "has", "have", "had", "will",
    "would", "could", "may", "might", "can", "not", "no", "his", "her", "their", "its", "he", "she", "it", "they",
    "we", "i", "you", "very", "more", "most", "less", "just", "about", "into", "up", "out", "off", "also", "both",
    "either", "if", "when", "where", "which", "who", "whose", "whether", "than", "or", "unless", "under", "between",
    "within", "without",
))  # fmt: skip


class HeadlineModel:
    """The trained network.

    Args:
        network: Of two outputs for each word: log-odds that a title begins, and ends, with it.
        revision: First 16 hex digits of the file's SHA-256, empty where there is none.
    """

    def __init__(self, network: Network, revision: str = "") -> None:
        self.revision = revision
        self._network = network

    def likely(self, evidence: Matrix) -> Matrix:
        """Of each word of a sentence the log-probability that a title begins, and ends, with it: shape (words, 2)."""
        told: Matrix = log_softmax(self._network.outputs(evidence), axis=0)
        return np.round(told, _DIGITS)

    def stretches(self, sentence: str, evidence: Matrix, most_words: int) -> list[str]:
        """Stretches of a sentence that may be a headline, the best first.

        Args:
            sentence: One line.
            evidence: Of its words, as `word_evidence` gives it.
            most_words: None is longer.
        """
        words = sentence.split()
        likely = self.likely(evidence)
        for i in range(len(words) - 1):
            # Editors go without an article where it tells nothing; which one does, the network cannot say.
            if words[i].lower() in _ARTICLES:
                likely[i, 0] = max(likely[i : i + 2, 0])
        found = {
            (first, last): worth
            for first in (i for i in range(len(words)) if _may_begin(words, i))
            for last in range(first + _FEWEST_WORDS - 1, min(len(words), first + most_words))
            if (worth := float(likely[first, 0] + likely[last, 1])) >= _LEAST and _may_end(words, last)
        }
        best = max(found.values(), default=0.0)
        order = sorted(found, key=lambda at: (found[at] < best - _ABOUT, at[0] - at[1], -found[at], at))
        return [text for first, last in order if _tells(text := _as_headline(words[first : last + 1]))]

    def save(self, path: Path) -> None:
        """Write a safetensors file."""
        save_tensors(path, self._network.tensors("network"))


def word_evidence(sentences: Sequence[str], encoder: TextEncoder) -> list[Matrix]:
    """What is seen of each word: its vector, its neighbours' and its marks; shape (words, features) a sentence."""
    spans = [[match.span() for match in re.finditer(r"\S+", sentence)] for sentence in sentences]
    found = []
    for sentence, vectors in zip(sentences, encoder.encode_spans(sentences, spans), strict=True):
        words = sentence.split()
        none = np.zeros((1, vectors.shape[1]), dtype=np.float32)
        marks = [
            (
                word[-1] in ",;:", word[-1] in ".!?”\"", i == 0, i == len(words) - 1, i / len(words), len(words) / 60,
                i > 0 and words[i - 1][-1] in ",;:", "(" in word, ")" in word, word in "–—-", word[0].isdigit(),
            )
            for i, word in enumerate(words)
        ]  # fmt: skip
        around = [vectors, np.concatenate([vectors[1:], none]), np.concatenate([none, vectors[:-1]])]
        found.append(np.concatenate([*around, np.array(marks, dtype=np.float32)], axis=1))
    return found


def _may_begin(words: Sequence[str], i: int) -> bool:
    """Whether the sentence's main part begins with a word: behind a colon, or a comma that ends an opening phrase."""
    if i == 0:
        return True
    last = words[i - 1]
    if last[-1] not in ",:" or words[i].lower() in _TIES:
        return False
    # Behind any other comma stands an aside: "Smyths, Ireland's biggest retailer, was …".
    opens = words[0].lower().strip(",")
    first = next(n for n, word in enumerate(words) if word[-1] in ",:")
    spare = opens not in _LIMITS and (opens in _OPENS or opens in _TIES or opens.endswith("ly"))
    return last[-1] == ":" or (first == i - 1 and spare)


def _may_end(words: Sequence[str], i: int) -> bool:
    """Whether a part of a sentence ends with a word: a mark behind it, or a word that opens the next one."""
    if words[i].lower().strip(",.;:") in _TIES | _ARTICLES or _waits_for_its_verb(words, i):
        return False
    return i + 1 == len(words) or words[i][-1] in ",;:.!?" or words[i + 1].lower() in _OPENS | {"–", "—", "-"}


def _waits_for_its_verb(words: Sequence[str], i: int) -> bool:
    """Whether an aside holds a word, and what it is about has not done anything yet: "Ola Brod, who is 40,"."""
    opens = next((n for n in range(i, 0, -1) if words[n - 1][-1] == ","), 0)
    return opens > 0 and words[opens].lower() in _ASIDES and not _SAYS.search(" ".join(words[:opens]))


def clip_at_part(text: str, most_words: int) -> str:
    """The opening of a text that is too long, up to where a part of it ends if that tells something, with a mark."""
    clipped = clip_words(text, most_words)
    words = text.split()
    if words[count_words(clipped) - 1][-1] in ",;:":
        return clipped
    for last in range(most_words - 1, _FEWEST_WORDS, -1):
        # The clip's own last word is left out of these: "…, but" turns nothing yet.
        if not _TURNS.isdisjoint(word.lower() for word in words[last + 1 : most_words - 1]):
            break
        opening = " ".join(words[: last + 1]).rstrip(" ,;:–—-")
        # What stands behind "who" may be all that it tells.
        aside = not _ASIDES.isdisjoint(opening.lower().split())
        waits = _WAITS.search(" ".join(words[last : last + 2]))
        if _may_end(words, last) and not aside and not waits and _tells(opening):
            return f"{opening}…"
    return clipped


def _tells(text: str) -> bool:
    return _SAYS.search(text) is not None and not _WANTS.search(text) and not refers(text)


def refers(text: str) -> bool:
    """Whether a headline speaks of somebody or something that it does not name."""
    return _REFERS.search(text) is not None


def _as_headline(words: Sequence[str]) -> str:
    text = " ".join(words).strip(" ,;:–—-").rstrip(".")
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def headline_model() -> HeadlineModel:
    """The bundled network, loaded once for the whole process.

    Raises:
        ModelNotFound: The package lacks it.
    """
    tensors, revision = load_tensors(NAME)
    return HeadlineModel(Network.of(tensors, "network"), revision)
