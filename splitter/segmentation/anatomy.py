"""The parts of one post: its title, author, time, and the prose that carries its news."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from splitter.segmentation.lines import TERMINAL, Line, split_lines

_TITLE_CHARACTERS = 130
_BY = re.compile(r"^(?:posted |written )?by\s+", re.IGNORECASE)


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


def anatomy_of(lines: Sequence[Line]) -> Anatomy:
    """Tell a post's parts from the form and the place of its lines.

    Args:
        lines: The post's lines, in order; at least one.
    """
    times = [line.text for line in lines if line.form == "time"]
    authors: list[str] = []
    for i, line in enumerate(lines):
        if line.form != "byline":
            continue
        # A name alone in the middle of a post is a quoted account, not the author.
        if i <= 3 or (i + 1 < len(lines) and lines[i + 1].form == "role"):
            name = _BY.sub("", line.text)
            if name not in authors:
                authors.append(name)
    content = [line for line in lines if line.form == "text"]
    captions = [line for line in lines if line.form in ("caption", "video")]
    title = None
    if content and _is_title(content, lines):
        title = content[0].text
        content = content[1:]
    elif not content and captions and captions[0].form == "video":
        title = captions[0].text
    return Anatomy(
        title=title,
        author=", ".join(authors) or None,
        time=times[0] if times else None,
        body=tuple(content),
        captions=tuple(captions),
    )


def read_anatomy(text: str, start: int, end: int) -> Anatomy:
    """The parts of the post `text[start:end]`; its lines carry offsets into `text`."""
    lines = [Line(start + line.start, start + line.end, line.text, line.form) for line in split_lines(text[start:end])]
    return anatomy_of(lines)


def _is_title(content: Sequence[Line], lines: Sequence[Line]) -> bool:
    first = content[0].text
    if len(first) > _TITLE_CHARACTERS:
        return False
    if first.endswith(("?", "!", "…", "...")):
        pass  # Headlines ask and exclaim; only then does a last mark not tell them apart.
    elif TERMINAL.search(first) and not first.endswith(("'", "’", "”", '"')):
        return False
    if len(content) == 1:
        return True
    return len(first) <= len(content[1].text) + 40 or len(first.split()) <= 16
