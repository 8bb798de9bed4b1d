"""The lines of a flat page: what a reader sees as one headline, one paragraph, one caption."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from splitter.clock import TIME, TIME_PREFIX
from splitter.segmentation.forms import TERMINAL, Form, form_of
from splitter.sentences import PICTURES, sentence_spans

# A crawl that glues a whole page into one line leaves sentences as the only units.
_LONGEST_LINE = 3000
_BREAK = re.compile(r"\r\n|\n|\r")
# Letters, digits, emoji: a line without any is a rule, `---` or `* * *`, or was torn off a sentence, `.` or `)`.
_TELLING = re.compile(rf"[^\W_]|[{PICTURES}]")
_RULE = re.compile(r"(\S)(?:\s*\1)+")
# What extractors write in front of a line: `## `, `* `, `> `, `1. `.
_MARKER = re.compile(r"(?:#{1,6}|[•*+>·▪◦‣►–—-]|\[?\d{1,2}[.)\]])\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,2})\.\s+(?=\S)")
_LINK = re.compile(r"!?\[([^\[\]]{0,400})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
# Not `f***`, `2 * 3 * 4`, `price*` or `@a_b_c`.
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
_LIGHT = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]{1,300}?)(?<=\S)\*(?![\w*])|(?<![\w@#./-])_(?=[^\s_])([^_]{1,300}?)(?<=\S)_(?![\w/@-]|\.\w)"
)
_PICTURES = re.compile(rf"[{PICTURES}\ufe0f\u200d\s]+")
_NARROWEST, _WIDEST = 50, 100
_FEWEST_WRAPPED = 6


@dataclass(frozen=True)
class Line:
    """One line of a page, a paragraph that was wrapped, or one sentence of a line that holds a whole page.

    Attributes:
        start, end: Offsets into the page's text, without the white space around it.
        text: What it says: `page[start:end]` in one line, without a marker in front of it and without link addresses.
        form: What it looks like by itself.
        marker: What an extractor wrote in front of it, such as `##`, `*` or `>`; else an empty string.
        blank: Blank lines and rules before it.
        indent: Columns in front of it.
    """

    start: int
    end: int
    text: str
    form: Form
    marker: str = ""
    blank: int = 0
    indent: int = 0


def split_lines(text: str) -> list[Line]:
    """Cut a page into its lines that hold something, in order; O(n) in its characters.

    Lines that were wrapped at a width are put together again. Marks alone, such as a rule, are no line, unless the page
    has nothing else.
    """
    rows = _rows(text, _TELLING) or _rows(text, re.compile(r"\S"))
    width = _wrapped_at(text, rows)
    ordinals = _ordinals(text, rows)
    lines: list[Line] = []
    previous: Form | None = None
    k = 0
    while k < len(rows):
        start, end, blank, indent = rows[k]
        k += 1
        while k < len(rows) and width and _goes_on(text, rows[k - 1], rows[k], width, ordinals):
            end = rows[k][1]
            k += 1
        pieces = [(start, end)]
        if end - start > _LONGEST_LINE:
            pieces = sentences_of(text, start, end)
        for n, (a, b) in enumerate(pieces):
            marker, said = _said(text[a:b], marked=a not in ordinals)
            previous = form_of(said, previous)
            lines.append(Line(a, b, said, previous, marker, 0 if n else blank, 0 if n else indent))
    return lines


def sentences_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of a page's line; breaks inside it are a wrapper's, and end none."""
    return [(start + a, start + b) for a, b in sentence_spans(re.sub(r"[\r\n]", " ", text[start:end]))]


_Row = tuple[int, int, int, int]  # start, end, blank lines before, indent


def _rows(text: str, telling: re.Pattern[str]) -> list[_Row]:
    rows: list[_Row] = []
    position, blank = 0, 0
    for end, following in [*((m.start(), m.end()) for m in _BREAK.finditer(text)), (len(text), len(text))]:
        raw = text[position:end]
        stripped = raw.strip()
        if telling.search(stripped):
            indent = len(raw) - len(raw.lstrip())
            rows.append((position + indent, position + indent + len(stripped), blank if rows else 0, indent))
            blank = 0
        else:
            blank += not stripped or _RULE.fullmatch(stripped) is not None
        position = following
    return rows


def _ordinals(text: str, rows: list[_Row]) -> set[int]:
    """Starts of rows whose number is no list's, as no neighbour goes on counting: `3. Oktober`, `1. FC Köln`."""
    numbered = [(row[0], int(found[1])) for row in rows if (found := _NUMBER.match(text, row[0], row[1]))]
    listed = {start for one, other in pairwise(numbered) if abs(one[1] - other[1]) == 1 for start, _ in (one, other)}
    return {start for start, _ in numbered} - listed


def _said(raw: str, *, marked: bool) -> tuple[str, str]:
    """A line's marker, where it may have one, and what it says, never empty."""
    said = raw if "\n" not in raw and "\r" not in raw else " ".join(raw.split())
    found = _MARKER.match(said) if marked else None
    marker = found.group().strip() if found else ""
    plain = said[found.end() :] if found else said
    if "](" in plain:
        plain = _LINK.sub(r"\1", plain).strip()
    if "**" in plain or "__" in plain:
        plain = _EMPHASIS.sub(r"\2", plain)
    if "*" in plain or "_" in plain:
        plain = _LIGHT.sub(lambda found: found[1] or found[2], plain)
    pictures = _PICTURES.match(plain)
    if pictures and (TIME_PREFIX.match(plain, pictures.end()) or TIME.fullmatch(plain, pictures.end())):
        plain = plain[pictures.end() :]
    return (marker, plain) if re.search(r"\w", plain) else ("", said)


def _first_word(text: str, row: _Row) -> int:
    space = text.find(" ", row[0], row[1])
    return (space if space >= 0 else row[1]) - row[0]


def _wrapped_at(text: str, rows: list[_Row]) -> int:
    """The width at which the page was wrapped, 0 for none.

    A greedy wrapper breaks where the next word would not have fitted: at the right width most
    breaks inside paragraphs keep to that, and no line is longer.
    """
    if len(rows) < _FEWEST_WRAPPED:
        return 0
    lengths = np.array([row[1] - row[0] + row[3] for row in rows])
    needed = np.array([n + 1 + _first_word(text, row) for n, row in zip(lengths[:-1], rows[1:], strict=True)])
    joined = np.array([row[2] == 0 for row in rows[1:]]) & (lengths[:-1] >= _NARROWEST // 2)
    # A wrapper breaks within sentences; lines that end with them are paragraphs.
    broken = np.array([not TERMINAL.search(text[row[1] - 6 : row[1]]) for row in rows[:-1]])
    best, width = 0, 0
    for at in range(_NARROWEST, _WIDEST + 1):
        fitting = joined & (lengths[:-1] <= at) & (needed > at)
        fits = int(fitting.sum())
        if fits > best and broken[fitting].mean() >= 0.5 and (lengths > at).mean() <= 0.05:
            best, width = fits, at
    long = int((lengths >= width * 0.7).sum())
    return width if best >= _FEWEST_WRAPPED and best >= 0.5 * long and long >= 0.3 * len(rows) else 0


def _goes_on(text: str, row: _Row, following: _Row, width: int, ordinals: set[int]) -> bool:
    if following[2] or (following[0] not in ordinals and _MARKER.match(text, following[0], following[1])):
        return False
    length = row[1] - row[0] + row[3]
    return length <= width < length + 1 + _first_word(text, following) and abs(row[3] - following[3]) <= 4
