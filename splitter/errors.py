"""The errors that splitter raises on purpose; the command line prints them as one sentence."""

from __future__ import annotations


class SplitterError(Exception):
    """Base of every error a caller can act on. Its text is one sentence: what, and what to do."""


class UnreadableInput(SplitterError):
    """A page could not be read: missing, empty, binary, or not in a form that splitter knows."""


class UnknownPost(SplitterError, KeyError):
    """A page has no post of an id that was asked for."""

    def __str__(self) -> str:
        return str(self.args[0])  # A KeyError shows the sentence in quotation marks.


class ModelNotFound(SplitterError):
    """A model is neither bundled, nor a folder, nor reachable on a hub."""


class MissingExtra(SplitterError):
    """An optional part of the package is not installed."""


class EndpointFailed(SplitterError):
    """A model's endpoint cannot be asked, does not answer, or answers with something else."""


class EndpointClosed(EndpointFailed):
    """It answers nothing more, whatever it is asked, until its user does something about the key, say."""
