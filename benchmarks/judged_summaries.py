"""The gate on summaries that people checked, of news articles and by other systems: QAGS and FRANK.

    python benchmarks/judged_summaries.py qags mturk_cnndm.jsonl mturk_xsum.jsonl
    python benchmarks/judged_summaries.py frank benchmark_data.json human_annotations.json

QAGS (Wang et al., ACL 2020) is in `data/` of github.com/W4ngatang/qags, FRANK (Pagnoni et al., NAACL 2021) in `data/`
of github.com/artidoro/frank. They are measured on and never trained on. The article stands as a story's one post, cut
into sentences as any post is.

QAGS judges sentences: one is carried where most of its three readers said so, a summary where each of its sentences is.
Printed are the share of the carried ones that pass, the share of the others that pass, balanced accuracy and plain
accuracy, for the fixed checks, the support model and both, with the gate's own threshold.

FRANK judges summaries: one is carried where most readers found no fault in any of its sentences. Printed are the same
figures for the test part (a summary passes where each of its sentences does), and for the model with the threshold that
the valid part likes best, as the SummaC benchmark (Laban et al., TACL 2022) has it.

For both: area under the ROC curve of the lowest probability that the support model gives a sentence of a summary.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from splitter.summarization import StoryPost, gate
from splitter.summarization.support import nearest, support_model


class Verdicts(NamedTuple):
    """What the gate makes of sentences, one entry for each."""

    checks: np.ndarray  # whether the fixed checks let it pass
    likely: np.ndarray  # the support model's probability

    @property
    def model(self) -> np.ndarray:
        """Whether the support model lets it pass."""
        return self.likely >= gate.MIN_PROBABILITY


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=("qags", "frank"))
    parser.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    if given.set == "qags":
        for file in given.files:
            with file.open(encoding="utf-8") as lines:
                qags(file.name, [json.loads(line) for line in lines])
    else:
        summaries, annotations = (json.loads(file.read_text(encoding="utf-8")) for file in given.files)
        frank(summaries, annotations)


def qags(name: str, summaries: list[dict[str, Any]]) -> None:
    """Print the figures of one file of QAGS."""
    told = [(n, sentence) for n, summary in enumerate(summaries) for sentence in summary["summary_sentences"]]
    verdicts = judge([(sentence["sentence"], summaries[n]["article"]) for n, sentence in told])
    truth = np.array([carried(sentence["responses"]) for _, sentence in told])
    print(f"{name}: {len(summaries)} summaries, {len(told)} sentences, {truth.sum()} of them carried")
    table("sentences", truth, verdicts.checks, verdicts.model)
    of = np.array([n for n, _ in told])
    whole = [truth[of == n].all() for n in range(len(summaries))]
    lowest = [verdicts.likely[of == n].min() for n in range(len(summaries))]
    print(f"summaries: area under the ROC curve of the model {roc_auc_score(whole, lowest):.3f}")


def frank(summaries: list[dict[str, Any]], annotations: list[dict[str, Any]]) -> None:
    """Print the figures of FRANK, all of its test part and each of the two sets of articles in it."""
    noted = {(one["hash"], one["model_name"]): one for one in annotations}
    told = [(n, sentence) for n, summary in enumerate(summaries) for sentence in cut(summary["summary"])]
    verdicts = judge([(sentence, summaries[n]["article"]) for n, sentence in told])
    of = np.array([n for n, _ in told])
    notes = [noted[summary["hash"], summary["model_name"]] for summary in summaries]
    truth = np.array([note["Factuality"] == 1 for note in notes])
    checks, model = (
        np.array([passed[of == n].all() for n in range(len(notes))]) for passed in (verdicts.checks, verdicts.model)
    )
    lowest = np.array([verdicts.likely[of == n].min() for n in range(len(notes))])
    test = np.array([note["split"] == "test" for note in notes])
    thresholds = np.unique(lowest[~test])
    best = max(thresholds, key=lambda at: balanced_accuracy_score(truth[~test], lowest[~test] >= at))
    for part in ("all", "cnndm", "bbc"):
        rows = test & np.array([part in ("all", note["dataset"]) for note in notes])
        print(f"{part}: {rows.sum()} summaries, {truth[rows].sum()} of them carried")
        table("summaries", truth[rows], checks[rows], model[rows])
        fitted = balanced_accuracy_score(truth[rows], lowest[rows] >= best)
        curve = roc_auc_score(truth[rows], lowest[rows])
        print(
            f"model with the threshold of the valid part: balanced {fitted:.3f}; area under its ROC curve {curve:.3f}"
        )


def judge(told: list[tuple[str, str]]) -> Verdicts:
    """What the gate makes of each (sentence, article)."""
    pairs = [(sentence[:1].upper() + sentence[1:], (StoryPost("article", "", article),)) for sentence, article in told]
    near = [nearest(sentence, posts) for sentence, posts in pairs]
    return Verdicts(
        checks=np.array([gate.supported(sentence, posts).passed for sentence, posts in pairs]),
        likely=support_model().probabilities([sentence for sentence, _ in pairs], near),
    )


def table(of_what: str, truth: np.ndarray, checks: np.ndarray, model: np.ndarray) -> None:
    """Print what passes of the carried and of the others."""
    print(f"{of_what:12}{'carried':>9}{'others':>9}{'balanced':>10}{'accuracy':>10}")
    for way, passed in (("checks", checks), ("model", model), ("both", checks & model)):
        right, wrong = passed[truth].mean(), passed[~truth].mean()
        print(f"{way:12}{right:9.1%}{wrong:9.1%}{(right + 1 - wrong) / 2:10.3f}{(passed == truth).mean():10.3f}")


def carried(responses: list[dict[str, str]]) -> bool:
    """Whether most readers found a sentence in its article."""
    return sum(one["response"] == "yes" for one in responses) * 2 > len(responses)


def cut(summary: str) -> list[str]:
    """The sentences of a summary of FRANK, whose words stand apart from their stops and apostrophes."""
    joined = re.sub(r" (?=[.,;:?!]|'s\b|n't\b)", "", summary.replace("\\'", "'").replace("`", "'"))
    return [sentence for sentence in re.split(r"(?<=[.?!])\s+(?=\S+\s)", joined) if sentence.strip()]


if __name__ == "__main__":
    main()
