"""Evaluation: annotated pages and the figures of a digest document against them."""

from __future__ import annotations

from splitter.evaluation.floors import fallen
from splitter.evaluation.gold import GoldPage, read_gold_folder
from splitter.evaluation.metrics import score

__all__ = ["GoldPage", "fallen", "read_gold_folder", "score"]
