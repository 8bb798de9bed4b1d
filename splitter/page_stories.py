"""A page's posts, what clustering has compared of them, and the stories that they are cut into."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property

from numpy.typing import ArrayLike

from splitter.clock import backward_steps
from splitter.clustering import PostText, StoryClusterer
from splitter.document import Discarded, Post, Source, Story
from splitter.encoder import TextEncoder
from splitter.entities import PageNames
from splitter.language import language_of
from splitter.reading import Page
from splitter.segmentation import Anatomy, found_posts, read_posts, segment
from splitter.settings import Settings
from splitter.summarization import StoryPost, StoryPosts

_LABEL_WORDS = re.compile(
    r"\b(?:closing|evening|afternoon|morning|summary|summaries|recap|round-?up|agenda|day|so far|at a glance|what|we"
    r"|know|key|events|points|the|today|latest|in|brief|headlines|main|top|good|here|is|are|s)\b|[\W\d_]+",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    r"\b(?:load more|show more|older (?:posts|updates)|earlier updates|view more|next page|page 1 of [2-9])\b", re.I
)


@dataclass
class Group:
    """A story before it has a digest: places of its posts, and its id where the input gave one.

    Attributes:
        confidence: Mean probability that a post tells what the others do; 1 where the input gave the story.
        items: Of recaps that tell of it: places of the posts, and which of their items.
    """

    members: list[int]
    id: str | None = None
    storyline: str | None = None
    confidence: float = 1.0
    items: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class PageStories:
    """A page with its posts, and what clustering has compared so far."""

    page: Page
    posts: list[Post]
    anatomies: list[Anatomy]
    discarded: tuple[Discarded, ...]
    encoder: TextEncoder

    @classmethod
    def of(cls, page: Page, encoder: TextEncoder) -> PageStories:
        """The page with its own posts, where the input has them, else with those that segmentation finds."""
        if page.posts is not None:
            posts = list(page.posts)
            anatomies = read_posts(page.text, [(post.start, post.end) for post in posts])
            return cls(page, posts, anatomies, page.discarded, encoder)
        cut = segment(page.text)
        posts = found_posts(cut)
        return cls(page, posts, [found.anatomy for found in cut.segments], cut.discarded, encoder)

    @cached_property
    def newest_first(self) -> bool:
        """Whether the page's latest post comes first."""
        # Live blogs are; only times that run forward tell otherwise.
        return backward_steps(post.time or "" for post in self.posts) >= 0

    @cached_property
    def texts(self) -> list[str]:
        """What each post tells: its title and prose, without byline and captions."""
        return [f"{anatomy.title or ''}\n{anatomy.body_text}".strip() for anatomy in self.anatomies]

    @cached_property
    def names(self) -> PageNames:
        """Whom and what the posts name."""
        return PageNames(self.texts)

    @cached_property
    def telling(self) -> list[int]:
        """Places of the posts that may belong to a story."""
        return [i for i in range(len(self.posts)) if self._tells(i)]

    @cached_property
    def repeats(self) -> list[int]:
        """For each telling post the place of its original among them, -1 for none."""
        places = {self.posts[i].id: n for n, i in enumerate(self.telling)}
        return [places.get(self.posts[i].duplicate_of or "", -1) for i in self.telling]

    @cached_property
    def clusterer(self) -> StoryClusterer:
        """Fitted to the telling posts."""
        told = (self.anatomies[i] for i in self.telling)
        texts = [PostText(anatomy.title or "", anatomy.telling_text) for anatomy in told]
        items = [self._item_text(place, n) for place, n in self.recapped]
        return StoryClusterer().fit(
            texts, duplicate_of=self.repeats, encode_spans=self.encoder.encode_spans, items=items
        )

    @cached_property
    def recapped(self) -> list[tuple[int, int]]:
        """Items of the posts that belong to no one story: the post's place, and which of its items."""
        telling = set(self.telling)
        return [
            (i, n)
            for i, post in enumerate(self.posts)
            if i not in telling
            for n in range(len(post.items))
            if re.search(r"\w", self._item_text(i, n))
        ]

    def cut(self, settings: Settings) -> list[Group]:
        """The stories at the granularity that the settings name."""
        if not self.telling:
            return []
        stories = self.clusterer.cut(settings.granularity, settings.stories)
        groups: dict[int, Group] = {}
        for place, label in zip(self.telling, stories.tolist(), strict=True):
            groups.setdefault(label, Group([])).members.append(place)
        sure = dict(zip(self.telling, self.clusterer.probabilities(stories).tolist(), strict=True))
        for group in groups.values():
            group.confidence = round(sum(sure[place] for place in group.members) / len(group.members), 3)
        self._add_storylines(list(groups.values()), stories, settings)
        self._add_items(groups, stories)
        return list(groups.values())

    def add_storylines(self, groups: list[Group], settings: Settings) -> None:
        """Storylines over stories that came without."""
        if not self.telling:
            return
        story = {place: n for n, group in enumerate(groups) for place in group.members}
        self._add_storylines(groups, [story.get(place, len(groups) + place) for place in self.telling], settings)

    def _add_storylines(self, groups: list[Group], stories: ArrayLike, settings: Settings) -> None:
        lines = dict(zip(self.telling, self.clusterer.storylines(stories, settings.granularity).tolist(), strict=True))
        for group in groups:
            known = [lines[place] for place in group.members if place in lines]
            group.storyline = str(known[0]) if known else None

    def _add_items(self, groups: dict[int, Group], stories: ArrayLike) -> None:
        """Items of recaps to the stories that they tell of: of the post that they repeat, else the likeliest."""
        story_of = {self.posts[place].id: group for group in groups.values() for place in group.members}
        for (place, n), label in zip(self.recapped, self.clusterer.stories_of_items(stories).tolist(), strict=True):
            group = story_of.get(self.posts[place].items[n].repeats or "") or groups.get(label)
            if group is not None:
                group.items.append((place, n))

    def _item_text(self, place: int, n: int) -> str:
        item = self.posts[place].items[n]
        return " ".join(self.page.text[item.start : item.end].split())

    def prominence(self, group: Group) -> tuple[int, int, int]:
        """Sorts stories by posts, then length, then place."""
        own = self._originals(group)
        size = sum(self.posts[i].end - self.posts[i].start for i in own)
        return -len(own), -size, min(group.members)

    def name(self, groups: list[Group]) -> list[tuple[str, str | None]]:
        """Id and storyline of each story, from its oldest post, so that later posts leave them be."""
        taken: dict[str, int] = {}
        ids: list[str] = []
        for group in groups:
            mark = group.id or f"story-{self._mark(self._oldest(group))}"
            taken[mark] = taken.get(mark, 0) + 1
            ids.append(mark if taken[mark] == 1 else f"{mark}-{taken[mark]}")
        lines: dict[str, list[Group]] = {}
        for group in groups:
            if group.storyline is not None:
                lines.setdefault(group.storyline, []).append(group)
        names: dict[str, str | None] = {}
        for line, members in lines.items():
            if line in self.page.storylines.values():
                names[line] = line
            elif len(members) > 1:
                oldest = self._oldest(Group([self._oldest(g) for g in members]))
                names[line] = f"line-{self._mark(oldest)}"
        return [
            (name, names.get(group.storyline) if group.storyline is not None else None)
            for name, group in zip(ids, groups, strict=True)
        ]

    def story_posts(self, group: Group) -> StoryPosts:
        """What a summarizer takes of a story."""
        own = sorted(self._originals(group), reverse=not self.newest_first)
        repeats: dict[str, tuple[str, ...]] = {}
        for i in sorted(group.members):
            original = self.posts[i].duplicate_of
            if original is not None and i not in own:
                repeats[original] = (*repeats.get(original, ()), self.posts[i].id)
        return StoryPosts(tuple(self._story_post(i) for i in own), repeats)

    def source(self, settings: Settings) -> Source:
        """What the document says of the page itself."""
        page = self.page
        return Source(
            id=page.id or page.sha256[:16],
            uri=page.uri,
            title=page.title,
            publisher=page.publisher,
            language=language_of(page.text),
            characters=len(page.text),
            text_sha256=page.sha256,
            partial=any(_PARTIAL.search(page.text[d.start : d.end]) for d in self.discarded),
            text=page.text if settings.include_text else None,
        )

    def warnings(self, stories: list[Story]) -> list[str]:
        """What a reader of these stories should know."""
        told = []
        language = language_of(self.page.text)
        if language not in ("en", "und"):
            told.append(
                f"The page is in {language!r}; splitter is made for English, and so is its encoder: posts and stories"
                " may be cut badly."
            )
        if not stories:
            told.append("No post of this page tells a story.")
        if len(self.telling) > StoryClusterer().chunk_size:
            told.append(f"The page has {len(self.telling)} posts; they were compared in chunks, so a story may be cut.")
        return told

    def _tells(self, i: int) -> bool:
        post, anatomy = self.posts[i], self.anatomies[i]
        text = f"{anatomy.title or ''} {anatomy.body_text} {anatomy.caption_text}"
        if post.kind == "transition" or not re.search(r"\w", text):
            return False
        if post.kind in ("summary", "roundup"):
            # A recap of one matter names it in its title.
            return len(_LABEL_WORDS.sub(" ", anatomy.title or "").split()) >= 3
        return post.kind != "media" or len(text.split()) >= 3

    def _originals(self, group: Group) -> list[int]:
        inside = {self.posts[i].id for i in group.members}
        own = [i for i in group.members if self.posts[i].duplicate_of not in inside]
        worded = [i for i in own or group.members if _words(self._story_post(i))]
        return worded or own or group.members

    def _oldest(self, group: Group) -> int:
        return max(self._originals(group)) if self.newest_first else min(self._originals(group))

    def _mark(self, i: int) -> str:
        words = " ".join(self.page.text[self.posts[i].start : self.posts[i].end].split())
        return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:10]

    def _story_post(self, i: int) -> StoryPost:
        post, anatomy = self.posts[i], self.anatomies[i]
        body, title = anatomy.body_text, anatomy.title or ""
        captions = anatomy.caption_text
        if not re.search(r"\w", body + title + captions):
            body = self.page.text[post.start : post.end]  # A post that an editor has put into a story.
        return StoryPost(post.id, title, body, captions)


def _words(post: StoryPost) -> bool:
    return re.search(r"\w", post.title + post.body + post.captions) is not None
