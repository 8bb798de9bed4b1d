"""The parts of one post: its title, author, time, and the prose that carries its news."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from splitter.clock import CLOCK, Stamp, shows_time
from splitter.segmentation.forms import TERMINAL
from splitter.segmentation.lines import Line
from splitter.segmentation.roles import Role

_BY = re.compile(
    r"^(?:posted |written |reporting |analysis |publié )?(?:by|par|von|por|di)\s+|^(?:from|reporting:?)\s+(?=[A-Z])",
    re.IGNORECASE,
)
_STAMP = re.compile(rf"{CLOCK}[)\s]*$", re.IGNORECASE)
_BEFORE_STAMP = " ,|·–—(-"
# A kicker that says what the post is for: without it the post would add to what it takes back.
_CORRECTION = re.compile(r"\W*(?:an? )?(?:correction|clarification)\W*$", re.IGNORECASE)
_PROSE: frozenset[Role] = frozenset({"body", "quote", "item", "embed", "housekeeping", "teaser"})


@dataclass(frozen=True)
class Anatomy:
    """What a post is made of.

    Attributes:
        title: Its headline, where it has one.
        author: As the page names them, several joined by `, `.
        time: As the page shows it.
        body: Its lines of prose: neither title, byline, time, caption nor navigation.
        captions: What stands under its pictures and videos.
    """

    title: str | None
    author: str | None
    time: str | None
    body: tuple[Line, ...]
    captions: tuple[Line, ...]

    @property
    def body_text(self) -> str:
        """The prose, one line each."""
        return "\n".join(line.text for line in self.body)

    @property
    def caption_text(self) -> str:
        """What stands under its pictures and videos, one line each."""
        return "\n".join(line.text for line in self.captions)

    @property
    def telling_text(self) -> str:
        """What the post tells beside its title: its prose; of pictures without either, what stands under them."""
        return self.body_text or ("" if self.title else self.caption_text)


def anatomy_of(lines: Sequence[Line], roles: Sequence[Role], stamp: Stamp | None = None) -> Anatomy:
    """The parts of a post.

    Args:
        lines: The post's lines, in order; at least one.
        roles: What each is for.
        stamp: Its time, where the page writes that in front of a post's first line.
    """
    time: str | None = None
    told = list(lines)
    if stamp is not None:
        time = stamp.time
        first = told[0]
        # Where the page has more than is shown, such as a link's address, the time's place in it is not known.
        taken = stamp.end if len(first.text) == first.end - first.start else 0
        told[0] = replace(first, start=first.start + taken, text=first.text[stamp.end :])
    titles: list[str] = []
    authors: list[str] = []
    body: list[Line] = []
    captions: list[Line] = []
    kicker = ""
    titled = -1
    for n, (line, role) in enumerate(zip(told, roles, strict=True)):
        # What stands apart from the title, behind a time or a byline, does not go on with it.
        if role == "title" and not body and line.text not in titles and (not titles or titled == n - 1):
            titles.append(line.text)
            titled = n
        elif role in _PROSE or role == "title" or (role == "time" and not _is_time(line)):
            body.append(line)
        elif role in ("caption", "media"):
            captions.append(line)
        elif role == "label" and not body and _CORRECTION.match(line.text):
            kicker = line.text.strip(" :")
        elif role == "time":
            time = time or line.text
        elif role == "byline":
            signed = " ".join(line.text.split())
            behind = _STAMP.search(signed)
            name = _BY.sub("", signed[: behind.start()].rstrip(_BEFORE_STAMP) if behind else signed)
            if behind:
                time = time or behind.group().strip(" ,|·–—()-")
            if name and name not in authors:
                authors.append(name)
    if not titles and len(body) > 1 and roles[0] == "teaser" and not TERMINAL.search(body[0].text):
        titles.append(body.pop(0).text)
    if not titles and not body and captions and "media" in roles:
        titles.append(next(line.text for line, role in zip(told, roles, strict=True) if role == "media"))
    title = " ".join(titles)
    if kicker:
        title = f"{kicker}: {title}" if title else kicker
    return Anatomy(
        title=title or None,
        author=", ".join(authors) or None,
        time=time,
        body=tuple(body),
        captions=tuple(captions),
    )


def _is_time(line: Line) -> bool:
    """Whether a line that the network took for a time is one: a sentence would be told nowhere."""
    return line.form == "time" or shows_time(line.text)
