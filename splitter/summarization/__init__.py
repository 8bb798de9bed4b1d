"""Summarization: a story's posts in, a headline and a digest with its sources out.

To add a summarizer: write a class that fits `Summarizer` and name it in `SUMMARIZERS`. A model is a `Writer`, whose
drafts `GuardedSummarizer` holds against the posts.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from splitter.errors import ModelNotFound
from splitter.settings import Settings
from splitter.summarization import chat_endpoint
from splitter.summarization.base import StoryDigest, StoryPost, StoryPosts, Summarizer
from splitter.summarization.extract import ExtractSummarizer
from splitter.summarization.generation import GenerationWriter
from splitter.summarization.guarded import GuardedSummarizer, Writer

SUMMARIZERS: Final[dict[str, Callable[[Settings], Summarizer]]] = {
    "extract": ExtractSummarizer,
}


def load_summarizer(settings: Settings) -> Summarizer:
    """The summarizer that the settings name: one of `SUMMARIZERS`, an endpoint, or a model.

    Raises:
        ModelNotFound: There is none of that name.
        EndpointFailed: The endpoint cannot be asked.
    """
    name = settings.summarizer
    if name in SUMMARIZERS:
        return SUMMARIZERS[name](settings)
    if name.startswith(chat_endpoint.PREFIX):
        return GuardedSummarizer(chat_endpoint.ChatEndpoint.from_settings(settings), ExtractSummarizer(settings))
    if "/" not in name and not Path(name).is_dir():
        known = ", ".join(sorted(SUMMARIZERS))
        raise ModelNotFound(
            f"{name}: no such summarizer; there is: {known}, a model's folder or OWNER/NAME, or openai:MODEL"
        )
    return GuardedSummarizer(GenerationWriter(name, offline=settings.offline), ExtractSummarizer(settings))


__all__ = [
    "SUMMARIZERS",
    "GuardedSummarizer",
    "StoryDigest",
    "StoryPost",
    "StoryPosts",
    "Summarizer",
    "Writer",
    "load_summarizer",
]
