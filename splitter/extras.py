"""Optional parts of the package: imported when asked for, named in one sentence when missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from splitter.errors import MissingExtra


def optional(module: str, extra: str) -> Any:
    """A module that `pip install 'splitter[EXTRA]'` brings.

    Raises:
        MissingExtra: It is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        if (error.name or "").split(".")[0] != module.split(".")[0]:
            raise  # It is there, and lacks something of its own.
        raise MissingExtra(
            f"this needs {module.split('.')[0]}; install it with: pip install 'splitter[{extra}]'"
        ) from None
