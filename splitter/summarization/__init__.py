"""Summarization: a story's posts in, a headline and a digest with its sources out.

To add a summarizer: write a class that fits `Summarizer` and name it in `SUMMARIZERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from splitter.errors import ModelNotFound
from splitter.settings import Settings
from splitter.summarization.base import StoryDigest, StoryPost, StoryPosts, Summarizer
from splitter.summarization.extract import ExtractSummarizer

SUMMARIZERS: Final[dict[str, Callable[[Settings], Summarizer]]] = {
    "extract": ExtractSummarizer,
}


def load_summarizer(settings: Settings) -> Summarizer:
    """The summarizer that the settings name.

    Raises:
        ModelNotFound: There is none of that name.
    """
    make = SUMMARIZERS.get(settings.summarizer)
    if make is None:
        known = ", ".join(sorted(SUMMARIZERS))
        raise ModelNotFound(f"{settings.summarizer}: no such summarizer; there is: {known}")
    return make(settings)


__all__ = [
    "SUMMARIZERS",
    "StoryDigest",
    "StoryPost",
    "StoryPosts",
    "Summarizer",
    "load_summarizer",
]
