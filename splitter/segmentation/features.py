"""What can be told of a line without understanding it: its form and place, and what it has in common with its page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from splitter.clock import TIME_PREFIX
from splitter.segmentation.cohesion import COHESION, cohesion
from splitter.segmentation.forms import FORMS, TERMINAL, is_summary_title
from splitter.segmentation.lines import Line

_PRONOUN = re.compile(
    r"(?:he|she|it|they|his|her|their|its|this|that|these|those|we|i|you"
    r"|il|elle|ils|elles|er|sie|es|él|ella|lui|lei|ele|ela)\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"(?:but|and|also|however|so|yet|then|still|instead|though|because|while|if|or|nor|mais|et|aussi|aber|und|auch|pero|y"
    r"|también|ma|e|anche|mas|também)\b",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"(?:here(?:[’']s| is| are)|meanwhile|elsewhere|breaking|newsflash|news(?:flash)? |more (?:on|from)"
    r"|over (?:to|in)|back (?:to|in)|just in|good (?:morning|afternoon|evening)|welcome|and finally"
    r"|that[’']s (?:it|all)|q:|update|summary|the agenda|some (?:more )?(?:reaction|breaking)|bonjour"
    r"|guten (?:morgen|tag|abend)|buen[oa]s|buon|bom dia|boa (?:tarde|noite))",
    re.IGNORECASE,
)
_CLOCK_REFERENCE = re.compile(r"\(\d{1,2}[.:h]\d{2}\)\W*$")
_CAPITAL = re.compile(r"(?:^|\s)[A-ZÀ-ÖØ-Þ]")
_STAMPED = re.compile(r"[\d\[(]|[aàkou]", re.IGNORECASE)
# Of Latin, Greek and Cyrillic; the last stands for all others.
_LETTERS = np.array([chr(c).isalpha() for c in range(0x530)] + [False])
_UPPER = np.array([chr(c).isupper() for c in range(0x530)] + [False])
_FIRST = 80
_ENDS = (".", "!?", ":", "…", ",;-–—", "'\"’”)]»")
_END_OF = {last: tuple(float(last in marks) for marks in _ENDS) for last in "".join(_ENDS)}
_NO_END = (0.0,) * len(_ENDS)

# Groups of evidence, by which a boundary is explained.
FORM, TEXTUAL, RECURRENCE, LAYOUT, PLACE, SHARED = "form", "wording", "recurrence", "layout", "place", "cohesion"
GROUPS: tuple[tuple[str, int], ...] = (
    (FORM, len(FORMS) + 1), (TEXTUAL, 28), (RECURRENCE, 8), (LAYOUT, 11), (PLACE, 11), (SHARED, COHESION),
)  # fmt: skip
FEATURES = sum(width for _, width in GROUPS)


def line_features(lines: Sequence[Line]) -> NDArray[np.float32]:
    """Features of each line of a page; O(n).

    Returns:
        Shape (len(lines), FEATURES), values of the order of 1, columns in the order of `GROUPS`.
    """
    n = len(lines)
    out = np.zeros((n, FEATURES), dtype=np.float32)
    if not n:
        return out
    own = np.array([_own(line) for line in lines], dtype=np.float32)
    own[:, len(FORMS) + 18 : len(FORMS) + 20] = _capitals([line.text for line in lines])
    width = own.shape[1]
    out[:, :width] = own
    out[:, width : width + 8] = _recurrence(lines)
    out[:, width + 8 : width + 19] = _layout(lines)
    out[:, width + 19 : width + 30] = _place(lines, own)
    out[:, width + 30 :] = cohesion([line.text for line in lines])
    return out


def _own(line: Line) -> list[float]:
    text = line.text
    size = len(text)
    first, last = text[0], text[-1]
    head = text[:200]
    words = head.count(" ") + 1 if size <= 200 else size / 6
    capital = len(_CAPITAL.findall(head)) / (head.count(" ") + 1)
    opens = text.count("“") + text.count("„") + text.count("«")
    closes = text.count("”") + text.count("»")
    handle = "@" in text or "#" in text or "http" in text or "t.co/" in text
    form = [0.0] * (len(FORMS) + 1)
    form[FORMS.index(line.form)] = 1.0
    form[-1] = float(_STAMPED.match(first) is not None and TIME_PREFIX.match(head) is not None)
    return [
        *form,
        min(size, 1000) / 300,
        min(words, 60) / 20,
        float(words <= 3),
        float(words <= 16),
        float(size <= 130),
        float(bool(TERMINAL.search(text[-6:]))),
        *_END_OF.get(last, _NO_END),
        float(first in "“\"‘'«„"),
        float(opens > closes),
        float(closes > opens),
        float(first.islower()),
        float(first.isdigit()),
        0.0,  # What `_capitals` tells of all lines at once.
        0.0,
        capital,
        float(bool(_PRONOUN.match(text))),
        float(bool(_CONNECTIVE.match(text))),
        float(bool(_OPENER.match(text))),
        float(handle),
        float(bool(_CLOCK_REFERENCE.search(text[-12:]))),
        float(" – " in head or " - " in head or " | " in head),
        float(size <= 60 and is_summary_title(text)),
        float(":" in head[:60]),
    ]


def _capitals(texts: Sequence[str]) -> NDArray[np.float32]:
    """The share of capitals among a line's first letters, and whether they are nearly all."""
    first = np.array([text[:_FIRST] for text in texts], dtype=f"U{_FIRST}").view(np.uint32).reshape(len(texts), _FIRST)
    known = np.minimum(first, len(_LETTERS) - 1)
    letters, capitals = _LETTERS[known].sum(1), _UPPER[known].sum(1)
    share = capitals / np.maximum(letters, 1)
    return np.stack([share, (share > 0.8) & (letters > 3)], axis=1).astype(np.float32)


def _recurrence(lines: Sequence[Line]) -> NDArray[np.float32]:
    """The same line elsewhere on the page, and the page's habits."""
    keys = [" ".join(line.text.lower().split())[:200] for line in lines]
    counts = Counter(keys)
    seen: dict[str, int] = {}
    n = len(lines)
    forms = Counter(line.form for line in lines)
    pairs = Counter((a.form, b.form) for a, b in pairwise(lines))
    out = np.zeros((n, 8), dtype=np.float32)
    for i, key in enumerate(keys):
        follows = seen.get(key)
        before = keys[i - 1] if i else ""
        count = counts[key]
        form = lines[i].form
        out[i] = (
            count > 1,
            count > 3,
            follows is None and count > 1,
            follows is not None and follows > 0 and keys[follows - 1] == before,
            bool(before) and key == before,
            min(count, 20) / 20,
            forms[form] / n,
            pairs[lines[i - 1].form, form] / max(1, forms[form]) if i else 0.0,
        )
        seen.setdefault(key, i)
    return out


def _layout(lines: Sequence[Line]) -> NDArray[np.float32]:
    """Blank lines, indents and extractors' marks, beside what is usual on the page."""
    n = len(lines)
    blank = np.array([line.blank for line in lines], dtype=np.float32)
    indent = np.array([min(line.indent, 20) for line in lines], dtype=np.float32)
    usual = np.bincount(indent.astype(int)).argmax()
    out = np.zeros((n, 11), dtype=np.float32)
    out[:, 0] = blank == 1
    out[:, 1] = blank >= 2
    out[:, 2] = (blank > 0).mean()
    out[:, 3] = (blank > 1).mean()
    out[:, 4] = indent < usual
    out[:, 5] = indent > usual
    for i, line in enumerate(lines):
        marker = line.marker
        if marker:
            out[i, 6] = marker[0] == "#"
            out[i, 7] = marker[0] in "•*+·▪◦‣►"
            out[i, 8] = marker[0] == ">"
            out[i, 9] = marker[0] in "-–—"
            out[i, 10] = marker[0].isdigit() or marker[0] == "["
    return out


def _place(lines: Sequence[Line], own: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where the line stands, and what kind of page it stands on."""
    n = len(lines)
    place = np.arange(n, dtype=np.float32)
    out = np.zeros((n, 11), dtype=np.float32)
    out[:, 0] = place / n
    out[:, 1] = place < 3
    out[:, 2] = place >= n - 3
    out[:, 3] = np.log1p(n) / 6
    out[:, 4] = own[:, : len(FORMS)][:, FORMS.index("time")].mean()
    out[:, 5] = own[:, : len(FORMS)][:, FORMS.index("byline")].mean()
    out[:, 6] = min(float(np.mean([min(len(line.text), 1000) for line in lines])), 600) / 300
    out[:, 7] = own[:, len(FORMS) + 4].mean()
    # Which end of a post its time or byline stands at shows at the ends of the page.
    out[:, 8] = lines[-1].form == "time"
    out[:, 9] = lines[-1].form == "byline"
    times = [i for i, line in enumerate(lines) if line.form == "time"]
    out[:, 10] = bool(times) and any(len(line.text) > 100 for line in lines[: times[0]])
    return out
