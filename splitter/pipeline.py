"""The stages in their order: reading → segmentation → clustering → summarization → a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Any

from splitter.clustering import same_story
from splitter.document import Document, SettingsRecord, Story
from splitter.encoder import load_encoder
from splitter.errors import UnreadableInput
from splitter.explanation import explain
from splitter.page_stories import Group, PageStories
from splitter.reading import Page
from splitter.result import PageDigest
from splitter.segmentation import segmentation_model
from splitter.settings import Settings
from splitter.summarization import Summarizer, load_summarizer

Progress = Callable[[str], None]

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
        found = PageStories.of(page, encoder)
        if page.stories is not None:
            places = {post.id: i for i, post in enumerate(found.posts)}
            groups = [Group([places[i] for i in ids], name) for name, ids in page.stories.items()]
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

    def _write(self, found: PageStories, groups: list[Group], settings: Settings) -> PageDigest:
        groups = sorted(groups, key=found.prominence)
        names = found.name(groups)
        digests = self._summarizer.summarize(
            [found.story_posts(group) for group in groups],
            min_words=min(settings.min_words, settings.max_words),
            max_words=settings.max_words,
        )
        stories: list[Story] = []
        story_of: dict[int, str] = {}
        item_story: dict[tuple[int, int], str] = {}
        for group, (name, storyline), written in zip(groups, names, digests, strict=True):
            members = sorted(group.members)
            story_of |= dict.fromkeys(members, name)
            item_story |= dict.fromkeys(group.items, name)
            dates = [p for i in members if (p := found.posts[i].published) is not None]
            named = found.names.named_in([found.texts[i] for i in members])
            stories.append(
                Story(
                    id=name,
                    storyline=storyline,
                    headline=written.headline,
                    digest=list(written.sentences),
                    posts=[found.posts[i].id for i in members],
                    confidence=group.confidence,
                    people=list(named.people),
                    places=list(named.places),
                    organisations=list(named.organisations),
                    first_published=min(dates, default=None),
                    last_published=max(dates, default=None),
                )
            )
        posts = []
        for i, post in enumerate(found.posts):
            items = [item.model_copy(update={"story": item_story.get((i, n))}) for n, item in enumerate(post.items)]
            told = post.model_copy(update={"story": story_of.get(i), "items": items})
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

        return PageDigest(document, recut, lambda posts: explain(found, document, posts))
