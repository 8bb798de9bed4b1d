"""Time of reading and segmentation against lines, n log n at worst, and of clustering against posts.

    python benchmarks/scaling.py [--lines 200000] [--posts 5000]

Measures the page's text read from bytes, cut into lines, its posts found and its repeats told, without the
encoder's own time, which is one pass over the lines whatever their order: the vectors are random. The last column
is time for each line over that of the smallest page, divided by the growth that n log n allows. Clustering is measured
on posts of some forty words, with the encoder's pass and without, and with the most memory that the process had so far.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from splitter.choices import Precision
from splitter.cli.app import SAMPLE
from splitter.clustering import PostText, StoryClusterer
from splitter.encoder import load_encoder
from splitter.reading import page_from_bytes
from splitter.segmentation import segment
from splitter.segmentation.model import load_line_model
from splitter.sentences import split_sentences

DIMENSIONS = 384


def page_of(lines: int, seed: int = 0) -> bytes:
    """The sample's lines in blocks, numbers and names changed so that posts differ; some blocks come again."""
    rng = random.Random(seed)
    base = SAMPLE.read_text(encoding="utf-8").splitlines()
    out: list[str] = []
    while len(out) < lines:
        if out and rng.random() < 0.05:
            first = rng.randrange(len(out))
            out += out[first : first + 4]
            continue
        first = rng.randrange(len(base))
        words = " ".join(base[first : first + 1]).split()
        rng.shuffle(words)
        out.append(f"{rng.choice(base)[:60]} {' '.join(words)} {rng.randrange(10**6)}")
    return "\n".join(out[:lines]).encode()


def random_vectors(pages: Sequence[Sequence[str]], precision: Precision) -> list[NDArray[np.float32]]:
    rows = [np.random.default_rng(0).normal(size=(len(lines), DIMENSIONS)).astype(np.float32) for lines in pages]
    return [vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in rows]


def seconds(data: bytes) -> tuple[float, float, int]:
    """Reading, segmentation, posts found."""
    started = time.perf_counter()
    page = page_from_bytes(data, name="page")
    read = time.perf_counter()
    found = segment(page.text)
    return read - started, time.perf_counter() - read, len(found.segments)


def posts_of(number: int, seed: int = 0) -> list[PostText]:
    """Posts of the sample's sentences, four to a made-up name on the mean."""
    rng = random.Random(seed)
    sentences = split_sentences(SAMPLE.read_text(encoding="utf-8"))
    posts = []
    for _ in range(number):
        name = f"Harbour {rng.randrange(max(1, number // 4))}"
        body = " ".join(f"{name}: {rng.choice(sentences)[:120]}" for _ in range(2))
        posts.append(PostText(f"{name} {rng.choice(sentences)[:40]}", body))
    return posts


def cluster(number: int) -> None:
    """Print the time and memory of one page of so many posts."""
    posts = posts_of(number)
    encoding = 0.0

    def encode(texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[NDArray[np.float32]]:
        nonlocal encoding
        started = time.perf_counter()
        vectors = load_encoder().encode_spans(texts, spans)
        encoding = time.perf_counter() - started
        return vectors

    started = time.perf_counter()
    found = StoryClusterer().fit(posts, encode_spans=encode)
    taken = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{number:>9}{found.labels_.max() + 1:>9}{encoding:>12.1f}{taken - encoding:>16.1f}{memory:>20.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--posts", type=int, default=5000)
    args = parser.parse_args()
    most = args.lines
    load_line_model()[0].reader.read = random_vectors  # type: ignore[method-assign]
    seconds(page_of(2000))  # Models loaded, caches warm.
    first: float | None = None
    print(f"{'lines':>9}{'posts':>9}{'reading s':>12}{'segmentation s':>16}{'growth / (n log n)':>20}")
    for lines in sorted({most // k for k in (40, 20, 10, 4, 2, 1)}):
        read, cut, posts = seconds(page_of(lines))
        allowed = (read + cut) / (lines * math.log2(lines))
        first = first or allowed
        print(f"{lines:>9}{posts:>9}{read:>12.3f}{cut:>16.2f}{allowed / first:>20.2f}")
    load_encoder().encode(["Loads the encoder."])
    print(f"\n{'posts':>9}{'stories':>9}{'encoder s':>12}{'clustering s':>16}{'peak MB':>20}")
    for number in sorted({max(1, args.posts // k) for k in (50, 10, 5, 1)}):
        cluster(number)


if __name__ == "__main__":
    main()
