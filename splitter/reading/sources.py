"""From a path, standard input or bytes to a page."""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, Final

from splitter.errors import UnreadableInput
from splitter.reading.document import read_document
from splitter.reading.page import Page

# First bytes of what people hand over by mistake, and what to do about each.
_SIGNATURES = (
    (b"%PDF-", "a PDF; extract its text first (for example with pdftotext) and pass that"),
    (b"PK\x03\x04", "a ZIP or Office file; save it as plain text and pass that"),
    (b"\x1f\x8b", "gzip-compressed; unpack it first with gunzip"),
    (b"\xfd7zXZ\x00", "xz-compressed; unpack it first with xz -d"),
    (b"(\xb5/\xfd", "zstd-compressed; unpack it first with zstd -d"),
    (b"\x89PNG", "an image; pass the page's text"),
    (b"\xff\xd8\xff", "an image; pass the page's text"),
    (b"\xd0\xcf\x11\xe0", "an Office file; save it as plain text and pass that"),
)
# All but tab, line breaks, form feed and escape, which text may hold.
_CONTROL = bytes([*range(9), *range(14, 27), *range(28, 32)])
_HIGH = bytes(range(128, 256))
_BEYOND_ASCII = re.compile("[^\0-\x7f\ufffd]")
_DIGEST = re.compile(r'"schema"\s*:\s*"splitter/digest/[^"]*"\s*(?:[,}]|$)')
_LIST = re.compile(r"\s*\[\s*\{")
_ONE_A_FILE = "pass one document a file, or many to splitter batch"
# White space, comments and what XML declares may stand before it.
_HTML_START = re.compile(
    r"(?:[\s\ufeff]|<!--(?:(?!-->).)*-->|<\?(?:(?!\?>).)*\?>)*<(?:!doctype\s+)?html(?:[\s/>]|$)",
    re.IGNORECASE | re.DOTALL,
)
_LOOKED_AT = 1 << 16  # Characters, of whatever length a text is.
HTML: Final = "HTML; pass its text, as an extractor such as trafilatura prints it"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_page(path: str | os.PathLike[str]) -> Page:
    """Read one page.

    Args:
        path: A file of plain text or a digest document; `-` for standard input.

    Raises:
        UnreadableInput: With one sentence that names the file and says what to do.
    """
    path = os.fspath(path)
    if path == "-":
        return page_from_bytes(sys.stdin.buffer.read(), name="standard input")
    file = Path(path)
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise UnreadableInput(f"{path}: there is no such file; check the path") from None
    except IsADirectoryError:
        raise UnreadableInput(f"{path}: is a folder; pass the files in it, {path}/*.txt") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableInput(f"{path}: cannot be read ({reason}); check its permissions") from error
    return page_from_bytes(data, name=path, uri=path)


def page_from_bytes(data: bytes, *, name: str, uri: str | None = None) -> Page:
    """Decode a page, or a digest document that carries its text.

    Raises:
        UnreadableInput: Nothing in it, binary, HTML, or in no encoding that can be told.
    """
    text = decode(data, name)
    if not text.strip():
        raise UnreadableInput(f"{name}: holds no text; pass a page with at least one post")
    # A page may quote a document; what is JSON from its first character on is meant to be one.
    if text.lstrip().startswith("{") and _DIGEST.search(text):
        return read_document(_one_object(text, name), name=name)
    if _LIST.match(text) and _DIGEST.search(text):
        raise UnreadableInput(f"{name}: is a list of digest documents; {_ONE_A_FILE}")
    return Page(text=text, id=Path(uri).name if uri else "", uri=uri)


def _one_object(text: str, name: str) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(text)
    except RecursionError:
        raise UnreadableInput(f"{name}: is a digest document nested too deeply; mend it in the JSON") from None
    except ValueError as error:
        line, fault = getattr(error, "lineno", 1), getattr(error, "msg", str(error))
        if fault == "Extra data":
            does = f"is past the end of the digest document; {_ONE_A_FILE}"
        else:
            does = f"breaks the digest document ({fault}); mend the JSON there"
        raise UnreadableInput(f"{name}: line {line} {does}") from None
    return record


def decode(data: bytes, name: str) -> str:
    """Bytes to text: UTF-8 or UTF-16/32 with a mark, UTF-8 without, else cp1252 or what charset-normalizer finds.

    The byte-order mark goes; nothing else changes but lone surrogates, which become U+FFFD.

    Raises:
        UnreadableInput: It is binary, HTML, or in no encoding that can be told.
    """
    text = _decoded(data, name)
    if is_html(text):
        raise UnreadableInput(f"{name}: is {HTML}")
    return text


def is_html(text: str) -> bool:
    """Whether a text is a whole HTML page, by how it begins; text that holds some tags is none."""
    return _HTML_START.match(text, 0, _LOOKED_AT) is not None


def _decoded(data: bytes, name: str) -> str:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableInput(f"{name}: is {what}")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        # Crawls write lone surrogates as three bytes each; UTF-8 output has no place for them.
        text = without_surrogates(data.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError as error:
        text = _detect(data, name, cut=error.reason == "unexpected end of data")
    if sum(text.count(chr(c)) for c in _CONTROL) > max(16, len(text) // 10):
        raise UnreadableInput(f"{name}: is binary, not text; pass the page as plain text")
    return text


def without_surrogates(text: str) -> str:
    """Each lone surrogate as U+FFFD: no output has a place for them. Offsets stay."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _detect(data: bytes, name: str, *, cut: bool) -> str:
    from charset_normalizer import from_bytes

    if len(data) - len(data.translate(None, _CONTROL)) > max(16, len(data) // 20):
        raise UnreadableInput(f"{name}: is binary, not text; pass the page as plain text")
    # A page that is UTF-8 but for a few broken bytes is UTF-8: cut at a fixed size by a crawl,
    # or joined from parts. Of a cut page nothing else need stand beyond ASCII.
    loose = data.decode("utf-8", "replace")
    if loose.count("\ufffd") <= max(1, len(loose) // 1000) and (cut or _BEYOND_ASCII.search(loose)):
        return loose
    # From so few bytes beyond ASCII the detector guesses ("£" becomes "ú"); they are in the web's own default.
    if len(data) - len(data.translate(None, _HIGH)) <= max(1, len(data) // 100):
        return data.decode("cp1252", "replace")
    # The detector's time grows with what it reads; the first megabyte tells.
    matches = list(from_bytes(data[: 1 << 20]))
    if not matches:
        raise UnreadableInput(f"{name}: its character encoding cannot be told; convert it to UTF-8 (iconv -t UTF-8)")
    best = matches[0]
    # Of encodings that fit equally well the web's own default: the others share its common letters.
    equals = [m.encoding for m in matches if (m.chaos, m.coherence) == (best.chaos, best.coherence)]
    return data.decode("cp1252" if "cp1252" in equals else best.encoding, "replace")
