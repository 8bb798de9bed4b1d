"""What the gate reads in a sentence: words, names, numbers, quotations, and words that turn a meaning."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final

from splitter.summarization.lexicon import FUNCTION, IRREGULAR, QUANTITIES, SAID, SCALES, SPEAKING, TENS, TURNS, UNITS

# Every sign of a currency, as a character class.
CURRENCY: Final = (
    "[$¢-¥\u058f\u060b\u07fe\u07ff\u09f2\u09f3\u09fb\u0af1\u0bf9\u0e3f\u17db\u20a0-\u20cf\ua838\ufdfc\ufe69\uff04\uffe0"
    "\uffe1\uffe5\uffe6\U00011fdd-\U00011fe0\U0001e2ff\U0001ecb0]"
)
_CURRENCY = re.compile(CURRENCY)
_FOLD = str.maketrans("’‘“”„«»–—−‐‑‒―﹣－", '\'\'"""""---------')
_TOKEN = re.compile(
    rf"{CURRENCY}?(?:\d+/\d+|\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th)?)|%|[^\W\d_]+(?:'[^\W\d_]+)*|[^\s\w]|\d+|_"
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_MINUS = re.compile(rf"(?<![^\s(])-(?={CURRENCY}?\d)")
_COMPARED = re.compile(rf"\s?([<>]=?|[≤≥~≈])\s?(?=-?{CURRENCY}?\d)")
_COMPARISONS: Final = {
    "<": "less than", ">": "more than", "<=": "at most", "≤": "at most", ">=": "at least", "≥": "at least",
    "~": "about", "≈": "about",
}  # fmt: skip
_FRACTION = re.compile(r"[¼-¾⅐-⅟↉]")
_THOUSANDS = re.compile(r"(?!0)\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
_PLAIN = re.compile(r"\d{1,99}(?:[.,]\d{1,99})?")
# Exact to more digits than any number here has; what has more zeros than can be counted is as good as endless.
_EXACT = Context(prec=200, traps=[])
QUOTED = re.compile(r'"([^"]*)"|(?<!\w)\'([^\']*(?:\w\'\w[^\']*)*)\'(?!\w)')


@dataclass(frozen=True)
class Number:
    """A number with its unit and the content words after it; `of` where it counts a part of others."""

    value: str
    after: tuple[str, ...]
    kinds: frozenset[str]
    of: bool


@dataclass(frozen=True)
class Turn:
    """A word that turns a meaning, the content words that follow it, and the one before it, or an empty string."""

    kind: str
    after: tuple[str, ...]
    clause: int
    before: str


@dataclass(frozen=True)
class Reading:
    """A sentence as the gate reads it.

    Attributes:
        text: Folded: one kind of quotation mark, one space between words, "not" for "n't", "%" for "per cent", "1/2"
            for "½" and "less than" for "<".
        stems: Content words in order, said-verbs and turning words left out.
        names: Runs of capitalised words.
        quotes: What stands between quotation marks.
        clauses: Content words of each clause.
        speaker: Who is next to the said-verb, as words; empty where nobody says anything.
        says: Stems of the said-verbs.
    """

    text: str
    tokens: tuple[str, ...]
    stems: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    numbers: tuple[Number, ...]
    turns: tuple[Turn, ...]
    quotes: tuple[str, ...]
    clauses: tuple[frozenset[str], ...]
    speaker: frozenset[str]
    says: frozenset[str]


def fold(text: str) -> str:
    """One kind of quotation mark and dash, one space between words."""
    return " ".join(text.translate(_FOLD).split())


def unquoted(text: str) -> str:
    """The text without what stands between quotation marks."""
    return QUOTED.sub(" ", fold(text))


def stem(word: str) -> str:
    """A word without its inflection; rough, and the same for both sides."""
    word = word.lower().removesuffix("'s").rstrip("'")
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e")


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read a sentence."""
    folded = re.sub(r"(?i)\bcan't\b", "can not", fold(text))
    folded = re.sub(r"(?i)\bwon't\b", "will not", folded)
    folded = re.sub(r"(?i)n't\b", " not", folded)
    folded = re.sub(r"(?i)\bper ?cent\b", "%", folded)
    folded = _FRACTION.sub(_slashed, folded)
    folded = _COMPARED.sub(lambda sign: f" {_COMPARISONS[sign[1]]} ", folded).lstrip()
    folded = _MINUS.sub("minus ", folded)
    quotes = tuple((a or b).strip(" .,!?;:") for a, b in QUOTED.findall(folded) if (a or b).strip(" .,!?;:"))
    tokens = tuple(_TOKEN.findall(folded))
    following = Following(tokens)
    stems, clauses = _content(tokens, following)
    bare = tuple(_TOKEN.findall(QUOTED.sub(' "" ', folded)))
    return Reading(
        folded,
        tokens,
        stems,
        _names(tokens),
        _numbers(tokens, following),
        _turns(tokens, following),
        quotes,
        clauses,
        _speaker(bare),
        frozenset(stem(token) for token in bare if token.lower() in SAID),
    )


def is_content(token: str) -> bool:
    """Whether a word carries meaning of its own."""
    low = token.lower()
    if _ORDINAL.fullmatch(low):
        return True
    joins = is_function(token) or low in SAID or low in TURNS or is_number(low)
    return token[0].isalpha() and not joins


def is_function(token: str) -> bool:
    """Whether a word only joins others; in capitals "US" and "IT" are none."""
    return token.lower() in FUNCTION and not (len(token) > 1 and token.isupper())


def is_number(token: str) -> bool:
    """Whether it is a number, in digits or written out."""
    low = token.lower()
    return (
        (_has_digits(low) and not _ORDINAL.fullmatch(low))
        or low in UNITS
        or low in TENS
        or low in ("hundred", "thousand", "million")
    )


def is_currency(sign: str) -> bool:
    """Whether it is the sign of a currency."""
    return _CURRENCY.fullmatch(sign) is not None


def _has_digits(token: str) -> bool:
    """Whether it begins as a number: digits, `Ⅶ`, `²`. Letters that count, as 三, are held as words are."""
    first = token[1:2] if is_currency(token[0]) else token[:1]
    return first.isnumeric() and not first.isalpha()


def _slashed(fraction: re.Match[str]) -> str:
    """`5½` as `5 1/2`."""
    whole = fraction.start() > 0 and fraction.string[fraction.start() - 1].isdecimal()
    return f"{' ' if whole else ''}{unicodedata.normalize('NFKC', fraction.group()).replace(chr(0x2044), '/')}"


def _content(tokens: tuple[str, ...], following: Following) -> tuple[tuple[str, ...], tuple[frozenset[str], ...]]:
    clauses: list[list[str]] = [[]]
    for i, token in enumerate(tokens):
        if _ends_clause(token):
            clauses.append([])
        elif i in following.stems:
            clauses[-1].append(following.stems[i])
    return tuple(s for clause in clauses for s in clause), tuple(frozenset(clause) for clause in clauses)


def _ends_clause(token: str) -> bool:
    return token in ",;:-" or token.lower() in ("and", "but")


class Following:
    """A sentence's content words, found from any place of it without a walk over the rest, which may be a table's.

    Attributes:
        stems: Each by its place.
    """

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self.stems = {i: stem(token) for i, token in enumerate(tokens) if is_content(token)}
        self._places, self._stems = list(self.stems), list(self.stems.values())
        self._stops = [i for i, token in enumerate(tokens) if token in ',;:."()']

    def after(self, i: int, most: int = 4) -> tuple[str, ...]:
        """Those behind a place."""
        first = bisect_right(self._places, i)
        return tuple(self._stems[first : first + most])

    def to_stop(self, i: int, most: int) -> tuple[str, ...]:
        """Those from a place to the first stop: what is behind it is not what is counted."""
        first, stop = bisect_left(self._places, i), bisect_left(self._stops, i)
        end = bisect_left(self._places, self._stops[stop]) if stop < len(self._stops) else len(self._places)
        return tuple(self._stems[first : min(end, first + most)])

    def before(self, i: int) -> str:
        """The one before a place, or an empty string."""
        return self._stems[last - 1] if (last := bisect_left(self._places, i)) else ""


def _turns(tokens: tuple[str, ...], following: Following) -> tuple[Turn, ...]:
    clause, found = 0, []
    for i, token in enumerate(tokens):
        if _ends_clause(token):
            clause += 1
        kind = TURNS.get(token.lower())
        month = token == "May" and i and tokens[i - 1] not in ".:"
        if kind and not month:
            found.append(Turn(kind, following.after(i), clause, following.before(i)))
    return tuple(found)


def _names(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    runs: list[list[str]] = [[]]
    for i, token in enumerate(tokens):
        name = token.removesuffix("'s")
        if name[0].isalpha() and name != name.lower() and name != "I" and (i or not is_function(name)):
            runs[-1].append(name)
            if name != token:
                runs.append([])
        else:
            runs.append([])
    return tuple(tuple(run) for run in runs if run)


def _numbers(tokens: tuple[str, ...], following: Following) -> tuple[Number, ...]:
    found = []
    i = 0
    while i < len(tokens):
        start = i
        value = _value(tokens[i])
        written = ""
        if value is None and _has_digits(tokens[i]) and not _ORDINAL.fullmatch(tokens[i].lower()):
            # As it stands, where it is no number that could be reckoned with: "1/2", "Ⅶ".
            value, written = Decimal(1), f"·{tokens[i].lower().strip(',')}"
        if value is None:
            i += 1
            continue
        money = next((sign for sign in (tokens[i][0], *tokens[i - 1 : i]) if is_currency(sign)), "")
        total = value
        i += 1
        while i < len(tokens):
            low = tokens[i].lower()
            if low in SCALES:
                total = _EXACT.multiply(total, SCALES[low])
            elif (
                low == "-" and i + 1 < len(tokens) and tokens[start].lower() in TENS and tokens[i + 1].lower() in UNITS
            ):
                i += 1
                total = _EXACT.add(total, UNITS[tokens[i].lower()])
            elif tokens[start].lower() in TENS and low in UNITS:
                total = _EXACT.add(total, UNITS[low])
            elif _has_digits(low) and _value(low) is None and not _ORDINAL.fullmatch(low):
                written += f" {low}"
            else:
                break
            i += 1
        unit = "%" if i < len(tokens) and tokens[i] == "%" else ""
        if not money and i < len(tokens) and is_currency(tokens[i]):
            money = tokens[i]
        before = [TURNS.get(t.lower(), "") for t in tokens[max(0, start - 3) : start]]
        kinds = frozenset(before) & QUANTITIES
        if tokens[max(0, start - 2) : start][:1] and " ".join(tokens[max(0, start - 2) : start]).lower() == "up to":
            kinds |= {"le"}
        if start and tokens[start - 1].lower() == "about":
            kinds |= {"near"}
        if re.search(r"\bof (?:the )?$", " ".join([*tokens[max(0, start - 2) : start], ""]).lower()):
            kinds |= {"whole"}
        of = i < len(tokens) and tokens[i].lower() == "of"
        found.append(
            Number(
                f"{money}{_EXACT.normalize(total)}{written}{unit}",
                following.to_stop(i, 3),
                kinds,
                of,
            )
        )
    return tuple(found)


def _value(token: str) -> Decimal | None:
    """Of a number in words or digits; None where there is none, or none that could be reckoned with."""
    low = token.lower()
    if low in UNITS or low in TENS:
        return Decimal(UNITS.get(low, TENS.get(low, 0)))
    low = (low[1:] if is_currency(low[0]) else low).rstrip(",")
    if _THOUSANDS.fullmatch(low):
        low = low.replace(",", "")
    # A comma that parts no thousands is a decimal one.
    return Decimal(low.replace(",", ".")) if _PLAIN.fullmatch(low) else None


def _speaker(tokens: tuple[str, ...]) -> frozenset[str]:
    """The words of whoever is nearest to the said-verb."""
    for said in (SPEAKING, SAID):
        for i, token in enumerate(tokens):
            if token.lower() not in said:
                continue
            after = _run(tokens[i + 1 : i + 8], 1)
            inverted = i + 1 < len(tokens) and (tokens[i + 1][0].isupper() or _thing_follows(tokens, i))
            if after and (token.lower() == "according" or inverted):
                return after
            before = _run(tuple(reversed(tokens[max(0, i - 14) : i])), -1)
            return before or after
    return frozenset()


def _thing_follows(tokens: tuple[str, ...], i: int) -> bool:
    """`…, said the mayor`, `…, said harbour minister Ilse Brandt`."""
    following = tokens[i + 1].lower()
    behind = i > 0 and tokens[i - 1] in '",'
    return behind and (following in ("the", "a", "an") or is_content(following))


def _run(tokens: tuple[str, ...], step: int) -> frozenset[str]:
    """The first name, or where there is none the first thing."""
    names: list[str] = []
    for token in tokens:
        if token[0].isupper() and not is_function(token):
            names.append(token.removesuffix("'s"))
        elif names:
            break
    if names:
        return frozenset(stem(name) for name in names)
    return frozenset([stem(t) for t in tokens if is_content(t)][:2])
