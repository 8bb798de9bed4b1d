"""splitter: separate a news live blog into its stories and digest each one faithfully.

>>> from splitter import digest
>>> page = digest(text)
>>> print(page.stories[0].headline)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from splitter.clustering import StoryClusterer
    from splitter.document import Document, Post, Story
    from splitter.errors import SplitterError, UnreadableInput
    from splitter.pipeline import Splitter
    from splitter.reading import Page, read_page
    from splitter.result import PageDigest
    from splitter.settings import Settings

# Loaded when first asked for: torch takes seconds, and `splitter --help` needs none of it.
_HOMES = {
    "Document": "splitter.document",
    "Page": "splitter.reading",
    "PageDigest": "splitter.result",
    "Post": "splitter.document",
    "Settings": "splitter.settings",
    "Splitter": "splitter.pipeline",
    "SplitterError": "splitter.errors",
    "Story": "splitter.document",
    "StoryClusterer": "splitter.clustering",
    "UnreadableInput": "splitter.errors",
    "read_page": "splitter.reading",
}

__all__ = [
    "Document",
    "Page",
    "PageDigest",
    "Post",
    "Settings",
    "Splitter",
    "SplitterError",
    "Story",
    "StoryClusterer",
    "UnreadableInput",
    "digest",
    "read_page",
]


def digest(page: str | Page, **options: Any) -> PageDigest:
    """Digest one page: `Splitter(**options).digest(page)`.

    Args:
        page: A page's text, or what `read_page` gives.
        options: Settings by name, e.g. `granularity=0.4`.

    Raises:
        UnreadableInput: The text holds nothing but white space, or is HTML.
        pydantic.ValidationError: A setting out of its range.
    """
    from splitter.pipeline import Splitter

    return Splitter(**options).digest(page)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'splitter' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
