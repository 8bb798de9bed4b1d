"""The lines of a flat page and what each looks like by its form alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from splitter.sentences import sentence_spans

Form = Literal[
    "time",
    "updated",
    "share",
    "navigation",
    "pointer",
    "video",
    "caption",
    "byline",
    "role",
    "text",
]
FORMS: tuple[Form, ...] = (
    "time", "updated", "share", "navigation", "pointer", "video", "caption", "byline", "role", "text",
)  # fmt: skip

# A crawl that glues a whole page into one line leaves sentences as the only units.
_LONGEST_LINE = 3000
_BREAK = re.compile(r"\r\n|\n|\r")

_CLOCK = (
    r"(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)"
    r"(?:\s+(?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|PT|PST|PDT|AEST|AEDT|IST|local time|[A-Z]{3,4}T))?"
)
_AGO = r"(?:\d+\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?:\s+\d+\s*m\w*)?\s+ago)"
_DATE = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\.?|[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?)"
    r"(?:,?\s+\d{4})?"
)
TIME = re.compile(
    rf"(?:(?:updated|published|posted|last updated|first published)?(?:\s*\bat|:)?\s*)?"
    rf"(?:{_DATE}[\s,–-]*)?(?:{_CLOCK}|{_AGO})(?:[\s,–-]*{_DATE})?"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}[T ]\d{{2}}:\d{{2}}\S*",
    re.IGNORECASE,
)
# An embedded post's own date, `4.58 PM - 12 Mar`, stands below it and begins nothing.
_UPDATED = re.compile(
    rf"updated(?:\s+(?:at|on|from)\b.*)?|at {_CLOCK}|{_CLOCK}\s*[-–·]\s*\d{{1,2}} [a-z]{{3,9}}\.?(?: \d{{4}})?",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:share(?: this(?: post)?| on \w+(?: via \w+)?| via \w+| link| article)?|copy (?:this )?link"
    r"|facebook|twitter|whatsapp|linkedin|pinterest|messenger|email|reddit|tweet|print)"
    r"(?:\s*[|·,/]?\s*(?:share|facebook|twitter|whatsapp|linkedin|pinterest|email|messenger))*[.!:]?",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"\b(?:cookies?\b.*\b(?:polic|accept|consent|use|settings|prefer)|accept (?:all )?cookies|newsletter"
    r"|sign up (?:for|to|here)|subscribe\b|log ?in\b|privacy (?:policy|notice)|terms (?:of|and) "
    r"|skip (?:to|past)|show key events only|turn on javascript|enable javascript"
    r"|please wait|load more|show more|older posts|newer posts|all rights reserved|©|advertisement$"
    r"|back to top|most (?:read|viewed|popular)|straight to your inbox)",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"^(?:read more|related|see also|more on this|further reading|full story|click here)\b"
    r"|\bread more[.:…]*$",
    re.IGNORECASE,
)
_VIDEO = re.compile(
    r"[–—|-]\s*(?:video(?: report| explainer)?|watch(?: live)?|live(?: stream)?|in pictures|audio"
    r"|gallery|podcast|photos?)\W*$|^(?:video|watch|listen|gallery|in pictures)\s*[:|]",
    re.IGNORECASE,
)
_AGENCY = (
    r"(?:reuters|a[fp]p?|epa(?:-efe)?|getty(?: images)?|pa(?: (?:wire|media|images))?|rex"
    r"(?:/\w+| features)?|shutterstock|alamy(?: stock photo)?|bloomberg|xinhua|nur ?photo|anadolu"
    r"(?: agency)?|sipa|zuma|magnum|handout|the guardian|bbc(?: sport| news)?|press association)"
)
_CAPTION = re.compile(
    rf"\b(?:photograph|photo|picture|image|illustration|composite|credit)s?\s*(?::|by\b|credit)\s*\S.{{0,80}}$"
    rf"|[/,©]\s*{_AGENCY}(?:\s+via\s+[\w ]+)?\.?$",
    re.IGNORECASE,
)
_NAME = r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*|de|da|di|del|della|van|von|der|den|bin|al|el|le|la|du|dos)"
_BYLINE = re.compile(
    rf"(?:(?:posted |written )?by\s+)?[A-ZÀ-ÖØ-Þ][\w’'.-]*(?:\s+{_NAME}){{1,3}}"
    rf"(?:\s*(?:,|and|&)\s+[A-ZÀ-ÖØ-Þ][\w’'.-]*(?:\s+{_NAME}){{1,3}})*"
    rf"(?:\s*(?:,|in|\()\s*{_NAME}(?:\s+{_NAME})*\)?)?(?:\s*\((?:now|earlier|and \w+)\))?"
)
_ROLE = re.compile(
    r"(?:.*\b)?(?:correspondent|editor|reporter|writer|columnist|presenter|producer|analyst|bureau"
    r"(?: chief)?|journalist|commentator|blogger|news|live|online|desk|sport|newsbeat|newsnight"
    r"|service|monitoring|team)s?(?:\s+in\s+.+|,\s*.+)?",
    re.IGNORECASE,
)
TERMINAL = re.compile(r"[.!?…:;][\"'”’)\]]*$|[”\"]$")


@dataclass(frozen=True)
class Line:
    """One line of a page, or one sentence of a line that holds a whole page.

    Attributes:
        start, end: Offsets into the page's text, without the white space around it.
        text: `page[start:end]`, never empty.
        form: What it looks like by itself.
    """

    start: int
    end: int
    text: str
    form: Form


def split_lines(text: str) -> list[Line]:
    """Cut a page into its lines that hold something, in order; O(n) in its characters."""
    spans: list[tuple[int, int]] = []
    position = 0
    for match in _BREAK.finditer(text):
        spans.append((position, match.start()))
        position = match.end()
    spans.append((position, len(text)))

    lines: list[Line] = []
    for start, end in spans:
        pieces = [(start, end)]
        if end - start > _LONGEST_LINE:
            pieces = [(start + a, start + b) for a, b in sentence_spans(text[start:end])]
        for a, b in pieces:
            raw = text[a:b]
            stripped = raw.strip()
            if not stripped:
                continue
            a += len(raw) - len(raw.lstrip())
            previous = lines[-1].form if lines else None
            lines.append(Line(a, a + len(stripped), stripped, form_of(stripped, previous)))
    return lines


def form_of(line: str, previous: Form | None = None) -> Form:
    """What a stripped line looks like; `previous` is the form of the line before it."""
    if len(line) > 600:
        return "text"
    if len(line) <= 60:
        if _UPDATED.fullmatch(line):
            return "updated"
        if TIME.fullmatch(line):
            return "time"
        if _SHARE.fullmatch(line):
            return "share"
        if previous == "byline" and _ROLE.fullmatch(line) and not TERMINAL.search(line):
            return "role"
        if _BYLINE.fullmatch(line):
            return "byline"
    if len(line) <= 160 and _VIDEO.search(line):
        return "video"
    if _CAPTION.search(line):
        return "caption"
    if len(line) <= 160 and _POINTER.search(line):
        return "pointer"
    if len(line) <= 120 and _NAVIGATION.search(line):
        return "navigation"
    return "text"
