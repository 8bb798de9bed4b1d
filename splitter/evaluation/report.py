"""Printing figures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from splitter.errors import UnreadableInput
from splitter.evaluation.floors import Floors, mean_figures

_COLUMNS = {
    "boundary_f1": "boundary",
    "covered": "covered",
    "b3_fine": "stories B³",
    "b3_coarse": "storylines B³",
    "pair_f1": "pairs",
    "stories": "found",
    "gold_stories": "gold",
    "rouge1": "ROUGE-1",
    "rougeL": "ROUGE-L",
    "digest_words": "words",
    "unsupported": "unsupported",
    "uncited": "uncited",
}
_COUNTS = {"stories", "gold_stories", "digest_words"}


def read_floors(path: Path) -> Floors:
    """Read a floor file.

    Raises:
        UnreadableInput: It is missing or not in the form.
    """
    try:
        return Floors.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise UnreadableInput(f"{path}: is no floor file ({str(error).splitlines()[0]}); mend it") from error


def as_json(pages: Mapping[str, Mapping[str, float]]) -> str:
    """All figures of all pages and their means; null where a page does not have what one is counted by."""

    def plain(figures: Mapping[str, float]) -> dict[str, float | None]:
        return {name: None if math.isnan(value) else value for name, value in figures.items()}

    told = {name: plain(figures) for name, figures in pages.items()}
    return json.dumps({"pages": told, "mean": plain(mean_figures(pages))}, indent=2)


def as_table(pages: Mapping[str, Mapping[str, float]]) -> str:
    """A row for each page and one for the means, coloured where standard output is a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("page")
    for heading in _COLUMNS.values():
        table.add_column(heading, justify="right")
    for name, figures in [*pages.items(), ("mean", mean_figures(pages))]:
        table.add_row(Text(name), *(_cell(column, figures[column]) for column in _COLUMNS))
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(console.width, 160))  # A script cannot read a wrapped table.
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip("\n")


def _cell(column: str, value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.1f}".removesuffix(".0") if column in _COUNTS else f"{value:.3f}"
