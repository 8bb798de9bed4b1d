"""What each kind of evidence is worth, and how far apart two stories are, on the gold posts of a folder.

    python benchmarks/clustering.py tests/gold [MORE_FOLDERS…]

For several weightings prints the mean BCubed F1 of stories and of storylines at each distance. The constants of
`splitter/clustering/` and the storyline factor of `splitter/pipeline.py` come from such tables.
"""

from __future__ import annotations

import sys

import numpy as np

from splitter.clustering import PostText, StoryClusterer, evidence, post_vectors
from splitter.clustering.story_clusterer import LARGEST_DISTANCE, STORY_DISTANCE
from splitter.encoder import load_encoder
from splitter.evaluation.gold import GoldPage, read_gold_folder
from splitter.evaluation.metrics import bcubed_f1
from splitter.segmentation import read_posts

NAMES = ("MEANING", "OPENING", "TITLE", "WORDS", "NAMES", "TIME")
CHOSEN = tuple(getattr(evidence, name) for name in NAMES)
WEIGHTINGS = {
    "chosen": CHOSEN,
    "embedding of the whole post alone": (1, 0, 0, 0, 0, 0),
    "embeddings alone": (0.37, 0.37, 0.26, 0, 0, 0),
    "no opening": (0.56, 0, 0.2, 0.12, 0.08, 0.04),
    "no title": (0.38, 0.38, 0, 0.12, 0.08, 0.04),
    "no time": (0.28, 0.28, 0.24, 0.12, 0.08, 0),
    "names and words double": (0.2, 0.2, 0.16, 0.24, 0.16, 0.04),
}
DISTANCES = np.round(np.arange(0.45, 0.76, 0.02), 2)


def posts_of(page: GoldPage) -> tuple[list[PostText], list[int], list[str], list[str]]:
    """Texts, repeats, stories and storylines of the posts that tell something."""
    told = [post for post in page.posts if post.kind != "transition"]
    places = {post.id: i for i, post in enumerate(told)}
    last = max(1, len(told) - 1)
    texts = [
        PostText(anatomy.title or "", anatomy.body_text, i / last)
        for i, anatomy in enumerate(read_posts(page.text, [(post.start, post.end) for post in told]))
    ]
    repeats = [places.get(post.duplicate_of or "", -1) for post in told]
    return texts, repeats, [post.story for post in told], [post.storyline for post in told]


def granularity_of(distance: float) -> float:
    """The inverse of `splitter.clustering.story_clusterer.cut_distance`."""
    if distance <= STORY_DISTANCE:
        return 1 - distance / (2 * STORY_DISTANCE)
    return 0.5 * (1 - (distance - STORY_DISTANCE) / (LARGEST_DISTANCE - STORY_DISTANCE))


def main(folders: list[str]) -> None:
    encode = load_encoder().encode
    pages = [posts_of(page) for folder in folders for page in read_gold_folder(folder)]
    print("stories / storylines at distance", *DISTANCES)
    for name, weights in WEIGHTINGS.items():
        for block, weight in zip(NAMES, weights, strict=True):
            setattr(evidence, block, weight)
        trees = [StoryClusterer().fit(post_vectors(texts, encode), duplicate_of=r) for texts, r, _, _ in pages]
        print(name)
        for place, row in ((2, "stories"), (3, "storylines")):
            means = []
            for distance in DISTANCES:
                cuts = [tree.cut(granularity_of(distance)) for tree in trees]
                means.append(
                    np.mean([bcubed_f1(cut.tolist(), page[place]) for cut, page in zip(cuts, pages, strict=True)])
                )
            print(f"  {row:<11}", *(f"{mean:.3f}" for mean in means), f"  best at {DISTANCES[int(np.argmax(means))]}")
    print(f"the knob's middle is {STORY_DISTANCE}")


if __name__ == "__main__":
    main(sys.argv[1:] or ["tests/gold"])
