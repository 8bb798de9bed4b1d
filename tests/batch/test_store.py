"""The folder of a batch: whatever ends a run at whatever instant, nothing is lost, repeated or half there."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stages import fake_line

from splitter.batch import Error, OutputFormat, Reject
from splitter.batch.files import Journal
from splitter.batch.keys import KeyIndex, Visit
from splitter.batch.lock import FolderInUse, FolderLock
from splitter.batch.records import identity_of
from splitter.batch.shards import result_identity
from splitter.batch.store import DamagedFolder, OtherSettings, Store, set_aside
from splitter.reading import Page

SETTINGS = {"granularity": 0.5}
PAGES = [Page(text=f"Page {n} \u2028 of “many”, naïve", id=f"id {n}\n\u20ac") for n in range(7)]
LINES = [fake_line(page).encode() for page in PAGES]
REJECTS = [Reject(f"bad {n}", f"in:{n}", Error.bad_json, "is not\nJSON", f"{n:064x}") for n in range(4)]


def identity(line: bytes) -> str:
    return result_identity(line)


def fill(store: Store) -> None:
    """Does what the folder does not have, as a run would."""
    for place, line in enumerate(LINES):
        if store.index.visit(identity(line)) is Visit.new:
            store.add(line)
        if place < len(REJECTS) and store.index.visit(REJECTS[place].identity) is Visit.new:
            store.reject(REJECTS[place])


def content(folder: Path) -> tuple[list[bytes], list[Reject]]:
    lines = [line for path in sorted(folder.glob("part-*.jsonl")) for line in path.read_bytes().splitlines()]
    for path in sorted(folder.glob("part-*.parquet")):
        lines += [text.encode() for text in pq.read_table(path)["document"].to_pylist()]
    rejects = (folder / "rejects.jsonl").read_bytes()
    assert not rejects or rejects.endswith(b"\n")
    return sorted(lines), [Reject.from_json(line) for line in rejects.splitlines()]


def assert_whole(folder: Path) -> None:
    lines, rejects = content(folder)
    assert lines == sorted(LINES)
    assert sorted(rejects, key=lambda r: r.key) == REJECTS
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert (manifest["state"], manifest["results"], manifest["rejects"]) == ("complete", len(LINES), len(REJECTS))
    assert sum(shard["records"] for shard in manifest["shards"]) == len(LINES)
    kept = {"manifest.json", "rejects.jsonl", ".lock", *(shard["file"] for shard in manifest["shards"])}
    assert {path.name for path in folder.iterdir()} <= kept


class Killed(BaseException):
    """The process is gone: nothing that it would do after this is done."""


class Killer:
    """Ends a run at its n-th change of the disk; a write that is its last comes through half."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int) -> None:
        self.left, self.dead = at, False
        write = os.write

        def torn(handle: int, data: Any) -> int:
            if self._passes():
                return write(handle, data)
            if not self.left:
                write(handle, bytes(data)[: len(data) // 2])
            raise Killed

        for owner, name in (
            (os, "fsync"), (os, "ftruncate"), (os, "utime"),
            (Path, "replace"), (Path, "unlink"), (Path, "rename"), (Path, "write_text"),
        ):  # fmt: skip
            patch.setattr(owner, name, self._deadly(getattr(owner, name)))
        patch.setattr(os, "write", torn)

    def _deadly(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def deadly(*arguments: Any, **named: Any) -> Any:
            if not self._passes():
                raise Killed
            return act(*arguments, **named)

        return deadly

    def _passes(self) -> bool:
        self.left -= 1
        self.dead = self.dead or self.left < 0
        return not self.dead


@pytest.mark.parametrize("form", OutputFormat)
def test_a_run_may_end_at_any_change_of_the_disk(tmp_path: Path, form: OutputFormat) -> None:
    for at in range(10_000):
        folder = tmp_path / str(at)
        killed = _run_until(folder, form, at)
        for path in folder.glob("part-*.jsonl"):
            assert path.read_bytes().endswith(b"\n")
        with Store(folder, SETTINGS, form, shard_records=3) as store:
            fill(store)
            store.finish()
        assert_whole(folder)
        if not killed:
            assert at > 30
            return


def _run_until(folder: Path, form: OutputFormat, at: int) -> bool:
    store = None
    with pytest.MonkeyPatch.context() as patch:
        killer = Killer(patch, at)
        try:
            store = Store(folder, SETTINGS, form, shard_records=3)
            fill(store)
            store.finish()
            store.close()
        except Killed:
            pass
    # What the system does for a process that is gone.
    if store is not None and killer.dead:
        store.lock._lock.release()
        store.index.close()
    return killer.dead


def _unfinished(folder: Path) -> Store:
    store = Store(folder, SETTINGS, shard_records=100)
    for line in LINES[:3]:
        store.add(line)
    for reject in REJECTS[:3]:
        store.reject(reject)
    return store


@pytest.mark.parametrize("tail", [b"", b"\0" * 700, b'{"schema":"splitter/digest/1"}\n', b"\xff\n" * 3])
@pytest.mark.parametrize("name", ["part-00000.jsonl.open", "rejects.jsonl.open"])
def test_a_tail_torn_at_any_byte_is_cut(
    tmp_path: Path, name: str, tail: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # For speed; what is torn is torn here.
    store = _unfinished(tmp_path / "first")
    whole = {path.name: path.read_bytes() for path in store.folder.iterdir()}
    store.close()
    step = 1 if not tail else 41
    for size in range(0, len(whole[name]) + 1, step):
        folder = tmp_path / str(size)
        folder.mkdir()
        for file in ("manifest.json", "part-00000.jsonl.open", "rejects.jsonl.open"):
            (folder / file).write_bytes(whole[file][:size] + tail if file == name else whole[file])
        with Store(folder, SETTINGS) as store:
            kept = whole[name][:size].count(b"\n") if not tail else None
            found = store.results if name.startswith("part") else store.rejected
            assert kept is None or found == kept
            fill(store)
            store.finish()
        assert_whole(folder)


@settings(max_examples=60)
@given(lines=st.lists(st.binary().filter(lambda b: b"\n" not in b), max_size=8), cut=st.integers(0, 400))
def test_a_journal_keeps_whole_lines(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], cut: int) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    journal = Journal(path, lambda line: True)
    for line in lines:
        journal.append(line)
    assert list(journal.lines()) == lines
    journal.close()
    data = path.read_bytes()[:cut]
    path.write_bytes(data)
    journal = Journal(path, lambda line: True)
    kept = lines[: data.count(b"\n")]
    assert list(journal.lines()) == kept
    journal.append(b"next")
    journal.close()
    assert path.read_bytes() == b"".join(line + b"\n" for line in [*kept, b"next"])


def _run_on_full_disk(folder: Path, room: int) -> None:
    left = room
    write = os.write

    def narrow(handle: int, data: Any) -> int:
        nonlocal left
        if not left:
            raise OSError(errno.ENOSPC, "No space left on device")
        size = write(handle, bytes(data)[:left])
        left -= size
        return size

    with pytest.MonkeyPatch.context() as patch, Store(folder, SETTINGS) as store:
        patch.setattr(os, "write", narrow)
        fill(store)


def test_a_disk_that_is_full_at_any_byte_leaves_whole_lines(tmp_path: Path) -> None:
    for room in range(0, sum(map(len, LINES[:3])), 17):
        folder = tmp_path / str(room)
        with pytest.raises(OSError, match="No space left") as raised:
            _run_on_full_disk(folder, room)
        assert raised.value.filename.endswith(".open")
        data = (folder / "part-00000.jsonl.open").read_bytes()
        assert not data or data.endswith(b"\n")
        with Store(folder, SETTINGS) as store:
            fill(store)
            store.finish()
        assert_whole(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("form", OutputFormat)
def test_a_real_disk_that_is_full(small_disk: Path, form: OutputFormat) -> None:
    pages = [Page(text=f"{n} " + "word " * 300, id=str(n), title="x" * 1500) for n in range(60)]
    lines = [fake_line(page).encode() for page in pages]

    def run() -> None:
        with Store(small_disk / "out", SETTINGS, form, shard_records=7) as store:
            for line in lines:
                if store.index.visit(identity(line)) is Visit.new:
                    store.add(line)
            store.finish()

    with pytest.raises(OSError, match="No space left") as raised:
        run()
    assert raised.value.errno == errno.ENOSPC
    found = [line for path in (small_disk / "out").glob("part-*.jsonl*") for line in path.read_bytes().splitlines(True)]
    assert all(line.endswith(b"\n") for line in found)
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    run()
    assert content(small_disk / "out")[0] == sorted(lines)


def test_parquet_shards_hold_the_same_bytes_and_columns_to_filter_by(tmp_path: Path) -> None:
    with Store(tmp_path / "out", SETTINGS, OutputFormat.parquet, shard_records=3) as store:
        fill(store)
        store.finish()
    assert_whole(tmp_path / "out")
    tables = [pq.read_table(path) for path in sorted((tmp_path / "out").glob("*.parquet"))]
    assert [table.num_rows for table in tables] == [3, 3, 1]
    first = tables[0].to_pylist()[0]
    assert first.pop("document").encode() == LINES[0]
    assert first == {
        "id": PAGES[0].id, "uri": None, "title": None, "language": "en",
        "text_sha256": PAGES[0].sha256, "given_sha256": None, "headlines": ["5 words"],
    }  # fmt: skip


def test_other_settings_are_refused_by_name(tmp_path: Path) -> None:
    Store(tmp_path / "out", SETTINGS).close()
    with pytest.raises(OtherSettings, match=r"granularity was 0.5, now 0.4.*--force"):
        Store(tmp_path / "out", {"granularity": 0.4})
    Store(tmp_path / "out", SETTINGS).close()  # The refused one holds no lock.


def test_an_older_folder_is_set_aside_whole(tmp_path: Path) -> None:
    for number in (1, 2):
        with Store(tmp_path / "out", SETTINGS) as store:
            fill(store)
            store.finish()
        assert set_aside(tmp_path / "out") == tmp_path / f"out.before-{number}"
    assert_whole(tmp_path / "out.before-1")
    assert not (tmp_path / "out").exists()


def test_whoever_begins_the_folder_anew_while_it_is_set_aside_stays_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    Store(folder, SETTINGS).close()
    rename = Path.rename

    def overtaken(path: Path, target: Path) -> Path:
        moved = rename(path, target)
        folder.mkdir()
        others.append(FolderLock(folder))
        return moved

    others: list[FolderLock] = []
    monkeypatch.setattr(Path, "rename", overtaken)
    aside = set_aside(folder)
    assert (folder / ".owner.json").exists()
    assert not (aside / ".owner.json").exists()
    with pytest.raises(FolderInUse):
        FolderLock(folder)
    others[0].release()
    FolderLock(aside).release()


def test_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DamagedFolder, match="is not empty"):
        Store(tmp_path, SETTINGS)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "manifest",
    [
        "[]",
        "null",
        "[" * 100_000,
        '{"schema": "splitter/batch/1"}',
        '{"schema": "splitter/batch/1", "settings": []}',
        '{"schema": "splitter/batch/1", "settings": {}, "seconds": "a day"}',
        '{"schema": "splitter/batch/1", "settings": {}, "shards": ["part-00000.jsonl"]}',
    ],
)
def test_a_manifest_of_others_is_left_alone(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(DamagedFolder, match="is damaged; name a new folder"):
        Store(tmp_path, SETTINGS)
    assert (tmp_path / "manifest.json").read_text() == manifest


@pytest.mark.parametrize("form", OutputFormat)
def test_a_shard_that_was_changed_is_found(tmp_path: Path, form: OutputFormat) -> None:
    with Store(tmp_path / "out", SETTINGS, form, shard_records=3) as store:
        fill(store)
        store.finish()
    shard = next((tmp_path / "out").glob("part-00001.*"))
    data = shard.read_bytes()
    shard.write_bytes(data[:60] + b"?" + data[61:])
    with pytest.raises(DamagedFolder, match="part-00001"):
        Store(tmp_path / "out", SETTINGS, form)
    shard.unlink()
    with Store(tmp_path / "out", SETTINGS, form) as store:
        fill(store)
        store.finish()
    assert_whole(tmp_path / "out")


def test_removing_the_rejects_has_them_tried_again(tmp_path: Path) -> None:
    with Store(tmp_path / "out", SETTINGS) as store:
        fill(store)
        store.finish()
    (tmp_path / "out" / "rejects.jsonl").unlink()
    with Store(tmp_path / "out", SETTINGS) as store:
        assert (store.results, store.rejected) == (len(LINES), 0)
        fill(store)
        store.finish()
    assert_whole(tmp_path / "out")


def test_a_second_run_is_told_who_has_the_folder(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from splitter.batch.lock import FolderLock\n"
        "lock = FolderLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(FolderInUse, match=f"process {other.pid} on {os.uname().nodename} since 20"):
        Store(tmp_path, SETTINGS)
    other.kill()
    other.wait()
    # What it left does not hold the next one up.
    owner = tmp_path / ".owner.json"
    assert json.loads(owner.read_bytes())["pid"] == other.pid
    lock = FolderLock(tmp_path)
    assert json.loads(owner.read_bytes())["pid"] == os.getpid()
    lock.release()
    assert not owner.exists()


def test_a_run_on_another_machine_is_believed_while_it_gives_signs_of_life(tmp_path: Path) -> None:
    owner = tmp_path / ".owner.json"
    owner.write_text(json.dumps({"pid": 7, "host": "far-away", "started": "2031-02-03T04:05:06+00:00"}))
    with pytest.raises(FolderInUse, match="process 7 on far-away since 2031"):
        FolderLock(tmp_path)
    long_ago = time.time() - 600
    os.utime(owner, (long_ago, long_ago))
    FolderLock(tmp_path).release()


def test_signs_of_life_are_given(tmp_path: Path) -> None:
    with Store(tmp_path / "out", SETTINGS) as store:
        owner = tmp_path / "out" / ".owner.json"
        os.utime(owner, (0, 0))
        store.lock._last_beat = -1e9
        store.tick()
        assert time.time() - owner.stat().st_mtime < 60


def test_keys_are_new_once() -> None:
    index = KeyIndex()
    a, b = identity_of("a", "0"), identity_of("b", "0")
    assert index.add_done(a)
    assert not index.add_done(a)
    assert [index.visit(key) for key in (a, a, b, b)] == [Visit.done, Visit.repeat, Visit.new, Visit.repeat]
