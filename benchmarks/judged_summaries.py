"""The gate on summaries that people checked, of news articles and by other systems: QAGS, FRANK, SummaC's other parts.

    python benchmarks/judged_summaries.py qags mturk_cnndm.jsonl mturk_xsum.jsonl
    python benchmarks/judged_summaries.py frank human_annotations.json articles-wbertscore-json/*.json
    python benchmarks/judged_summaries.py summac cogensumm_val.jsonl cogensumm_test.jsonl factcc_val.jsonl ...

QAGS (Wang et al., ACL 2020) is in `data/` of github.com/W4ngatang/qags, FRANK (Pagnoni et al., NAACL 2021) in `data/`
of github.com/artidoro/frank, its articles with their summaries at commit 592c76e, the parts of the SummaC benchmark
(Laban et al., TACL 2022) as its loader gives them in `data/raw/` of github.com/NKWBTB/SummaCoz. They are measured on,
never trained on. The article stands as a story's one post, cut into sentences as any post is.

QAGS judges sentences: one is carried where most of its three readers said so, a summary where each of its sentences is.
Printed are the share of the carried ones that pass, the share of the others that pass, balanced accuracy and plain
accuracy, for the fixed checks, the support model and both, with the gate's own threshold.

FRANK judges summaries: one is carried where most readers found no fault in any of its sentences. Printed are the same
figures for the test part (a summary passes where each of its sentences does), and for the model with the threshold that
the valid part likes best, as the SummaC benchmark has it.

SummaC gives each of its parts in two files, the valid part first, and each summary's label. Printed is what FRANK's is.
In Polytope a summary that leaves something out or says it twice is labelled as one with a fault, too.

For all: area under the ROC curve of the lowest probability that the support model gives a sentence of a summary.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from splitter.sentences import split_sentences
from splitter.summarization import StoryPost, gate
from splitter.summarization.support import nearest, support_model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=("qags", "frank", "summac"))
    parser.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    if given.set == "frank":
        annotations, *articles = (json.loads(file.read_text(encoding="utf-8")) for file in given.files)
        frank(annotations, {article["hash"]: article for article in articles})
        return
    read = [[json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line] for file in given.files]
    if given.set == "qags":
        for file, summaries in zip(given.files, read, strict=True):
            qags(file.name, summaries)
        return
    for file, valid, test in zip(given.files[1::2], read[::2], read[1::2], strict=True):
        summac(file.name, valid, test)


def qags(name: str, summaries: list[dict[str, Any]]) -> None:
    """Print the figures of one file of QAGS."""
    told = [(n, sentence) for n, summary in enumerate(summaries) for sentence in summary["summary_sentences"]]
    checks, likely = judge([(sentence["sentence"], summaries[n]["article"]) for n, sentence in told])
    truth = np.array([carried(sentence["responses"]) for _, sentence in told])
    print(f"{name}: {len(summaries)} summaries, {len(told)} sentences, {truth.sum()} of them carried")
    table("sentences", truth, checks, likely >= gate.MIN_PROBABILITY)
    of = [n for n, _ in told]
    curve = roc_auc_score(least(of, truth), least(of, likely))
    print(f"summaries: area under the ROC curve of the model {curve:.3f}")


def frank(annotations: list[dict[str, Any]], articles: dict[str, dict[str, Any]]) -> None:
    """Print the figures of FRANK, all of its test part and each of the two sets of articles in it.

    Args:
        annotations: What readers found, one for each summary.
        articles: By their hash, each with the sentences of its summaries under `MODEL_lines`.
    """
    told = [
        (n, joined(sentence), articles[note["hash"]]["article"])
        for n, note in enumerate(annotations)
        for sentence in articles[note["hash"]][f"{note['model_name']}_lines"]
    ]
    truth = np.array([note["Factuality"] == 1 for note in annotations])
    test = np.array([note["split"] == "test" for note in annotations])
    parts = {part: np.array([note["dataset"] == part for note in annotations]) for part in ("cnndm", "bbc")}
    whole(told, truth, test, parts)


def summac(name: str, valid: list[dict[str, Any]], test: list[dict[str, Any]]) -> None:
    """Print the figures of one part of SummaC."""
    summaries = [*valid, *test]
    told = [
        (n, sentence, joined(summary["document"]))
        for n, summary in enumerate(summaries)
        for sentence in sentences(summary["claim"])
    ]
    print(name)
    whole(told, np.array([summary["label"] == 1 for summary in summaries]), np.arange(len(summaries)) >= len(valid), {})


def whole(
    told: list[tuple[int, str, str]],
    truth: NDArray[np.bool_],
    test: NDArray[np.bool_],
    parts: dict[str, NDArray[np.bool_]],
) -> None:
    """Print the figures of whole summaries, all of the test part and each part of it.

    Args:
        told: Each sentence with its summary's number before it and its article after it, in order.
        truth: Whether each summary is carried.
        test: Whether it is in the test part, not in the valid one.
        parts: Of each part's name, whether a summary is in it.
    """
    checks, likely = judge([(sentence, article) for _, sentence, article in told])
    of = [n for n, *_ in told]
    passed, lowest = least(of, checks), least(of, likely)
    best = max(np.unique(lowest[~test]), key=lambda at: balanced_accuracy_score(truth[~test], lowest[~test] >= at))
    for part, members in {"all": np.ones_like(test), **parts}.items():
        rows = test & members
        print(f"{part}: {rows.sum()} summaries, {truth[rows].sum()} of them carried")
        table("summaries", truth[rows], passed[rows], lowest[rows] >= gate.MIN_PROBABILITY)
        fitted = balanced_accuracy_score(truth[rows], lowest[rows] >= best)
        curve = roc_auc_score(truth[rows], lowest[rows])
        print(f"model with the valid part's threshold: balanced {fitted:.3f}; area under its ROC curve {curve:.3f}")


def judge(told: list[tuple[str, str]]) -> tuple[NDArray[np.bool_], NDArray[np.floating]]:
    """Of each (sentence, article) whether the fixed checks let it pass, and the support model's probability."""
    # Some systems' summaries are all lower-cased; a sentence opens with a capital.
    pairs = [(sentence[:1].upper() + sentence[1:], (StoryPost("article", "", article),)) for sentence, article in told]
    checks = np.array([gate.supported(sentence, posts).passed for sentence, posts in pairs])
    near = [nearest(sentence, posts) for sentence, posts in pairs]
    return checks, support_model().probabilities([sentence for sentence, _ in pairs], near)


def least(of: list[int], values: NDArray[Any]) -> NDArray[Any]:
    """The least value of each summary's sentences; `of` is the summary of each, in order, none without one."""
    return np.minimum.reduceat(values, np.unique(of, return_index=True)[1])


def table(of_what: str, truth: NDArray[np.bool_], checks: NDArray[np.bool_], model: NDArray[np.bool_]) -> None:
    """Print what passes of the carried and of the others."""
    print(f"{of_what:12}{'carried':>9}{'others':>9}{'balanced':>10}{'accuracy':>10}")
    for way, passed in (("checks", checks), ("model", model), ("both", checks & model)):
        right, wrong = passed[truth].mean(), passed[~truth].mean()
        print(f"{way:12}{right:9.1%}{wrong:9.1%}{(right + 1 - wrong) / 2:10.3f}{(passed == truth).mean():10.3f}")


def carried(responses: list[dict[str, str]]) -> bool:
    """Whether most readers found a sentence in its article."""
    return sum(one["response"] == "yes" for one in responses) * 2 > len(responses)


def sentences(summary: str) -> list[str]:
    """The sentences of a summary, which may be all lower-cased."""
    return split_sentences(re.sub(r"(?<=[.!?] )[a-z]", lambda first: first[0].upper(), joined(summary)))


def joined(text: str) -> str:
    """A text whose words may stand apart from their stops and apostrophes, as it is written."""
    return re.sub(r" (?=[.,;:?!]|'s\b|n't\b)", "", text.replace("\\'", "'").replace("`", "'"))


if __name__ == "__main__":
    main()
