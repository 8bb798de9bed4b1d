"""Reading ahead of the workers, a little."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from splitter.batch.records import Record, Reject

TASK_RECORDS = 16
# A task's results come when the whole of it is read: the first tasks are small, so that results come soon.
TASK_CHARACTERS, FIRST_TASK_CHARACTERS = 1 << 17, 1 << 14


@dataclass(frozen=True)
class Task:
    """Records that one worker does at a time.

    Attributes:
        records: At least one.
        again: They were in a task before that failed.
    """

    records: list[Record]
    again: bool = False


T = TypeVar("T")


def polled(items: Iterable[T], seconds: float = 0.5) -> Iterator[T | None]:
    """Items as they come from a thread of their own, and None whenever none has come for so many seconds.

    Raises:
        Exception: Whatever the items raise.
    """
    given: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(64)

    def read() -> None:
        try:
            for item in items:
                given.put((item,))
            given.put(None)
        except BaseException as error:
            given.put(error)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            found = given.get(timeout=seconds)
        except queue.Empty:
            yield None
            continue
        if found is None:
            return
        if isinstance(found, BaseException):
            raise found
        yield found[0]


class Feed:
    """Gathers records into tasks in a thread of its own, so that slow inputs hold up no results.

    Args:
        items: Read lazily.
        ahead: Tasks to have ready.
    """

    def __init__(self, items: Iterable[Record | Reject], ahead: int) -> None:
        self.ended = False
        self._queue: queue.Queue[Task | Reject | BaseException | None] = queue.Queue(ahead)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(items,), daemon=True)
        self._thread.start()

    def get(self) -> Task | Reject | None:
        """What is ready, None where nothing is.

        Raises:
            Exception: Whatever reading raised.
        """
        if self.ended:
            return None
        try:
            item = self._queue.get_nowait()
        except queue.Empty:
            return None
        if item is None:
            self.ended = True
        elif isinstance(item, BaseException):
            self.ended = True
            raise item
        return item

    def stop(self) -> None:
        """Read no further."""
        self._stopped.set()

    def _read(self, items: Iterable[Record | Reject]) -> None:
        records: list[Record] = []
        size, most = 0, FIRST_TASK_CHARACTERS
        try:
            for item in items:
                if isinstance(item, Reject):
                    self._put(item)
                else:
                    length = len(item.page.text)
                    if records and size + length > most:
                        self._put(Task(records))
                        records, size, most = [], 0, min(2 * most, TASK_CHARACTERS)
                    records.append(item)
                    size += length
                # Workers that wait are given what there is.
                if records and (len(records) == TASK_RECORDS or self._queue.empty()):
                    self._put(Task(records))
                    records, size = [], 0
                if self._stopped.is_set():
                    return
            if records:
                self._put(Task(records))
            self._put(None)
        except BaseException as error:
            self._put(error)

    def _put(self, item: Task | Reject | BaseException | None) -> None:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=0.2)
            except queue.Full:
                continue
            return
