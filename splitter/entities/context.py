"""What stands around a name and what it tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from splitter.entities import forms
from splitter.entities.gazetteers import Gazetteers
from splitter.entities.runs import is_dated, is_title
from splitter.entities.tokens import Token

_AGE = (16, 105)
_SCORE = re.compile(r"\d{1,3}[-–]\d{1,3}")


@dataclass(frozen=True)
class Context:
    """The words of a sentence, in which names are `tokens[start:end]`.

    Attributes:
        tokens: The words.
        lists: What is known of names.
        english: The text is English, so that its capitals mark names (German's mark every noun).
    """

    tokens: Sequence[Token]
    lists: Gazetteers
    english: bool = True

    def words(self, start: int, end: int) -> list[str]:
        """Words of a name, without a possessive ending."""
        return [t.whole for t in self.tokens[start : end - 1]] + [
            t.text for t in self.tokens[max(start, end - 1) : end]
        ]

    def preceded(self, start: int) -> frozenset[str]:
        """The word before, and the one before an article."""
        if not start or not self.tokens[start].joined:
            return frozenset()
        words = {self.tokens[start - 1].text.lower()}
        if "the" in words and start > 1 and self.tokens[start - 1].joined:
            words.add(self.tokens[start - 2].text.lower())
        return frozenset(words)

    def introduced(self, start: int) -> bool:
        """Whether a role stands right before: `the home secretary, Jane Doe`."""
        if not start:
            return False
        before = self.tokens[start - 1]
        gap = self.tokens[start].gap
        return before.text in forms.ROLES and (self.tokens[start].joined or gap == ", ") and not before.possessive

    def forenamed(self, start: int) -> bool:
        """Whether the word right before may be somebody's first name, though it was not read as such.

        It has a capital, and is neither a title nor what a sentence opens with: `Paris Doe`.
        """
        at = start
        while at and self.tokens[at].joined and self.tokens[at - 1].text in forms.PARTICLES:
            at -= 1
        if not at or not self.tokens[at].joined:
            return False
        at -= 1
        before = self.tokens[at]
        if not before.capital or before.possessive or is_title(self.tokens, at):
            return False
        if before.text in forms.NO_NAMES:
            return not is_dated(self.tokens, at) and not (len(before.text) > 1 and before.text.isupper())
        # `Can Doe win?`, but not `May Doe said`.
        if before.text.lower() in forms.FUNCTION_WORDS:
            return before.text in self.lists.first_names and self.acts(start + 1)
        return not before.initial or not self.lists.is_word(before.text) or self.lists.is_first_name(before.text)

    def title_before(self, start: int) -> Literal["woman", "man", None]:
        """Whom a title right before a name tells of."""
        before = self.tokens[start - 1].text if start and self.tokens[start].joined else ""
        return "woman" if before in forms.WOMENS_TITLES else "man" if before in forms.MENS_TITLES else None

    def is_told_of(self, end: int) -> bool:
        """Whether what follows is said of people: a verb of saying, an age, a role in apposition, `who`."""
        if end >= len(self.tokens) or self.tokens[end - 1].possessive:
            return False
        after = self.tokens[end]
        if after.joined:
            return after.text in forms.SAYING
        if not after.gap.startswith(","):
            return False
        if after.text.isdecimal():
            return _AGE[0] <= int(after.text[:4]) <= _AGE[1]
        if after.text == "who":
            return True
        phrase = [t.text.lower() for t in self.tokens[end : end + 6]]
        if phrase[0] in {"the", "a", "an"}:
            return any(w in forms.ROLES for w in phrase)
        return not after.capital and any(w in forms.ROLES for w in phrase[:3])

    def acts(self, end: int) -> bool:
        """Whether a name owns or does something."""
        if self.tokens[end - 1].possessive:
            return True
        return end < len(self.tokens) and self.tokens[end].joined and self.tokens[end].text in forms.ACTING

    def is_date(self, start: int, end: int) -> bool:
        """Whether a word of grammar or a month, such as `May`, stands as such and is nobody's name."""
        if end - start > 1 or self.tokens[start].text.lower() not in forms.FUNCTION_WORDS:
            return False
        around = [t.text for t in (*self.tokens[max(0, start - 1) : start], *self.tokens[end : end + 1])]
        dated = bool(self.preceded(start) & (forms.DIRECTING | forms.DATING))
        return dated or any(word[0].isdecimal() for word in around)

    def scores(self, start: int, end: int) -> bool:
        """Whether a score stands right before or after: `Rovers 1-0 Albion`."""
        around = (self.tokens[start - 1].text if start else "", self.tokens[end].text if end < len(self.tokens) else "")
        return any(_SCORE.fullmatch(word) for word in around)

    def is_town(self, start: int, end: int) -> bool:
        """Whether a name is a club's where a score stands by it: a country's team keeps the country's name."""
        entry = self.lists.entry(*self.words(start, end))
        return entry is not None and (entry.kind == "organisation" or not entry.sure)

    def is_abbreviated(self, start: int, end: int) -> bool:
        """Whether the name's initials follow in brackets: `Atomic Weapons Establishment (AWE)`."""
        if end - start < 2 or end >= len(self.tokens) or self.tokens[end].gap != " (":
            return False
        initials = "".join(t.text[0] for t in self.tokens[start:end] if t.capital)
        return self.tokens[end].text == initials.upper()

    def is_constituency(self, start: int) -> bool:
        """Whether somebody is the `MP for` it."""
        return start > 1 and self.tokens[start - 1].text == "for" and self.tokens[start - 2].text in forms.POST_NOMINALS

    def followed_by_place(self, end: int) -> bool:
        """Whether a place that it may lie in follows: `Lytton, British Columbia`."""
        if end >= len(self.tokens) or not self.tokens[end].gap.startswith(", "):
            return False
        for to in range(end + 1, min(end + 3, len(self.tokens)) + 1):
            entry = self.lists.entry(*self.words(end, to))
            if entry and entry.kind == "place" and entry.sure:
                return True
        return False

    def is_place_by_company(self, start: int, end: int, located: bool) -> bool:
        """Whether a name that is no word stands as places do: `near Seacroft`."""
        tokens = self.tokens[start:end]
        if any(self.lists.is_word(t.text) or t.text.isupper() or not t.text[0].isupper() for t in tokens):
            return False
        if tokens[-1].possessive or len(tokens) > 2 or not self.english:
            return False
        if self.followed_by_place(end) and self.preceded(start) & forms.DIRECTING:
            return True
        return located and not any(t.text in self.lists.surnames for t in tokens)
