"""The digest document: what `--format json` prints, as the pydantic models that write it.

All offsets are code-point offsets (Python `str` indices), end exclusive, into the page's text.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

SCHEMA: Final = "splitter/digest/1"

PostKind = Literal["update", "summary", "roundup", "transition", "media", "teaser"]
Author = Literal["model", "extract"]


class Record(BaseModel):
    """A part of a document."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Source(Record):
    """The page that was read."""

    id: str
    uri: str | None = None
    title: str | None = None
    publisher: str | None = None
    language: str = Field(description="ISO 639-1 code, or `und` where it cannot be told.")
    characters: int = Field(ge=0)
    text_sha256: str = Field(description="SHA-256 of the text's UTF-8 bytes, in hex.")
    given_sha256: str | None = Field(
        default=None, description="In a batch: SHA-256 of the posts and stories that the record brought, if any."
    )
    partial: bool = Field(description="The page says that it has more posts elsewhere.")
    text: str | None = Field(default=None, description="The page's text, where it was asked for.")


class SettingsRecord(Record):
    """What would have to be equal for the same output."""

    version: str
    granularity: float
    stories: int | None = None
    min_words: int
    max_words: int
    segmenter: str = ""
    segmenter_revision: str = ""
    clusterer: str = ""
    clusterer_revision: str = ""
    encoder: str
    encoder_revision: str
    precision: str = "float32"
    summarizer: str
    summarizer_revision: str


class Item(Record):
    """One item of a post that tells of several stories: `text[start:end]` of the page."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    repeats: str | None = Field(default=None, description="Id of the post whose headline it repeats.")
    story: str | None = Field(default=None, description="The story that it tells of.")


class Post(Record):
    """One post of the page: `text[start:end]`."""

    id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    kind: PostKind
    title: str | None = None
    author: str | None = None
    published: str | None = Field(default=None, description="RFC 3339, where the input document brings one.")
    time: str | None = Field(default=None, description="The time as the page shows it, e.g. `14:42`.")
    url: str | None = None
    duplicate_of: str | None = Field(default=None, description="Id of the post that it repeats.")
    items: list[Item] = Field(default_factory=list, description="Of a summary or roundup, what it tells one by one.")
    story: str | None = None

    _text: str = PrivateAttr(default="")

    @property
    def text(self) -> str:
        """The post as it stands in the page; empty in a document that was read back without `source.text`."""
        return self._text


class Sentence(Record):
    """One sentence of a digest with the posts that carry it."""

    text: str = Field(description="A name in brackets that opens an extract is put in from elsewhere in its posts.")
    sources: list[str] = Field(min_length=1, description="Ids of posts of this story.")
    written_by: Author
    support: float = Field(ge=0.0, le=1.0)


class Story(Record):
    """One story: its posts, headline and digest."""

    id: str
    storyline: str | None = None
    headline: str
    digest: list[Sentence] = Field(min_length=1)
    posts: list[str] = Field(min_length=1)
    confidence: float = Field(
        default=1.0, ge=0.0, le=1.0, description="Mean probability that a post tells what the others of the story do."
    )
    people: list[str] = Field(default_factory=list)
    places: list[str] = Field(default_factory=list)
    organisations: list[str] = Field(default_factory=list)
    first_published: str | None = Field(default=None, description="The earliest `published` of its posts, if any.")
    last_published: str | None = Field(default=None, description="The latest `published` of its posts, if any.")


class Discarded(Record):
    """A span that is in no post."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    reason: str


class Document(Record):
    """A page's digest: its posts, its stories with their digests, and what was left out."""

    schema_: Literal["splitter/digest/1"] = Field(default=SCHEMA, alias="schema")
    source: Source
    settings: SettingsRecord
    posts: list[Post]
    stories: list[Story]
    discarded: list[Discarded] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    @model_validator(mode="after")
    def _fill_texts(self) -> Document:
        if self.source.text is not None:
            for post in self.posts:
                post._text = self.source.text[post.start : post.end]
        return self

    def to_json(self, indent: int | None = None) -> str:
        """The document as JSON text; no newline inside it unless `indent` is given."""
        return self.model_dump_json(by_alias=True, indent=indent)


def json_schema() -> dict[str, object]:
    """JSON Schema (2020-12) of the digest document, from the models that write it."""
    schema = Document.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
