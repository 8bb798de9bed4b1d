"""What rendering gives: a page's text, and where each element of it begins."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from splitter.segmentation.lines import Line
from splitter.segmentation.roles import Role


@dataclass(frozen=True)
class Element:
    """A piece of a page that a reader would see as one: a headline, a paragraph, a caption.

    Attributes:
        post: Place of its post in `Rendered.posts`; None for furniture that is in no post.
        blank: Blank lines that the page shows before it.
        glue: Stands on the line of the element before it: what joins them; None on a line of its own.
    """

    role: Role
    text: str
    post: int | None
    blank: int = 0
    glue: str | None = None


@dataclass(frozen=True)
class RenderedPost:
    """One post of a rendered page.

    Attributes:
        kind: By a reader, or by what made it; None where nobody knows.
        duplicate_of: Place of the post that it repeats.
    """

    kind: str | None
    duplicate_of: int | None = None


@dataclass
class Rendered:
    """A page with what is known of it.

    Attributes:
        marks: `(offset, role, post)` of each element, ascending in offset.
    """

    text: str
    posts: list[RenderedPost]
    marks: list[tuple[int, Role, int | None]] = field(default_factory=list)
    family: str = ""

    def label(self, lines: list[Line]) -> list[tuple[Role, bool, int | None]]:
        """Role, whether a post begins, and post of each line that was cut from the text."""
        offsets = [offset for offset, _, _ in self.marks]
        out: list[tuple[Role, bool, int | None]] = []
        seen: int | None = None
        for line in lines:
            inside = self.marks[max(0, bisect_right(offsets, line.start) - 1) : bisect_right(offsets, line.end - 1)]
            _, role, post = inside[0]
            # A unit of a glued page may hold a whole headline and more: it begins what begins inside it.
            for _, other_role, other in inside[1:]:
                if other is not None and other != post and other != seen:
                    role, post = other_role, other
                    break
            begins = post is not None and post != seen
            seen = post if post is not None else seen
            out.append((role, begins, post))
        return out


def lay_out(elements: list[Element], posts: list[RenderedPost], family: str) -> Rendered:
    """Join elements into a page's text."""
    parts: list[str] = []
    marks: list[tuple[int, Role, int | None]] = []
    position = 0
    for i, element in enumerate(elements):
        if i:
            joint = "\n" * (1 + element.blank) if element.glue is None else element.glue
            parts.append(joint)
            position += len(joint)
        marks.append((position, element.role, element.post))
        parts.append(element.text)
        position += len(element.text)
    return Rendered("".join(parts), posts, marks, family)
