"""People, places and organisations that a story names."""

from splitter.entities.recogniser import Entities, PageNames, find_entities

__all__ = ["Entities", "PageNames", "find_entities"]
