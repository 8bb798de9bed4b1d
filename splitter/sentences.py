"""Sentence boundaries in news English."""

from __future__ import annotations

import re
from typing import Final

# Emoji and other pictures, as a character class without its brackets.
PICTURES: Final = r"\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"

# Full stops after these end no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|sen|rep|gov|gen|col|lt|sgt|capt|cllr|hon|rev|st|jr|sr|vs|no|nos|inc|ltd"
    r"|co|corp|bros|plc|dept|est|approx|fig|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|e\.g|i\.e|etc"
    r"|u\.s|u\.k|u\.n|a\.m|p\.m|d\.c)|\b[A-Za-z](?:\.[A-Za-z])*)\.$",
    re.IGNORECASE,
)
_END = re.compile(
    # A run of stops is looked at once, from its first: from each of them it would cost O(n²).
    r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=\s|$)|[.!?][”\"’)](?=[A-Z])|(?<=[a-z\d%])[.!?](?=[A-Z](?:[a-z]|\s[a-z]))"
    # A title's last word with the first of what followed it; no name ends so (`LinkedIn`, `DeRay`).
    r"|(?<=[a-z]{3})(?=(?:For|The|This|We|He|She|But|You|Sign|Read|Follow|There|They|When|With)\s[a-z])"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, in order, without the white space around them.

    Every non-space character lies in exactly one span. Line breaks end a sentence. A missing
    space after a full stop (`afternoon.A terminal`), or before a word that opens a sentence
    (`says MinisterFor free`), which crawls leave, ends one too.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for line in re.finditer(r"[^\r\n]+", text):
        start = line.start()
        for match in _END.finditer(text, line.start(), line.end()):
            end = match.end()
            if end < line.end() and not _ends(text, start, match, line.end()):
                continue
            _append(spans, text, start, end)
            start = end
        _append(spans, text, start, line.end())
    return spans


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, in order."""
    return [text[a:b] for a, b in sentence_spans(text)]


def _ends(text: str, start: int, match: re.Match[str], limit: int) -> bool:
    # 24 characters are more than the longest abbreviation; a whole prefix would cost O(n²).
    before = text[max(start, match.start() - 24) : match.start() + 1]
    if match.group()[:1] == "." and _ABBREVIATION.search(before):
        return False
    # Standing free inside a line it is an omission (`leader … Herbert Kickl`).
    if match.group() in ("…", "...") and text[max(start, match.start() - 1)].isspace():
        return False
    following = text[match.end() : min(match.end() + 8, limit)].lstrip()
    return not following[:1].islower()


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if piece.strip():
        start += len(piece) - len(piece.lstrip())
        spans.append((start, start + len(piece.strip())))
