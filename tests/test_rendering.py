"""What is shown of a document is complete, readable, and nothing that the page made of it."""

from __future__ import annotations

import io
import json
import re
import time
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from splitter.document import Discarded, Document, Post, Sentence, SettingsRecord, Source, Story
from splitter.posts import Posts, TellingLine
from splitter.rendering import render_terminal, safe_text, to_html, to_markdown, to_text
from splitter.rendering.posts import posts_to_text
from splitter.rendering.view import view

NASTY = [
    "\x1b[31mred\x1b[0m \x1b]8;;http://evil.test\x07click\x1b]8;;\x07 \x1bPq#0\x1b\\ \x9b2J",
    "[bold]not markup[/bold] [link=http://evil.test]x[/link] [/]",
    "<script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; \"' {{ 7 * 7 }}",
    "![a](javascript:alert(1)) [b](javascript:alert(1)) <http://evil.test> [c]: http://evil.test",
    "\u202eevil\u202c \u2066x\u2069 a\u200bb \u200f tabs\tand\r\nlines\u2028here",
    "# 1. - ` ``` ~~~ * _ | --- https://evil.test www.evil.test &#60;b&#62; AT&T & co",
]
fragments = st.sampled_from(NASTY) | st.text(st.characters(codec="utf-8"), max_size=30)
texts = st.lists(fragments, max_size=4).map("".join)


def a_document(
    texts: list[str],
    times: list[str | None] | None = None,
    storylines: list[str | None] | None = None,
    **changes: object,
) -> Document:
    """A story of one sentence per text; post `i` is the only post of story `i`."""
    places = range(len(texts))
    fields: dict[str, object] = {
        "source": Source(
            id="page",
            title=texts[0] if texts else None,
            language="en",
            characters=10 * len(texts),
            text_sha256="0" * 64,
            partial=False,
        ),
        "settings": SettingsRecord(
            version="0",
            granularity=0.5,
            min_words=25,
            max_words=60,
            encoder="e",
            encoder_revision="0",
            summarizer="extract",
            summarizer_revision="0",
        ),
        "posts": [
            Post(
                id=f"p{i}",
                start=10 * i,
                end=10 * i + 10,
                kind="update",
                time=times[i] if times else None,
                story=f"s{i}",
            )
            for i in places
        ],
        "stories": [
            Story(
                id=f"s{i}",
                storyline=storylines[i] if storylines else None,
                headline=texts[i],
                digest=[Sentence(text=texts[i], sources=[f"p{i}"], written_by="extract", support=1.0)],
                posts=[f"p{i}"],
            )
            for i in places
        ],
        "warnings": texts[:1],
    }
    return Document.model_validate({**fields, **changes})


def one_story(posts: list[Post]) -> Document:
    ids = [post.id for post in posts]
    sentence = Sentence(text="It rained.", sources=ids, written_by="extract", support=1.0)
    story = Story(id="s", headline="Rain", digest=[sentence], posts=ids)
    return a_document([], posts=posts, stories=[story])


def a_post(number: int, time: str | None = None, published: str | None = None) -> Post:
    return Post(id=f"p{number}", start=0, end=1, kind="update", time=time, published=published, story="s")


def printed(document: Document, width: int = 80, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system="standard" if colour else None)
    render_terminal(document, console)
    return out.getvalue()


def squeezed(text: str) -> str:
    return "".join(text.split())


def harmful(text: str) -> list[str]:
    return [
        character
        for character in text
        if character != "\n"
        and (
            unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
            or character in "\u200b\u200e\u200f\u061c\ufeff"
            or unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        )
    ]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain [text] – “quoted”", "plain [text] – “quoted”"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://a.test\x1b\\link\x1b]8;;\x07", "link"),
        ("\x1bPq#0;2;0\x1b\\after", "after"),
        ("\x1b]0;never closed", "0;never closed"),
        ("\x9b31mred, \x9bquoted", "red, quoted"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("\u202eabc\u202c\u2066d\u2069", "abcd"),
        ("so\u00adft\u200b \ufeffzero\u200dwidth", "soft zerowidth"),
        ("lone \ud800", "lone \ufffd"),
        ("می\u200cخواهم 👩\u200d🚒", "می\u200cخواهم 👩\u200d🚒"),
    ],
)
def test_safe_text(text: str, safe: str) -> None:
    assert safe_text(text) == safe


@given(st.lists(fragments | st.text(st.characters()), max_size=4).map("".join))
def test_safe_text_is_safe_and_idempotent(text: str) -> None:
    safe = safe_text(text)
    assert not harmful(safe)
    assert "\n" not in safe
    assert safe_text(safe) == safe


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=3), st.integers(1, 120))
def test_nothing_harmful_is_printed(texts: list[str], width: int) -> None:
    document = a_document(texts, times=list(texts))
    for shown in (printed(document, width), to_text(document), to_markdown(document)):
        assert not harmful(shown)
    assert not harmful(to_html(document))


def test_page_text_cannot_colour_the_terminal() -> None:
    shown = printed(a_document(NASTY), colour=True)
    assert set(re.findall(r"\x1b.[\d;]*[@-~]?", shown)) == {
        "\x1b[0m",
        "\x1b[1m",
        "\x1b[2m",
        "\x1b[33m",
    }


def test_markup_is_shown_as_it_stands() -> None:
    document = a_document(["[bold]Rain[/bold] [/] :smile:"])
    assert "[bold]Rain[/bold] [/] :smile:" in printed(document)


def test_no_color_leaves_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33m" not in printed(a_document(["Rain"]), colour=True)


@given(st.lists(texts, min_size=1, max_size=3))
def test_piped_text_holds_everything(texts: list[str]) -> None:
    document = a_document(texts)
    lines = to_text(document).split("\n")
    for number, story in enumerate(view(document).stories, start=1):
        assert f"{number}. {story.headline}" in lines
        assert all(sentence.text in story.digest for sentence in story.sentences)
        assert story.digest in lines
    for text in texts:
        assert squeezed(safe_text(text)) in squeezed(to_text(document))


@pytest.mark.parametrize("width", [20, 80, 120, 200])
def test_terminal_holds_everything_within_its_width(width: int) -> None:
    document = a_document(NASTY)
    shown = printed(document, width)
    for text in NASTY:
        assert squeezed(safe_text(text)) in squeezed(shown)
    for line in shown.splitlines():
        assert len(line) <= min(width, 96)
        assert line == line.rstrip()


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, frozenset[str]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, frozenset(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> _Tags:
    parser = _Tags()
    parser.feed(html)
    parser.close()
    return parser


@given(st.lists(texts, min_size=1, max_size=3))
def test_html_has_no_tag_from_the_page(texts: list[str]) -> None:
    nasty, plain = (parsed(to_html(a_document(t))) for t in (texts, ["Rain"] * len(texts)))
    assert nasty.tags == plain.tags
    for text in texts:
        assert squeezed(safe_text(text)) in squeezed(nasty.text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The road is closed, said mayor Ines Calder", "The road is closed, said mayor Ines Calder."),
        ("The road is closed, the mayor said:", "The road is closed, the mayor said."),
        ("The rate is 4.5%", "The rate is 4.5%."),
        ("Bray called it “a lucky escape”", "Bray called it “a lucky escape”."),
        ("“The sea will not wait.”", "“The sea will not wait.”"),
        ("« La mer n’attendra pas. »", "« La mer n’attendra pas. »"),
        ("Is the road closed?", "Is the road closed?"),
        ("The road, which is closed…", "The road, which is closed…"),
        ("—", "—."),
    ],
)
def test_a_sentence_without_a_final_mark_does_not_run_into_the_next(text: str, shown: str) -> None:
    after = "300 people have been moved to the sports hall"
    told = [Sentence(text=one, sources=["p0"], written_by="extract", support=1.0) for one in (text, after)]
    story = Story(id="s", headline="Road closed", digest=told, posts=["p0"])
    document = a_document([], posts=[a_post(0)], stories=[story])
    assert f"\n{shown} {after}\n" in to_text(document)
    assert f"{shown} {after}\n" in re.sub(r"\\(.)", r"\1", to_markdown(document))
    assert f"{shown} {after}\n" in printed(document, 96)
    assert squeezed(shown + after) in squeezed(parsed(to_html(document)).text)
    assert [sentence["text"] for sentence in json.loads(document.to_json())["stories"][0]["digest"]] == [text, after]


def test_html_breaks_words_that_are_wider_than_the_page() -> None:
    assert "overflow-wrap: anywhere" in to_html(a_document(["https://example.org/" + "a" * 200]))


def test_html_names_the_sources_of_each_sentence() -> None:
    html = to_html(one_story([a_post(n) for n in range(4)]))
    assert '<span title="posts 1–4">It rained.</span>' in html
    assert "<small" in html
    assert "4 posts, 1 story" in html


@given(st.lists(texts, min_size=1, max_size=3))
def test_markdown_has_no_structure_from_the_page(texts: list[str]) -> None:
    def kinds(texts: list[str]) -> list[str]:
        tokens = MarkdownIt("commonmark").parse(to_markdown(a_document(texts)))
        inner = {child.type for token in tokens for child in token.children or []}
        # Escapes are tokens of their own in some versions; the rest is the template's.
        allowed = {"text", "text_special", "em_open", "em_close", "strong_open", "strong_close"}
        assert inner <= allowed
        return [token.type for token in tokens if token.type != "inline"]

    # An empty text leaves an empty line, and so no paragraph.
    if all(safe_text(text).strip() for text in texts):
        assert kinds(texts) == kinds(["Rain"] * len(texts))


@given(texts)
def test_markdown_reads_as_the_page_did(text: str) -> None:
    html = MarkdownIt("commonmark").render(to_markdown(a_document([text])))
    assert squeezed(safe_text(text)) in squeezed(parsed(html).text)


def test_markdown_leaves_bare_addresses_alone() -> None:
    shown = to_markdown(a_document(["https://a.test and www.a.test"]))
    assert "https\\://a.test and www\\.a.test" in shown


def test_counts() -> None:
    document = a_document(["Rain"])
    assert view(document).counts == "1 post, 1 story"
    repeated = document.posts[0].model_copy(update={"id": "p1", "duplicate_of": "p0"})
    document = a_document(
        ["Rain"],
        posts=[document.posts[0], repeated],
        discarded=[Discarded(start=20, end=30, reason="navigation")],
    )
    assert view(document).counts == "2 posts, 1 story · 1 duplicate · 1 passage discarded"


def test_the_header_says_how_many_posts_no_story_tells() -> None:
    told = a_document(["Rain"]).posts
    first, second = (Post(id=f"p{n}", start=n, end=n + 1, kind="transition") for n in (10, 20))
    assert view(a_document(["Rain"], posts=[*told, first])).counts == "2 posts, 1 story · 1 post in no story"
    page = a_document(["Rain"], posts=[*told, first, second])
    for shown in (to_text(page), to_markdown(page), to_html(page)):
        assert "3 posts, 1 story · 2 posts in no story" in shown


def test_a_page_without_a_title_or_posts() -> None:
    document = a_document([])
    assert to_text(document) == "page\n0 posts, 0 stories"
    assert printed(document) == "page\n0 posts, 0 stories\n"


@pytest.mark.parametrize(
    ("posts", "sources"),
    [
        ([a_post(0)], "post 1"),
        ([a_post(0), a_post(1)], "posts 1, 2"),
        ([a_post(0), a_post(1, "14:42")], "14:42 · 2 posts"),
        ([a_post(0, "14:42"), a_post(1, "18:05")], "14:42–18:05 · 2 posts"),
        ([a_post(0, "18:05"), a_post(1, "14:42")], "14:42–18:05 · 2 posts"),
        ([a_post(0, "1.05pm"), a_post(1, "11.42am")], "11.42am–1.05pm · 2 posts"),
        (
            [a_post(0, "00:10"), a_post(1, "23:50"), a_post(2, "23:40")],
            "23:40–00:10 · 3 posts",
        ),
        (
            [a_post(0, "12:00", "2030-01-02T12:00:00Z"), a_post(1, None, "2030-01-01T09:30:00Z")],
            "09:30–12:00 next day · 2 posts",
        ),
        ([a_post(0, "late"), a_post(1, "early", "no date")], "early–late · 2 posts"),
        (
            [a_post(0, "Posted at 1:05 PM"), a_post(1, "Posted at 10:47 AM")],
            "Posted at 10:47 AM–1:05 PM · 2 posts",
        ),
        ([a_post(0, "5 May, 18:05"), a_post(1, "5 May, 14:42")], "5 May, 14:42–18:05 · 2 posts"),
        ([a_post(0, "May 6, 10:05"), a_post(1, "May 5, 14:42")], "May 5, 14:42–May 6, 10:05 · 2 posts"),
        ([a_post(0, "May 6 at 10:05"), a_post(1, "May 5 at 14:42")], "May 5 at 14:42–May 6 at 10:05 · 2 posts"),
        ([a_post(0, "1 hour 2 min ago"), a_post(1, "1 hour 5 min ago")], "1 hour 5 min ago–1 hour 2 min ago · 2 posts"),
        ([a_post(0, "Updated 18:05"), a_post(1, "Posted 14:42")], "Posted 14:42–Updated 18:05 · 2 posts"),
    ],
)
def test_sources(posts: list[Post], sources: str) -> None:
    assert view(one_story(posts)).stories[0].sources == sources


def test_a_story_is_shown_from_its_oldest_post_on_where_its_pages_times_step_back_and_forward() -> None:
    posts = [a_post(0, "12:00"), a_post(1, "10:00"), a_post(2, "11:00")]
    story = one_story(posts[:2]).stories[0]
    assert view(a_document([], posts=posts, stories=[story])).stories[0].sources == "10:00–12:00 · 2 posts"


def test_stories_of_one_storyline_point_to_each_other() -> None:
    document = a_document(["a", "b", "c", "d"], storylines=["L", None, "L", None])
    assert [story.sources for story in view(document).stories] == [
        "post 1 · see also 3",
        "post 2",
        "post 3 · see also 1",
        "post 4",
    ]


def test_a_page_of_thousands_of_posts_is_shown_in_seconds() -> None:
    many = range(20_000)
    storylines: list[str | None] = [f"line {i // 2}" for i in many]
    lines = [TellingLine(start=10 * i, end=10 * i + 10, role="body", begins=True) for i in many]
    document = a_document(["Rain"] * len(many), storylines=storylines)
    posts = [post.model_copy(update={"duplicate_of": "p19999"}) for post in document.posts]
    found = Posts(source="page", characters=200_000, posts=posts, discarded=[], lines=lines)
    begin = time.process_time()
    shown = view(document).stories[-1].sources, posts_to_text(found, "It rained." * len(many)).splitlines()[-2:]
    assert shown == ("post 20000 · see also 19999", ["── 20000 · update · repeats 20000", "body         It rained."])
    assert time.process_time() - begin < 20
