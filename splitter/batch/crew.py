"""Worker processes that are replaced when they die, and the record that killed one set apart."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

import psutil

from splitter.batch.feed import Feed, Task
from splitter.batch.records import Error, Record, Reject
from splitter.batch.stage import Stage
from splitter.batch.worker import BROKEN, END, FAILED, READY, RESULT, run_worker
from splitter.errors import SplitterError

_HUNGRY_SECONDS, _BUSY_SECONDS = 0.02, 0.2
_STARTS = 3
_MOST_WAITING = 64


@dataclass(frozen=True)
class Result:
    """A record that was done.

    Attributes:
        record: What was asked for.
        line: Its digest document, one line of JSON in UTF-8 without its end.
    """

    record: Record
    line: bytes


@dataclass(frozen=True)
class Limits:
    """What a worker may use.

    Attributes:
        seconds: Until the next result.
        memory: Resident bytes.
        threads: Of computation.
    """

    seconds: float = 600.0
    memory: int | None = None
    threads: int = 1


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    ready: bool = False
    task: Task | None = None
    answered: int = 0
    since: float = field(default_factory=time.monotonic)
    ended_for: tuple[Error, str] | None = None

    @property
    def idle(self) -> bool:
        return self.ready and self.task is None and self.ended_for is None


class Crew:
    """Runs a stage over records in worker processes.

    A record whose task fails is done once more, alone; then it is rejected. Close it, or use it in a `with` statement.

    Args:
        stage: What to do.
        workers: Processes; started when the first record comes.
        limits: Of each.
    """

    def __init__(self, stage: Stage, workers: int, limits: Limits) -> None:
        self._stage, self._size, self._limits = stage, workers, limits
        self._workers: list[_Worker] = []
        self._tasks: deque[Task] = deque()
        self._failed_starts = 0

    def run(self, items: Iterable[Record | Reject]) -> Iterator[Result | Reject | None]:
        """Results and rejects as they come, in no order; None now and then, so that the caller can do something else.

        Args:
            items: Read lazily, a little ahead; rejects are passed through.

        Raises:
            SplitterError: Workers cannot be started, or cannot go on.
            Exception: Whatever reading the items raised.
        """
        feed = Feed(items, ahead=2 * self._size)
        whole = False
        try:
            while True:
                yield from self._hand_out(feed)
                if feed.ended and not self._tasks and all(worker.task is None for worker in self._workers):
                    whole = True
                    return
                yield from self._listen(_HUNGRY_SECONDS if self._hungry(feed) else _BUSY_SECONDS)
                yield None
        finally:
            feed.stop()
            if not whole:
                self.close()

    @property
    def memory(self) -> int:
        """Resident bytes of all workers."""
        return sum(_resident(worker) for worker in self._workers)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()
        self._tasks.clear()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _hungry(self, feed: Feed) -> bool:
        return not feed.ended and (not self._workers or any(worker.idle for worker in self._workers))

    def _hand_out(self, feed: Feed) -> Iterator[Reject]:
        while not self._workers or any(worker.idle for worker in self._workers):
            # What failed waits: a run that is stopped again and again would else never get past it.
            read_first = self._tasks and not self._tasks[0].again
            item = None if read_first or len(self._tasks) >= _MOST_WAITING else feed.get()
            if item is None:
                if not self._tasks:
                    return
                item = self._tasks.popleft()
            if isinstance(item, Reject):
                yield item
                continue
            if not self._workers:
                self._workers = [self._start() for _ in range(self._size)]
                self._tasks.appendleft(item)
                return
            worker = next(worker for worker in self._workers if worker.idle)
            worker.task, worker.answered, worker.since = item, 0, time.monotonic()
            try:
                worker.connection.send([record.page for record in item.records])
            except OSError:
                continue  # It has died; listening will find that, and its task.

    def _listen(self, seconds: float) -> Iterator[Result | Reject]:
        """What the workers tell within so many seconds, and what must be said of those that are gone."""
        handles: list[Any] = [handle for w in self._workers for handle in (w.connection, w.process.sentinel)]
        ready = set(wait(handles, timeout=seconds))
        for place, worker in enumerate(self._workers):
            alive = True
            if worker.connection in ready or worker.process.sentinel in ready:
                try:
                    while worker.connection.poll():
                        yield from self._hear(worker, *worker.connection.recv())
                except (EOFError, OSError):
                    alive = False
                alive = alive and worker.process.sentinel not in ready
            if not alive:
                self._workers[place] = self._start()
                yield from self._mourn(worker)
            elif worker.task is not None and worker.ended_for is None:
                self._check(worker)

    def _hear(self, worker: _Worker, told: str, what: Any) -> Iterator[Result | Reject]:
        if told == READY:
            worker.ready = True
            self._failed_starts = 0
            return
        if told == BROKEN:
            raise SplitterError(what)
        assert worker.task is not None
        if told == RESULT:
            record = worker.task.records[worker.answered]
            worker.answered += 1
            worker.since = time.monotonic()
            yield Result(record, what)
            return
        assert told in (END, FAILED)
        task, worker.task = worker.task, None
        if told == FAILED:
            yield from self._failed(task, worker.answered, *what)

    def _failed(self, task: Task, answered: int, error: Error, reason: str) -> Iterator[Reject]:
        left = task.records[answered:]
        if not task.again:
            self._tasks.extend(Task([record], again=True) for record in left)
            return
        for record in left:
            yield Reject(record.key, record.place, error, reason, record.content)

    def _mourn(self, worker: _Worker) -> Iterator[Reject]:
        worker.connection.close()
        worker.process.join()
        error, reason = worker.ended_for or (Error.worker_died, _cause(worker.process.exitcode))
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _STARTS:
                raise SplitterError(f"workers die while they load the models: {reason}; try fewer with --workers")
        if worker.task is not None:
            yield from self._failed(worker.task, worker.answered, error, reason)

    def _check(self, worker: _Worker) -> None:
        limits = self._limits
        if time.monotonic() - worker.since > limits.seconds:
            worker.ended_for = Error.timed_out, f"took longer than {limits.seconds:g} seconds"
        elif limits.memory is not None and _resident(worker) > limits.memory:
            worker.ended_for = Error.out_of_memory, f"took more than {limits.memory / 1e9:.1f} GB of memory"
        if worker.ended_for is not None:
            worker.process.kill()

    def _start(self) -> _Worker:
        context = _context(self._stage.libraries)
        ours, theirs = context.Pipe()
        arguments = (theirs, self._stage, self._limits.threads, self._limits.seconds)
        process = context.Process(target=run_worker, args=arguments, daemon=True)  # type: ignore[attr-defined]
        process.start()
        theirs.close()
        return _Worker(process, ours)


def _context(libraries: Sequence[str]) -> BaseContext:
    """How processes are started: from a server that has the libraries, where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["splitter.batch.worker", *libraries])
    return context


def _cause(code: int | None) -> str:
    if code is None or code >= 0:
        return f"its worker ended with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    hint = ", as the system does when memory runs out" if name == "SIGKILL" else ""
    return f"its worker was killed by {name}{hint}"


def _resident(worker: _Worker) -> int:
    try:
        return int(psutil.Process(worker.process.pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
