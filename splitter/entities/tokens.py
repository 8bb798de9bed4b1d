"""Words of a sentence with what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from splitter.entities.forms import PARTICLES

# `U.S.`, words with inner points, apostrophes, hyphens and ampersands, and the marks that end a clause.
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[.'’&-][^\W_]+)*|&")
_POSSESSIVE = frozenset({"'s", "’s", "'S", "’S"})
_CAPITAL_PREFIX = 4
# `Mr. Hunt`, `St James' Park`; a comma, a bracket or a slash parts names.
_JOINING = frozenset({" ", "\u00a0", ". ", "' ", "’ "})
_OPENING = re.compile(r"[:?!…“\"‘•*–—|>]|^[.;] ")
# Of `DrJaneDoe` and `GDRetail`; not of `McCall`, `O'Neill`, `DeSantis`.
_HANDLE = re.compile(r"(?!(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|O['’]))\w*(?:[a-z][A-Z]|[A-Z]{2}[a-z]{2})")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `text[start:end]` of its line, without a possessive ending.

    Attributes:
        text: The word without `'s`.
        whole: The word as it stands.
        gap: What stands between it and the word before.
        initial: It opens a sentence, a quotation or a clause after a colon.
        capital: It is written as a name is.
    """

    text: str
    whole: str
    start: int
    end: int
    gap: str
    initial: bool
    capital: bool

    @property
    def possessive(self) -> bool:
        """Whether `'s` was taken off."""
        return self.text != self.whole

    @property
    def joined(self) -> bool:
        """Whether only white space, or an abbreviation's point, parts it from the word before."""
        return self.gap in _JOINING or not self.gap.strip()


def words_of(name: str) -> tuple[str, ...]:
    """Words of a name, as `tokens_of` would cut them."""
    return tuple(_TOKEN.findall(name))


def tokens_of(sentence: str) -> list[Token]:
    """Tokens of one sentence, in order."""
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(sentence):
        whole = match.group()
        text = whole[:-2] if whole[-2:] in _POSSESSIVE else whole
        gap = sentence[end : match.start()]
        initial = not tokens or (gap != " " and _OPENING.search(gap) is not None)
        last = tokens[-1].text if tokens else ""
        if initial and gap == ". " and len(last) <= _CAPITAL_PREFIX and last[:1].isupper():
            initial = False  # `Mr. Hunt`, `George W. Bush`.
        capital = is_capital(text) and gap[-1:] not in {"@", "#"} and not gap.endswith(("@ ", "# "))
        tokens.append(Token(text, whole, match.start(), match.start() + len(text), gap, initial, capital))
        end = match.end()
    return tokens


def is_capital(word: str) -> bool:
    """Whether a word is written as a name: `Kurz`, `al-Sabah`, `easyJet`."""
    if word[:1].isupper():
        return True
    if word[1 : _CAPITAL_PREFIX + 1].islower() or not any(c.isupper() for c in word[1 : _CAPITAL_PREFIX + 1]):
        return False
    prefix, hyphen, _ = word.partition("-")
    return word[:1].isalpha() and (not hyphen or prefix in PARTICLES)


def is_handle(word: str) -> bool:
    """Whether a word is run together from several, as accounts are named."""
    return _HANDLE.match(word) is not None
