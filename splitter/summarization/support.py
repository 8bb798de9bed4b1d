"""Whether posts carry a sentence, as a trained model judges it: a probability beside the gate's fixed checks.

A cross-encoder reads the sentence beside the sentences of the posts that are nearest to it, as in FactCC (Kryscinski et
al., EMNLP 2020), started from the bundled text encoder, whose word vectors it shares. It was trained on true sentences
and on the same with faults put in (`training/support_model.py`), and marks the words where it sees a fault, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from splitter.models import find_model
from splitter.packing import packed
from splitter.sentences import split_sentences
from splitter.settings import DEFAULT_ENCODER
from splitter.summarization.base import StoryPost
from splitter.summarization.wording import read
from splitter.summarization.words import count_words, squeeze

NAME: Final = "support"
MOST_TOKENS: Final = 224
_MOST_WORDS = 110
# Of a token: not in the other text; there; with its left, its right, both neighbours. Twice, and one for the rest.
_MATCHES: Final = 11
_DIGITS = 3


def nearest(sentence: str, posts: Sequence[StoryPost]) -> str:
    """The sentences of posts that hold most of a sentence's words, in their order, some hundred words.

    Args:
        sentence: The one to be carried.
        posts: Those that may carry it.
    """
    wanted = set(read(sentence).stems)
    told: list[tuple[str, set[str]]] = []
    for post in posts:
        for part in (post.title, post.body, post.captions):
            told += [(squeeze(one), set(read(squeeze(one)).stems)) for one in split_sentences(part)]
    taken: set[int] = set()
    missing, room = set(wanted), _MOST_WORDS
    while room > 0 and len(taken) < len(told):
        # What is still missing counts most; then what has the same words again.
        i = max(
            (i for i in range(len(told)) if i not in taken),
            key=lambda i: (2 * len(told[i][1] & missing) + len(told[i][1] & wanted), i - 1 in taken, -i),
        )
        taken.add(i)
        room -= count_words(told[i][0])
        missing -= told[i][1]
    return " ".join(told[i][0] for i in sorted(taken))


def matches(own: Sequence[int], other: Sequence[int]) -> list[int]:
    """Of each token of a text, whether another text has it, and with the same neighbours: 0 to 4."""
    single, double = set(other), set(pairwise(other))
    found = []
    for i, token in enumerate(own):
        left = i > 0 and (own[i - 1], token) in double
        right = i + 1 < len(own) and (token, own[i + 1]) in double
        found.append(0 if token not in single else 1 + left + 2 * right)
    return found


def make_network(config: Any) -> Any:
    """The untrained network over an encoder's configuration."""
    import torch
    from torch import nn
    from transformers import AutoModel

    class SupportNetwork(nn.Module):
        """Tokens of `[CLS] sentence [SEP] posts [SEP]` in; log-odds of support, and of a fault at each token, out."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = AutoModel.from_config(config, add_pooling_layer=False)  # type: ignore[no-untyped-call]
            self.matches = nn.Embedding(_MATCHES, config.hidden_size)
            self.fault = nn.Linear(config.hidden_size, 1)
            self.support = nn.Linear(2 * config.hidden_size + 1, 1)
            nn.init.zeros_(self.matches.weight)

        def forward(self, ids: Any, types: Any, mask: Any, matched: Any) -> tuple[Any, Any]:
            vectors = self.encoder.embeddings.word_embeddings(ids) + self.matches(matched)
            states = self.encoder(inputs_embeds=vectors, token_type_ids=types, attention_mask=mask).last_hidden_state
            own = ((types == 0) & (mask == 1)).unsqueeze(-1)
            faults = self.fault(states)
            most = torch.where(own, states, -torch.inf).amax(1)
            worst = torch.where(own, faults, -torch.inf).amax(1)
            return self.support(torch.cat([states[:, 0], most, worst], 1)).squeeze(-1), faults.squeeze(-1)

    return SupportNetwork()


class SupportModel:
    """Gives the probability that posts carry a sentence.

    Args:
        folder: Holds `model.safetensors`: all but the word vectors, in half precision, `scale` and `shift`, which turn
            its log-odds into those of a probability.
        encoder: Folder of the text encoder it was started from.
        revision: First 16 hex digits of the file's SHA-256.
    """

    def __init__(self, folder: Path, encoder: Path, revision: str = "") -> None:
        import torch
        from safetensors.torch import load_file
        from transformers import AutoConfig, AutoTokenizer

        self.revision = revision
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(encoder), local_files_only=True)
        network = make_network(AutoConfig.from_pretrained(str(encoder), local_files_only=True))
        own = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
        self._scale, self._shift = float(own.pop("scale")), float(own.pop("shift"))
        shared = load_file(encoder / "model.safetensors")
        embeddings = {f"encoder.{n}": t.float() for n, t in shared.items() if n.startswith("embeddings.")}
        network.load_state_dict(embeddings | own, strict=True)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._network = network.eval().to(self._device)

    def probabilities(self, sentences: Sequence[str], posts: Sequence[str]) -> NDArray[np.float32]:
        """Of each sentence, the probability that its posts carry it.

        Args:
            sentences: Any number.
            posts: For each, what `nearest` gives.

        Returns:
            Array of shape (len(sentences),), rounded, so that no decision hangs on the last digits of a sum.
        """
        import torch

        rows = [encode(self._tokenizer, a, b) for a, b in zip(sentences, posts, strict=True)]
        told = np.zeros(len(rows), dtype=np.float32)
        for batch, length in packed([len(row[0]) for row in rows], self._device):
            inputs = [tensor.to(self._device) for tensor in stacked([rows[i] for i in batch], length)]
            with torch.inference_mode():
                logits = self._network(*inputs)[0].float().cpu().numpy()
            told[batch] = 1 / (1 + np.exp(-(self._scale * logits + self._shift)))
        return np.round(told, _DIGITS)


Row = tuple[list[int], list[int], list[int]]


def encode(tokenizer: Any, sentence: str, posts: str) -> Row:
    """Token ids, types and matches of a pair, cut at `MOST_TOKENS`."""
    own, other = tokenizer([sentence, posts], add_special_tokens=False)["input_ids"]
    own = own[: MOST_TOKENS // 2]
    other = other[: MOST_TOKENS - 3 - len(own)]
    first, end = tokenizer.cls_token_id, tokenizer.sep_token_id
    ids = [first, *own, end, *other, end]
    types = [0] * (len(own) + 2) + [1] * (len(other) + 1)
    rest = _MATCHES - 1
    return ids, types, [rest, *matches(own, other), rest, *(5 + m for m in matches(other, own)), rest]


def stacked(rows: Sequence[Row], length: int) -> list[Any]:
    """Tensors of ids, types, mask and matches, each of shape (rows, length)."""
    import torch

    def padded(part: Sequence[Sequence[int]]) -> Any:
        return torch.tensor([[*row, *[0] * (length - len(row))] for row in part])

    ids, types, matched = zip(*rows, strict=True)
    return [padded(ids), padded(types), padded([[1] * len(row) for row in ids]), padded(matched)]


@lru_cache(maxsize=1)
def support_model() -> SupportModel:
    """The bundled model, loaded once for the whole process.

    Raises:
        ModelNotFound: The package lacks it.
    """
    own, encoder = find_model(NAME, offline=True), find_model(DEFAULT_ENCODER, offline=True)
    return SupportModel(Path(own.location), Path(encoder.location), own.revision)
