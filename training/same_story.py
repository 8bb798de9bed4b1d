"""Train the model that tells whether two posts tell one story: `models/same-story/`.

    PYTHONPATH=. python training/same_story.py --corpus FOLDER --marks FOLDER… training/stories/marks \
        --target models/same-story

`--corpus` holds `liveblogs-train.jsonl.xz` and `liveblogs-valid.jsonl.xz`; `--marks` are folders of `ID.json`, pages of
that corpus on which readers marked each post's kind, story and storyline. `--cut` is a folder of annotated pages
(`splitter evaluate`), never trained on, by which it is chosen how finely stories are cut; each is also scored with
what is best for the others. Without it the marked pages choose, as they do for storylines. `--measure` takes folders that are only scored. The evidence
is kept in `--work`, so that a second run reads nothing again. Prints figures of pages left out of training, five folds
of them, then trains on all.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.metrics import adjusted_rand_score
from torch import Tensor, nn

from splitter.clustering.evidence import FEATURES, Evidence, Matrix, PostText
from splitter.clustering.partition import joined, likeliest, merges_of
from splitter.clustering.same_story import SameStory
from splitter.encoder import load_encoder
from splitter.evaluation.gold import read_gold_folder
from splitter.evaluation.metrics import bcubed_f1, pair_f1
from splitter.network import Network
from splitter.segmentation import read_posts

# Recaps tell of many stories, and housekeeping of none.
_OUTSIDE = ("transition", "summary", "roundup")
# Evidence beside the page's mean helps to see what belongs together, and blurs what is one story.
_STORY = [n for n, name in enumerate(FEATURES) if not name.endswith("beside page")]
_STORYLINE = list(range(len(FEATURES)))
_HIDDEN, _DROPPED, _NOISE, _RATE, _DECAY, _BATCH = 64, 0.2, 0.1, 2e-3, 1e-3, 2048
_SHIFTS = np.arange(-2.5, 0.76, 0.25)
_NEGLIGIBLE = 0.001
_FOLDS = 5


@dataclass(eq=False)
class MarkedPage:
    """A page's telling posts and what a reader said of them.

    Attributes:
        inside: Places of the posts that may belong to a story.
        stories, storylines: Of all posts; a post of none has one of its own.
        hard: Pairs of them, as places in `inside`, whose together or apart took a reader thought.
        evidence: Of all pairs of posts inside, first post first, shape (pairs, features).
    """

    name: str
    posts: list[PostText]
    inside: list[int]
    stories: list[str]
    storylines: list[str]
    hard: list[tuple[int, int]]
    evidence: Matrix

    @property
    def truth(self) -> Matrix:
        """Whether each pair tells one story, and belongs to one storyline: shape (pairs, 2)."""
        first, second = np.triu_indices(len(self.inside), 1)
        levels = [np.array([names[i] for i in self.inside]) for names in (self.stories, self.storylines)]
        return np.stack([level[first] == level[second] for level in levels], axis=1).astype(np.float32)


def main() -> None:
    """Read, measure in folds, train on all, save."""
    args = _arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    pages = [_with_evidence(page, args.work) for page in read_marked(args.corpus, args.marks)]
    print(f"{len(pages)} pages, {sum(len(p.posts) for p in pages)} posts, {sum(len(p.evidence) for p in pages)} pairs")

    fold = np.random.default_rng(args.seed).permutation(len(pages)) % _FOLDS
    left_out: list[tuple[MarkedPage, Matrix, Matrix]] = []
    for n in range(_FOLDS):
        seen = [page for page, own in zip(pages, fold, strict=True) if own != n]
        model = train(seen, epochs=args.epochs, networks=args.networks, seed=args.seed)
        left_out += [(p, *_odds(model, p)) for p, own in zip(pages, fold, strict=True) if own == n]
    model = train(pages, epochs=args.epochs, networks=args.networks, seed=args.seed)
    annotated = [_with_evidence(page, args.work) for page in read_annotated(args.cut)] if args.cut else []
    told = [(page, *_odds(model, page)) for page in annotated]
    story_shift = find_story_shift(left_out)
    shifts = story_shift, find_storyline_shift(left_out, story_shift)
    if told:
        _print_figures(f"pages left out, cut as is best for them ({shifts[0]}, {shifts[1]})", left_out, shifts)
        story_shift = find_story_shift(told)
        shifts = story_shift, find_storyline_shift(left_out, story_shift)
        choices = [(find_story_shift([*told[:n], *told[n + 1 :]]), shifts[1]) for n in range(len(told))]
        _print_figures(f"{args.cut}, each page cut as is best for the others", told, choices)
        best = np.mean([_best_cut(page, story) for page, story, _ in told])
        print(f"{args.cut}, each page cut as is best for itself: stories B³ {best:.3f}")
    print(f"shifts of the log-odds: stories {shifts[0]}, storylines {shifts[1]}")
    _print_figures("pages left out", left_out, shifts)
    _print_pairs(left_out, shifts)
    _print_linkage(pages)

    model.shifts = shifts
    for folder in args.measure:
        others = [_with_evidence(page, args.work) for page in read_annotated(folder)]
        _print_figures(str(folder), [(page, *_odds(model, page)) for page in others], shifts)
    if args.target:
        model.save(args.target / "model.safetensors")
        print(f"saved {args.target / 'model.safetensors'}, {(args.target / 'model.safetensors').stat().st_size} bytes")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--marks", type=Path, nargs="+", required=True)
    parser.add_argument("--cut", type=Path, help="Folder of annotated pages that say how finely to cut.")
    parser.add_argument("--measure", type=Path, nargs="*", default=[], help="Folders of annotated pages to score.")
    parser.add_argument("--work", type=Path, default=Path("build/same-story"))
    parser.add_argument("--target", type=Path, help="Where to save the model, e.g. models/same-story.")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--networks", type=int, default=8, help="How many of each are trained; their mean counts.")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def read_marked(corpus: Path, marks: Sequence[Path]) -> list[MarkedPage]:
    """Pages of the corpus that somebody marked, in the order of their ids."""
    told = {}
    for folder in marks:
        for file in sorted(folder.glob("*.json")):
            record = json.loads(file.read_text(encoding="utf-8"))
            told[record["id"]] = record
    pages = {}
    for part in ("train", "valid"):
        with lzma.open(corpus / f"liveblogs-{part}.jsonl.xz", "rt", encoding="utf-8") as file:
            for row in file:
                page = json.loads(row)
                if page["id"] in told:
                    pages[page["id"]] = _marked(page, told[page["id"]])
    return [page for _, page in sorted(pages.items()) if len(page.inside) > 1]


def _marked(page: dict[str, Any], record: dict[str, Any]) -> MarkedPage:
    told = {post["n"]: post for post in record["posts"]}
    places = [n for n in range(len(page["posts"])) if n in told]
    posts = []
    for n in places:
        post = page["posts"][n]
        title, sentences = post["title"] or "", list(post["sentences"])
        if len(sentences) > 1 and sentences[0].rstrip(".") == title.rstrip("."):
            sentences = sentences[1:]
        posts.append(PostText(title, "\n".join(sentences)))
    levels = ([told[n].get(level) or told[n]["story"] for n in places] for level in ("story", "storyline"))
    hard = [(places.index(one), places.index(other)) for one, other, *_ in record.get("hard_pairs", ())]
    return _page(str(page["id"]), posts, [told[n]["kind"] for n in places], *levels, hard)


def read_annotated(folder: Path) -> list[MarkedPage]:
    """Annotated pages with the annotators' posts."""
    pages = []
    for gold in read_gold_folder(folder):
        anatomies = read_posts(gold.text, [(post.start, post.end) for post in gold.posts])
        posts = [PostText(anatomy.title or "", anatomy.telling_text) for anatomy in anatomies]
        levels = ([post.story for post in gold.posts], [post.storyline for post in gold.posts])
        pages.append(_page(gold.name, posts, [post.kind for post in gold.posts], *levels))
    return pages


def _page(
    name: str,
    posts: list[PostText],
    kinds: list[str],
    stories: list[str],
    storylines: list[str],
    hard: Sequence[tuple[int, int]] = (),
) -> MarkedPage:
    own = [[f"none {n}" if s.startswith("none") else s for n, s in enumerate(level)] for level in (stories, storylines)]
    inside = [n for n, kind in enumerate(kinds) if kind not in _OUTSIDE]
    place = {n: k for k, n in enumerate(inside)}
    pairs = [(place[a], place[b]) for a, b in hard if a in place and b in place]
    return MarkedPage(name, posts, inside, own[0], own[1], pairs, np.zeros((0, len(FEATURES)), dtype=np.float32))


def _with_evidence(page: MarkedPage, work: Path) -> MarkedPage:
    kept = work / f"{page.name}.npy"
    if not kept.exists():
        evidence = Evidence([page.posts[i] for i in page.inside], load_encoder().encode_spans)
        np.save(kept, evidence.pairs(*np.triu_indices(len(page.inside), 1)))
    page.evidence = np.load(kept)
    if page.evidence.shape != (len(page.truth), len(FEATURES)):
        raise ValueError(f"{kept} is of another page or other evidence; name another folder with --work")
    return page


def train(
    pages: Sequence[MarkedPage],
    *,
    epochs: int,
    networks: int,
    seed: int,
) -> SameStory:
    """Networks for both levels; each learns both and is kept for one."""
    levels = [
        [_network(pages, columns, head, epochs, seed + n) for n in range(networks)]
        for head, columns in enumerate((_STORY, _STORYLINE))
    ]
    return SameStory(levels[0], levels[1])


def _network(pages: Sequence[MarkedPage], columns: list[int], head: int, epochs: int, seed: int) -> Network:
    torch.manual_seed(seed)
    evidence = np.concatenate([page.evidence[:, columns] for page in pages])
    mean, deviation = evidence.mean(0), evidence.std(0) + 1e-6
    inputs = torch.tensor(np.clip((evidence - mean) / deviation, -5, 5))
    truth = torch.tensor(np.concatenate([page.truth for page in pages]))
    # A page counts by its posts, not by its pairs.
    weights = torch.tensor(np.concatenate([np.full(len(p.evidence), len(p.inside) / len(p.evidence)) for p in pages]))
    weights = (weights / weights.mean()).float()
    network = nn.Sequential(
        nn.Linear(len(columns), _HIDDEN), nn.ReLU(), nn.Dropout(_DROPPED),
        nn.Linear(_HIDDEN, _HIDDEN // 2), nn.ReLU(), nn.Dropout(_DROPPED), nn.Linear(_HIDDEN // 2, 2),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    batches = -(-len(inputs) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=epochs * batches)
    for _ in range(epochs):
        for batch in torch.randperm(len(inputs)).split(_BATCH):
            noisy = inputs[batch] + _NOISE * torch.randn_like(inputs[batch])
            losses = nn.functional.binary_cross_entropy_with_logits(network(noisy), truth[batch], reduction="none")
            loss: Tensor = (losses.mean(1) * weights[batch]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    layers = [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in linear]
    layers[-1] = (layers[-1][0][head : head + 1], layers[-1][1][head : head + 1])
    return Network(np.array(columns, dtype=np.int64), mean, deviation, layers)


def _odds(model: SameStory, page: MarkedPage) -> tuple[Matrix, Matrix]:
    return tuple(model.log_odds_of(page.evidence, len(page.inside)))  # type: ignore[return-value]


def _scores(page: MarkedPage, fine: NDArray[np.intp], coarse: NDArray[np.intp]) -> tuple[float, float, float, float]:
    """BCubed F1, ARI and pair F1 of stories, BCubed F1 of storylines, over all of a page's posts."""
    labels = [(np.arange(len(page.posts)) + len(page.posts)).tolist() for _ in range(2)]
    for level, own in zip(labels, (fine, coarse), strict=True):
        for place, label in zip(page.inside, own.tolist(), strict=True):
            level[place] = label
    return (
        bcubed_f1(labels[0], page.stories),
        float(adjusted_rand_score(page.stories, labels[0])),
        pair_f1(labels[0], page.stories, page.storylines),
        bcubed_f1(labels[1], page.storylines),
    )


def find_story_shift(pages: Sequence[tuple[MarkedPage, Matrix, Matrix]]) -> float:
    """What to add to the log-odds where stories are cut, so that the expected best is the best on these pages."""

    def score(shift: float) -> float:
        cuts = [_scores(page, *likeliest(story, line, (shift, 0.0))) for page, story, line in pages]
        return float(np.mean([figures[0] + figures[1] / 2 for figures in cuts]))

    return _best(score)


def find_storyline_shift(pages: Sequence[tuple[MarkedPage, Matrix, Matrix]], story_shift: float) -> float:
    """The same for storylines, over stories cut with `story_shift`."""

    def score(shift: float) -> float:
        cuts = [_scores(page, *likeliest(story, line, (story_shift, shift))) for page, story, line in pages]
        return float(np.mean([figures[3] for figures in cuts]))

    return _best(score)


def _best(score: Callable[[float], float]) -> float:
    """The smallest shift whose score is all but the best."""
    scores = {float(shift): score(float(shift)) for shift in _SHIFTS}
    enough = max(scores.values()) - _NEGLIGIBLE
    return min((shift for shift, reached in scores.items() if reached >= enough), key=abs)


def _best_cut(page: MarkedPage, story: Matrix) -> float:
    """BCubed F1 of the page's stories where merging stops at the right place: what no method knows."""
    merges = merges_of(story)
    cuts = (joined(len(story), merges.pairs[:count]) for count in range(len(merges.pairs) + 1))
    return max(_scores(page, cut, cut)[0] for cut in cuts)


def _print_pairs(pages: Sequence[tuple[MarkedPage, Matrix, Matrix]], shifts: tuple[float, float]) -> None:
    """How well calibrated the probabilities are, and what becomes of the pairs that took readers thought."""
    for level, name in enumerate(("story", "storyline")):
        likely = expit(np.concatenate([odds[level][np.triu_indices(len(p.inside), 1)] for p, *odds in pages]))
        truth = np.concatenate([page.truth[:, level] for page, *_ in pages])
        tenth = np.minimum((likely * 10).astype(int), 9)
        off = sum(abs(float(np.sum(likely[tenth == k] - truth[tenth == k]))) for k in range(10)) / len(truth)
        print(f"same {name}: probabilities off by {off:.3f} on the mean (ten bins, {len(truth)} pairs)")
    right: dict[bool, list[bool]] = {True: [], False: []}
    for page, story, storyline in pages:
        fine, _ = likeliest(story, storyline, shifts)
        for one, other in page.hard:
            together = page.stories[page.inside[one]] == page.stories[page.inside[other]]
            right[together].append((fine[one] == fine[other]) == together)
    for together, told in right.items():
        print(f"hard pairs {'together' if together else 'apart'}: {np.mean(told):.1%} of {len(told)} right")


def _print_linkage(pages: Sequence[MarkedPage]) -> None:
    """Beside it: average linkage on the vectors of whole posts, cut where it is best for all these pages together."""
    whole = FEATURES.index("whole")
    rows = []
    for threshold in np.arange(0.2, 0.81, 0.02):
        figures = []
        for page in pages:
            cosines = np.zeros((len(page.inside), len(page.inside)), dtype=np.float32)
            cosines[np.triu_indices(len(cosines), 1)] = page.evidence[:, whole]
            merges = merges_of(cosines + cosines.T)
            fine = joined(len(cosines), merges.pairs[: int((merges.odds > threshold).sum())])
            figures.append(_scores(page, fine, fine))
        rows.append(np.mean(figures, axis=0))
    fine, coarse = (max(rows, key=lambda row: float(row[level])) for level in (0, 3))
    print(
        f"average linkage, best threshold: stories B³ {fine[0]:.3f}, ARI {fine[1]:.3f}, pairs {fine[2]:.3f}, "
        f"storylines B³ {coarse[3]:.3f}"
    )


def _print_figures(
    name: str,
    pages: Sequence[tuple[MarkedPage, Matrix, Matrix]],
    shifts: tuple[float, float] | list[tuple[float, float]],
) -> None:
    """The means; `shifts` of all pages or of each."""
    each = shifts if isinstance(shifts, list) else [shifts] * len(pages)
    rows = [
        _scores(page, *likeliest(story, storyline, own))
        for (page, story, storyline), own in zip(pages, each, strict=True)
    ]
    means = np.mean(rows, axis=0)
    print(
        f"{name}, {len(pages)} pages: stories B³ {means[0]:.3f}, ARI {means[1]:.3f}, pairs {means[2]:.3f}, "
        f"storylines B³ {means[3]:.3f}"
    )


if __name__ == "__main__":
    main()
