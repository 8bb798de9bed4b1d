"""What digesting a page gives: the document, and a way to cut its stories again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from splitter.document import Document, Post, Story
from splitter.explanation import Explanation
from splitter.rendering import to_html, to_markdown, to_text


@dataclass(frozen=True, repr=False)
class PageDigest:
    """A page's stories.

    Attributes:
        document: The whole digest document, as `--format json` prints it.
    """

    document: Document
    _recut: Callable[[float | None, int | None], PageDigest]
    _explain: Callable[[Sequence[str] | None], Explanation]

    @property
    def posts(self) -> list[Post]:
        """The page's posts, in page order."""
        return self.document.posts

    @property
    def stories(self) -> list[Story]:
        """The stories, most prominent first."""
        return self.document.stories

    @property
    def warnings(self) -> list[str]:
        """What a reader should know of this digest."""
        return self.document.warnings

    def recut(self, granularity: float | None = None, *, stories: int | None = None) -> PageDigest:
        """The page at another granularity; posts are neither found nor compared again.

        Args:
            granularity: 0 (one story) to 1 (every post alone).
            stories: Exact number of stories; overrides `granularity`.

        Raises:
            ValueError: Out of range, or neither given.
        """
        if granularity is None and stories is None:
            raise ValueError("recut needs a granularity or a number of stories")
        return self._recut(granularity, stories)

    def explain(self, posts: Sequence[str] | None = None) -> Explanation:
        """Why posts are in their stories, and what would move them.

        Args:
            posts: Ids of posts; all where None.

        Raises:
            UnknownPost: There is no such post (a `KeyError`).
            TypeError: `posts` are a single id.
        """
        return self._explain(posts)

    def to_json(self, indent: int | None = None) -> str:
        """The digest document as JSON; one line unless `indent` is given."""
        return self.document.to_json(indent)

    def to_markdown(self) -> str:
        """The digest as Markdown."""
        return to_markdown(self.document)

    def to_text(self) -> str:
        """The digest as plain text."""
        return to_text(self.document)

    def __reduce__(self) -> NoReturn:
        # To cut it again takes the models and all that was compared: a hundred megabytes, sent for each page.
        raise TypeError("a PageDigest cannot be pickled; send its to_json() or its document between processes")

    def __copy__(self) -> PageDigest:
        return replace(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> PageDigest:
        return replace(self, document=deepcopy(self.document, memo))

    def _repr_html_(self) -> str:
        return to_html(self.document)

    def __repr__(self) -> str:
        headlines = "; ".join(story.headline for story in self.stories[:3])
        return f"<PageDigest: {len(self.posts)} posts, {len(self.stories)} stories: {headlines}>"
