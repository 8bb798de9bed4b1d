"""The one place that loads Jinja2 templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from splitter.rendering.view import DocumentView

if TYPE_CHECKING:
    from jinja2 import Template


def fill(name: str, document: DocumentView, escape: Callable[[str], str] | None = None) -> str:
    """The template `name` filled with `document`.

    Everything that the template prints goes through `escape`, or through Jinja2's own escaping
    for HTML where there is none: a template cannot forget it.
    """
    return _template(name, escape).render(document=document)


@cache
def _template(name: str, escape: Callable[[str], str] | None) -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("splitter.rendering"),
        autoescape=escape is None,
        finalize=None if escape is None else lambda value: escape(str(value)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
