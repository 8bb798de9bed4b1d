"""What speaks for two posts telling the same story: what they say, what they name, where they stand.

Each kind of evidence is a number for each pair of a page's posts, the same both ways. Vectors are the
encoder's, of parts of a post read in its context; words count by how rare they are on this page: a
name that every post has tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

from splitter.sentences import sentence_spans

Matrix = NDArray[np.float32]
Span = tuple[int, int]
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


class Evidence:
    """The evidence of a page's posts, for all pairs of them.

    Args:
        posts: In the page's order; at least one.
        encode_spans: Texts and spans of them to unit rows, as `TextEncoder.encode_spans`.
    """

    def __init__(self, posts: Sequence[PostText], encode_spans: SpanEncoder) -> None:
        self.size = len(posts)
        self._read(posts, encode_spans)
        self._count(posts)
        self._page: list[tuple[float, float]] | None = None

    def rows(self, first: int, last: int) -> Matrix:
        """Evidence of posts `first` to `last` with each post from `first` on.

        Returns:
            Shape (last - first, size - first, len(FEATURES)).
        """
        plain = self._plain(first, last)
        if self._page is None:
            self._page = self._of_page()
        beside = [
            (plain[FEATURES.index(name)] - mean) / deviation
            for name, (mean, deviation) in zip(RELATIVE, self._page, strict=True)
        ]
        made = np.stack([*plain, *beside], axis=-1, dtype=np.float32)
        made[..., _COUNT_COLUMNS] = np.log1p(np.maximum(made[..., _COUNT_COLUMNS], 0))
        return made

    def blocks(self, size: int = 256) -> Iterator[tuple[int, int]]:
        """Bounds of blocks of rows that memory holds."""
        for first in range(0, self.size, size):
            yield first, min(first + size, self.size)

    def _read(self, posts: Sequence[PostText], encode_spans: SpanEncoder) -> None:
        texts = [post.text or "-" for post in posts]
        spans: list[list[Span]] = []
        for post, text in zip(posts, texts, strict=True):
            title = (0, len(post.title)) if post.title else (0, _TITLE_CHARACTERS)
            sentences = sentence_spans(text)[:_MOST_SENTENCES] or [(0, len(text))]
            spans.append([(0, len(text)), (0, _OPENING_CHARACTERS), title, *sentences])
        read = encode_spans(texts, spans)
        whole, opening, title_ = (np.stack([vectors[k] for vectors in read]) for k in range(3))
        self._sentences = np.concatenate([vectors[3:] for vectors in read])
        self._centred_sentences = _unit(self._sentences - self._sentences.mean(0))
        self._first = np.cumsum([0, *(len(vectors) - 3 for vectors in read)])
        self._whole, self._title = whole, title_
        centred = [_unit(vectors - vectors.mean(0)) for vectors in (whole, opening, title_)]
        self._cosines = [whole, opening, title_, *centred]

    def _count(self, posts: Sequence[PostText]) -> None:
        bags = [_words(post.text) for post in posts]
        heads = [_words(post.title or post.body[:_TITLE_CHARACTERS]) for post in posts]
        counts, vocabulary = _counted(bags)
        head, _ = _counted(heads, vocabulary)
        self._present = (counts > 0).astype(np.float32)
        shared_by = np.asarray(self._present.sum(0)).ravel()
        self._rarity = np.log((self.size + 1) / np.maximum(shared_by, 1)).astype(np.float32)
        weigh, weigh_twice = diags_array(self._rarity), diags_array(self._rarity**2)
        root = counts.sqrt()
        self._words, self._rare_words = _unit_rows(root @ weigh), _unit_rows(root @ weigh_twice)
        self._head = _unit_rows((head > 0).astype(np.float32) @ weigh)
        self._weighted = csr_matrix(self._present @ weigh)
        self._by_two = self._present[:, shared_by == 2]
        few = (shared_by > 1) & (shared_by <= _FEW)
        self._by_few = csr_matrix(self._present[:, few] @ diags_array(np.sqrt(self._rarity[few])))
        numbers, _ = _counted([_NUMBER.findall(post.text) for post in posts])
        self._numbers = (numbers > 0).astype(np.float32)
        pairs, _ = _counted([list(pairwise(bag)) for bag in bags])
        pairs = (pairs > 0).astype(np.float32)
        rarity = np.log((self.size + 1) / np.maximum(np.asarray(pairs.sum(0)).ravel(), 1))
        self._pairs = csr_matrix(pairs @ diags_array(np.sqrt(rarity)))
        self._lengths = np.array([len(bag) for bag in bags], dtype=np.float32)
        self._titled = np.array([bool(post.title) for post in posts], dtype=np.float32)

    def _plain(self, first: int, last: int) -> list[Matrix]:
        """All features but those beside the page's mean, counts as they are."""
        own, to = slice(first, last), slice(first, None)
        whole, opening, title, *centred = (vectors[own] @ vectors[to].T for vectors in self._cosines)
        title_in = np.maximum(self._title[own] @ self._whole[to].T, self._whole[own] @ self._title[to].T)
        best, high, low = self._by_sentences(self._sentences, first, last)
        best_centred, _, _ = self._by_sentences(self._centred_sentences, first, last)
        head_in = _product(self._head, self._words, first, last)
        in_head = _product(self._words, self._head, first, last)
        places = np.arange(self.size, dtype=np.float32)
        distance = np.abs(places[own, None] - places[None, to])
        lengths, titled = self._lengths, self._titled
        return [
            whole, opening, title, title_in, *centred, best, high, low, best_centred,
            _product(self._words, self._words, first, last),
            _product(self._rare_words, self._rare_words, first, last),
            _product(self._head, self._head, first, last),
            np.maximum(head_in, in_head),
            _product(self._weighted, self._present, first, last),
            _product(self._present, self._present, first, last),
            _product(self._by_two, self._by_two, first, last),
            _product(self._by_few, self._by_few, first, last),
            self._rarest(first, last),
            _product(self._numbers, self._numbers, first, last),
            _product(self._pairs, self._pairs, first, last),
            distance,
            distance / max(1, self.size - 1),
            np.minimum(lengths[own, None], lengths[None, to]),
            np.maximum(lengths[own, None], lengths[None, to]),
            titled[own, None] + titled[None, to],
        ]  # fmt: skip

    def _by_sentences(self, vectors: Matrix, first: int, last: int) -> tuple[Matrix, Matrix, Matrix]:
        """How near the nearest two sentences of two posts are; how near each one's are to the other on the mean."""
        a, b = self._first[first], self._first[last]
        near = vectors[a:b] @ vectors[a:].T
        rows, columns = self._first[first:last] - a, self._first[first:-1] - a
        lengths = np.diff(self._first[first:]).astype(np.float32)
        to_other = np.maximum.reduceat(near, columns, axis=1)  # Of each of our sentences, to each post.
        from_other = np.maximum.reduceat(near, rows, axis=0)  # Of each of their sentences, to each of our posts.
        ours = np.add.reduceat(to_other, rows, axis=0) / lengths[: last - first, None]
        theirs = np.add.reduceat(from_other, columns, axis=1) / lengths
        return np.maximum.reduceat(to_other, rows, axis=0), np.maximum(ours, theirs), np.minimum(ours, theirs)

    def _rarest(self, first: int, last: int) -> Matrix:
        """How rare the rarest word is that two posts share."""
        columns = self._weighted[first:].tocsc()
        found = np.zeros((last - first, self.size - first), dtype=np.float32)
        for row in range(last - first):
            start, end = self._present.indptr[first + row : first + row + 2]
            own = self._present.indices[start:end]
            if len(own):
                found[row] = columns[:, own].max(axis=1).toarray().ravel()
        return found

    def _of_page(self) -> list[tuple[float, float]]:
        """Mean and deviation of the relative features over the page's pairs."""
        total, squares, pairs = np.zeros(len(RELATIVE)), np.zeros(len(RELATIVE)), 0
        for first, last in self.blocks():
            upper = np.triu_indices(last - first, 1, self.size - first)
            pairs += len(upper[0])
            for k, matrix in enumerate(self._relative(first, last)):
                values = matrix[upper].astype(np.float64)
                total[k] += values.sum()
                squares[k] += (values**2).sum()
        mean = total / max(1, pairs)
        # Of a page whose posts are all alike the rest is rounding.
        deviation = np.sqrt(np.maximum(squares / max(1, pairs) - mean**2, _LEAST_DEVIATION**2))
        return list(zip(mean.tolist(), deviation.tolist(), strict=True))

    def _relative(self, first: int, last: int) -> list[Matrix]:
        """Those of `RELATIVE`, alone."""
        own, to = slice(first, last), slice(first, None)
        whole, centred = (vectors[own] @ vectors[to].T for vectors in (self._whole, self._cosines[3]))
        best, _, _ = self._by_sentences(self._sentences, first, last)
        return [whole, centred, best, _product(self._words, self._words, first, last)]


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
    bags: Sequence[Sequence[object]], vocabulary: dict[object, int] | None = None
) -> tuple[csr_matrix, dict[object, int]]:
    """Counts of what each bag holds, and the columns' names."""
    known = vocabulary or {thing: n for n, thing in enumerate(dict.fromkeys(thing for bag in bags for thing in bag))}
    if not known:
        return csr_matrix((len(bags), 1), dtype=np.float32), known
    counter = CountVectorizer(analyzer=lambda bag: bag, vocabulary=known, dtype=np.float32)
    return csr_matrix(counter.transform(bags)), known


def _product(left: csr_matrix, right: csr_matrix, first: int, last: int) -> Matrix:
    product: Matrix = (left[first:last] @ right[first:].T).toarray()
    return product


def _unit_rows(matrix: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return csr_matrix(diags_array((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ matrix)


def _unit(vectors: Matrix) -> Matrix:
    unit: Matrix = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
