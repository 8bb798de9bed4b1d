"""Rendering as an HTML fragment, for notebooks."""

from __future__ import annotations

from splitter.document import Document
from splitter.rendering.template import fill
from splitter.rendering.view import view


def to_html(document: Document) -> str:
    """`document` as a self-contained HTML fragment; each sentence's `title` names its posts."""
    return fill("digest.html.jinja", view(document))
