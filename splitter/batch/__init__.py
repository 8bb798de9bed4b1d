"""Batches: many pages into a folder of results, so that nothing is lost whatever ends the run."""

from __future__ import annotations

from splitter.batch.inputs import InputOptions
from splitter.batch.records import Columns, Error, Record, Reject
from splitter.batch.runner import BatchOptions, Progress, Summary, run_batch
from splitter.batch.stage import DigestStage, Stage
from splitter.choices import Engine, InputFormat, OutputFormat

__all__ = [
    "BatchOptions",
    "Columns",
    "DigestStage",
    "Engine",
    "Error",
    "InputFormat",
    "InputOptions",
    "OutputFormat",
    "Progress",
    "Record",
    "Reject",
    "Stage",
    "Summary",
    "run_batch",
]
