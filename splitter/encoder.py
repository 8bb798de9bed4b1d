"""Sentence embeddings: one unit vector for each text.

Mean pooling over the token vectors of a BERT-size encoder, as in Sentence-BERT (Reimers and
Gurevych, 2019), through transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        import torch

        unique = list(dict.fromkeys(texts))
        vectors = np.zeros((len(unique), self.dimensions), dtype=np.float32)
        if not unique:
            return vectors
        ids = self._tokenizer(unique, truncation=True, max_length=_MAX_TOKENS, add_special_tokens=True)["input_ids"]
        # Texts of like length go together, so that little of a batch is padding.
        order = sorted(range(len(unique)), key=lambda i: (len(ids[i]), i))
        with torch.inference_mode():
            for batch in _batches(order, [len(row) for row in ids]):
                padded = self._tokenizer.pad({"input_ids": [ids[i] for i in batch]}, return_tensors="pt").to(
                    self._device
                )
                hidden = self._model(**padded).last_hidden_state
                mask = padded["attention_mask"].unsqueeze(-1).to(hidden.dtype)
                mean = (hidden * mask).sum(1) / mask.sum(1)
                vectors[batch] = torch.nn.functional.normalize(mean, dim=1).cpu().numpy()
        place = {text: i for i, text in enumerate(unique)}
        return vectors[[place[text] for text in texts]]


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
