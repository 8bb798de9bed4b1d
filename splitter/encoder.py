"""Sentence embeddings: one unit vector for each text.

Mean pooling over the token vectors of a BERT-size encoder, as in Sentence-BERT (Reimers and
Gurevych, 2019), through transformers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splitter.errors import ModelNotFound
from splitter.models import ModelSource, find_model
from splitter.settings import DEFAULT_ENCODER

# Tokens of one forward pass, padding included: small enough for a laptop's cache and memory.
_TOKENS_PER_BATCH = 4096
_MAX_TOKENS = 256


class TextEncoder:
    """Turns texts into unit vectors.

    Args:
        name: A bundled model's name, a folder, or a model id on a hub.
        offline: Never ask a hub.

    Raises:
        ModelNotFound: No such model, or its files are not those of a text encoder.
    """

    def __init__(self, name: str = DEFAULT_ENCODER, *, offline: bool = False) -> None:
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
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = model.eval().to(self._device)
        self.dimensions: int = int(model.config.hidden_size)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode texts; equal texts are encoded once.

        Args:
            texts: Any number of texts; what lies past 256 tokens of one is not read.

        Returns:
            Array of shape (len(texts), dimensions), rows of unit length.
        """
        unique = list(dict.fromkeys(texts))
        vectors = np.zeros((len(unique), self.dimensions), dtype=np.float32)
        for batch, hidden, mask, _ in self._forward(unique):
            vectors[batch] = _mean(hidden, mask)
        place = {text: i for i, text in enumerate(unique)}
        return vectors[[place[text] for text in texts]]

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[NDArray[np.float32]]:
        """Encode parts of texts as they stand in them: each text is read once, however many parts are asked for.

        Args:
            texts: As for `encode`.
            spans: For each text, at least one part as `(start, end)` in code points. A part of which nothing is
                read, past 256 tokens, has the whole text's vector.

        Returns:
            For each text an array of shape (number of its spans, dimensions), rows of unit length.
        """
        import torch

        found: list[NDArray[np.float32]] = [np.zeros((0, self.dimensions), dtype=np.float32)] * len(texts)
        for batch, hidden, mask, offsets in self._forward(texts):
            for row, i in enumerate(batch):
                starts, ends = offsets[row, :, 0], offsets[row, :, 1]
                asked = torch.tensor(spans[i])
                inside = (starts >= asked[:, :1]) & (starts < asked[:, 1:]) & (ends > starts)
                inside = torch.where(inside.any(1, keepdim=True), inside, mask[row].bool().cpu())
                weights = inside.to(hidden)
                mean = weights @ hidden[row] / weights.sum(1, keepdim=True)
                found[i] = torch.nn.functional.normalize(mean, dim=1).cpu().numpy()
        return found

    def _forward(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Any, Any, Any]]:
        """Places of texts, their tokens' states, masks and offsets, batch by batch."""
        import torch

        if not texts:
            return
        read = self._tokenizer(list(texts), truncation=True, max_length=_MAX_TOKENS, return_offsets_mapping=True)
        ids, offsets = read["input_ids"], read["offset_mapping"]
        # Texts of like length go together, so that little of a batch is padding.
        order = sorted(range(len(texts)), key=lambda i: (len(ids[i]), i))
        for batch in _batches(order, [len(row) for row in ids]):
            padded = self._tokenizer.pad({"input_ids": [ids[i] for i in batch]}, return_tensors="pt").to(self._device)
            with torch.inference_mode():
                hidden = self._model(**padded).last_hidden_state
            longest = hidden.shape[1]
            places = torch.tensor([offsets[i] + [(0, 0)] * (longest - len(offsets[i])) for i in batch])
            yield batch, hidden, padded["attention_mask"], places


def _mean(hidden: Any, mask: Any) -> NDArray[np.float32]:
    import torch

    weights = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * weights).sum(1) / weights.sum(1)
    unit: NDArray[np.float32] = torch.nn.functional.normalize(mean, dim=1).cpu().numpy()
    return unit


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Cut an order of ascending lengths into batches of at most `_TOKENS_PER_BATCH` tokens."""
    batches: list[list[int]] = [[]]
    for i in order:
        if batches[-1] and (len(batches[-1]) + 1) * lengths[i] > _TOKENS_PER_BATCH:
            batches.append([])
        batches[-1].append(i)
    return batches


@lru_cache(maxsize=4)
def load_encoder(name: str = DEFAULT_ENCODER, offline: bool = False) -> TextEncoder:
    """The encoder of that name, loaded once for the whole process."""
    return TextEncoder(name, offline=offline)
