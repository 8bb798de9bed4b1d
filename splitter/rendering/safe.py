"""Page text made safe to show: nothing in it can move a cursor, turn a line round or hide."""

from __future__ import annotations

import re
import unicodedata

# ECMA-48 sequences. A string (OSC, DCS, SOS, PM, APC) counts only where it ends on its line: one
# that is never closed loses its introducer and keeps its words. The eight-bit CSI needs a
# parameter, since U+009B is also what a quotation mark in a wrongly decoded page turns into.
_SEQUENCES = re.compile(
    r"""
    (?: \x1b[\]PX^_] | [\x90\x98\x9d-\x9f] ) [^\x07\n\r\x1b\x80-\x9f]* (?: \x07 | \x1b\\ | \x9c )
  | \x1b \[ [0-?]* [\x20-/]* [@-~]
  | \x9b [0-?]+ [\x20-/]* [@-~]
  | \x1b [\]PX^_\[]
  | \x1b [\x20-/]+ [0-~]
  | \x1b [0-~]
    """,
    re.VERBOSE,
)
_BREAKS = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_NOT_PRINTABLE = re.compile("[^ -~]")
_JOINERS = "\u200c\u200d"
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")


def safe_text(s: str) -> str:
    """`s` on one line, without characters that act on a terminal or cannot be seen.

    Escape sequences go as a whole; control characters, bidirectional marks, overrides and
    isolates, and zero-width characters go; line breaks and tabs become a space; a lone surrogate
    becomes U+FFFD. A joiner (U+200C, U+200D) stays behind a letter or symbol beyond ASCII, where
    Persian, Indic scripts and emoji are spelt with it. Idempotent.
    """
    if s.isascii() and s.isprintable():
        return s
    s = _BREAKS.sub(" ", _SEQUENCES.sub("", s))
    # One pass in order: whether a joiner stays depends on what was kept before it.
    kept: list[str] = []
    for character in s:
        if not _NOT_PRINTABLE.match(character):
            kept.append(character)
            continue
        category = unicodedata.category(character)
        if category == "Cs":
            kept.append("\ufffd")
        elif character in _JOINERS:
            if kept and _takes_joiner(kept[-1]):
                kept.append(character)
        elif category != "Cc" and (category != "Cf" or character in _VISIBLE_FORMATS):
            kept.append(character)
    return "".join(kept)


def _takes_joiner(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character)[0] in "LMS"
