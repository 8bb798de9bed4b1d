"""Figures of a digest document against an annotated page.

Boundaries are matched by line, stories by BCubed (Bagga and Baldwin, 1998) and the adjusted Rand
index (Hubert and Arabie, 1985), digests by ROUGE (Lin, 2004) and by names and numbers that the
story's posts do not hold.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import LCSseq
from sklearn.metrics import adjusted_rand_score

from splitter.document import Document, Story
from splitter.evaluation.gold import GoldPage, GoldPost
from splitter.summarization.words import plain, plain_words, words_of

Figures = dict[str, float]


def score(gold: GoldPage, document: Document) -> Figures:
    """All figures of one page, each between 0 and 1 but for counts.

    Args:
        gold: The annotated page.
        document: A digest of the same text.

    Returns:
        boundary_precision, boundary_recall, boundary_f1; covered; b3_fine, b3_coarse, ari_fine,
        ari_coarse, pair_f1; stories, gold_stories (counts); rouge1, rouge2, rougeL (NaN where no
        story has a reference); digest_words (mean of a story); unsupported and uncited (shares,
        lower is better).
    """
    told = [post for post in gold.posts if post.kind != "transition"]
    fine, coarse = [p.story for p in told], [p.storyline for p in told]
    guess = _guesses(told, document)
    line = {s.id: s.storyline or s.id for s in document.stories}
    wide = [line.get(label, label) for label in guess]
    return {
        **boundary_figures(gold, [post.start for post in document.posts]),
        "covered": _covered(gold.text, document),
        "b3_fine": bcubed_f1(guess, fine),
        "b3_coarse": bcubed_f1(wide, coarse),
        "ari_fine": float(adjusted_rand_score(fine, guess)) if told else 1.0,
        "ari_coarse": float(adjusted_rand_score(coarse, wide)) if told else 1.0,
        "pair_f1": pair_f1(guess, fine, coarse),
        "stories": len(document.stories),
        "gold_stories": len(set(fine)),
        **_digests(gold, document),
    }


def bcubed_f1(guess: Sequence[str], truth: Sequence[str]) -> float:
    """BCubed F1 of one labelling of items against another; 0 without items."""
    if not guess:
        return 0.0
    both, ours, theirs = Counter(zip(guess, truth, strict=True)), Counter(guess), Counter(truth)
    precision = sum(n * n / ours[g] for (g, _), n in both.items()) / len(guess)
    recall = sum(n * n / theirs[t] for (_, t), n in both.items()) / len(guess)
    return _f1(precision, recall)


def pair_f1(guess: Sequence[str], fine: Sequence[str], coarse: Sequence[str]) -> float:
    """F1 over pairs: the same story must be together, different storylines apart, the rest is free."""
    g, f, c = (np.unique(np.array(x, dtype=object).astype(str), return_inverse=True)[1] for x in (guess, fine, coarse))
    upper = np.triu(np.ones((len(g), len(g)), dtype=bool), 1)
    together = (g[:, None] == g) & upper
    must = (f[:, None] == f) & upper
    apart = (c[:, None] != c) & upper & ~must
    hits, wrong, missed = (together & must).sum(), (together & apart).sum(), (must & ~together).sum()
    return _f1(_share(hits, hits + wrong), _share(hits, hits + missed))


def boundary_figures(gold: GoldPage, starts: Sequence[int]) -> Figures:
    """Precision, recall and F1 of where posts begin, matched by line.

    Args:
        gold: The annotated page.
        starts: Offsets of the found posts' first characters.
    """
    breaks = [m.start() for m in re.finditer("\n", gold.text)]

    def line_of(offset: int) -> int:
        rest = gold.text[offset:]
        return bisect_right(breaks, offset + len(rest) - len(rest.lstrip()) - 1)

    posts = sorted(gold.posts, key=lambda p: p.start)
    must: set[int] = set()
    optional = {line_of(post.start) for post in posts[:1]}
    for before, after in pairwise(posts):
        target = optional if "transition" in (before.kind, after.kind) else must
        target.add(line_of(after.start))
    found = {line_of(start) for start in starts} - (optional - must)
    hits = len(found & must)
    precision = _share(hits, len(found))
    recall = hits / len(must) if must else 1.0
    return {"boundary_precision": precision, "boundary_recall": recall, "boundary_f1": _f1(precision, recall)}


def _covered(text: str, document: Document) -> float:
    times = np.zeros(len(text) + 1, dtype=np.int64)
    spans = [(p.start, p.end) for p in document.posts] + [(d.start, d.end) for d in document.discarded]
    for start, end in spans:
        times[min(start, len(text))] += 1
        times[min(end, len(text))] -= 1
    once = np.cumsum(times)[:-1] == 1
    solid = np.array([not c.isspace() for c in text], dtype=bool)
    return float(once[solid].mean()) if solid.any() else 1.0


def _guesses(told: Sequence[GoldPost], document: Document) -> list[str]:
    """The output's story for each annotated post: the one that shares most characters with it."""
    labels = []
    for number, post in enumerate(told):
        shares: Counter[str] = Counter()
        for own in document.posts:
            inside = min(post.end, own.end) - max(post.start, own.start)
            if inside > 0:
                shares[own.story or f"alone:{own.id}"] += inside
        labels.append(shares.most_common(1)[0][0] if shares else f"missing:{number}")
    return labels


def _digests(gold: GoldPage, document: Document) -> Figures:
    stories = {story.id: story for story in document.stories}
    shares: dict[str, Counter[str]] = {}
    for post in gold.posts:
        for own in document.posts:
            inside = min(post.end, own.end) - max(post.start, own.start)
            if inside > 0 and own.story:
                shares.setdefault(post.story, Counter())[own.story] += inside
    found: list[tuple[float, float, float]] = []
    for story in gold.stories:
        if not story.reference:
            continue
        best = shares.get(story.id, Counter()).most_common(1)
        ours = _digest_text(stories[best[0][0]]) if best else ""
        found.append(rouge(ours, story.reference))
    text_of = {post.id: gold.text[post.start : post.end] for post in document.posts}
    tokens = wild = sentences = uncited = 0
    for story_ in document.stories:
        own_text = plain(" ".join(text_of[i] for i in story_.posts if i in text_of))
        for sentence in story_.digest:
            sentences += 1
            uncited += not set(sentence.sources) & set(story_.posts)
            for token in names_and_numbers(sentence.text):
                tokens += 1
                wild += not _holds(own_text, token)
    means = [float(np.mean(column)) for column in zip(*found, strict=True)] if found else [math.nan] * 3
    lengths = [len(plain_words(_digest_text(s))) for s in document.stories]
    return {
        **dict(zip(("rouge1", "rouge2", "rougeL"), means, strict=True)),
        "digest_words": float(np.mean(lengths)) if lengths else 0.0,
        "unsupported": _share(wild, tokens),
        "uncited": uncited / sentences if sentences else 1.0,
    }


def names_and_numbers(sentence: str) -> list[str]:
    """Words of a sentence that hold a digit, or a capital anywhere but at its beginning."""
    return [
        word
        for place, word in enumerate(words_of(sentence))
        if any(c.isdigit() for c in word) or (place > 0 and word[0].isupper() and len(word) > 1)
    ]


def _holds(text: str, token: str) -> bool:
    word = plain(token)
    return word in text or word.removesuffix("'s") in text


def _digest_text(story: Story) -> str:
    return " ".join(sentence.text for sentence in story.digest)


def rouge(ours: str, theirs: str) -> tuple[float, float, float]:
    """ROUGE-1, ROUGE-2 and ROUGE-L of one text against another, as F1."""
    a, b = plain_words(ours), plain_words(theirs)
    return _rouge_n(a, b, 1), _rouge_n(a, b, 2), _rouge_l(a, b)


def _rouge_n(ours: Sequence[str], theirs: Sequence[str], n: int) -> float:
    a, b = (Counter(zip(*(words[i:] for i in range(n)), strict=False)) for words in (ours, theirs))
    hits = (a & b).total()
    return _f1(_share(hits, a.total()), _share(hits, b.total()))


def _rouge_l(ours: Sequence[str], theirs: Sequence[str]) -> float:
    common = LCSseq.similarity(ours, theirs)
    return _f1(_share(common, len(ours)), _share(common, len(theirs)))


def _f1(precision: float, recall: float) -> float:
    return _share(2 * precision * recall, precision + recall)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0
