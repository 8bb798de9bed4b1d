"""The neural baseline of `benchmarks/digests.py` learns from a file and stays within the words that all ways have."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from types import ModuleType


def test_a_network_is_trained_and_its_texts_are_cut(
    tmp_path: Path, load_benchmark: Callable[[str], ModuleType]
) -> None:
    digests = load_benchmark("digests")
    towns = ["penvose", "marrick", "tolvane"]
    pages = []
    for town in towns:
        wall = f"the harbour wall at {town} broke in the night and all of the boats were lost ."
        buses = [f"{n} of the people there had left for {town} by bus ." for n in range(9)]
        posts = [{"title": "", "sentences": sentences} for sentences in ([wall, wall], buses)]
        pages.append({"summary": [f"harbour wall at {town} breaks"], "posts": posts})
    file = tmp_path / "liveblogs-train.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(page) + "\n" for page in pages)
    stories = [story for story, _ in islice(digests.key_points(file), 2)]
    ways = digests.neural(file, pages=2, asked=["harbour wall at penvose breaks"], epochs=2)
    for name, least in (("SummaRuNNer", 20), ("SummaRuNNer, full", 40)):
        texts = ways[name](stories)
        assert all(least <= len(text.split()) <= digests.WORDS for text in texts)
        assert all(town in text for town, text in zip(towns, texts, strict=False))
        assert all(text.count("harbour wall") <= 1 for text in texts)  # A repeat is not told again.
    oracle = load_benchmark("neural_key_points").oracle
    assert oracle(["rain fell", "the wall", "the wall at penvose broke", "it broke"], "wall at penvose") == [2]
