"""Exit codes, and the errors that lead to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

BELOW_FLOOR = 1
BAD_INPUT = 2
SOME_FAILED = 3
BAD_MODEL = 4
INTERRUPTED = 130


def complain(sentence: str) -> None:
    """Print one sentence on stderr, free of control characters."""
    from splitter.rendering.safe import safe_text

    print(f"splitter: {' '.join(safe_text(sentence).split())}", file=sys.stderr)


def _open_streams() -> None:
    """Whoever started splitter may have closed its streams (`<&-`): nothing is read then, and nothing told.

    Raises:
        typer.Exit: Nothing can be printed; that is told before any work is done.
    """
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        complain("standard output is closed; send it to a file, a pipe or /dev/null")
        raise typer.Exit(BAD_INPUT)


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn what may go wrong in a command into one sentence and a documented exit code."""
    _open_streams()
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        complain("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # The reader has seen enough (`| head`); nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        complain(f"{error.filename or 'output'}: {error.strerror or error}; check the path and the free space")
        raise typer.Exit(BAD_INPUT) from None
    except Exception as error:
        # Imported only now: without an error neither is needed here.
        from pydantic import ValidationError

        from splitter.errors import SplitterError

        if isinstance(error, SplitterError):
            complain(str(error))
            raise typer.Exit(BAD_INPUT) from None
        if isinstance(error, typer.Exit):
            raise
        if not isinstance(error, ValidationError):
            complain(f"{type(error).__name__}: {error}; a fault in splitter, please report it")
            raise typer.Exit(BAD_INPUT) from None
        first = error.errors()[0]
        option = "--" + "-".join(str(part) for part in first["loc"]).replace("_", "-")
        complain(f"{option}: {first['msg']}, not {first['input']!r}; see splitter digest --help")
        raise typer.Exit(BAD_INPUT) from None
