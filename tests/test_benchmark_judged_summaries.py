"""What could be silently wrong in `benchmarks/judged_summaries.py`: its figures would look as good."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray


@pytest.fixture
def judged(load_benchmark: Callable[[str], ModuleType]) -> ModuleType:
    return load_benchmark("judged_summaries")


def test_a_lower_cased_summary_is_cut_into_its_sentences(judged: ModuleType) -> None:
    told = "gov. mike pence said so . he did n't say why .\nthe state 's law stays\n"
    assert judged.sentences(told) == ["gov. Mike pence said so.", "He didn't say why.", "the state's law stays"]


def test_the_valid_part_sets_the_threshold_for_a_summary_s_worst_sentence(
    judged: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def judge(told: list[tuple[str, str]]) -> tuple[NDArray[np.bool_], NDArray[np.floating]]:
        likely = np.array([float(sentence.split()[1]) for sentence, _ in told])
        return likely > 0.6, likely

    monkeypatch.setattr(judged, "judge", judge)
    # The test part alone would like 0.2, and its summaries' best sentences would pass at any threshold.
    parts = {
        "set_val.jsonl": [("some 0.3 here.", 1), ("some 0.25 here.", 0)],
        "set_test.jsonl": [
            ("some 0.9 here. some 0.2 here.", 1),
            ("some 0.7 here.", 1),
            ("some 0.9 here. some 0.1 here.", 0),
            ("some 0.1 here.", 0),
        ],
    }
    files = [tmp_path / name for name in parts]
    for file, part in zip(files, parts.values(), strict=True):
        told = [json.dumps({"document": "a", "claim": claim, "label": label}) for claim, label in part]
        file.write_text("\n".join(told) + "\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["judged_summaries.py", "summac", *map(str, files)])
    judged.main()
    printed = capsys.readouterr().out
    assert "all: 4 summaries, 2 of them carried" in printed
    assert "balanced 0.750; area under its ROC curve 1.000" in printed
