"""The stages in their order: reading → segmentation → clustering → summarization → a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timezone
from importlib.metadata import version
from itertools import islice
from typing import Any, overload

from splitter.clock import read_date
from splitter.clustering import same_story
from splitter.document import Document, SettingsRecord, Story
from splitter.encoder import load_encoder
from splitter.errors import UnreadableInput
from splitter.explanation import explain
from splitter.page_stories import Group, PageStories, compare
from splitter.reading import Page
from splitter.reading.sources import HTML, is_html, without_surrogates
from splitter.result import PageDigest
from splitter.segmentation import segmentation_model
from splitter.settings import Settings
from splitter.summarization import StoryDigest, Summarizer, load_summarizer

Progress = Callable[[str], None]
_Cut = tuple[PageStories, list[Group]]

# Some thirty thousand tokens: more at once is no faster, and takes longer until the first result.
_CHARACTERS_AT_ONCE = 1 << 17


class Splitter:
    """Digests pages; loads its models once.

    Args:
        settings: Everything that decides what comes out; the defaults where None.
        options: Single settings by name, over `settings`: `Splitter(granularity=0.4)`.

    Raises:
        TypeError: `settings` are no `Settings`, such as a dict.
        pydantic.ValidationError: A setting out of its range.
        ModelNotFound: The settings name a summarizer that there is not.
    """

    def __init__(self, settings: Settings | None = None, **options: Any) -> None:
        base = Settings() if settings is None else settings
        if not isinstance(base, Settings):
            raise TypeError(
                f"settings are a splitter.Settings, not {type(base).__name__}; give single ones by their names, as in"
                " Splitter(granularity=0.4)"
            )
        self.settings = Settings.model_validate({**base.model_dump(), **options})
        self._summarizer: Summarizer = load_summarizer(self.settings)

    def digest(self, page: str | Page, *, progress: Progress | None = None) -> PageDigest:
        """Separate a page into its stories and digest each.

        Args:
            page: Its text, or what `splitter.read_page` gives.
            progress: Called with the name of each stage as it begins. What it raises stops the work.

        Raises:
            UnreadableInput: The text holds nothing but white space, or is HTML.
            TypeError: It is no text, such as bytes.
        """
        tell = progress or (lambda stage: None)
        cut = self._cut([page], tell)
        tell("writing the digests")
        (told,) = self._write(cut, self.settings)
        return told

    @overload
    def pipe(self, pages: Iterable[str | Page], batch_size: int = ...) -> Iterator[PageDigest]: ...
    @overload
    def pipe(
        self, pages: Iterable[str | Page], batch_size: int = ..., *, return_exceptions: bool
    ) -> Iterator[PageDigest | Exception]: ...
    def pipe(
        self, pages: Iterable[str | Page], batch_size: int = 32, *, return_exceptions: bool = False
    ) -> Iterator[PageDigest | Exception]:
        """Digest many pages, some at a time: each gives what `digest` gives of it, whatever pages are beside it.

        Args:
            pages: Read lazily, no further than to the end of the batch.
            batch_size: Most pages of a batch, which ends sooner where it has some thirty thousand tokens.
            return_exceptions: Give what a page raised in its place, and go on.

        Yields:
            The digests in the order of their pages, as soon as their batch is ready.

        Raises:
            TypeError: `pages` are a single one.
            ValueError: `batch_size` is less than 1.
            Exception: What `digest` would raise of a page, when its turn comes: those before it have been given. So
                with what reading `pages` raises.
        """
        if isinstance(pages, str | bytes | Page):
            raise TypeError(f"pages are a list, or another iterable, not one {type(pages).__name__}; digest takes one")
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {batch_size}")
        for batch in _gathered(pages, batch_size):
            for told in self._each(batch):
                if isinstance(told, Exception) and not return_exceptions:
                    raise told
                yield told

    def _each(self, pages: Sequence[str | Page]) -> Iterator[PageDigest | Exception]:
        """Digests of a batch; where one page's fails the batch falls into halves, until that page is alone."""
        try:
            cut = self._cut(pages, lambda stage: None)
        except Exception as error:
            if len(pages) == 1:
                yield error
                return
            half = len(pages) // 2
            yield from self._each(pages[:half])
            yield from self._each(pages[half:])
            return
        yield from self._each_written(cut)

    def _each_written(self, pages: Sequence[_Cut]) -> Iterator[PageDigest | Exception]:
        """As `_each`; no page that is written is asked for again, as an endpoint's answers cost."""
        while pages:
            done = 0
            try:
                for told in self._write(pages, self.settings):
                    done += 1
                    yield told
                return
            except Exception as error:
                if len(pages) == 1:
                    yield error
                    return
            # Most likely it is the next page's fault: alone that shows.
            yield from self._each_written(pages[done : done + 1])
            pages = pages[done + 1 :]

    def _cut(self, pages: Sequence[str | Page], tell: Progress) -> list[_Cut]:
        read = [_readable(page) for page in pages]
        tell("loading the encoder")
        encoder = load_encoder(self.settings.encoder, self.settings.offline, self.settings.precision)
        tell("finding the posts")
        found = PageStories.of_all(read, encoder)
        tell("gathering the stories")
        compare(found)
        return [
            (one, one.cut(self.settings) if one.page.stories is None else one.given(self.settings)) for one in found
        ]

    def _write(self, pages: Sequence[_Cut], settings: Settings) -> Iterator[PageDigest]:
        ordered = [(found, sorted(groups, key=found.prominence)) for found, groups in pages]
        digests = self._summarizer.summarize(
            [found.story_posts(group) for found, groups in ordered for group in groups],
            min_words=min(settings.min_words, settings.max_words),
            max_words=settings.max_words,
        )
        for found, groups in ordered:
            yield self._page_digest(found, groups, list(islice(digests, len(groups))), settings)

    def _page_digest(
        self, found: PageStories, groups: list[Group], digests: list[StoryDigest], settings: Settings
    ) -> PageDigest:
        names = found.name(groups)
        given = any(group.id is not None for group in groups)
        stories: list[Story] = []
        story_of: dict[int, str] = {}
        item_story: dict[tuple[int, int], str] = {}
        for group, (name, storyline), written in zip(groups, names, digests, strict=True):
            members = sorted(group.members)
            story_of |= dict.fromkeys(members, name)
            item_story |= dict.fromkeys(group.items, name)
            dates = _dated([found.posts[i].published for i in members])
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
                    first_published=dates[0] if dates else None,
                    last_published=dates[-1] if dates else None,
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
                stories=None if given else settings.stories,
                min_words=settings.min_words,
                max_words=settings.max_words,
                segmenter=segmentation_model().name,
                segmenter_revision=segmentation_model().revision,
                clusterer=same_story.NAME,
                clusterer_revision=same_story.same_story_model().revision,
                encoder=settings.encoder,
                encoder_revision=found.encoder.source.revision,
                precision=settings.precision.value,
                summarizer=self._summarizer.name,
                summarizer_revision=self._summarizer.revision,
            ),
            posts=posts,
            stories=stories,
            discarded=list(found.discarded),
            warnings=[*found.warnings(stories), *_unmet(settings, len(stories), given), *_fallen_back(digests)],
        )

        def recut(granularity: float | None, stories: int | None) -> PageDigest:
            asked = {"stories": stories} | ({} if granularity is None else {"granularity": granularity})
            changed = Settings.model_validate({**settings.model_dump(), **asked})
            (told,) = self._write([(found, found.cut(changed))], changed)
            return told

        return PageDigest(document, recut, lambda posts: explain(found, document, posts))


def _dated(published: Sequence[str | None]) -> list[str]:
    """Dates, earliest first, whatever their zones; one without a zone counts as UTC."""
    read = [(moment, date) for date in published if date is not None and (moment := read_date(date)) is not None]
    return [date for _, date in sorted((m.replace(tzinfo=m.tzinfo or timezone.utc), date) for m, date in read)]


def _unmet(settings: Settings, stories: int, given: bool) -> list[str]:
    """A warning where the stories are not as many as were asked for."""
    if given and (settings.stories is not None or settings.granularity != Settings().granularity):
        return ["The input brings its own stories: they are kept, whatever number or granularity was asked for."]
    if not given and settings.stories is not None and 0 < stories != settings.stories:
        return [f"The stories of this page are {stories}, though {settings.stories} were asked for."]
    return []


def _fallen_back(digests: Sequence[StoryDigest]) -> list[str]:
    fallen = sum(digest.fell_back for digest in digests)
    return [f"The summariser fell back: {fallen} of {len(digests)} digests are only quotations."] if fallen else []


def _readable(page: str | Page) -> Page:
    if isinstance(page, str):
        page = Page(text=without_surrogates(page))
    if not isinstance(page, Page):
        raise TypeError(f"a page is a str or what splitter.read_page gives, not {type(page).__name__}")
    if not page.text.strip():
        raise UnreadableInput("the page holds no text; pass a page with at least one post")
    if page.posts is None and is_html(page.text):
        raise UnreadableInput(f"the page is {HTML}")
    return page


def _gathered(pages: Iterable[str | Page], most: int) -> Iterator[list[str | Page]]:
    """Pages in batches; where reading them fails, those that were read are given first."""
    batch: list[str | Page] = []
    characters = 0
    failed: Exception | None = None
    try:
        for page in pages:
            batch.append(page)
            text = page.text if isinstance(page, Page) else page
            characters += len(text) if isinstance(text, str) else 0  # What is no page is told in its turn.
            if len(batch) == most or characters >= _CHARACTERS_AT_ONCE:
                yield batch
                batch, characters = [], 0
    except Exception as error:
        failed = error
    if batch:
        yield batch
    if failed is not None:
        raise failed
