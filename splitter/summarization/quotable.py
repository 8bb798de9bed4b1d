"""Whether a sentence can be quoted alone, as a trained model judges it: what readers of digests stumbled over.

Of 146 sentences of first digests two readers found a third unfit, none of them false: a "he" or "the company" whose
name stands in the sentence before, somebody's opinion without a word of whose, a caption, a lead-in to a picture. The
text encoder's first layers were trained further on sentences that readers labelled so
(`training/quotable_model.py`); they read a sentence where it stands in its post.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from splitter.choices import Precision
from splitter.encoder import Span, TextEncoder, load_encoder
from splitter.network import Matrix, Network, load_tensors, save_tensors
from splitter.settings import DEFAULT_ENCODER
from splitter.summarization.base import StoryPost
from splitter.summarization.candidates import Candidate
from splitter.summarization.words import count_words

NAME: Final = "quotable"
# Fit; needs the sentence before it; somebody's words without a word of whose; no sentence of news.
LABELS: Final = ("fit", "leans", "unowned", "no news")
# Such that a passage with its title seldom has more tokens than the encoder reads.
_PASSAGE_WORDS: Final = 140
_READ_AGAIN: Final = 2
_TITLE_WORDS: Final = 40  # A longer one is no title: a post, or a whole page, whose line breaks were lost.
# So that no choice hangs on the last digits of a sum.
_DIGITS = 3
_LAYER: Final = "layer/"


class Passage(NamedTuple):
    """A part of a post as the model reads it.

    Attributes:
        text: The post's title and some of its sentences, a line each.
        places: Sentences of the post, 0 the first, that are judged here.
        spans: Where in the text they stand.
    """

    text: str
    places: tuple[int, ...]
    spans: tuple[Span, ...]


def passages(title: str, sentences: Sequence[str], asked: Sequence[int]) -> Iterator[Passage]:
    """Passages of a post in which some of its sentences are judged, each sentence in one.

    Which passage a sentence stands in, and what else does, follows from the post alone, whatever is asked.

    Args:
        title: May be empty. A longer one than titles are is left out.
        sentences: All of the post, in order.
        asked: Places of those to be judged.
    """
    wanted = set(asked)
    title = title if count_words(title) <= _TITLE_WORDS else ""
    start = 0
    while start < len(sentences):
        first = max(0, start - _READ_AGAIN)
        words = count_words(title) + sum(count_words(sentence) for sentence in sentences[first:start])
        end = start
        while end < len(sentences) and (end == start or words + count_words(sentences[end]) <= _PASSAGE_WORDS):
            words += count_words(sentences[end])
            end += 1
        places = tuple(place for place in range(start, end) if place in wanted)
        if places:
            lines = [*([title] if title else []), *sentences[first:end]]
            ends = np.cumsum([len(line) + 1 for line in lines])[first - end :].tolist()
            spans = [(e - 1 - len(sentence), e - 1) for e, sentence in zip(ends, sentences[first:end], strict=True)]
            yield Passage("\n".join(lines), places, tuple(spans[place - first] for place in places))
        start = end


class QuotableModel:
    """Layers of the text encoder, and a network over what they make of a sentence.

    Args:
        layers: Of the bundled encoder, from the first on, in place of all of its own: names as in the encoder.
        network: Of one output for each of `LABELS`.
        revision: First 16 hex digits of the file's SHA-256, empty where there is none.
        precision: What the layers compute with.
    """

    def __init__(
        self,
        layers: Mapping[str, NDArray[Any]],
        network: Network,
        revision: str = "",
        precision: Precision = Precision.float32,
    ) -> None:
        self.revision = revision
        self._layers = layers
        self._network = network
        self._precision = precision

    @cached_property
    def _encoder(self) -> TextEncoder:
        return load_encoder(DEFAULT_ENCODER, True, self._precision).with_layers(self._layers)

    def probabilities(self, stories: Sequence[tuple[Sequence[StoryPost], Sequence[Candidate]]]) -> list[Matrix]:
        """Of each candidate the probability of each of `LABELS`.

        Args:
            stories: Posts and at least one candidate of each.

        Returns:
            For each story an array of shape (candidates, 4).
        """
        told = [np.zeros((len(candidates), len(LABELS)), dtype=np.float32) for _, candidates in stories]
        read: list[tuple[int, list[int], Passage]] = []
        for n, (posts, candidates) in enumerate(stories):
            of_post: dict[int, dict[int, int]] = {}
            for i, candidate in enumerate(candidates):
                of_post.setdefault(candidate.post, {})[candidate.place] = i
            for post, at in of_post.items():
                sentences = candidates[next(iter(at.values()))].post_sentences
                for passage in passages(posts[post].title, sentences, list(at)):
                    read.append((n, [at[place] for place in passage.places], passage))
        vectors = self._encoder.encode_spans([one.text for *_, one in read], [one.spans for *_, one in read])
        for (n, rows, _), own in zip(read, vectors, strict=True):
            told[n][rows] = np.round(softmax(self._network.outputs(own), axis=1), _DIGITS)
        return told

    def save(self, path: Path) -> None:
        """Write a safetensors file."""
        layers = {f"{_LAYER}{name}": tensor for name, tensor in self._layers.items()}
        save_tensors(path, layers | self._network.tensors("network"))


@lru_cache(maxsize=2)
def quotable_model(precision: Precision = Precision.float32) -> QuotableModel:
    """The bundled model, loaded once for the whole process.

    Raises:
        ModelNotFound: The package lacks it.
    """
    tensors, revision = load_tensors(NAME)
    layers = {name.removeprefix(_LAYER): tensor for name, tensor in tensors.items() if name.startswith(_LAYER)}
    return QuotableModel(layers, Network.of(tensors, "network"), revision, precision)
