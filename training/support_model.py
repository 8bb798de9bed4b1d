"""Train the model that tells whether posts carry a sentence: `models/support/`.

    PYTHONPATH=. python training/support_model.py --corpus FILE --marks FOLDER --target models/support

`--corpus` is `liveblogs-train.jsonl.xz`; `--marks` a folder of `ID.json`, pages of it of which readers wrote digests. The
run saves itself under `--state` every few hundred steps and goes on from there when it is started again. At the end it
fits the probability on the pages that were left out, saves, and prints how well it does on them.
`python benchmarks/gate.py` measures it on annotated pages.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.linear_model import LogisticRegression
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader, IterableDataset
from transformers import AutoConfig, AutoTokenizer

from splitter.evaluation.corruptions import HELD_OUT, SEEN, corrupted
from splitter.models import find_model
from splitter.settings import DEFAULT_ENCODER
from splitter.summarization.base import StoryPost
from splitter.summarization.support import Row, encode, make_network, nearest, stacked
from training.support_pairs import Told, digest_sentences, page_sentences, pairs_of, read_pages

_BATCH, _DECAY, _WARMING, _TAGS = 32, 0.01, 0.06, 1.0
_DIGESTS = 0.3  # Share of the pairs that are made of readers' digests.
_LEFT_OUT = 5  # Every fifth marked page.


class Pairs(IterableDataset):  # type: ignore[type-arg]
    """Batches of pairs, for ever, from a step on.

    Args:
        digests: Sentences that readers wrote.
        pages: Other pages: posts and key points.
        step: Where a run goes on; each step has its own chance.
    """

    def __init__(self, digests: Sequence[Told], pages: Sequence[Any], tokenizer: Any, seed: int, step: int) -> None:
        self._digests, self._pages, self._tokenizer = digests, pages, tokenizer
        self._seed, self._step = seed, step

    def __iter__(self) -> Iterator[Any]:
        step = self._step
        while True:
            chance = random.Random(f"{self._seed} {step}")
            rows: list[tuple[Row, float, list[float]]] = []
            while len(rows) < _BATCH:
                if chance.random() < _DIGESTS:
                    told = [chance.choice(self._digests) for _ in range(4)]
                else:
                    posts, points = chance.choice(self._pages)
                    told = list(page_sentences(posts, chance.sample(points, min(2, len(points))), chance))
                    told = chance.sample(told, min(4, len(told)))
                for one in told:
                    for pair in pairs_of(one, chance):
                        row = encode(self._tokenizer, pair.sentence, pair.posts)
                        rows.append((row, float(not pair.kind), self._tags(pair.sentence, pair.true, row)))
            yield batch_of(rows[:_BATCH])
            step += 1

    def _tags(self, sentence: str, true: str, row: Row) -> list[float]:
        """Of each token, 1 where a fault was put in, 0 where none was, -1 where it is not known or not asked."""
        own, before = self._tokenizer([sentence, true], add_special_tokens=False)["input_ids"]
        tags = [-1.0] * len(row[0])
        if not true:
            return tags
        size = row[0].index(self._tokenizer.sep_token_id) - 1
        tags[1 : size + 1] = [0.0] * size
        for kind, _, _, a, b in SequenceMatcher(None, before, own, autojunk=False).get_opcodes():
            if kind != "equal":
                # Where words are gone the fault is at what stands on either side.
                for i in range(a - (a == b), b + (a == b)):
                    if 0 <= i < size:
                        tags[i + 1] = 1.0
        return tags


def batch_of(rows: Sequence[tuple[Row, float, list[float]]]) -> Any:
    """Tensors of a batch: the network's four, truth, tags."""
    length = -(-max(len(row[0]) for row, _, _ in rows) // 8) * 8
    tags = torch.tensor([[*t, *[-1.0] * (length - len(t))] for _, _, t in rows])
    return *stacked([row for row, _, _ in rows], length), torch.tensor([truth for _, truth, _ in rows]), tags


def main() -> None:
    """Read, train, fit the probability, save, print."""
    args = _arguments()
    chance = random.Random(args.seed)
    marked, pages = read_pages(args.corpus, args.marks, args.pages, chance)
    seen = [one for n, one in enumerate(marked) if n % _LEFT_OUT]
    digests = [told for record, posts in seen for told in digest_sentences(record, posts, headlines=True)]
    left_out = [
        t for n, (r, p) in enumerate(marked) if n % _LEFT_OUT == 0 for t in digest_sentences(r, p, headlines=False)
    ]
    print(f"{len(pages)} pages, {len(digests)} sentences of digests, {len(left_out)} left out", flush=True)
    folder = Path(find_model(DEFAULT_ENCODER, offline=True).location)
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    network = train(digests, pages, folder, tokenizer, args)
    told = measure(network, tokenizer, left_out, args.seed)
    logits, truth = (np.concatenate([np.array(part) for part in parts]) for parts in zip(*_seen(told), strict=True))
    fit = LogisticRegression(C=1e4, class_weight="balanced").fit(logits[:, None], truth)
    scale, shift = float(fit.coef_[0, 0]), float(fit.intercept_[0])
    if args.target:
        save(network, scale, shift, args.target)
    print(f"scale {scale:.3f}, shift {shift:.3f}")
    for kind, values in told.items():
        share = float(np.mean(1 / (1 + np.exp(-(scale * np.array(values) + shift))) >= 0.5)) if values else 0.0
        print(f"{kind or 'as readers wrote them':<24}{len(values):>6}{share:>8.1%} told as carried")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--marks", type=Path, required=True)
    parser.add_argument("--target", type=Path, help="Where to save the model, e.g. models/support.")
    parser.add_argument("--state", type=Path, default=Path("support.state"), help="Where the run saves itself.")
    parser.add_argument("--pages", type=int, default=1425, help="How many unmarked pages to learn from.")
    parser.add_argument("--steps", type=int, default=3000, help=f"Of {_BATCH} pairs each.")
    parser.add_argument("--saved-every", type=int, default=250, help="Steps after which the run saves itself.")
    parser.add_argument("--start", type=Path, help="Folder of an earlier model to go on from, with faults new to it.")
    parser.add_argument("--rate", type=float, default=2e-4, help="Of learning, at its highest.")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def train(digests: Sequence[Told], pages: Sequence[Any], folder: Path, tokenizer: Any, args: argparse.Namespace) -> Any:
    """The network after `args.steps` steps, some of them done by the run that is gone on with."""
    steps, seed, state = args.steps, args.seed, args.state
    torch.manual_seed(seed)
    network = make_network(AutoConfig.from_pretrained(str(folder)))
    shared = {f"encoder.{name}": tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    network.load_state_dict({k: v for k, v in shared.items() if k in network.state_dict()}, strict=False)
    if args.start:
        learned_before = load_file(args.start / "model.safetensors")
        own = {name: learned_before[name].float() for name in network.state_dict() if name in learned_before}
        network.load_state_dict(own, strict=False)
    network.encoder.embeddings.requires_grad_(False)
    learned = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=args.rate, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / (_WARMING * steps + 1), max(0.0, (steps - n) / steps))
    )
    start = 0
    if state.is_file():
        saved = torch.load(state, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        start = saved["step"]
        print(f"from step {start}", flush=True)
    loader = DataLoader(
        Pairs(digests, pages, tokenizer, seed, start), batch_size=None, num_workers=1, prefetch_factor=8
    )
    losses, began = [], time.time()
    network.train()
    for step, (ids, types, mask, matched, truth, tags) in enumerate(loader, start=start):
        if step >= steps:
            break
        with torch.autocast("cpu", dtype=torch.bfloat16):
            support, faults = network(ids, types, mask, matched)
        known = tags >= 0
        loss = binary_cross_entropy_with_logits(support.float(), truth)
        if known.any():
            told = binary_cross_entropy_with_logits(faults.float()[known], tags[known])
            loss = loss + _TAGS * told
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        schedule.step()
        losses.append((float(loss.detach()), float(((support > 0) == (truth > 0)).float().mean())))
        if step % 50 == 49:
            loss_mean, right = np.mean(losses[-50:], axis=0)
            print(f"step {step + 1}: loss {loss_mean:.3f}, right {right:.3f}, {time.time() - began:.0f} s", flush=True)
        if (step + 1) % args.saved_every == 0:
            torch.save({"network": network.state_dict(), "optimizer": optimizer.state_dict(),
                        "schedule": schedule.state_dict(), "step": step + 1}, state)  # fmt: skip
    return network.eval()


def measure(network: Any, tokenizer: Any, told: Sequence[Told], seed: int) -> dict[str, list[float]]:
    """Log-odds of sentences as readers wrote them, under "", and with each kind of fault."""
    chance = random.Random(seed)
    found: dict[str, list[float]] = {}
    for one in told:
        posts: tuple[StoryPost, ...] = one.posts
        written = [("", one.sentence)]
        written += [(k, s) for k in SEEN | HELD_OUT if (s := corrupted(k, one.sentence, one.around, chance))]
        rows = [encode(tokenizer, sentence, nearest(sentence, posts)) for _, sentence in written]
        with torch.inference_mode():
            logits = network(*stacked(rows, max(len(row[0]) for row in rows)))[0]
        for (kind, _), logit in zip(written, logits.tolist(), strict=True):
            found.setdefault(kind, []).append(logit)
    return found


def _seen(told: dict[str, list[float]]) -> Iterator[tuple[list[float], list[int]]]:
    for kind, values in told.items():
        if kind not in HELD_OUT:
            yield values, [int(not kind)] * len(values)


def save(network: Any, scale: float, shift: float, target: Path) -> None:
    """Write `model.safetensors` without the encoder's own vectors, in half precision."""
    target.mkdir(parents=True, exist_ok=True)
    own = {k: v.half().contiguous() for k, v in network.state_dict().items() if not k.startswith("encoder.embeddings.")}
    own |= {"scale": torch.tensor(scale), "shift": torch.tensor(shift)}
    save_file(own, target / "model.safetensors")


if __name__ == "__main__":
    main()
