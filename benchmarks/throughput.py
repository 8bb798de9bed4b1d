"""Pages a second: one by one, many at once, in several processes, and beside others' tools on the same posts.

    python benchmarks/throughput.py [--pages 60] [--workers 2] [--seed 0]

The pages are made of posts of `tests/gold` and `tests/styles`, of 5 to 200 posts each, with the names and numbers of
each page changed so that no two texts are equal. All ways do the same pages, in turns of a dozen pages each, so that
whatever else the machine does falls on all alike; models are loaded before, by the shortest page, whose time is not
counted. `bare passes` are the encoders' forward passes over the very tokens that the pipeline reads, sorted by length,
32 texts at a time, with nothing before or after them. BERTopic and sumy gather each page's posts and pick three
sentences of each topic, one page after another. CPU seconds are of all threads and processes. `bfloat16` is
`--precision bfloat16`, where the processor has it; its results may differ.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import re
import resource
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import psutil
import torch

from splitter import Splitter
from splitter.choices import Precision
from splitter.encoder import TextEncoder, load_encoder
from splitter.segmentation.model import load_line_model
from splitter.sentences import split_sentences
from splitter.settings import Settings
from splitter.summarization.quotable import quotable_model

ROOT = Path(__file__).parent.parent
FEWEST, MOST = 5, 200
TURN = 12
TEXTS_AT_ONCE = 32
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
SYLLABLES = ("bar", "den", "fol", "gra", "hel", "kor", "lun", "mer", "nov", "pel", "ros", "tam", "ver", "wil", "zan")
Row = torch.Tensor
Way = Callable[[Sequence[str]], object]


def posts_of_pages() -> list[list[str]]:
    """The posts of each annotated page, without empty lines."""
    found = []
    for path in sorted((ROOT / "tests" / "gold").glob("*.txt")) + sorted((ROOT / "tests" / "styles").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        marked = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["posts"]
        found.append([re.sub(r"\n\s*\n", "\n", text[post["start"] : post["end"]]) for post in marked])
    return found


def renamed(text: str, rng: random.Random) -> str:
    """The text with each of its names and its numbers made others."""
    names: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        fresh = "".join(rng.choices(SYLLABLES, k=rng.choice((2, 3)))).capitalize()
        return names.setdefault(match.group(), fresh)

    return re.sub(
        r"(?<!\d[:.])\b\d+\b(?![:.]\d)", lambda m: str(rng.randrange(2, 10 ** len(m.group()))), NAME.sub(other, text)
    )


def pages_of(count: int, seed: int) -> list[str]:
    """Made pages; the sizes are spread evenly by their logarithm."""
    rng = random.Random(seed)
    sources = posts_of_pages()
    made = []
    for _ in range(count):
        size = round(FEWEST * (MOST / FEWEST) ** rng.random())
        posts: list[str] = []
        while len(posts) < size:
            # Whole runs of a page's posts, so that the looks of posts change as seldom as they do on a page.
            source = rng.choice(sources)
            first = rng.randrange(len(source))
            posts += source[first : first + rng.randint(3, 12)]
        made.append("\n\n".join(renamed(post, rng) for post in posts[:size]))
    return made


def own_encoder() -> TextEncoder:
    """The very one that the pipeline has."""
    own = Settings()
    return load_encoder(own.encoder, own.offline, own.precision)


def one_by_one(pages: Sequence[str]) -> list[str]:
    splitter = Splitter()
    return [splitter.digest(page).to_json() for page in pages]


def piped(pages: Sequence[str]) -> list[str]:
    return [digest.to_json() for digest in Splitter().pipe(pages)]


def piped_in_bfloat16(pages: Sequence[str]) -> list[str]:
    return [digest.to_json() for digest in Splitter(precision=Precision.bfloat16).pipe(pages)]


class Processes:
    """Pages through processes of one thread each, a few pages each time."""

    def __init__(self, workers: int, work: Callable[[Sequence[str]], list[str]]) -> None:
        self._pool = ProcessPoolExecutor(
            workers, get_context("spawn"), initializer=torch.set_num_threads, initargs=(1,)
        )
        self._workers, self._work = workers, work

    def __call__(self, pages: Sequence[str]) -> list[str]:
        share = -(-len(pages) // (2 * self._workers))
        parts = [pages[n : n + share] for n in range(0, len(pages), share)]
        return [told for part in self._pool.map(self._work, parts) for told in part]

    def close(self) -> None:
        self._pool.shutdown()


class Passes:
    """The encoders' forward passes, and nothing else, over what they were given while it was recorded."""

    def __init__(self) -> None:
        judge = quotable_model()._encoder
        self._models = [own_encoder()._model, load_line_model()[0].reader.encoder, judge._model]
        self._read: list[list[Row]] = [[] for _ in self._models]
        self.tokens = 0

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Keeps the token ids of all that each encoder reads meanwhile, without padding."""
        self._read = [[] for _ in self._models]
        hooks = [
            model.register_forward_pre_hook(partial(self._record, rows), with_kwargs=True)
            for model, rows in zip(self._models, self._read, strict=True)
        ]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()
        self.tokens += sum(len(row) for rows in self._read for row in rows)

    @staticmethod
    def _record(rows: list[Row], model: object, args: object, given: dict[str, torch.Tensor]) -> None:
        sizes = given["attention_mask"].sum(1).tolist()
        rows += (ids[:size] for ids, size in zip(given["input_ids"], sizes, strict=True))

    def __call__(self, pages: Sequence[str]) -> None:
        for model, rows in zip(self._models, self._read, strict=True):
            rows = sorted(rows, key=len)
            for n in range(0, len(rows), TEXTS_AT_ONCE):
                part = rows[n : n + TEXTS_AT_ONCE]
                ids = torch.nn.utils.rnn.pad_sequence(part, batch_first=True)
                mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in part], batch_first=True)
                with torch.inference_mode():
                    model(input_ids=ids, attention_mask=mask)


class Tokens:
    """What sumy asks of a tokenizer; its own needs data that no package brings."""

    def to_sentences(self, text: str) -> list[str]:
        return split_sentences(text)

    def to_words(self, sentence: str) -> list[str]:
        return re.findall(r"\w+", sentence)


def topics_and_sentences(pages: Sequence[str]) -> list[str]:
    """BERTopic over a page's posts with vectors of the same encoder, then sumy's LexRank over each topic."""
    bertopic, umap = import_module("bertopic"), import_module("umap")
    lex_rank = import_module("sumy.summarizers.lex_rank").LexRankSummarizer()
    parser = import_module("sumy.parsers.plaintext").PlaintextParser
    told = []
    for page in pages:
        posts = page.split("\n\n")
        topics: Sequence[int] = [0] * len(posts)
        if len(posts) > FEWEST:
            flat = umap.UMAP(n_neighbors=min(15, len(posts) - 1), n_components=2, init="random", random_state=0)
            model = bertopic.BERTopic(min_topic_size=2, umap_model=flat)
            topics, _ = model.fit_transform(posts, own_encoder().encode(posts))
        for topic in sorted(set(topics)):
            own = "\n".join(post for post, its in zip(posts, topics, strict=True) if its == topic)
            told.append(" ".join(map(str, lex_rank(parser.from_string(own, Tokens()).document, 3))))
    return told


def cpu_seconds() -> float:
    """Of this process and those that it has started."""
    own = psutil.Process()
    return sum(sum(process.cpu_times()[:2]) for process in (own, *own.children(recursive=True)))


def turns(pages: Sequence[str]) -> Iterator[Sequence[str]]:
    for n in range(0, len(pages), TURN):
        yield pages[n : n + TURN]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--workers", type=int, default=psutil.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    pages = pages_of(args.pages, args.seed)
    sizes = [page.count("\n\n") + 1 for page in pages]
    print(
        f"{len(pages)} pages, {sum(map(len, pages)):,} characters; posts: {min(sizes)} to {max(sizes)}, "
        f"median {median(sizes):g}; {torch.get_num_threads()} threads, "
        f"{torch.cuda.get_device_name() if torch.cuda.is_available() else torch.backends.cpu.get_cpu_capability()}"
    )
    processes, passes = Processes(args.workers, piped), Passes()
    several = f"pipe, {args.workers} processes"
    ways: dict[str, Way] = {"one by one": one_by_one, "pipe": piped, several: processes}
    if torch.cpu.get_capabilities().get("avx512_bf16") or torch.cpu.get_capabilities().get("amx_bf16"):
        ways["pipe, bfloat16"] = piped_in_bfloat16
    needed = ("bertopic", "umap", "sumy")
    if missing := [package for package in needed if find_spec(package) is None]:
        print(f"skipped: BERTopic + sumy; for it: pip install bertopic sumy (there is no {', '.join(missing)})")
    else:
        # In a process of its own: what it loads slows torch down in the process that it shares.
        ways["BERTopic + sumy"] = Processes(1, topics_and_sentences)
    for way in ways.values():
        way([min(pages, key=len)] * (2 * args.workers if way is processes else 1))
    ways["bare passes"] = passes
    seconds, cpu = dict.fromkeys(ways, 0.0), dict.fromkeys(ways, 0.0)
    differ = 0
    for part in turns(pages):
        results: dict[str, object] = {}
        for name, way in ways.items():
            used, started = cpu_seconds(), time.perf_counter()
            with passes.recorded() if name == "one by one" else nullcontext():
                results[name] = way(part)
            seconds[name] += time.perf_counter() - started
            cpu[name] += cpu_seconds() - used
        ours = [results[name] for name in ("one by one", "pipe", several)]
        differ += sum(len(set(told)) > 1 for told in zip(*ours, strict=True))  # type: ignore[call-overload]
    workers = [process.memory_info().rss / 1e6 for process in psutil.Process().children(recursive=True)]
    for way in ways.values():
        if isinstance(way, Processes):
            way.close()
    print(f"{passes.tokens:,} tokens read by the encoders; pages of which the three ways' results differ: {differ}")
    print(f"\n{'':<20}{'pages/s':>9}{'s':>9}{'CPU s':>9}{'one by one / it':>18}{'it / bare':>11}{'  by CPU':>9}")
    for name in seconds:
        print(
            f"{name:<20}{len(pages) / seconds[name]:>9.2f}{seconds[name]:>9.1f}{cpu[name]:>9.1f}"
            f"{seconds['one by one'] / seconds[name]:>18.2f}{seconds[name] / seconds['bare passes']:>11.2f}"
            f"{cpu[name] / cpu['bare passes']:>9.2f}"
        )
    print(
        f"\nresident memory: this process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        f", other processes at most {max(workers):.0f} MB"
    )


if __name__ == "__main__":
    main()
