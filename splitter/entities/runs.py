"""Runs of capitalised words that may be names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from splitter.entities import forms
from splitter.entities.gazetteers import Gazetteers
from splitter.entities.tokens import Token

_LONGEST = 10


class Run(NamedTuple):
    """`tokens[start:end]`."""

    start: int
    end: int


def name_runs(tokens: Sequence[Token], lists: Gazetteers) -> Iterator[Run]:
    """The longest runs of words that can be one name or names side by side, in order."""
    at = 0
    while at < len(tokens):
        if not _opens(tokens, at, lists):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and end - at < _LONGEST and (step := _step(tokens, at, end, lists)):
            end += step
        yield Run(at, end)
        at = end


def is_actor(tokens: Sequence[Token], end: int) -> bool:
    """Whether the name that ends here says or owns something."""
    said = end < len(tokens) and tokens[end].joined and tokens[end].text in forms.SAYING
    return said or tokens[end - 1].possessive


def is_title(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is a title or a role, as stand before names."""
    word = tokens[at].text
    if word == "State" and at > 1 and tokens[at - 2].text.lower() == "secretary":
        return True  # `Secretary of State Jane Doe`
    return word in forms.HONORIFICS or all(
        part in forms.ROLES or part in forms.TITLE_PREFIXES or part.title() in forms.HONORIFICS
        for part in word.lower().split("-")
    )


def is_dated(tokens: Sequence[Token], at: int) -> bool:
    """Whether a month or a weekday is one by the word before: `in June`, `last Sunday`, but not `by June Doe`."""
    return at > 0 and tokens[at - 1].text.lower() in forms.BEFORE_DATES


class Trimmed(NamedTuple):
    """A run without titles and roles.

    Attributes:
        front: Where what stands before the titles begins: `Labour` of `Labour MP Jane Doe`; it ends at `title`.
        title: Where the titles begin.
        start: Where the name begins.
        end: Where the name ends.
    """

    front: int
    title: int
    start: int
    end: int

    @property
    def titled(self) -> bool:
        """Whether titles stand before the name, so that it is a person's."""
        return self.title < self.start < self.end


def trimmed(tokens: Sequence[Token], run: Run, lists: Gazetteers) -> Trimmed:
    """Take off what a sentence opens with, titles and roles."""
    start, end = run
    while end > start and tokens[end - 1].text in forms.POST_NOMINALS:
        end -= 1
    if lists.entry(*(t.text for t in tokens[start:end])) or lists.entry(*(t.whole for t in tokens[start:end])):
        return Trimmed(start, start, start, end)
    front = title = start = _after_opening(tokens, start, end, lists)
    titled = False
    for at in range(start, end):
        role = is_title(tokens, at)
        # `Jack Bishop` and `John Major` are names, `Bishop John Jack` is not.
        named = at > start and at == end - 1 and tokens[at - 1].text in lists.first_names and not titled
        if role and not named and not _is_headed(tokens, at, end):
            title = title if titled else at
            start, titled = at + 1, True
    return Trimmed(front, title, start, end)


def _after_opening(tokens: Sequence[Token], start: int, end: int, lists: Gazetteers) -> int:
    """Where a name begins behind the words that a sentence opens with."""
    while start < end and tokens[start].initial and _is_opening(tokens, start, end, lists):
        start += 1
        if start < end and not tokens[start].initial:
            while start < end and tokens[start].text.lower() in forms.FUNCTION_WORDS:
                start += 1
            break
    while start < end and _is_apart(tokens, start, end, lists):
        start += 1
    return start


def _is_apart(tokens: Sequence[Token], start: int, end: int, lists: Gazetteers) -> bool:
    """Whether the first word is only said of the name: `French` of `French Jane Doe`, a picture's agency."""
    word = tokens[start].text
    if word in forms.AGENCIES:
        return end - start > 1
    if word not in forms.DEMONYMS or _is_headed(tokens, start, end):
        return False
    return not any(lists.entry(*(t.text for t in tokens[start:to])) for to in range(start + 2, end + 1))


def _is_opening(tokens: Sequence[Token], start: int, end: int, lists: Gazetteers) -> bool:
    word = tokens[start].text
    following = next((t.text for t in tokens[start + 1 : end] if t.text not in forms.PARTICLES), "")
    if word in lists.frequent and following and not lists.is_word(word):
        return False
    if word in lists.frequent and following:
        # `Will Barrow doubts it`, but `Will Labour win?`
        entry = lists.entry(following)
        return bool(entry and entry.sure and not lists.is_surname(following)) or (
            lists.is_word(following) and not lists.is_surname(following)
        )
    if word in forms.FORENAME_MONTHS:
        return False
    if word.lower() in forms.FUNCTION_WORDS:
        # `May said`
        return following != "" or word not in lists.surnames or not is_actor(tokens, end)
    if not lists.is_word(word) or word in forms.ORGANISATION_OPENERS or _is_headed(tokens, start, end):
        return False
    longest = lists.longest.get(word, 0)
    listed = any(
        lists.entry(*(t.text for t in tokens[start:to])) for to in range(start + 1, min(end, start + longest) + 1)
    )
    return not listed and word not in forms.HONORIFICS and word not in forms.CROWNS and word.lower() not in forms.ROLES


def _is_headed(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the words from `start` on are an organisation's or a place's name by their last word."""
    if end - start < 2:
        return False
    last = tokens[end - 1].text
    of = any(tokens[i].text in forms.OF_HEADS and tokens[i + 1].text in {"of", "for"} for i in range(start, end - 1))
    return of or last in forms.ORGANISATION_HEADS or last in forms.PLACE_HEADS


def _opens(tokens: Sequence[Token], at: int, lists: Gazetteers) -> bool:
    token = tokens[at]
    return (
        token.capital
        and (token.text not in forms.NO_NAMES or _is_forename(tokens, at, lists))
        and not _is_shouted(token, lists)
        and not _is_compound(token, lists)
        and (token.initial or not _is_grammar(token) or token.text in lists.surnames)
    )


def _is_forename(tokens: Sequence[Token], at: int, lists: Gazetteers) -> bool:
    """Whether a month's name is somebody's first name: `June Doe`, but not `in June Doe` and not `June Budget`."""
    last = at + 1
    while last < len(tokens) and tokens[last].joined and tokens[last].text in forms.PARTICLES:
        last += 1
    if tokens[at].text not in forms.FORENAME_MONTHS or last >= len(tokens) or is_dated(tokens, at):
        return False
    name = tokens[last]
    if not (name.joined and name.capital) or name.text in forms.NO_NAMES or lists.is_word(name.text):
        return False
    told = is_actor(tokens, last + 1) or (at > 0 and tokens[at].joined and is_title(tokens, at - 1))
    return (lists.is_surname(name.text) or told) and not lists.entry(name.text)


def _is_compound(token: Token, lists: Gazetteers) -> bool:
    """Whether a name is only part of the word: `Iran-backed`."""
    _, hyphen, last = token.text.rpartition("-")
    return bool(hyphen) and len(last) > 3 and last in lists.words


def _is_grammar(token: Token) -> bool:
    """Whether a word is one of grammar, not an abbreviation such as `US`."""
    return not token.text.isupper() and token.text.lower() in forms.FUNCTION_WORDS


def _is_shouted(token: Token, lists: Gazetteers) -> bool:
    """Whether a word is in capitals for effect: `BREAKING`, `GOAL`."""
    word = token.text
    return len(word) > 1 and word.isupper() and not lists.entry(word) and (lists.is_word(word) or len(word) > 6)


def _step(tokens: Sequence[Token], start: int, end: int, lists: Gazetteers) -> int:
    """How many words more belong to the run; 0 where it ends."""
    token, last = tokens[end], tokens[end - 1]
    if not token.joined or (token.text in forms.POST_NOMINALS and last.possessive):
        return 0
    if last.possessive and not _keeps_possessive(tokens, start, end, lists):
        return 0
    if token.capital and token.text in forms.NO_NAMES and _is_listed_on(tokens, start, end - 1, lists):
        return 1
    if _opens(tokens, end, lists) or (token.capital and _is_grammar(token) and not token.initial):
        apart = last.text in forms.DEMONYMS and lists.entry(token.text) and not lists.entry(last.text, token.text)
        return 0 if apart else 1
    if token.text.isdigit():
        return 1 if lists.entry(*(t.text for t in tokens[start : end + 1])) else 0
    following = next((i for i in range(end, min(end + 3, len(tokens))) if _opens(tokens, i, lists)), 0)
    if not following or not all(t.joined for t in tokens[end : following + 1]):
        return 0
    between = tuple(t.text for t in tokens[end:following])
    if all(word in forms.PARTICLES for word in between) or between == ("&",):
        return following - end
    if between in {("of",), ("for",), ("of", "the"), ("for", "the")}:
        return following - end if last.text in forms.OF_HEADS or _is_listed_on(tokens, start, end, lists) else 0
    if between == ("and",) or between == ("in",) or between == ("the",):
        return (
            following - end
            if _is_listed_on(tokens, start, end, lists) or _is_one_body(tokens, start, end, lists)
            else 0
        )
    return following - end if _is_listed_on(tokens, start, end, lists) else 0


def _is_listed_on(tokens: Sequence[Token], start: int, end: int, lists: Gazetteers) -> bool:
    """Whether a listed name runs across the small word at `end`."""
    for begin in range(start, max(end, start + 1)):
        longest = lists.longest.get(tokens[begin].text, 0)
        for to in range(end + 2, min(begin + longest, len(tokens)) + 1):
            if lists.entry(*(t.text for t in tokens[begin:to])):
                return True
    return False


def _is_one_body(tokens: Sequence[Token], start: int, end: int, lists: Gazetteers) -> bool:
    """Whether `and` at `end` joins two words of one body's name: `Fire and Rescue Service`."""
    left, right = tokens[end - 1].text, tokens[end + 1].text
    if tokens[end].text != "and" or not lists.is_word(left) or not lists.is_word(right):
        return False
    if left in forms.ORGANISATION_HEADS or lists.entry(left) or lists.entry(right):
        return False
    if any(t.text in {"Department", "Ministry"} for t in tokens[start:end]):
        return True
    to = end + 1
    while to < len(tokens) and tokens[to].capital and (to == end + 1 or tokens[to].joined):
        to += 1
    return to > end + 2 and tokens[to - 1].text in forms.ORGANISATION_HEADS


def _keeps_possessive(tokens: Sequence[Token], start: int, end: int, lists: Gazetteers) -> bool:
    """Whether a name goes on behind `'s`: `St Mary's Hospital`, `Danish People's Party`."""
    last, token = tokens[end - 1], tokens[end]
    if not token.capital:
        return False
    if end - start > 1 and tokens[end - 2].text in {"St", "Saint"}:
        return True
    if last.text.lower() in {"king", "queen", "people", "women", "men", "children", "teachers", "workers", "farmers"}:
        return token.text in forms.ORGANISATION_HEADS or token.text in forms.PLACE_HEADS
    return _is_listed_whole(tokens, start, end, lists)


def _is_listed_whole(tokens: Sequence[Token], start: int, end: int, lists: Gazetteers) -> bool:
    for begin in range(start, end):
        for to in range(end + 1, min(begin + lists.longest.get(tokens[begin].text, 0), len(tokens)) + 1):
            if lists.entry(*(t.whole for t in tokens[begin:to])):
                return True
    return False
