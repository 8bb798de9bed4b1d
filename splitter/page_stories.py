"""A page's posts, what clustering has compared of them, and the stories that they are cut into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from splitter.clock import newest_first
from splitter.clustering import PostText, StoryClusterer, asked_of, first_originals
from splitter.document import Discarded, Post, Source, Story
from splitter.encoder import Span, TextEncoder
from splitter.entities import PageNames
from splitter.language import language_of
from splitter.reading import Page
from splitter.segmentation import Anatomy, Segmentation, found_posts, read_posts_all, segment_all
from splitter.settings import Settings
from splitter.summarization import StoryPost, StoryPosts
from splitter.summarization.corrections import corrected

_LABEL_WORDS = re.compile(
    r"\b(?:closing|evening|afternoon|morning|summary|summaries|recap|round-?up|agenda|day|so far|at a glance|what|we"
    r"|know|key|events|points|the|today|latest|in|brief|headlines|main|top|good|here|is|are|s)\b|[\W\d_]+",
    re.IGNORECASE,
)
_LONG_LINE = 6000  # Characters; no paragraph of a live blog has as many.
_PARTIAL = re.compile(
    r"\b(?:load more|show more|older (?:posts|updates)|earlier updates|view more|next page|page 1 of [2-9])\b", re.I
)


@dataclass
class Group:
    """A story before it has a digest: places of its posts, and its id where the input gave one.

    Attributes:
        confidence: Mean probability that a post tells what the others do; 1 where none was compared.
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
    def of_all(cls, pages: Sequence[Page], encoder: TextEncoder) -> list[PageStories]:
        """Pages with their own posts, where the input has them, else with those that segmentation finds."""
        cuts = iter(segment_all([page.text for page in pages if page.posts is None], encoder.precision))
        brought = [(p.text, [(post.start, post.end) for post in p.posts]) for p in pages if p.posts is not None]
        parts = iter(read_posts_all(brought, encoder.precision))
        return [
            cls._cut(page, next(cuts), encoder)
            if page.posts is None
            else cls(page, list(page.posts), next(parts), page.discarded, encoder)
            for page in pages
        ]

    @classmethod
    def _cut(cls, page: Page, cut: Segmentation, encoder: TextEncoder) -> PageStories:
        return cls(page, found_posts(cut), [found.anatomy for found in cut.segments], cut.discarded, encoder)

    @cached_property
    def language(self) -> str:
        """Of the page, as `Source.language`."""
        return language_of(self.page.text)

    @property
    def foreign(self) -> bool:
        """Whether the page is in a language that the encoder was not made for."""
        return self.language not in ("en", "und")

    @cached_property
    def newest_first(self) -> bool:
        """Whether the page's latest post comes first."""
        return newest_first(post.time or post.published or "" for post in self.posts)

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
    def corrects(self) -> dict[int, int]:
        """Of each telling post that takes back what an earlier one said: its place, and the other's."""
        latest_first = self.telling if self.newest_first else self.telling[::-1]
        found = corrected([self._story_post(i) for i in latest_first])
        return {latest_first[n]: latest_first[other] for n, other in found.items()}

    @cached_property
    def follows(self) -> list[int]:
        """For each telling post the place among them of its original, or of what it corrects; -1 for none."""
        places = {self.posts[i].id: n for n, i in enumerate(self.telling)}
        # Whoever reads a mistake should read in the same digest that it was one.
        others = {i: self.posts[other].id for i, other in self.corrects.items()}
        return [places.get(self.posts[i].duplicate_of or others.get(i, ""), -1) for i in self.telling]

    @cached_property
    def clusterer(self) -> StoryClusterer:
        """Fitted to the telling posts, of which there must be some."""
        return _fitted([self])[0]

    @property
    def told(self) -> list[PostText]:
        """What clustering reads of the telling posts."""
        anatomies = (self.anatomies[i] for i in self.telling)
        return [PostText(anatomy.title or "", anatomy.telling_text) for anatomy in anatomies]

    @property
    def recaps(self) -> list[PostText]:
        """What clustering reads of the recapped items."""
        return [PostText("", self._item_text(place, n)) for place, n in self.recapped]

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
        self._add_confidence(groups.values(), stories)
        self._add_storylines(list(groups.values()), stories, settings)
        self._add_items(groups, stories)
        return list(groups.values())

    def given(self, settings: Settings) -> list[Group]:
        """The stories that the input brings, with storylines where it brings none."""
        assert self.page.stories is not None
        places = {post.id: i for i, post in enumerate(self.posts)}
        groups = [
            Group([places[i] for i in ids], name, self.page.storylines.get(name))
            for name, ids in self.page.stories.items()
        ]
        if self.telling:
            story = {place: n for n, group in enumerate(groups) for place in group.members}
            stories = np.array([story.get(place, len(groups) + place) for place in self.telling], dtype=np.intp)
            self._add_confidence(groups, stories)
            self._add_items(dict(enumerate(groups)), stories)
            if not self.page.storylines:
                self._add_storylines(groups, stories, settings)
        return groups

    def _add_confidence(self, groups: Iterable[Group], stories: ArrayLike) -> None:
        sure = dict(zip(self.telling, self.clusterer.probabilities(stories).tolist(), strict=True))
        for group in groups:
            told = [sure[place] for place in group.members if place in sure]
            group.confidence = round(sum(told) / len(told), 3) if told else 1.0

    def _add_storylines(self, groups: list[Group], stories: ArrayLike, settings: Settings) -> None:
        if self.foreign:
            return  # To an English encoder all of a French page is one matter.
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
        """Sorts stories by how much of the page they take, an editor's recaps included; of equals the latest first."""
        own = self._originals(group)
        size = sum(self.posts[i].end - self.posts[i].start for i in own)
        latest = min(group.members) if self.newest_first else -max(group.members)
        return -len(own) - len(group.items), -size, latest

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
            # What clustering has found goes by numbers, which an editor may have taken for names.
            if members[0].id is not None and line in self.page.storylines.values():
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
        standing = self._standing(group)
        own = sorted(set(standing.values()), reverse=not self.newest_first)
        repeats: dict[str, tuple[str, ...]] = {}
        for i in sorted(standing):
            if standing[i] != i:
                original = self.posts[standing[i]].id
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
            language=self.language,
            characters=len(page.text),
            text_sha256=page.sha256,
            given_sha256=page.given_sha256,
            partial=any(_PARTIAL.search(page.text[d.start : d.end]) for d in self.discarded),
            text=page.text if settings.include_text else None,
        )

    def warnings(self, stories: list[Story]) -> list[str]:
        """What a reader of these stories should know."""
        told = list(self.page.warnings)
        if self.foreign:
            told.append(
                f"The page is in {self.language!r}; splitter is made for English, and so is its encoder: posts and"
                " stories may be cut badly, and no storylines are told."
            )
        longest = max(map(len, self.page.text.splitlines()), default=0)
        if self.page.posts is None and longest > _LONG_LINE:
            told.append(
                f"The page has a line of {longest} characters: posts are told apart by their lines, so where line"
                " breaks were lost, stories may run into one."
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

    def _standing(self, group: Group) -> dict[int, int]:
        """For each post of a story that holds words the one that stands for it: itself, or the one that it repeats."""
        members = [i for i in group.members if _words(self._story_post(i))] or group.members
        places = {self.posts[i].id: n for n, i in enumerate(members)}
        originals = first_originals(np.array([places.get(self.posts[i].duplicate_of or "", -1) for i in members]))
        return {i: members[n] if n >= 0 else i for i, n in zip(members, originals.tolist(), strict=True)}

    def _originals(self, group: Group) -> list[int]:
        return [i for i, stands in self._standing(group).items() if i == stands]

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


def compare(pages: Sequence[PageStories]) -> None:
    """Compare the posts of each page, all pages' posts read together."""
    asking = [page for page in pages if page.telling]
    for page, clusterer in zip(asking, _fitted(asking), strict=True):
        page.clusterer = clusterer


def _fitted(pages: Sequence[PageStories]) -> list[StoryClusterer]:
    """Clusterers of pages with telling posts; what clustering will ask of the encoder is read for all at once."""
    told = [(page.told, page.recaps, page.follows) for page in pages]
    texts, spans = asked_of(
        [
            post
            for posts, items, follows in told
            for post in (*(posts[i] for i, other in enumerate(follows) if other < 0), *items)
        ]
    )
    read = pages[0].encoder.encode_spans(texts, spans) if pages else []
    known = {(text, tuple(own)): vectors for text, own, vectors in zip(texts, spans, read, strict=True)}

    def encode_spans(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[NDArray[np.float32]]:
        return [known[text, tuple(own)] for text, own in zip(texts, spans, strict=True)]

    return [
        StoryClusterer().fit(
            posts, duplicate_of=follows, encode_spans=encode_spans, items=[item.body for item in items]
        )
        for posts, items, follows in told
    ]


def _words(post: StoryPost) -> bool:
    return re.search(r"\w", post.title + post.body + post.captions) is not None
