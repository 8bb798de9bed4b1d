"""Which language a page is in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_LETTERS = 40
_CERTAIN = 0.9
_SAMPLE = 20_000


def language_of(text: str) -> str:
    """ISO 639-1 code of the text's language, by py3langid; `und` where it cannot be told."""
    sample = text[:_SAMPLE]
    if sum(c.isalpha() for c in sample) < _LETTERS:
        return "und"
    code, certainty = _identifier().classify(sample)
    return str(code) if certainty >= _CERTAIN else "und"


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
