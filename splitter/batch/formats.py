"""Which form an input has, told by how it begins, and by its name where a table could also be a page."""

from __future__ import annotations

import contextlib
import csv
import json
import re

from splitter.batch.records import Columns
from splitter.choices import InputFormat

DELIMITERS = (",", "\t", ";")
_TABLE_NAME = re.compile(r"\.[ct]sv(\.(gz|xz|zst))?$", re.IGNORECASE)


def detect(start: bytes, columns: Columns, name: str = "") -> InputFormat:
    """The form of an input.

    Args:
        start: Its first bytes, unpacked.
        columns: What a table's text column may be called; a table has one, a page that looks like a table has not.
        name: The file's; where it is a table's, a column for text need not be there.
    """
    if start.startswith(b"PAR1"):
        return InputFormat.parquet
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    lines = [line.strip() for line in start.split(b"\n")]
    if re.match(rb"\[\s*\{\s*[\"}]", start):  # Before its objects are looked at, which may have a line each.
        return InputFormat.json
    if _mostly_objects(lines):
        return InputFormat.jsonl
    if re.match(rb"\{\s*(?:[\r\n]|$)", start) or _whole(start):
        return InputFormat.json
    if start and _TABLE_NAME.search(name):
        return InputFormat.csv
    found = next((names for names in header_names(lines[0]).values() if "text" in columns.find(names)), [])
    # One word alone may be a page's first line.
    return InputFormat.csv if len(found) > 1 or (found and columns.text) else InputFormat.text


def header_names(header: bytes) -> dict[str, list[str]]:
    """What a table's first line names its columns, by each delimiter with which it can be read."""
    text = header.decode("utf-8-sig", "replace").rstrip("\r\n")
    names = {}
    for delimiter in DELIMITERS:
        with contextlib.suppress(csv.Error):
            names[delimiter] = next(csv.reader([text], delimiter=delimiter), [])
    return names


def _mostly_objects(lines: list[bytes]) -> bool:
    # The last line may be cut off where the look ends; some of the others may be damaged.
    lines = [line for line in lines[:40] if line]
    objects = sum(line.startswith((b'{"', b'{ "', b"{}")) for line in lines)
    return objects > 0 and 2 * objects >= len(lines)


def _whole(start: bytes) -> bool:
    try:
        return isinstance(json.loads(start), dict | list)
    except (ValueError, RecursionError):
        return False
