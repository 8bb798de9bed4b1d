"""Train the model that says which stretch of a sentence makes a headline: `models/headline/`.

    PYTHONPATH=. python training/headline_model.py --corpus FOLDER --target models/headline

`--corpus` holds `liveblogs-train.jsonl.xz`. Editors' own titles teach it: of a post whose title is a stretch of one of
its first sentences, give or take some words, the first and the last word of that stretch are to be found, as in the
headlines from which Filippova and Altun (EMNLP 2013) taught to compress sentences. Prints figures of pages left out of
training, an eighth of them, then trains on all.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from splitter.encoder import load_encoder
from splitter.network import Matrix, Network
from splitter.sentences import split_sentences
from splitter.summarization.headline_model import HeadlineModel, word_evidence
from splitter.summarization.words import plain

_HIDDEN, _DROPPED, _NOISE, _RATE, _DECAY, _BATCH = 96, 0.4, 0.3, 1e-3, 0.1, 64
_FIRST_SENTENCES, _MOST_WORDS = 4, 90
_TITLE_WORDS = range(5, 17)
# Of a title's words, how many the sentence must have in their order, and how many of the stretch's the title.
_COVERED, _DENSE = 0.75, 0.7


class Pair(NamedTuple):
    """A sentence and the places of the first and the last word of its post's title in it."""

    page: str
    sentence: str
    first: int
    last: int


def main() -> None:
    """Read, measure on pages left out, train on all, save."""
    args = _arguments()
    pairs = list(read_pairs(args.corpus / "liveblogs-train.jsonl.xz"))
    evidence = word_evidence([pair.sentence for pair in pairs], load_encoder())
    pages = sorted({pair.page for pair in pairs})
    held = set(np.random.default_rng(args.seed).permutation(pages)[: len(pages) // 8].tolist())
    print(f"{len(pairs)} sentences of {len(pages)} pages")
    seen = [i for i, pair in enumerate(pairs) if pair.page not in held]
    model = train([pairs[i] for i in seen], [evidence[i] for i in seen], epochs=args.epochs, seed=args.seed)
    told = [(pair, model.likely(own)) for pair, own in zip(pairs, evidence, strict=True) if pair.page in held]
    first = np.mean([likely[:, 0].argmax() == pair.first for pair, likely in told])
    last = np.mean([likely[:, 1].argmax() == pair.last for pair, likely in told])
    print(f"pages left out, {len(told)} sentences: first word right {first:.1%}, last word right {last:.1%}")
    whole = (
        np.mean([pair.first == 0 for pair, _ in told]),
        np.mean([pair.last + 1 == len(pair.sentence.split()) for pair, _ in told]),
    )
    print(f"the sentence's own first word would be right {whole[0]:.1%}, its last {whole[1]:.1%}")
    if args.target:
        model = train(pairs, evidence, epochs=args.epochs, seed=args.seed)
        model.save(args.target / "model.safetensors")
        print(f"saved {args.target / 'model.safetensors'}, {(args.target / 'model.safetensors').stat().st_size} bytes")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--target", type=Path, help="Where to save the model, e.g. models/headline.")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def read_pairs(file: Path) -> Iterator[Pair]:
    """Posts whose title is a stretch of one of their first sentences."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            for post in page["posts"]:
                title = (post["title"] or "").split()
                if len(title) not in _TITLE_WORDS:
                    continue
                text = "\n".join(s for s in post["sentences"] if s.rstrip(".") != post["title"].rstrip("."))
                found = (_stretch(title, s.split()) for s in split_sentences(text)[:_FIRST_SENTENCES])
                for sentence, stretch in zip(split_sentences(text), found, strict=False):
                    if stretch:
                        yield Pair(page["id"], " ".join(sentence.split()), *stretch)
                        break


def _stretch(title: Sequence[str], sentence: Sequence[str]) -> tuple[int, int] | None:
    """First and last place of the title's words in a sentence, where it has nearly all of them close together."""
    if not len(title) < len(sentence) <= _MOST_WORDS:
        return None
    own, other = [_bare(word) for word in title], [_bare(word) for word in sentence]
    blocks = SequenceMatcher(None, own, other, autojunk=False).get_matching_blocks()
    matched = [(block.a + k, block.b + k) for block in blocks for k in range(block.size)]
    if len(matched) < _COVERED * len(own) or matched[0][0] > 1 or matched[-1][0] < len(own) - 2:
        return None
    first, last = matched[0][1], matched[-1][1]
    return (first, last) if len(matched) >= _DENSE * (last - first + 1) else None


def _bare(word: str) -> str:
    return plain(word).strip("\"'“”‘’.,:;!?()").removesuffix("'s")


def train(pairs: Sequence[Pair], evidence: Sequence[Matrix], *, epochs: int, seed: int) -> HeadlineModel:
    """A network that finds the first and the last word of a title in a sentence."""
    torch.manual_seed(seed)
    words = np.concatenate([own[:: max(1, len(own) // 8)] for own in evidence])
    mean, deviation = words.mean(0), words.std(0) + 1e-6
    network = nn.Sequential(nn.Linear(words.shape[1], _HIDDEN), nn.ReLU(), nn.Dropout(_DROPPED), nn.Linear(_HIDDEN, 2))
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    for _ in range(epochs):
        for batch in torch.randperm(len(pairs)).split(_BATCH):
            rows = [torch.tensor(np.clip((evidence[i] - mean) / deviation, -5, 5)) for i in batch.tolist()]
            padded = nn.utils.rnn.pad_sequence(rows, batch_first=True)
            there = torch.arange(padded.shape[1]) < torch.tensor([len(row) for row in rows])[:, None]
            told: Tensor = network(padded + _NOISE * torch.randn_like(padded))
            told = told.masked_fill(~there[..., None], -1e4)
            truth = torch.tensor([[pairs[i].first, pairs[i].last] for i in batch.tolist()])
            loss = nn.functional.cross_entropy(told, truth)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    layers = [(x.weight.detach().numpy(), x.bias.detach().numpy()) for x in network if isinstance(x, nn.Linear)]
    return HeadlineModel(Network(np.arange(words.shape[1], dtype=np.int64), mean, deviation, layers))


if __name__ == "__main__":
    main()
