"""What the gate lets through: true sentences, and the same with one fault put in.

    python benchmarks/gate.py [FOLDER] [--sentences N]

FOLDER holds annotated pages, `tests/gold` by default. Of each story the sentences of its reference, which people wrote
freely, and some of its posts' own, as they stand and shortened by their last clause; each is given one fault of every
kind that can be put in (`splitter/evaluation/corruptions.py`). For each kind, what share of them the fixed checks let
through, what share the support model tells as carried, and what share both do.

Balanced accuracy of the support model is the mean of the share of true sentences that it tells as carried and, over
kinds, the share of faults that it does not; kinds it never learned from stand apart.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from splitter.evaluation.corruptions import HELD_OUT, SEEN, Surroundings, corrupted
from splitter.evaluation.gold import GoldPage, read_gold_folder, told_stories
from splitter.sentences import split_sentences
from splitter.summarization import StoryPost, StoryPosts, gate
from splitter.summarization.support import nearest, support_model
from splitter.summarization.words import squeeze

ROOT = Path(__file__).parent.parent
FEWEST_WORDS, FEWEST_LEFT = 8, 7
PEOPLE, POSTS, SHORTENED = "written by people", "of the posts", "shortened"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "tests" / "gold")
    parser.add_argument("--sentences", type=int, default=4, help="How many of each story's own.")
    args = parser.parse_args()
    rows = [row for page in read_gold_folder(args.folder) for row in sentences(page, args.sentences)]
    fixed = np.array([bool(gate.carried_by(sentence, posts)[0]) for _, _, sentence, posts in rows])
    likely = support_model().probabilities([row[2] for row in rows], [nearest(row[2], row[3]) for row in rows])
    told = likely >= gate.MIN_PROBABILITY
    print(args.folder)
    for source in (PEOPLE, POSTS):
        print(f"\n{source:<24}{'made':>7}{'checks':>9}{'model':>9}{'both':>9}")
        shares: dict[str, float] = {}
        for kind in ("", SHORTENED, *SEEN, *HELD_OUT):
            own = np.array([row[0] == source and row[1] == kind for row in rows])
            if not own.any():
                continue
            shares[kind] = float(told[own].mean())
            both = (fixed & told)[own].mean()
            print(f"{kind or 'true':<24}{own.sum():>7}{fixed[own].mean():>9.1%}{shares[kind]:>9.1%}{both:>9.1%}")
        faulty = np.array([row[0] == source and row[1] in SEEN | HELD_OUT for row in rows])
        print(
            f"{'all faults':<24}{faulty.sum():>7}{fixed[faulty].mean():>9.1%}{told[faulty].mean():>9.1%}"
            f"{(fixed & told)[faulty].mean():>9.1%}   {(fixed & told)[faulty].sum()} of them"
        )
        for name, kinds in (("kinds learned from", SEEN), ("kinds never seen", HELD_OUT)):
            found = np.mean([1 - shares[kind] for kind in kinds if kind in shares])
            print(f"balanced accuracy of the model, {name}: {(shares[''] + found) / 2:.3f}")


Row = tuple[str, str, str, Sequence[StoryPost]]


def sentences(page: GoldPage, most: int) -> Iterator[Row]:
    """Source, kind of fault, sentence and story's posts."""
    chance = random.Random(page.name)
    stories = told_stories(page)
    texts = [list(own(story)) for story, _ in stories]
    for n, (story, reference) in enumerate(stories):
        elsewhere = [text for i, others in enumerate(texts) if i != n for text in others]
        around = Surroundings(texts[n], elsewhere)
        long = [text for text in texts[n] if len(text.split()) >= FEWEST_WORDS]
        written = [(PEOPLE, squeeze(text)) for text in split_sentences(reference)]
        for source, text in [*written, *((POSTS, text) for text in chance.sample(long, min(most, len(long))))]:
            yield source, "", text, story.posts
            if source == POSTS and (left := shortened(text)):
                yield source, SHORTENED, left, story.posts
            for kind in SEEN | HELD_OUT:
                if changed := corrupted(kind, text, around, chance):
                    yield source, kind, changed, story.posts


def own(story: StoryPosts) -> Iterator[str]:
    for post in story.posts:
        for part in (post.title, post.body):
            yield from map(squeeze, split_sentences(part))


def shortened(sentence: str) -> str | None:
    """Without what follows its only comma, where nobody says anything."""
    if re.search(r"[“”\"]|\bsa(?:id|ys)\b", sentence) or sentence.count(",") != 1:
        return None
    left = sentence.split(",")[0]
    return f"{left}." if len(left.split()) >= FEWEST_LEFT else None


if __name__ == "__main__":
    main()
