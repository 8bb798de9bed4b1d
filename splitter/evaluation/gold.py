"""Annotated pages: `ID.json` beside the text file that it names."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from splitter.document import PostKind
from splitter.errors import UnreadableInput
from splitter.segmentation import read_posts
from splitter.summarization.base import StoryPost, StoryPosts


class GoldPost(BaseModel):
    """One annotated post; `story` and `storyline` are slugs."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    start: int
    end: int
    kind: PostKind
    story: str
    storyline: str
    duplicate_of: str | None = None


class GoldStory(BaseModel):
    """One annotated story; `reference` is empty where its posts hold too few words."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    reference: str = ""


class GoldPage(BaseModel):
    """An annotated page with its text."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    text_file: str
    text: str
    posts: list[GoldPost]
    stories: list[GoldStory]


def read_gold_folder(folder: str | Path) -> list[GoldPage]:
    """All annotated pages of a folder, by name.

    Raises:
        UnreadableInput: No folder, no annotation in it, or one that is not in the format.
    """
    root = Path(folder)
    if not root.is_dir():
        raise UnreadableInput(f"{folder}: is no folder; pass one that holds annotated pages (ID.json and ID.txt)")
    pages = [_read(path) for path in sorted(root.glob("*.json")) if path.name != "floors.json"]
    if not pages:
        raise UnreadableInput(f"{folder}: holds no annotated page; pass a folder of ID.json and ID.txt files")
    return pages


def told_stories(page: GoldPage) -> list[tuple[StoryPosts, str]]:
    """An annotated page's stories as a summarizer takes them, each with what an annotator wrote of it.

    Stories without words and without a reference are left out.
    """
    anatomies = read_posts(page.text, [(post.start, post.end) for post in page.posts])
    found = []
    for story in page.stories:
        own = {post.id for post in page.posts if post.story == story.id}
        posts = [
            StoryPost(post.id, anatomy.title or "", anatomy.body_text, anatomy.caption_text)
            for post, anatomy in zip(page.posts, anatomies, strict=True)
            if post.id in own and post.duplicate_of not in own
        ]
        worded = tuple(post for post in posts if re.search(r"\w", post.title + post.body + post.captions))
        if worded and story.reference:
            found.append((StoryPosts(worded, {}), story.reference))
    return found


def _read(path: Path) -> GoldPage:
    import json

    try:
        record = json.loads(path.read_bytes())
        page = GoldPage.model_validate(
            {**record, "name": path.stem, "text": ""} if isinstance(record, dict) else record
        )
        # Bytes, so that line ends stay as they are and offsets hold.
        return page.model_copy(update={"text": (path.parent / page.text_file).read_bytes().decode("utf-8")})
    except (OSError, ValueError) as error:
        reason = str(error)
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            reason = f"{'.'.join(map(str, first['loc'])) or 'JSON'}: {first['msg']}"
        raise UnreadableInput(f"{path}: is no annotated page ({reason}); mend it or take it out") from error
