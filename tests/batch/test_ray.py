"""A real Ray on this machine that loses workers, and the user's own data tools."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from stages import FakeStage, SpentStage

from splitter import SplitterError
from splitter.batch import BatchOptions, Engine, InputOptions, OutputFormat, run_batch

# Ray publishes no package for these.
if sys.version_info < (3, 14):
    import ray
else:
    pytest.skip("Ray has no package for this Python", allow_module_level=True)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("importable")]


@pytest.fixture
def local_ray(importable: None) -> Iterator[None]:
    ray.init(num_cpus=3, log_to_driver=False, logging_level="ERROR", include_dashboard=False)
    yield
    ray.shutdown()


def write_pages(folder: Path) -> None:
    folder.mkdir()
    for file in range(3):
        rows = [{"id": f"{file}-{n}", "text": f"Page {n} of file {file}"} for n in range(120)]
        poison = ["CRASH", "SEGFAULT", "HANG"][file]
        rows.insert(50, {"id": f"{file}-bad", "text": f"{poison} {file}"})
        rows.append({"id": "everywhere", "text": "the same page"})
        lines = [json.dumps(row) for row in rows]
        lines.insert(20, '{"id": "cut')
        (folder / f"{file}.jsonl").write_text("\n".join(lines))


def lines(out: Path) -> list[bytes]:
    return sorted(line for path in out.glob("part-*.jsonl") for line in path.read_bytes().splitlines())


def rejects(out: Path) -> list[dict[str, str]]:
    found = [json.loads(line) for line in (out / "rejects.jsonl").read_bytes().splitlines()]
    return sorted(found, key=lambda reject: reject["key"])


def options(folder: Path, out: Path, engine: Engine, limit: int | None = None) -> BatchOptions:
    return BatchOptions(
        (str(folder),), out, InputOptions(), OutputFormat.jsonl, 50, limit, workers=2, seconds=3.0, engine=engine
    )


def kill_an_actor(killed: list[int], out: Path) -> None:
    """Waits until results come, then kills an actor as a lost machine would."""
    until = time.monotonic() + 300
    while time.monotonic() < until and not killed:
        if list(out.glob("part-*")):
            for process in psutil.process_iter(["pid", "cmdline"]):
                if any("_Digest" in part for part in process.info["cmdline"] or ()):
                    process.kill()
                    killed.append(process.info["pid"])
                    break
        time.sleep(0.02)


def test_a_cluster_that_loses_a_worker_gives_the_same(tmp_path: Path, local_ray: None) -> None:
    folder = tmp_path / "in"
    write_pages(folder)
    stage = FakeStage(delay=0.05)
    run_batch(options(folder, tmp_path / "local", Engine.local), stage)
    killed: list[int] = []
    out = tmp_path / "ray"
    killer = threading.Thread(target=kill_an_actor, args=(killed, out))
    killer.start()
    summary = run_batch(options(folder, out, Engine.ray), stage)
    killer.join()
    assert killed
    assert (summary.results, summary.rejects) == (361, 6)
    assert lines(out) == lines(tmp_path / "local")
    where_it_stands = [{**reject, "place": ""} for reject in rejects(out)]
    assert where_it_stands == [{**reject, "place": ""} for reject in rejects(tmp_path / "local")]


def test_either_engine_goes_on_where_the_other_was(tmp_path: Path, local_ray: None) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write_pages(folder)
    run_batch(options(folder, tmp_path / "local", Engine.local), FakeStage())
    assert run_batch(options(folder, out, Engine.ray, limit=30), FakeStage()).results == 29
    assert run_batch(options(folder, out, Engine.local, limit=60), FakeStage()).progress.done_before == 30
    summary = run_batch(options(folder, out, Engine.ray), FakeStage())
    assert summary.progress.done_before == 60
    assert lines(out) == lines(tmp_path / "local")


def test_what_ends_a_run_is_told_in_a_sentence_and_the_next_run_goes_on(tmp_path: Path, local_ray: None) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "0.jsonl").write_text("\n".join(json.dumps({"id": str(n), "text": f"Page {n}"}) for n in range(100)))
    with pytest.raises(SplitterError) as caught:
        run_batch(options(folder, out, Engine.ray), SpentStage(budget=20))
    assert str(caught.value) == "all is spent"
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert manifest["results"] >= 20
    assert manifest["rejects"] == 0
    assert run_batch(options(folder, out, Engine.ray), FakeStage()).results == 100


def test_ray_reads_no_standard_input(tmp_path: Path) -> None:
    asked = BatchOptions(("-",), tmp_path / "out", engine=Engine.ray)
    with pytest.raises(SplitterError, match="Ray reads files"):
        run_batch(asked, FakeStage())
