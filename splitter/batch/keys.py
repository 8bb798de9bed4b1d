"""Which records are done: on the disk, so that memory stays flat over millions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from enum import Enum

from splitter.errors import SplitterError


class Visit(Enum):
    """What a record is to a run that meets it."""

    new = "new"
    done = "done"
    repeat = "repeat"


class KeyIndex:
    """Identities of records (32 hex digits each), in a temporary database of this process.

    One thread may use it at a time.
    """

    def __init__(self) -> None:
        # An empty name makes SQLite keep the database in a file that is gone with the process.
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("PRAGMA cache_size = -16384")
        self._database.execute("CREATE TABLE keys (identity BLOB PRIMARY KEY, met INTEGER NOT NULL) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def add_done(self, identity: str) -> bool:
        """Note a record that an earlier run has done; False where it was noted before."""
        return self._change("INSERT OR IGNORE INTO keys VALUES (?, 0)", identity) == 1

    def visit(self, identity: str) -> Visit:
        """Meet a record, and remember it."""
        if self._change("INSERT OR IGNORE INTO keys VALUES (?, 1)", identity):
            return Visit.new
        return (
            Visit.done
            if self._change("UPDATE keys SET met = 1 WHERE identity = ? AND met = 0", identity)
            else Visit.repeat
        )

    def done(self) -> Iterator[str]:
        """All identities that were noted as done, in ascending order."""
        for (identity,) in self._database.execute("SELECT identity FROM keys WHERE met = 0 ORDER BY identity"):
            yield identity.hex()

    def close(self) -> None:
        """Remove the database."""
        self._database.close()

    def _change(self, statement: str, identity: str) -> int:
        try:
            return self._database.execute(statement, (bytes.fromhex(identity),)).rowcount
        except sqlite3.OperationalError as error:
            raise SplitterError(f"the folder for temporary files: {error}; make room in it or set TMPDIR") from None
