"""Checksums of files: of models, and of a batch's shards."""

from __future__ import annotations

import hashlib
from pathlib import Path

_BLOCK = 1 << 22


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex; the file is never in memory whole.

    Raises:
        OSError: It cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
