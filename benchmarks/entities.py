"""How well people, places and organisations are recognised, and how fast.

    python benchmarks/entities.py [--half development|measure] [--mistakes]

The sentences are `tests/entities/sentences.jsonl`: fictional news, labelled by hand. The recogniser was written on the
first hundred and mended once after a look at what it got wrong of the second; nobody has looked at what it gets wrong
of the last hundred. Each is read by itself; a name counts as right where it is the labelled one letter by letter.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from splitter.entities import find_entities

SENTENCES = Path(__file__).parent.parent / "tests" / "entities" / "sentences.jsonl"
KINDS = ("people", "places", "organisations")
HALVES = {"development": slice(0, 200), "measure": slice(200, 300)}
ROUNDS = 20


class Score(NamedTuple):
    """Shares from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


class Labelled(NamedTuple):
    text: str
    names: dict[str, set[str]]


def read_labelled(half: str) -> list[Labelled]:
    records = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    return [Labelled(r["text"], {kind: set(r[kind]) for kind in KINDS}) for r in records[HALVES[half]]]


def found_in(text: str) -> dict[str, set[str]]:
    entities = find_entities([text])
    return {kind: set(getattr(entities, kind)) for kind in KINDS}


def scores(sentences: Sequence[Labelled]) -> dict[str, Score]:
    """Scores by kind, and over all kinds under `all`."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for text, names in sentences:
        for kind, answer in found_in(text).items():
            for key in (kind, "all"):
                right[key] += len(answer & names[kind])
                found[key] += len(answer)
                wanted[key] += len(names[kind])
    return {key: Score(right[key] / max(1, found[key]), right[key] / max(1, wanted[key])) for key in (*KINDS, "all")}


def mistakes(sentences: Sequence[Labelled]) -> Iterator[str]:
    for text, names in sentences:
        for kind, answer in found_in(text).items():
            if answer != names[kind]:
                yield f"{kind}: extra {sorted(answer - names[kind])}, missed {sorted(names[kind] - answer)} | {text}"


def speed() -> float:
    """Sentences a second, each read for the first time."""
    texts = [sentence.text for half in HALVES for sentence in read_labelled(half)]
    # What is read is remembered, so that each round must differ.
    rounds = [[f"{text} {number}" for text in texts] for number in range(ROUNDS)]
    start = time.perf_counter()
    for texts in rounds:
        find_entities(texts)
    return ROUNDS * len(texts) / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=list(HALVES))
    parser.add_argument("--mistakes", action="store_true", help="print what was wrong")
    args = parser.parse_args()
    for half in [args.half] if args.half else HALVES:
        sentences = read_labelled(half)
        print(f"{half:<14} precision  recall     F1")
        for kind, score in scores(sentences).items():
            print(f"  {kind:<14} {score.precision:6.1%}  {score.recall:6.1%}  {score.f1:5.1%}")
        if args.mistakes:
            print(*mistakes(sentences), sep="\n")
    print(f"{speed():,.0f} sentences a second")


if __name__ == "__main__":
    main()
