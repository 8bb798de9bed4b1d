"""What real extractors print of a live blog: the page written as HTML, their output labelled.

Each element carries a mark of rare letters through the extractor; where the mark comes out, the
element has come out, and the mark is taken away.
"""

from __future__ import annotations

import html
import random
import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from splitter.segmentation.roles import Role

from .page import Element, Rendered, RenderedPost

# Letters of the Yi script: printable, so that no extractor drops them, and in no page of ours.
_YI, _BASE = 0xA000, 1000
_MARK = re.compile(f"[{chr(_YI)}-{chr(_YI + _BASE)}]{{2}}")


def extract(elements: list[Element], posts: list[RenderedPost], family: str, rng: random.Random) -> Rendered:
    """The page as the extractor named by `family` prints it."""
    printed = _EXTRACTORS[family](_html(elements, rng))
    parts: list[str] = []
    marks: list[tuple[int, Role, int | None]] = []
    position = length = 0
    for match in _MARK.finditer(printed):
        before = printed[position : match.start()]
        parts.append(before)
        length += len(before)
        position = match.end()
        place = (ord(match.group()[0]) - _YI) * _BASE + ord(match.group()[1]) - _YI
        # What an extractor puts in front of an element (`## `, `* `) is the element's own.
        lead = len(before) - len(before.rstrip(" \t#*>-•[_|+.0123456789"))
        marks.append((length - (lead if "\n" in before[: len(before) - lead] or not before[:-lead or None] else 0),
                      elements[place].role, elements[place].post))  # fmt: skip
    parts.append(printed[position:])
    return Rendered("".join(parts), posts, marks, family)


def _html(elements: list[Element], rng: random.Random) -> str:
    title = rng.choice(["h2", "h2", "h3", "h4", "p", "strong", "h2"])
    block = rng.choice(["article", "div", "section", "li"])
    prose = rng.choice(["p", "p", "p", "div"])
    out: list[str] = []
    post: int | None = -1
    listed = False
    for place, element in enumerate(elements):
        if listed and (element.role != "item" or element.post != post):
            out.append("</ul>")
            listed = False
        if element.post != post or element.post is None:
            if post is not None and post >= 0:
                out.append(f"</div></{block}>")
            post = element.post
            if post is not None:
                out.append(f'<{block} class="block" id="b{post}"><div class="block-body">')
        text = chr(_YI + place // _BASE) + chr(_YI + place % _BASE) + html.escape(element.text, quote=False)
        match element.role:
            case "title" | "teaser" if element.role == "title" or rng.random() < 0.5:
                inner = f'<a href="/live#{place}">{text}</a>' if rng.random() < 0.2 else text
                out.append(f"<{title}>{inner}</{title}>")
            case "time":
                out.append(f'<p class="time"><time>{text}</time></p>')
            case "quote":
                out.append(f"<blockquote><p>{text}</p></blockquote>")
            case "item":
                if not listed:
                    out.append("<ul>")
                    listed = True
                out.append(f"<li>{text}</li>")
            case "caption":
                out.append(f'<figure><img src="/i/{place}.jpg" alt=""><figcaption>{text}</figcaption></figure>')
            case "embed":
                out.append(f'<blockquote class="twitter-tweet"><p>{text}</p></blockquote>')
            case "pointer" | "media":
                out.append(f'<p><a href="/news/{place}">{text}</a></p>')
            case "share":
                out.append(f'<div class="share"><a href="#">{text}</a></div>')
            case "navigation":
                out.append(rng.choice([f'<nav><a href="/">{text}</a></nav>', f"<p>{text}</p>", f"<div>{text}</div>"]))
            case "label":
                out.append(f"<span>{text}</span><br>")
            case _:
                out.append(f"<{prose}>{text}</{prose}>")
    if listed:
        out.append("</ul>")
    if post is not None and post >= 0:
        out.append(f"</div></{block}>")
    return f"<!doctype html><html><head><title>Live</title></head><body><main>{''.join(out)}</main></body></html>"


def _html2text(page: str) -> str:
    import html2text

    printer = html2text.HTML2Text(bodywidth=random.Random(page).choice([0, 0, 78]))
    printer.ignore_links = random.Random(page[::-1]).random() < 0.6
    printer.ignore_images = True
    return printer.handle(page)


def _trafilatura(page: str) -> str:
    import trafilatura

    form = random.Random(page).choice(["txt", "txt", "markdown"])
    return trafilatura.extract(page, output_format=form, include_comments=False, favor_recall=True) or ""


def _readability(page: str) -> str:
    import lxml.html
    import readability

    found = lxml.html.fromstring(readability.Document(page).summary())
    blocks = found.iter("p", "h1", "h2", "h3", "h4", "li", "figcaption", "strong", "span", "time")
    return "\n".join(text for block in blocks if (text := " ".join((block.text or "").split()))) or found.text_content()


def _inscriptis(page: str) -> str:
    import inscriptis

    return inscriptis.get_text(page)


def _lynx(page: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page.replace("<head>", '<head><meta charset="utf-8">'), encoding="utf-8")
        command = [
            "lynx",
            "-dump",
            "-nolist",
            "-width=80",
            "-assume_charset=utf-8",
            "-display_charset=utf-8",
            str(path),
        ]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def _visible_text(page: str) -> str:
    """What a browser's `innerText` gives: a line a block, nothing else."""
    import lxml.html

    tree = lxml.html.fromstring(page)
    for tag in tree.iter(
        "p", "div", "h2", "h3", "h4", "li", "br", "figcaption", "article", "section", "nav", "strong", "span"
    ):
        tag.tail = "\n" + (tag.tail or "")
    lines = (" ".join(line.split()) for line in tree.find("body").text_content().split("\n"))
    return "\n".join(line for line in lines if line)


_EXTRACTORS: dict[str, Callable[[str], str]] = {
    "html2text": _html2text,
    "trafilatura": _trafilatura,
    "readability": _readability,
    "inscriptis": _inscriptis,
    "lynx": _lynx,
    "visible-text": _visible_text,
}
