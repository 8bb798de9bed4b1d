"""First stage: adapters that teach the encoder to read lines in their context."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from splitter.segmentation.reader import WINDOW_TOKENS, LineReader, LineTokens
from splitter.segmentation.roles import ROLES

from .data import Source

RANK = 32
# Lower layers read words, not posts: they stay as they are, which also saves their backward pass.
FIRST_LAYER = 2
_WINDOW = 256
_BATCH = 16
_SHUFFLED = 400


class LowRank(nn.Module):
    """A linear layer with a trained low-rank addition."""

    def __init__(self, layer: nn.Linear, rank: int = RANK) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output and the addition's."""
        added: Tensor = nn.functional.linear(nn.functional.linear(x, self.down), self.up)
        out: Tensor = self.layer(x)
        return out + added


def new_reader(encoder_folder: str) -> LineReader:
    """The encoder as it came, as a reader of lines."""
    from transformers import AutoModel, AutoTokenizer

    encoder = AutoModel.from_pretrained(encoder_folder, dtype=torch.float32).eval()
    return LineReader(encoder, LineTokens(AutoTokenizer.from_pretrained(encoder_folder)))


def make_trainable(encoder: Any) -> dict[str, LowRank]:
    """Replace the linear layers of the upper layers by ones with additions; nothing else learns."""
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    found: dict[str, LowRank] = {}
    for name, module in list(encoder.named_modules()):
        if (
            isinstance(module, nn.Linear)
            and name.startswith("encoder.layer.")
            and int(name.split(".")[2]) >= FIRST_LAYER
        ):
            parent, _, child = name.rpartition(".")
            found[name] = LowRank(module)
            setattr(encoder.get_submodule(parent), child, found[name])
    return found


def train_reader(source: Source, encoder_folder: str, target: Path, *, minutes: float, seed: int) -> None:
    """Train for a time, saving as it goes; a stopped run goes on where it was.

    Args:
        source: Training pages.
        encoder_folder: The encoder.
        target: File of the additions; `target.with_suffix('.state')` keeps what resuming needs.
        minutes: Time to train, over all runs.
        seed: Seed of pages and weights.
    """
    torch.manual_seed(seed)
    reader = new_reader(encoder_folder)
    additions = make_trainable(reader.encoder)
    head = nn.Linear(reader.dimensions, 1 + len(ROLES))
    parameters = [p for module in (*additions.values(), head) for p in module.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01, betas=(0.9, 0.98))
    state_file, spent, step = target.with_suffix(".state"), 0.0, 0
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        for name, module in additions.items():
            module.load_state_dict(state["additions"][name], strict=False)
        head.load_state_dict(state["head"])
        optimizer.load_state_dict(state["optimizer"])
        spent, step = state["spent"], state["step"]
    batches = _batches(source, reader, random.Random(seed * 1000 + step))
    started, saved, losses = time.time() - spent, time.time(), []
    while (spent := time.time() - started) < minutes * 60:
        share = spent / (minutes * 60)
        rate = 1e-3 * min(1.0, (step + 1) / 60) * (1.0 - 0.97 * share)
        for group in optimizer.param_groups:
            group["lr"] = rate
        ids, positions, places, begins, roles, weight = next(batches)
        out = head(reader(ids, None, positions)[places[:, 0], places[:, 1]])
        begin_loss = nn.functional.binary_cross_entropy_with_logits(out[:, 0], begins, weight=weight)
        loss = begin_loss + 0.3 * nn.functional.cross_entropy(out[:, 1:], roles)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        losses.append(begin_loss.item())
        step += 1
        if step % 50 == 0:
            print(f"step {step}, {spent / 60:.1f} min, loss {sum(losses[-200:]) / len(losses[-200:]):.4f}", flush=True)
        if time.time() - saved > 240:
            _save(target, state_file, additions, head, optimizer, spent, step)
            saved = time.time()
    _save(target, state_file, additions, head, optimizer, spent, step)


def _batches(source: Source, reader: LineReader, rng: random.Random) -> Iterator[tuple[Tensor, ...]]:
    """Batches of windows from many pages, shuffled: ids, positions, separators, begins, roles, weights.

    Pages follow one another without a gap, so that every window is full and none needs a mask, which
    would slow attention down.
    """
    pool: list[tuple[list[int], list[tuple[bool, int, bool]]]] = []
    window: list[int] = [reader.tokens.cls]
    labels: list[tuple[bool, int, bool]] = []
    for example in source.examples(rng):
        rows = reader.tokens([line.text for line in example.lines])
        for row, (role, begins, _) in zip(rows, example.labels, strict=True):
            room = _WINDOW - len(window) - 2
            window += [reader.tokens.sep, *row[:room]]
            # What stands before a window's first line is not seen: it tells nothing of that line.
            labels.append((begins, ROLES.index(role), len(labels) > 0 and room >= min(5, len(row))))
            if len(window) >= _WINDOW - 3:
                window += [reader.tokens.sep] * (_WINDOW - len(window))
                pool.append((window, labels))
                window, labels = [reader.tokens.cls], []
        while len(pool) > _SHUFFLED:
            # Drawn at random, so that windows of one page seldom meet.
            batch = [pool.pop(rng.randrange(len(pool))) for _ in range(_BATCH)]
            ids = torch.tensor([ids for ids, _ in batch])
            positions = torch.arange(_WINDOW)[None] + torch.randint(0, WINDOW_TOKENS - _WINDOW + 1, (_BATCH, 1))
            places = [
                (i, k)
                for i, (ids_, labels_) in enumerate(batch)
                for k in [k for k, token in enumerate(ids_) if token == reader.tokens.sep][: len(labels_)]
            ]
            flat = [label for _, labels_ in batch for label in labels_]
            yield (
                ids,
                positions,
                torch.tensor(places),
                torch.tensor([float(b) for b, _, _ in flat]),
                torch.tensor([r for _, r, _ in flat]),
                torch.tensor([float(w) for _, _, w in flat]),
            )


def _save(target: Path, state_file: Path, additions: dict[str, LowRank], head: nn.Linear, optimizer: Any,
          spent: float, step: int) -> None:  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    tensors = {f"{n}.{k}": getattr(m, k).detach().half() for n, m in additions.items() for k in ("down", "up")}
    save_file(tensors, target)
    state = {
        "additions": {n: {"down": m.down.detach(), "up": m.up.detach()} for n, m in additions.items()},
        "head": head.state_dict(), "optimizer": optimizer.state_dict(), "spent": spent, "step": step,
    }  # fmt: skip
    torch.save(state, state_file)


def load_reader(encoder_folder: str, additions: Path) -> LineReader:
    """A reader with its trained additions."""
    from splitter.segmentation.reader import add_low_rank

    reader = new_reader(encoder_folder)
    add_low_rank(reader.encoder, load_file(additions))
    return reader.eval()
