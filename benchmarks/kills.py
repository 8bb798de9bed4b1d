"""Kills a batch again and again, fills its disk, and counts what was lost or done twice.

    python benchmarks/kills.py                              # 2,000 records, 20 kills
    python benchmarks/kills.py --records 100 --kills 3
    python benchmarks/kills.py --cheap                      # counts words instead of digesting

Fictional pages, one in twenty of them poison of nine kinds, are digested once without interruption; then in runs that
are ended by SIGKILL at random instants; then on a disk that is full before half is done. What comes out must be the
same each time. Exits with 1 where it is not.
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
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from splitter.batch import BatchOptions, DigestStage, run_batch
from splitter.batch.stage import Work
from splitter.errors import SplitterError
from splitter.reading import Page
from splitter.settings import Settings

SECONDS, RECORD_LIMIT = 8.0, 16 << 20
# Not far above what a worker takes, so that the hungry reach it in time on a busy machine too.
MEMORY, CHEAP_MEMORY = 1_500_000_000, 300_000_000
# What each poison must be rejected as.
POISON = {
    "bad json": "BadJson",
    "wrong type": "WrongType",
    "no text": "NoText",
    "empty": "Empty",
    "huge": "TooLarge",
    "binary": "Unreadable",
    "crash": "WorkerDied",
    "hungry": "OutOfMemory",
    "hang": "TimedOut",
}
PLACES = ("Penvose", "Harrowgate Bay", "Tolmen", "Castrel", "Ulverby", "Quenby Moor", "Saltmarsh", "Ivelford")
THINGS = ("ferry", "bridge", "library", "reservoir", "tram line", "lighthouse", "market hall", "observatory")
DEEDS = ("closes for repairs", "opens after a long delay", "is damaged by a storm", "gets a new keeper", "is sold")


@dataclass(frozen=True)
class CheapStage:
    """Gives what a folder of results reads of a digest, and how many words the page has."""

    libraries: tuple[str, ...] = ()

    def fingerprint(self) -> dict[str, Any]:
        return {"stage": "words"}

    def load(self) -> Work:
        def work(pages: Sequence[Page]) -> Iterator[str]:
            for page in pages:
                source = {"id": page.id, "text_sha256": page.sha256, "words": len(page.text.split())}
                yield json.dumps({"schema": "splitter/digest/1", "source": source}, separators=(",", ":"))

        return work


@dataclass(frozen=True)
class PoisonedStage:
    """A stage, with the accidents that some pages ask for."""

    inner: DigestStage | CheapStage

    @property
    def libraries(self) -> tuple[str, ...]:
        return self.inner.libraries

    def fingerprint(self) -> dict[str, Any]:
        return self.inner.fingerprint()

    def load(self) -> Work:
        work = self.inner.load()

        def poisoned(pages: Sequence[Page]) -> Iterator[str]:
            for page in pages:
                have_accident(page.text)
                yield from work([page])

        return poisoned


def have_accident(text: str) -> None:
    if text.startswith("poison crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    held = []
    while text.startswith("poison hungry"):
        held.append(b"x" * (64 << 20))
    while text.startswith("poison hang"):
        pass


def page_text(chance: random.Random, number: int) -> str:
    posts = []
    for n in range(chance.randint(1, 3)):
        place, thing, deed = chance.choice(PLACES), chance.choice(THINGS), chance.choice(DEEDS)
        posts.append(
            f"{9 + n}:{chance.randint(10, 59)}\nThe {thing} of {place} {deed}\n"
            f"The {thing} of {place} {deed}, its owners said. It is notice {number} of this year."
        )
    return "\n\n".join(reversed(posts))


def write_input(path: Path, records: int, share: float, huge_mb: int) -> dict[str, str]:
    """Writes the input; the error that each poisoned record must be rejected with, by its place."""
    chance = random.Random(20)
    kinds = [kind for _, kind in zip(range(round(records * share)), _forever(list(POISON)), strict=False)]
    places = dict(zip(chance.sample(range(records), len(kinds)), kinds, strict=True))
    wanted = {f"{path}:{place + 1}": POISON[kind] for place, kind in places.items()}
    first_huge = True
    with path.open("wb") as file:
        for number in range(records):
            kind, key = places.get(number), f"page-{number}"
            text = page_text(chance, number)
            line = json.dumps({"id": key, "text": text}).encode()
            if kind == "bad json":
                line = line[:-4]
            elif kind == "wrong type":
                line = json.dumps({"id": key, "text": [text]}).encode()
            elif kind == "no text":
                line = json.dumps({"id": key, "headline": text}).encode()
            elif kind == "empty":
                line = json.dumps({"id": key, "text": " \n"}).encode()
            elif kind == "huge":
                size = (huge_mb if first_huge else 17) << 20
                line, first_huge = json.dumps({"id": key, "text": "x" * size}).encode(), False
            elif kind == "binary":
                line = chance.randbytes(400).replace(b"\n", b"\0")
            elif kind is not None:
                line = json.dumps({"id": key, "text": f"poison {kind}\n{text}"}).encode()
            file.write(line + b"\n")
    return wanted


def _forever(kinds: list[str]) -> Iterator[str]:
    while True:
        yield from kinds


def run_once(source: Path, out: Path, workers: int, cheap: bool) -> int:
    """One run, as the command line does it; its exit code."""
    from splitter.batch import InputOptions

    options = BatchOptions(
        (str(source),), out, InputOptions(record_limit=RECORD_LIMIT), shard_records=150, workers=workers,
        seconds=SECONDS, memory=CHEAP_MEMORY if cheap else MEMORY,
    )  # fmt: skip
    try:
        stage = PoisonedStage(CheapStage() if cheap else DigestStage(Settings()))
        summary = run_batch(options, stage)
    except (SplitterError, OSError) as error:
        print(f"ended: {error}", file=sys.stderr)
        return 2
    return 3 if summary.rejects else 0


@dataclass(frozen=True)
class Trial:
    """How the batch is run.

    Attributes:
        source: Its input.
        wanted: The error of each poison, by its place.
        workers: Of each run.
        cheap: Words are counted, nothing is digested.
    """

    source: Path
    wanted: dict[str, str]
    workers: int
    cheap: bool

    def start(self, out: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, __file__, "--run", str(self.source), str(out), "--workers", str(self.workers)]
        return subprocess.Popen(command + ["--cheap"] * self.cheap)


def results(out: Path) -> list[bytes]:
    return sorted(line for path in out.glob("part-*.jsonl") for line in path.read_bytes().splitlines())


def rejects(out: Path) -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in (out / "rejects.jsonl").read_bytes().splitlines()]
    return sorted((line["place"], line["error"]) for line in lines)


def half_lines(out: Path) -> int:
    """Finished files that do not end with a whole line."""
    finished = [*out.glob("part-*.jsonl"), *out.glob("rejects.jsonl")]
    return sum(bool(data) and not data.endswith(b"\n") for data in (path.read_bytes() for path in finished))


def compared(name: str, out: Path, reference: list[bytes], wanted: dict[str, str]) -> bool:
    """Prints what differs from the uninterrupted run; whether nothing does."""
    found, refused = results(out), rejects(out)
    ids = Counter(json.loads(line)["source"]["id"] for line in found)
    lost, repeated = len(set(reference) - set(found)), sum(ids.values()) - len(ids)
    right = sum(wanted.get(place) == error for place, error in refused)
    print(
        f"{name}: {len(found)} results, lost {lost}, repeated {repeated}, equal {len(set(reference) & set(found))};"
        f" {len(refused)} rejects, {right} of {len(wanted)} poisons with the right reason;"
        f" {half_lines(out)} half lines",
        flush=True,
    )
    return found == reference and refused == sorted(wanted.items()) and not half_lines(out)


def time_whole(trial: Trial, out: Path) -> tuple[float, float]:
    """Seconds that an uninterrupted run takes to its first result, and in all."""
    began = time.monotonic()
    process = trial.start(out)
    wait_for_a_result(process, out)
    first = time.monotonic() - began
    process.wait()
    return first, time.monotonic() - began


def wait_for_a_result(process: subprocess.Popen[bytes], out: Path) -> None:
    before = written(out)
    while written(out) == before and process.poll() is None:
        time.sleep(0.05)


def written(out: Path) -> int:
    """Results in the folder, finished or not."""
    while True:
        try:
            return sum(path.read_bytes().count(b"\n") for path in out.glob("part-*"))
        except FileNotFoundError:  # Just now given its name.
            continue


def kill_often(trial: Trial, out: Path, kills: int, start_up: float, seconds: float) -> bool:
    """Runs until all is done, killed so many times; whether every process ended and no file had a half line."""
    chance = random.Random(7)
    fine = True
    done = 0
    while True:
        process = trial.start(out)
        # Some of the kills fall into the start, others anywhere until a good deal more is done.
        wait = chance.uniform(0.1, start_up)
        if done % 4 and done < kills:
            wait_for_a_result(process, out)
            wait = chance.uniform(0, 1.2 * (seconds - start_up) / kills)
        try:
            code = process.wait(wait if done < kills else None)
        except subprocess.TimeoutExpired:
            family = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            process.wait()
            done += 1
            # Those that are importing see that they are alone when they have done so.
            _, alive = psutil.wait_procs(family, timeout=60)
            halves = half_lines(out)
            fine = fine and not alive and not halves
            print(f"kill {done}: {written(out)} results, {len(alive)} orphans, {halves} half lines", flush=True)
            continue
        print(f"{done} kills of {kills}, then exit code {code}", flush=True)
        return fine and code == 3 and done == kills


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A file system of so many bytes in the folder; False where none can be mounted."""
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = shutil.which("mount") is not None and subprocess.run(options, stderr=subprocess.DEVNULL).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_disk(trial: Trial, folder: Path, size: int, reference: list[bytes]) -> bool:
    with small_disk(folder, size) as mounted:
        if not mounted:
            print("full disk: not tried, no file system can be mounted here")
            return True
        code = trial.start(folder / "out").wait()
        halves = half_lines(folder / "out")
        print(f"full disk of {size:,} bytes: exit code {code}, {halves} half lines", flush=True)
        subprocess.run(["mount", "-o", "remount,size=1g", str(folder)], check=True)
        again = trial.start(folder / "out").wait()
        same = compared("after making room", folder / "out", reference, trial.wanted)
        return same and code == 2 and again == 3 and not halves


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--poison", type=float, default=0.05, help="share of the records")
    parser.add_argument("--huge-mb", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--run", nargs=2, metavar=("INPUT", "OUT"), help=argparse.SUPPRESS)
    parser.add_argument("--cheap", action="store_true", help="count words instead of digesting")
    asked = parser.parse_args()
    if asked.run:
        return run_once(Path(asked.run[0]), Path(asked.run[1]), asked.workers, asked.cheap)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "pages.jsonl"
        wanted = write_input(source, asked.records, asked.poison, asked.huge_mb)
        trial = Trial(source, wanted, asked.workers, asked.cheap)
        start_up, seconds = time_whole(trial, folder / "whole")
        reference = results(folder / "whole")
        print(f"uninterrupted in {seconds:.0f} s, the first result after {start_up:.1f} s", flush=True)
        fine = compared("uninterrupted", folder / "whole", reference, wanted)
        fine = len(reference) == asked.records - len(wanted) and fine
        fine = kill_often(trial, folder / "killed", asked.kills, start_up, seconds) and fine
        fine = compared("killed", folder / "killed", reference, wanted) and fine
        size = sum(len(line) for line in reference) // 2
        fine = fill_disk(trial, folder / "disk", size, reference) and fine
    print("all equal" if fine else "NOT EQUAL")
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
