"""Rendering for an editor who reads in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from splitter.document import Document
from splitter.rendering.view import view

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# Wider lines than this are hard to read, however wide the terminal.
MEASURE = 96


def render_terminal(document: Document, console: Console) -> None:
    """Print `document`: title and counts, then each story's headline, digest and sources.

    Page text is never read as markup. Colours follow `console` (and so NO_COLOR).
    """
    from rich.text import Text

    seen = view(document)
    gutter = len(str(len(seen.stories))) + 2
    _print(console, Text(seen.title, style="bold"))
    _print(console, Text(seen.counts, style="dim"))
    for story in seen.stories:
        console.print()
        number = Text(f"{story.number:>{gutter - 2}}  ", style="dim")
        _print(console, Text(story.headline, style="bold"), gutter, number)
        _print(console, Text(story.digest), gutter)
        _print(console, Text(story.sources, style="dim"), gutter)
    if seen.warnings:
        console.print()
    for warning in seen.warnings:
        _print(console, Text(warning), 9, Text("Warning: ", style="yellow"))


def wrapped(text: str, console: Console, hang: int) -> str:
    """Lines of safe text wrapped as `render_terminal` wraps, what goes over `hang` columns in."""
    from rich.text import Text

    with console.capture() as captured:
        for line in text.splitlines():
            _print(console, Text(line[hang:]), hang, Text(line[:hang]))
    return captured.get().rstrip("\n")


def _print(console: Console, text: Text, indent: int = 0, first: Text | None = None) -> None:
    """Print `text` wrapped, `first` hanging in the indent, without spaces at the line ends."""
    from rich.text import Text

    width = max(1, min(console.width, MEASURE) - indent)
    for number, line in enumerate(text.wrap(console, width)):
        lead = first if first is not None and number == 0 else Text(" " * indent)
        line.rstrip()
        console.print(Text.assemble(lead, line), soft_wrap=True)
