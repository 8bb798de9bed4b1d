"""Stages for tests: cheap, and with the accidents that a record's text asks for."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from splitter import SplitterError
from splitter.errors import EndpointClosed
from splitter.reading import Page


def fake_line(page: Page) -> str:
    """What a digest document looks like, as far as a folder of results cares."""
    source = {"id": page.id, "uri": page.uri, "title": page.title, "language": "en", "text_sha256": page.sha256}
    source["given_sha256"] = page.given_sha256
    words = len(page.text.split())
    document = {"schema": "splitter/digest/1", "source": source, "stories": [{"headline": f"{words} words"}]}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class FakeStage:
    """Counts words, and has accidents.

    Attributes:
        delay: Seconds a page.
    """

    delay: float = 0.0
    name: str = "fake"
    libraries: tuple[str, ...] = ()

    def fingerprint(self) -> dict[str, Any]:
        return {"stage": self.name}

    def load(self) -> Callable[[Sequence[Page]], Iterator[str]]:
        return self._work

    def _work(self, pages: Sequence[Page]) -> Iterator[str]:
        for page in pages:
            time.sleep(self.delay)
            have_accident(page.text)
            yield fake_line(page)


@dataclass(frozen=True)
class BrokenStage(FakeStage):
    """Cannot be loaded."""

    dies: bool = False

    def load(self) -> Callable[[Sequence[Page]], Iterator[str]]:
        if self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        raise SplitterError("there is no such model")


@dataclass(frozen=True)
class SpentStage(FakeStage):
    """Does so many pages in each process, and no more.

    Attributes:
        budget: How many.
    """

    budget: int = 0

    def load(self) -> Callable[[Sequence[Page]], Iterator[str]]:
        left = iter(range(self.budget))

        def work(pages: Sequence[Page]) -> Iterator[str]:
            for page in pages:
                if not list(islice(left, 1)):
                    raise EndpointClosed("all is spent")
                yield fake_line(page)

        return work


def have_accident(text: str) -> None:
    """What a text asks for by its first words."""
    if text.startswith("CRASH"):
        raise RuntimeError("the stage cannot do this")
    if text.startswith("SEGFAULT"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if text.startswith("HUNGRY"):
        held = []
        while True:
            held.append(b"x" * (64 << 20))
    if text.startswith("HANG"):
        while True:
            pass
