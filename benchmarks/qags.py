"""The gate on summaries that people checked sentence by sentence: QAGS (Wang et al., ACL 2020).

    python benchmarks/qags.py mturk_cnndm.jsonl mturk_xsum.jsonl

The files are in `data/` of github.com/W4ngatang/qags; they are measured on and never trained on. A sentence is carried
by its article where most of its three readers said so, a summary where each of its sentences is. The article stands as
a story's one post, cut into sentences as any post is.

For sentences: the share of the carried ones that pass, the share of the others that pass, balanced accuracy and plain
accuracy, for the fixed checks, the support model and both, with the gate's own threshold. For summaries: area under
the ROC curve of the lowest probability that the support model gives to one of their sentences.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from splitter.summarization import StoryPost, gate
from splitter.summarization.support import nearest, support_model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    for file in parser.parse_args().files:
        with file.open(encoding="utf-8") as lines:
            measure(file.name, [json.loads(line) for line in lines])


def measure(name: str, summaries: list[dict[str, Any]]) -> None:
    """Print the figures of one file."""
    rows = [
        (n, capital(told["sentence"]), (StoryPost("article", "", summary["article"]),), carried(told["responses"]))
        for n, summary in enumerate(summaries)
        for told in summary["summary_sentences"]
    ]
    fixed = np.array([gate.supported(sentence, posts).passed for _, sentence, posts, _ in rows])
    pairs = [(sentence, nearest(sentence, posts)) for _, sentence, posts, _ in rows]
    likely = support_model().probabilities([sentence for sentence, _ in pairs], [posts for _, posts in pairs])
    model = likely >= gate.MIN_PROBABILITY
    truth = np.array([row[3] for row in rows])
    print(f"{name}: {len(summaries)} summaries, {len(rows)} sentences, {truth.sum()} of them carried")
    print(f"{'sentences':12}{'carried':>9}{'others':>9}{'balanced':>10}{'accuracy':>10}")
    for way, passed in (("checks", fixed), ("model", model), ("both", fixed & model)):
        right, wrong = passed[truth].mean(), passed[~truth].mean()
        print(f"{way:12}{right:9.1%}{wrong:9.1%}{(right + 1 - wrong) / 2:10.3f}{(passed == truth).mean():10.3f}")
    of = np.array([row[0] for row in rows])
    whole = [truth[of == n].all() for n in range(len(summaries))]
    lowest = [likely[of == n].min() for n in range(len(summaries))]
    print(f"summaries: area under the ROC curve of the model {roc_auc_score(whole, lowest):.3f}")


def carried(responses: list[dict[str, str]]) -> bool:
    """Whether most readers found a sentence in its article."""
    return sum(one["response"] == "yes" for one in responses) * 2 > len(responses)


def capital(sentence: str) -> str:
    """Summaries of some systems there are all lower-cased; a sentence opens with a capital."""
    return sentence[:1].upper() + sentence[1:]


if __name__ == "__main__":
    main()
