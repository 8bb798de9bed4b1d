"""Second stage: the network and the chain over whole pages, and third: kinds of posts."""

from __future__ import annotations

import itertools
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from splitter.segmentation.anatomy import anatomy_of
from splitter.segmentation.decoding import STATES, Chain
from splitter.segmentation.features import FEATURES, line_features
from splitter.segmentation.kinds import KINDS, KindModel, kind_features
from splitter.segmentation.model import LineModel, Scores
from splitter.segmentation.network import LineNetwork
from splitter.segmentation.reader import LineReader
from splitter.segmentation.roles import ROLES, Role

from .data import Example, Source

_BATCH = 16
# A line that looks like one of these may be one, whatever the corpus calls it: its sentences hold captions and tweets.
_FORM_ROLE: dict[str, Role] = {"caption": "caption", "social": "embed", "pointer": "pointer", "video": "media", "byline": "byline",
                               "share": "share", "time": "time"}  # fmt: skip

# Posts of each kind on the 104 pages that readers marked.
_AS_MARKED = {"update": 3030, "summary": 103, "roundup": 9, "transition": 118, "media": 249, "teaser": 18}


class PageSet:
    """Rendered pages as arrays: what the network takes and the truth of each line.

    Attributes:
        features, vectors: Of all lines of all pages.
        begins, possible: Whether a post begins; which roles the truth leaves open, boolean of shape (lines, roles).
        lengths: Lines of each page.
        posts: For each page, `(first line, last line + 1, kind or '')` of its posts.
    """

    def __init__(
        self, examples: Sequence[Example], reader: LineReader | None, vectors: NDArray[np.float16] | None = None
    ) -> None:
        self.examples = list(examples)
        self.lengths = [len(e.lines) for e in examples]
        self.features = np.concatenate([line_features(e.lines) for e in examples])
        if vectors is None:
            assert reader is not None
            read, started = [], time.time()
            for k, example in enumerate(examples):
                read.append(reader.read([[line.text for line in example.lines]])[0].astype(np.float16))
                if k % 100 == 99:
                    print(f"read {k + 1}/{len(examples)} pages, {time.time() - started:.0f} s", flush=True)
            vectors = np.concatenate(read)
        if len(vectors) != sum(self.lengths):
            raise ValueError("what is kept is of other pages; name another folder with --work")
        self.vectors = vectors
        self.begins = np.array([begins for e in examples for _, begins, _ in e.labels])
        self.possible = np.concatenate([_possible(e) for e in examples])
        self.cuts = np.cumsum([0, *self.lengths])

    def __len__(self) -> int:
        return len(self.lengths)

    def stack(self, pages: Sequence[int]) -> tuple[Tensor, ...]:
        """Padded features, vectors, mask, begins, possible states."""
        longest = max(self.lengths[p] for p in pages)
        features = np.zeros((len(pages), longest, FEATURES), np.float32)
        vectors = np.zeros((len(pages), longest, self.vectors.shape[1]), np.float32)
        mask = np.zeros((len(pages), longest), np.float32)
        begins = np.zeros((len(pages), longest), np.float32)
        possible = np.ones((len(pages), longest, STATES), bool)
        for row, page in enumerate(pages):
            own, n = slice(self.cuts[page], self.cuts[page + 1]), self.lengths[page]
            features[row, :n], vectors[row, :n], mask[row, :n] = self.features[own], self.vectors[own], 1
            begins[row, :n] = self.begins[own]
            starts = self.begins[own][:, None]
            possible[row, :n] = np.concatenate([self.possible[own] & ~starts, self.possible[own] & starts], axis=1)
            if not possible[row, 0, len(ROLES) :].any():
                possible[row, 0, ROLES.index("navigation")] = True
        return tuple(torch.from_numpy(x) for x in (features, vectors, mask, begins, possible))


def _possible(example: Example) -> NDArray[np.bool_]:
    out = np.zeros((len(example.lines), len(ROLES)), bool)
    for i, (line, (role, _, post)) in enumerate(zip(example.lines, example.labels, strict=True)):
        out[i, ROLES.index(role)] = True
        if role == "body" and line.form in _FORM_ROLE and post is not None:
            out[i, ROLES.index(_FORM_ROLE[line.form])] = True
        if role in ("body", "quote"):
            quoted = line.text[0] in '“"' or (i > 0 and example.lines[i - 1].text.endswith(":"))
            if quoted:
                out[i, ROLES.index("quote")] = out[i, ROLES.index("body")] = True
    return out


def read_pages(source: Source, reader: LineReader, work: Path, *, pages: int, seed: int, name: str,
               family: str | None = None) -> PageSet:  # fmt: skip
    """A set of rendered pages, its vectors kept in `work` so that a stopped run goes on."""
    examples = list(itertools.islice(source.examples(random.Random(f"{name}-{seed}"), family=family), pages))
    file = work / f"{name}-{pages}-{seed}.safetensors"
    kept = load_file(file)["vectors"].numpy() if file.exists() else None
    made = PageSet(examples, reader, kept)
    if kept is None:
        save_file({"vectors": torch.from_numpy(made.vectors)}, file)
    return made


def train_network(
    sets: Sequence[PageSet], valid: Sequence[PageSet], *, epochs: int, seed: int
) -> tuple[LineNetwork, Chain]:
    """Train network and chain; the best on the validation pages is kept."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network, chain = LineNetwork(valid[0].vectors.shape[1]), Chain()
    parameters = [*network.parameters(), *chain.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=2e-3, weight_decay=0.02)
    steps = sum(len(_buckets(train, rng)) for train in sets)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=epochs * steps, pct_start=0.15)
    best, kept = -1.0, ({}, {})
    for epoch in range(epochs):
        network.train()
        losses = []
        batches = [(train, batch) for train in sets for batch in _buckets(train, rng)]
        for train, batch in rng.sample(batches, len(batches)):
            features, vectors, mask, begins, possible = train.stack(batch)
            features, vectors = _withhold(features, vectors, rng)
            scores = network(features, vectors, mask)
            likelihood = chain.likelihood(chain.emissions(scores.begins, scores.roles), possible, mask)
            direct = [
                nn.functional.binary_cross_entropy_with_logits(logits, begins, weight=mask, reduction="sum")
                for logits in (scores.guess, scores.begins)
            ]
            loss = (sum(direct) - likelihood.sum()) / mask.sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        found = boundary_f1(LineModel(None, network.eval(), chain.eval(), KindModel(), 0.0), valid)  # type: ignore[arg-type]
        print(f"epoch {epoch}: loss {np.mean(losses):.4f}, valid boundary F1 {found:.4f}", flush=True)
        if found > best:
            best = found
            kept = tuple({k: v.clone() for k, v in m.state_dict().items()} for m in (network, chain))  # type: ignore[assignment]
    network.load_state_dict(kept[0])
    chain.load_state_dict(kept[1])
    return network.eval(), chain.eval()


def tensors_of(**modules: nn.Module) -> dict[str, Tensor]:
    """The weights of modules, `NAME/WEIGHT`."""
    return {
        f"{part}/{name}": tensor.contiguous() for part, m in modules.items() for name, tensor in m.state_dict().items()
    }


def save_network(network: LineNetwork, chain: Chain, file: Path) -> None:
    """Keep what `train_network` gave."""
    save_file(tensors_of(network=network, chain=chain), file)


def load_network(file: Path) -> tuple[LineNetwork, Chain]:
    """What `save_network` kept."""
    network, chain = LineNetwork(), Chain()
    tensors = load_file(file)
    for part, module in (("network", network), ("chain", chain)):
        module.load_state_dict({k.removeprefix(f"{part}/"): v for k, v in tensors.items() if k.startswith(f"{part}/")})
    return network.eval(), chain.eval()


def _withhold(features: Tensor, vectors: Tensor, rng: random.Random) -> tuple[Tensor, Tensor]:
    """Whole pages without words or without form, so that neither is leaned on alone."""
    for page in range(len(features)):
        chance = rng.random()
        if chance < 0.08:
            vectors[page] = vectors[page].mean(0, keepdim=True)
        elif chance < 0.12:
            features[page] = features[page] * (torch.rand(FEATURES) > 0.2)
    return features, vectors


def _buckets(pages: PageSet, rng: random.Random) -> list[list[int]]:
    """Batches of pages of like length, in a random order."""
    order = sorted(range(len(pages)), key=lambda p: pages.lengths[p] + rng.random() * 30)
    batches = [order[k : k + _BATCH] for k in range(0, len(order), _BATCH)]
    rng.shuffle(batches)
    return batches


def page_scores(model: LineModel, pages: PageSet) -> Iterator[tuple[int, Scores]]:
    """The model's scores of each page."""
    with torch.inference_mode():
        for page in range(len(pages)):
            features, vectors, mask, _, _ = pages.stack([page])
            found = model.network(features, vectors, mask)
            begins = found.begins + model.bias
            emissions = model.chain.emissions(begins, found.roles)
            yield page, Scores(begins[0].numpy(), emissions[0].numpy(), found.states[0].numpy())


def boundary_f1(model: LineModel, sets: Sequence[PageSet]) -> float:
    """Mean F1 over pages of the lines where a post begins, the page's first line left out."""
    return float(np.mean([f1 for pages in sets for f1, _ in page_figures(model, pages)]))


def page_figures(model: LineModel, pages: PageSet) -> list[tuple[float, float]]:
    """Boundary F1 and share of right roles of each page."""
    out = []
    for page, scores in page_scores(model, pages):
        own = slice(pages.cuts[page], pages.cuts[page + 1])
        path = model.path(scores)
        found, true = np.array([b for _, b in path])[1:], pages.begins[own][1:]
        f1 = 2 * (found & true).sum() / max(1, found.sum() + true.sum())
        right = np.mean([pages.possible[own][i, ROLES.index(role)] for i, (role, _) in enumerate(path)])
        out.append((float(f1), float(right)))
    return out


def find_bias(model: LineModel, valid: Sequence[PageSet]) -> float:
    """The shift of a boundary's log-odds that serves the validation pages best."""
    figures = {}
    for bias in (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5):
        model.bias = bias
        figures[bias] = boundary_f1(model, valid)
    print("bias", {k: round(v, 4) for k, v in figures.items()}, flush=True)
    return max(figures, key=lambda bias: (figures[bias], -abs(bias)))


def kind_examples(model: LineModel, sets: Sequence[PageSet]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Features and kinds of the posts whose kind is known, boundaries as they truly are, roles as found."""
    rows, kinds = [], []
    for example, scores in (
        (pages.examples[page], scores) for pages in sets for page, scores in page_scores(model, pages)
    ):
        by_post: dict[int, list[int]] = defaultdict(list)
        for i, (_, _, post) in enumerate(example.labels):
            if post is not None:
                by_post[post].append(i)
        truth = [begins for _, begins, _ in example.labels]
        truth[0] = truth[0] or example.labels[0][2] is not None
        path = model.path(scores, truth)
        groups = list(by_post.items())
        roles = [[path[i][0] for i in group] for _, group in groups]
        anatomies = [anatomy_of([example.lines[i] for i in g], r) for (_, g), r in zip(groups, roles, strict=True)]
        found = kind_features(anatomies, roles, [scores.states[g] for _, g in groups])
        for row, (post, _) in zip(found, groups, strict=True):
            kind = example.page.posts[post].kind
            if kind is not None:
                rows.append(row)
                kinds.append(KINDS.index(kind))  # type: ignore[arg-type]
    return np.array(rows, dtype=np.float32), np.array(kinds)


def train_kinds(features: NDArray[np.float32], kinds: NDArray[np.int64], *, epochs: int, seed: int) -> KindModel:
    """Train the model of kinds, each kind weighing a little more the more often real pages have it."""
    torch.manual_seed(seed)
    model = KindModel()
    counts = np.maximum(np.bincount(kinds, minlength=len(KINDS)), 1)
    share = np.array([_AS_MARKED[kind] for kind in KINDS]) ** 0.3
    share[KINDS.index("roundup")] *= 0.3  # Nearly all of them are made up.
    weight = torch.tensor(share / counts * (counts.sum() / share.sum()), dtype=torch.float32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)
    x, y = torch.from_numpy(features), torch.from_numpy(kinds)
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(128):
            loss = nn.functional.cross_entropy(model(x[batch]), y[batch], weight=weight, label_smoothing=0.02)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()


def kind_f1(model: KindModel, features: NDArray[np.float32], kinds: NDArray[np.int64]) -> dict[str, float]:
    """F1 of each kind that there is."""
    found = np.array([KINDS.index(kind) for kind in model.kinds(features)])
    out = {}
    for k, kind in enumerate(KINDS):
        if (kinds == k).any():
            hit = ((found == k) & (kinds == k)).sum()
            out[kind] = float(2 * hit / max(1, (found == k).sum() + (kinds == k).sum()))
    return out
