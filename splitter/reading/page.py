"""What reading hands on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from splitter.document import Discarded, Post


@dataclass(frozen=True)
class Page:
    """A page's text and what is known of it beside the text.

    Attributes:
        text: The page; every offset downstream is a code-point offset into it.
        id: Unique name; the text's checksum where the input gives none.
        posts: Posts that the input itself brings, in page order; None where they are to be found.
        stories: Ids of posts of each story that the input brings, by story id; None likewise.
        storylines: Storyline of each given story that names one.
        discarded: Spans outside the given posts.
        warnings: What a reader of the digest should know of how the input was read.
        given_sha256: Hash of the given posts and stories, where the digest is to name it.
    """

    text: str
    id: str = ""
    uri: str | None = None
    title: str | None = None
    publisher: str | None = None
    posts: tuple[Post, ...] | None = None
    stories: dict[str, tuple[str, ...]] | None = None
    storylines: dict[str, str] = field(default_factory=dict)
    discarded: tuple[Discarded, ...] = ()
    warnings: tuple[str, ...] = ()
    given_sha256: str | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the text's UTF-8 bytes, in hex."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()
