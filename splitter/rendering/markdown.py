"""Rendering as Markdown, for notes and pull requests."""

from __future__ import annotations

import re

from splitter.document import Document
from splitter.rendering.template import fill
from splitter.rendering.view import view

_ACTIVE = re.compile(r"[\\`*_\[\]<>#~|$]|&(?=[#\w])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
# GitHub's Markdown and notebooks turn bare addresses into links.
_ADDRESS = re.compile(r"(?<=[a-z])(?=://)|(?<=www)(?=\.)|(?<=mailto)(?=:)|(?<=xmpp)(?=:)", re.IGNORECASE)


def to_markdown(document: Document) -> str:
    """`document` as CommonMark, without a newline at the end.

    Page text is escaped: in CommonMark it cannot become a link, an image, HTML or a heading. GitHub
    still links bare e-mail addresses, `@name` and `#1`: it looks for them when the escapes are resolved.
    """
    return fill("digest.md.jinja", view(document), escape=escape_markdown).rstrip("\n")


def escape_markdown(text: str) -> str:
    """`text` (one line) as it has to be written for Markdown to show it unchanged."""
    text = _ADDRESS.sub(r"\\", _ACTIVE.sub(r"\\\g<0>", text))
    start = _AT_START.match(text)
    if start is None:
        return text
    at = start.end() if start[2].isdigit() else start.start(2)
    return f"{text[:at]}\\{text[at:]}"
