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
        ends: Tokens that end a text.
        start: Where in the token row the written part begins.
    """

    def __init__(self, source: SourceWords, tokenizer: Any, ends: Sequence[int], start: int) -> None:
        self._source, self._tokenizer, self._ends, self._start = source, tokenizer, frozenset(ends), start

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """Scores, shape (rows, tokens of the vocabulary), with what is not allowed at minus infinity."""
        held = scores.clone()
        for row, ids in enumerate(input_ids[:, self._start :].tolist()):
            before = self._text(ids)
            likeliest = scores[row].topk(min(_TRIED, scores.shape[1])).indices.tolist()
            for token in likeliest:
                new = "" if token in self._ends else self._text([*ids, token])[len(before.rstrip("\ufffd")) :]
                if self._source.allow(before.rstrip("\ufffd"), new, ends=token in self._ends):
                    break
                held[row, token] = -torch.inf
            else:
                held[row] = -torch.inf
                held[row, sorted(self._ends) or likeliest[:1]] = 0.0
        return held  # type: ignore[return-value]

    def _text(self, ids: list[int]) -> str:
        return str(self._tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))
