"""The same batch on a Ray cluster: Ray Data reads, hands out and holds back; the driver writes the folder.

Each actor has one worker process of its own (`Crew`), so that a record that kills its worker is set apart there as it
is locally, and Ray only meets the loss of actors and machines. A task that Ray does again gives the same results; the
driver keeps the first.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from splitter.batch.crew import Crew, Limits, Result
from splitter.batch.feed import TASK_RECORDS, polled
from splitter.batch.inputs import InputOptions, read_source
from splitter.batch.keys import KeyIndex, Visit
from splitter.batch.records import Record, Reject
from splitter.batch.sources import STDIN, Source
from splitter.batch.stage import Stage
from splitter.errors import SplitterError
from splitter.extras import optional

if TYPE_CHECKING:
    from splitter.batch.runner import BatchOptions, Progress

Batch = dict[str, Any]
_BLOCK_BYTES = 1 << 20  # Small, so that the actors have something to do soon after reading begins.


class _Read:
    """Reads inputs: a row with an input's name in, rows of pickled records and rejects out."""

    def __init__(self, options: InputOptions) -> None:
        self._options = options

    def __call__(self, batch: Batch) -> Iterator[Batch]:
        for name in batch["name"]:
            for item in read_source(Source(str(name)), self._options):
                yield {"item": np.array([pickle.dumps(item)], dtype=object)}


class _Digest:
    """An actor: rows of records and rejects in, rows of identities and outcomes out; b"" for what is done already.

    Why it cannot go on is an outcome, too: an exception would take the results before it along.
    """

    def __init__(self, stage: Stage, limits: Limits, done: Any) -> None:
        self._crew = Crew(stage, 1, limits)
        self._done = optional("ray", "ray").get(done[0])
        self._ended = ""

    def __call__(self, batch: Batch) -> Iterator[Batch]:
        items: list[Record | Reject] = [pickle.loads(item) for item in batch["item"]]
        fresh = []
        for item in items:
            if self._is_done(item.identity):
                yield _row(item.identity, b"")
            else:
                fresh.append(item)
        try:
            for outcome in self._crew.run([] if self._ended else fresh):
                if isinstance(outcome, Result):
                    yield _row(outcome.record.identity, outcome.line)
                elif isinstance(outcome, Reject):
                    yield _row(outcome.identity, b"!" + pickle.dumps(outcome))
        except SplitterError as error:
            self._ended = str(error)
        if self._ended:
            yield _row("", b"?" + self._ended.encode())

    def _is_done(self, identity: str) -> bool:
        wanted = np.array(identity, dtype="S32")
        place = int(np.searchsorted(self._done, wanted))
        return place < len(self._done) and bool(self._done[place] == wanted)


def _row(identity: str, outcome: bytes) -> Batch:
    return {"identity": [identity], "outcome": np.array([outcome], dtype=object)}


def ray_outcomes(
    options: BatchOptions, stage: Stage, found: list[Source], index: KeyIndex, progress: Progress
) -> Iterator[bytes | Reject | None]:
    """Results and rejects of the inputs, in no order.

    The inputs must have the same names on all machines. Connects to the cluster that RAY_ADDRESS names, else starts
    Ray on this machine.

    Raises:
        MissingExtra: Ray is not installed.
        SplitterError: Standard input is among the inputs, or an actor cannot go on.
    """
    ray, data = optional("ray", "ray"), optional("ray.data", "ray")
    if any(source.name == STDIN for source in found):
        raise SplitterError("Ray reads files; put what standard input brings into one, or leave out --engine ray")
    started = not ray.is_initialized()
    if started:
        ray.init(log_to_driver=False, logging_level="ERROR")
    logging.getLogger("ray.data").setLevel(logging.ERROR)  # The progress of the batch is told by its caller.
    try:
        context = data.DataContext.get_current()
        context.target_max_block_size = _BLOCK_BYTES
        context.enable_progress_bars = False
        # A part of the inputs must be the same part every time.
        context.execution_options.preserve_order = options.limit is not None
        size = options.workers or max(1, int(ray.cluster_resources().get("CPU", 1)) - 1)
        gpus = min(1.0, ray.cluster_resources().get("GPU", 0) / size)
        limits = Limits(options.seconds, options.memory, threads=1)
        # In a list, so that the actors fetch it once instead of Ray putting it into every call.
        done = [ray.put(np.array(list(index.done()), dtype="S32"))]
        names = [{"name": source.name} for source in found]
        rows = data.from_items(names, override_num_blocks=len(names))
        # With another share of a core than the actors, or Ray would join the two and give a large file to one actor.
        rows = rows.map_batches(_Read(options.reading), batch_size=1, num_cpus=0.5)
        if options.limit is not None:
            rows = rows.limit(options.limit)
        rows = rows.map_batches(
            _Digest,
            fn_constructor_args=(stage, limits, done),
            batch_size=TASK_RECORDS,
            compute=data.ActorPoolStrategy(size=size),
            num_gpus=gpus or None,
        )
        for row in polled(rows.iter_rows()):
            if row is None:
                yield None
                continue
            if row["outcome"].startswith(b"?"):
                raise SplitterError(row["outcome"][1:].decode())
            progress.read += 1
            yield _met(str(row["identity"]), row["outcome"], index, progress)
    finally:
        if started:
            ray.shutdown()


def _met(identity: str, outcome: bytes, index: KeyIndex, progress: Progress) -> bytes | Reject | None:
    match index.visit(identity):
        case Visit.done:
            progress.done_before += 1
        case Visit.repeat:
            progress.repeats += 1
        case Visit.new if outcome.startswith(b"!"):
            reject: Reject = pickle.loads(outcome[1:])
            return reject
        case Visit.new:
            return outcome
    return None
