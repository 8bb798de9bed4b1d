"""What a worker does to its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Protocol

from splitter.reading import Page
from splitter.settings import Settings

Work = Callable[[Sequence[Page]], Iterator[str]]


class Stage(Protocol):
    """Work on pages; travels to the workers, so that it must pickle."""

    @property
    def libraries(self) -> tuple[str, ...]:
        """Modules that its work imports: workers are started with them, which saves each the time."""
        ...

    def fingerprint(self) -> dict[str, Any]:
        """What would have to be equal for equal results, as JSON values by name."""
        ...

    def load(self) -> Work:
        """Load the models, once for each worker.

        Returns:
            A function of pages that gives a digest document for each, in order, as one line of JSON.
        """
        ...


@dataclass(frozen=True)
class DigestStage:
    """The whole pipeline.

    Attributes:
        settings: Of the digests.
    """

    settings: Settings

    @property
    def libraries(self) -> tuple[str, ...]:
        """The pipeline's."""
        return ("splitter.pipeline",)

    def fingerprint(self) -> dict[str, Any]:
        """Version, settings and models' checksums; loads no encoder, but a summarizer that is a model of this machine.

        Raises:
            ModelNotFound: The settings name a model that there is not.
        """
        from splitter.models import find_model
        from splitter.summarization import load_summarizer

        models = {
            "segmenter_revision": find_model("line-roles", offline=True).revision,
            "clusterer_revision": find_model("same-story", offline=True).revision,
            "encoder_revision": find_model(self.settings.encoder, offline=self.settings.offline).revision,
            "summarizer_revision": load_summarizer(self.settings).revision,
        }
        # Where models are asked, and how often, decides nothing; an address may hold a password.
        aside = {"offline", "base_url", "max_requests"}
        return {"version": version("splitter"), **self.settings.model_dump(exclude=aside), **models}

    def load(self) -> Work:
        """A `Splitter` with its models."""
        from splitter.pipeline import Splitter

        splitter = Splitter(self.settings)
        asks = self.settings.summarizer.startswith("openai:")  # There each request may cost.
        if not asks:
            splitter.digest("Loading\nThe first page loads the models, so that no record's time is spent on them.\n")

        def work(pages: Sequence[Page]) -> Iterator[str]:
            # What was answered for a page is not asked for again when the next one fails.
            for result in splitter.pipe(pages, 1 if asks else len(pages)):
                yield result.to_json()

        return work
