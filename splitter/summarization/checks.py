"""The gate's checks: each holds one thing in a sentence against one place of the posts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from rapidfuzz.distance import LCSseq

from splitter.summarization.lexicon import DATES, NEUTRAL_SAID, OPPOSITE, SPARE, STRICT, TURNS, UNSURE_SAID
from splitter.summarization.wording import Following, Number, Reading, is_content, stem

PRONOUN: Final = re.compile(
    r"(?:he|she|it|they|his|her|their|its|this|these|those|the (?:two|pair|former|latter))\b", re.I
)
_IN_ORDER = 0.8
# Without meaning of their own, and yet no clause is the same without them.
_VERBS: Final = ("be", "been", "being", "is", "are", "was", "were", "do", "does", "did", "to", "who",
                  "which", "that", "will", "would", "could", "may", "might")  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One sentence of a post, or two that follow each other."""

    sentences: tuple[Reading, ...]
    stems: frozenset[str]


def _names(own: Reading, place: Place) -> bool:
    """Each name stands in the place as it is written; a sentence's first word may be an ordinary one."""
    texts = [_plain(reading) for reading in place.sentences]
    low = {token for reading in place.sentences for token in reading.tokens if token.islower()}
    first = next((t for t in own.tokens if t[0].isalnum()), "")
    for run in own.names:
        if run[0] == first and first.lower() in low:
            run = run[1:]
        needle = f" {' '.join(run)} "
        # A name that stands there once cannot be two of the names here.
        if run and not 1 <= _plain(own).count(needle) <= sum(text.count(needle) for text in texts):
            return False
    return True


def _number(own: Reading, place: Place) -> bool:
    """Each number stands there, of the same things, as much "at least" and as much a part of others, in this order."""
    words = set(own.stems)
    near = [r for r in place.sentences if 2 * len(words.intersection(r.stems)) > len(words)]
    there = [number for reading in near for number in reading.numbers]
    if not all(any(_same(number, other) for other in there) for number in own.numbers):
        return False
    # "One of the climbers" is not "the climbers".
    parts = [number for number in there if number.of and words.intersection(number.after[:1])]
    if not all(any(_same(number, other) for other in own.numbers) for number in parts):
        return False
    values = [number.value for number in there]
    last = {value: i for i, value in enumerate(values)}
    return all(values.index(one.value) <= last[other.value] for one, other in pairwise(own.numbers))


def _same(own: Number, other: Number) -> bool:
    same = own.value == other.value and own.kinds == other.kinds and own.of == other.of
    return same and (not own.after or own.after[0] in other.after)


def _dates(own: Reading, place: Place) -> bool:
    there = [token.lower() for reading in place.sentences for token in reading.tokens]
    here = [token.lower() for token in own.tokens if token.lower() in DATES]
    return all(here.count(token) <= there.count(token) for token in here)


def _quotes(own: Reading, place: Place) -> bool:
    """Quoted words stand between quotation marks there, too."""
    quoted = " | ".join(quote for reading in place.sentences for quote in reading.quotes)
    return all(quote in quoted for quote in own.quotes)


def _speaker(own: Reading, place: Place) -> bool:
    """Who says it there says it here; what is said there is not told as a fact."""
    if not own.says and not own.quotes:
        return not any(reading.says or reading.quotes for reading in place.sentences)
    said = [reading for reading in place.sentences if reading.says]
    if not own.speaker or not said:
        return False
    if any(own.speaker & reading.speaker for reading in said):
        return all(own.speaker & reading.speaker or _refers(reading) for reading in said)
    # "He said": whoever the sentence before names, if it names nobody else.
    first = place.sentences[0]
    return len(place.sentences) > 1 and _refers(said[-1]) and len(first.names) == 1 and _whole(own, first.names[0])


def _saying(own: Reading, place: Place) -> bool:
    """What is said there is not admitted here, nor what is believed there said here."""
    there = frozenset[str]().union(*(reading.says for reading in place.sentences))
    return own.says <= there | (NEUTRAL_SAID if there - UNSURE_SAID else frozenset())


def _refers(reading: Reading) -> bool:
    return not reading.speaker or bool(PRONOUN.match(reading.text.lstrip("\"' ")))


def _whole(own: Reading, name: tuple[str, ...]) -> bool:
    return own.speaker <= {stem(word) for word in name}


def _turned(own: Reading, place: Place) -> bool:
    """What denies, limits or doubts does so here and there, and to the same words."""
    words = set(own.stems)
    there = [turn for reading in place.sentences for turn in reading.turns]
    for turn in own.turns:
        alike = [other for other in there if other.kind == turn.kind]
        if turn.kind == "by":
            # "Launched by a group backed by the state" is not "launched by the state".
            alike = [other for other in alike if other.before == turn.before]
        if not any(not turn.after or turn.after[0] in other.after for other in alike):
            return False
    told: Counter[str] = Counter()
    for reading in place.sentences:
        for turn in reading.turns:
            clause = reading.clauses[turn.clause]
            strict = turn.kind in STRICT and (turn.kind == "if" or 2 * len(clause & words) >= len(clause))
            near = bool(words.intersection(turn.after[:2]))
            if not strict and not near:
                continue
            told[turn.kind] += turn.kind in STRICT
            mine = [other for other in own.turns if other.kind == turn.kind]
            if not mine or (near and not any(set(turn.after[:2]) & set(other.after) for other in mine)):
                return False
    # As often as there, too: of two denials neither may go, and a second may not come.
    mine_too = Counter(turn.kind for turn in own.turns if turn.kind in STRICT)
    return all(mine_too[kind] == told[kind] for kind in mine_too | told)


def _order(own: Reading, place: Place) -> bool:
    """Names and words come in the order in which they stand there."""
    aside = own.speaker
    here = [s for s in own.stems if s not in aside]
    there = [s for reading in place.sentences for s in reading.stems if s not in aside]
    shared = [s for s in here if s in set(there)]
    named = {stem(run[-1]) for run in own.names} - aside
    order = [s for s in dict.fromkeys(shared) if s in named]
    if not all(_before(one, other, place) for one, other in combinations(order, 2)):
        return False
    # "X, says Y" for "Y says X": one part goes round the other.
    turns = range(len(shared)) if own.says else range(min(1, len(shared)))
    kept = (LCSseq.similarity(shared[i:] + shared[:i], there) for i in turns)
    return not shared or any(length >= _IN_ORDER * len(shared) for length in kept)


def _before(one: str, other: str, place: Place) -> bool:
    """Whether a name comes before another wherever one sentence has both, or in the whole place where none has."""
    both = [reading.stems for reading in place.sentences if one in reading.stems and other in reading.stems]
    lists = both or [tuple(s for reading in place.sentences for s in reading.stems)]
    return all(stems.index(one) < len(stems) - 1 - stems[::-1].index(other) for stems in lists)


def _subjects(own: Reading, place: Place) -> bool:
    """What follows a name here stands in a sentence of that name there, or in one that goes on about it."""
    owned = [pair for reading in place.sentences for pair in _owned(reading)]
    if not all(any(who == other and what in whats for other, whats in owned) for who, (what, *_) in _owned(own)):
        return False
    names = [run for run in own.names if run[-1] in own.tokens]
    every = {stem(word) for run in names for word in run}
    for run in names:
        rest = own.tokens[own.tokens.index(run[-1]) + 1 :]
        next_word = next((stem(t) for t in rest if is_content(t) and stem(t) not in every), None)
        if next_word is None:
            continue
        holding = [r for r in place.sentences if next_word in r.stems]
        if holding and not any(_named(run[-1], reading) for reading in holding):
            first = place.sentences[0]
            if not (holding[0] is not first and PRONOUN.match(holding[0].text) and len(first.names) == 1):
                return False
    return True


def _joints(own: Reading, place: Place) -> bool:
    """Between words that stand side by side nothing is gone from inside a clause but days, adverbs and the like."""
    here = [token.lower() for token in own.tokens]
    lines = [[token.lower() for token in reading.tokens] for reading in place.sentences]
    side_by_side = {pair for line in lines for pair in pairwise(line)}
    for one, other in pairwise(here):
        if (one, other) in side_by_side or not (one[0].isalnum() and other[0].isalnum()):
            continue
        gaps = [gap for line in lines if (gap := _gap(one, other, line)) is not None]
        if gaps and not any(_spare(gap, denied=TURNS.get(one) == "not") for gap in gaps):
            return False
    return True


def _gap(one: str, other: str, line: Sequence[str]) -> Sequence[str] | None:
    """What stands between two words where they are nearest to each other, in this order."""
    last: int | None = None
    nearest: tuple[int, int] | None = None
    for i, token in enumerate(line):
        if token == other and last is not None and (nearest is None or i - last < nearest[1] - nearest[0]):
            nearest = last, i
        if token == one:
            last = i
    return line[nearest[0] + 1 : nearest[1]] if nearest else None


def _spare(gap: Sequence[str], *, denied: bool) -> bool:
    if not (gap[0][0].isalnum() and gap[-1][0].isalnum()):
        return True
    # "Not fully" is not "not".
    return all(
        token in DATES or (token in SPARE and not denied) or (not is_content(token) and token not in _VERBS)
        for token in gap
    )


def _directions(own: Reading, place: Place) -> bool:
    """Nothing goes up here that goes down there."""
    there = {pair for reading in place.sentences for pair in _side_by_side(reading)}
    for one, other in _side_by_side(own) - there:
        turned = [(instead, other) for instead in OPPOSITE.get(one, ())]
        turned += [(one, instead) for instead in OPPOSITE.get(other, ())]
        if there.intersection(turned):
            return False
    return True


def _side_by_side(reading: Reading) -> set[tuple[str, str]]:
    return set(pairwise(stem(token) if is_content(token) else token.lower() for token in reading.tokens))


def _whose(own: Reading, place: Place) -> bool:
    """What a sentence tells of the name that it opens with is not told there of somebody's wife or aide alone."""
    run = own.names[0] if own.names else ()
    if not run or own.tokens[: len(run)] != run or run[-1].endswith("'s"):
        return True
    last = run[-1].lower()
    there = [
        (reading.tokens, i)
        for reading in place.sentences
        for i, token in enumerate(reading.tokens)
        if token.lower().removesuffix("'s") == last
    ]
    return not there or not all(_of_another(tokens, i) for tokens, i in there)


def _of_another(tokens: Sequence[str], i: int) -> bool:
    """Whether the name that ends at a place only says whose or what of something else is: "the wife of Lyle Jones"."""
    if tokens[i].endswith("'s"):
        return True
    while i and tokens[i - 1][:1].isupper():
        i -= 1
    before = [token.lower() for token in tokens[max(0, i - 2) : i]]
    return before[-1:] == ["of"] or before == ["of", "the"]


def _plain(reading: Reading) -> str:
    return f" {' '.join(token.removesuffix(chr(39) + 's') for token in reading.tokens)} "


def _owned(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    """Whoever has an `'s`, and the content words after it."""
    following = Following(reading.tokens)
    found = [(token, following.after(i)) for i, token in enumerate(reading.tokens) if token[-2:] == "'s"]
    return [(who, what) for who, what in found if what]


def _named(word: str, reading: Reading) -> bool:
    low = {token.lower().removesuffix("'s") for token in reading.tokens}
    return word.lower() in low


CHECKS: Final[dict[str, Callable[[Reading, Place], bool]]] = {
    "names": _names,
    "numbers": _number,
    "dates": _dates,
    "quotes": _quotes,
    "speaker": _speaker,
    "saying": _saying,
    "turns": _turned,
    "order": _order,
    "subjects": _subjects,
    "whose": _whose,
    "joints": _joints,
    "directions": _directions,
}
