"""Which texts an encoder reads in one forward pass, such that a text's vector does not depend on its company.

Matrix products and attention give a row the same bits whatever rows stand beside it, as long as the rows are many
enough and equally long. So a text is padded to a length that follows from its own, and only texts of that length go
together. In half precision a processor with matrix units takes other ways for other numbers of rows, too: there the
number follows from the length as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from splitter.choices import Precision

# Fewer rows are multiplied by other means, with other last digits.
_SHORTEST: Final = 16
# Twice as fine, and the texts of a page would seldom share a length.
_STEPS: Final = 8
# What a core's cache holds with all that a layer makes of it; a GPU has more to fill.
_TOKENS_AT_ONCE: Final = {"cpu": 1024, "cuda": 16384}


def packed(
    lengths: Sequence[int], device: str, precision: Precision = Precision.float32
) -> Iterator[tuple[list[int], int]]:
    """Pack texts into batches, the shortest first.

    Args:
        lengths: Tokens of each text.
        device: `cpu` or `cuda`.
        precision: What they are read with. In half precision a batch that is not full is filled up with its last text.

    Yields:
        Places of the texts that go together, in order, and the length to which they are padded. O(n log n).
    """
    batch: list[int] = []
    length = 0

    def filled() -> tuple[list[int], int]:
        rows = _TOKENS_AT_ONCE[device] // length if precision is Precision.bfloat16 else len(batch)
        return batch + batch[-1:] * (rows - len(batch)), length

    for i in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        own = padded_length(lengths[i])
        if batch and (own != length or (len(batch) + 1) * own > _TOKENS_AT_ONCE[device]):
            yield filled()
            batch = []
        batch.append(i)
        length = own
    if batch:
        yield filled()


def computing_with(precision: Precision, device: str) -> AbstractContextManager[Any]:
    """Within it forward passes on the device compute with those numbers."""
    import torch

    return torch.autocast(device, dtype=torch.bfloat16, enabled=precision is Precision.bfloat16)


def padded_length(length: int) -> int:
    """The length to which a text of so many tokens is padded: a twelfth more on the mean."""
    step = 2
    while step * _STEPS < length:
        step *= 2
    return max(_SHORTEST, -(-length // step) * step)
