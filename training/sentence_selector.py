"""Train the model that picks a digest's sentences: `models/sentence-selector/`.

    PYTHONPATH=. python training/sentence_selector.py --corpus FOLDER --marks FOLDER --measure tests/gold \
        --target models/sentence-selector

`--corpus` holds `liveblogs-train.jsonl.xz` and `liveblogs-valid.jsonl.xz`; `--marks` is a folder of `ID.json`, pages of
that corpus on which readers marked each post's story and wrote digests of the stories. `--measure` takes folders of
annotated pages (`splitter evaluate`) that are only scored. Prints figures of pages left out of training, five folds of
them, beside the first two sentences of each story's latest post, then trains on all.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from splitter.encoder import TextEncoder, load_encoder
from splitter.evaluation.gold import GoldPage, read_gold_folder, told_stories
from splitter.evaluation.metrics import rouge
from splitter.network import Matrix, Network
from splitter.settings import Settings
from splitter.summarization import StoryPost
from splitter.summarization.candidates import Candidate, find_candidates
from splitter.summarization.quotable import quotable_model
from splitter.summarization.selector import SentenceSelector, choose
from splitter.summarization.sentence_evidence import FEATURES, joined_titles, sentence_evidence
from splitter.summarization.words import plain_words
from training.rendering.casing import Truecaser, cased_post, cased_texts

_HIDDEN, _DROPPED, _NOISE, _RATE, _DECAY, _BATCH = 48, 0.3, 0.1, 2e-3, 1e-3, 256
_FOLDS = 5
_MANY = 3  # Posts, from which on the choice of sentences matters.


@dataclass(eq=False)
class Told:
    """A story with its candidates and what a reader wrote of it."""

    page: str
    posts: list[StoryPost]
    reference: str
    candidates: list[Candidate]
    vectors: Matrix
    evidence: Matrix
    fit: Matrix

    @property
    def shares(self) -> Matrix:
        """Of each candidate's words, and pairs of words, how many the reference holds: shape (candidates, 2)."""
        words = plain_words(self.reference)
        units: tuple[set[Any], set[Any]] = (set(words), set(pairwise(words)))
        rows = []
        for candidate in self.candidates:
            own = plain_words(candidate.text)
            rows.append([_share_of(own, units[0]), _share_of(list(pairwise(own)), units[1])])
        return np.array(rows, dtype=np.float32)

    def lead(self) -> str:
        """The first two sentences of the latest post."""
        latest = min(c.post for c in self.candidates)
        return " ".join(c.text for c in [c for c in self.candidates if c.post == latest][:2])

    def digest(self, selector: SentenceSelector) -> str:
        """What the selector picks, with the default lengths."""
        own = Settings()
        shares = selector.shares(self.evidence)
        places = choose(
            self.candidates, shares, self.fit, self.vectors, min_words=own.min_words, max_words=own.max_words
        )
        return " ".join(self.candidates[i].text for i in places)


def main() -> None:
    """Read, measure in folds, train on all, save."""
    args = _arguments()
    encoder = load_encoder()
    stories = _read(read_marked(args.corpus, args.marks), encoder)
    print(f"{len(stories)} stories, {sum(len(s.candidates) for s in stories)} sentences")
    pages = sorted({story.page for story in stories})
    order = np.random.default_rng(args.seed).permutation(len(pages)) % _FOLDS
    fold = dict(zip(pages, order.tolist(), strict=True))
    left_out = []
    for n in range(_FOLDS):
        seen = [story for story in stories if fold[story.page] != n]
        selector = train(seen, epochs=args.epochs, networks=args.networks, seed=args.seed)
        left_out += [(s, s.lead(), s.digest(selector)) for s in stories if fold[s.page] == n]
    _print_figures("pages left out", left_out)
    selector = train(stories, epochs=args.epochs, networks=args.networks, seed=args.seed)
    for folder in args.measure:
        others = _read([told for page in read_gold_folder(folder) for told in _annotated(page)], encoder)
        _print_figures(str(folder), [(s, s.lead(), s.digest(selector)) for s in others])
    if args.target:
        selector.save(args.target / "model.safetensors")
        print(f"saved {args.target / 'model.safetensors'}, {(args.target / 'model.safetensors').stat().st_size} bytes")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--marks", type=Path, required=True)
    parser.add_argument("--measure", type=Path, nargs="*", default=[], help="Folders of annotated pages to score.")
    parser.add_argument("--target", type=Path, help="Where to save the model, e.g. models/sentence-selector.")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--networks", type=int, default=8, help="How many are trained; their mean counts.")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


Story = tuple[str, list[StoryPost], str]


def read_marked(corpus: Path, marks: Path) -> list[Story]:
    """Page, posts and reference of each story with a digest; the corpus is lower-cased, so names are cased again."""
    records = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(marks.glob("*.json"))]
    told = {record["id"]: record for record in records}
    truecase = Truecaser(cased_texts(marks), [])
    found: list[Story] = []
    for part in ("train", "valid"):
        with lzma.open(corpus / f"liveblogs-{part}.jsonl.xz", "rt", encoding="utf-8") as file:
            for row in file:
                page = json.loads(row)
                if page["id"] in told:
                    found += _marked(page, told.pop(page["id"]), truecase)
    return sorted(found, key=lambda story: story[0])


def _marked(page: dict[str, Any], record: dict[str, Any], truecase: Truecaser) -> list[Story]:
    found: list[Story] = []
    for story in record["stories"]:
        own = [post["n"] for post in record["posts"] if post.get("story") == story.get("id")]
        posts = [cased_post(page["posts"][n], str(n), truecase) for n in own]
        found.append((page["id"], posts, " ".join(sentence["text"] for sentence in story["digest"])))
    return found


def _annotated(page: GoldPage) -> list[Story]:
    return [(page.name, list(story.posts), reference) for story, reference in told_stories(page)]


def _read(stories: Sequence[Story], encoder: TextEncoder) -> list[Told]:
    """Those with a reference and words in their posts."""
    found = []
    for page, posts, reference in stories:
        worded = [post for post in posts if re.search(r"\w", post.title + post.body + post.captions)]
        if not worded or not reference:
            continue
        candidates = find_candidates(worded, Settings().max_words)
        *vectors, titles = encoder.encode([*(c.text for c in candidates), joined_titles(worded)])
        evidence = sentence_evidence(worded, candidates, np.array(vectors), titles)
        (fit,) = quotable_model().probabilities([(worded, candidates)])
        found.append(Told(page, worded, reference, candidates, np.array(vectors), evidence, fit))
    return found


def train(stories: Sequence[Told], *, epochs: int, networks: int, seed: int) -> SentenceSelector:
    """Networks that tell what share of a sentence a reader's digest holds."""
    return SentenceSelector([_network(stories, epochs, seed + n) for n in range(networks)])


def _network(stories: Sequence[Told], epochs: int, seed: int) -> Network:
    torch.manual_seed(seed)
    evidence = np.concatenate([story.evidence for story in stories])
    mean, deviation = evidence.mean(0), evidence.std(0) + 1e-6
    inputs = torch.tensor(np.clip((evidence - mean) / deviation, -5, 5))
    truth = torch.tensor(np.concatenate([story.shares for story in stories]))
    # A long story has more sentences, and counts no more for each of them.
    weights = torch.tensor(np.concatenate([np.full(n, n**-0.5) for n in (len(s.candidates) for s in stories)]))
    weights = (weights / weights.mean()).float()
    network = nn.Sequential(
        nn.Linear(len(FEATURES), _HIDDEN), nn.ReLU(), nn.Dropout(_DROPPED),
        nn.Linear(_HIDDEN, _HIDDEN // 2), nn.ReLU(), nn.Dropout(_DROPPED), nn.Linear(_HIDDEN // 2, 2),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=epochs * -(-len(inputs) // _BATCH))
    for _ in range(epochs):
        for batch in torch.randperm(len(inputs)).split(_BATCH):
            noisy = inputs[batch] + _NOISE * torch.randn_like(inputs[batch])
            off = torch.sigmoid(network(noisy)) - truth[batch]
            loss: Tensor = ((off**2).mean(1) * weights[batch]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    layers = [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in linear]
    return Network(np.arange(len(FEATURES), dtype=np.int64), mean, deviation, layers)


def _print_figures(name: str, digests: Sequence[tuple[Told, str, str]]) -> None:
    for group, chosen in (
        ("all", digests),
        (f"{_MANY} posts and more", [told for told in digests if len(told[0].posts) >= _MANY]),
    ):
        for way, column in (("lead of the latest post", 1), ("chosen", 2)):
            scores = [rouge(told[column], told[0].reference) for told in chosen]  # type: ignore[arg-type]
            means = " / ".join(f"{mean:.3f}" for mean in np.mean(scores, axis=0)) if scores else "-"
            print(f"{name}, {group}, {len(chosen)} stories, {way}: ROUGE-1/2/L {means}")


def _share_of(units: Sequence[Any], held: set[Any]) -> float:
    return sum(unit in held for unit in units) / len(units) if units else 0.0


if __name__ == "__main__":
    main()
