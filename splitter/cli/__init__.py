"""The command line."""

from __future__ import annotations

from splitter.cli.app import main

__all__ = ["main"]
