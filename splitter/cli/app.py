"""The commands: `digest`, `posts`, `explain`, `batch`, `models`, `schema`, `evaluate`.

Only typer is imported at the top: `splitter --help` answers before torch would have loaded.
"""

from __future__ import annotations

from contextlib import nullcontext
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from splitter.choices import Precision, TableFormat
from splitter.cli.batch import EXIT_CODES as BATCH_EXIT_CODES
from splitter.cli.batch import batch
from splitter.cli.exits import BAD_INPUT, BELOW_FLOOR, INTERRUPTED, SOME_FAILED, complain, exit_codes
from splitter.cli.models import models
from splitter.cli.options import DEFAULT_BASE_URL, BaseUrl, MaxRequests, PrecisionOption, Summarizer
from splitter.cli.output import output_file, write
from splitter.cli.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from splitter.result import PageDigest
    from splitter.settings import Settings

app = typer.Typer(
    name="splitter",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Separate a news live blog into its stories and digest each one faithfully.",
)

SAMPLE = Path(__file__).parent.parent / "samples" / "europe-live.txt"
_EXIT_CODES = (
    "Exit codes: 0 fine; 2 bad usage, no input could be read, or a model cannot be used; 3 some pages failed;"
    " 130 interrupted."
)


class Format(str, Enum):
    """What `digest` prints."""

    text = "text"
    markdown = "markdown"
    json = "json"
    jsonl = "jsonl"


class PostsFormat(str, Enum):
    """What `posts` prints."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


@app.command(epilog=_EXIT_CODES)
def digest(
    pages: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PAGE…",
            help="Text files, digest documents that carry their text, or - for standard input.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="json is indented, jsonl one line a page.")
    ] = Format.text,
    granularity: Annotated[float, typer.Option("--granularity", "-g", help="0: one story; 1: every post alone.")] = 0.5,
    stories: Annotated[
        int | None, typer.Option("--stories", help="Exact number of stories, over --granularity.")
    ] = None,
    max_words: Annotated[int, typer.Option("--max-words", help="Most words in one story's digest.")] = 60,
    summarizer: Summarizer = "extract",
    base_url: BaseUrl = DEFAULT_BASE_URL,
    max_requests: MaxRequests = 1000,
    precision: PrecisionOption = Precision.float32,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of to standard output.")
    ] = None,
    include_text: Annotated[
        bool, typer.Option("--include-text", help="Carry the page's text in the JSON, to be edited and read back.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Never ask a model hub for anything.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on standard error.")] = False,
    sample: Annotated[bool, typer.Option("--sample", help="Digest the page that splitter brings along.")] = False,
) -> None:
    """Digest live-blog pages, one after another."""
    named = _named(pages, sample)
    with exit_codes():
        from splitter.settings import Settings

        settings = Settings(
            granularity=granularity,
            stories=stories,
            max_words=max_words,
            summarizer=summarizer,
            base_url=base_url,
            max_requests=max_requests,
            precision=precision,
            include_text=include_text,
            offline=offline,
        )
        between = "" if format in (Format.json, Format.jsonl) else "\n"
        first = True
        with nullcontext() if output is None else output_file(output) as save:

            def show(result: PageDigest) -> None:
                nonlocal first
                before, first = "" if first else between, False
                if save is None:
                    _show(result, format, before)
                else:
                    save(f"{before}{_rendered(result, format)}\n")

            failed = _each_page(named, settings, quiet, show)
        if failed:
            raise typer.Exit(BAD_INPUT if failed == len(named) else SOME_FAILED)


@app.command(epilog=_EXIT_CODES)
def posts(
    pages: Annotated[
        list[str] | None,
        typer.Argument(metavar="PAGE…", help="Text files, or - for standard input.", show_default=False),
    ] = None,
    format: Annotated[
        PostsFormat, typer.Option("--format", "-f", help="json is indented, jsonl one line a page.")
    ] = PostsFormat.text,
    roles: Annotated[bool, typer.Option("--roles", help="Say what each line is for.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what spoke for each boundary, with the roles of the lines.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on standard error.")] = False,
    sample: Annotated[bool, typer.Option("--sample", help="Take the page that splitter brings along.")] = False,
) -> None:
    """Cut live-blog pages into their posts, and show what segmentation made of each line."""
    named = _named(pages, sample)
    with exit_codes():
        from splitter.errors import UnreadableInput
        from splitter.reading import read_page

        failed = 0
        for name in named:
            try:
                page = read_page(name)
                with Waiting(quiet=quiet) as waiting:
                    waiting.stage("loading the libraries")
                    from splitter.posts import find_posts
                    from splitter.rendering.posts import ROLE_WIDTH, posts_to_text

                    waiting.stage(f"{name}: finding the posts")
                    found = find_posts(page, source=name, roles=roles, explain=explain)
            except UnreadableInput as error:
                complain(str(error))
                failed += 1
                continue
            match format:
                case PostsFormat.text:
                    write(_wrapped(posts_to_text(found, page.text), ROLE_WIDTH if found.lines else 0))
                case PostsFormat.json:
                    write(found.model_dump_json(by_alias=True, indent=2))
                case PostsFormat.jsonl:
                    write(found.model_dump_json(by_alias=True))
        if failed:
            raise typer.Exit(BAD_INPUT if failed == len(named) else SOME_FAILED)


@app.command(epilog=_EXIT_CODES)
def explain(
    pages: Annotated[
        list[str] | None,
        typer.Argument(metavar="PAGE…", help="As for digest.", show_default=False),
    ] = None,
    post: Annotated[
        list[str] | None, typer.Option("--post", help="Explain only this post, by id; may be repeated.")
    ] = None,
    format: Annotated[
        PostsFormat, typer.Option("--format", "-f", help="json is indented, jsonl one line a page.")
    ] = PostsFormat.text,
    granularity: Annotated[float, typer.Option("--granularity", "-g", help="0: one story; 1: every post alone.")] = 0.5,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on standard error.")] = False,
    sample: Annotated[bool, typer.Option("--sample", help="Take the page that splitter brings along.")] = False,
) -> None:
    """Say why each post is in its story: the nearest posts, the evidence, and what would move it."""
    named = _named(pages, sample)
    with exit_codes():
        from splitter.settings import Settings

        def show(result: PageDigest) -> None:
            from splitter.rendering.explanation import HANG, explanation_to_text

            told = result.explain(post or None)
            match format:
                case PostsFormat.text:
                    write(_wrapped(explanation_to_text(told), HANG))
                case PostsFormat.json:
                    write(told.model_dump_json(by_alias=True, indent=2))
                case PostsFormat.jsonl:
                    write(told.model_dump_json(by_alias=True))

        failed = _each_page(named, Settings(granularity=granularity), quiet, show)
        if failed:
            raise typer.Exit(BAD_INPUT if failed == len(named) else SOME_FAILED)


app.command(epilog=BATCH_EXIT_CODES)(batch)
app.add_typer(models)


@app.command()
def schema() -> None:
    """Print the JSON Schema of what `digest --format json` prints."""
    with exit_codes():
        import json

        from splitter.document import json_schema

        write(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@app.command(epilog="Exit codes: 0 fine; 1 a figure fell below its floor; 2 bad usage or input; 130 interrupted.")
def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="GOLD_FOLDER", help="Annotated pages: ID.json beside ID.txt.")],
    format: Annotated[TableFormat, typer.Option("--format", "-f")] = TableFormat.table,
    granularity: Annotated[float, typer.Option("--granularity", "-g", help="0: one story; 1: every post alone.")] = 0.5,
    summarizer: Summarizer = "extract",
    base_url: BaseUrl = DEFAULT_BASE_URL,
    max_requests: MaxRequests = 1000,
    precision: PrecisionOption = Precision.float32,
    floors: Annotated[
        Path | None, typer.Option("--floors", help='JSON of figures that must hold: {"mean": {…}, "each": {…}}.')
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress on standard error.")] = False,
) -> None:
    """Score splitter on annotated pages."""
    with exit_codes():
        from splitter.evaluation.floors import fallen
        from splitter.evaluation.gold import read_gold_folder
        from splitter.evaluation.report import as_json, as_table, read_floors
        from splitter.settings import Settings

        limits = None if floors is None else read_floors(floors)
        gold = read_gold_folder(folder)
        settings = Settings(
            granularity=granularity,
            summarizer=summarizer,
            base_url=base_url,
            max_requests=max_requests,
            precision=precision,
        )
        figures = {}
        with Waiting(quiet=quiet) as waiting:
            waiting.stage("loading the libraries")
            from splitter.evaluation.metrics import score
            from splitter.pipeline import Splitter

            splitter = Splitter(settings)
            for page in gold:
                waiting.stage(f"scoring {page.name}")
                figures[page.name] = score(page, splitter.digest(page.text).document)
        write(as_json(figures) if format is TableFormat.json else as_table(figures))
        below = [] if limits is None else fallen(figures, limits)
        for sentence in below:
            complain(sentence)
        if below:
            raise typer.Exit(BELOW_FLOOR)


def _named(pages: list[str] | None, sample: bool) -> list[str]:
    named = [*(pages or []), *([str(SAMPLE)] if sample else [])]
    if not named:
        complain("no page given; name a file, - for standard input, or --sample")
        raise typer.Exit(BAD_INPUT)
    return named


def _each_page(names: list[str], settings: Settings, quiet: bool, show: Callable[[PageDigest], None]) -> int:
    """Digest each page and show what comes of it; how many could not be."""
    from splitter.errors import UnknownPost, UnreadableInput
    from splitter.reading import read_page

    failed = 0
    splitter = None
    for name in names:
        try:
            page = read_page(name)
            with Waiting(quiet=quiet) as waiting:
                waiting.stage("loading the libraries")
                from splitter.pipeline import Splitter

                splitter = splitter or Splitter(settings)
                result = splitter.digest(page, progress=lambda stage, w=waiting, n=name: w.stage(f"{n}: {stage}"))  # type: ignore[misc]
            show(result)
        except (UnreadableInput, UnknownPost) as error:
            complain(str(error))
            failed += 1
    return failed


def _wrapped(text: str, hang: int) -> str:
    """`text` as it is for files and pipes; wrapped for a terminal."""
    from rich.console import Console

    from splitter.rendering.terminal import wrapped

    console = Console()
    return wrapped(text, console, hang) if console.is_terminal else text


def _show(result: PageDigest, format: Format, before: str) -> None:
    from rich.console import Console

    console = Console()
    print(before, end="", flush=True)
    if format is Format.text and console.is_terminal:
        from splitter.rendering import render_terminal

        with console.capture() as captured:
            render_terminal(result.document, console)
        write(captured.get().rstrip("\n"))
    else:
        write(_rendered(result, format))


def _rendered(result: PageDigest, format: Format) -> str:
    match format:
        case Format.json:
            return result.to_json(indent=2)
        case Format.jsonl:
            return result.to_json()
        case Format.markdown:
            return result.to_markdown().rstrip("\n")
        case Format.text:
            return result.to_text().rstrip("\n")


def main() -> None:
    """Entry point of the console script."""
    import io
    import sys

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # Typer's help, whatever the encoding has no sign for.
    try:
        app()
    except KeyboardInterrupt:  # While a command's arguments were still being read.
        raise SystemExit(INTERRUPTED) from None
