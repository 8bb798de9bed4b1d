"""Digests beside those of extractive baselines, with the annotators' stories given.

    python benchmarks/digests.py [FOLDER]
    python benchmarks/digests.py --key-points liveblogs-valid.jsonl.xz --pages 60 [--train liveblogs-train.jsonl.xz]
    python benchmarks/digests.py --model MODEL --stories 12

FOLDER holds annotated pages, `tests/gold` by default. Each way is given the posts of one story, latest first, repeats
left out, and is scored against what an annotator wrote of it. `lead` is the first two sentences of the latest or of the
oldest post; LexRank, TextRank and LSA are sumy's, two sentences; `centroid` is the two sentences whose vectors are
nearest to the mean. With `--key-points`, a file of the Live Blog Corpus, a whole page counts as one story, and its
editors' key points are the reference; with `--train`, a network that was trained on the first pages of another such
file (`neural_key_points.py`) stands beside them. All are cut at 60 words; `full` ones take not two sentences but the
best until they are as long. Names and numbers are counted that the cited posts do not hold. Seconds are for all
stories, the models loaded before. With `--model`, a folder or id of a model that writes, it stands beside extract as it
comes and with each of its guards.
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import numpy as np
from neural_key_points import EPOCHS, ranked, train
from transformers import TemperatureLogitsWarper

from splitter.encoder import load_encoder
from splitter.evaluation.gold import read_gold_folder, told_stories
from splitter.evaluation.metrics import names_and_numbers, rouge
from splitter.sentences import split_sentences
from splitter.settings import Settings
from splitter.summarization import GuardedSummarizer, StoryPost, StoryPosts, load_summarizer
from splitter.summarization.generation import GenerationWriter
from splitter.summarization.headline_model import HeadlineModel
from splitter.summarization.words import clip_words, count_words, plain, squeeze

ROOT = Path(__file__).parent.parent
SENTENCES, WORDS, MANY = 2, 60, 3
Way = Callable[[Sequence[StoryPosts]], list[str]]
Item = TypeVar("Item")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "tests" / "gold")
    parser.add_argument("--key-points", type=Path, help="A file of the Live Blog Corpus, instead of FOLDER.")
    parser.add_argument("--pages", type=int, default=60, help="How many of its pages, the first ones.")
    parser.add_argument("--train", type=Path, help="Another such file, from which a neural baseline learns.")
    parser.add_argument("--train-pages", type=int, default=300, help="How many of its pages, the first ones.")
    parser.add_argument("--model", help="A model that writes, as `splitter digest --summarizer` takes it.")
    parser.add_argument("--stories", type=int, help="How many stories, the first ones.")
    parser.add_argument("--ways", nargs="+", metavar="WAY", help="Only these, named as in the table.")
    args = parser.parse_args()
    folder = args.key_points or args.folder
    if args.key_points:
        told = list(islice(key_points(args.key_points), args.pages))
    else:
        told = [one for page in read_gold_folder(folder) for one in told_stories(page)]
    told = told[: args.stories]
    stories, references = [story for story, _ in told], [reference for _, reference in told]
    many = [len(story.posts) >= MANY for story in stories]
    print(f"{folder}: {len(stories)} stories, {sum(many)} of {MANY} posts and more")
    found = ways_of(args.model) if args.model else ways()
    if args.train:
        found |= neural(args.train, args.train_pages, references)
    print(
        f"{'way':17} {'ROUGE-1':>8} {'-2':>6} {'-L':>6}   {f'{MANY} posts +':>9} {'-2':>6} {'-L':>6}   words  seconds"
    )
    for name, way in found.items():
        if args.ways and name not in args.ways:
            continue
        if not args.model:
            way(stories[:1])
        start = time.perf_counter()
        texts = way(stories)
        seconds = time.perf_counter() - start
        scores = np.array([rouge(text, reference) for text, reference in zip(texts, references, strict=True)])
        whole, part = scores.mean(axis=0), scores[many].mean(axis=0) if any(many) else np.full(3, np.nan)
        words = np.mean([len(text.split()) for text in texts])
        print(
            f"{name:17} {whole[0]:8.3f} {whole[1]:6.3f} {whole[2]:6.3f}   {part[0]:9.3f} {part[1]:6.3f} {part[2]:6.3f}"
            f"   {words:5.1f}  {seconds:7.2f}"
        )
        if args.model:
            print(f"{'':17} {wild_in(stories, texts)} names and numbers that the story's posts do not hold")
    wild, all_of_them, clipped = unsupported(stories)
    print(f"extract: {wild} of {all_of_them} names and numbers are not in the cited posts")
    with mock.patch.object(HeadlineModel, "stretches", return_value=[]):
        without = unsupported(stories)[2]
    print(f"extract: {clipped} of {len(stories)} headlines are clipped, {without} without the model that cuts them")


def key_points(file: Path) -> Iterator[tuple[StoryPosts, str]]:
    """Pages, each as one story, latest post first, with what their editors say in short."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            posts = [
                StoryPost(str(n), post["title"] or "", "\n".join(post["sentences"]))
                for n, post in enumerate(page["posts"])
                if post["title"] or post["sentences"]
            ]
            if posts and page["summary"]:
                yield StoryPosts(tuple(posts), {}), " ".join(page["summary"])


def ways() -> dict[str, Way]:
    """Every way that can run here."""
    found: dict[str, Way] = {
        "extract": extract,
        "lead, latest": lambda stories: [lead(story, 0) for story in stories],
        "lead, oldest": lambda stories: [lead(story, -1) for story in stories],
        "centroid": centroid,
    }
    if find_spec("sumy") is None:
        print("sumy is not installed: no LexRank, TextRank and LSA")
        return found
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.lsa import LsaSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer

    for name, kind in (("LexRank", LexRankSummarizer), ("TextRank", TextRankSummarizer), ("LSA", LsaSummarizer)):
        found[name] = of_sumy(kind)
    found["LexRank, full"] = of_sumy(LexRankSummarizer, full=True)
    return found


def neural(file: Path, pages: int, asked: Sequence[str], epochs: int = EPOCHS) -> dict[str, Way]:
    """SummaRuNNer, trained on a file of the Live Blog Corpus: its first pages whose key points are not those asked."""
    learned = ((sentences_of(story), told) for story, told in key_points(file) if told not in asked)
    network = train(list(islice(learned, pages)), epochs)

    def choose(stories: Sequence[StoryPosts], full: bool = False) -> list[str]:
        digests = []
        for story in stories:
            sentences = sentences_of(story)
            best = ranked(network, sentences)
            chosen = until_full(best, sentences.__getitem__) if full else best[:SENTENCES]
            digests.append(joined([sentences[i] for i in sorted(chosen)]))
        return digests

    return {"SummaRuNNer": choose, "SummaRuNNer, full": partial(choose, full=True)}


def ways_of(model: str) -> dict[str, Way]:
    """A model as it comes, held to its source while it decodes, behind the gate, and both, which is how it is used."""
    writer = GenerationWriter(model)
    extract([StoryPosts((StoryPost("p1", "", "A ferry has run aground off the islands."),), {})])  # Loads its models.
    own = Settings(summarizer=model)

    def raw(stories: Sequence[StoryPosts]) -> list[str]:
        drafts = writer.write(stories, min_words=own.min_words, max_words=WORDS)
        return [joined([sentence.text for sentence in draft.sentences]) for draft in drafts]

    def gated(stories: Sequence[StoryPosts]) -> list[str]:
        guarded = GuardedSummarizer(writer, load_summarizer(Settings()))
        digests = list(guarded.summarize(stories, min_words=own.min_words, max_words=WORDS))
        sentences = [sentence for digest in digests for sentence in digest.sentences]
        written = sum(sentence.written_by == "model" for sentence in sentences)
        print(f"{'':17} the gate let {written} of the model's sentences through, {len(sentences) - written} are quoted")
        return [" ".join(sentence.text for sentence in digest.sentences) for digest in digests]

    def unheld(way: Way) -> Way:
        def without(stories: Sequence[StoryPosts]) -> list[str]:
            # At a temperature of 1 nothing changes.
            nothing = TemperatureLogitsWarper(1.0)
            with mock.patch("splitter.summarization.constraint.SourceConstraint", return_value=nothing):
                return way(stories)

        return without

    return {
        "extract": extract,
        "as it comes": unheld(raw),
        "held": raw,
        "gated": unheld(gated),
        "held and gated": gated,
    }


def wild_in(stories: Sequence[StoryPosts], texts: Sequence[str]) -> str:
    """How many names and numbers of digests stand nowhere in their story's posts, of how many."""
    wild = total = 0
    for story, text in zip(stories, texts, strict=True):
        posts = plain(" ".join(f"{post.title}\n{post.body}\n{post.captions}" for post in story.posts))
        tokens = names_and_numbers(text)
        total += len(tokens)
        wild += sum(plain(token).removesuffix("'s") not in posts for token in tokens)
    return f"{wild} of {total}"


def extract(stories: Sequence[StoryPosts]) -> list[str]:
    own = Settings()
    digests = load_summarizer(own).summarize(stories, min_words=own.min_words, max_words=WORDS)
    return [" ".join(sentence.text for sentence in digest.sentences) for digest in digests]


def lead(story: StoryPosts, place: int) -> str:
    posts = [post for post in story.posts if post.body] or list(story.posts)
    return joined(split_sentences(posts[place].body or posts[place].title)[:SENTENCES])


def centroid(stories: Sequence[StoryPosts]) -> list[str]:
    digests = []
    for story in stories:
        sentences = sentences_of(story)
        vectors = load_encoder().encode(sentences)
        nearest = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")[:SENTENCES]
        digests.append(joined([sentences[i] for i in sorted(nearest.tolist())]))
    return digests


def of_sumy(kind: Any, full: bool = False) -> Way:
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    class Tokenizer:
        """Words as we tell them, so that no tokenizer's data must be fetched."""

        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(plain(text).split())

    def until(ratings: Sequence[Any]) -> list[Any]:
        return until_full(ratings, lambda rating: str(rating.sentence))

    def way(stories: Sequence[StoryPosts]) -> list[str]:
        digests = []
        for story in stories:
            paragraph = Paragraph([Sentence(sentence, Tokenizer()) for sentence in sentences_of(story)])
            page = ObjectDocumentModel([paragraph])
            digests.append(joined([str(s) for s in kind()(page, until if full else SENTENCES)]))
        return digests

    return way


def sentences_of(story: StoryPosts) -> list[str]:
    for texts in ([p.body for p in story.posts], [p.title for p in story.posts], [p.captions for p in story.posts]):
        if sentences := [squeeze(sentence) for text in texts for sentence in split_sentences(text)]:
            return sentences
    return []


def until_full(best: Sequence[Item], text: Callable[[Item], str]) -> list[Item]:
    """The first of them whose sentences are long enough together, repeats left out."""
    chosen: dict[str, Item] = {}
    for one in best:
        if count_words(" ".join(chosen)) >= WORDS:
            break
        chosen.setdefault(text(one), one)
    return list(chosen.values())


def joined(sentences: Sequence[str]) -> str:
    return clip_words(" ".join(squeeze(sentence) for sentence in sentences), WORDS)


def unsupported(stories: Sequence[StoryPosts]) -> tuple[int, int, int]:
    """Names and numbers of extract's sentences that their cited posts do not hold, all of them, clipped headlines."""
    own = Settings()
    wild = total = clipped = 0
    digests = load_summarizer(own).summarize(stories, min_words=own.min_words, max_words=WORDS)
    for story, digest in zip(stories, digests, strict=True):
        clipped += digest.headline.endswith("…")
        text_of = {post.id: plain(f"{post.title}\n{post.body}\n{post.captions}") for post in story.posts}
        for sentence in digest.sentences:
            cited = " ".join(text_of[source] for source in sentence.sources)
            tokens = names_and_numbers(sentence.text)
            total += len(tokens)
            wild += sum(plain(token).removesuffix("'s") not in cited for token in tokens)
    return wild, total, clipped


if __name__ == "__main__":
    main()
