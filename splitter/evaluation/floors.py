"""Floors: figures that must not drop."""

from __future__ import annotations

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
    """The mean of each figure over pages (at least one)."""
    rows = list(pages.values())
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}


def fallen(pages: Mapping[str, Mapping[str, float]], floors: Floors) -> list[str]:
    """One sentence for each figure that is beyond its floor.

    Raises:
        UnreadableInput: A floor for a figure that there is not.
    """
    known = mean_figures(pages)
    for name in (*floors.mean, *floors.each):
        if name not in known:
            raise UnreadableInput(f"the floor file names {name!r}, which is no figure; there are: {', '.join(known)}")
    checks = [("mean", known, floors.mean)]
    checks += [(name, dict(figures), floors.each) for name, figures in pages.items()]
    return [
        f"{name}: {figure} is {figures[figure]:.3f}, {'above' if figure in CEILINGS else 'below'} {floor:.3f}"
        for name, figures, limits in checks
        for figure, floor in limits.items()
        if (figures[figure] > floor if figure in CEILINGS else figures[figure] < floor)
    ]
