"""Inside the tools that users have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import pandas as pd
import pytest

from splitter import Splitter

PAGES = [f"Ferry {n} runs aground off Penvose\nNobody was hurt, the coastguard says.\n" for n in range(5)]


def test_datasets_map(splitter: Splitter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def digest(batch: dict[str, list[Any]]) -> dict[str, list[str]]:
        return {"digest": [page.to_json() for page in splitter.pipe(batch["text"])]}

    given = datasets.Dataset.from_dict({"text": PAGES})
    mapped = given.map(digest, batched=True, batch_size=2, new_fingerprint="digests")
    assert [json.loads(text)["source"]["characters"] for text in mapped["digest"]] == [len(page) for page in PAGES]
    assert list(mapped["digest"]) == [splitter.digest(page).to_json() for page in PAGES]


def test_a_function_for_map_in_pandas(splitter: Splitter) -> None:
    def digest(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for frame in frames:
            pages = splitter.pipe(frame["text"])
            yield pd.DataFrame({"id": frame["id"], "digest": [page.to_json() for page in pages]})

    frames = (pd.DataFrame({"id": [n], "text": [page]}) for n, page in enumerate(PAGES))
    found = pd.concat(digest(frames))
    assert list(found["digest"]) == [splitter.digest(page).to_json() for page in PAGES]
