"""Reading lines in their context: one vector a line, from the bundled encoder with adapters.

Lines stand one after another in the encoder's window, a separator between them, so that attention
sees whether a line goes on from the last. The state over the separator in front of a line is its
vector. The encoder's weights are those in `models/all-MiniLM-L6-v2`; what training changed are
low-rank additions (LoRA, Hu et al., 2021), which are added to them when the model is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from splitter.choices import Precision
from splitter.packing import computing_with, packed

# A line's subject shows in its opening, and what must follow it in its end.
HEAD_TOKENS, TAIL_TOKENS = 24, 12
_HEAD_CHARACTERS, _TAIL_CHARACTERS = 160, 70
WINDOW_TOKENS = 512
# Lines at a window's ends that are read for their neighbours' sake only.
_MARGIN = 3


class LineTokens:
    """Cuts lines into tokens: the opening, and the end of a long line.

    Args:
        tokenizer: A fast tokenizer of transformers.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self.cls, self.sep, self.pad = tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id

    def __call__(self, lines: Sequence[str]) -> list[list[int]]:
        """Token ids of each line, at most `HEAD_TOKENS + TAIL_TOKENS`, without special tokens."""
        if not lines:
            return []
        heads = [line[:_HEAD_CHARACTERS] for line in lines]
        tails = [line[-_TAIL_CHARACTERS:] if len(line) > _HEAD_CHARACTERS else "" for line in lines]
        # A page that writes of `[SEP]` means the letters.
        ids = self._tokenizer(heads + tails, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        out: list[list[int]] = []
        for head, tail in zip(ids[: len(lines)], ids[len(lines) :], strict=True):
            if tail:
                out.append(head[:HEAD_TOKENS] + tail[-TAIL_TOKENS:])
            elif len(head) > HEAD_TOKENS + TAIL_TOKENS:
                out.append(head[:HEAD_TOKENS] + head[-TAIL_TOKENS:])
            else:
                out.append(head)
        return out


class LineReader(nn.Module):
    """Lines of a page to vectors.

    Args:
        encoder: A BERT-size model of transformers.
        tokens: Its tokenizer.
    """

    def __init__(self, encoder: Any, tokens: LineTokens) -> None:
        super().__init__()
        self.encoder = encoder
        self.tokens = tokens
        self.dimensions = int(encoder.config.hidden_size)

    def forward(self, ids: Tensor, mask: Tensor | None, positions: Tensor | None = None) -> Tensor:
        """States of shape (windows, tokens, dimensions)."""
        states: Tensor = self.encoder(input_ids=ids, attention_mask=mask, position_ids=positions).last_hidden_state
        return states

    def read(
        self, pages: Sequence[Sequence[str]], precision: Precision = Precision.float32
    ) -> list[NDArray[np.float32]]:
        """One vector a line.

        Args:
            pages: Each one's lines, in order.
            precision: What the encoder computes with.

        Returns:
            For each page an array of shape (lines, dimensions). O(n) in lines; equal stretches are read once, and
            what stands on one page changes no other's vectors.
        """
        vectors = [np.zeros((len(lines), self.dimensions), dtype=np.float32) for lines in pages]
        kept: dict[tuple[int, ...], list[tuple[NDArray[np.float32], NDArray[np.intp]]]] = {}
        for lines, own in zip(pages, vectors, strict=True):
            rows = self.tokens(lines)
            lengths = [len(row) + 1 for row in rows]
            separators = np.cumsum([1, *lengths])
            for first, last, keep, until in windows(lengths, WINDOW_TOKENS - 2):
                places = separators[keep:until] - separators[first] + 1
                kept.setdefault(tuple(self.window(rows[first:last])), []).append((own[keep:until], places))
        read = list(kept)
        for batch, length in packed([len(ids) for ids in read], self.device.type, precision):
            stacked, mask = self.stack([read[i] for i in batch], length)
            with torch.inference_mode(), computing_with(precision, self.device.type):
                states = self(stacked, mask).float().cpu()
            for i, state in zip(batch, states.numpy(), strict=True):
                for own, places in kept[read[i]]:
                    own[:] = state[places]
        return vectors

    @property
    def device(self) -> torch.device:
        """Where its weights are."""
        device: torch.device = next(self.encoder.parameters()).device
        return device

    def window(self, rows: Sequence[Sequence[int]]) -> list[int]:
        """Token ids of lines that are read together."""
        ids = [self.tokens.cls]
        for row in rows:
            ids.append(self.tokens.sep)
            ids += row
        ids.append(self.tokens.sep)
        return ids

    def stack(self, batch: Sequence[Sequence[int]], length: int) -> tuple[Tensor, Tensor]:
        """Ids, padded to `length`, and mask of shape (windows, length)."""
        stacked = torch.full((len(batch), length), self.tokens.pad, dtype=torch.long)
        mask = torch.zeros((len(batch), length), dtype=torch.long)
        for i, ids in enumerate(batch):
            stacked[i, : len(ids)] = torch.tensor(ids)
            mask[i, : len(ids)] = 1
        return stacked.to(self.device), mask.to(self.device)


def windows(lengths: Sequence[int], budget: int, margin: int = _MARGIN) -> Iterator[tuple[int, int, int, int]]:
    """Overlapping windows over lines: `(first, last, keep, until)`.

    Lines `first:last` are read together; the states of `keep:until` are used. Every line is kept once.

    Args:
        lengths: Tokens of each line; none may exceed `budget`.
        budget: Tokens of a window.
        margin: Lines of context on both sides, where the page has them and they fit.
    """
    keep = 0
    while keep < len(lengths):
        first = max(0, keep - margin)
        # A window must hold at least one line to keep beside what stands before it.
        while sum(lengths[first : keep + 1]) > budget:
            first += 1
        last, total = first, 0
        while last < len(lengths) and total + lengths[last] <= budget:
            total += lengths[last]
            last += 1
        until = last if last == len(lengths) else max(keep + 1, last - margin)
        yield first, last, keep, until
        keep = until


def add_low_rank(encoder: Any, additions: dict[str, Tensor]) -> None:
    """Add trained low-rank products to an encoder's weights, in place.

    Args:
        encoder: A model of transformers.
        additions: `NAME.down` of shape (rank, in) and `NAME.up` of shape (out, rank), for linear layers NAME.
    """
    with torch.no_grad():
        for name in sorted({key.rsplit(".", 1)[0] for key in additions}):
            weight = encoder.get_submodule(name).weight
            product = additions[f"{name}.up"].float() @ additions[f"{name}.down"].float()
            weight += product.to(weight.dtype)
