"""Posts that repeat another post of the page, word for word or nearly."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

# What the names of characters begin with whose scripts put no space between words: each counts as a word.
_UNSPACED = ("CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
_NUMBER = re.compile(r"\d+")
# Not the dots that mark a cut.
_FINISHED = re.compile(r"(?<!\.)[.!?。।؟][^\w.]*$")
# Another day's post is another post, however alike.
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)\b"
)

# What is shorter ("Half-time", "Share this post") is said again and again without being a repeat.
_FEWEST_WORDS, _FEWEST_WORDS_CUT = 4, 6
# What is longer is a whole page, and to align two of them takes quadratic time.
_MOST_WORDS = 5000
# Two words that stand together in more originals are the page's own phrase and tell nothing.
_COMMON, _CANDIDATES = 20, 4

# How many equal words vouch for each word of an edit: the more it may change the facts, the more it takes.
_SENTENCE, _SPELLING, _ADDED, _SWAPPED, _CORRECTED, _POSTPONED = 1.6, 4, 8, 20, 28, 100
_LONGEST_SENTENCE = 60


def find_repeats(texts: Sequence[str]) -> list[int | None]:
    """For each post, the index of the post that it repeats.

    A repeat says what its original says but for small edits, or is the beginning of it: one of its first two lines
    alone, or an opening that a crawl cut off. Of two such posts the one with more letters is the original; of two
    equal ones the first in the page. An original is never itself a repeat. O(n log n) in words.

    Args:
        texts: Each post's title and prose, without bylines and times.
    """
    posts = [_Post.read(text) for text in texts]
    first_with: dict[str, int] = {}
    for i, post in enumerate(posts):
        if len(post.words) >= _FEWEST_WORDS:
            first_with.setdefault(post.letters, i)
    firsts = first_with.values()
    openings = sorted((posts[i].letters[k:], i) for i in firsts for k in {0, len("".join(posts[i].title))})
    originals = _Originals()
    original_of: dict[int, int] = {}
    # Fullest first, so that every original is settled before its repeats.
    for i in sorted(firsts, key=lambda i: (-len(posts[i].letters), i)):
        post = posts[i]
        found = _begun_by(post, posts, openings, original_of)
        if found is None and len(post.words) <= _MOST_WORDS:
            found = originals.like(post.words)
            if found is None:
                originals.add(i, post)
        original_of[i] = i if found is None else found
    repeats = [original_of.get(first_with.get(post.letters, -1)) for post in posts]
    return [None if original == i else original for i, original in enumerate(repeats)]


@cache
def _spaced(char: str) -> str:
    """The character if words are made of it, else white space."""
    if unicodedata.category(char)[0] not in "LMN":
        return " "
    return f" {char} " if unicodedata.name(char, "").startswith(_UNSPACED) else char


class _Post(NamedTuple):
    """A text as it is compared; `heads` are the letters of its first two lines, if more follow."""

    words: list[str]
    letters: str
    title: list[str]
    heads: list[str]
    cut: bool

    @classmethod
    def read(cls, text: str) -> _Post:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        lines = [words for line in folded.split("\n") if (words := "".join(map(_spaced, line)).split())]
        words = [word for line in lines for word in line]
        heads = lines[:-1][:2]
        cut = len(words) >= _FEWEST_WORDS_CUT and not _FINISHED.search(folded.rstrip()[-20:])
        return cls(words, "".join(words), heads[0] if heads else [], ["".join(line) for line in heads], cut)


def _begun_by(
    post: _Post, posts: Sequence[_Post], openings: Sequence[tuple[str, int]], original_of: Mapping[int, int]
) -> int | None:
    """The one original that begins with the whole post: what several begin with is a label."""
    end = len(post.letters)
    at = bisect_left(openings, (post.letters,))
    found = {
        original_of[i]
        for letters, i in openings[at : at + _CANDIDATES]
        if i in original_of
        and letters.startswith(post.letters)
        # A 2 where the other says 23 is another number.
        and (post.letters in posts[i].heads or (post.cut and not re.match(r"\d\d", letters[end - 1 : end + 1])))
    }
    return found.pop() if len(found) == 1 else None


class _Originals:
    """Originals and their titles, found again by the pairs of words that a text shares with them."""

    def __init__(self) -> None:
        self._known: list[tuple[int, list[str], bool]] = []
        self._with_pair: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, i: int, post: _Post) -> None:
        for words, whole in ((post.words, True), (post.title, False)):
            for pair in set(pairwise(words)):
                self._with_pair[pair].append(len(self._known))
            self._known.append((i, words, whole))

    def like(self, words: list[str]) -> int | None:
        """The original that `words` repeat with small edits, or the one whose title they repeat so."""
        shared = (self._with_pair.get(pair, ()) for pair in dict.fromkeys(pairwise(words)))
        votes = Counter(chain.from_iterable(known for known in shared if len(known) <= _COMMON))
        likely = (self._known[k] for k, _ in votes.most_common(_CANDIDATES))
        same = [(i, whole) for i, own, whole in likely if _same(words, own, whole)]
        return next((i for i, whole in same if whole), same[0][0] if len(same) == 1 else None)


def _same(one: list[str], other: list[str], whole: bool) -> bool:
    """Whether the words that two texts share vouch for all the edits; of a whole post, a sentence may come or go."""
    most = max(len(one), len(other)) // 2
    if Levenshtein.distance(one, other, score_cutoff=most) > most:
        return False
    # A set: a name mended everywhere is one edit.
    edits: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    a = b = equal = 0
    for block in Levenshtein.opcodes(one, other).as_matching_blocks():
        edits.add((tuple(one[a : block.a]), tuple(other[b : block.b])))
        a, b, equal = block.a + block.size, block.b + block.size, equal + block.size
    needed = 0.0
    numbers = longest = 0
    for x, y in edits:
        old, new, size = "".join(x), "".join(y), max(len(x), len(y))
        if old == new:
            continue
        if not x or not y:
            needed += _ADDED * size
            longest = max(longest, size)
        elif _WEEKDAY.search(" ".join(x)) and _WEEKDAY.search(" ".join(y)):
            needed += _POSTPONED * size
        elif _NUMBER.findall(old) != _NUMBER.findall(new):
            numbers += size
        # In a word of four letters, one that differs may make another name.
        elif OSA.distance(old, new) < min(2.5, 0.25 * max(len(old), len(new))):
            needed += _SPELLING * size
        else:
            needed += _SWAPPED * size
    # One sentence only: more is news.
    if whole and 1 < longest <= _LONGEST_SENTENCE:
        needed -= (_ADDED - _SENTENCE) * (longest - 1)
    # Several numbers changed are no correction but the next report.
    return needed + _CORRECTED * numbers**2 <= equal
