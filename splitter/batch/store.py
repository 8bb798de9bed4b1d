"""The folder that a batch writes: shards, rejects and a manifest that survive whatever ends the run.

A record is done when its result is in a shard (whole, or the open one) or it is in the rejects; that is all that is
known of it, so nothing else can disagree. Results are appended to an open shard, which is put on the disk every few
seconds and gets its name by a rename once it is full. Rejects likewise: `rejects.jsonl` is replaced whole, those that
came since are in `rejects.jsonl.open`. What a crash leaves torn is cut when the folder is opened again, and those
records are done again.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from splitter.batch.files import TEMPORARY, Journal, write_whole
from splitter.batch.keys import KeyIndex
from splitter.batch.lock import LOCK, OWNER, FolderLock
from splitter.batch.records import Reject
from splitter.batch.shards import (
    Shard,
    open_shard,
    open_shard_paths,
    read_shard,
    result_identity,
    seal,
    shard_number,
    shard_paths,
)
from splitter.choices import OutputFormat
from splitter.errors import SplitterError

SCHEMA: Final = "splitter/batch/1"
MANIFEST, REJECTS, OPEN_REJECTS = "manifest.json", "rejects.jsonl", "rejects.jsonl.open"
SYNC_SECONDS = 5.0


class OtherSettings(SplitterError):
    """The folder holds results of other settings."""


class DamagedFolder(SplitterError):
    """A file in the folder is not as it was written, or not splitter's."""


class Store:
    """An open folder. Close it, or use it in a `with` statement.

    Args:
        folder: Made where it is not there.
        settings: What decides the results; must be equal to that of the results in the folder.
        form: Of the shards.
        shard_records: Results a shard.
        about: What else the manifest should say.

    Raises:
        FolderInUse: Another run writes into it.
        OtherSettings: See above.
        DamagedFolder: See above.
        SplitterError: It is a file.
        OSError: It cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        settings: dict[str, Any],
        form: OutputFormat = OutputFormat.jsonl,
        shard_records: int = 1000,
        about: dict[str, Any] | None = None,
    ) -> None:
        self.folder = folder
        self.index = KeyIndex()
        self.errors: Counter[str] = Counter()
        self._settings, self._form, self._shard_records = settings, form, shard_records
        self._about = about or {}
        self._shards: list[Shard] = []
        self._open: Journal | None = None
        self._began = self._synced = time.monotonic()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise SplitterError(f"{folder}: is a file, and results need a folder; name one with --out") from None
        self.lock = FolderLock(folder)
        try:
            known = self._checked_manifest()
            self._started = known.get("started") or datetime.now(timezone.utc).isoformat(timespec="seconds")
            self._seconds_before = float(known.get("seconds", 0.0))
            if not known:
                self._write_manifest("running")  # Before any result, so that no result is without its settings.
            for left in folder.glob(f"*{TEMPORARY}"):
                left.unlink()
            self._recover_shards(known)
            self._rejects = self._recovered_rejects()
            self._write_manifest("running")
        except BaseException:
            self.lock.release()
            self.index.close()
            raise

    @property
    def results(self) -> int:
        """Results in the folder."""
        return sum(shard.records for shard in self._shards) + (self._open.records if self._open else 0)

    @property
    def rejected(self) -> int:
        """Rejects in the folder."""
        return self.errors.total()

    def add(self, line: bytes) -> None:
        """Add a result: a digest document as one line of JSON, without its end.

        Raises:
            OSError: There is no room for it.
        """
        if self._open is None:
            number = max((shard_number(Path(shard.file)) for shard in self._shards), default=-1) + 1
            self._open = open_shard(self.folder, number)
        self._open.append(line)
        if self._open.records >= self._shard_records:
            self._seal()
        self.tick()

    def reject(self, reject: Reject) -> None:
        """Add a record that has no result.

        Raises:
            OSError: There is no room for it.
        """
        self._rejects.append(reject.to_json().encode())
        self.errors[reject.error.value] += 1
        self.tick()

    def tick(self) -> None:
        """Bring what was added lately onto the disk, and give a sign of life, each every few seconds."""
        self.lock.beat()
        if time.monotonic() - self._synced < SYNC_SECONDS:
            return
        if self._open is not None:
            self._open.sync()
        self._rejects.sync()
        self._synced = time.monotonic()

    def finish(self) -> None:
        """Name the last shard and publish the rejects: every record of the input is done."""
        if self._open is not None and self._open.records:
            self._seal()
        self._publish_rejects()
        self._write_manifest("complete")

    def close(self) -> None:
        """Leave the folder so that a later run can go on in it."""
        try:
            if self._open is not None:
                self._open.sync()
                self._open.close()
            self._publish_rejects()
            self._rejects.close()
            self._rejects.path.unlink()
        finally:
            self.lock.release()
            self.index.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        # A full disk that ended the run may also refuse what closing writes; the journals hold it all.
        with contextlib.suppress(OSError) if error is not None else contextlib.nullcontext():
            if error is not None:
                self._write_manifest("interrupted")
        with contextlib.suppress(OSError) if error is not None else contextlib.nullcontext():
            self.close()

    def _seal(self) -> None:
        assert self._open is not None
        self._shards.append(seal(self._open, self._form))
        self._open = None
        self._publish_rejects()
        self._write_manifest("running")

    def _checked_manifest(self) -> dict[str, Any]:
        path = self.folder / MANIFEST
        try:
            known = json.loads(path.read_bytes())
        except FileNotFoundError:
            ours = {LOCK, OWNER, MANIFEST + TEMPORARY}
            if any(file.name not in ours for file in self.folder.iterdir()):
                raise DamagedFolder(f"{self.folder}: is not empty and holds no {MANIFEST}; name a new folder") from None
            return {}
        except (ValueError, RecursionError):
            known = None
        if not isinstance(known, dict):
            raise DamagedFolder(f"{path}: is damaged; name a new folder") from None
        if known.get("schema") != SCHEMA:
            raise DamagedFolder(f"{path}: has schema {known.get('schema')!r}; this version writes {SCHEMA!r}")
        if not _is_manifest(known):
            raise DamagedFolder(f"{path}: is damaged; name a new folder")
        before, now = known["settings"], json.loads(json.dumps(self._settings))
        if before != now:
            names = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
            changes = "; ".join(f"{name} was {before.get(name)!r}, now {now.get(name)!r}" for name in names)
            raise OtherSettings(
                f"{self.folder}: was begun with other settings ({changes}); use those, name another folder, or pass"
                " --force to set this one aside and begin anew"
            )
        return known

    def _recover_shards(self, known: dict[str, Any]) -> None:
        written = {shard["file"]: shard["sha256"] for shard in known.get("shards", ())}
        for path in shard_paths(self.folder):
            try:
                shard = read_shard(path, self._note)
            except ValueError:
                shard = None
            if shard is None or written.get(path.name, shard.sha256) != shard.sha256:
                raise DamagedFolder(
                    f"{path}: is not as it was written; take it out of the folder and run again, to have its records"
                    " done again"
                )
            self._shards.append(shard)
        numbers = {shard_number(Path(shard.file)) for shard in self._shards}
        for path in open_shard_paths(self.folder):
            if shard_number(path) in numbers:
                path.unlink()  # The run ended after its shard had been named.
                continue
            journal = open_shard(self.folder, shard_number(path))
            for line in journal.lines():
                self._note(result_identity(line))
            self._open = journal
            if journal.records >= self._shard_records:
                self._shards.append(seal(journal, self._form))
                self._open = None

    def _note(self, identity: str) -> None:
        self.index.add_done(identity)
        self.lock.beat()  # A large folder takes a while.

    def _recovered_rejects(self) -> Journal:
        for line in self._published_rejects():
            self._note_reject(line)
        journal = Journal(self.folder / OPEN_REJECTS, _is_reject)
        fresh = [self._note_reject(line) for line in journal.lines()]
        if not all(fresh):
            journal.clear()  # The run ended after these had been published.
        return journal

    def _note_reject(self, line: bytes) -> bool:
        reject = Reject.from_json(line)
        fresh = self.index.add_done(reject.identity)
        if fresh:
            self.errors[reject.error.value] += 1
        return fresh

    def _published_rejects(self) -> Iterator[bytes]:
        path = self.folder / REJECTS
        try:
            with path.open("rb") as file:
                for line in file:
                    if not line.endswith(b"\n") or not _is_reject(line[:-1]):
                        raise DamagedFolder(f"{path}: is damaged; remove it to have those records tried again")
                    yield line[:-1]
        except FileNotFoundError:
            return

    def _publish_rejects(self) -> None:
        if self._rejects.records:
            self._rejects.sync()
            lines = (line for part in (self._published_rejects(), self._rejects.lines()) for line in part)
            write_whole(self.folder / REJECTS, (line + b"\n" for line in lines))
            self._rejects.clear()
        elif not (self.folder / REJECTS).exists():
            write_whole(self.folder / REJECTS, iter(()))

    def _write_manifest(self, state: str) -> None:
        manifest = {
            "schema": SCHEMA,
            "state": state,
            "settings": self._settings,
            **self._about,
            "format": self._form.value,
            "results": self.results,
            "rejects": self.rejected,
            "rejects_by_error": dict(sorted(self.errors.items())),
            "started": self._started,
            "updated": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "seconds": round(self._seconds_before + time.monotonic() - self._began, 3),
            "shards": [asdict(shard) for shard in self._shards],
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        write_whole(self.folder / MANIFEST, iter((text.encode("utf-8", "replace"),)))


def _is_manifest(known: dict[str, Any]) -> bool:
    """Whether what is read of a manifest has its form."""
    shards = known.get("shards", [])
    return (
        isinstance(known.get("settings"), dict)
        and isinstance(known.get("started", ""), str)
        and isinstance(known.get("seconds", 0.0), (int, float))
        and isinstance(shards, list)
        and all(isinstance(shard, dict) and {"file", "sha256"} <= shard.keys() for shard in shards)
    )


def _is_reject(line: bytes) -> bool:
    try:
        Reject.from_json(line)
    except ValueError:
        return False
    return True


def set_aside(folder: Path) -> Path:
    """Rename a folder of an earlier run, so that a new one can be begun in its place; where it is now.

    Raises:
        FolderInUse: A run writes into it.
        OSError: It cannot be renamed.
    """
    lock = FolderLock(folder)
    try:
        number = 1
        while (aside := folder.with_name(f"{folder.name}.before-{number}")).exists():
            number += 1
        folder.rename(aside)
        lock.moved(aside)
        return aside
    finally:
        lock.release()
