"""Which form an input has, told by how it begins."""

from __future__ import annotations

import csv
import json
import re

from splitter.batch.records import Columns
from splitter.choices import InputFormat

DELIMITERS = (",", "\t", ";")


def detect(start: bytes, columns: Columns) -> InputFormat:
    """The form of an input.

    Args:
        start: Its first bytes, unpacked.
        columns: What a table's text column may be called; a table has one, a page that looks like a table has not.
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
    return InputFormat.text if delimiter_of(lines[0], columns) is None else InputFormat.csv


def delimiter_of(header: bytes, columns: Columns) -> str | None:
    """What separates the columns named in a table's first line; None where no column for text is among them."""
    text = header.decode("utf-8-sig", "replace").rstrip("\r\n")
    for delimiter in DELIMITERS:
        try:
            names = next(csv.reader([text], delimiter=delimiter), [])
        except csv.Error:
            continue
        if "text" in columns.find(names) and (len(names) > 1 or columns.text):
            return delimiter
    return None


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
