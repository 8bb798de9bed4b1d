"""Sentence embeddings: one unit vector for each text.

Mean pooling over the token vectors of a BERT-size encoder, as in Sentence-BERT (Reimers and
Gurevych, 2019), through transformers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy, deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from splitter.choices import Precision
from splitter.errors import ModelNotFound
from splitter.models import ModelSource, find_model
from splitter.packing import computing_with, packed
from splitter.settings import DEFAULT_ENCODER

if TYPE_CHECKING:
    from torch import Tensor

Span = tuple[int, int]

MAX_TOKENS = 256


class TextEncoder:
    """Turns texts into unit vectors.

    Args:
        name: A bundled model's name, a folder, or a model id on a hub.
        offline: Never ask a hub.
        precision: What its forward passes compute with; vectors are given in single precision either way.

    Raises:
        ModelNotFound: No such model, or its files are not those of a text encoder.
    """

    def __init__(
        self, name: str = DEFAULT_ENCODER, *, offline: bool = False, precision: Precision = Precision.float32
    ) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        self.source: ModelSource = find_model(name, offline=offline)
        only_local = self.source.local or offline
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(self.source.location, local_files_only=only_local)
            model: Any = AutoModel.from_pretrained(
                self.source.location,
                local_files_only=only_local,
                use_safetensors=True,
                dtype=torch.float32,
            )
        except (OSError, ValueError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
            raise ModelNotFound(f"{name}: cannot be loaded as a text encoder: {reason}") from error
        self.precision = precision
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = model.eval().to(self._device)
        self.dimensions: int = int(model.config.hidden_size)

    def with_layers(self, layers: Mapping[str, NDArray[Any]]) -> TextEncoder:
        """An encoder that reads with other layers than this one's, over the same word vectors.

        Args:
            layers: Their weights, all that there are; names as in the encoder (`layer.0.output.dense.weight`).
        """
        import torch
        from transformers import AutoModel

        config = deepcopy(self._model.config)
        config.num_hidden_layers = len({name.split(".")[1] for name in layers})
        with torch.device("meta"):
            model = AutoModel.from_config(config)  # type: ignore[no-untyped-call]
        weights = {name: torch.from_numpy(tensor).float() for name, tensor in layers.items()}
        model.encoder.load_state_dict(weights, assign=True)
        model.embeddings, model.pooler = self._model.embeddings, None
        other = copy(self)
        other._model = model.eval().to(self._device)
        return other

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode texts; equal texts are encoded once.

        Args:
            texts: Any number of texts; what lies past 256 tokens of one is not read.

        Returns:
            Array of shape (len(texts), dimensions), rows of unit length.
        """
        from torch.nn.functional import normalize

        place = {text: i for i, text in enumerate(dict.fromkeys(texts))}
        vectors = np.zeros((len(place), self.dimensions), dtype=np.float32)
        for i, states, _ in self._forward(list(place)):
            vectors[i] = normalize(states.mean(0), dim=0).cpu().numpy()
        return vectors[[place[text] for text in texts]]

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[NDArray[np.float32]]:
        """Encode parts of texts as they stand in them: equal texts are read once, however many parts are asked for.

        Args:
            texts: As for `encode`.
            spans: For each text, at least one part as `(start, end)` in code points. A part of which nothing is
                read, past 256 tokens, has the whole text's vector.

        Returns:
            For each text an array of shape (number of its spans, dimensions), rows of unit length.
        """
        import torch

        asked = list(dict.fromkeys((text, tuple(own)) for text, own in zip(texts, spans, strict=True)))
        found: dict[tuple[str, tuple[Span, ...]], NDArray[np.float32]] = {}
        for i, states, offsets in self._forward([text for text, _ in asked]):
            found[asked[i]] = span_vectors(states, torch.tensor(offsets), asked[i][1]).cpu().numpy()
        return [found[text, tuple(own)] for text, own in zip(texts, spans, strict=True)]

    def _forward(self, texts: Sequence[str]) -> Iterator[tuple[int, Any, list[Span]]]:
        """Each text's place, its tokens' states and their offsets; in no order."""
        import torch

        if not texts:
            return
        read = self._tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS, return_offsets_mapping=True)
        ids, offsets = read["input_ids"], read["offset_mapping"]
        for batch, length in packed([len(row) for row in ids], self._device, self.precision):
            rows = {"input_ids": [ids[i] for i in batch]}
            padded = self._tokenizer.pad(rows, padding="max_length", max_length=length, return_tensors="pt")
            with torch.inference_mode(), computing_with(self.precision, self._device):
                hidden = self._model(**padded.to(self._device)).last_hidden_state.float()
            for i, states in zip(batch, hidden, strict=True):
                yield i, states[: len(ids[i])], offsets[i]


def span_vectors(states: Tensor, offsets: Tensor, spans: Sequence[Span]) -> Tensor:
    """The means of a text's tokens in each of its parts, as unit vectors; of all tokens where none is in a part.

    Args:
        states: Shape (tokens, dimensions).
        offsets: Where each token begins and ends in the text, shape (tokens, 2).
        spans: The parts, in code points.

    Returns:
        Shape (parts, dimensions).
    """
    import torch

    starts, ends = offsets.T
    own = torch.tensor(spans)
    inside = (starts >= own[:, :1]) & (starts < own[:, 1:]) & (ends > starts)
    weights = torch.where(inside.any(1, keepdim=True), inside, True).to(states)
    mean = weights @ states / weights.sum(1, keepdim=True)
    return torch.nn.functional.normalize(mean, dim=1)


@lru_cache(maxsize=4)
def load_encoder(
    name: str = DEFAULT_ENCODER, offline: bool = False, precision: Precision = Precision.float32
) -> TextEncoder:
    """The encoder of that name, loaded once for the whole process."""
    return TextEncoder(name, offline=offline, precision=precision)
