"""Posts alone, as text: for looking at what segmentation did."""

from __future__ import annotations

from bisect import bisect_left

from splitter.posts import Posts, TellingLine
from splitter.rendering.safe import safe_text
from splitter.rendering.view import counted

ROLE_WIDTH = 13
_EVIDENCE_SHOWN = 3


def posts_to_text(found: Posts, text: str) -> str:
    """Each post under a line with its number, kind, time, author and what it repeats.

    With roles, each line stands behind its role; with evidence, a post's first line is followed by why it
    is one, and so is a line that was nearly one.

    Args:
        found: The posts.
        text: The page that they are cut from.
    """
    numbers = {post.id: number for number, post in enumerate(found.posts, start=1)}
    blocks: list[tuple[int, str]] = []
    for number, post in enumerate(found.posts, start=1):
        facts = [f"{number}", post.kind, *(safe_text(fact) for fact in (post.time, post.author) if fact)]
        if post.duplicate_of is not None:
            facts.append(f"repeats {numbers[post.duplicate_of]}")
        if post.items:
            facts.append(counted(len(post.items), "item", "items"))
        lines = _lines(found, text, post.start, post.end)
        blocks.append((post.start, "\n".join([f"── {' · '.join(facts)}", *lines])))
    for span in found.discarded:
        lines = _lines(found, text, span.start, span.end)
        blocks.append((span.start, "\n".join([f"── discarded: {span.reason}", *lines])))
    return "\n\n".join(block for _, block in sorted(blocks))


def _lines(found: Posts, text: str, start: int, end: int) -> list[str]:
    if not found.lines:
        return [safe_text(line.strip()) for line in text[start:end].splitlines() if line.strip()]
    first, last = (bisect_left(found.lines, place, key=lambda line: line.start) for place in (start, end))
    out: list[str] = []
    for line in found.lines[first:last]:
        out.append(f"{line.role:<{ROLE_WIDTH}}{' '.join(safe_text(text[line.start : line.end]).split())}")
        if line.probability is not None and (line.begins or line.probability >= 0.1):
            out.append(f"{'':<{ROLE_WIDTH}}└ {_why(line)}")
    return out


def _why(line: TellingLine) -> str:
    shown = list(line.evidence.items())[:_EVIDENCE_SHOWN]
    told = ", ".join(f"{name} {value:+.1f}" for name, value in shown)
    verdict = "a post begins here" if line.begins else "goes on"
    return f"{verdict}, {line.probability:.0%} sure of a beginning: {told}"
