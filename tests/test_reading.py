"""Whatever bytes come in, a page comes out as it is, or one sentence says why not."""

from __future__ import annotations

import codecs
import io
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from splitter import Page, Splitter, UnreadableInput, read_page
from splitter.document import SCHEMA
from splitter.reading import page_from_bytes

TEXT = "Ferry runs aground off Penvose\nNobody was hurt, the coastguard says – “a lucky escape”.\n"


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableInput) as caught:
        page_from_bytes(data, name="page.txt")
    sentence = str(caught.value)
    assert sentence.startswith("page.txt: ")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16-be", "utf-32"],
)
def test_unicode_with_or_without_a_mark(data: bytes) -> None:
    assert page_from_bytes(data, name="page.txt").text == TEXT


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_other_encodings_are_detected(encoding: str) -> None:
    text = "Le café de la gare a brûlé à Genève, où les pompiers étaient présents dès l’aube.\n".replace("’", "'") * 5
    assert page_from_bytes(text.encode(encoding), name="page.txt").text == text


@pytest.mark.parametrize("said", ["“We will not wait,” said Bray – the wall cost £2.4m", "It’s late.", "A café burnt."])
@pytest.mark.parametrize("sentences", [10, 200])
def test_an_english_page_of_another_encoding_keeps_its_few_special_characters(said: str, sentences: int) -> None:
    plain = "The ferry was late on Monday, the harbour office said.\n" * sentences
    for text in (f"{plain}{said}\n", f"{said}\n{plain}", f"{plain}{said}\n{plain}"):
        assert page_from_bytes(text.encode("cp1252"), name="page.txt").text == text


@pytest.mark.parametrize("text", ["a post\r\nand more\r\n", "a\rb\rc", "no final newline", "one\0word", "  x  "])
def test_nothing_of_the_text_is_changed(text: str) -> None:
    assert page_from_bytes(text.encode(), name="page.txt").text == text


def test_lone_surrogates_become_replacement_characters() -> None:
    page = page_from_bytes("Ferry \ud83d aground".encode("utf-8", "surrogatepass"), name="page.txt")
    assert "\ud83d" not in page.text
    assert page.text.encode()


def test_a_few_broken_bytes_do_not_turn_a_page_into_another_encoding() -> None:
    text = page_from_bytes((TEXT * 20).encode() + "é".encode()[:1], name="page.txt").text
    assert text == TEXT * 20 + "\ufffd"
    plain = "The ferry was late on Monday.\n" * 20
    assert page_from_bytes(plain.encode() + "“".encode()[:2], name="page.txt").text == plain + "\ufffd"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "holds no text"),
        (b" \n\t\r\n ", "holds no text"),
        (codecs.BOM_UTF8, "holds no text"),
        (b"%PDF-1.7\n1 0 obj", "pdftotext"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8b\x08rest", "gunzip"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (bytes(range(256)) * 40, "binary"),
        (b"\0\1\2\3" * 100, "binary"),
    ],
)
def test_what_is_no_page_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    assert says in refusal(data)


HTML = '<html lang="en"><body><h2>Ferry runs aground off Penvose</h2><p>Nobody was hurt.</p></body></html>\n'


@pytest.mark.parametrize(
    "text",
    [
        HTML,
        f"<!DOCTYPE html>\n{HTML}",
        f" \n<!-- saved --><!-- twice -->\n{HTML}",
        f'<?xml version="1.0"?>\n<!doctype HTML PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\n{HTML}',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_html_page_is_refused_with_what_to_do(text: str, encoding: str, splitter: Splitter) -> None:
    told = "is HTML; pass its text, as an extractor such as trafilatura prints it"
    assert refusal(text.encode(encoding)) == f"page.txt: {told}"
    for page in (text, Page(text)):
        with pytest.raises(UnreadableInput, match=f"the page {told}"):
            splitter.digest(page)


@pytest.mark.parametrize(
    "text",
    [
        f"The page's source begins so:\n{HTML}",
        "<b>Ferry aground</b>\n<p>Nobody was hurt, the coastguard says.</p>\n",
        "<html5> is how the new tag is written.\n",
        "<!-- a note --> Nobody was hurt.\n",
    ],
)
def test_text_that_holds_tags_is_a_page(text: str) -> None:
    assert page_from_bytes(text.encode(), name="page.txt").text == text


@pytest.mark.parametrize("start", [" ", "<!-- a -->", "<!--", "<?", "<!-- <"])
def test_what_html_may_begin_with_is_looked_at_in_linear_time(start: str) -> None:
    begin = time.process_time()
    assert page_from_bytes((start * 1_000_000 + "word").encode(), name="page.txt").text
    assert time.process_time() - begin < 5


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no such file"):
        read_page(str(tmp_path / "missing.txt"))
    with pytest.raises(UnreadableInput, match="is a folder"):
        read_page(str(tmp_path))
    with pytest.raises(UnreadableInput):
        read_page("a\0b")


def test_a_file_is_named_and_standard_input_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(TEXT.encode())
    page = read_page(str(file))
    assert (page.text, page.uri, page.id) == (TEXT, str(file), "page.txt")
    assert read_page(file) == page
    with pytest.raises(UnreadableInput, match=r"missing\.txt: there is no such file"):
        read_page(tmp_path / "missing.txt")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert read_page("-").text == TEXT


def test_fifty_megabytes_are_read() -> None:
    data = (TEXT * (50_000_000 // len(TEXT.encode()) + 1)).encode()
    assert len(page_from_bytes(data, name="page.txt").text) == len(data.decode())


LIVE = """16:10
Singer cancels her concert in Lunby
The singer Ida Brandvik has cancelled her concert in the town hall of Lunby because of a cold.

15:30
Bank raises its rate to 4.5%
The bank of Lunby has raised its rate to 4.5%, the highest in nine years. Its governor said that prices rise too fast.

14:20
Penvose harbour wall to be rebuilt by the autumn
The harbour wall at Penvose will be rebuilt by the autumn, the council's leader, Tom Bray, said on Thursday.

12:10
Owners of lost boats to be paid after Penvose harbour storm
The owners of the boats that were lost in the storm at Penvose harbour will be paid, the council said.

10:15
Storm breaks harbour wall at Penvose
A storm has broken the harbour wall at Penvose in two places, the coastguard says. Eleven boats were lost.
"""


@pytest.fixture(scope="module")
def digested() -> str:
    """A story of three posts, and two of one each."""
    return Splitter(include_text=True).digest(LIVE).to_json()


def add_a_story_of_asterisks(record: dict[str, Any]) -> None:
    text = record["source"]["text"]
    record["source"] = {"text": f"{text}\n***"}
    record["posts"].append({"id": "stars", "start": len(text) + 1, "end": len(text) + 4, "kind": "update"})
    record["stories"].append({"id": "stars", "posts": ["stars"]})


class TestReadingBack:
    """A digest document that carries its text is a page."""

    @pytest.fixture
    def record(self, digested: str) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(digested)
        return record

    @staticmethod
    def read(record: object) -> Page:
        return page_from_bytes(json.dumps(record).encode(), name="edited.json")

    def test_a_repeat_of_a_repeat_is_told_once_and_cited(self, splitter: Splitter) -> None:
        told = "Nobody was hurt when the ferry ran aground off Penvose, the coastguard says."
        posts = [
            {"id": f"p{n}", "start": n * len(told), "end": (n + 1) * len(told), "kind": "update"} for n in range(3)
        ]
        posts[1]["duplicate_of"], posts[2]["duplicate_of"] = "p0", "p1"
        page = splitter.digest(self.read({"schema": SCHEMA, "source": {"text": told * 3}, "posts": posts}))
        assert [story.posts for story in page.stories] == [["p0", "p1", "p2"]]
        assert [sentence.sources for sentence in page.stories[0].digest] == [["p0", "p1", "p2"]]

    def test_words_of_a_story_are_told_though_the_post_that_they_repeat_has_none(self, splitter: Splitter) -> None:
        told = "Nobody was hurt when the ferry ran aground off Penvose, the coastguard says."
        other = "Tugs from Lunby will try to pull it free at high tide."
        text = f"***\n{told}\n{other}"
        posts = [
            {"id": "a", "start": 0, "end": 3, "kind": "update"},
            {"id": "b", "start": 4, "end": 4 + len(told), "kind": "update", "duplicate_of": "a"},
            {"id": "c", "start": 5 + len(told), "end": len(text), "kind": "update"},
        ]
        for ids, sources in ((["a", "b"], [["b"]]), (["a", "b", "c"], [["b"], ["c"]])):
            stories = [{"id": "s", "posts": ids}]
            record = {"schema": SCHEMA, "source": {"text": text}, "posts": posts, "stories": stories}
            (story,) = splitter.digest(self.read(record)).stories
            assert sorted(sentence.sources for sentence in story.digest) == sources

    @pytest.mark.parametrize("days", [(4, 6), (6, 4)])
    def test_dates_of_posts_tell_which_is_the_latest(self, splitter: Splitter, days: tuple[int, int]) -> None:
        toll = {4: "Four people were killed when a dam burst above Oster, police said.", 6: ""}
        toll[6] = toll[4].replace("Four", "At least 23")
        text = "\n".join(toll[day] for day in days)
        break_ = len(toll[days[0]])
        posts = [
            {"id": "a", "start": 0, "end": break_, "kind": "update", "published": f"2031-05-0{days[0]}T08:00:00Z"},
            {"id": "b", "start": break_ + 1, "end": len(text), "kind": "update"},
        ]
        posts[1]["published"] = f"2031-05-0{days[1]}T08:00:00Z"
        stories = [{"id": "s", "posts": ["a", "b"]}]
        record = {"schema": SCHEMA, "source": {"text": text}, "posts": posts, "stories": stories}
        (story,) = splitter.digest(self.read(record)).stories
        assert [sentence.text for sentence in story.digest] == [toll[6]]

    def test_a_new_cut_takes_none_of_the_editors_names_for_storylines(
        self, record: dict[str, Any], splitter: Splitter
    ) -> None:
        cut = [(s.posts, s.storyline) for s in splitter.digest(self.read(record)).recut(0.8).stories]
        assert any(line for _, line in cut)
        for n, story in enumerate(record["stories"]):
            story["storyline"] = str(n)
        page = splitter.digest(self.read(record))
        assert [s.storyline for s in page.stories] == [s["storyline"] for s in record["stories"]]
        assert [(s.posts, s.storyline) for s in page.recut(0.8).stories] == cut

    def test_a_post_moved_to_another_story_stays_there(self, record: dict[str, Any], splitter: Splitter) -> None:
        giver, taker = record["stories"][0], record["stories"][1]
        moved = giver["posts"].pop()
        taker["posts"].append(moved)
        taker |= {"storyline": "mine", "headline": "Written by hand"}
        page = splitter.digest(self.read(record))
        by_id = {story.id: story for story in page.stories}
        # Storylines are taken; a headline is written anew, as its story may be another one now.
        assert by_id[taker["id"]].storyline == "mine"
        assert by_id[taker["id"]].headline != "Written by hand"
        assert moved in by_id[taker["id"]].posts
        assert moved not in by_id[giver["id"]].posts
        assert len(page.stories) == len(record["stories"])

    def test_a_post_moved_by_its_own_field_alone_is_told(self, record: dict[str, Any], splitter: Splitter) -> None:
        assert splitter.digest(self.read(record)).warnings == []
        moved, taker = record["stories"][0]["posts"][0], record["stories"][1]["id"]
        next(post for post in record["posts"] if post["id"] == moved)["story"] = taker
        page = splitter.digest(self.read(record))
        assert moved in page.stories[0].posts
        (warning,) = page.warnings
        assert f"the story field of {moved} names another one" in warning
        for story in record["stories"]:
            del story["posts"]
        told = splitter.digest(self.read(record))
        assert moved in next(story for story in told.stories if story.id == taker).posts
        assert told.warnings == []

    @pytest.mark.parametrize("asked", [{"stories": 2}, {"granularity": 0.2}])
    def test_stories_that_the_input_brings_are_kept_and_that_is_told(
        self, record: dict[str, Any], asked: dict[str, Any]
    ) -> None:
        page = Splitter(**asked).digest(self.read(record))
        assert len(page.stories) == len(record["stories"])
        assert page.document.settings.stories is None
        assert page.warnings == [
            "The input brings its own stories: they are kept, whatever number or granularity was asked for."
        ]
        fewer = page.recut(stories=2)
        assert (len(fewer.stories), fewer.document.settings.stories, fewer.warnings) == (2, 2, [])

    def test_posts_alone_are_taken_and_their_stories_worked_out(self, sample: str, splitter: Splitter) -> None:
        record = json.loads(splitter.digest(sample).to_json())
        posts = [{k: v for k, v in p.items() if k != "story"} for p in record["posts"]]
        page = splitter.digest(self.read({"schema": record["schema"], "source": {"text": sample}, "posts": posts}))
        assert [(p.id, p.start, p.end, p.kind) for p in page.posts] == [
            (p["id"], p["start"], p["end"], p["kind"]) for p in record["posts"]
        ]
        assert {frozenset(s.posts) for s in page.stories} == {frozenset(s["posts"]) for s in record["stories"]}

    def test_stories_without_digests_are_digested(self, record: dict[str, Any], splitter: Splitter) -> None:
        for story in record["stories"]:
            del story["digest"], story["headline"]
        page = splitter.digest(self.read(record))
        assert [s.id for s in page.stories] == [s["id"] for s in record["stories"]]
        assert all(s.digest and s.headline for s in page.stories)

    def test_a_removed_post_is_a_discarded_span(self, record: dict[str, Any], splitter: Splitter) -> None:
        gone = record["posts"].pop()
        for story in record["stories"]:
            story["posts"] = [name for name in story["posts"] if name != gone["id"]]
        page = splitter.digest(self.read(record))
        assert [d.reason for d in page.document.discarded if d.end > gone["start"]] == ["not in any post"]

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (lambda r: r.update(schema="splitter/digest/9"), "schema"),
            (lambda r: r["source"].update(text=None), "--include-text"),
            (lambda r: r["posts"].append(r["posts"][0]), "same id"),
            (lambda r: r["posts"][0].update(end=10**9), "leaves the text"),
            (lambda r: r["posts"][0].update(start=-1), "posts.0.start"),
            (lambda r: r["posts"][0].update(kind="rumour"), "posts.0.kind"),
            (lambda r: r["posts"][0].update(id=""), "empty id"),
            (lambda r: r["posts"][0].update(duplicate_of="p999"), "p999"),
            (lambda r: r["posts"][0].update(duplicate_of=r["posts"][0]["id"]), "repeats itself"),
            (lambda r: [r["posts"][n].update(duplicate_of=r["posts"][1 - n]["id"]) for n in (0, 1)], "repeats itself"),
            (add_a_story_of_asterisks, "story stars holds a word"),
            (
                lambda r: r["stories"][0]["posts"].append("p999"),
                "'p999', which is no post; take it off the story's list",
            ),
            (lambda r: r["stories"][0]["posts"].append(r["stories"][1]["posts"][0]), "two stories"),
            (lambda r: r["stories"][0].update(id=r["stories"][1]["id"]), "the id"),
            (
                lambda r: r.update(source={"text": f"\n\n{r['source']['text'][2:]}"}) or r["posts"][0].update(end=2),
                "white",
            ),
            (lambda r: r["source"].update(text=f"Corrected: {r['source']['text']}"), "take out posts, stories and"),
            (lambda r: r["source"].update(text=r["source"]["text"] + "\ud83d"), "half of a character"),
            (lambda r: r["source"].update(title="Ferry \ud83d aground"), "half of a character"),
            (lambda r: r["posts"][0].update(author="\udc00"), "half of a character"),
        ],
    )
    def test_what_an_editor_broke_is_told(self, record: dict[str, Any], change: Any, says: str) -> None:
        change(record)
        with pytest.raises(UnreadableInput, match=r"^edited\.json: ") as caught:
            self.read(record)
        assert says in str(caught.value)

    def test_a_text_that_was_edited_is_read_anew_where_no_posts_are_left(self, record: dict[str, Any]) -> None:
        record["source"]["text"] = f"Corrected by hand\n{record['source']['text']}"
        for name in ("posts", "stories", "discarded"):
            del record[name]
        assert self.read(record).posts is None

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (lambda text: text[: len(text) // 2], "breaks the digest document"),
            (lambda text: text.replace('"posts":', '"posts" ', 1), "mend the JSON"),
            (lambda text: text.replace("\n", "\n,", 1), "line 2 "),
            (lambda text: f"{text}\n{text}\n", "splitter batch"),
            (lambda text: f"[{text}]", "is a list of digest documents; pass one document a file"),
            (lambda text: f"[\n {text},\n {text}]", "is a list of digest documents; pass one document a file"),
            (lambda text: '{"posts": ' + "[" * 100_000 + text, "nested too deeply"),
        ],
        ids=["cut off", "no colon", "a comma too many", "two", "a list of one", "a list of two", "nested"],
    )
    def test_a_document_that_is_not_one_whole_one_is_no_page(self, change: Any, says: str) -> None:
        text = '{\n"schema": "splitter/digest/1",\n"source": {"text": "Ferry aground off Penvose"},\n"posts": []\n}'
        assert says in refusal(change(text).encode())

    def test_a_page_that_quotes_a_document_is_a_page(self, splitter: Splitter) -> None:
        text = '[Live] {"schema": "splitter/digest/1"} is a whole one'
        assert self.read_text(text) == Page(text)
        text = '{"schema": "splitter/digest/1" is how it begins'
        assert self.read_text(text).posts is None
        assert splitter.digest(self.read_text(text)).posts

    @staticmethod
    def read_text(text: str) -> Page:
        return page_from_bytes(text.encode(), name="page.txt")
