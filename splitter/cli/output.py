"""What commands print, and a file that several pages' digests are written into, one after another."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from splitter.cli.exits import BAD_INPUT, complain


def write(text: str) -> None:
    """Print on standard output, as UTF-8 whatever a terminal or pipe has for its encoding."""
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "replace"))
    sys.stdout.flush()


@contextmanager
def output_file(path: Path) -> Iterator[Callable[[str], None]]:
    """Gives what writes a page's digest; `path` is there, or another than before, only when all pages are through.

    Until then they are in `PATH.part`, which stays, and is named, where the work is broken off; no later run takes its
    place.

    Raises:
        typer.Exit: Nothing can be written there, or `PATH.part` is there already; it is told before a page is read.
        OSError: Likewise.
    """
    if path.is_dir():
        complain(f"{path}: is a folder; name a file in it")
        raise typer.Exit(BAD_INPUT)
    # A pipe or a device is written into as it is; nothing may take its place.
    as_it_is = path.exists() and not path.is_file()
    target = path if as_it_is else path.resolve()
    if not target.parent.is_dir():
        complain(f"{path}: its folder does not exist; make it first")
        raise typer.Exit(BAD_INPUT)
    part = target if as_it_is else target.with_name(f"{target.name}.part")
    written = 0
    try:
        opened = part.open("w" if as_it_is else "x", encoding="utf-8", errors="replace")
    except FileExistsError:
        complain(f"{part}: holds the digests of a run that was broken off, or is at work; move it away or delete it")
        raise typer.Exit(BAD_INPUT) from None
    with opened as file:

        def write(text: str) -> None:
            nonlocal written
            file.write(text)
            file.flush()
            written += 1

        try:
            yield write
        except BaseException:
            if written:
                complain(f"{part}: holds the digests that were done, {written} in number")
            elif not as_it_is:
                part.unlink()
            raise
    if as_it_is:
        return
    if not written:
        part.unlink()
        return
    if target.exists():
        shutil.copymode(target, part)
    part.replace(target)
