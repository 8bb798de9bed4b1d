"""Why each post is in its story, as text."""

from __future__ import annotations

from splitter.explanation import Explanation, NearPost, PostExplanation
from splitter.rendering.safe import safe_text

HANG = 5  # On a terminal: where a line goes on, whose beginning is three columns in.
_EVIDENCE_SHOWN = 4
_TITLE_CHARACTERS = 70


def explanation_to_text(explanation: Explanation) -> str:
    """Each post with its story, its nearest posts and the evidence for and against, and what would move it."""
    return "\n\n".join(_post(post, explanation) for post in explanation.posts)


def _post(post: PostExplanation, explanation: Explanation) -> str:
    lines = [f"── {post.id} · {post.kind}" + (f" · {_short(post.title)}" if post.title else "")]
    if post.story is None:
        return "\n".join([*lines, f"   in no story: {post.reason}"])
    # Its story may hold others: its repeats, or what an editor put there.
    sure = "compared with no other" if post.probability is None else f"{post.probability:.0%} with the others"
    lines.append(f"   in {_story(post.story, explanation)}, {sure} of it")
    if post.reason:
        lines.append(f"   {post.reason}")
    lines += [f"   near {_near(near, post)}" for near in post.nearest]
    if post.other is not None:
        lines.append(f"   next story: {_story(post.other.id, explanation)}, {post.other.probability:.0%}")
    if post.joins_at is not None:
        into = f" {_story(post.joins, explanation)}" if post.joins else " another post"
        lines.append(f"   at --granularity {post.joins_at:g} its story has joined{into}")
    if post.parts_at is not None:
        lines.append(f"   at --granularity {post.parts_at:g} its story has fallen apart")
    return "\n".join(lines)


def _near(near: NearPost, post: PostExplanation) -> str:
    where = "same story" if near.story == post.story else "in another"
    shown = [f"{kind} {value:+.1f}" for kind, value in list(near.evidence.items())[:_EVIDENCE_SHOWN]]
    return f"{near.id}, {where}, {near.probability:.0%}" + (f": {', '.join(shown)}" if shown else "")


def _story(story: str, explanation: Explanation) -> str:
    return f"{story} ({_short(explanation.headlines[story])})"


def _short(text: str) -> str:
    safe = " ".join(safe_text(text).split())
    return safe if len(safe) <= _TITLE_CHARACTERS else f"{safe[: _TITLE_CHARACTERS - 1].rstrip()}…"
