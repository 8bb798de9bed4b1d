"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from splitter.choices import Precision

DEFAULT_BASE_URL = "https://api.openai.com/v1"  # As in `Settings`, whose import would load pydantic.

Summarizer = Annotated[
    str, typer.Option("--summarizer", help="extract, a model's folder or hub id (OWNER/NAME), or openai:MODEL.")
]
PrecisionOption = Annotated[
    Precision, typer.Option("--precision", help="bfloat16 is faster where the processor has it.")
]
BaseUrl = Annotated[str, typer.Option("--base-url", help="Endpoint of openai:MODEL; its key is OPENAI_API_KEY.")]
MaxRequests = Annotated[
    int, typer.Option("--max-requests", min=1, help="Most requests to the endpoint, in each process.")
]
