"""Floors: figures that must not drop."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from splitter.errors import UnreadableInput

# Of these less is better; their floors are ceilings.
CEILINGS = frozenset({"unsupported", "uncited"})


class Floors(BaseModel):
    """`mean` holds over the mean of all pages, `each` over every page."""

    model_config = ConfigDict(extra="forbid")

    mean: dict[str, float] = {}
    each: dict[str, float] = {}


def mean_figures(pages: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The mean of each figure over the pages (at least one) that have it, NaN where none has."""
    rows = list(pages.values())
    columns = {name: [row[name] for row in rows if not math.isnan(row[name])] for name in rows[0]}
    return {name: sum(column) / len(column) if column else math.nan for name, column in columns.items()}


def fallen(pages: Mapping[str, Mapping[str, float]], floors: Floors) -> list[str]:
    """One sentence for each figure that is beyond its floor, or has one and is on no page.

    Raises:
        UnreadableInput: A floor for a figure that there is not.
    """
    known = mean_figures(pages)
    for name in (*floors.mean, *floors.each):
        if name not in known:
            raise UnreadableInput(f"the floor file names {name!r}, which is no figure; there are: {', '.join(known)}")
    checks = [("mean", known, floors.mean)]
    checks += [(name, dict(figures), floors.each) for name, figures in pages.items()]
    absent = [name for name in {**floors.mean, **floors.each} if math.isnan(known[name])]
    return [f"mean: {name} has a floor, and no page has what it is counted by" for name in absent] + [
        f"{name}: {figure} is {figures[figure]:.3f}, {'above' if figure in CEILINGS else 'below'} {floor:.3f}"
        for name, figures, limits in checks
        for figure, floor in limits.items()
        if (figures[figure] > floor if figure in CEILINGS else figures[figure] < floor)
    ]
