"""Words of a text: counted, cut at, quoted, somebody's own."""

from __future__ import annotations

import re

_WORD = re.compile(r"\S+")
_IN_BRACKETS = re.compile(r"\[(?P<name>[^\[\]]+?)(?:’s|:)?\](?= )")
_PLAIN_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")

# In capitals "US" is a country.
_FIRST_PERSON = re.compile(r"\b(?:[Uu]s|(?i:i|we|my|our|me|you|your|i[’']\w+|we[’']\w+|you[’']\w+))\b")
# What no mark closes is taken in one piece: with a look for its end from each mark in it, time would grow with a
# text's square.
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?P<open>“[^”]*)")
_IN_STRAIGHT_MARKS = re.compile(r"\"[^\"]*\"")


def count_words(text: str) -> int:
    """Words of a text: what stands between white space."""
    return len(text.split())


def plain(text: str) -> str:
    """The text in lower case with straight apostrophes."""
    return text.lower().replace("’", "'")


def words_of(text: str) -> list[str]:
    """Its words without the marks around them, as they are written."""
    return _PLAIN_WORD.findall(text)


def plain_words(text: str) -> list[str]:
    """Its words without the marks around them, in lower case, as ROUGE compares them."""
    return words_of(plain(text))


def squeeze(text: str) -> str:
    """The text in one line, each run of white space one space."""
    return " ".join(text.split())


def unquoted(text: str) -> str:
    """A text without what stands in quotation marks."""
    return _QUOTED.sub(lambda found: _IN_STRAIGHT_MARKS.sub(" ", found["open"]) if found["open"] else " ", text)


def is_first_person(text: str) -> bool:
    """Whether a text says "I", "we" or "you"."""
    return _FIRST_PERSON.search(text) is not None


def as_it_stands(sentence: str) -> str:
    """What of a quoted sentence stands in its post.

    Its first letter may be a capital only here, a name in brackets its "he" or whose words it is, and its end clipped.
    """
    text = sentence.rstrip("…").rstrip()
    return text[in_brackets.end() :] if (in_brackets := _IN_BRACKETS.match(text)) else text[1:]


def without_brackets(sentence: str) -> str:
    """A quoted sentence with that name as if it had stood there."""
    return _IN_BRACKETS.sub(lambda found: found.group()[1:-1], sentence, count=1) if sentence[:1] == "[" else sentence


def name_in_brackets(sentence: str) -> str:
    """The name in brackets with which a quoted sentence opens; empty where it opens otherwise."""
    in_brackets = _IN_BRACKETS.match(sentence)
    return in_brackets["name"] if in_brackets else ""


def clip_words(text: str, limit: int) -> str:
    """The text, or as much of it as `limit` words allow with a mark that it goes on.

    The cut is made after a clause where one ends in the last third, else after a word.
    """
    if count_words(text) <= limit:
        return text
    ends = [match.end() for match in _WORD.finditer(text)][:limit]
    clause = max((m.start() for m in re.finditer(r"[,;:]\s| [–—-] ", text[: ends[-1] + 2])), default=0)
    cut = clause if clause >= ends[max(0, limit * 2 // 3 - 1)] else ends[-1]
    return text[:cut].rstrip(" ,;:–—-") + "…"
