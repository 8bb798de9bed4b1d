"""What each post is for, told by how it opens and by what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from splitter.document import PostKind
from splitter.segmentation.anatomy import Anatomy
from splitter.segmentation.lines import Line

_TRANSITION = re.compile(
    r"^(?:good (?:morning|afternoon|evening|night|day)\b|hello\b|hi\b|welcome\b|(?:good)?bye\b"
    r"|(?:and )?that[’']s (?:it|all)\b|(?:we[’']re|we are|i[’']m|i am) (?:now )?"
    r"(?:stepping away|closing|wrapping|handing|signing off|going to (?:leave|close|pause))"
    r"|(?:our |the )?live (?:coverage|updates|reporting|page)\b|our (?:live )?coverage\b"
    r"|scroll down\b|note that these|thank(?:s| you) for (?:reading|following|joining|your company)"
    r"|news,? (?:sport|travel|weather)\b|get involved|join us|follow us|get in touch|stay with us"
    r"|time to (?:go|hand|sign)|(?:i|we)[’']ll be (?:back|closing|handing)|comments are (?:now )?open"
    r"|have your say|from the comments\b|that is where (?:i|we)[’']ll leave|i[’']m off (?:for|to)\b|we use cookies\b"
    r"|(?:q ?& ?a:? )?how have you been affected|tell us\b)",
    re.IGNORECASE,
)
_TRANSITION_ANYWHERE = re.compile(
    r"\bwe(?:[’']ll| will) be back (?:at|on|tomorrow|from|with)\b|\b(?:live updates|our (?:live )?coverage)\b"
    r".{0,80}\b(?:finished|ended|has now closed|resume)|\bscroll down for\b|\bstepping away from\b"
    r"|\bto cover breaking news\b|\b(?:this|the|our) (?:live ?blog|blog) is (?:now )?clos"
    r"|\b(?:i am|i[’']m) (?:wrapping|closing|handing) (?:up|over|this)",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"^(?:(?:closing|evening|afternoon|morning|lunchtime|midday|early|latest|quick|final|the|a"
    r"|here[’']s a)\s+)*summary\b|[–—|:-]\s*summary$|\bsummary$|\b(?:the|our) day so far\b"
    r"|\bwhat we(?:[’']ve)? (?:know|learne?[dt]) so far"
    r"|\bat a glance\b|^recap\b|\bkey (?:events|points|developments)\b|^today in\b"
    r"|\bhere[’']s where (?:things|we) stand"
    r"|\btoday[’']s (?:top|main|headlines|key)|^(?:the )?main (?:points|headlines|stories)\b"
    r"|^(?:the )?(?:top )?headlines\b",
    re.IGNORECASE,
)
_ROUNDUP = re.compile(
    r"^(?:also (?:on the agenda|today|coming up|happening)|in brief|(?:the )?agenda\b|coming up\b|in other news"
    r"|news in brief|round-?up\b|the (?:papers|diary|week ahead)\b|latest news in|elsewhere in brief"
    r"|what the papers say|on the front pages?)|\bround-?up$|\bin brief$|\blatest news in the world of",
    re.IGNORECASE,
)
_LOOK = re.compile(
    r"\b(?:watch|pictured|picture|photo|photos|photograph|video|gallery|clip|image|cartoon|front page|listen|footage"
    r"|proverb|see more|read (?:more|the full)|full story|in pictures|take a look|you can (?:watch|read|see))\b",
    re.IGNORECASE,
)
_STUB_CHARACTERS = 260
# A line cut off in mid-sentence, or one whose headline and text a crawl has run together.
_CUT = re.compile(r"[\w,'’-]$|…$|\.\.\.$|[a-z][.?!’]?[A-Z][a-z]+ ")


def kind_of(anatomy: Anatomy, lines: Sequence[Line], *, first: bool, last: bool) -> PostKind:
    """The kind of one post; glued stubs are found by `glued_tail` instead.

    Args:
        anatomy: Its parts.
        lines: Its lines.
        first, last: Whether the page begins or ends with it.
    """
    title = anatomy.title or ""
    opening = anatomy.body[0].text if anatomy.body else ""
    words = len(title.split()) + len(anatomy.body_text.split())
    if _SUMMARY.search(title) or (not title and _SUMMARY.search(opening[:80])):
        return "summary"
    if _ROUNDUP.search(title) or (not title and _ROUNDUP.search(opening[:80])):
        return "roundup"
    housekeeping = any(_TRANSITION.search(text) for text in (title, opening) if text)
    if housekeeping and (words <= 90 or first or last):
        # A long welcome recaps the day.
        return "transition" if words <= 90 or not last else "summary"
    if words <= 60 and _TRANSITION_ANYWHERE.search(f"{title}\n{anatomy.body_text}"):
        return "transition"
    if words == 0 or (not anatomy.body and all(line.form != "text" for line in lines)):
        return "media"
    if not anatomy.body and title.endswith(":"):
        return "media"
    if words <= 25 and _LOOK.search(f"{title}\n{anatomy.body_text}") and anatomy.captions:
        return "media"
    if words <= 18 and _LOOK.search(f"{title}\n{anatomy.body_text}"):
        return "media"
    if anatomy.title and anatomy.body_text.strip() == anatomy.title:
        return "teaser"
    return "update"


def glued_tail(posts: Sequence[Sequence[Line]]) -> int:
    """How many posts at the page's end are other articles' stubs.

    A stub is one or two short lines. A tail of them is told by its cuts: at least half end in
    the middle of a sentence or show the joint between headline and text.
    """
    cut = tail = 0
    for count, lines in enumerate(reversed(posts), start=1):
        if len(lines) > 2 or any(line.form != "text" or len(line.text) > _STUB_CHARACTERS for line in lines):
            break
        if any(pattern.search(lines[0].text[:80]) for pattern in (_SUMMARY, _ROUNDUP, _TRANSITION)):
            break
        cut += bool(_CUT.search(lines[-1].text))
        if cut >= 2 and cut * 2 >= count:
            tail = count
    return tail if tail < len(posts) else 0
