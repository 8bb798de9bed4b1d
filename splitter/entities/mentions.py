"""Mentions of names in one text: where they stand, what their form and company say they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from splitter.entities import forms
from splitter.entities.context import Context
from splitter.entities.gazetteers import Gazetteers, gazetteers
from splitter.entities.runs import Run, name_runs, trimmed
from splitter.entities.tokens import Token, is_handle, tokens_of
from splitter.sentences import split_sentences

# One state under two names is listed once.
ALIASES: Final = {
    ("u.s.",): ("us",),
    ("usa",): ("us",),
    ("u.s.a.",): ("us",),
    ("united", "states"): ("us",),
    ("united", "states", "of", "america"): ("us",),
    ("u.k.",): ("uk",),
    ("united", "kingdom"): ("uk",),
}
Kind = Literal["person", "place", "organisation"]

_IN_NO_NAME: Final = (forms.NO_NAMES | forms.DEMONYMS) - forms.FORENAME_MONTHS
_LONGEST_PERSON = 5
_FEW_WORDS = 3
_SHORT = 12
_ENGLISH = 0.02


@dataclass(frozen=True)
class Mention:
    """A name as one text has it.

    Attributes:
        name: The words, without titles, white space made one space.
        kind: What it seems to be; None where nothing tells.
        weight: How much its form and company tell: 0 nothing, 1 something, 2 enough, 3 they settle it.
        located: It stands after a word such as `in` or `near`.
        forenamed: A word that may be its first name stands right before it.
        titled: Whom a title such as `Mrs` or `Mr` before it tells of.
    """

    name: str
    kind: Kind | None
    weight: int
    located: bool
    forenamed: bool = False
    titled: Literal["woman", "man", None] = None

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words, case and accents left out."""
        return _plain_words(self.name)


@lru_cache(maxsize=65536)
def _plain_words(name: str) -> tuple[str, ...]:
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = tuple("".join(letters).replace("’", "'").split())
    return ALIASES.get(words, words)


@lru_cache(maxsize=8192)
def mentions_of(text: str) -> tuple[Mention, ...]:
    """All mentions in a text, in order. Headlines in title case, capitals and lower-case text have none."""
    lists = gazetteers()
    found: list[Mention] = []
    sentences = [(sentence, tokens_of(sentence)) for sentence in split_sentences(text)]
    english = _is_english([tokens for _, tokens in sentences])
    for sentence, tokens in sentences:
        if _is_cased(tokens, lists):
            context = Context(tokens, lists, english)
            for run in name_runs(tokens, lists):
                found.extend(_Reader(sentence, context, run).mentions())
    return tuple(found)


def _is_english(sentences: Sequence[Sequence[Token]]) -> bool:
    """Whether a text has words that only English has; one too short to tell is taken for English."""
    total = sum(map(len, sentences))
    english = sum(token.text in forms.ENGLISH_WORDS for tokens in sentences for token in tokens)
    return total < _SHORT or english >= _ENGLISH * total


def _is_cased(tokens: Sequence[Token], lists: Gazetteers) -> bool:
    """Whether capitals mark names in a sentence: not where words that are none have them too."""
    letters = [t for t in tokens if t.text[0].isalpha()]
    capitals = sum(t.capital for t in letters)
    if not capitals:
        return False
    if len(letters) > _FEW_WORDS and all(t.text.isupper() for t in letters):
        return False
    titled = sum(t.capital and not t.initial and _is_plain(t, lists) for t in letters)
    return titled < _FEW_WORDS or titled <= len(letters) - capitals


def _is_plain(token: Token, lists: Gazetteers) -> bool:
    word = token.text
    return lists.is_word(word) and not (word in lists.surnames or word in lists.frequent)


@dataclass(frozen=True)
class _Reader:
    """Reads the mentions of one run of names."""

    sentence: str
    context: Context
    run: Run

    @property
    def tokens(self) -> Sequence[Token]:
        return self.context.tokens

    @property
    def lists(self) -> Gazetteers:
        return self.context.lists

    def mentions(self) -> Iterator[Mention]:
        """The run's mentions, in order."""
        name = trimmed(self.tokens, self.run, self.lists)
        for a, b, kind, sure in self._pieces(name.front, name.title, False):
            if kind and sure:
                yield self._listed(a, b, kind, sure, False)
        start, end = name.start, name.end
        if start < end and self.context.is_constituency(start):
            yield self._mention(start, end, "place", 3)
            return
        if start >= end or self._is_other(start, end):
            return
        before = name.titled or self.context.introduced(start)
        for a, b, kind, sure in self._pieces(start, end, before):
            if kind is None:
                yield from self._by_form(a, b, before and a == start)
            else:
                yield self._listed(a, b, kind, sure, before and a == start)

    def _pieces(self, start: int, end: int, before: bool) -> Iterator[tuple[int, int, Kind | None, bool]]:
        """Cut at listed names, unless the whole is one name by its form."""
        if start >= end:
            return
        words = self.context.words(start, end)
        entry = self.lists.entry(*words) or self.lists.entry(*words[:-1], self.tokens[end - 1].whole)
        if entry:
            yield start, end, entry.kind, entry.sure
            return
        if self._form(start, end, before)[0] is not None:
            yield start, end, None, False
            return
        rest = at = start
        while at < end:
            for to in range(min(end, at + self.lists.longest.get(self.tokens[at].text, 0)), at, -1):
                entry = self.lists.entry(*self.context.words(at, to)) or self.lists.entry(
                    *self.context.words(at, to - 1), self.tokens[to - 1].whole
                )
                if entry and (entry.sure or to - at > 1 or rest == at):
                    break
            else:
                at += 1
                continue
            if rest < at:
                yield rest, at, None, False
            yield at, to, entry.kind, entry.sure
            rest = at = to
        if rest < end:
            yield rest, end, None, False

    def _listed(self, start: int, end: int, kind: Kind, sure: bool, before: bool) -> Mention:
        token = self.tokens[start]
        directed = bool(self.context.preceded(start) & forms.DIRECTING)
        located = bool(self.context.preceded(start) & forms.LOCATING)
        alone = end - start == 1
        if (
            not (sure and kind == "organisation")
            and self.context.scores(start, end)
            and self.context.is_town(start, end)
        ):
            return self._mention(start, end, "organisation", 3)
        if before and alone and not sure:
            return self._mention(start, end, "person", 2)
        word = alone and self.lists.is_word(token.text)
        if sure:
            weight = 1 if token.initial and word and not self.context.acts(end) else 3
        elif kind == "organisation":
            weight = 2 if not token.initial or self.context.acts(end) else 0
        elif directed or self.context.followed_by_place(end):
            weight = 2
        else:
            weight = 0 if word or token.text in self.lists.surnames or token.initial else 1
        return self._mention(start, end, kind, weight, located)

    def _by_form(self, start: int, end: int, before: bool) -> Iterator[Mention]:
        if self._is_other(start, end) or self.context.is_date(start, end):
            return
        kind, weight = self._form(start, end, before)
        located = bool(self.context.preceded(start) & forms.LOCATING)
        if kind is None and self.context.is_place_by_company(start, end, located):
            kind, weight = "place", 1
        elif kind is None and self._is_organisation_by_company(start, end):
            kind, weight = "organisation", 2
        apart = [t.text in forms.NO_NAMES or t.text in forms.DEMONYMS for t in self.tokens[start:end]]
        if all(apart) or (any(apart) and weight < 2):
            return
        yield self._mention(start, end, kind, weight, located)

    def _form(self, start: int, end: int, before: bool) -> tuple[Kind | None, int]:
        """What the words themselves, a role before and a verb after say of a name that is not listed."""
        words = [t.text for t in self.tokens[start:end]]
        told = before or self.context.is_told_of(end)
        if words[-1] in forms.PERSONAL_HEADS and self._is_named(words) and not before and len(words) == 2:
            return "person", 2
        if len(words) > 1:
            kind = self._by_heads(words)
            if kind:
                return kind, 3
            if words[0] in forms.CROWNS and self.lists.is_first_name(words[1]):
                return "person", 3
        return self._as_person(start, end, before, told)

    def _is_other(self, start: int, end: int) -> bool:
        """Whether it is an event, a law or the like."""
        words = self.context.words(start, end)
        if words[0] in forms.OTHER_OPENERS or words[:1] == words[1:2]:
            return True
        if len(words) < 2 or words[-1] not in forms.OTHER_HEADS or _of_head(words) or self.lists.entry(*words):
            return False
        return not (words[-1] in forms.PERSONAL_HEADS and self._is_named(words))

    def _is_firm(self, words: Sequence[str]) -> bool:
        """Whether two single names stand on the sides of `&`."""
        if len(words) != _FEW_WORDS or words[1] != "&":
            return False
        return not any((entry := self.lists.entry(word)) and entry.kind == "place" for word in words)

    def _by_heads(self, words: Sequence[str]) -> Kind | None:
        head = _of_head(words)
        if head:
            return "place" if head in forms.PLACE_OF_HEADS else "organisation" if head in forms.OF_HEADS else None
        head = words[-1]
        if not self.context.english and any(word in forms.PARTICLES for word in words):
            return None
        if head in forms.ORGANISATION_HEADS or words[0] in forms.ORGANISATION_OPENERS or self._is_firm(words):
            return "organisation"
        if head in forms.PLACE_HEADS or words[0] in forms.PLACE_OPENERS:
            return "place"
        if words[0] in forms.SAINTS and len(words) == 2:
            return "place"
        if words[0] in forms.COMPASS and (entry := self.lists.entry(*words[1:])) and entry.kind == "place":
            return "place"
        return None

    def _as_person(self, start: int, end: int, before: bool, told: bool) -> tuple[Kind | None, int]:
        words = [t.text for t in self.tokens[start:end]]
        if any(w.isdigit() or w in _IN_NO_NAME for w in words) and not before:
            return None, 0
        if len(words) == 1:
            return self._as_surname(start, before)
        if len(words) > _LONGEST_PERSON or any(_is_abbreviation(w) or is_handle(w) for w in words):
            return None, 0
        first, last = words[0], words[-1]
        plain_last = self.lists.is_word(last)
        known_last = self.lists.is_surname(last) or last.endswith(forms.SURNAME_ENDINGS)
        entry = self.lists.entry(first)
        if entry and entry.sure and (entry.kind == "organisation" or not (self._is_named(words) and known_last)):
            return None, 0
        odd = any(
            self.lists.is_word(w) and not self.lists.is_surname(w) and w not in forms.PARTICLES for w in words[:-1]
        )
        if told and not plain_last and (before or not odd):
            return "person", 3
        named = self.lists.is_first_name(first) and (first in self.lists.frequent or not self.lists.is_word(first))
        listed = known_last and (before or self.lists.is_first_name(first))
        if told and (named or listed) and not (plain_last and odd):
            return "person", 3
        if self._is_named(words):
            return "person", 2
        initials = all(len(w.rstrip(".")) <= 2 and w[0].isupper() for w in words[:-1]) and known_last
        if initials and words[0].rstrip(".").isupper():
            return "person", 2
        # Two surnames are a firm's or a village's name as often as a person's.
        firm = first in self.lists.surnames and not self.lists.is_first_name(first) and last not in self.lists.frequent
        if (
            self.context.english
            and known_last
            and (not plain_last or last in self.lists.frequent)
            and not firm
            and not odd
            and not self.tokens[start].initial
        ):
            return "person", 1
        return None, 0

    def _is_named(self, words: Sequence[str]) -> bool:
        """Whether the words are a first name and a surname."""
        first, last = words[0], words[-1]
        if not self.lists.is_first_name(first) or len(words) == 1:
            return False
        plain = self.lists.is_word(first) and first not in self.lists.frequent
        known = self.lists.is_surname(last) or last.endswith(forms.SURNAME_ENDINGS)
        middle = any(
            self.lists.is_word(w) and w not in forms.PARTICLES and not self.lists.is_surname(w) for w in words[1:]
        )
        if middle:
            return False
        if plain:
            return known and not self.lists.is_word(last)
        listed = self.lists.entry(last)
        if len(words) == 2 and not plain and not self.lists.entry(first):
            # `Simon Crewe`: people are called after towns; nobody's first name is put before one.
            return known or (not self.lists.is_word(last) and not (listed and listed.kind == "organisation"))
        return known or not (self.lists.is_word(last) or (listed and listed.sure))

    def _as_surname(self, start: int, before: bool) -> tuple[Kind | None, int]:
        word = self.tokens[start].text
        if before and not word.isupper() and len(word) > 1:
            return ("person", 2) if self.lists.is_surname(word) or not self.lists.is_word(word) else (None, 0)
        if word in self.lists.frequent or is_handle(word):
            return None, 0
        if word.isupper() or self.lists.is_word(word) or len(word) <= 2:
            return None, 0
        if not self.context.english:
            return None, 0
        known = word in self.lists.surnames or word.endswith(forms.SURNAME_ENDINGS)
        if known and not self.context.preceded(start) & forms.DIRECTING:
            return "person", 1
        return None, 0

    def _mention(self, start: int, end: int, kind: Kind | None, weight: int, located: bool = False) -> Mention:
        piece = self.sentence[self.tokens[start].start : self.tokens[end - 1].end]
        # A listed name such as `Sainsbury's` keeps its ending.
        if kind and self.tokens[end - 1].possessive and self.lists.entry(*(t.whole for t in self.tokens[start:end])):
            piece = self.sentence[
                self.tokens[start].start : self.tokens[end - 1].start + len(self.tokens[end - 1].whole)
            ]
        before = self.context.forenamed(start), self.context.title_before(start)
        return Mention(" ".join(piece.split()), kind, weight, located, *before)

    def _is_organisation_by_company(self, start: int, end: int) -> bool:
        """Whether an analyst, a spokesman or the like is `at` or `of` it, its shares or its initials are told of."""
        if self.context.is_abbreviated(start, end):
            return True
        if start > 1 and self.tokens[start].joined and self.tokens[start - 1].text in {"at", "of", "for", "in"}:
            role = self.tokens[start - 2].text
            if role in {"shares", "stake"} or (role in forms.ROLES and self.tokens[start - 1].text in {"at", "for"}):
                return True
            if end - start > 1 and self.tokens[start - 1].text == "of" and self.tokens[start - 2].capital:
                return self._is_named(self.context.words(max(0, start - 3), start - 1))
        if end < len(self.tokens) and not self.tokens[end - 1].initial:
            owned = {t.text for t in self.tokens[end : end + 2]}
            return bool(owned & {"shares", "profits", "shareholders", "employees"}) and self.tokens[end].joined
        return False


def _is_abbreviation(word: str) -> bool:
    """Whether a word is no name's: initials such as `JK` may be."""
    return len(word) > 2 and word.isupper() and "." not in word


def _of_head(words: Sequence[str]) -> str | None:
    """What stands before `of` or `for`: `University` of `University of Sheffield`."""
    return next((words[i - 1] for i in range(1, len(words)) if words[i] in {"of", "for"}), None)
