"""Times as pages show them: their forms in six languages, and what each says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import Literal, NamedTuple

# A word ends, or another is glued to it: "5.12pmHarbour wall", but not the "Am" of "17:40 Amid protests".
_END = r"(?-i:(?![^\W\d_])|(?=[A-ZÀ-Þ](?![A-ZÀ-Þ])))"
_HALF = rf"(?:(?-i:[ap]\.?m\.?)|\s*(?:[ap]\.?m\.?|Uhr){_END})"
# In small letters "et", "est" and "ist" are words.
_ZONE = (
    r"(?:\s*\(?(?:GMT|UTC|BST|CES?T|EES?T|AK[SD]T|A[CEW][SD]T|C[SD]T|M[SD]T|P[SD]T|NZ[SD]T|SAST|JST|KST|HKT|SGT|MES?Z|BRT"
    rf"|local time|(?-i:E[SD]?T|IST|PT)){_END}\)?)?"
)
CLOCK = (
    r"(?:(?:à|às|as|a las|ore|alle|um|at|kl\.?)\s+)?"
    rf"(?:\d{{1,2}}\s?[:.hH]\s?\d{{2}}(?:[:.]\d{{2}})?(?:\s*h\b)?{_HALF}?|\d{{1,2}}(?:{_HALF}|\s*h{_END})"
    rf"|\d{{4}}\s*GMT{_END}){_ZONE}"
)
_UNIT = (
    r"(?:s|secs?|seconds?|m|mins?|min\.|minutes?|h|hrs?|hours?|d|days?|heures?|Stunden?|Std\.?|Minuten?|Tagen?|horas?"
    r"|minutos?|ore|ora|minuti|minuto|giorni|dias?|días?|jours?)"
)
_AGO = (
    rf"(?:(?:about\s+)?\d{{1,4}}\s*{_UNIT}(?:\s*\d{{1,4}}\s*m\w*)?\s+(?:ago|fa)"
    rf"|(?:il y a|vor|hace|há)\s+\d{{1,4}}\s*{_UNIT}(?!\w)"
    r"|just now|poco fa)"
)
MONTH = (
    r"(?:jan(?:uary|vier|uar|eiro)?|ene(?:ro)?|gen(?:naio)?|feb(?:ruary|ruar|rero|braio)?|févr?(?:ier)?|fev(?:ereiro)?"
    r"|mar(?:ch|s|zo|ço)?|märz|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|may|mai|mayo|maggio|maio|june?|juin|juni|junio|giugno"
    r"|junho|july?|juil(?:let)?|juli|julio|luglio|julho|aug(?:ust)?|août|ago(?:sto)?|sept?(?:ember|embre|iembre)?"
    r"|set(?:tembre|embro)?|oct(?:ober|obre|ubre)?|okt(?:ober)?|ott(?:obre)?|out(?:ubro)?|nov(?:ember|embre|iembre|embro)?"
    r"|dec(?:ember)?|déc(?:embre)?|dez(?:ember|embro)?|dic(?:iembre|embre)?)\.?"
)
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_DATE = (
    rf"{_DAY}(?:(?:le\s+)?\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?{MONTH}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?:,?\s+(?:de\s+)?\d{4})?"
)
_STAMPED = (
    r"(?:updated|published|posted|last updated|first published|publié|stand|publicado|pubblicato|publicada)"
    r"(?:\s*(?:\bat|:|à|às|alle|a las))?"
)
TIME = re.compile(
    rf"[\[(]?(?:{_STAMPED}\s*)?(?:{_DATE}[\s,–|-]*)?(?:(?P<ago>{_AGO})|(?P<clock>{CLOCK}))(?:[\s,–|-]*{_DATE})?[\])]?"
    r"|\d{4}-\d{2}-\d{2}[T ](?P<iso>\d{2}:\d{2})\S*"
    r"|(?:min(?:ute)?\.?\s*)?(?P<match>\d{1,3})(?:\s?\+\s?(?P<added>\d{1,2}))?\s?(?:(?P<mark>['’′]|\.? minute)|mins?)",
    re.IGNORECASE,
)
TIME_PREFIX = re.compile(
    rf"[\[(]?(?:{CLOCK}|\d{{1,3}}(?:\s?\+\s?\d{{1,2}})?['’′])[\])]?(?:\s*[-–—:|.]\s*|\s+|(?=[^\W\d]))(?=\S)",
    re.IGNORECASE,
)

# What tells a time from other digits, the surest first: `5.12pm` stands on a page with `9am`, not with `17.12`.
_SHAPES = (r"\d\s*[ap]\.?m", r"\d\s*uhr", r"\d['’′]", r"\d\s?:", r"\d\s?h", r"\d\s?\.")
_CLOCK = re.compile(CLOCK, re.IGNORECASE)
_DECIMAL = re.compile(r"\D*\d{1,2}\.\d{2}")
_COUNTED = re.compile(
    r"[%‰°€$£¥]|(?:per ?cent|prozent|pro cento|euros?|dollars?|pounds?|pfund|franken|[mb]illi\w+|trillion\w*|mio|mrd"
    r"|met(?:er|re)s?|kilo\w*|tonn?e[ns]?|grad|punkte)\b",
    re.IGNORECASE,
)

# Where more stands around it; of "14.11.2031" no part is a time.
_SOMEWHERE = re.compile(rf"(?<![\w./])(?:{TIME.pattern})(?![./:]?\d)", re.IGNORECASE)
_SHOWN = re.compile(rf"(?<![\w./])(?:{TIME.pattern}|{_DATE})(?![./:]?\d)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
# Words that a time may have beside it, such as "updated by Ann Other".
_BESIDE = 4
_PARTS = re.compile(r"(\d{1,2})(?:\s?[:.h]?\s?(\d{2}))?(?:.*?([ap])\.?m)?", re.IGNORECASE)
_HOURS_ALONE = re.compile(r"\d{1,2}\s*h", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d{1,4})\s*(st|[a-z])", re.IGNORECASE)
_UNIT_MINUTES = {"s": 0, "m": 1, "h": 60, "st": 60, "o": 60}  # Those of other letters are days.
_ISO_DAY = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_DOTTED_DAY = re.compile(r"(?<![\w./])(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})(?![\w/])")
_NAMED_DAY = re.compile(
    rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?P<month>{MONTH})(?!\w)"
    rf"|(?P<its_month>{MONTH})\s+(?P<its_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\w))(?:,?\s+(?:de\s+)?(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
# Only with the month first: `11/14/2031`.
_MONTH_FIRST = re.compile(r"(?<![\w./])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/")
_LEAP_YEAR = 2000
# How months' names begin, without accents, in the languages of `MONTH`.
_MONTHS = (
    ("jan", "ene", "gen"), ("feb", "fev"), ("mar",), ("apr", "avr", "abr"), ("may", "mai", "mag"),
    ("jun", "juin", "giu"), ("jul", "juil", "lug"), ("aug", "aou", "ago"), ("sep", "set"),
    ("oct", "okt", "ott", "out"), ("nov",), ("dec", "dez", "dic"),
)  # fmt: skip


class Day(NamedTuple):
    """A day as a page names it; `year` is None where it is left out."""

    year: int | None
    month: int
    day: int


class Stamp(NamedTuple):
    """A time in front of a line's words.

    Attributes:
        time: As the line shows it.
        end: Where the words begin.
        shape: What tells it from other digits; the times of one page mostly share it.
    """

    time: str
    end: int
    shape: str


def stamp_of(line: str) -> Stamp | None:
    """The time in front of a line's words, None where there is none."""
    found = TIME_PREFIX.match(line)
    if found is None or _opens_with_number(line):
        return None
    time = found.group().strip(" -–—:|.[]")
    shape = next((one for one in _SHAPES if re.search(one, time, re.IGNORECASE)), "")
    return Stamp(time, found.end(), shape)


def _opens_with_number(line: str) -> bool:
    """Whether a line's first digits, though a time may be written so, count something: `5.25 per cent`."""
    clock = _CLOCK.match(line)
    if clock is None or not _DECIMAL.fullmatch(clock.group()):
        return False
    behind = line[clock.end() :].lstrip()
    return behind[:1].islower() or _COUNTED.match(behind) is not None


def shows_time(line: str) -> bool:
    """Whether a line is there for the time or the date in it: hardly more than that stands in it."""
    if _opens_with_number(line):
        return False
    beside, times = _SHOWN.subn(" ", line)
    return times > 0 and len(_WORD.findall(beside)) <= _BESIDE


class Moment(NamedTuple):
    """What a time says; only moments on one scale can be compared, and there the later one has more minutes.

    Attributes:
        scale: Of a clock, of ages such as `8h ago`, or of a match's minutes.
        minutes: Since midnight; until now, so that ages are below zero; since the match began, with stoppage time as
            hundredths, as `45+2'` is before `46'`.
    """

    scale: Literal["clock", "age", "match"]
    minutes: float


def read_time(time: str) -> Moment | None:
    """What `time` says, where it holds a time.

    Dates, which `read_day` reads, and zones are left aside. `8h` and `5 mins` say nothing by themselves: on one page
    they are a clock's hour and a match's minute, on another one ages.
    """
    return _found(time)[0]


def read_day(time: str, *, month_first: bool = False) -> Day | None:
    """The day that `time` names, where it names one.

    Args:
        time: As a page shows it.
        month_first: `5/6/2031` is the sixth of May.
    """
    # Without its clock, of which `20.05.31` could be a day as well.
    rest = _found(time)[1]
    if found := _ISO_DAY.search(rest):
        return _day(found["year"], int(found["month"]), found["day"])
    if found := _DOTTED_DAY.search(rest):
        day, mark, month, year = found.groups()
        if month_first and mark == "/":
            day, month = month, day
        return _day(year if len(year) > 2 else f"20{year}", int(month), day)
    if found := _NAMED_DAY.search(rest):
        return _day(found["year"], _month(found["month"] or found["its_month"]), found["day"] or found["its_day"])
    return None


def _day(year: str | None, month: int, day: str) -> Day | None:
    try:
        date(int(year or _LEAP_YEAR), month, int(day))
    except ValueError:
        return None
    return Day(None if year is None else int(year), month, int(day))


def _month(name: str) -> int:
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return next((n for n, begins in enumerate(_MONTHS, start=1) if letters.startswith(begins)), 0)


def _found(time: str) -> tuple[Moment | None, str]:
    """What `time` says, and what else stands there."""
    whole = TIME.fullmatch(time.strip())
    for one in [whole] if whole else _SOMEWHERE.finditer(time):
        if (moment := _moment(one)) is not None:
            start, end = next(one.span(group) for group in ("ago", "clock", "iso", "match") if one[group])
            return moment, f"{one.string[:start]} {one.string[end:]}"
    return None, time


def _moment(found: re.Match[str]) -> Moment | None:
    if found["ago"]:
        amounts = ((int(number), unit.lower()) for number, unit in _AMOUNT.findall(found["ago"]))
        return Moment("age", -sum(number * _UNIT_MINUTES.get(unit, 1440) for number, unit in amounts))
    if found["match"]:
        return Moment("match", int(found["match"]) + int(found["added"] or 0) / 100) if found["mark"] else None
    clock = found["clock"] or found["iso"]
    parts = _PARTS.search(clock)
    if parts is None or _HOURS_ALONE.fullmatch(clock):
        return None
    hour, minute, half = int(parts[1]), int(parts[2] or 0), parts[3]
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return Moment("clock", hour * 60 + minute) if hour <= 24 and minute < 60 else None


def read_date(published: str) -> datetime | None:
    """The moment of an RFC 3339 date, None where it is none."""
    try:
        # Python 3.10 does not read its `Z`.
        return datetime.fromisoformat(re.sub("[zZ]$", "+00:00", published))
    except ValueError:
        return None


def newest_first(times: Iterable[str]) -> bool:
    """Whether the latest post of a page comes first, by what its posts show as their times.

    Live blogs are so; only more steps forward than back between neighbouring times tell otherwise.
    """
    shown = list(times)
    # One date that can be read in one way only tells how the page writes them all.
    month_first = any(map(_MONTH_FIRST.search, shown))
    told = [(read_time(time), read_day(time, month_first=month_first)) for time in shown]
    steps = [_step(before, after) for before, after in pairwise(one for one in told if one != (None, None))]
    return sum(step > 0 for step in steps) <= sum(step < 0 for step in steps)


def _step(before: tuple[Moment | None, Day | None], after: tuple[Moment | None, Day | None]) -> float:
    """Minutes, or a match's, from one time to the next, where both say something that can be compared; else 0."""
    (moment, day), (next_moment, next_day) = before, after
    days = _days(day, next_day) if day and next_day else None
    if days or moment is None or next_moment is None or moment.scale != next_moment.scale:
        return 1440 * (days or 0)
    step = next_moment.minutes - moment.minutes
    # The shorter way round the clock, so that midnight is no leap backwards.
    return (step + 720) % 1440 - 720 if moment.scale == "clock" and days is None else step


def _days(before: Day, after: Day) -> int:
    dated = before.year is not None and after.year is not None
    days = [date((day.year if dated else None) or _LEAP_YEAR, day.month, day.day) for day in (before, after)]
    step = (days[1] - days[0]).days
    # The shorter way round the year, so that New Year is no leap backwards.
    return step if dated else (step + 183) % 366 - 183
