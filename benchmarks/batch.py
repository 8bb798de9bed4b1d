"""What `splitter batch` takes: time until the first result, memory, speed by workers, money.

    python benchmarks/batch.py                          # all parts
    python benchmarks/batch.py --only memory --pages 10000
    python benchmarks/batch.py --only large --gigabytes 2

Each part runs the command itself, as a user does, on fictional pages written before the clock starts. `startup`: from
the launch to the first result in the folder, one page, the middle of three runs. `large`: the same from one JSON lines
file of some gigabytes. `memory`: most resident memory of the command with all its workers, 100 pages against many.
`workers`: pages a second with one worker on one core and with two on two, start-up taken off, and what a million such
pages cost at a price a core-hour. `giant`: when small pages behind one of thousands of posts are done, with it and
without. `store`: results a second that the folder takes, nothing digested.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from kills import page_text
from throughput import pages_of

from splitter.batch.store import Store

COMMAND = (sys.executable, "-c", "from splitter.cli import main; main()", "batch")
STEP = 0.05


@dataclass(frozen=True)
class Run:
    """Seconds until the first result and until the end, most bytes of memory, and when each page's result was there."""

    first: float
    whole: float
    memory: int
    results: int


def main() -> None:
    parts: dict[str, Callable[[argparse.Namespace, Path], None]] = {
        "startup": startup, "memory": memory, "workers": workers, "giant": giant, "store": store, "large": large,
    }  # fmt: skip
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    parser.add_argument("--few", type=int, default=100, help="Pages that memory is compared with.")
    parser.add_argument("--pages", type=int, default=10_000, help="Of `memory`, of one to three posts.")
    parser.add_argument("--mixed", type=int, default=48, help="Pages of `workers`, of 5 to 200 posts.")
    parser.add_argument("--posts", type=int, default=5_000, help="Of the giant page.")
    parser.add_argument("--gigabytes", type=float, default=2.0)
    parser.add_argument("--price", type=float, default=0.04, help="Dollars a core-hour.")
    args = parser.parse_args()
    for name in args.only:
        with tempfile.TemporaryDirectory() as folder:
            parts[name](args, Path(folder))


def startup(args: argparse.Namespace, folder: Path) -> None:
    pages = write_pages(folder / "pages.jsonl", small_pages(1))
    seconds = [run_batch(pages, folder / f"out-{n}").first for n in range(3)]
    print(f"startup: first result after {median(seconds):.1f} s (three runs: {', '.join(f'{s:.1f}' for s in seconds)})")


def memory(args: argparse.Namespace, folder: Path) -> None:
    few = run_batch(write_pages(folder / "few.jsonl", small_pages(args.few)), folder / "few")
    many = run_batch(write_pages(folder / "many.jsonl", small_pages(args.pages)), folder / "many")
    more, rate = many.memory / few.memory - 1, many.results / (many.whole - many.first)
    print(
        f"memory: at most {few.memory / 1e6:,.0f} MB with {few.results:,} pages, {many.memory / 1e6:,.0f} MB with "
        f"{many.results:,} ({more:+.1%}); {rate:.0f} pages/s"
    )


def workers(args: argparse.Namespace, folder: Path) -> None:
    texts = pages_of(args.mixed, 0)
    posts = sum(text.count("\n\n") + 1 for text in texts)
    pages = write_pages(folder / "pages.jsonl", texts)
    one = write_pages(folder / "one.jsonl", small_pages(1))
    rates = []
    for cores in (1, 2):
        with on_cores(cores):
            ready = run_batch(one, folder / f"ready-{cores}", "--workers", str(cores)).whole
            seconds = run_batch(pages, folder / f"out-{cores}", "--workers", str(cores)).whole - ready
        rates.append(args.mixed / seconds)
        hours = 1e6 / rates[-1] / 3600 * cores
        print(
            f"workers: {cores} on {cores} cores: {rates[-1]:.2f} pages/s of {posts / args.mixed:.0f} posts, "
            f"{rates[-1] * 3600:,.0f} an hour; a million take {hours:,.0f} core-hours, ${hours * args.price:,.0f}"
        )
    print(f"workers: two are {rates[1] / rates[0]:.2f} times as fast as one")


@contextmanager
def on_cores(count: int) -> Iterator[None]:
    """What is started meanwhile may use so many cores."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(own)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


def giant(args: argparse.Namespace, folder: Path) -> None:
    page = "\n\n".join(small_pages(args.posts // 2))
    small = small_pages(60)
    giants = write_pages(folder / "giant.jsonl", [page])
    without = run_batch(write_pages(folder / "without.jsonl", small), folder / "without")
    mixed = write_pages(folder / "with.jsonl", [page, *small])
    beside = run_batch(mixed, folder / "with", stop_at=len(small))
    alone = run_batch(giants, folder / "alone")
    print(
        f"giant: {len(small)} small pages are done after {without.whole:.1f} s without, {beside.whole:.1f} s behind a "
        f"page of some {args.posts:,} posts, which alone takes {alone.whole:.1f} s"
    )


def store(args: argparse.Namespace, folder: Path) -> None:
    lines = [
        json.dumps({"schema": "splitter/digest/1", "source": {"id": f"p{n}", "text_sha256": "0"}, "x": "x" * 8000})
        for n in range(5000)
    ]
    started = time.perf_counter()
    with Store(folder / "out", {}) as kept:
        for line in lines:
            kept.add(line.encode())
        kept.finish()
    print(f"store: {len(lines) / (time.perf_counter() - started):,.0f} results of 8 kB a second")


def large(args: argparse.Namespace, folder: Path) -> None:
    lines = [json.dumps({"text": text}) for text in pages_of(20, 0)]
    wanted, size, number = args.gigabytes * 1e9, 0, 0
    if shutil.disk_usage(folder).free < 1.2 * wanted:
        print(f"large: left out, as there is no room for {args.gigabytes:g} GB in {folder.parent}")
        return
    path = folder / "large.jsonl"
    with path.open("w", encoding="utf-8") as file:
        while size < wanted:
            size += sum(file.write(f'{{"id": "{(number := number + 1)}", {line[1:]}\n') for line in lines)
        file.flush()
        os.fsync(file.fileno())  # Users' files have long been on the disk.
    run = run_batch(path, folder / "out", stop_at=1)
    print(f"large: first result after {run.first:.1f} s from a file of {size / 1e9:.1f} GB, {number:,} records")


def small_pages(count: int) -> list[str]:
    chance = random.Random(0)
    return [page_text(chance, n) for n in range(count)]


def write_pages(path: Path, texts: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts))
    return path


def run_batch(pages: Path, out: Path, *more: str, stop_at: int | None = None) -> Run:
    """Runs the command to its end, or until there are so many results."""
    started = time.perf_counter()
    # One that is stopped says so.
    errors = subprocess.DEVNULL if stop_at else None
    process = subprocess.Popen([*COMMAND, str(pages), "--out", str(out), "--quiet", *more], stderr=errors)
    first, most = 0.0, 0
    while process.poll() is None:
        time.sleep(STEP)
        most = max(most, resident(process.pid))
        if (not first or stop_at) and (there := results_in(out)):
            first = first or time.perf_counter() - started
            if stop_at and there >= stop_at:
                process.send_signal(signal.SIGINT)
                break
    whole = time.perf_counter() - started
    code = process.wait()
    if code != 0 and not stop_at:
        raise SystemExit(f"splitter batch ended with {code}")
    return Run(first or whole, whole, most, results_in(out))


def resident(pid: int) -> int:
    """Bytes of a process with those that it has started."""
    total = 0
    try:
        own = psutil.Process(pid)
        for process in (own, *own.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def results_in(out: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in out.glob("part-*"))


if __name__ == "__main__":
    main()
