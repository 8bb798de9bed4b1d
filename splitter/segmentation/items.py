"""The single items of a post that tells of several stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from splitter.segmentation.anatomy import Anatomy
from splitter.segmentation.lines import Line, sentences_of
from splitter.segmentation.roles import Role


@dataclass(frozen=True)
class Item:
    """One item of a summary or roundup: `text[start:end]` of the page.

    Attributes:
        repeats: Index of the segment whose headline it repeats.
    """

    start: int
    end: int
    repeats: int | None = None


def items_of(lines: Sequence[Line], roles: Sequence[Role], anatomy: Anatomy, page: str) -> tuple[Item, ...]:
    """The items of a summary or roundup.

    Its list, where it has one; else its paragraphs; else the sentences of its one paragraph.
    """
    listed = [line for line, role in zip(lines, roles, strict=True) if role == "item"]
    if len(listed) < 2:
        listed = list(anatomy.body)
    if len(listed) == 1:
        return tuple(Item(*span) for span in sentences_of(page, listed[0].start, listed[0].end))
    return tuple(Item(line.start, line.end) for line in listed)
