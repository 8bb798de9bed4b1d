"""What a line of a live blog is for."""

from __future__ import annotations

from typing import Final, Literal

Role = Literal[
    "title",
    "body",
    "quote",
    "item",
    "embed",
    "time",
    "byline",
    "author-role",
    "caption",
    "media",
    "pointer",
    "updated",
    "share",
    "navigation",
    "teaser",
    "label",
    "housekeeping",
]

# In the order of the model's outputs.
ROLES: Final[tuple[Role, ...]] = (
    "title", "body", "quote", "item", "embed", "time", "byline", "author-role", "caption", "media",
    "pointer", "updated", "share", "navigation", "teaser", "label", "housekeeping",
)  # fmt: skip

MEANINGS: Final[dict[Role, str]] = {
    "title": "a post's headline",
    "body": "prose",
    "quote": "a quotation set as a line of its own",
    "item": "an item of a list",
    "embed": "a line of an embedded social-media post",
    "time": "a post's time",
    "byline": "who wrote the post",
    "author-role": "the writer's role or place",
    "caption": "a picture's caption or credit",
    "media": "a video or audio stub",
    "pointer": "a link to another article",
    "updated": "when the post was changed",
    "share": "share buttons",
    "navigation": "page furniture",
    "teaser": "another article's stub",
    "label": "a category or kicker over a post",
    "housekeeping": "about the live blog itself",
}
