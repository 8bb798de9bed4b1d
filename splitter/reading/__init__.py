"""Reading: bytes in, a page of text out. Each module here reads one kind of input."""

from __future__ import annotations

from splitter.reading.document import read_document
from splitter.reading.page import Page
from splitter.reading.sources import page_from_bytes, read_page

__all__ = ["Page", "page_from_bytes", "read_document", "read_page"]
