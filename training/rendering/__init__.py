"""Pages laid out as crawls leave them, with every line's role and every post's first line known."""

from __future__ import annotations

from .page import Element, Rendered, RenderedPost
from .render import render
from .styles import BRIEF, FAMILIES, LAYOUTS, VARIED, Style, sample_style

__all__ = [
    "BRIEF",
    "FAMILIES",
    "LAYOUTS",
    "VARIED",
    "Element",
    "Rendered",
    "RenderedPost",
    "Style",
    "render",
    "sample_style",
]
