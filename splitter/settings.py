"""The one place for options: a frozen object that travels down the pipeline."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from splitter.choices import Precision

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
DEFAULT_SUMMARIZER = "extract"
DEFAULT_BASE_URL = "https://api.openai.com/v1"


class Settings(BaseModel):
    """Everything that decides what comes out for a page.

    Two runs with equal settings over equal text print equal bytes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    granularity: float = Field(
        default=0.5,
        ge=0.0,
        le=1.0,
        description="0 puts the whole page into one story, 1 leaves every post alone; "
        "0.5 gives the stories an editor would want a digest of.",
    )
    stories: int | None = Field(default=None, ge=1, description="Exact number of stories; overrides granularity.")
    max_words: int = Field(default=60, ge=10, le=400, description="Most words in one story's digest.")
    min_words: int = Field(
        default=25,
        ge=0,
        le=400,
        description="Words a digest aims for where its posts hold as many.",
    )
    summarizer: str = Field(
        default=DEFAULT_SUMMARIZER,
        description="`extract`, a model's folder or id on a hub, or `openai:MODEL` for a chat endpoint.",
    )
    base_url: str = Field(
        default=DEFAULT_BASE_URL, repr=False, description="Where the endpoint of `openai:MODEL` is; decides no bytes."
    )
    max_requests: int = Field(
        default=1000, ge=1, description="Most requests to the endpoint, repeated ones counted; then digesting stops."
    )
    encoder: str = Field(
        default=DEFAULT_ENCODER,
        description="A bundled model's name, a folder, or a model id on a hub.",
    )
    precision: Precision = Field(
        default=Precision.float32,
        description="What the encoders compute with: bfloat16 is faster on processors that have it, slower on others,"
        " and now and then puts a post elsewhere.",
    )
    offline: bool = Field(default=False, description="Never ask a model hub for anything.")
    include_text: bool = Field(default=False, description="Carry the page's text in the output.")
