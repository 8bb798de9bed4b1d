"""`splitter batch`: many pages into a folder."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from splitter.choices import Engine, InputFormat, OutputFormat, Precision
from splitter.cli.exits import SOME_FAILED, complain, exit_codes
from splitter.cli.options import DEFAULT_BASE_URL, BaseUrl, MaxRequests, PrecisionOption, Summarizer

if TYPE_CHECKING:
    from splitter.batch import Summary

EXIT_CODES = (
    "Exit codes: 0 every record has its result; 2 bad usage, unreadable inputs, a folder in use or of other settings,"
    " a full disk, or an endpoint that answers nothing more; 3 some records were rejected, see rejects.jsonl; 130"
    " interrupted. After any of them the same command goes on where it was."
)
_MOST = 1 << 53  # Bytes or nanoseconds: what the system can still count, many times over.


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT…", help="Files, folders, quoted globs, or - for standard input."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the results.")],
    input_format: Annotated[
        InputFormat | None,
        typer.Option("--input-format", help="Form of all inputs; told from each one's content by default."),
    ] = None,
    text_column: Annotated[
        str | None,
        typer.Option("--text-column", help="Column or field of the text [text, raw_content, content, maintext]"),
    ] = None,
    id_column: Annotated[str | None, typer.Option("--id-column", help="Column or field of the id [id]")] = None,
    url_column: Annotated[str | None, typer.Option("--url-column", help="Column or field of the address [url]")] = None,
    format: Annotated[OutputFormat, typer.Option("--format", "-f", help="Form of the results.")] = OutputFormat.jsonl,
    shard_records: Annotated[int, typer.Option("--shard-records", min=1, help="Results a file.")] = 1000,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Read so many records and no more.")] = None,
    shuffle: Annotated[bool, typer.Option("--shuffle", help="Mix the order of the records.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; as many as cores and memory allow by default.")
    ] = None,
    engine: Annotated[Engine, typer.Option("--engine", help="This machine, or a Ray cluster.")] = Engine.local,
    time_limit: Annotated[float, typer.Option("--time-limit", min=0.1, help="Seconds that a record may take.")] = 600,
    memory_limit: Annotated[
        float | None,
        typer.Option(
            "--memory-limit", min=0.01, help="GB that a worker may take; its share of the machine by default."
        ),
    ] = None,
    max_record_mb: Annotated[float, typer.Option("--max-record-mb", min=0.001, help="MB that a record may have.")] = 16,
    force: Annotated[
        bool, typer.Option("--force", help="Set a folder of other settings aside, and begin anew.")
    ] = False,
    granularity: Annotated[float, typer.Option("--granularity", "-g", help="0: one story; 1: every post alone.")] = 0.5,
    max_words: Annotated[int, typer.Option("--max-words", help="Most words in one story's digest.")] = 60,
    summarizer: Summarizer = "extract",
    base_url: BaseUrl = DEFAULT_BASE_URL,
    max_requests: MaxRequests = 1000,
    precision: PrecisionOption = Precision.float32,
    include_text: Annotated[bool, typer.Option("--include-text", help="Carry each page's text in its result.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Never ask a model hub for anything.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Digest many pages into a folder; run it again to go on."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # Clusters stop their jobs so.
    with exit_codes():
        from splitter.batch import BatchOptions, Columns, DigestStage, InputOptions, run_batch
        from splitter.cli.batch_progress import BatchProgress
        from splitter.settings import Settings

        settings = Settings(
            granularity=granularity,
            max_words=max_words,
            summarizer=summarizer,
            base_url=base_url,
            max_requests=max_requests,
            precision=precision,
            include_text=include_text,
            offline=offline,
        )
        record_bytes = _whole("--max-record-mb", max_record_mb, 1e6)
        memory = None if memory_limit is None else _whole("--memory-limit", memory_limit, 1e9)
        _whole("--time-limit", time_limit, 1e9)
        options = BatchOptions(
            inputs=tuple(inputs),
            out=out,
            reading=InputOptions(
                format=input_format,
                columns=Columns(text_column, id_column, url_column),
                record_limit=record_bytes,
                shuffle=shuffle,
            ),
            form=format,
            shard_records=shard_records,
            limit=limit,
            workers=workers,
            seconds=time_limit,
            memory=memory,
            engine=engine,
            force=force,
        )
        with BatchProgress(quiet=quiet) as progress:
            summary = run_batch(options, DigestStage(settings), progress.show)
        if not quiet:
            _sum_up(summary, out)
        if summary.rejects:
            raise typer.Exit(SOME_FAILED)


def _whole(option: str, value: float, unit: float) -> int:
    """So many units as a whole number; typer takes "inf" for a number.

    Raises:
        SplitterError: Nothing can be counted so far.
    """
    from splitter.errors import SplitterError

    if not value * unit < _MOST:
        raise SplitterError(f"{option}: must be less than {_MOST / unit:g}, not {value:g}")
    return int(value * unit)


def _sum_up(summary: Summary, out: Path) -> None:
    from splitter.rendering.view import counted

    progress = summary.progress
    if summary.aside is not None:
        complain(f"what {out} held is now in {summary.aside}")
    before = f", {progress.done_before:,} done before" if progress.done_before else ""
    repeats = f", {progress.repeats:,} equal to others" if progress.repeats else ""
    complain(
        f"{counted(progress.results, 'result', 'results')} and {counted(progress.rejects, 'reject', 'rejects')}"
        f" in {progress.seconds:.0f} s ({progress.rate:.1f} a second){before}{repeats};"
        f" {out} holds {counted(summary.results, 'result', 'results')}"
    )
    if summary.rejects:
        kinds = ", ".join(f"{count:,} {error}" for error, count in summary.errors.items())
        without = counted(summary.rejects, "record has", "records have")
        complain(f"{without} no result ({kinds}); {out / 'rejects.jsonl'} tells why")
