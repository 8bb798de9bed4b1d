"""The gate: what a model wrote, held against the posts that should carry it.

Two judges, and both must say yes. The first neither learns nor guesses: a sentence passes where one place of the posts
(a sentence, or two that follow each other) holds its words, names, numbers, dates and quotations, and turns them the
same way. The second is a trained model (`support.py`), which gives the probability that those posts carry it. A
headline that `headline.py` cuts from a post is held to the first alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from operator import or_
from typing import Final

from splitter.sentences import split_sentences
from splitter.summarization.base import StoryPost
from splitter.summarization.checks import CHECKS, PRONOUN, Place
from splitter.summarization.support import SupportModel, nearest
from splitter.summarization.wording import Number, Reading, read, unquoted

REVISION: Final = "8"
# Of a sentence that the fixed checks let through; where the model is rather against it than for it, it does not pass.
MIN_PROBABILITY: Final = 0.5
# One swapped verb turns a sentence round, so no content word may be without its like.
MIN_COVERED: Final = 1.0
_MIN_WORDS = 2
_MOST_POSTS_IN_PAIRS = 24
_LEANS = re.compile(rf"{PRONOUN.pattern}|(?:but|and|so|also|however|then|meanwhile|i|we|my|our)\b", re.I)
_PARTS = re.compile(r"(?:, (?:and|but|while|as)|;) (?=[A-Z\d]|the |an? )")
# A post that speaks to a model is no evidence of anything.
_INSTRUCTS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,20}\b(?:your|previous|prior|earlier|above|all|any|these|the)\b.{0,20}"
    r"\b(?:instruction|prompt|direction|command|guideline)s?\b"
    r"|\bsystem prompt\b|\byou are (?:now )?an? (?:ai|assistant|language model|chatbot)\b"
    r"|\b(?:ai|language model|assistant|chatbot|summari[sz]er)s?\b.{0,9} (?:must|should) (?:write|say|output|report)\b"
    r"|<\|?/?(?:system|im_start|im_end|inst)|\[/?inst\]",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Verdict:
    """What the gate makes of a sentence.

    Attributes:
        passed: Whether the posts carry it.
        support: The model's probability that the posts carry it, 0 to 1. Where the model was not asked, the share of
            the checks that hold times the share of content words found.
        faults: Names of the checks that failed.
    """

    passed: bool
    support: float
    faults: tuple[str, ...] = ()


def judge(
    sentences: Sequence[str], posts: Sequence[StoryPost], cited: Sequence[Sequence[str]], model: SupportModel
) -> list[tuple[tuple[StoryPost, ...], Verdict]]:
    """What both judges make of sentences of one story.

    Args:
        sentences: As a model wrote them.
        posts: The story's, latest first.
        cited: For each sentence, ids that the writer named.
        model: Asked of those that the fixed checks let through.

    Returns:
        For each sentence what `carried_by` gives, `support` being the model's probability where it was asked.
    """
    told = [carried_by(sentence, posts, names) for sentence, names in zip(sentences, cited, strict=True)]
    asked = [i for i, (carriers, _) in enumerate(told) if carriers]
    likely = model.probabilities([sentences[i] for i in asked], [nearest(sentences[i], told[i][0]) for i in asked])
    for i, probability in zip(asked, likely.tolist(), strict=True):
        if probability >= MIN_PROBABILITY:
            told[i] = told[i][0], Verdict(True, round(probability, 3))
        else:
            told[i] = (), Verdict(False, round(probability, 3), ("unlikely",))
    return told


def supported(sentence: str, posts: Sequence[StoryPost]) -> Verdict:
    """Whether the fixed checks find a sentence in posts.

    Args:
        sentence: One written sentence.
        posts: Those that it cites.
    """
    places = [place for post in posts for place in _places(post)]
    own = read(sentence)
    if any(own.text == reading.text for place in places for reading in place.sentences):
        return Verdict(True, 1.0)
    whole = _best(own, places)
    parts = _PARTS.split(sentence)
    if whole.passed or len(parts) == 1 or own.quotes:
        return whole
    told = [_best(read(part), places) for part in parts]
    if all(one.passed and len(read(part).stems) >= _MIN_WORDS for one, part in zip(told, parts, strict=True)):
        return Verdict(True, min(one.support for one in told))
    return whole


def carried_by(
    sentence: str, posts: Sequence[StoryPost], cited: Sequence[str] = ()
) -> tuple[tuple[StoryPost, ...], Verdict]:
    """The smallest set of a story's posts that carries a sentence by the fixed checks, and how well.

    Args:
        sentence: One written sentence.
        posts: The story's, latest first.
        cited: Ids that the writer named; of sets as small as each other these are taken first.

    Returns:
        At most two posts; none where the sentence does not pass.
    """
    if _LEANS.match(unquoted(sentence).strip(" ,.!?\"'")):
        return (), Verdict(False, 0.0, ("leaning",))
    fit = [post for post in posts if not _INSTRUCTS.search(_text(post))]
    if staleness(posts)(sentence):
        return (), Verdict(False, 0.0, ("stale",))
    words = set(read(sentence).stems)
    shared = {post.id: len(words & _stems(post)) for post in fit}
    ranked = sorted(fit, key=lambda post: (post.id not in cited, -shared[post.id]))
    best = Verdict(False, 0.0, ("nothing",))
    for post in ranked:
        verdict = supported(sentence, (post,))
        if verdict.passed:
            return (post,), verdict
        best = max(best, verdict, key=lambda one: one.support)
    pair = _pair(sentence, [post for post in ranked if shared[post.id]][:_MOST_POSTS_IN_PAIRS])
    return (pair, Verdict(True, 1.0)) if pair else ((), best)


def _pair(sentence: str, posts: Sequence[StoryPost]) -> tuple[StoryPost, ...]:
    """The first two posts one of which carries each part of a sentence that none carries whole."""
    parts = [read(part) for part in _PARTS.split(sentence)]
    if len(parts) == 1 or read(sentence).quotes:
        return ()
    holds = [[_best(part, _places(post)).passed for part in parts] for post in posts]
    for (one, first), (other, second) in combinations(zip(posts, holds, strict=True), 2):
        if all(map(or_, first, second)):
            return one, other
    return ()


def staleness(posts: Sequence[StoryPost]) -> Callable[[str], bool]:
    """Tells of a sentence whether a later post gives another number for what it counts.

    Args:
        posts: The story's, latest first.
    """
    counting: dict[str, list[list[Number]]] = {}
    for post in posts:
        of_post: dict[str, list[Number]] = {}
        for number in _numbers(post):
            if number.after:
                of_post.setdefault(number.after[0], []).append(number)
        for thing, numbers in of_post.items():
            counting.setdefault(thing, []).append(numbers)

    def stale(sentence: str) -> bool:
        for number in read(sentence).numbers:
            told = (recounted(number, own) for own in counting.get(number.after[0] if number.after else "", ()))
            # The latest post that counts it tells how many there are.
            if next((again for again in told if again is not None), False):
                return True
        return False

    return stale


def recounted(number: Number, others: Sequence[Number]) -> bool | None:
    """Whether others give another number for what one counts; None where they do not count it."""
    same = [n for n in others if number.after and n.after[:1] == number.after[:1] and n.value[:1].isdigit()]
    if any(n.value == number.value for n in same):
        return False
    return True if any(set(n.after[1:]) & set(number.after[1:]) for n in same) else None


def _best(own: Reading, places: Sequence[Place]) -> Verdict:
    """The verdict of the place that carries a sentence best."""
    words = set(own.stems)
    if len(words) < _MIN_WORDS:
        return Verdict(False, 0.0, ("too little",))
    best = Verdict(False, 0.0, ("words",))
    for place in places:
        coverage = len(words & place.stems) / len(words)
        if coverage <= best.support and coverage < MIN_COVERED:
            continue
        faults = [name for name, holds in CHECKS.items() if not holds(own, place)]
        if coverage < MIN_COVERED:
            faults.append("words")
        support = round(coverage * (1 - len(faults) / (len(CHECKS) + 1)), 3)
        verdict = Verdict(not faults, support, tuple(faults))
        best = max(best, verdict, key=lambda one: (one.passed, one.support))
        if best.passed:
            break
    return best


def _text(post: StoryPost) -> str:
    return f"{post.title}\n{post.body}\n{post.captions}"


@lru_cache(maxsize=2048)
def _places(post: StoryPost) -> tuple[Place, ...]:
    return tuple(_places_of(post))


def _places_of(post: StoryPost) -> Iterator[Place]:
    for part in (post.title, post.body, post.captions):
        readings = [read(sentence) for sentence in split_sentences(part)]
        yield from (Place((one,), frozenset(one.stems)) for one in readings)
        for one, other in pairwise(readings):
            yield Place((one, other), frozenset(one.stems + other.stems))


def _stems(post: StoryPost) -> frozenset[str]:
    return frozenset().union(*(place.stems for place in _places(post)))


def _numbers(post: StoryPost) -> Iterator[Number]:
    return (n for place in _places(post) if len(place.sentences) == 1 for n in place.sentences[0].numbers)
