"""A batch from its inputs to its folder."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from splitter.batch.crew import Crew, Limits, Result
from splitter.batch.inputs import InputOptions, read_sources
from splitter.batch.keys import KeyIndex, Visit
from splitter.batch.records import Record, Reject
from splitter.batch.sources import STDIN, Meter, Source, sources
from splitter.batch.stage import Stage
from splitter.batch.store import OtherSettings, Store, set_aside
from splitter.choices import Engine, OutputFormat
from splitter.errors import SplitterError
from splitter.extras import optional

_CGROUP_MEMORY = Path("/sys/fs/cgroup/memory.max")
_WORKER_BYTES = 1_500_000_000  # Libraries, models and a page of ordinary size.


@dataclass(frozen=True)
class BatchOptions:
    """What a batch is to do.

    Attributes:
        inputs: Files, folders, globs, `-`.
        out: Folder of the results.
        reading: How the inputs are read.
        form: Of the shards.
        shard_records: Results a shard.
        limit: Read so many records and no more.
        workers: Processes, or actors of a cluster; as many as there are cores and memory for where None.
        seconds: That a record may take.
        memory: Resident bytes that a worker may take; its share of the machine's where None.
        engine: Who runs the workers.
        force: Set a folder of other settings aside and begin anew.
    """

    inputs: tuple[str, ...]
    out: Path
    reading: InputOptions = field(default_factory=InputOptions)
    form: OutputFormat = OutputFormat.jsonl
    shard_records: int = 1000
    limit: int | None = None
    workers: int | None = None
    seconds: float = 600.0
    memory: int | None = None
    engine: Engine = Engine.local
    force: bool = False


@dataclass
class Progress:
    """How far a run has come.

    Attributes:
        results, rejects: Of this run.
        done_before: Records met that an earlier run has done.
        repeats: Records met that are equal to one met before in this run.
        read: Records read.
        total_bytes: Of the inputs, where known.
        limit: Records to read, where limited.
        meter: Bytes read.
        workers_memory: Gives resident bytes of the workers on this machine.
    """

    results: int = 0
    rejects: int = 0
    done_before: int = 0
    repeats: int = 0
    read: int = 0
    total_bytes: int | None = None
    limit: int | None = None
    meter: Meter = field(default_factory=Meter)
    workers_memory: Callable[[], int] = lambda: 0
    started: float = field(default_factory=time.monotonic)
    _first: tuple[float, float] | None = None

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.monotonic() - self.started

    @property
    def met(self) -> int:
        """Records of which all is known."""
        return self.results + self.rejects + self.done_before + self.repeats

    @property
    def share(self) -> float | None:
        """Of the whole input, 0 to 1, where its size is known."""
        if not self.read:
            return 0.0
        parts = []
        if self.total_bytes:
            parts.append(min(1.0, self.meter.read / self.total_bytes))
        if self.limit:
            parts.append(self.read / self.limit)
        return max(parts) * self.met / self.read if parts else None

    @property
    def rate(self) -> float:
        """Results a second."""
        return self.results / max(self.seconds, 1e-9)

    @property
    def seconds_left(self) -> float | None:
        """By the pace since the first result of this run, where it can be told."""
        share = self.share
        if share is None or not self.results:
            return None
        self._first = self._first or (time.monotonic(), share)
        began, share_then = self._first
        return (1 - share) * (time.monotonic() - began) / (share - share_then) if share > share_then else None

    @property
    def memory(self) -> int:
        """Resident bytes on this machine, this process and its workers together."""
        return int(psutil.Process().memory_info().rss) + self.workers_memory()


@dataclass(frozen=True)
class Summary:
    """What a run has come to.

    Attributes:
        progress: Of this run.
        results, rejects: In the folder, of all its runs.
        errors: Rejects in the folder by kind.
        aside: Where an older folder was set aside.
    """

    progress: Progress
    results: int
    rejects: int
    errors: dict[str, int]
    aside: Path | None


def run_batch(options: BatchOptions, stage: Stage, tell: Callable[[Progress], None] | None = None) -> Summary:
    """Do what is not yet done of the inputs.

    Args:
        options: What to do.
        stage: What makes a result of a page; `DigestStage(settings)`.
        tell: Called a few times a second.

    Raises:
        SplitterError: With one sentence: an input is not there, the folder is in use or holds other settings, a part
            of the package is missing, workers cannot be started.
        OSError: The folder cannot be written; what was done is kept.
    """
    found = _without_results(sources(options.inputs), options)
    if options.form is OutputFormat.parquet:
        optional("pyarrow.parquet", "parquet")
    fingerprint = {**stage.fingerprint(), "output_format": options.form.value}
    store, aside = _opened(options, fingerprint)
    progress = Progress(limit=options.limit, total_bytes=_total(found))
    with store:
        for outcome in _outcomes(options, stage, found, store, progress):
            if isinstance(outcome, bytes):
                store.add(outcome)
                progress.results += 1
            elif isinstance(outcome, Reject):
                store.reject(outcome)
                progress.rejects += 1
            else:
                store.tick()
            if tell is not None:
                tell(progress)
        store.finish()
        return Summary(progress, store.results, store.rejected, dict(sorted(store.errors.items())), aside)


def pending(items: Iterable[Record | Reject], index: KeyIndex, progress: Progress) -> Iterator[Record | Reject]:
    """Those of the items that no run has done; each counted."""
    for item in items:
        progress.read += 1
        match index.visit(item.identity):
            case Visit.new:
                yield item
            case Visit.done:
                progress.done_before += 1
            case Visit.repeat:
                progress.repeats += 1


def _outcomes(
    options: BatchOptions, stage: Stage, found: list[Source], store: Store, progress: Progress
) -> Iterator[bytes | Reject | None]:
    """Result lines and rejects as they come; None now and then."""
    if options.engine is Engine.ray:
        from splitter.batch.ray_engine import ray_outcomes

        yield from ray_outcomes(options, stage, found, store.index, progress)
        return
    workers = options.workers or default_workers()
    limits = Limits(
        seconds=options.seconds,
        memory=options.memory or int(0.9 * machine_memory() / workers),
        threads=max(1, _cores() // workers),
    )
    items = islice(read_sources(found, options.reading, progress.meter), options.limit)
    with Crew(stage, workers, limits) as crew:
        progress.workers_memory = lambda: crew.memory
        for outcome in crew.run(pending(items, store.index, progress)):
            yield outcome.line if isinstance(outcome, Result) else outcome


def default_workers() -> int:
    """As many as there are cores, and memory for their models."""
    return max(1, min(_cores(), machine_memory() // _WORKER_BYTES))


def machine_memory() -> int:
    """Bytes of memory that this machine, or this container, has."""
    whole = int(psutil.virtual_memory().total)
    try:
        return min(whole, int(_CGROUP_MEMORY.read_text()))
    except (OSError, ValueError):  # No container, or one without a limit.
        return whole


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _opened(options: BatchOptions, fingerprint: dict[str, Any]) -> tuple[Store, Path | None]:
    canonical = json.dumps(fingerprint, sort_keys=True).encode()
    about = {
        "settings_sha256": hashlib.sha256(canonical).hexdigest(),
        "inputs": list(options.inputs),
        "versions": {"splitter": version("splitter"), "python": platform.python_version()},
    }

    def open_() -> Store:
        return Store(options.out, fingerprint, options.form, options.shard_records, about)

    try:
        return open_(), None
    except OtherSettings:
        if not options.force:
            raise
    aside = set_aside(options.out)
    return open_(), aside


def _without_results(found: list[Source], options: BatchOptions) -> list[Source]:
    """The results of a run must not become its input, nor what it set aside unless that is asked for by name."""
    out = options.out.resolve()
    aside = re.compile(rf"{re.escape(str(out))}\.before-\d+")
    named = [Path(name).resolve() for name in options.inputs]
    asked = {str(folder) for path in named for folder in (path, *path.parents)}

    def is_result(source: Source) -> bool:
        folders = map(str, Path(source.name).resolve().parents)
        return any(folder == str(out) or (aside.fullmatch(folder) and folder not in asked) for folder in folders)

    inputs = [source for source in found if source.name == STDIN or not is_result(source)]
    if not inputs:
        raise SplitterError(f"{found[0].name}: lies in the folder of the results; name another folder with --out")
    return inputs


def _total(found: list[Source]) -> int | None:
    sizes = [source.size for source in found]
    return sum(size for size in sizes if size is not None) if None not in sizes else None
