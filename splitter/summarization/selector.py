"""Which sentences make a story's digest: those from which a reader's own digest would draw most.

Small networks, trained on digests that readers wrote (`training/sentence_selector.py`), say of each sentence what
share of its words, and of its pairs of words, such a digest would hold. Of all sets of up to three sentences that fit,
the one is taken whose expected overlap with it, as an F1 like ROUGE's (Lin, 2004), is highest. Only sentences that can
be quoted alone (`quotable.py`), or after the one before them, are in any set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
from scipy.special import expit

from splitter.network import Matrix, Network, load_tensors, save_tensors
from splitter.summarization import gate
from splitter.summarization.candidates import Candidate, half_quoted
from splitter.summarization.quotable import LABELS
from splitter.summarization.wording import read
from splitter.summarization.words import plain_words

NAME = "sentence-selector"
_MOST_SENTENCES = 3
_TRIED = 12  # The likeliest; all sets of three of them are some three hundred.
_ECHO, _CORRECTS, _RESTATES, _RECOUNTS, _GOES_ON, _REVERSES, _RUNS = 0.85, 0.75, 0.55, 0.5, 0.5, 0.4, 0.6  # Cosines.
# Probabilities that a sentence is fit to stand alone, and to stand after the one before it.
_FIT, _FIT_AFTER = 0.55, 0.75
_CAUTION = 0.3  # Power of that probability by which a sentence's worth is held back.
_STALE = 0.5
_UNFIT = 0.1  # What a sentence that is wholly unfit counts for where none is fit.
_NUMBER = re.compile(
    r"\d[\d,.]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|second|third|fourth|fifth)\b",
    re.IGNORECASE,
)
# What a correction takes back: "not 1,200", "from two".
_DENIED = re.compile(
    r"\b(?:not|from|instead of|rather than|(?:earlier|initial|previous) \w+ of)\b"
    r"(?: (?:the|at least|about|around|some))? [£$€]?\w[\w,.]*",
    re.IGNORECASE,
)
_DENIED_NAME = re.compile(r"\bnot ([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)")
# So that no choice hangs on the last digits of a sum.
_DIGITS = 3


class SentenceSelector:
    """The trained networks; the mean of what they say counts.

    Args:
        networks: Of two outputs: log-odds that a word, and a pair of words, is in a reader's digest.
        revision: First 16 hex digits of the file's SHA-256, empty where there is none.
    """

    def __init__(self, networks: Sequence[Network], revision: str = "") -> None:
        self.revision = revision
        self._networks = tuple(networks)

    def shares(self, evidence: Matrix) -> Matrix:
        """Shares of each sentence's words and pairs of words that a digest would hold: shape (sentences, 2)."""
        told: Matrix = np.mean([expit(network.outputs(evidence)) for network in self._networks], axis=0)
        return np.round(told, _DIGITS)

    def save(self, path: Path) -> None:
        """Write a safetensors file."""
        save_tensors(
            path, {k: v for n, one in enumerate(self._networks) for k, v in one.tensors(f"network/{n}").items()}
        )


def choose(
    candidates: Sequence[Candidate], shares: Matrix, fit: Matrix, vectors: Matrix, *, min_words: int, max_words: int
) -> list[int]:
    """Places of one to three candidates, in the order of their posts and in them.

    Args:
        candidates: At least one, each of at most `max_words` words.
        shares: As `SentenceSelector.shares` gives them.
        fit: As `QuotableModel.probabilities` gives them.
        vectors: Unit vectors, shape (candidates, dimensions).
        min_words: A set of as many is taken where there is one.
        max_words: No set has more.
    """
    alike = np.round(vectors @ vectors.T, _DIGITS)
    overtaken, taken_back = _overtaken(candidates, alike)
    worth = shares * (_up_to_date(candidates, overtaken) * fit[:, 0] ** _CAUTION)[:, None]
    sets = _Sets(candidates, worth, fit, overtaken, taken_back, (min_words + max_words) / 2)
    standing = [sets.may_stand(i) for i in range(len(candidates))]
    latest = min((c.post for c, stands in zip(candidates, standing, strict=True) if stands), default=0)
    likeliest = [
        i
        for i in np.argsort(-worth.sum(axis=1), kind="stable").tolist()
        if standing[i]
        # However short the latest figure's sentence is, an older one is no better for being longer.
        and not any(standing[j] for j in overtaken[i])
        # Since a later post tells something, what was to come has come, or has not.
        and not (candidates[i].to_come and candidates[i].post > latest)
    ]
    order = sorted(likeliest[:_TRIED], key=lambda i: (candidates[i].post, candidates[i].place))
    best: tuple[bool, float, list[int]] | None = None
    for size in range(1, _MOST_SENTENCES + 1):
        for places in combinations(order, size):
            words = sum(candidates[i].words for i in places)
            if words > max_words or not sets.readable(places):
                continue
            if any(alike[i, j] > _ECHO for i, j in combinations(places, 2)):
                continue
            if any(j in overtaken[i] for i in places for j in places):
                continue
            told = words >= min_words, round(sets.expected(places), _DIGITS)
            if best is None or told > best[:2]:
                best = *told, list(places)
    if best is not None:
        return best[2]
    # None is fit: then the one that tells most for being as unfit as it is, and no other to fill up.
    told_by = np.round(shares.sum(axis=1) * (_UNFIT + fit[:, 0]), _DIGITS)
    unfit = [(bool(taken_back[i]), c.torn, c.refers or c.spoken, -told_by[i]) for i, c in enumerate(candidates)]
    return sets.with_needed(unfit.index(min(unfit)), max_words)


class _Sets:
    """Sets of a story's candidates."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        worth: Matrix,
        fit: Matrix,
        overtaken: Sequence[Sequence[int]],
        taken_back: Sequence[Sequence[int]],
        aim: float,
    ) -> None:
        words = [plain_words(c.text) for c in candidates]
        self._words = [c.words for c in candidates]
        self._units = [(set(own), set(pairwise(own))) for own in words]
        self._counts = [(len(own), max(len(own) - 1, 0)) for own in words]
        self._worth = worth
        self._aim = aim
        at = {(c.post, c.place): i for i, c in enumerate(candidates)}
        self._misleads = [c.restates or c.turned_at is not None for c in candidates]
        self._before = [at.get((c.post, c.place - 1)) for c in candidates]
        self._after_it = [_needed(one, i, at, candidates) for i, one in enumerate(candidates)]
        whole = ~np.array([c.torn or bool(by) for c, by in zip(candidates, taken_back, strict=True)])
        refers = np.array([c.refers or c.spoken for c in candidates])
        self._after = whole & (fit[:, 0] + fit[:, 1] >= _FIT_AFTER)
        self._alone = whole & (fit[:, 0] >= _FIT) & ~refers
        for i, one in enumerate(candidates):
            if one.who.name:
                # The name is what it leans on, or whose words it is.
                missed = LABELS.index("unowned" if one.who.speaks else "leans")
                self._alone[i] = whole[i] and fit[i, 0] + fit[i, missed] >= _FIT_AFTER and not refers[i]
        # The latest figure is told though it leans on what a reader of the older ones knows.
        latest = [j for by in overtaken for j in by if not overtaken[j]]
        self._alone[latest] |= self._after[latest] & ~refers[latest]
        # Whoever read the mistake should read the correction.
        self._alone[[j for by in taken_back for j in by if not taken_back[j]]] = True

    def may_stand(self, place: int) -> bool:
        """Whether a sentence is fit to stand alone, or after the one before it."""
        return bool(self._alone[place] or (self._after[place] and self._before[place] is not None))

    def readable(self, places: Sequence[int]) -> bool:
        """Whether each sentence that cannot stand alone has the one before it, or behind it, that it needs."""
        # Apart from the one before it, its "he" would be someone else.
        return all((self._alone[i] or self._before[i] in places) and self._after_it[i] in places for i in places)

    def with_needed(self, place: int, max_words: int) -> list[int]:
        """A sentence, and the one behind it that it needs."""
        needed = self._after_it[place]
        both = [place] if needed is None else sorted({place, needed})
        if sum(self._words[i] for i in both) <= max_words:
            return both
        # Of a mistake and what is so, of a claim and its denial, the first may not stand alone.
        return both[-1:] if self._misleads[place] else [place]

    def expected(self, places: Sequence[int]) -> float:
        """Expected F1 over words and over pairs of words, added; what was said counts once."""
        told = 0.0
        for unit in (0, 1):
            hits, total, seen = 0.0, 0, set[object]()
            for i in places:
                own = self._units[i][unit]
                new = len(own - seen) / len(own) if own else 0.0
                hits += float(self._worth[i, unit]) * self._counts[i][unit] * new
                total += self._counts[i][0]
                seen |= own
            told += 2 * hits / (total + self._aim)
        return told


def _needed(
    candidate: Candidate, place: int, at: Mapping[tuple[int, int], int], candidates: Sequence[Candidate]
) -> int | None:
    """Place of the sentence that must stand behind one, its own where it needs none, None where that is not at hand."""
    following = at.get((candidate.post, candidate.place + 1))
    # "We earlier reported that … had died" may not stand without "He is alive".
    if candidate.restates:
        return following
    if candidate.announces:
        return following if following is not None and candidates[following].refers else None
    closed = following is not None and not half_quoted(f"{candidate.text} {candidates[following].text}")
    if candidate.half_quoted and closed:
        return following
    if candidate.turned_at is not None:
        return at.get((candidate.post, candidate.turned_at))
    return place


def numbers_in(text: str) -> set[str]:
    """Numbers in digits and small ones in words."""
    return set(_NUMBER.findall(text.lower()))


def _up_to_date(candidates: Sequence[Candidate], overtaken: Sequence[Sequence[int]]) -> Matrix:
    """What is left of each candidate's worth: less where a later post has, or most likely has, overtaken it."""
    stale = [bool(by) or (c.post > 0 and c.momentary) for c, by in zip(candidates, overtaken, strict=True)]
    return np.where(stale, np.float32(_STALE), np.float32(1.0))


def _overtaken(candidates: Sequence[Candidate], alike: Matrix) -> tuple[list[list[int]], list[list[int]]]:
    """Of each candidate those of later posts that overtake it, and those that take it back.

    "At least 12 dead" gives way to "at least 15 dead", "told to leave" to "may return"; "1,020 jobs, not 1,200" takes
    1,200 back.
    """
    numbers = [numbers_in(c.text) for c in candidates]
    counts = [read(c.text).numbers for c in candidates]
    denied = [numbers_in(" ".join(_DENIED.findall(c.text))) for c in candidates]
    names = [_DENIED_NAME.findall(c.text) if c.corrects else [] for c in candidates]
    overtaken: list[list[int]] = [[] for _ in candidates]
    taken_back: list[list[int]] = [[] for _ in candidates]
    for i, one in enumerate(candidates):
        for j, other in enumerate(candidates):
            # What an editor has put below a post takes back what stands above.
            below = other.restates and other.post == one.post and other.place > one.place
            if not (other.post < one.post or below):
                continue
            denies = numbers[i] & denied[j] or any(name in one.text for name in names[j])
            near = alike[i, j] > (_RESTATES if other.restates or denies else _CORRECTS)
            if near and (other.corrects or denies):
                taken_back[i].append(j)
                continue
            # Of "64, up from 23" only 64 is so.
            other_figures = near and numbers[i] - (numbers[j] - denied[j]) and numbers[j] - numbers[i]
            if (
                other_figures
                or (alike[i, j] > _RECOUNTS and any(gate.recounted(n, counts[j]) for n in counts[i]))
                or (alike[i, j] > _GOES_ON and one.passing and not other.passing)
                or (alike[i, j] > _RUNS and one.running and other.running)
                or (alike[i, j] > _REVERSES and other.reverses and not one.reverses)
            ):
                overtaken[i].append(j)
    return overtaken, taken_back


@lru_cache(maxsize=1)
def sentence_selector() -> SentenceSelector:
    """The bundled networks, loaded once for the whole process.

    Raises:
        ModelNotFound: The package lacks them.
    """
    tensors, revision = load_tensors(NAME)
    return SentenceSelector(Network.all_of(tensors, "network"), revision)
