"""Every number of a sentence stands in its posts, in whatever signs it is written."""

from __future__ import annotations

import sys
import time
import unicodedata

import pytest

from splitter.summarization.base import StoryPost
from splitter.summarization.gate import supported
from splitter.summarization.source_words import SourceWords

SENTENCE = "The harbour fund of Penvose reports {} for the north pier."
CHANGED = [
    ("5½ tonnes", "5¼ tonnes"),
    ("5½ tonnes", "5 tonnes"),
    ("5½ tonnes", "½ tonnes"),
    ("1½ million crowns", "½ million crowns"),
    ("½ million crowns", "½ billion crowns"),
    ("½ tonnes", "¼ tonnes"),
    ("1/2 tonnes", "1 tonnes"),
    ("1/2 tonnes", "1/4 tonnes"),
    ("52/48 votes", "52/47 votes"),
    ("chapter Ⅶ", "chapter Ⅵ"),
    ("chapter Ⅱ", "chapter Ⅰ"),
    ("5² metres", "5 metres"),
    ("point ②", "point ③"),
    ("<500 jobs", ">500 jobs"),
    ("<500 jobs", "500 jobs"),
    ("<500 jobs", "≤500 jobs"),
    ("≥500 jobs", "≤500 jobs"),
    ("≥500 jobs", "500 jobs"),
    ("~500 jobs", ">500 jobs"),
    ("~500 jobs", "500 jobs"),
    ("≈500 jobs", "<500 jobs"),
    ("index<500 jobs", "index>500 jobs"),
    ("¥500m", "₹500m"),
    ("¥500m", "500m"),
    ("¥ 500m", "₹ 500m"),
    ("500 € more", "500 $ more"),
    ("500 € more", "500 more"),
    ("1,5 tonnes", "15 tonnes"),
    ("1,5,7 tonnes", "157 tonnes"),
    ("account 12345678901234567", "account 12345678901234568"),
    (f"account {'7' * 5000}", f"account {'7' * 4999}8"),
    ("﹣5 degrees", "5 degrees"),
    ("\u20115 degrees", "5 degrees"),
    ("-½ degrees", "½ degrees"),
]
SAME = [
    ("1,200 jobs", "1200 jobs"),
    ("1,50,000 jobs", "150000 jobs"),
    ("£2.4 million", "£2,400,000"),
    ("£1 million", "£1,000 thousand"),
    ("5%", "5 per cent"),
    ("2.50 tonnes", "2.5 tonnes"),
    ("1,5 tonnes", "1.5 tonnes"),
    ("½ tonnes", "1/2 tonnes"),
    ("5½ tonnes", "5 1/2 tonnes"),
    ("5½ tonnes", "5 ½ tonnes"),
    ("eleven jobs", "11 jobs"),
    ("<500 jobs", "fewer than 500 jobs"),
    (">500 jobs", "more than 500 jobs"),
    (">=500 jobs", "at least 500 jobs"),
    ("≥500 jobs", "at least 500 jobs"),
    ("≤500 jobs", "at most 500 jobs"),
    ("~500 jobs", "about 500 jobs"),
    ("¥ 500m", "¥500m"),
    ("€500 more", "500 € more"),
    ("−5 degrees", "minus 5 degrees"),
]


def carried(told: str, post: str) -> bool:
    return supported(SENTENCE.format(told), [StoryPost("p1", "", SENTENCE.format(post))]).passed


@pytest.mark.parametrize(("post", "told"), CHANGED)
def test_another_number_does_not_pass(post: str, told: str) -> None:
    assert not carried(told, post)
    assert carried(post, post)


@pytest.mark.parametrize(("post", "told"), SAME)
def test_the_same_number_written_otherwise_passes(post: str, told: str) -> None:
    assert carried(told, post)
    assert carried(post, told)


def test_every_currency_is_a_unit_of_its_own() -> None:
    signs = [sign for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign) == "Sc"]
    assert len(signs) > 60
    for sign in signs:
        assert carried(f"{sign}500m", f"{sign}500m")
        assert not carried(f"{sign}500m", "¤500m" if sign != "¤" else "$500m")


def test_a_sentence_with_such_a_number_passes_beside_what_was_left_out() -> None:
    post = StoryPost("p1", "", "The bank of Penvose raised its rate by ½ a point to 5¼ per cent on Tuesday in a storm.")
    assert supported("The bank of Penvose raised its rate by ½ a point to 5¼ per cent.", [post]).passed


def test_numbers_without_an_end_are_read_in_no_time() -> None:
    begun = time.process_time()
    for run in ("1 " + "m " * 20_000, "1," * 20_000, "1/" * 20_000, "½" * 20_000, "<" * 20_000, "11,11," * 10_000):
        assert not supported("Nine boats were lost in Penvose.", [StoryPost("p1", "", run)]).passed
    assert time.process_time() - begun < 15


@pytest.mark.parametrize(("post", "told"), [("½ a", "¼ a"), ("5½ a", "5¼ a"), ("¥500 a", "₹500 a"), ("Ⅶ a", "Ⅵ a")])
def test_a_number_that_the_posts_lack_may_not_be_written(post: str, told: str) -> None:
    source = SourceWords(f"Rates in Penvose rose by {post} point on Tuesday.")
    assert source.allow(f"Rates rose by {post} ")
    assert not source.allow(f"Rates rose by {told} ")
