"""Stories of annotated pages: splitter's clusterer beside its peers, on the same posts.

    python benchmarks/stories.py tests/gold [MORE_FOLDERS…]
    python benchmarks/stories.py tests/styles --pages de- fr-

Posts that tell of one story are clustered; recaps and housekeeping are each alone, as is a post outside every cluster.
Peers read the bundled encoder's vectors of whole posts. Those of one level have their stories as storylines. "tuned"
thresholds, one for stories and one for storylines, are the best on the mean of the OTHER pages; "answer seen" ones are
the best of each page itself: no method, but what the linkage could reach. Leiden needs igraph and leidenalg, which are
under the GPL: peers to measure against, never dependencies of splitter.
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.preprocessing import normalize

from splitter.clustering import PostText, StoryClusterer
from splitter.clustering.evidence import Evidence, Span, SpanEncoder
from splitter.clustering.explain import KINDS, columns_of
from splitter.clustering.partition import likeliest
from splitter.clustering.same_story import same_story_model
from splitter.encoder import load_encoder
from splitter.evaluation.gold import GoldPage, read_gold_folder
from splitter.evaluation.metrics import bcubed_f1, pair_f1
from splitter.segmentation import read_posts
from splitter.segmentation.duplicates import find_repeats

Vectors = NDArray[np.float32]
Labels = NDArray[np.intp]
Clusters = tuple[Labels, Labels]  # Stories and storylines.

OUTSIDE = ("transition", "summary", "roundup")
THRESHOLDS = np.round(np.arange(0.1, 1.2, 0.02), 2)
NEIGHBOURS = 5
SMALLEST = 8  # Posts; UMAP, and so BERTopic, takes no fewer.
COLUMNS = ("B3 stories", "ARI", "pair F1", "B3 lines", "s/page", "s embed", "s cluster", "peak MB")
SEEDS = (0, 1, 2)  # From one to another BERTopic's mean moves by 0.05, and as much from the last bit of its vectors.


class Encoder:
    """The bundled encoder with a clock; what it has read once costs nothing again."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._known: dict[str, Vectors] = {}
        self._parts: dict[tuple[str, tuple[Span, ...]], Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        started = time.perf_counter()
        vectors = load_encoder().encode(new)
        self.seconds += time.perf_counter() - started
        self._known.update(zip(new, vectors, strict=True))
        return np.stack([self._known[text] for text in texts])

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[Vectors]:
        keys = [(text, tuple(own)) for text, own in zip(texts, spans, strict=True)]
        if any(key not in self._parts for key in keys):
            started = time.perf_counter()
            self._parts.update(zip(keys, load_encoder().encode_spans(texts, spans), strict=True))
            self.seconds += time.perf_counter() - started
        return [self._parts[key] for key in keys]


@dataclass(eq=False)
class Page:
    """The posts of an annotated page that tell something, and what was annotated."""

    name: str
    posts: list[PostText]
    stories: list[str]
    storylines: list[str]
    outside: list[tuple[str, str]] = field(default_factory=list)  # Stories and storylines of the posts left out.
    own: Encoder = field(default_factory=Encoder)  # What splitter reads beyond whole posts has a clock of its own.
    vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    @classmethod
    def of(cls, gold: GoldPage) -> Page:
        told = [post for post in gold.posts if post.kind not in OUTSIDE]
        anatomies = read_posts(gold.text, [(p.start, p.end) for p in told])
        posts = [PostText(anatomy.title or "", anatomy.telling_text) for anatomy in anatomies]
        outside = [(p.story, p.storyline) for p in gold.posts if p.kind in OUTSIDE]
        return cls(gold.name, posts, [p.story for p in told], [p.storyline for p in told], outside)


Method = Callable[[Page], Clusters]


def ours(posts: Sequence[PostText], encode_spans: SpanEncoder) -> Clusters:
    """Stories and storylines as splitter makes them unless told otherwise."""
    repeats = [-1 if repeat is None else repeat for repeat in find_repeats([post.text for post in posts])]
    clusterer = StoryClusterer().fit(posts, duplicate_of=repeats, encode_spans=encode_spans)
    return clusterer.labels_, clusterer.storyline_labels_


def blind(page: Page, kind: str | None) -> Clusters:
    """Splitter's stories and storylines without one kind of evidence, repeats not told."""
    model = same_story_model().without([] if kind is None else columns_of(kind))
    odds = model.log_odds(Evidence(page.posts, page.own.encode_spans))
    return likeliest(*odds, model.shifts)


def hdbscan(page: Page) -> Labels:
    return np.asarray(HDBSCAN(min_cluster_size=2, copy=True).fit_predict(page.vectors), dtype=np.intp)


def kmeans(page: Page, seed: int) -> Labels:
    """As many clusters as have the best silhouette."""
    best = (-2.0, np.zeros(len(page.posts), dtype=np.intp))
    for k in range(2, len(np.unique(page.vectors, axis=0))):
        labels = KMeans(k, n_init=4, random_state=seed).fit_predict(page.vectors)
        best = max(best, (silhouette_score(page.vectors, labels), labels), key=lambda found: found[0])
    return best[1]


def bertopic(page: Page, seed: int) -> Labels:
    """BERTopic's defaults but for the size; its own UMAP with a seed."""
    flat = import_module("umap").UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = import_module("bertopic").BERTopic(min_topic_size=2, umap_model=flat)
    topics, _ = model.fit_transform([p.text for p in page.posts], page.vectors)
    return np.asarray(topics, dtype=np.intp)


def leiden(page: Page, seed: int) -> Labels:
    """Modularity over the graph of each post's nearest, weighted by cosine."""
    igraph, leidenalg = import_module("igraph"), import_module("leidenalg")
    alike = page.vectors @ page.vectors.T
    np.fill_diagonal(alike, -1)
    nearest = np.argsort(-alike, axis=1, kind="stable")[:, :NEIGHBOURS]
    edges = sorted({(min(i, j), max(i, j)) for i, row in enumerate(nearest.tolist()) for j in row})
    weights = [max(float(alike[edge]), 1e-6) for edge in edges]
    graph = igraph.Graph(len(page.posts), edges)
    kind = leidenalg.ModularityVertexPartition
    found = leidenalg.find_partition(graph, kind, weights=weights, n_iterations=-1, seed=seed)
    return np.asarray(found.membership, dtype=np.intp)


def single(method: Callable[[Page], Labels]) -> Method:
    """A method of one level as one of two."""

    def both(page: Page) -> Clusters:
        labels = outsiders_alone(method(page))
        return labels, labels

    return both


def seeded(method: Callable[[Page, int], Labels]) -> list[Method]:
    """The same for a method that draws: once for each seed."""

    def drawn(seed: int) -> Method:
        return single(lambda page: method(page, seed))

    return [drawn(seed) for seed in SEEDS]


def outsiders_alone(labels: ArrayLike) -> Labels:
    """Labels without -1: each such post has a new one."""
    told = np.array(labels, dtype=np.intp)
    outside = told < 0
    told[outside] = told.max(initial=-1) + 1 + np.arange(outside.sum())
    return told


def linked(page: Page, method: str, thresholds: Iterable[float]) -> list[Labels]:
    """The page cut at each cosine distance; nothing is compared twice."""
    tree = linkage(pdist(page.vectors, "sqeuclidean") / 2, method)  # Of unit rows: 1 - cosine, and never below 0.
    return [fcluster(tree, threshold, "distance").astype(np.intp) for threshold in thresholds]


def best_of_others(scores: NDArray[np.float64]) -> list[int]:
    """For each page (row) the column that is best on the mean of all the other pages."""
    return [int(np.delete(scores, row, axis=0).mean(axis=0).argmax()) for row in range(len(scores))]


def best_of_own(scores: NDArray[np.float64]) -> list[int]:
    return [int(column) for column in scores.argmax(axis=1)]


def linkages(pages: Sequence[Page]) -> dict[str, list[Method]]:
    """Average and complete linkage, each with thresholds from the other pages and from the answer."""
    methods: dict[str, list[Method]] = {}
    for kind in ("average", "complete"):
        cuts = [linked(page, kind, THRESHOLDS) for page in pages]
        scores = [
            np.array([[bcubed_f1(cut.tolist(), truth) for cut in own] for own, truth in zip(cuts, truths, strict=True)])
            for truths in ([page.stories for page in pages], [page.storylines for page in pages])
        ]
        for choice, choose in (("tuned", best_of_others), ("answer seen", best_of_own)):
            fine, coarse = (THRESHOLDS[choose(level)] for level in scores)
            chosen = dict(zip(pages, zip(fine, coarse, strict=True), strict=True))
            methods[f"{kind} linkage, {choice}"] = [partial(_cut_pair, kind, chosen)]
            print(
                f"{kind} linkage, {choice}: stories at {fine.min()} to {fine.max()}, "
                f"storylines at {coarse.min()} to {coarse.max()}"
            )
    return methods


def _cut_pair(kind: str, chosen: dict[Page, tuple[float, float]], page: Page) -> Clusters:
    fine, coarse = linked(page, kind, chosen[page])
    return fine, coarse


def figures(page: Page, clusters: Clusters) -> list[float]:
    """BCubed F1, ARI and pair F1 of stories, BCubed F1 of storylines, over all of the page's posts."""
    alone = [len(page.posts) + n for n in range(len(page.outside))]
    fine, coarse = ([*labels.tolist(), *alone] for labels in clusters)
    stories = [*page.stories, *(story for story, _ in page.outside)]
    storylines = [*page.storylines, *(storyline for _, storyline in page.outside)]
    return [
        bcubed_f1(fine, stories),
        float(adjusted_rand_score(stories, fine)),
        pair_f1(fine, stories, storylines),
        bcubed_f1(coarse, storylines),
    ]


def measure(method: Method, page: Page) -> list[float]:
    """The figures, the seconds and the peak of what Python and numpy held at once."""
    method(page)  # So that nothing is imported, compiled or embedded while the clock runs.
    started = time.perf_counter()
    clusters = method(page)
    seconds = time.perf_counter() - started
    tracemalloc.start()
    method(page)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return [*figures(page, clusters), seconds, peak]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("tests/gold")])
    parser.add_argument("--pages", nargs="+", default=[""], metavar="START", help="Only pages whose names start so.")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    read = [page for folder in args.folders for page in read_gold_folder(folder)]
    gold = [Page.of(page) for page in read if page.name.startswith(tuple(args.pages))]
    pages = [page for page in gold if len(page.posts) >= SMALLEST]
    for page in gold:
        if page not in pages:
            print(f"left out: {page.name}, of fewer than {SMALLEST} posts")
    if len(pages) < 2:
        sys.exit("thresholds are tuned on the other pages: pass a folder of at least two")
    clock = Encoder()
    load_encoder().encode(["Loads the encoder."])
    for page in pages:
        page.vectors = normalize(clock.encode([post.text for post in page.posts]))

    def own(page: Page) -> Clusters:
        return ours(page.posts, page.own.encode_spans)

    methods: dict[str, list[Method]] = {"splitter": [own], **linkages(pages)}
    methods |= {"HDBSCAN": [single(hdbscan)], "KMeans, silhouette": seeded(kmeans)}
    for name, peer, packages in (
        ("BERTopic", bertopic, ("bertopic",)),
        (f"Leiden, {NEIGHBOURS} nearest", leiden, ("leidenalg", "igraph")),
    ):
        if all(find_spec(package) for package in packages):
            methods[name] = seeded(peer)
        else:
            print(f"skipped: {name}; for it: pip install {' '.join(packages)}")
    methods["each post alone"] = [single(lambda page: np.arange(len(page.posts)))]
    methods["all together"] = [single(lambda page: np.zeros(len(page.posts), dtype=np.intp))]

    posts = sum(len(page.posts) for page in pages)
    print(f"\n{len(pages)} pages, {posts} posts; means over pages, and over {len(SEEDS)} seeds where drawn")
    print(f"{'':<30}" + "".join(f"{column:>11}" for column in COLUMNS))
    for name, draws in methods.items():
        *quality, seconds, peak = np.mean([measure(method, page) for method in draws for page in pages], axis=0)
        embedding = clock.seconds / len(pages)
        if name == "splitter":
            embedding = sum(page.own.seconds for page in pages) / len(pages)
        elif name in ("each post alone", "all together"):
            embedding = 0.0
        times = (embedding + seconds, embedding, seconds)
        cells = [f"{value:>11.3f}" for value in (*quality, *times)]
        print(f"{name:<30}" + "".join(cells) + f"{peak:>11.2f}")
    print(f"\nsplitter blind to a kind of evidence, which it takes to be an average pair's\n{'':<30}", end="")
    print("".join(f"{column:>11}" for column in COLUMNS[:4]))
    for kind in (None, *KINDS):
        quality = np.mean([figures(page, blind(page, kind)) for page in pages], axis=0)
        print(
            f"{'all evidence' if kind is None else f'without {kind}':<30}"
            + "".join(f"{value:>11.3f}" for value in quality)
        )
    print("peak MB: clustering alone, by tracemalloc; what C libraries (igraph, UMAP) take is unseen")


if __name__ == "__main__":
    main()
