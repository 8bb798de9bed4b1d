"""What a batch reads and gives: records, and those that were rejected with their reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

from splitter.errors import UnreadableInput
from splitter.reading import Page, read_document
from splitter.reading.sources import decode, without_surrogates

# Names that crawls give their columns, the likeliest first.
TEXT_COLUMNS = ("text", "raw_content", "content", "maintext")
ID_COLUMNS = ("id",)
URL_COLUMNS = ("url",)
TITLE_COLUMNS = ("title",)


class Error(str, Enum):
    """Why a record has no result."""

    bad_json = "BadJson"
    bad_row = "BadRow"
    bad_document = "BadDocument"
    wrong_type = "WrongType"
    no_text = "NoText"
    empty = "Empty"
    too_large = "TooLarge"
    unreadable = "Unreadable"
    broken_input = "BrokenInput"
    stage_failed = "StageFailed"
    out_of_memory = "OutOfMemory"
    timed_out = "TimedOut"
    worker_died = "WorkerDied"


# What befalls records that could be read.
_OF_STAGES = frozenset({Error.stage_failed, Error.out_of_memory, Error.timed_out, Error.worker_died})


@dataclass(frozen=True)
class Record:
    """A page to be digested.

    Attributes:
        key: Its id, or a hash of its content; the `source.id` of its result.
        place: Where it stands, e.g. `crawl.jsonl.gz:17`.
        page: Its text and what is known beside it; `page.id` is the key, `page.given_sha256` tells of its posts.
    """

    key: str
    place: str
    page: Page

    @property
    def content(self) -> str:
        """Hash of what it holds, see `content_of`."""
        return content_of(self.page.sha256, self.page.given_sha256)

    @property
    def identity(self) -> str:
        """What tells this record from all others, see `identity_of`."""
        return identity_of(self.key, self.content)


@dataclass(frozen=True)
class Reject:
    """A record without a result.

    Attributes:
        key: As of a record; of one that could not be read, a hash of its bytes.
        place: Where it stands.
        error: Which kind of trouble.
        reason: One sentence.
        content: As of a record; of one that could not be read, SHA-256 of its bytes, in hex.
    """

    key: str
    place: str
    error: Error
    reason: str
    content: str

    @property
    def identity(self) -> str:
        """As of a record; of what could not be read and has no id, each place counts."""
        if self.error in _OF_STAGES or self.key != self.content[:32]:
            return identity_of(self.key, self.content)
        return identity_of(f"{self.key}\0{self.place}", self.content)

    def to_json(self) -> str:
        """One line of `rejects.jsonl`, without its end."""
        return json.dumps(asdict(self) | {"error": self.error.value}, ensure_ascii=True)

    @classmethod
    def from_json(cls, line: bytes) -> Reject:
        """Read such a line back.

        Raises:
            ValueError: It is not whole.
        """
        try:
            given = json.loads(line)
            return cls(**{**given, "error": Error(given["error"])})
        except (TypeError, KeyError) as error:
            raise ValueError(str(error)) from None


@dataclass(frozen=True)
class Columns:
    """Names of a table's columns, or of a JSON object's fields; None: those that crawls use."""

    text: str | None = None
    id: str | None = None
    url: str | None = None

    def find(self, names: Sequence[str]) -> dict[str, str]:
        """Which of the columns there are hold text, id, url and title."""
        asked: dict[str, tuple[str, ...]] = {
            "text": (self.text,) if self.text else TEXT_COLUMNS,
            "id": (self.id,) if self.id else ID_COLUMNS,
            "url": (self.url,) if self.url else URL_COLUMNS,
            "title": TITLE_COLUMNS,
        }
        found = {role: next((name for name in known if name in names), None) for role, known in asked.items()}
        return {role: name for role, name in found.items() if name is not None}

    def missing(self, names: Sequence[str]) -> list[str]:
        """Names that were asked for, of the id and the address, and are not there."""
        return [name for name in (self.id, self.url) if name and name not in names]

    def no_text(self, names: Sequence[str]) -> str:
        """Why a table with columns of these names cannot be read, in one sentence."""
        if self.text:
            return self.lacks([self.text], names)
        return f"has no column of text; name it with --text-column, its columns are {_some_of(names)}"

    def lacks(self, missing: Sequence[str], names: Sequence[str]) -> str:
        """As `no_text`, where names that were asked for are missing."""
        return f"has no column {' and no '.join(map(repr, missing))}; its columns are {_some_of(names)}"


class Asked:
    """Whether the records of an input, each with fields of its own, ever have those that were asked for by name.

    Attributes:
        missing: Those that none has had; empty while there is none.
    """

    def __init__(self, columns: Columns) -> None:
        self.missing: list[str] = []
        self._columns = columns
        self._first: list[str] | None = None

    def meet(self, names: Sequence[str]) -> None:
        """Look at a record's fields."""
        missing = self._columns.missing(names)
        if self._first is None:
            self._first, self.missing = list(names[:12]), missing
        self.missing = [name for name in self.missing if name in missing]

    def reason(self) -> str:
        """What is to be said where some are missing, in one sentence."""
        there = _some_of(self._first or [])
        return f"no record has a field {' or '.join(map(repr, self.missing))}; the first one's fields are {there}"


def _some_of(names: Sequence[str]) -> str:
    return ", ".join(names[:12])[:200] or "none"


def content_of(text_sha256: str, given_sha256: str | None) -> str:
    """Hash of what a record holds, in hex: that of its text, but where it brings posts and stories one with theirs."""
    if given_sha256 is None:
        return text_sha256
    return hashlib.sha256(f"{text_sha256}\0{given_sha256}".encode()).hexdigest()


def identity_of(key: str, content: str) -> str:
    """Tells a record from all others: two that share an id and differ in content are two records.

    Args:
        key: The record's.
        content: See `content_of`.

    Returns:
        32 hex digits.
    """
    return hashlib.sha256(f"{key}\0{content}".encode("utf-8", "replace")).hexdigest()[:32]


def reject_bytes(data: bytes, place: str, error: Error, reason: str) -> Reject:
    """Reject what cannot be read, named by a hash of its bytes."""
    content = hashlib.sha256(data).hexdigest()
    return Reject(content[:32], place, error, reason, content)


def record_from_json(line: bytes, place: str, columns: Columns, asked: Asked) -> Record | Reject:
    """A JSON object as a record: named fields, which `asked` is shown, or a digest document that carries its text."""
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return reject_bytes(line, place, Error.unreadable, "is not UTF-8 text")
    except (ValueError, RecursionError) as error:
        return reject_bytes(line, place, Error.bad_json, f"is not JSON: {error}")
    if not isinstance(given, dict):
        return reject_bytes(line, place, Error.wrong_type, f"is a JSON {_json_name(given)}, not an object")
    if str(given.get("schema", "")).startswith("splitter/digest/"):
        return _record_from_document(given, line, place)
    asked.meet(list(given))
    return record_from_fields(given, line, place, columns)


def record_from_fields(fields: Mapping[str, Any], raw: bytes, place: str, columns: Columns) -> Record | Reject:
    """Named fields as a record.

    Args:
        fields: Values by name.
        raw: What they were read from; names a record that cannot be read.
        place: Where it stands.
        columns: Which fields to take.
    """
    found = columns.find(list(fields))
    text = fields[found["text"]] if "text" in found else None
    id_ = fields[found["id"]] if "id" in found else None
    if isinstance(id_, float):
        # A table that lacks one id of many holds all its numbers as fractions.
        if not id_.is_integer():
            return reject_bytes(raw, place, Error.wrong_type, f"{found['id']} is {id_}, not a string or a whole number")
        id_ = int(id_)
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)
    if not isinstance(id_, str | None):
        return reject_bytes(raw, place, Error.wrong_type, f"{found['id']} is a {_json_name(id_)}, not a string")

    def reject(error: Error, reason: str) -> Reject:
        refused = reject_bytes(raw, place, error, reason)
        return replace(refused, key=without_surrogates(id_)) if id_ else refused

    if text is None and "text" in found:
        return reject(Error.no_text, f"{found['text']} is null")
    if text is None:
        wanted = columns.text or " or ".join(TEXT_COLUMNS)
        return reject(
            Error.no_text, f"has no {wanted}; its fields are {', '.join(map(str, list(fields)[:12])) or 'none'}"
        )
    if not isinstance(text, str):
        return reject(Error.wrong_type, f"{found['text']} is a {_json_name(text)}, not a string")
    url = fields[found["url"]] if "url" in found else None
    if not isinstance(url, str | None):
        return reject(Error.wrong_type, f"{found['url']} is a {_json_name(url)}, not a string")
    title = fields[found["title"]] if "title" in found else None
    if not text.strip():
        return reject(Error.empty, f"{found['text']} holds nothing but white space")
    try:
        # As a file of its own would be read: the same marks go, the same binaries are refused.
        text = decode(text.encode("utf-8", "surrogatepass"), "the text")
    except UnreadableInput as error:
        return reject(Error.unreadable, str(error))
    if not text.strip():
        return reject(Error.empty, f"{found['text']} holds nothing but white space")
    page = Page(
        text=text,
        uri=without_surrogates(url) if url else None,
        title=without_surrogates(title) if isinstance(title, str) and title else None,
    )
    return with_key(page, place, id_)


def with_key(page: Page, place: str, id_: str | None = None) -> Record:
    """A page as a record: its key is the id where there is one, else a hash of its text and address."""
    if id_:
        key = without_surrogates(id_)
    elif page.uri is None:
        key = page.sha256[:32]
    else:
        key = hashlib.sha256(f"{page.uri}\0{page.sha256}".encode("utf-8", "replace")).hexdigest()[:32]
    return Record(key, place, replace(page, id=key, given_sha256=_given_sha256(page)))


def _given_sha256(page: Page) -> str | None:
    if page.posts is None:
        return None
    spans = [[span.model_dump() for span in given] for given in (page.posts, page.discarded)]
    given = json.dumps([spans, page.stories, page.storylines], sort_keys=True)
    return hashlib.sha256(given.encode()).hexdigest()


def _record_from_document(given: dict[str, Any], raw: bytes, place: str) -> Record | Reject:
    try:
        page = read_document(given, name=place)
    except UnreadableInput as error:
        return reject_bytes(raw, place, Error.bad_document, str(error).removeprefix(f"{place}: "))
    return with_key(page, place, page.id)


def _json_name(value: object) -> str:
    names = {"str": "string", "dict": "object", "list": "array", "bool": "boolean", "int": "number", "float": "number"}
    return "null" if value is None else names.get(type(value).__name__, type(value).__name__)
