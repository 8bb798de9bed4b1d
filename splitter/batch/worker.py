"""A worker process: loads the models once, then answers tasks until its parent is gone."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import select
import signal
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from splitter.batch.records import Error
from splitter.batch.stage import Stage, Work
from splitter.errors import EndpointClosed, SplitterError, UnreadableInput
from splitter.reading import Page

READY, BROKEN, RESULT, FAILED, END = "ready", "broken", "result", "failed", "end"
_GRACE_SECONDS = 60.0
_REASON_CHARACTERS = 500


def run_worker(connection: Connection, stage: Stage, threads: int, seconds: float) -> None:
    """Answer tasks: a list of pages each; a result for every page in order, then an end or a failure.

    Where no page could be done at all, that is told instead, with the reason as one sentence.

    Args:
        connection: To the parent.
        stage: What to do.
        threads: That this process may use.
        seconds: After so many without a result the parent ends this process; should the parent be gone, it ends itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The parent decides when to stop.
    threading.Thread(target=_end_with_parent, args=(connection,), daemon=True).start()
    # Read when the libraries first need them, and again by processes of their own.
    os.environ.update({"RAYON_NUM_THREADS": str(threads), "TOKENIZERS_PARALLELISM": "false"})
    try:
        work = stage.load()
    except Exception as error:
        told = str(error) if isinstance(error, SplitterError) else f"{type(error).__name__}: {error}"
        connection.send((BROKEN, f"a worker cannot be started: {told}"))
        return
    _limit_threads(threads)
    with contextlib.suppress(BrokenPipeError):
        connection.send((READY, None))
    with Path(os.devnull).open("w") as nowhere:
        while True:
            try:
                pages = connection.recv()
            except (EOFError, OSError):
                return
            # Works even where a library holds the interpreter for good.
            faulthandler.dump_traceback_later(seconds * len(pages) + _GRACE_SECONDS, exit=True, file=nowhere)
            try:
                _answer(connection, work, pages)
            except BrokenPipeError:
                return  # The parent is gone.
            faulthandler.cancel_dump_traceback_later()


def _answer(connection: Connection, work: Work, pages: Sequence[Page]) -> None:
    given = 0
    try:
        for line in work(pages):
            connection.send((RESULT, line.encode("utf-8", "replace")))
            given += 1
        if given < len(pages):
            raise RuntimeError(f"{given} results came for {len(pages)} pages")
    except MemoryError:
        connection.send((FAILED, (Error.out_of_memory, "memory ran out")))
    except EndpointClosed as error:
        # No fault of this page's: it stays undone, as do all others, for a run that has another key or budget.
        connection.send((BROKEN, str(error)))
    except UnreadableInput as error:
        connection.send((FAILED, (Error.unreadable, str(error))))
    except Exception as error:
        kind = Error.out_of_memory if type(error).__name__ == "OutOfMemoryError" else Error.stage_failed
        told = " ".join(f"{type(error).__name__}: {error}".split())
        connection.send((FAILED, (kind, told[:_REASON_CHARACTERS])))
    else:
        connection.send((END, None))


def _limit_threads(threads: int) -> None:
    """So that the workers of a machine do not fight for its cores."""
    if "torch" in sys.modules:
        import torch

        torch.set_num_threads(threads)
    if "numpy" in sys.modules:
        from threadpoolctl import threadpool_limits

        threadpool_limits(threads)


def _end_with_parent(connection: Connection) -> None:
    """A parent that is killed closes its end of the connection, if nothing else."""
    poll = select.poll()
    poll.register(connection.fileno(), 0)  # Nothing but the end is asked for, and that is always told.
    poll.poll()
    os._exit(0)
