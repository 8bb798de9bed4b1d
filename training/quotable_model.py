"""Train the model that says which sentences can be quoted alone: `models/quotable/`.

    PYTHONPATH=. python training/quotable_model.py --corpus FOLDER --marks FOLDER --target models/quotable

`--corpus` holds `liveblogs-train.jsonl.xz`; `--marks` is a folder of `ID.json` with cased headlines and digests, from
which names are cased again. `--labels` says of sentences of that corpus what a reader made of them: lines of page, post,
sentence, label, and a second reader's where there is one. Prints figures of pages left out of training, eight folds of
them, then trains on all.
"""

from __future__ import annotations

import argparse
import json
import lzma
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, roc_auc_score
from torch import nn

from splitter.encoder import load_encoder
from splitter.network import Matrix, Network
from splitter.settings import Settings
from splitter.summarization.candidates import find_candidates
from splitter.summarization.quotable import LABELS, QuotableModel, quotable_evidence
from training.rendering.casing import Truecaser, cased_post, cased_texts

_HIDDEN, _DROPPED, _NOISE, _RATE, _DECAY, _BATCH = 32, 0.3, 0.3, 2e-3, 0.03, 128
_FOLDS = 8
_LETTERS = "FDSN"


class Labelled(NamedTuple):
    """Sentences with what readers made of them.

    Attributes:
        pages: Of each its page.
        evidence: Shape (sentences, features).
        labels: Places in `LABELS`.
        second: The same by a second reader, -1 where there was none.
    """

    pages: list[str]
    evidence: Matrix
    labels: NDArray[np.int64]
    second: NDArray[np.int64]


def main() -> None:
    """Read, measure in folds, train on all, save."""
    args = _arguments()
    told = read_labelled(args.corpus, args.marks, args.labels)
    names = ", ".join(f"{name} {np.mean(told.labels == n):.1%}" for n, name in enumerate(LABELS))
    print(f"{len(told.labels)} sentences of {len(set(told.pages))} pages: {names}")
    twice = told.second >= 0
    if twice.any():
        one, other = told.labels[twice], told.second[twice]
        kappa = cohen_kappa_score(one == 0, other == 0)
        print(f"two readers, {twice.sum()} sentences: {np.mean(one == other):.1%} alike; fit or not, kappa {kappa:.2f}")
    left_out = _left_out(told, args)
    fit = told.labels == 0
    print(f"pages left out: fit or not, AUC {roc_auc_score(fit, left_out[:, 0]):.3f}", end="")
    for n, name in enumerate(LABELS[1:], start=1):
        print(f"; {name} {roc_auc_score(told.labels == n, left_out[:, n]):.3f}", end="")
    sure = left_out[:, 0] >= 0.5
    print(
        f"\nof those called fit {np.mean(fit[sure]):.1%} are; of those that are {np.mean(sure[fit]):.1%} are called so"
    )
    if args.target:
        model = train(told.evidence, told.labels, epochs=args.epochs, networks=args.networks, seed=args.seed)
        model.save(args.target / "model.safetensors")
        print(f"saved {args.target / 'model.safetensors'}, {(args.target / 'model.safetensors').stat().st_size} bytes")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--marks", type=Path, required=True)
    parser.add_argument("--labels", type=Path, default=Path(__file__).parent / "quotable" / "labels.jsonl")
    parser.add_argument("--target", type=Path, help="Where to save the model, e.g. models/quotable.")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--networks", type=int, default=4, help="How many are trained; their mean counts.")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def read_labelled(corpus: Path, marks: Path, labels: Path) -> Labelled:
    """The labelled sentences, cased again, with their evidence."""
    told: dict[str, list[list[Any]]] = {}
    for line in labels.read_text(encoding="utf-8").splitlines():
        page, *rest = json.loads(line)
        told.setdefault(page, []).append(rest)
    truecase = Truecaser(cased_texts(marks), [])
    encoder = load_encoder()
    pages: list[str] = []
    rows: list[Matrix] = []
    first: list[int] = []
    second: list[int] = []
    with lzma.open(corpus / "liveblogs-train.jsonl.xz", "rt", encoding="utf-8") as file:
        for page in map(json.loads, file):
            for n, place, *letters in told.get(page["id"], ()):
                post = cased_post(page["posts"][n], str(n), truecase)
                candidates = find_candidates([post], Settings().max_words)
                candidate = next((c for c in candidates if c.place == place), None)
                if candidate is None:
                    continue
                rows.append(quotable_evidence([post], [candidate], encoder.encode([candidate.text]))[0])
                pages.append(page["id"])
                first.append(_LETTERS.index(letters[0]))
                second.append(_LETTERS.index(letters[1]) if len(letters) > 1 else -1)
    return Labelled(pages, np.array(rows), np.array(first), np.array(second))


def _left_out(told: Labelled, args: argparse.Namespace) -> Matrix:
    """What networks that did not see a sentence's page say of it."""
    pages = sorted(set(told.pages))
    order = np.random.default_rng(args.seed).permutation(len(pages)) % _FOLDS
    fold = dict(zip(pages, order.tolist(), strict=True))
    folds = np.array([fold[page] for page in told.pages])
    found = np.zeros((len(folds), len(LABELS)), dtype=np.float32)
    for n in range(_FOLDS):
        seen, held = folds != n, folds == n
        model = train(
            told.evidence[seen], told.labels[seen], epochs=args.epochs, networks=args.networks, seed=args.seed
        )
        found[held] = model.probabilities(told.evidence[held])
    return found


def train(evidence: Matrix, labels: NDArray[np.int64], *, epochs: int, networks: int, seed: int) -> QuotableModel:
    """Networks that tell a sentence's label from its evidence."""
    return QuotableModel([_network(evidence, labels, epochs, seed + n) for n in range(networks)])


def _network(evidence: Matrix, labels: NDArray[np.int64], epochs: int, seed: int) -> Network:
    torch.manual_seed(seed)
    mean, deviation = evidence.mean(0), evidence.std(0) + 1e-6
    inputs = torch.tensor(np.clip((evidence - mean) / deviation, -5, 5))
    truth = torch.tensor(labels)
    network = nn.Sequential(
        nn.Linear(evidence.shape[1], _HIDDEN), nn.ReLU(), nn.Dropout(_DROPPED), nn.Linear(_HIDDEN, len(LABELS))
    )
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=epochs * -(-len(inputs) // _BATCH))
    for _ in range(epochs):
        for batch in torch.randperm(len(inputs)).split(_BATCH):
            noisy = inputs[batch] + _NOISE * torch.randn_like(inputs[batch])
            loss = nn.functional.cross_entropy(network(noisy), truth[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    layers = [(x.weight.detach().numpy(), x.bias.detach().numpy()) for x in network if isinstance(x, nn.Linear)]
    return Network(np.arange(evidence.shape[1], dtype=np.int64), mean, deviation, layers)


if __name__ == "__main__":
    main()
