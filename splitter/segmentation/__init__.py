"""Segmentation: a page's text in, its posts out."""

from __future__ import annotations

from splitter.segmentation.anatomy import Anatomy
from splitter.segmentation.items import Item
from splitter.segmentation.segmenter import (
    Segment,
    Segmentation,
    found_posts,
    read_posts,
    read_posts_all,
    segment,
    segment_all,
    segmentation_model,
)

__all__ = [
    "Anatomy",
    "Item",
    "Segment",
    "Segmentation",
    "found_posts",
    "read_posts",
    "read_posts_all",
    "segment",
    "segment_all",
    "segmentation_model",
]
