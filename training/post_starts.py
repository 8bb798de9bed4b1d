"""Train `models/post-starts/`: the model that says which lines of a flat page start a post.

    python training/post_starts.py --corpus FOLDER [--pages 1200] [--epochs 12]

FOLDER holds `liveblogs-train.jsonl.xz` and `liveblogs-valid.jsonl.xz`. Rendered pages and their line
vectors are kept in `--cache`, so that a stopped run goes on.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file

sys.path.insert(0, str(Path(__file__).parent))
from render import render

from splitter.encoder import load_encoder
from splitter.segmentation.features import cohesion_features, form_features
from splitter.segmentation.lines import split_lines
from splitter.segmentation.model import PostStartModel

TARGET = Path(__file__).parent.parent / "models" / "post-starts"


def read_pages(path: Path, number: int, rng: random.Random) -> list[dict[str, Any]]:
    """A random sample of pages, publishers in equal parts."""
    by_publisher: dict[str, list[dict[str, Any]]] = {}
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for row in file:
            page = json.loads(row)
            if len(page["posts"]) >= 5:
                by_publisher.setdefault(page["publisher"], []).append(page)
    share = number // len(by_publisher)
    return [p for pages in by_publisher.values() for p in rng.sample(pages, min(share, len(pages)))]


def examples(path: Path, number: int, seed: int, cache: Path) -> list[tuple[np.ndarray, ...]]:
    """Rendered pages as (features, vectors, starts)."""
    file = cache / f"{path.stem}-{number}-{seed}.npz"
    if file.exists():
        z = np.load(file)
        cuts = np.cumsum(z["lengths"])[:-1]
        return list(zip(*(np.split(z[k], cuts) for k in ("features", "vectors", "starts")), strict=True))
    rng = random.Random(seed)
    pages = read_pages(path, number, rng)
    strangers = [s for p in pages[::7] for q in p["posts"][:5] for s in q["sentences"][:1] if len(s) > 50]
    encoder = load_encoder()
    out = []
    started = time.time()
    for k, page in enumerate(pages):
        rendered = render(page, strangers, rng)
        lines = split_lines("\n".join(rendered.lines))
        if len(lines) != len(rendered.lines) or len(lines) < 5:
            continue
        with torch.autocast("cpu", torch.bfloat16):
            vectors = encoder.encode([line.text for line in lines])
        features = np.hstack([form_features(lines), cohesion_features(vectors)])
        out.append((features, vectors.astype(np.float16), np.array(rendered.starts)))
        if k % 50 == 0:
            print(f"{path.stem} {k}/{len(pages)} pages, {time.time() - started:.0f} s", flush=True)
    cache.mkdir(parents=True, exist_ok=True)
    np.savez(
        file,
        features=np.concatenate([o[0] for o in out]),
        vectors=np.concatenate([o[1] for o in out]),
        starts=np.concatenate([o[2] for o in out]),
        lengths=np.array([len(o[2]) for o in out]),
    )
    return out


def f1(model: PostStartModel, pages: list[tuple[np.ndarray, ...]], threshold: float = 0.5) -> float:
    """Mean F1 of first lines over pages, the page's first line left out."""
    scores = []
    with torch.inference_mode():
        for features, vectors, starts in pages:
            p = model(torch.tensor(features)[None], torch.tensor(vectors).float()[None])[0].sigmoid()
            found, true = (p.numpy() > threshold)[1:], starts[1:]
            scores.append(2 * (found & true).sum() / max(1, found.sum() + true.sum()))
    return float(np.mean(scores))


def main() -> None:
    """Train, report on held-out pages, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=1200)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--cache", type=Path, default=Path("/tmp/post-starts"))
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    train = examples(args.corpus / "liveblogs-train.jsonl.xz", args.pages, args.seed, args.cache)
    valid = examples(args.corpus / "liveblogs-valid.jsonl.xz", max(40, args.pages // 10), args.seed, args.cache)
    model = PostStartModel()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    rng = random.Random(args.seed)
    steps = args.epochs * ((len(train) + 7) // 8)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps)
    best, best_state = 0.0, model.state_dict()
    for epoch in range(args.epochs):
        model.train()
        order = rng.sample(range(len(train)), len(train))
        losses = []
        for k in range(0, len(order), 8):
            batch = [train[i] for i in order[k : k + 8]]
            pad = torch.nn.utils.rnn.pad_sequence
            features = pad([torch.tensor(f) for f, _, _ in batch], batch_first=True)
            vectors = pad([torch.tensor(v).float() for _, v, _ in batch], batch_first=True)
            starts = pad([torch.tensor(s).float() for _, _, s in batch], batch_first=True, padding_value=-1)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                model(features, vectors), starts.clamp(min=0), weight=(starts >= 0).float()
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        model.eval()
        score = f1(model, valid)
        print(f"epoch {epoch}: loss {np.mean(losses):.4f}, valid F1 {score:.4f}", flush=True)
        if score > best:
            best, best_state = score, {k: v.clone() for k, v in model.state_dict().items()}
    args.target.mkdir(parents=True, exist_ok=True)
    save_file(best_state, args.target / "model.safetensors", metadata={"valid_f1": f"{best:.4f}"})


if __name__ == "__main__":
    main()
