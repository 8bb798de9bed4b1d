"""Train the model that says which sentences can be quoted alone: `models/quotable/`.

    PYTHONPATH=. python training/quotable_model.py --corpus FOLDER --marks FOLDER --target models/quotable

`--corpus` holds `liveblogs-train.jsonl.xz`; `--marks` is a folder of `ID.json` with cased headlines and digests, from
which names are cased again. `--labels` says of sentences of that corpus what a reader made of them: lines of page, post,
sentence, label, and a second reader's where there is one. Prints figures of every fourth page, left out of training,
then trains on all. `--precision bfloat16` is twice as fast on processors with AMX.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, roc_auc_score
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from splitter.choices import Precision
from splitter.encoder import MAX_TOKENS, span_vectors
from splitter.models import find_model
from splitter.network import Network
from splitter.packing import computing_with
from splitter.settings import DEFAULT_ENCODER, Settings
from splitter.summarization.candidates import find_candidates
from splitter.summarization.quotable import LABELS, Passage, QuotableModel, passages
from training.rendering.casing import Truecaser, cased_post, cased_texts

_LAYERS, _EPOCHS = 3, 3
_BATCH, _RATE, _NEW_RATE, _DECAY, _DROPPED, _SMOOTHED = 16, 2e-4, 2e-3, 0.01, 0.1, 0.05
# A crawl often loses a post's title.
_UNTITLED = 0.3
_LEFT_OUT = 4  # Every fourth page.
_LETTERS = "FDSN"


class Labelled(NamedTuple):
    """A passage of a post, with and without the post's title, and what readers made of its sentences.

    Attributes:
        page: Its page.
        titled, untitled: The passage, the same sentences asked.
        labels: Of each sentence asked its place in `LABELS`.
        second: The same by a second reader, -1 where there was none.
    """

    page: str
    titled: Passage
    untitled: Passage
    labels: tuple[int, ...]
    second: tuple[int, ...]


def main() -> None:
    """Read, measure on pages left out, train on all, save."""
    args = _arguments()
    told = read_labelled(args.corpus, args.marks, args.labels)
    labels = _labels(told)
    pages = sorted({one.page for one in told})
    names = ", ".join(f"{name} {np.mean(labels == n):.1%}" for n, name in enumerate(LABELS))
    print(f"{len(labels)} sentences of {len(pages)} pages: {names}")
    second = np.array([label for one in told for label in one.second])
    twice = second >= 0
    if twice.any():
        one, other = labels[twice], second[twice]
        kappa = cohen_kappa_score(one == 0, other == 0)
        print(f"two readers, {twice.sum()} sentences: {np.mean(one == other):.1%} alike; fit or not, kappa {kappa:.2f}")
    held = set(np.random.default_rng(args.seed).permutation(pages)[::_LEFT_OUT].tolist())
    _print_figures(_train([one for one in told if one.page not in held], args), [o for o in told if o.page in held])
    if args.target:
        _train(told, args).model().save(args.target / "model.safetensors")
        print(f"saved {args.target / 'model.safetensors'}, {(args.target / 'model.safetensors').stat().st_size} bytes")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--marks", type=Path, required=True)
    labels = Path(__file__).parent / "quotable" / "labels.jsonl"
    parser.add_argument("--labels", type=Path, nargs="+", default=[labels], help="Files of them.")
    parser.add_argument("--target", type=Path, help="Where to save the model, e.g. models/quotable.")
    parser.add_argument("--epochs", type=int, default=_EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", type=Precision, default=Precision.float32)
    return parser.parse_args()


def read_labelled(corpus: Path, marks: Path, labels: Sequence[Path]) -> list[Labelled]:
    """The passages with labelled sentences, cased again."""
    told: dict[str, dict[int, dict[int, list[str]]]] = {}
    for file in labels:
        for line in file.read_text(encoding="utf-8").splitlines():
            page, n, place, *letters = json.loads(line)
            told.setdefault(page, {}).setdefault(n, {})[place] = letters
    truecase = Truecaser(cased_texts(marks), [])
    found: list[Labelled] = []
    with lzma.open(corpus / "liveblogs-train.jsonl.xz", "rt", encoding="utf-8") as rows:
        for page in map(json.loads, rows):
            for n, labelled in told.get(page["id"], {}).items():
                post = cased_post(page["posts"][n], str(n), truecase)
                candidates = [c for c in find_candidates([post], Settings().max_words) if c.place in labelled]
                if candidates:
                    own = candidates[0].post_sentences
                    found += _labelled(page["id"], post.title, own, {c.place: labelled[c.place] for c in candidates})
    return found


def _labelled(page: str, title: str, sentences: Sequence[str], letters: dict[int, list[str]]) -> list[Labelled]:
    without = {place: one for one in passages("", sentences, list(letters)) for place in one.places}
    found = []
    for passage in passages(title, sentences, list(letters)):
        first = tuple(_LETTERS.index(letters[place][0]) for place in passage.places)
        second = tuple(_LETTERS.index(own[1]) if len(own := letters[p]) > 1 else -1 for p in passage.places)
        bare = without[passage.places[0]]
        found.append(Labelled(page, passage, bare if bare.places == passage.places else passage, first, second))
    return found


def _labels(told: Sequence[Labelled]) -> NDArray[np.int64]:
    return np.array([label for one in told for label in one.labels])


class _Judge(nn.Module):
    """The bundled encoder's first layers, trained on, its word vectors as they are, and a linear layer."""

    def __init__(self, precision: Precision) -> None:
        super().__init__()
        location = find_model(DEFAULT_ENCODER, offline=True).location
        self.tokenizer: Any = AutoTokenizer.from_pretrained(location, local_files_only=True)
        self.encoder: Any = AutoModel.from_pretrained(location, local_files_only=True, dtype=torch.float32)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:_LAYERS]
        self.encoder.embeddings.requires_grad_(False)
        self.encoder.pooler = None
        self.dropout = nn.Dropout(_DROPPED)
        self.head = nn.Linear(self.encoder.config.hidden_size, len(LABELS))
        self.precision = precision

    @property
    def deviation(self) -> float:
        """By how much a unit vector's parts are made larger for the linear layer."""
        return float(self.encoder.config.hidden_size**-0.5)

    def forward(self, read: Sequence[Passage]) -> Tensor:
        """Of each sentence asked, passage by passage, the labels' log-odds."""
        texts = [passage.text for passage in read]
        tokens = self.tokenizer(
            texts,
            truncation=True,
            max_length=MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets, lengths = tokens.pop("offset_mapping"), tokens["attention_mask"].sum(1)
        with computing_with(self.precision, "cpu"):
            states = self.encoder(**tokens).last_hidden_state.float()
        vectors = [
            span_vectors(states[n, :length], offsets[n, :length], passage.spans)
            for n, (passage, length) in enumerate(zip(read, lengths.tolist(), strict=True))
        ]
        return self.head(self.dropout(torch.cat(vectors) / self.deviation))  # type: ignore[no-any-return]

    def model(self) -> QuotableModel:
        """What the package loads: layers in half precision."""
        layers = {name: tensor.half().numpy() for name, tensor in self.encoder.encoder.state_dict().items()}
        weights, bias = (own.detach().numpy() for own in (self.head.weight, self.head.bias))
        size = weights.shape[1]
        mean, deviation = np.zeros(size, dtype=np.float32), np.full(size, self.deviation, dtype=np.float32)
        return QuotableModel(layers, Network(np.arange(size, dtype=np.int64), mean, deviation, [(weights, bias)]))


def _train(told: Sequence[Labelled], args: argparse.Namespace) -> _Judge:
    torch.manual_seed(args.seed)
    chance = np.random.default_rng(args.seed)
    judge = _Judge(args.precision).train()
    layers = list(judge.encoder.encoder.parameters())
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": _RATE}, {"params": judge.head.parameters(), "lr": _NEW_RATE}], weight_decay=_DECAY
    )
    steps = args.epochs * -(-len(told) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [_RATE, _NEW_RATE], total_steps=steps, pct_start=0.1)
    for _ in range(args.epochs):
        for batch in torch.randperm(len(told)).split(_BATCH):
            chosen = [told[i] for i in batch.tolist()]
            read = [one.untitled if chance.random() < _UNTITLED else one.titled for one in chosen]
            loss = nn.functional.cross_entropy(judge(read), torch.tensor(_labels(chosen)), label_smoothing=_SMOOTHED)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return judge.eval()


def _print_figures(judge: _Judge, told: Sequence[Labelled]) -> None:
    labels = _labels(told)
    with torch.inference_mode():
        outputs = [judge([one.titled]) for one in told]
    left_out = torch.softmax(torch.cat(outputs), dim=1).numpy()
    fit = labels == 0
    print(
        f"{len(labels)} sentences of pages left out: fit or not, AUC {roc_auc_score(fit, left_out[:, 0]):.3f}", end=""
    )
    for n, name in enumerate(LABELS[1:], start=1):
        print(f"; {name} {roc_auc_score(labels == n, left_out[:, n]):.3f}", end="")
    sure = left_out[:, 0] >= 0.5
    print(
        f"\nof those called fit {np.mean(fit[sure]):.1%} are; of those that are {np.mean(sure[fit]):.1%} are called so",
        flush=True,
    )


if __name__ == "__main__":
    main()
