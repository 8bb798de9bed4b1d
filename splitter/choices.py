"""What users choose among by name, on the command line and in Python. Imports nothing: `--help` waits for it."""

from __future__ import annotations

from enum import Enum


class InputFormat(str, Enum):
    """Forms that a batch reads."""

    text = "text"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    parquet = "parquet"


class OutputFormat(str, Enum):
    """Forms of a batch's shards."""

    jsonl = "jsonl"
    parquet = "parquet"


class Engine(str, Enum):
    """Who runs a batch's workers."""

    local = "local"
    ray = "ray"


class Precision(str, Enum):
    """Numbers that encoders compute with."""

    float32 = "float32"
    bfloat16 = "bfloat16"


class TableFormat(str, Enum):
    """What `evaluate` and `models` print."""

    table = "table"
    json = "json"
