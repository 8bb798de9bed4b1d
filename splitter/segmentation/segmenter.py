"""From a page's text to its posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from splitter.document import Discarded, PostKind
from splitter.segmentation.anatomy import Anatomy, anatomy_of
from splitter.segmentation.duplicates import find_repeats
from splitter.segmentation.kinds import glued_tail, kind_of
from splitter.segmentation.lines import Form, Line, split_lines
from splitter.segmentation.starts import Encode, post_starts, start_scores

_DISCARD_REASONS: dict[Form, str] = {"navigation": "navigation", "share": "share buttons"}


@dataclass(frozen=True)
class Segment:
    """One post as it was found: `text[start:end]`.

    Attributes:
        duplicate_of: Index of the segment that it repeats.
    """

    start: int
    end: int
    kind: PostKind
    anatomy: Anatomy
    duplicate_of: int | None = None


@dataclass(frozen=True)
class Segmentation:
    """A page cut up: every non-space character lies in one segment or one discarded span."""

    segments: tuple[Segment, ...]
    discarded: tuple[Discarded, ...]


def segment(text: str, encode: Encode) -> Segmentation:
    """Cut a page into its posts.

    Args:
        text: The page.
        encode: Texts to unit rows, as `TextEncoder.encode`.

    Returns:
        Posts and discarded spans, each in page order. O(n) in the page's lines.
    """
    lines = split_lines(text)
    starts = post_starts(lines, start_scores(lines, encode))
    posts: list[Sequence[Line]] = []
    discarded: list[Discarded] = []
    for first, last in zip(starts, [*starts[1:], len(lines)], strict=True):
        kept = _strip_furniture(lines[first:last], discarded)
        if kept:
            posts.append(kept)

    stubs = glued_tail(posts)
    segments: list[Segment] = []
    for i, own in enumerate(posts):
        anatomy = anatomy_of(own)
        kind: PostKind = "teaser"
        if i < len(posts) - stubs:
            kind = kind_of(anatomy, own, first=i == 0, last=i == len(posts) - 1)
        segments.append(Segment(own[0].start, own[-1].end, kind, anatomy))
    repeats = find_repeats([_prose(s.anatomy) for s in segments])
    return Segmentation(
        segments=tuple(
            Segment(s.start, s.end, s.kind, s.anatomy, repeat) for s, repeat in zip(segments, repeats, strict=True)
        ),
        discarded=tuple(sorted(discarded, key=lambda d: d.start)),
    )


def _strip_furniture(lines: Sequence[Line], discarded: list[Discarded]) -> Sequence[Line]:
    """A post's lines without the navigation at its two ends, which goes to `discarded`."""
    first, last = 0, len(lines)
    while first < last and lines[first].form in _DISCARD_REASONS:
        first += 1
    while last > first and lines[last - 1].form in _DISCARD_REASONS:
        last -= 1
    for line in (*lines[:first], *lines[last:]):
        reason = _DISCARD_REASONS[line.form]
        discarded.append(Discarded(start=line.start, end=line.end, reason=reason))
    return lines[first:last]


def _prose(anatomy: Anatomy) -> str:
    return f"{anatomy.title or ''}\n{anatomy.body_text}"
