"""Batches: many pages into a folder of results, so that nothing is lost whatever ends the run."""

from __future__ import annotations

from splitter.batch.inputs import InputOptions
from splitter.batch.records import Columns, Error, Record, Reject
from splitter.batch.runner import BatchOptions, Engine, Progress, Summary, run_batch
from splitter.batch.shards import OutputFormat
from splitter.batch.stage import DigestStage, Stage

__all__ = [
    "BatchOptions",
    "Columns",
    "DigestStage",
    "Engine",
    "Error",
    "InputOptions",
    "OutputFormat",
    "Progress",
    "Record",
    "Reject",
    "Stage",
    "Summary",
    "run_batch",
]
