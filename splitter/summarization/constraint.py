"""Decoding held to the source: `SourceWords` as a logits processor of transformers' `generate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import torch
from transformers import LogitsProcessor

from splitter.summarization.source_words import SourceWords

_TRIED: Final = 64


class SourceConstraint(LogitsProcessor):
    """Rules out the likeliest tokens, one after the other, until one goes on as the source allows.

    For greedy search, which takes the likeliest: those behind it are left as they are. Where none of 64 is allowed, the
    text ends.

    Args:
        source: What may be written.
        tokenizer: Decodes what has been written; words are judged as text, so that no way to cut one goes round them.
        ends: Tokens that end a text, at least one.
        start: Where in the token row the written part begins.
    """

    def __init__(self, source: SourceWords, tokenizer: Any, ends: Sequence[int], start: int) -> None:
        self._source, self._tokenizer, self._ends, self._start = source, tokenizer, list(ends), start

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """Scores, shape (rows, tokens of the vocabulary), with what is not allowed at minus infinity."""
        held = scores.clone()
        for row, ids in enumerate(input_ids[:, self._start :].tolist()):
            written = len(self._text(ids))
            for token in scores[row].topk(min(_TRIED, scores.shape[1])).indices.tolist():
                ends = token in self._ends
                if self._source.allow(self._text(ids if ends else [*ids, token]), written, ends=ends):
                    break
                held[row, token] = -torch.inf
            else:
                held[row] = -torch.inf
                held[row, self._ends] = 0.0
        return held  # type: ignore[return-value]

    def _text(self, ids: list[int]) -> str:
        return str(self._tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))
