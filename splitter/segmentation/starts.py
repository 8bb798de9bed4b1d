"""Which lines begin a post: the trained model's scores, corrected by what form alone settles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from splitter.segmentation.features import cohesion_features, form_features
from splitter.segmentation.lines import TERMINAL, Line
from splitter.segmentation.model import load_post_start_model

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_THRESHOLD = 0.3
# A line's subject shows in its opening; the encoder's time grows with what it reads.
_ENCODED_CHARACTERS = 300
# The network sees a long page through windows that overlap, so that time and memory stay linear.
_WINDOW, _OVERLAP = 2000, 100

_CLOCK_REFERENCE = re.compile(r"\(\d{1,2}[.:]\d{2}\)\W*$")
_GREETING = re.compile(r"good (?:morning|afternoon|evening)\b|welcome (?:back )?to (?:our|the|today)\b", re.IGNORECASE)
_LIST_ITEM = re.compile(r"[•*·▪◦‣]\s|\d{1,2}[.)]\s")


def start_scores(lines: Sequence[Line], encode: Encode) -> NDArray[np.float32]:
    """Probability that each line begins a post, by the trained model alone.

    Args:
        lines: A page's lines, in order.
        encode: Texts to unit rows, as `TextEncoder.encode`.

    Returns:
        Shape (len(lines),), values in [0, 1].
    """
    if not lines:
        return np.zeros(0, dtype=np.float32)
    vectors = encode([line.text[:_ENCODED_CHARACTERS] for line in lines])
    features = np.concatenate([form_features(lines), cohesion_features(vectors)], axis=1)
    model, _ = load_post_start_model()
    scores = np.zeros(len(lines), dtype=np.float32)
    with torch.inference_mode():
        for first in range(0, len(lines), _WINDOW - 2 * _OVERLAP):
            window = slice(first, first + _WINDOW)
            logits = model(torch.from_numpy(features[window])[None], torch.from_numpy(vectors[window])[None])
            kept = first + (_OVERLAP if first else 0)
            scores[kept : first + _WINDOW] = torch.sigmoid(logits)[0].numpy()[kept - first :]
            if first + _WINDOW >= len(lines):
                break
    return scores


def post_starts(lines: Sequence[Line], scores: NDArray[np.float32]) -> list[int]:
    """Indices of the lines that begin a post, ascending; the first line always does.

    Args:
        lines: A page's lines, in order.
        scores: What `start_scores` gives for them.
    """
    starts: list[int] = []
    for i in range(len(lines)):
        if (
            i == 0
            or (scores[i] >= _THRESHOLD and not _continues(lines, i, starts[-1]))
            or _begins(lines, i, starts[-1])
        ):
            starts.append(i)
    return starts


def _continues(lines: Sequence[Line], i: int, start: int) -> bool:
    """What cannot begin a post, whatever the model says of it."""
    line, before = lines[i], lines[i - 1]
    if line.form in ("caption", "role", "share", "updated", "pointer"):
        return True
    if line.form == "byline" and i == start + 1:
        return True  # A title's author.
    head = all(between.form in ("byline", "role") for between in lines[start + 1 : min(i, start + 5)])
    if line.form == "time" and start + 1 < i < start + 5 and head and _like_title(lines[start].text):
        return True  # Title, author, time: the post is still at its head.
    if line.form == "video":
        # One video stub illustrates the post before it; several in a row are a post of their own.
        run = i + 1 < len(lines) and lines[i + 1].form == "video"
        return before.form == "video" or not run
    if before.text.endswith(":") and line.form == "text" and not _like_title(line.text):
        return True  # What was announced: a quotation, a list.
    if before.form in ("time", "byline", "role") and i == start + 1 and line.form == "text":
        return True  # A time or author in front of its post.
    return bool(_CLOCK_REFERENCE.search(line.text) or _LIST_ITEM.match(line.text))


def _like_title(text: str) -> bool:
    return len(text) <= 130 and not TERMINAL.search(text)


def _begins(lines: Sequence[Line], i: int, start: int) -> bool:
    """What begins a post although the model does not see it.

    The line after a run of videos; a greeting after a finished sentence.
    """
    if lines[i].form != "text" or i - start < 2:
        return False
    if all(line.form == "video" for line in lines[start:i]):
        return True
    before = lines[i - 1]
    return before.form == "text" and bool(TERMINAL.search(before.text) and _GREETING.match(lines[i].text))
