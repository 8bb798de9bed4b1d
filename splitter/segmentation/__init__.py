"""Segmentation: a page's text in, its posts out."""

from __future__ import annotations

from splitter.segmentation.anatomy import Anatomy, read_anatomy
from splitter.segmentation.segmenter import Segment, Segmentation, segment

__all__ = ["Anatomy", "Segment", "Segmentation", "read_anatomy", "segment"]
