"""Rendering for pipes and files: plain text, one paragraph to a line."""

from __future__ import annotations

from splitter.document import Document
from splitter.rendering.view import view


def to_text(document: Document) -> str:
    """`document` as plain text without colours or wrapping, and without a newline at the end.

    Headline, digest and sources of a story are a line each; a blank line separates stories.
    """
    seen = view(document)
    blocks = [f"{seen.title}\n{seen.counts}"]
    blocks += [f"{story.number}. {story.headline}\n{story.digest}\n{story.sources}" for story in seen.stories]
    if seen.warnings:
        blocks.append("\n".join(f"Warning: {warning}" for warning in seen.warnings))
    return "\n\n".join(blocks)
