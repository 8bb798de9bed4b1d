"""Clustering: posts in, stories and the storylines above them out."""

from __future__ import annotations

from splitter.clustering.evidence import PostText, asked_of
from splitter.clustering.story_clusterer import StoryClusterer, first_originals

__all__ = ["PostText", "StoryClusterer", "asked_of", "first_originals"]
