"""What speaks for two posts telling the same story: what they say, what they name, where they stand.

Each kind of evidence is a number for each pair of a page's posts, the same both ways. Vectors are the
encoder's, of parts of a post read in its context; words count by how rare they are on this page: a
name that every post has tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

from splitter.encoder import Span
from splitter.sentences import sentence_spans

Matrix = NDArray[np.float32]
Places = NDArray[np.intp]
SpanEncoder = Callable[[Sequence[str], Sequence[Sequence[Span]]], list[Matrix]]

# Features of a pair, in order; those of `RELATIVE` are also given beside the page's mean.
RELATIVE: Final = ("whole", "whole centred", "sentence best", "words")
FEATURES: Final = (
    "whole", "opening", "title", "title in whole", "whole centred", "opening centred", "title centred",
    "sentence best", "sentences mean high", "sentences mean low", "sentence best centred",
    "words", "rare words", "title words", "title words in whole", "shared weight", "shared words",
    "shared by two", "shared by few", "rarest shared", "numbers", "word pairs",
    "distance", "distance in page", "shorter", "longer", "titled",
    *(f"{name} beside page" for name in RELATIVE),
)  # fmt: skip
# Counts and lengths, whose logarithm tells.
_COUNTS: Final = (
    "shared weight", "shared words", "shared by two", "shared by few", "rarest shared", "numbers", "word pairs",
    "distance", "shorter", "longer",
)  # fmt: skip
_COUNT_COLUMNS: Final = [FEATURES.index(name) for name in _COUNTS]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NUMBER = re.compile(r"\d[\d.,]*\d")
# News opens with what is new; what follows is the background, which stories share.
_OPENING_CHARACTERS, _TITLE_CHARACTERS = 400, 200
_MOST_SENTENCES = 16
_FEW = 4
_LEAST_DEVIATION = 0.01
_POSTS_FOR_MEANS = 400
# What a laptop's memory and cache hold.
_PAIRS_AT_ONCE, _ROWS_AT_ONCE = 20_000, 500


@dataclass(frozen=True)
class PostText:
    """What clustering reads of a post.

    Attributes:
        title: Its headline or an empty string.
        body: Its prose.
    """

    title: str
    body: str

    @property
    def text(self) -> str:
        """Title and prose."""
        return f"{self.title}\n{self.body}".strip()


def asked_of(posts: Sequence[PostText]) -> tuple[list[str], list[list[Span]]]:
    """What an encoder is asked of posts: their texts, and of each the whole, the opening, the title, and sentences."""
    texts = [post.text or "-" for post in posts]
    spans: list[list[Span]] = []
    for post, text in zip(posts, texts, strict=True):
        title = (0, len(post.title)) if post.title else (0, _TITLE_CHARACTERS)
        sentences = sentence_spans(text)[:_MOST_SENTENCES] or [(0, len(text))]
        spans.append([(0, len(text)), (0, _OPENING_CHARACTERS), title, *sentences])
    return texts, spans


class Evidence:
    """The evidence of a page's posts, for any pairs of them.

    Args:
        posts: In the page's order; at least one.
        encode_spans: Texts and spans of them to unit rows, as `TextEncoder.encode_spans`.
        items: What recaps tell one by one. They are compared with posts, from place `size` on, and change nothing
            in how posts are compared.
    """

    def __init__(self, posts: Sequence[PostText], encode_spans: SpanEncoder, items: Sequence[PostText] = ()) -> None:
        self.size = len(posts)
        self._read([*posts, *items], encode_spans)
        self._count([*posts, *items])

    def pairs(self, one: Places, other: Places) -> Matrix:
        """Evidence of some pairs of posts.

        Args:
            one, other: Places of the posts of each pair; those with equal `one` in a row are compared together.

        Returns:
            Shape (pairs, len(FEATURES)).
        """
        found = np.empty((len(one), len(FEATURES)), dtype=np.float32)
        for first in range(0, len(one), _PAIRS_AT_ONCE):
            part = slice(first, first + _PAIRS_AT_ONCE)
            plain = self._plain(one[part], other[part])
            for k, (name, (mean, deviation)) in enumerate(zip(RELATIVE, self._page, strict=True)):
                found[part, len(plain) + k] = (plain[name] - mean) / deviation
            found[part, : len(plain)] = np.stack(list(plain.values()), axis=-1)
        found[:, _COUNT_COLUMNS] = np.log1p(np.maximum(found[:, _COUNT_COLUMNS], 0))
        return found

    def likeness(self) -> Matrix:
        """A quick guess at all pairs, to sort them by: how like meaning and words are. Shape (size, size)."""
        centred, words = self._cosines["whole centred"][: self.size], self._words[: self.size]
        like: Matrix = centred @ centred.T
        for first in range(0, self.size, _ROWS_AT_ONCE):
            like[first : first + _ROWS_AT_ONCE] += (words[first : first + _ROWS_AT_ONCE] @ words.T).toarray()
        return like

    def _read(self, posts: Sequence[PostText], encode_spans: SpanEncoder) -> None:
        read = encode_spans(*asked_of(posts))
        parts = {
            name: np.stack([vectors[k] for vectors in read]) for k, name in enumerate(("whole", "opening", "title"))
        }
        self._sentences = np.concatenate([vectors[3:] for vectors in read])
        self._first = np.cumsum([0, *(len(vectors) - 3 for vectors in read)])
        of_posts = self._sentences[: self._first[self.size]]
        self._centred_sentences = _unit(self._sentences - of_posts.mean(0))
        centred = {f"{name} centred": _unit(vectors - vectors[: self.size].mean(0)) for name, vectors in parts.items()}
        self._cosines: dict[str, Matrix] = {**parts, **centred}

    def _count(self, posts: Sequence[PostText]) -> None:
        bags = [_words(post.text) for post in posts]
        heads = [_words(post.title or post.body[:_TITLE_CHARACTERS]) for post in posts]
        counts, vocabulary = _counted(bags, self.size)
        head, _ = _counted(heads, vocabulary=vocabulary)
        self._present = (counts > 0).astype(np.float32)
        shared_by = np.asarray(self._present[: self.size].sum(0)).ravel()
        self._rarity = np.log((self.size + 1) / np.maximum(shared_by, 1)).astype(np.float32)
        weigh, weigh_twice = diags_array(self._rarity), diags_array(self._rarity**2)
        root = counts.sqrt()
        self._words, self._rare_words = _unit_rows(root @ weigh), _unit_rows(root @ weigh_twice)
        self._head = _unit_rows((head > 0).astype(np.float32) @ weigh)
        self._weighted = csr_matrix(self._present @ weigh)
        self._by_two = self._present[:, shared_by == 2]
        few = (shared_by > 1) & (shared_by <= _FEW)
        self._by_few = csr_matrix(self._present[:, few] @ diags_array(np.sqrt(self._rarity[few])))
        numbers, _ = _counted([_NUMBER.findall(post.text) for post in posts], self.size)
        self._numbers = (numbers > 0).astype(np.float32)
        pairs, _ = _counted([list(pairwise(bag)) for bag in bags], self.size)
        pairs = (pairs > 0).astype(np.float32)
        rarity = np.log((self.size + 1) / np.maximum(np.asarray(pairs[: self.size].sum(0)).ravel(), 1))
        self._pairs = csr_matrix(pairs @ diags_array(np.sqrt(rarity)))
        self._lengths = np.array([len(bag) for bag in bags], dtype=np.float32)
        self._titled = np.array([bool(post.title) for post in posts], dtype=np.float32)

    @cached_property
    def _page(self) -> list[tuple[float, float]]:
        """Mean and deviation of the relative features over the page's pairs; a long page's over those of some posts."""
        some = np.arange(0, self.size, -(-self.size // _POSTS_FOR_MEANS))
        one, other = (some[side] for side in np.triu_indices(len(some), 1))
        if not len(one):
            return [(0.0, 1.0)] * len(RELATIVE)
        chunks = [slice(n, n + _PAIRS_AT_ONCE) for n in range(0, len(one), _PAIRS_AT_ONCE)]
        values = np.concatenate([self._relative(one[chunk], other[chunk]) for chunk in chunks], axis=1)
        # Of a page whose posts are all alike the rest is rounding.
        deviations = np.maximum(values.std(axis=1), _LEAST_DEVIATION)
        return list(zip(values.mean(axis=1).tolist(), deviations.tolist(), strict=True))

    def _relative(self, one: Places, other: Places) -> NDArray[np.float64]:
        """Those of `RELATIVE`, alone: shape (len(RELATIVE), pairs)."""
        cosines = [_dots(self._cosines[name], self._cosines[name], one, other) for name in ("whole", "whole centred")]
        best, _, _ = self._by_sentences(self._sentences, one, other)
        return np.array([*cosines, best, _products(self._words, self._words, one, other)], dtype=np.float64)

    def _plain(self, one: Places, other: Places) -> dict[str, Matrix]:
        """All features but those beside the page's mean, counts as they are."""
        title, whole, words, head = self._cosines["title"], self._cosines["whole"], self._words, self._head
        best, high, low = self._by_sentences(self._sentences, one, other)
        best_centred, _, _ = self._by_sentences(self._centred_sentences, one, other)
        shared = _shared(self._weighted, self._present, one, other)
        # An item of a recap is as far from each post as posts are on the mean.
        items = np.maximum(one, other) >= self.size
        distance = np.where(items, (self.size + 1) / 3, np.abs(one - other)).astype(np.float32)
        lengths, titled = self._lengths, self._titled
        cosines = {name: _dots(vectors, vectors, one, other) for name, vectors in self._cosines.items()}
        found = {
            "title in whole": np.maximum(_dots(title, whole, one, other), _dots(whole, title, one, other)),
            **cosines,
            "sentence best": best,
            "sentences mean high": high,
            "sentences mean low": low,
            "sentence best centred": best_centred,
            "words": _products(words, words, one, other),
            "rare words": _products(self._rare_words, self._rare_words, one, other),
            "title words": _products(head, head, one, other),
            "title words in whole": np.maximum(_products(head, words, one, other), _products(words, head, one, other)),
            "shared weight": _sums(shared),
            "shared words": _products(self._present, self._present, one, other),
            "shared by two": _products(self._by_two, self._by_two, one, other),
            "shared by few": _products(self._by_few, self._by_few, one, other),
            "rarest shared": shared.max(axis=1).toarray().ravel(),
            "numbers": _products(self._numbers, self._numbers, one, other),
            "word pairs": _products(self._pairs, self._pairs, one, other),
            "distance": distance,
            "distance in page": distance / max(1, self.size - 1),
            "shorter": np.minimum(lengths[one], lengths[other]),
            "longer": np.maximum(lengths[one], lengths[other]),
            "titled": titled[one] + titled[other],
        }
        return {name: found[name] for name in FEATURES[: len(found)]}

    def _by_sentences(self, vectors: Matrix, one: Places, other: Places) -> tuple[Matrix, Matrix, Matrix]:
        """How near the nearest two sentences of two posts are; how near each one's are to the other on the mean."""
        found = np.zeros((3, len(one)), dtype=np.float32)
        counts = np.diff(self._first)
        bounds = np.flatnonzero(np.diff(one)) + 1
        for first, last in pairwise([0, *bounds.tolist(), len(one)]):
            others = other[first:last]
            ends = np.cumsum(counts[others])
            starts = ends - counts[others]
            theirs = np.arange(ends[-1]) + np.repeat(self._first[others] - starts, counts[others])
            near = vectors[self._first[one[first]] : self._first[one[first] + 1]] @ vectors[theirs].T
            to_other = np.maximum.reduceat(near, starts, axis=1)
            means = to_other.mean(0), np.add.reduceat(near.max(0), starts) / counts[others]
            found[:, first:last] = to_other.max(0), np.maximum(*means), np.minimum(*means)
        return found[0], found[1], found[2]


def _words(text: str) -> list[str]:
    """Words that carry sense, lower-cased, without `'s` and the plural's `s`."""
    found = []
    for word in _WORD.findall(text.lower().replace("’", "'")):
        word = word.removesuffix("'s")
        if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
            word = word[:-1]
        if len(word) > 1 and word not in ENGLISH_STOP_WORDS:
            found.append(word)
    return found


def _counted(
    bags: Sequence[Sequence[object]], posts: int | None = None, vocabulary: dict[object, int] | None = None
) -> tuple[csr_matrix, dict[object, int]]:
    """Counts of what each bag holds of what the first `posts` of them hold, and the columns' names."""
    if vocabulary is None:
        vocabulary = {thing: n for n, thing in enumerate(dict.fromkeys(thing for bag in bags[:posts] for thing in bag))}
    if not vocabulary:
        return csr_matrix((len(bags), 1), dtype=np.float32), vocabulary
    counter = CountVectorizer(analyzer=lambda bag: bag, vocabulary=vocabulary, dtype=np.float32)
    return csr_matrix(counter.transform(bags)), vocabulary


def _dots(left: Matrix, right: Matrix, one: Places, other: Places) -> Matrix:
    dots: Matrix = np.einsum("ij,ij->i", left[one], right[other])
    return dots


def _shared(left: csr_matrix, right: csr_matrix, one: Places, other: Places) -> csr_matrix:
    """What the rows of each pair have in common, multiplied."""
    return csr_matrix(left[one].multiply(right[other]))


def _products(left: csr_matrix, right: csr_matrix, one: Places, other: Places) -> Matrix:
    return _sums(_shared(left, right, one, other))


def _sums(rows: csr_matrix) -> Matrix:
    sums: Matrix = np.asarray(rows.sum(1), dtype=np.float32).ravel()
    return sums


def _unit_rows(matrix: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return csr_matrix(diags_array((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ matrix)


def _unit(vectors: Matrix) -> Matrix:
    unit: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
