"""Workers: what kills one is set apart, and the others' results stay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest
from stages import BrokenStage, FakeStage, fake_line

from splitter import SplitterError
from splitter.batch import Error, Record, Reject
from splitter.batch.crew import Crew, Limits, Result
from splitter.batch.feed import FIRST_TASK_CHARACTERS, TASK_CHARACTERS, Feed, Task
from splitter.reading import Page

LIMITS = Limits(seconds=6.0, memory=500_000_000)


def record(key: str, text: str = "fine") -> Record:
    return Record(key, f"in:{key}", Page(text=f"{text} {key}", id=key))


def outcomes(items: Iterable[Record | Reject], stage: FakeStage, workers: int = 2) -> dict[str, bytes | Reject]:
    found: dict[str, bytes | Reject] = {}
    with Crew(stage, workers, LIMITS) as crew:
        for outcome in crew.run(items):
            if outcome is None:
                continue
            key = outcome.record.key if isinstance(outcome, Result) else outcome.key
            assert key not in found
            found[key] = outcome.line if isinstance(outcome, Result) else outcome
    return found


def expected(items: Sequence[Record]) -> dict[str, bytes]:
    return {item.key: fake_line(item.page).encode() for item in items}


@pytest.mark.parametrize("workers", [1, 3])
def test_every_record_has_its_result(workers: int) -> None:
    items = [record(str(n)) for n in range(200)]
    assert outcomes(items, FakeStage(), workers) == expected(items)


def test_the_first_record_is_done_first() -> None:
    items = [record(str(n)) for n in range(50)]
    with Crew(FakeStage(), 1, LIMITS) as crew:
        keys = [outcome.record.key for outcome in crew.run(items) if isinstance(outcome, Result)]
    assert keys == [item.key for item in items]


def test_the_first_tasks_are_small() -> None:
    feed = Feed([record(str(n), "word " * 2000) for n in range(60)], ahead=60)
    sizes = []
    while not feed.ended:
        if isinstance(task := feed.get(), Task):
            sizes.append(sum(len(one.page.text) for one in task.records))
    assert sizes[0] < FIRST_TASK_CHARACTERS
    assert max(sizes) <= TASK_CHARACTERS


POISON = {
    "CRASH": (Error.stage_failed, "RuntimeError: the stage cannot do this"),
    "SEGFAULT": (Error.worker_died, "its worker was killed by SIGSEGV"),
    "HUNGRY": (Error.out_of_memory, "took more than 0.5 GB of memory"),
    "HANG": (Error.timed_out, "took longer than 6 seconds"),
}


@pytest.mark.parametrize("poison", POISON)
def test_poison_is_rejected_with_its_reason_and_nothing_else_is(poison: str) -> None:
    good = [record(str(n)) for n in range(60)]
    bad = [record(f"bad {n}", poison) for n in range(2)]
    found = outcomes([*good[:5], bad[0], *good[5:40], bad[1], *good[40:]], FakeStage())
    for item in bad:
        error, reason = POISON[poison]
        assert found.pop(item.key) == Reject(item.key, item.place, error, reason, item.page.sha256)
    assert found == expected(good)


def test_a_worker_that_someone_kills_costs_nothing() -> None:
    items = [record(str(n)) for n in range(60)]
    found = {}
    with Crew(FakeStage(delay=0.03), 2, LIMITS) as crew:
        for outcome in crew.run(items):
            if isinstance(outcome, Result):
                found[outcome.record.key] = outcome.line
                if len(found) == 20:
                    os.kill(crew._workers[0].process.pid or 0, signal.SIGKILL)
    assert found == expected(items)


def test_rejects_pass_through_and_nothing_is_started_for_them() -> None:
    bad = [Reject(str(n), "in", Error.empty, "empty", "0" * 64) for n in range(30)]
    with Crew(FakeStage(), 2, LIMITS) as crew:
        assert [outcome for outcome in crew.run(bad) if outcome is not None] == bad
        assert not crew._workers


def test_reading_keeps_a_little_ahead_and_no_more() -> None:
    read = 0

    def endless() -> Iterator[Record]:
        nonlocal read
        while True:
            read += 1
            yield record(str(read))

    with Crew(FakeStage(delay=0.005), 2, LIMITS) as crew:
        given = 0
        for outcome in crew.run(endless()):
            given += outcome is not None
            assert read <= given + 16 * (2 * 2 + 2 + 2)
            if given == 100:
                break


def test_a_slow_input_holds_up_no_results() -> None:
    more = threading.Event()

    def slow() -> Iterator[Record]:
        yield record("1")
        assert more.wait(30)
        yield record("2")

    found = []
    with Crew(FakeStage(), 1, LIMITS) as crew:
        for outcome in crew.run(slow()):
            if isinstance(outcome, Result):
                found.append(outcome.record.key)
                more.set()
    assert found == ["1", "2"]


def test_what_reading_raises_ends_the_run_and_leaves_no_process() -> None:
    def broken() -> Iterator[Record]:
        yield from (record(str(n)) for n in range(40))
        raise SplitterError("the reader cannot go on")

    crew = Crew(FakeStage(delay=0.01), 2, LIMITS)
    pids: set[int] = set()

    def run() -> None:
        for _ in crew.run(broken()):
            pids.update(worker.process.pid or 0 for worker in crew._workers)

    with pytest.raises(SplitterError, match="cannot go on"):
        run()
    assert pids
    assert not any(psutil.pid_exists(pid) for pid in pids)


@pytest.mark.parametrize(("dies", "told"), [(False, "there is no such model"), (True, "killed by SIGKILL")])
def test_a_stage_that_cannot_be_loaded_ends_the_run(dies: bool, told: str) -> None:
    with Crew(BrokenStage(dies=dies), 2, LIMITS) as crew, pytest.raises(SplitterError, match=told):
        list(crew.run([record("1")]))


def test_a_crew_runs_again_with_the_same_workers() -> None:
    with Crew(FakeStage(), 1, LIMITS) as crew:
        pids = set()
        for start in (0, 10):
            items = [record(str(n)) for n in range(start, start + 10)]
            results = [outcome for outcome in crew.run(items) if isinstance(outcome, Result)]
            assert {result.record.key: result.line for result in results} == expected(items)
            pids.add(crew._workers[0].process.pid)
    assert len(pids) == 1


def test_workers_end_with_a_parent_that_is_killed() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_crew import *\n"
        "crew = Crew(FakeStage(), 2, Limits(seconds=100))\n"
        "for outcome in crew.run([record('1'), record('2', 'HANG'), record('3')]):\n"
        "    if outcome: print('going', flush=True)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"going\n"
    time.sleep(1)
    family = psutil.Process(parent.pid).children(recursive=True)
    assert len(family) >= 2
    parent.kill()
    parent.wait()
    assert psutil.wait_procs(family, timeout=10)[1] == []
