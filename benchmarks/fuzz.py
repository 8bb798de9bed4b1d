"""Feed splitter generated and mutated pages; every one must keep the contract or be refused in a sentence.

    python benchmarks/fuzz.py [--inputs 20000] [--seed 0]

Prints how many inputs of each family were digested and refused; stops at the first traceback or broken invariant
and prints the input.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from splitter import Splitter, UnreadableInput
from splitter.cli.app import SAMPLE
from splitter.evaluation.contract import violations
from splitter.reading import page_from_bytes

GOLD = Path(__file__).parent.parent / "tests" / "gold"
ODD = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"  # Bidirectional.
    "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # Zero width.
    "\0\a\b\t\v\f\x1b\x7f\x85\x9b\u2028\u2029\r\n \u00a0\u3000"  # Control and space.
    "\U0001f468\U0001f4f0\u0301\u0489\ufdfd"  # Emoji, marks, wide.
)


def any_text(rng: random.Random, most: int) -> str:
    """Characters of any plane, surrogates among them."""
    ranges = ((0, 0x7F), (0, 0x7F), (0x80, 0x2FF), (0x300, 0x2FFF), (0x3000, 0xFFFF), (0x10000, 0x10FFFF))
    out = []
    for _ in range(rng.randrange(1, most)):
        out.append(chr(rng.randint(*rng.choice(ranges))) if rng.random() < 0.8 else rng.choice(ODD))
    return "".join(out)


def randomly(rng: random.Random, pages: list[str]) -> str:
    return any_text(rng, 400)


def sprinkled(rng: random.Random, pages: list[str]) -> str:
    """Odd characters anywhere in a stretch of a page."""
    text = list(stretch(rng, pages))
    for _ in range(rng.randrange(1, 30)):
        text.insert(rng.randrange(len(text) + 1), rng.choice(ODD))
    return "".join(text)


def stretch(rng: random.Random, pages: list[str]) -> str:
    page = rng.choice(pages)
    first = rng.randrange(len(page))
    return page[first : first + rng.randrange(1, 1500)]


def shuffled(rng: random.Random, pages: list[str]) -> str:
    """Lines of several pages in any order, joined by any break."""
    lines = [line for page in rng.sample(pages, 2) for line in page.splitlines()]
    picked = rng.choices(lines, k=rng.randrange(1, 30))
    return rng.choice(["\n", "\r\n", "\r", "\n\n", "\u2028", " "]).join(picked)


def repeated(rng: random.Random, pages: list[str]) -> str:
    """One post over and over, some copies damaged."""
    post = stretch(rng, pages)[:300]
    copies = [post if rng.random() < 0.8 else post[: rng.randrange(len(post) + 1)] for _ in range(rng.randrange(2, 25))]
    return "\n".join(copies)


def damaged(rng: random.Random, pages: list[str]) -> bytes:
    """Bytes changed, cut, or in another encoding."""
    data = bytearray(stretch(rng, pages).encode(rng.choice(["utf-8", "utf-8", "utf-16", "cp1252", "koi8-r"]), "ignore"))
    for _ in range(rng.randrange(1, 20)):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[rng.randrange(3) :])


def any_bytes(rng: random.Random, pages: list[str]) -> bytes:
    return rng.randbytes(rng.randrange(1, 400))


FAMILIES: tuple[Callable[[random.Random, list[str]], str | bytes], ...] = (
    randomly,
    sprinkled,
    shuffled,
    repeated,
    damaged,
    any_bytes,
)


def large() -> Iterator[tuple[str, str]]:
    """The few inputs that are large."""
    yield "one line of 1 MB", "word " * 200_000
    yield "one word of 1 MB", "x" * 1_000_000
    yield "100,000 lines of one word", "\n".join(f"word{i}" for i in range(100_000))
    yield "100,000 equal lines", "word\n" * 100_000
    yield "a page 200 times", SAMPLE.read_text(encoding="utf-8") * 200
    yield "100,000 zero-width lines", "\u200b\n" * 100_000


def read_pages() -> list[str]:
    files = [SAMPLE, *sorted(GOLD.glob("*.txt"))]
    return [file.read_text(encoding="utf-8") for file in files]


def check(splitter: Splitter, data: str | bytes) -> str:
    """`digested` or `refused`.

    Raises:
        AssertionError: An invariant is broken.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    try:
        page = page_from_bytes(data, name="fuzz")
    except UnreadableInput as error:
        assert "\n" not in str(error)
        return "refused"
    result = splitter.digest(page)
    broken = violations(page.text, result.document)
    assert not broken, broken
    assert result.to_text()
    assert not any(ord(c) < 32 and c != "\n" for c in result.to_text())
    return "digested"


def generated(rng: random.Random, pages: list[str], inputs: int) -> Iterator[tuple[str, str | bytes]]:
    """Prefixes in turn, as many as there are, then the families in turn."""
    page = pages[0][:2500]
    lengths = list(range(1, len(page) + 1))[: inputs // 8]
    for length in lengths:
        yield "every prefix", page[:length]
    for number in range(inputs - len(lengths)):
        family = FAMILIES[number % len(FAMILIES)]
        yield family.__name__.replace("_", " "), family(rng, pages)


def fuzz(inputs: int, seed: int, *, with_large: bool = True, progress: bool = True) -> Counter[tuple[str, str]]:
    """Check so many inputs; how many of each family came to what."""
    rng = random.Random(seed)
    splitter = Splitter()
    told: Counter[tuple[str, str]] = Counter()
    started = time.time()
    if with_large:
        for name, text in large():
            began = time.time()
            told[name, check(splitter, text)] += 1
            print(f"{name}: {time.time() - began:.1f} s", file=sys.stderr, flush=True)
    for number, (name, data) in enumerate(generated(rng, read_pages(), inputs)):
        try:
            told[name, check(splitter, data)] += 1
        except Exception:
            print(f"input {number} of seed {seed} ({name}): {data!r}", file=sys.stderr)
            raise
        if progress and number % 1000 == 999:
            print(f"{number + 1} inputs, {time.time() - started:.0f} s", file=sys.stderr, flush=True)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for (name, result), number in sorted(fuzz(arguments.inputs, arguments.seed).items()):
        print(f"{name:<28}{result:<10}{number:>7}")
    print("no traceback, every invariant held")


if __name__ == "__main__":
    main()
