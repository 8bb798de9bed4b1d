"""Why a post begins where it does: what each kind of evidence adds to a boundary's log-odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splitter.segmentation.decoding import begin_probabilities
from splitter.segmentation.features import GROUPS
from splitter.segmentation.lines import split_lines
from splitter.segmentation.model import Evidence, load_line_model

# What is withheld to see what it was worth: the reader's vectors, and each group of features.
SENSE = "sense"
MEANINGS = {
    SENSE: "what the lines say: whether this one goes on from the last",
    "form": "what the line looks like: a time, a byline, a caption, prose",
    "wording": "length, case, punctuation, and the words that it opens with",
    "recurrence": "the same line elsewhere on the page, and the page's habits",
    "layout": "blank lines, indents and an extractor's marks",
    "place": "where on the page it stands, and what kind of page that is",
    "cohesion": "the words that it shares with the lines around it",
    "neighbours": "the roles of the lines around it",
}


@dataclass(frozen=True)
class Boundary:
    """One line's boundary, explained.

    Attributes:
        probability: That a post begins here, given the whole page.
        evidence: Log-odds that each kind of evidence adds, strongest first; what speaks against is negative.
    """

    probability: float
    evidence: tuple[tuple[str, float], ...]


def explain_lines(text: str) -> list[Boundary]:
    """Every line of a page, in order, with what spoke for and against a post beginning with it.

    A kind of evidence is worth what the network's log-odds lose when each line's is replaced by the
    page's mean; `neighbours` is what decoding over the whole page adds to them.
    """
    lines = split_lines(text)
    if not lines:
        return []
    model, _ = load_line_model()
    (evidence,) = model.evidence([lines])
    scores = model.scores(evidence)
    probabilities = begin_probabilities(scores.emissions, *model.chain_scores)
    shares: dict[str, NDArray[np.float32]] = {
        SENSE: scores.begins - model.scores(Evidence(evidence.features, _meant(evidence.vectors))).begins
    }
    column = 0
    for group, width in GROUPS:
        features = evidence.features.copy()
        features[:, column : column + width] = _meant(features[:, column : column + width])
        shares[group] = scores.begins - model.scores(Evidence(features, evidence.vectors)).begins
        column += width
    certain = np.clip(probabilities, 1e-6, 1 - 1e-6)
    shares["neighbours"] = (np.log(certain) - np.log1p(-certain)).astype(np.float32) - scores.begins
    found = []
    for i, probability in enumerate(probabilities):
        told = sorted(
            ((name, round(float(share[i]), 2)) for name, share in shares.items()), key=lambda s: (-abs(s[1]), s[0])
        )
        found.append(Boundary(round(float(probability), 3), tuple(told)))
    return found


def _meant(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.broadcast_to(rows.mean(axis=0, keepdims=True), rows.shape).copy()
