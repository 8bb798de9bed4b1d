"""Faults put into true sentences: what a gate has to find, and what it learns from.

A corruption takes a sentence, its surroundings and a source of chance, and gives the sentence with one fault of its
kind, or None where it cannot be put in.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from splitter.evaluation.corruption_words import (
    AUXILIARY,
    CAUSES,
    DAYS,
    DONE,
    HEADS,
    HELPING,
    MONTH_NAMES,
    OPPOSITE,
    PERIODS,
    SAYS,
    SMALL,
    TIMES,
    WORDED,
)
from splitter.summarization.wording import read
from splitter.summarization.words import squeeze


@dataclass(frozen=True)
class Surroundings:
    """What a fault is made of.

    Attributes:
        story: Sentences of the sentence's own story.
        elsewhere: Sentences of the page's other stories.
    """

    story: Sequence[str]
    elsewhere: Sequence[str] = field(default=())


Corruption = Callable[[str, Surroundings, random.Random], str | None]


def once(pattern: str, instead: str) -> Corruption:
    """Changes one of the places that match, chosen by chance."""

    def change(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
        found = list(re.finditer(pattern, sentence))
        if not found:
            return None
        match = chance.choice(found)
        changed = sentence[: match.start()] + match.expand(instead) + sentence[match.end() :]
        return _opened(squeeze(changed), sentence)

    return change


def any_of(*corruptions: Corruption) -> Corruption:
    """The first that can be put in, in an order by chance."""

    def change(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
        for one in chance.sample(corruptions, len(corruptions)):
            changed = one(sentence, around, chance)
            if changed and changed != sentence:
                return changed
        return None

    return change


def number_changed(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """A number in digits or in words becomes another, often one of the story's."""
    found = list(re.finditer(rf"(?<![\d.,:])\d[\d,]*(?:\.\d+)?(?![\d:])|\b(?:{'|'.join(WORDED)})\b", sentence))
    if not found:
        return None
    match = chance.choice(found)
    old = match.group()
    if not old[0].isdigit():
        new = chance.choice([word for word in WORDED if word != old])
    else:
        told = [n for s in around.story for n in re.findall(r"(?<![\d.,:])\d[\d,]*(?:\.\d+)?(?![\d:])", s)]
        others = sorted({n for n in told if n != old and n not in sentence})
        new = chance.choice(others) if others and chance.random() < 0.5 else _near(old, chance)
    return sentence[: match.start()] + new + sentence[match.end() :] if new != old else None


def date_changed(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """A day, a month or a span of time becomes another."""
    for names in chance.sample([DAYS, MONTH_NAMES, TIMES, PERIODS], 4):
        found = list(re.finditer(rf"\b(?:{'|'.join(names)})\b", sentence))
        if found:
            match = chance.choice(found)
            new = chance.choice([name for name in names if name != match.group()])
            return sentence[: match.start()] + new + sentence[match.end() :]
    return None


def name_of_story(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """A name becomes another of the story."""
    return _renamed(sentence, around.story, chance)


def name_from_elsewhere(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """A name becomes one of another story of the page."""
    return _renamed(sentence, around.elsewhere, chance)


def roles_swapped(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """Two names change places."""
    names = [name for name in _names(sentence) if sentence.count(name) == 1]
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :] if a not in b and b not in a]
    # "Paris and London" for "London and Paris" says the same.
    pairs = [(a, b) for a, b in pairs if not re.fullmatch(r"[\s,]*(?:and|or)?[\s,]*", _between(sentence, a, b))]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    return sentence.replace(a, "\0").replace(b, a).replace("\0", b)


def opposite(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """A word becomes its opposite."""
    found = [m for m in re.finditer(r"[^\W\d_]+", sentence) if m.group() in OPPOSITE]
    if not found:
        return None
    match = chance.choice(found)
    return sentence[: match.start()] + OPPOSITE[match.group()] + sentence[match.end() :]


def word_changed(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """A word becomes one of the same ending from elsewhere on the page, which the story does not have."""
    own = {word.lower() for s in (*around.story, sentence) for word in re.findall(r"[^\W\d_]+", s)}
    words = [m for m in re.finditer(r"(?<![\w’'-])[a-z]{4,}(?![\w’'-])", sentence) if read(m.group()).stems]
    chance.shuffle(words)
    for match in words[:4]:
        ending = match.group()[-2:]
        others = {
            word
            for s in around.elsewhere
            for word in re.findall(r"(?<![\w’'-])[a-z]{4,}(?![\w’'-])", s)
            if word.endswith(ending) and word not in own and read(word).stems
        }
        if others:
            other: str = chance.choice(sorted(others))
            return sentence[: match.start()] + other + sentence[match.end() :]
    return None


def attribution_dropped(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """What somebody says is told as a fact."""
    for pattern, instead in (
        (rf",? (?:according to|[^,“”\"]{{2,40}} {SAYS})(?: [^,“”\".]{{0,40}})?\.$", "."),
        (rf"^[^,“”\"]{{2,60}}? {SAYS} that (.)", r"\1"),
        (r"^[^,“”\"]{2,60}? (?:said|says) (?=the |it |he |she |they |there |[A-Z])(.)", r"\1"),
        (r",? according to [^,“”\".]{2,40}(?=[,.])", ""),
        (r"\b(?:alleged(?:ly)?|reportedly|suspected|unconfirmed|apparently|claimed to be) ", ""),
    ):
        changed = re.sub(pattern, instead, sentence, count=1)
        if changed != sentence and len(changed.split()) >= 4:
            return changed[:1].upper() + changed[1:]
    return None


def cause_invented(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """Another sentence of the story becomes the cause of this one, or its effect."""
    bare = sentence.rstrip(".")
    others = [s for s in around.story if 4 <= len(s.split()) <= 14 and s[-1:] == "." and not re.search(r"[“”\"]", s)]
    others = [s for s in others if len(set(s.lower().split()) & set(bare.lower().split())) < 0.5 * len(s.split())]
    if not others or re.search(r"[“”\"]", sentence) or len(bare.split()) > 30:
        return None
    other = chance.choice(others).rstrip(".")
    name = read(other).names[:1]
    other = other if name and other.startswith(name[0][0]) else other[:1].lower() + other[1:]
    return bare + chance.choice(CAUSES).format(other) + "."


def subjects_merged(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """The subject of one sentence does what that of another does."""
    own = _subject(sentence)
    others = [(s, end) for s in around.story if (end := _subject(s)) and s[:end] != sentence[: own or 0]]
    others = [(s, end) for s, end in others if s[:end].lower() not in sentence.lower()]
    if not own or not others:
        return None
    other, end = chance.choice(others)
    return other[:end] + sentence[own:]


def head_dropped(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """What somebody's relative, aide or house does is told of them: "Lyle Jones" for "the wife of Lyle Jones"."""
    found = list(re.finditer(rf"\b(?:[Tt]he |[Aa]n? )?(?:[a-z-]+ ){{0,2}}{HEADS} of (?=(?:the )?[A-Z])", sentence))
    found += re.finditer(rf"(?<=[a-z])[’']s? (?:[a-z-]+ ){{0,2}}{HEADS}\b(?=[ ,.])", sentence)
    if not found:
        return None
    match = chance.choice(found)
    return _opened(sentence[: match.start()] + sentence[match.end() :], sentence)


def spliced(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """Up to a small word it is this sentence, from there on another one of the story that has the word, too."""
    own = sentence.split()
    for other in chance.sample(around.story, min(6, len(around.story))):
        words = other.split()
        ends = [
            (i, k)
            for i in range(2, len(own) - 2)
            for k in range(1, len(words) - 2)
            if own[i] == words[k] and own[i] in SMALL and own[i - 1] != words[k - 1] and own[i + 1] != words[k + 1]
        ]
        if ends and other != sentence and not re.search(r"[“”\"]", sentence + other):
            i, k = chance.choice(ends)
            return " ".join([*own[:i], *words[k:]])
    return None


def torn(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """A verb is gone from inside a clause, and up to four words behind it."""
    words = sentence.split()
    verbs = [
        i
        for i in range(2, len(words) - 3)
        if re.fullmatch(r"[a-z]+(?:ed|ing)|who|which|that|to|be|been|was|were", words[i]) and words[i - 1][-1].isalpha()
    ]
    if not verbs or re.search(r"[“”\"]", sentence):
        return None
    first = chance.choice(verbs)
    last = min(first + chance.randint(1, 5), len(words) - 2)
    if any(not word[-1].isalnum() for word in words[first:last]):
        return None
    return " ".join(words[:first] + words[last:])


def did_not(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """What was done was not."""
    found = [m for m in re.finditer(r"\b(\w+) ([a-z]+)\b", sentence) if m[2] in DONE and m[1] not in HELPING]
    if not found:
        return None
    match = chance.choice(found)
    return f"{sentence[: match.start(2)]}did not {DONE[match[2]]}{sentence[match.end() :]}"


def order_turned(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """What came before comes after."""
    turned = {"before": "after", "after": "before", "until": "since", "since": "until", "following": "ahead of",
              "earlier": "later", "later": "earlier"}  # fmt: skip
    found = [m for m in re.finditer(r"[a-z]+", sentence) if m.group() in turned]
    if not found:
        return None
    match = chance.choice(found)
    return sentence[: match.start()] + turned[match.group()] + sentence[match.end() :]


negation_lost = any_of(
    once(r"\b(?:not|never|no longer) |n[’']t\b", ""),
    once(r"\bcannot\b", "can"),
    once(r"\b(?:[Nn]o|[Nn]either) (?=[a-z])", "the "),
    once(r"\bwithout\b", "with"),
    once(r"\b(?:refus(?:es|ed)|declin(?:es|ed)|fail(?:s|ed)) to (\w+)\b", r"decided to \1"),
    once(r"\b(?:denies|denied|rejects|rejected)\b", "confirmed"),
    once(r"\b(?:ruled out|rules out)\b", "considered"),
)
negation_added = any_of(
    once(AUXILIARY, r"\1 not"),
    once(AUXILIARY, r"\1 never"),
    did_not,
    once(r"\b(agreed|decided|managed|agrees|decides) to\b", "refused to"),
    once(r"\b(?:said|says|confirmed|confirms)\b", "denied"),
    once(r"\bwith\b", "without"),
    once(r"\b(?:has|have) (?=\w+ed\b)", "failed to have "),
)
modality_raised = any_of(
    once(r"\b(?:may|might|could|would|should)\b", "will"),
    once(r"\b(?:may|might|could) have\b", "has"),
    once(
        r"\b(?:is|are|was|were) (?:expected|likely|due|set|planning|hoping|considering|thought|believed) to\b", "will"
    ),
    once(r"\b(?:plans?|hopes?|wants?|intends?|aims?|expects?|planned|hoped|wanted|threatened) to\b", "will"),
    once(r"\b(?:possible|potential|likely|proposed|planned|suspected|alleged|expected)\b", "confirmed"),
    once(r"\b(?:possibly|probably|perhaps|likely|apparently|reportedly|allegedly)\b", "certainly"),
)
tense_changed = any_of(
    once(r"\bwill (?:be )?(\w+)(?= )", r"has already \1"),
    once(r"\b(?:has|have) (?:been )?(\w+ed)\b", r"will be \1"),
    once(r"\b(?:was|were)\b", "will be"),
    once(r"\b(?:is|are) (?=\w+ing\b)", "has stopped "),
    once(r"\bhad\b", "will have"),
)
limit_changed = any_of(
    once(r"(?i)\b(?:at least|more than|over|up to|nearly|almost|around|about|fewer than|less than) (?=[\d£$])", ""),
    once(r"\bat least\b", "at most"),
    once(r"\bmore than\b", "less than"),
    once(r"\bup to\b", "more than"),
    once(r"\b(?:nearly|almost)\b", "more than"),
    once(r"(?<![\d.,:£$€])(?=[£$€]?\d[\d,.]* (?:people|jobs|million|billion|[a-z]{4,}s)\b)", "fewer than "),
)
over_generalised = any_of(
    once(r"\b(?:some|several|many|most|dozens of|hundreds of|thousands of|a few|a number of)\b", "all"),
    once(r"\b(?:[Ss]ome|[Ss]everal|[Mm]any|[Mm]ost|[Dd]ozens of|[Hh]undreds of)\b", "All"),
    once(r"\b(?:often|sometimes|usually|mostly|largely|partly|partially)\b", "always"),
    once(r"\b[A-Z][a-z]+ly\b", "Always"),
    once(r"\b(?:one|two|three|four|five|\d+) of (?=the |its |his |her |their |[a-z])", "all of "),
    once(r"\b(?:a|one) (?=[a-z]+ (?:of|in|from)\b)", "every "),
    once(r"\bonly \b", ""),
    once(
        r"\b[a-z]+(?<!the)(?<!and)(?= (?:ministers|officials|voters|members|residents|workers|schools|countries)\b)",
        "all",
    ),
)

# What the bundled model learned from, and what it was only tried on.
SEEN: Final[dict[str, Corruption]] = {
    "name of the story": name_of_story,
    "name from elsewhere": name_from_elsewhere,
    "roles swapped": roles_swapped,
    "number changed": number_changed,
    "limit changed": limit_changed,
    "date changed": date_changed,
    "negation lost": negation_lost,
    "negation added": negation_added,
    "modality raised": modality_raised,
    "attribution dropped": attribution_dropped,
    "tense changed": tense_changed,
    "opposite": opposite,
    "word changed": word_changed,
    "head dropped": head_dropped,
    "spliced": spliced,
    "torn": torn,
}
HELD_OUT: Final[dict[str, Corruption]] = {
    "order turned": order_turned,
    "cause invented": cause_invented,
    "subjects merged": subjects_merged,
    "over-generalised": over_generalised,
}


def corrupted(kind: str, sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """The sentence with one fault of a kind, or None.

    Args:
        kind: One of `SEEN` or `HELD_OUT`.
        sentence: A true one.
        around: What the fault is made of.
        chance: Same chance, same fault.
    """
    changed = (SEEN | HELD_OUT)[kind](sentence, around, chance)
    same = changed is None or changed.split() == sentence.split()
    # A fault that the story itself tells is none.
    return None if same or changed in {squeeze(s) for s in around.story} else changed


def _near(number: str, chance: random.Random) -> str:
    digits = [i for i, c in enumerate(number) if c.isdigit()]
    i = chance.choice(digits)
    return number[:i] + chance.choice([d for d in "123456789" if d != number[i]]) + number[i + 1 :]


def _names(sentence: str) -> list[str]:
    return [name for name in dict.fromkeys(map(" ".join, read(sentence).names)) if name in sentence]


def _renamed(sentence: str, told: Sequence[str], chance: random.Random) -> str | None:
    opener = sentence.split()[0] if sentence.split() else ""
    own = [name for name in _names(sentence) if name != opener or name[1:] != name[1:].lower()] or _names(sentence)
    words = set(sentence.split())
    others = {name for s in told for name in _names(s) if not set(name.split()) & words and not s.startswith(name)}
    if not own or not others:
        return None
    old = chance.choice(own)
    alike = sorted(name for name in others if (" " in name) == (" " in old)) or sorted(others)
    return sentence.replace(old, chance.choice(alike))


def _between(sentence: str, one: str, other: str) -> str:
    return sentence[sentence.index(one) + len(one) : sentence.index(other)]


def _subject(sentence: str) -> int | None:
    """Where the subject of a plain sentence ends: before its first auxiliary or verb of saying."""
    match = re.match(
        rf"((?:[^\s,“”\"]+ ){{1,6}}?)(?=(?:will|is|are|was|were|has|have|had|would|could|{SAYS})\b)", sentence
    )
    if match is None or re.match(
        r"(?i)(?:he|she|it|they|we|i|there|this|that|what|who|when|if|as|but|and|in|on|at)\b", sentence
    ):
        return None
    return match.end() - 1


def _opened(changed: str, sentence: str) -> str:
    return changed[:1].upper() + changed[1:] if sentence[:1].isupper() else changed
