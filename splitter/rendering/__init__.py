"""Rendering: a digest document for a terminal, a pipe, a Markdown file or a notebook."""

from __future__ import annotations

from splitter.rendering.html import to_html
from splitter.rendering.markdown import to_markdown
from splitter.rendering.plain import to_text
from splitter.rendering.safe import safe_text
from splitter.rendering.terminal import render_terminal

__all__ = ["render_terminal", "safe_text", "to_html", "to_markdown", "to_text"]
