"""Post boundaries and kinds: this model beside its peers, in one run.

    python benchmarks/segmentation.py [GOLD_FOLDER …] [--without-first-version]

Pages are `ID.json` beside `ID.txt`; the default is the project's own. Peers: every line a post; a short line without a
last mark begins one; TextTiling (Hearst, 1997; NLTK's); dips in the similarity of neighbouring lines' embeddings, their
threshold tuned on the very pages that are scored; and splitter's first version (a recurrent network corrected by
rules), taken from the project's git history and run in a process of its own.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from splitter.document import Post
from splitter.encoder import load_encoder
from splitter.evaluation.gold import GoldPage, read_gold_folder
from splitter.evaluation.metrics import boundary_figures
from splitter.segmentation import found_posts, segment
from splitter.segmentation.decoding import decode
from splitter.segmentation.features import line_features
from splitter.segmentation.kinds import KINDS
from splitter.segmentation.lines import split_lines
from splitter.segmentation.model import Evidence, load_line_model

NOT_STORIES = ("summary", "roundup", "transition")
ROOT = Path(__file__).parent.parent
FIRST_VERSION = "59f3987"
OURS = "splitter"
_FIRST = """
import json, sys
from splitter.encoder import load_encoder
from splitter.segmentation import segment
encoder = load_encoder()
print(json.dumps([[s.start for s in segment(t, encoder.encode).segments] for t in json.load(sys.stdin)]))
"""
# Enough for TextTiling, whose own list is a download.
_STOP_WORDS = [
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has", "have", "he", "her",
    "his", "in", "is", "it", "its", "not", "of", "on", "or", "said", "she", "that", "the", "their", "they", "this",
    "to", "was", "were", "which", "who", "will", "with",
]  # fmt: skip


def every_line(page: GoldPage) -> list[int]:
    return [line.start for line in split_lines(page.text)]


def short_lines(page: GoldPage) -> list[int]:
    starts = []
    before_short = False
    for line in split_lines(page.text):
        short = len(line.text) <= 120 and line.text[-1] not in '.!?:;,…”"'
        if short and not before_short:
            starts.append(line.start)
        before_short = short
    return starts


def text_tiling(page: GoldPage) -> list[int]:
    from nltk.tokenize import TextTilingTokenizer

    lines = split_lines(page.text)
    try:
        tiles = TextTilingTokenizer(stopwords=_STOP_WORDS).tokenize("\n\n".join(line.text for line in lines))
    except ValueError:  # Too short a page, or no break between its paragraphs.
        return [lines[0].start]
    starts, place = [], 0
    for tile in tiles:
        starts.append(lines[min(place, len(lines) - 1)].start)
        place += len([piece for piece in tile.split("\n\n") if piece.strip()])
    return starts


def dips(pages: Sequence[GoldPage]) -> Callable[[GoldPage], list[int]]:
    encoder = load_encoder()
    curves = {}
    for page in pages:
        lines = split_lines(page.text)
        vectors = encoder.encode([line.text[:300] for line in lines])
        alike = np.array([1.0] + [float(vectors[max(0, i - 2) : i].mean(0) @ vectors[i]) for i in range(1, len(lines))])
        curves[page.name] = (lines, alike)

    def cut(page: GoldPage, threshold: float) -> list[int]:
        lines, alike = curves[page.name]
        return [line.start for line, a in zip(lines, alike, strict=True) if a < threshold]

    best = max(np.arange(0.05, 0.8, 0.05), key=lambda t: np.mean([f1(p, cut(p, t)) for p in pages]))
    return lambda page: cut(page, best)


def first_version(pages: Sequence[GoldPage]) -> dict[str, list[int]] | None:
    """Starts by page name; None where the history is not at hand."""
    packed = subprocess.run(["git", "archive", FIRST_VERSION, "splitter", "models"], cwd=ROOT, capture_output=True)
    if packed.returncode:
        return None
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
        run = subprocess.run(
            [sys.executable, "-c", _FIRST], input=json.dumps([p.text for p in pages]), cwd=folder,
            capture_output=True, text=True, env={"PYTHONPATH": folder, "PATH": ""},
        )  # fmt: skip
    if run.returncode:
        sys.exit(f"the first version failed: {run.stderr.strip().splitlines()[-1]}")
    return dict(zip([p.name for p in pages], json.loads(run.stdout), strict=True))


def f1(page: GoldPage, starts: Sequence[int]) -> float:
    return boundary_figures(page, starts)["boundary_f1"]


def kind_table(pages: Sequence[GoldPage], found: dict[str, list[Post]]) -> str:
    """F1 of each kind over all pages; an annotated post is matched by the found one that shares most with it."""
    pairs: Counter[tuple[str, str]] = Counter()
    for page in pages:
        for post in page.posts:
            shared = [(min(post.end, own.end) - max(post.start, own.start), own.kind) for own in found[page.name]]
            inside, kind = max(shared, default=(0, "none"))
            pairs[post.kind, kind if inside > 0 else "none"] += 1
    rows, scores = [], []
    for kind in KINDS:
        hit = pairs[kind, kind]
        true = sum(n for (k, _), n in pairs.items() if k == kind)
        told = sum(n for (_, k), n in pairs.items() if k == kind)
        if true:
            scores.append(2 * hit / (true + told))
            rows.append(f"{kind:<12}{true:>6}{hit / told if told else 0:>11.3f}{hit / true:>8.3f}{scores[-1]:>8.3f}")
    return "\n".join([f"{'kind':<12}{'posts':>6}{'precision':>11}{'recall':>8}{'F1':>8}", *rows,
                      f"macro-F1 {np.mean(scores):.3f}"])  # fmt: skip


def short_pages(pages: Sequence[GoldPage]) -> str:
    """How many posts that tell a story are set aside as telling none, where a page is only a few of its posts."""
    rows = []
    for few in (1, 2, 3, 5, 8):
        told = aside = 0
        for page in pages:
            for first in range(0, len(page.posts) - few + 1, few):
                own = page.posts[first : first + few]
                found = {s.start: s.kind for s in segment(page.text[own[0].start : own[-1].end]).segments}
                kinds = [found.get(post.start - own[0].start) for post in own if post.kind not in NOT_STORIES]
                told += len(kinds)
                aside += sum(kind in NOT_STORIES for kind in kinds)
        rows.append(f"{few:>5} posts a page: {aside} of {told} posts set aside")
    return "\n".join(rows)


def speed(pages: Sequence[GoldPage]) -> str:
    """Lines a second of each stage, one thread, the best of three rounds."""
    model, _ = load_line_model()
    cut = [split_lines(page.text) for page in pages]
    lines = sum(map(len, cut))
    vectors = [model.reader.read([[line.text for line in own]])[0] for own in cut]
    features = [line_features(own) for own in cut]
    scores = [model.scores(Evidence(f, v)) for f, v in zip(features, vectors, strict=True)]
    stages: dict[str, Callable[[], object]] = {
        "cutting into lines, forms": lambda: [split_lines(page.text) for page in pages],
        "features": lambda: [line_features(own) for own in cut],
        "network": lambda: [model.scores(Evidence(f, v)) for f, v in zip(features, vectors, strict=True)],
        "decoding": lambda: [decode(found.emissions, *model.chain_scores) for found in scores],
        "encoder": lambda: [model.reader.read([[line.text for line in own]])[0] for own in cut],
    }
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    taken = {name: min(_seconds(run) for _ in range(3)) for name, run in stages.items()}
    torch.set_num_threads(threads)
    told = [f"{name:<26}{lines / seconds:>12,.0f}" for name, seconds in taken.items()]
    cheap = taken["features"] + taken["decoding"]
    told.append(f"{'features and decoding':<26}{lines / cheap:>12,.0f}")
    told.append(f"{'all but the encoder':<26}{lines / (sum(taken.values()) - taken['encoder']):>12,.0f}")
    told.append(f"{'all':<26}{lines / sum(taken.values()):>12,.0f}")
    return "\n".join([f"{'lines a second, 1 thread':<26}{lines:>12,}", *told])


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "tests" / "gold", ROOT / "tests" / "styles"])
    parser.add_argument("--without-first-version", action="store_true")
    args = parser.parse_args()
    pages = [page for folder in args.folders for page in read_gold_folder(folder)]
    posts = {page.name: found_posts(segment(page.text)) for page in pages}
    methods: dict[str, Callable[[GoldPage], list[int]]] = {
        OURS: lambda page: [post.start for post in posts[page.name]],
        "short lines": short_lines,
        "dips, tuned": dips(pages),
        "TextTiling": text_tiling,
        "every line": every_line,
    }
    first = None if args.without_first_version else first_version(pages)
    if first is not None:
        methods["first version"] = lambda page: first[page.name]
    print(f"{'boundary F1':<22}" + "".join(f"{name:>15}" for name in methods))
    table = {name: [f1(page, method(page)) for page in pages] for name, method in methods.items()}
    for i, page in enumerate(pages):
        print(f"{page.name:<22}" + "".join(f"{scores[i]:>15.3f}" for scores in table.values()))
    print(f"{'mean':<22}" + "".join(f"{np.mean(scores):>15.3f}" for scores in table.values()))
    print(f"{'lowest':<22}" + "".join(f"{min(scores):>15.3f}" for scores in table.values()))
    print(f"\n{kind_table(pages, posts)}\n\n{short_pages(pages)}\n\n{speed(pages)}")


if __name__ == "__main__":
    main()
