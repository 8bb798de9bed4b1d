"""The training command runs from end to end on a small corpus, and what it saves can be loaded."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file

from splitter.evaluation.gold import read_gold_folder
from splitter.summarization.support import SupportModel

ROOT = Path(__file__).parent.parent
# None that needs an extractor.
STYLES = ["bare", "clock", "untitled", "guardian", "wrapped", "one-line", "masthead"]


@pytest.fixture
def corpus(tmp_path: Path, gold_folder: Path) -> Path:
    """The project's own annotated pages as a corpus: lower-cased posts of sentences."""
    pages, marks, stories_of = [], tmp_path / "marks", tmp_path / "stories"
    marks.mkdir()
    stories_of.mkdir()
    for page in read_gold_folder(gold_folder):
        posts = [page.text[p.start : p.end].lower().splitlines() for p in page.posts]
        pages.append({
            "id": page.name, "publisher": page.name.split("-")[0], "title": page.name, "summary": [],
            "posts": [{"id": str(n), "time": "14:42", "title": lines[0], "kind": "update", "sentences": lines[1:]}
                      for n, lines in enumerate(posts)],
        })  # fmt: skip
        kinds = [{"n": n, "kind": p.kind} for n, p in enumerate(page.posts)]
        stories = [{"headline": "Harbour wall at Penvose", "digest": [{"text": "It is in Penvose."}]}]
        (marks / f"{page.name}.json").write_text(json.dumps({"id": page.name, "posts": kinds, "stories": stories}))
        few = [
            {"n": n, "kind": p.kind, "story": p.story, "storyline": p.storyline} for n, p in enumerate(page.posts[:6])
        ]
        (stories_of / f"{page.name}.json").write_text(json.dumps({"id": page.name, "posts": few}))
    for part in ("train", "valid"):
        with lzma.open(tmp_path / f"liveblogs-{part}.jsonl.xz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(page) + "\n" for page in pages)
    words = tmp_path / "words"
    words.mkdir()
    for name in ("british-english", "french", "ngerman", "spanish", "italian", "portuguese"):
        (words / name).write_text(
            "\n".join(["Penvose", *("ab" * n + "c" for n in range(1, 8)), *("x" * n for n in range(2, 15))])
        )
    return tmp_path


@pytest.mark.slow
def test_a_small_model_is_trained_saved_and_resumed(corpus: Path) -> None:
    command = [
        sys.executable, str(ROOT / "training" / "line_roles.py"), "--corpus", str(corpus),
        "--marks", str(corpus / "marks"), "--words", str(corpus / "words"), "--work", str(corpus / "work"),
        "--target", str(corpus / "model"),
        "--minutes", "0.05", "--pages", "8", "--valid-pages", "3", "--epochs", "1", "--kind-epochs", "1",
        "--styles", *STYLES,
    ]  # fmt: skip
    for _ in range(2):
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert run.returncode == 0, run.stderr
        assert "boundary F1" in run.stdout
    tensors = load_file(corpus / "model" / "model.safetensors")
    assert {name.split("/")[0] for name in tensors} == {"reader", "network", "chain", "kinds", "decoding"}


@pytest.mark.slow
def test_a_small_model_of_stories_is_trained_saved_and_resumed(corpus: Path) -> None:
    command = [
        sys.executable, str(ROOT / "training" / "same_story.py"), "--corpus", str(corpus),
        "--marks", str(corpus / "stories"), "--work", str(corpus / "work"), "--target", str(corpus / "model"),
        "--epochs", "2", "--networks", "1",
    ]  # fmt: skip
    saved = []
    for _ in range(2):
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert run.returncode == 0, run.stderr
        assert "pages left out, 7 pages: stories" in run.stdout
        saved.append((corpus / "model" / "model.safetensors").read_bytes())
    assert saved[0] == saved[1]
    shipped = load_file(ROOT / "models" / "same-story" / "model.safetensors")
    one_of_each = {name for name in shipped if name == "shifts" or name.split("/")[1] == "0"}
    assert set(load_file(corpus / "model" / "model.safetensors")) == one_of_each


@pytest.mark.slow
def test_a_small_model_of_sentences_is_trained_and_trained_again_alike(corpus: Path, gold_folder: Path) -> None:
    told = corpus / "digests"
    told.mkdir()
    for page in read_gold_folder(gold_folder)[:3]:
        posts = [{"n": n, "story": p.story} for n, p in enumerate(page.posts)]
        stories = [
            {"id": story.id, "headline": story.id, "digest": [{"text": story.reference}]} for story in page.stories
        ]
        (told / f"{page.name}.json").write_text(json.dumps({"id": page.name, "posts": posts, "stories": stories}))
    command = [
        sys.executable, str(ROOT / "training" / "sentence_selector.py"), "--corpus", str(corpus),
        "--marks", str(told), "--target", str(corpus / "model"), "--epochs", "2", "--networks", "1",
    ]  # fmt: skip
    saved = []
    for _ in range(2):
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."})
        assert run.returncode == 0, run.stderr
        assert "pages left out, all" in run.stdout
        saved.append((corpus / "model" / "model.safetensors").read_bytes())
    assert saved[0] == saved[1]


@pytest.mark.slow
def test_a_small_model_of_support_is_trained_saved_and_resumed(corpus: Path, gold_folder: Path) -> None:
    told = corpus / "digests"
    told.mkdir(exist_ok=True)
    for page in read_gold_folder(gold_folder)[:3]:
        posts = [{"n": n, "story": p.story} for n, p in enumerate(page.posts)]
        stories = [
            {
                "id": story.id,
                "headline": story.id,
                "digest": [
                    {
                        "text": story.reference,
                        "sources": [n for n, p in enumerate(page.posts) if p.story == story.id],
                    }
                ],
            }
            for story in page.stories
            if story.reference
        ]
        (told / f"{page.name}.json").write_text(json.dumps({"id": page.name, "posts": posts, "stories": stories}))
    command = [
        sys.executable, str(ROOT / "training" / "support_model.py"),
        "--corpus", str(corpus / "liveblogs-train.jsonl.xz"), "--marks", str(told), "--target", str(corpus / "model"),
        "--state", str(corpus / "state"), "--pages", "20", "--saved-every", "1", "--steps",
    ]  # fmt: skip
    for steps in ("1", "2"):
        run = subprocess.run(
            [*command, steps], capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}
        )
        assert run.returncode == 0, run.stderr
        assert "as readers wrote them" in run.stdout
        assert ("from step 1" in run.stdout) == (steps == "2")
    encoder = ROOT / "models" / "all-MiniLM-L6-v2"
    told_by = SupportModel(corpus / "model", encoder).probabilities(["A ferry ran aground."], ["A ferry ran aground."])
    assert told_by.shape == (1,)


@pytest.mark.slow
def test_a_small_model_of_what_can_be_quoted_is_trained_and_trained_again_alike(corpus: Path) -> None:
    with lzma.open(corpus / "liveblogs-train.jsonl.xz", "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    labels = [
        [page["id"], n, 0, "FDSN"[(n + k) % 4], "F"]
        for k, page in enumerate(pages)
        for n, post in enumerate(page["posts"])
        if post["sentences"]
    ]
    told = corpus / "labels.jsonl"
    told.write_text("".join(json.dumps(label) + "\n" for label in labels))
    command = [
        sys.executable, str(ROOT / "training" / "quotable_model.py"), "--corpus", str(corpus),
        "--marks", str(corpus / "marks"), "--labels", str(told), "--target", str(corpus / "model"),
        "--epochs", "1",
    ]  # fmt: skip
    saved = []
    for _ in range(2):
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."})
        assert run.returncode == 0, run.stderr
        assert "pages left out" in run.stdout
        saved.append((corpus / "model" / "model.safetensors").read_bytes())
    assert saved[0] == saved[1]


@pytest.mark.slow
def test_a_small_model_of_headlines_is_trained(corpus: Path) -> None:
    pages = [
        {
            "id": f"page-{n}",
            "posts": [
                {
                    "title": f"ferry number {n} sinks off tarn",
                    "sentences": [f"on friday ferry number {n} sinks off tarn, the coastguard says, after a storm."],
                }
            ],
        }
        for n in range(16)
    ]
    with lzma.open(corpus / "liveblogs-train.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(page) + "\n" for page in pages)
    command = [
        sys.executable, str(ROOT / "training" / "headline_model.py"), "--corpus", str(corpus),
        "--target", str(corpus / "model"), "--epochs", "40",
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."})
    assert run.returncode == 0, run.stderr
    assert "first word right 100.0%, last word right 100.0%" in run.stdout
    assert (corpus / "model" / "model.safetensors").exists()
