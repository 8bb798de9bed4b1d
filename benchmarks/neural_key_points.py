"""A neural baseline for whole pages: SummaRuNNer (Nallapati, Zhai and Zhou, AAAI 2017), reproduced small.

    python benchmarks/digests.py --key-points liveblogs-valid.jsonl.xz --pages 60 --train liveblogs-train.jsonl.xz

A bidirectional GRU reads a page's sentences in order. Each is given the logarithmic odds that it is in the summary: by
its content, its salience to the page, its novelty against what was chosen before it, and its place, absolute and
relative. As in the paper it learns from sentences chosen greedily for the highest ROUGE against the key points, has 200
hidden units each way, and stops by its loss on pages held out, a tenth. Pages with the key points of one that is
measured are not learned from.

Other than there, a sentence is read as the bundled encoder's vector, which is not trained on: a stronger input than the
paper's word vectors under a GRU of their own. Adam stands for Adadelta, and no page is cut after 100 sentences. The
seed is fixed, but other processors round otherwise, and the vectors are computed in bfloat16.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from splitter.choices import Precision
from splitter.encoder import load_encoder
from splitter.summarization.words import plain_words

HIDDEN, PLACES, PARTS = 200, 100, 10
EPOCHS, PATIENCE, BATCH, RATE, HELD, SEED = 15, 3, 8, 1e-3, 10, 0
# Few sentences are chosen: the odds to begin with.
FEW = -4.0
Counts = NDArray[np.int_]


class SummaRuNNer(nn.Module):
    """The paper's upper layer, over the vectors of one page's sentences."""

    def __init__(self, dimensions: int) -> None:
        super().__init__()
        wide = 2 * HIDDEN
        self.reader = nn.GRU(dimensions, HIDDEN, batch_first=True, bidirectional=True)
        self.page = nn.Linear(wide, wide)
        self.content = nn.Linear(wide, 1)
        self.salience = nn.Linear(wide, wide, bias=False)
        self.novelty = nn.Linear(wide, wide, bias=False)
        self.place, self.part = nn.Parameter(torch.zeros(PLACES)), nn.Parameter(torch.zeros(PARTS))
        nn.init.constant_(self.content.bias, FEW)

    def forward(self, vectors: Tensor) -> Tensor:
        """Logarithmic odds of each sentence, in order."""
        states = self.reader(vectors[None])[0][0]
        page = torch.tanh(self.page(states.mean(0)))
        places = torch.arange(len(states))
        alone = self.content(states)[:, 0] + self.salience(states) @ page
        alone = alone + self.place[places.clamp(max=PLACES - 1)] + self.part[places * PARTS // len(states)]
        chosen, odds = torch.zeros_like(page), []
        for own, known, state in zip(alone, self.novelty(states), states, strict=True):
            odds.append(own - known @ torch.tanh(chosen))
            chosen = chosen + odds[-1].sigmoid() * state
        return torch.stack(odds)


def oracle(sentences: Sequence[str], reference: str) -> list[int]:
    """Places of the sentences that are chosen greedily while ROUGE-1 and ROUGE-2 together rise, as F1."""
    tables = [_counted(sentences, reference, n) for n in (1, 2)]
    chosen: list[int] = []
    best = 0.0
    while True:
        scores = np.zeros(len(sentences))
        for counts, lengths, wanted in tables:
            hits = np.minimum(counts[chosen].sum(0) + counts, wanted).sum(1)
            scores += 2 * hits / np.maximum(lengths[chosen].sum() + lengths + wanted.sum(), 1)
        top = int(scores.argmax())
        if scores[top] <= best:
            return chosen
        best = scores[top]
        chosen.append(top)


def _counted(sentences: Sequence[str], reference: str, n: int) -> tuple[Counts, Counts, Counts]:
    """How often each sentence has each n words in a row that the reference has, its length, and the reference's own."""

    def grams(text: str) -> Counter[tuple[str, ...]]:
        words = plain_words(text)
        return Counter(zip(*(words[i:] for i in range(n)), strict=False))

    wanted, told = grams(reference), [grams(sentence) for sentence in sentences]
    counts = np.array([[own[gram] for gram in wanted] for own in told], dtype=int)
    return counts, np.array([own.total() for own in told]), np.array(list(wanted.values()))


def train(pages: Sequence[tuple[Sequence[str], str]], epochs: int = EPOCHS, seed: int = SEED) -> SummaRuNNer:
    """Train a network.

    Args:
        pages: Of each its sentences, at least one, and its key points.
        epochs: At most so many; the epoch with the lowest loss on the pages held out is kept.
        seed: Of the first weights and the order.
    """
    start = time.perf_counter()
    examples = [example(sentences, reference) for sentences, reference in pages]
    chosen = sum(int(labels.sum()) for _, labels in examples) / len(examples)
    print(f"{len(pages)} pages, {chosen:.1f} sentences chosen of each: {time.perf_counter() - start:.0f} seconds")
    held = examples[HELD - 1 :: HELD] or examples
    learned = [one for n, one in enumerate(examples, 1) if n % HELD]
    torch.manual_seed(seed)
    network = SummaRuNNer(examples[0][0].shape[1])
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    best, since, kept = float("inf"), 0, network.state_dict()
    for epoch in range(1, epochs + 1):
        order = torch.randperm(len(learned)).tolist()
        for first in range(0, len(order), BATCH):
            optimizer.zero_grad()
            for n in order[first : first + BATCH]:
                loss(network, *learned[n]).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
        with torch.inference_mode():
            mean = sum(loss(network, *one).item() for one in held) / len(held)
        print(f"epoch {epoch}: {mean:.3f} a page held out, {time.perf_counter() - start:.0f} seconds")
        since += 1
        if mean < best:
            best, since, kept = mean, 0, deepcopy(network.state_dict())
        if since == PATIENCE:
            break
    network.load_state_dict(kept)
    return network.eval()


def example(sentences: Sequence[str], reference: str) -> tuple[Tensor, Tensor]:
    """A page's vectors and which of its sentences are to be chosen."""
    labels = torch.zeros(len(sentences))
    labels[oracle(sentences, reference)] = 1.0
    return vectors_of(sentences), labels


def loss(network: SummaRuNNer, vectors: Tensor, labels: Tensor) -> Tensor:
    return binary_cross_entropy_with_logits(network(vectors), labels, reduction="sum")


def ranked(network: SummaRuNNer, sentences: Sequence[str]) -> list[int]:
    """Places of the sentences, the likeliest first; of equal ones only that one."""
    with torch.inference_mode():
        order = torch.argsort(network(vectors_of(sentences)), descending=True, stable=True).tolist()
    first: dict[str, int] = {}
    for i in order:
        first.setdefault(sentences[i], i)
    return list(first.values())


def vectors_of(sentences: Sequence[str]) -> Tensor:
    return torch.from_numpy(load_encoder(precision=Precision.bfloat16).encode(sentences))
