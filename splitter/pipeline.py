"""The stages in their order: reading → segmentation → clustering → summarization → a document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

from numpy.typing import ArrayLike

from splitter.clock import backward_steps
from splitter.clustering import PostText, StoryClusterer, same_story
from splitter.document import Discarded, Document, Post, SettingsRecord, Source, Story
from splitter.encoder import TextEncoder, load_encoder
from splitter.entities import PageNames
from splitter.errors import UnreadableInput
from splitter.language import language_of
from splitter.reading import Page
from splitter.result import PageDigest
from splitter.segmentation import Anatomy, found_posts, read_posts, segment, segmentation_model
from splitter.settings import Settings
from splitter.summarization import StoryPost, StoryPosts, Summarizer, load_summarizer

Progress = Callable[[str], None]

_LABEL_WORDS = re.compile(
    r"\b(?:closing|evening|afternoon|morning|summary|summaries|recap|round-?up|agenda|day|so far|at a glance|what|we"
    r"|know|key|events|points|the|today|latest|in|brief|headlines|main|top|good|here|is|are|s)\b|[\W\d_]+",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    r"\b(?:load more|show more|older (?:posts|updates)|earlier updates|view more|next page|page 1 of [2-9])\b", re.I
)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Splitter:
    """Digests pages; loads its models once.

    Args:
        settings: Everything that decides what comes out; the defaults where None.
        options: Single settings by name, over `settings`: `Splitter(granularity=0.4)`.

    Raises:
        pydantic.ValidationError: A setting out of its range.
        ModelNotFound: The settings name a summarizer that there is not.
    """

    def __init__(self, settings: Settings | None = None, **options: Any) -> None:
        base = settings or Settings()
        self.settings = Settings.model_validate({**base.model_dump(), **options})
        self._summarizer: Summarizer = load_summarizer(self.settings)

    def digest(self, page: str | Page, *, progress: Progress | None = None) -> PageDigest:
        """Separate a page into its stories and digest each.

        Args:
            page: Its text, or what `splitter.read_page` gives.
            progress: Called with the name of each stage as it begins. What it raises stops the work.

        Raises:
            UnreadableInput: The text holds nothing but white space.
        """
        if isinstance(page, str):
            page = Page(text=_SURROGATE.sub("\ufffd", page))
        if not page.text.strip():
            raise UnreadableInput("the page holds no text; pass a page with at least one post")
        tell = progress or (lambda stage: None)
        tell("loading the encoder")
        encoder = load_encoder(self.settings.encoder, self.settings.offline)
        tell("finding the posts")
        found = _Found.of(page, encoder)
        if page.stories is not None:
            places = {post.id: i for i, post in enumerate(found.posts)}
            groups = [_Group([places[i] for i in ids], name) for name, ids in page.stories.items()]
            for group in groups:
                group.storyline = page.storylines.get(group.id or "")
            if not page.storylines:
                found.add_storylines(groups, self.settings)
        else:
            tell("gathering the stories")
            groups = found.cut(self.settings)
        tell("writing the digests")
        return self._write(found, groups, self.settings)

    def pipe(self, pages: Iterable[str | Page]) -> Iterator[PageDigest]:
        """Digest many pages, in their order, each yielded as soon as it is ready."""
        for page in pages:
            yield self.digest(page)

    def _write(self, found: _Found, groups: list[_Group], settings: Settings) -> PageDigest:
        groups = sorted(groups, key=found.prominence)
        names = found.name(groups)
        digests = self._summarizer.summarize(
            [found.story_posts(group) for group in groups],
            min_words=min(settings.min_words, settings.max_words),
            max_words=settings.max_words,
        )
        stories: list[Story] = []
        story_of: dict[int, str] = {}
        for group, (name, storyline), written in zip(groups, names, digests, strict=True):
            members = sorted(group.members)
            story_of |= dict.fromkeys(members, name)
            dates = [p for i in members if (p := found.posts[i].published) is not None]
            named = found.names.named_in([found.texts[i] for i in members])
            stories.append(
                Story(
                    id=name,
                    storyline=storyline,
                    headline=written.headline,
                    digest=list(written.sentences),
                    posts=[found.posts[i].id for i in members],
                    people=list(named.people),
                    places=list(named.places),
                    organisations=list(named.organisations),
                    first_published=min(dates, default=None),
                    last_published=max(dates, default=None),
                )
            )
        posts = []
        for i, post in enumerate(found.posts):
            told = post.model_copy(update={"story": story_of.get(i)})
            told._text = found.page.text[post.start : post.end]
            posts.append(told)
        document = Document(
            source=found.source(settings),
            settings=SettingsRecord(
                version=version("splitter"),
                granularity=settings.granularity,
                stories=settings.stories,
                min_words=settings.min_words,
                max_words=settings.max_words,
                segmenter=segmentation_model().name,
                segmenter_revision=segmentation_model().revision,
                clusterer=same_story.NAME,
                clusterer_revision=same_story.same_story_model().revision,
                encoder=settings.encoder,
                encoder_revision=found.encoder.source.revision,
                summarizer=self._summarizer.name,
                summarizer_revision=self._summarizer.revision,
            ),
            posts=posts,
            stories=stories,
            discarded=list(found.discarded),
            warnings=found.warnings(stories),
        )

        def recut(granularity: float | None, stories: int | None) -> PageDigest:
            asked = {"stories": stories} | ({} if granularity is None else {"granularity": granularity})
            changed = Settings.model_validate({**settings.model_dump(), **asked})
            return self._write(found, found.cut(changed), changed)

        return PageDigest(document, recut)


@dataclass
class _Group:
    """A story before it has a digest: places of its posts, and its id where the input gave one."""

    members: list[int]
    id: str | None = None
    storyline: str | None = None


@dataclass
class _Found:
    """A page with its posts, and what clustering has compared so far."""

    page: Page
    posts: list[Post]
    anatomies: list[Anatomy]
    discarded: tuple[Discarded, ...]
    encoder: TextEncoder

    @classmethod
    def of(cls, page: Page, encoder: TextEncoder) -> _Found:
        if page.posts is not None:
            posts = list(page.posts)
            anatomies = read_posts(page.text, [(post.start, post.end) for post in posts])
            return cls(page, posts, anatomies, page.discarded, encoder)
        cut = segment(page.text)
        posts = found_posts(cut)
        return cls(page, posts, [found.anatomy for found in cut.segments], cut.discarded, encoder)

    @cached_property
    def newest_first(self) -> bool:
        # Live blogs are; only times that run forward tell otherwise.
        return backward_steps(post.time or "" for post in self.posts) >= 0

    @cached_property
    def texts(self) -> list[str]:
        """What each post tells: its title and prose, without byline and captions."""
        return [f"{anatomy.title or ''}\n{anatomy.body_text}".strip() for anatomy in self.anatomies]

    @cached_property
    def names(self) -> PageNames:
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
        told = (self.anatomies[i] for i in self.telling)
        texts = [PostText(anatomy.title or "", anatomy.telling_text) for anatomy in told]
        return StoryClusterer().fit(texts, duplicate_of=self.repeats, encode_spans=self.encoder.encode_spans)

    def cut(self, settings: Settings) -> list[_Group]:
        if not self.telling:
            return []
        stories = self.clusterer.cut(settings.granularity, settings.stories)
        groups: dict[int, _Group] = {}
        for place, label in zip(self.telling, stories.tolist(), strict=True):
            groups.setdefault(label, _Group([])).members.append(place)
        self._add_storylines(list(groups.values()), stories, settings)
        return list(groups.values())

    def add_storylines(self, groups: list[_Group], settings: Settings) -> None:
        """Storylines over stories that came without."""
        if not self.telling:
            return
        story = {place: n for n, group in enumerate(groups) for place in group.members}
        self._add_storylines(groups, [story.get(place, len(groups) + place) for place in self.telling], settings)

    def _add_storylines(self, groups: list[_Group], stories: ArrayLike, settings: Settings) -> None:
        lines = dict(zip(self.telling, self.clusterer.storylines(stories, settings.granularity).tolist(), strict=True))
        for group in groups:
            known = [lines[place] for place in group.members if place in lines]
            group.storyline = str(known[0]) if known else None

    def prominence(self, group: _Group) -> tuple[int, int, int]:
        """Sorts stories by posts, then length, then place."""
        own = self._originals(group)
        size = sum(self.posts[i].end - self.posts[i].start for i in own)
        return -len(own), -size, min(group.members)

    def name(self, groups: list[_Group]) -> list[tuple[str, str | None]]:
        """Id and storyline of each story, from its oldest post, so that later posts leave them be."""
        taken: dict[str, int] = {}
        ids: list[str] = []
        for group in groups:
            mark = group.id or f"story-{self._mark(self._oldest(group))}"
            taken[mark] = taken.get(mark, 0) + 1
            ids.append(mark if taken[mark] == 1 else f"{mark}-{taken[mark]}")
        lines: dict[str, list[_Group]] = {}
        for group in groups:
            if group.storyline is not None:
                lines.setdefault(group.storyline, []).append(group)
        names: dict[str, str | None] = {}
        for line, members in lines.items():
            if line in self.page.storylines.values():
                names[line] = line
            elif len(members) > 1:
                oldest = self._oldest(_Group([self._oldest(g) for g in members]))
                names[line] = f"line-{self._mark(oldest)}"
        return [
            (name, names.get(group.storyline) if group.storyline is not None else None)
            for name, group in zip(ids, groups, strict=True)
        ]

    def story_posts(self, group: _Group) -> StoryPosts:
        own = sorted(self._originals(group), reverse=not self.newest_first)
        repeats: dict[str, tuple[str, ...]] = {}
        for i in sorted(group.members):
            original = self.posts[i].duplicate_of
            if original is not None and i not in own:
                repeats[original] = (*repeats.get(original, ()), self.posts[i].id)
        return StoryPosts(tuple(self._story_post(i) for i in own), repeats)

    def source(self, settings: Settings) -> Source:
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
        told = []
        language = language_of(self.page.text)
        if language not in ("en", "und"):
            told.append(f"The page is in {language!r}; splitter is made for English and may cut it badly.")
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

    def _originals(self, group: _Group) -> list[int]:
        inside = {self.posts[i].id for i in group.members}
        own = [i for i in group.members if self.posts[i].duplicate_of not in inside]
        worded = [i for i in own or group.members if _words(self._story_post(i))]
        return worded or own or group.members

    def _oldest(self, group: _Group) -> int:
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
