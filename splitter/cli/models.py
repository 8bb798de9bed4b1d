"""`splitter models`: the models that come with the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from splitter.choices import TableFormat
from splitter.cli.exits import BAD_MODEL, complain, exit_codes
from splitter.cli.output import write

if TYPE_CHECKING:
    from splitter.model_cards import BundledModel

models = typer.Typer(
    name="models",
    rich_markup_mode=None,
    help="The models that come with splitter: sizes, checksums, licences, data, scores.",
)


@models.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="Form of the list.")] = TableFormat.table,
) -> None:
    """List the models that come with splitter."""
    if context.invoked_subcommand is not None:
        return
    with exit_codes():
        from splitter.model_cards import bundled_models

        found = bundled_models()
        if format is TableFormat.json:
            import json

            write(json.dumps([model.model_dump() for model in found], indent=2, ensure_ascii=False))
        else:
            write("\n\n".join(_told(model) for model in found))


@models.command(epilog="Exit codes: 0 all as their cards say; 4 a file or a card is not.")
def verify() -> None:
    """Compute the models' checksums again and compare them with their cards."""
    with exit_codes():
        from splitter.model_cards import bundled_models, faults

        wrong = faults()
        for sentence in wrong:
            complain(sentence)
        if wrong:
            raise typer.Exit(BAD_MODEL)
        for model in bundled_models():
            write(f"{model.name}: {model.sha256} as its card says")


def _told(model: BundledModel) -> str:
    scores = "; ".join(f"{name} {value:g}" for name, value in model.scores.items())
    lines = [
        f"{model.name}: {model.task}",
        f"  {model.size / 1e6:.1f} MB, SHA-256 {model.sha256[:16]}…, {model.license}",
        f"  trained on {model.trained_on}",
    ]
    return "\n".join([*lines, f"  {scores}"] if scores else lines)
