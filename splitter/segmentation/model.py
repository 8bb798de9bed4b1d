"""The line model: reader, network and chain, loaded from `models/line-roles/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from splitter.choices import Precision
from splitter.models import ModelSource, find_model
from splitter.segmentation.decoding import STATES, Chain, decode
from splitter.segmentation.features import line_features
from splitter.segmentation.kinds import KindModel
from splitter.segmentation.lines import Line
from splitter.segmentation.network import LineNetwork
from splitter.segmentation.reader import LineReader, LineTokens, add_low_rank
from splitter.segmentation.roles import ROLES, Role
from splitter.settings import DEFAULT_ENCODER

NAME = "line-roles"


@dataclass(frozen=True)
class LabelledLine:
    """A line with what the model makes of it.

    Attributes:
        begins: A post begins with it.
    """

    line: Line
    role: Role
    begins: bool


@dataclass(frozen=True)
class Evidence:
    """What is known of a page's lines, before anything is decided.

    Attributes:
        features: Shape (lines, FEATURES).
        vectors: The reader's, shape (lines, dimensions).
    """

    features: NDArray[np.float32]
    vectors: NDArray[np.float32]


@dataclass(frozen=True)
class Scores:
    """The network's scores of a page's lines.

    Attributes:
        begins: Log-odds, shape (lines,).
        emissions: Scores of the chain's states, shape (lines, STATES).
        states: Shape (lines, hidden).
    """

    begins: NDArray[np.float32]
    emissions: NDArray[np.float32]
    states: NDArray[np.float32]


class LineModel:
    """Finds boundaries and roles of a page's lines.

    Args:
        reader: Lines to vectors.
        network: Vectors and features to scores.
        chain: Scores to a path.
        kinds: Posts to kinds.
        bias: Added to the log-odds of a boundary: set on rendered pages of the validation part.
    """

    def __init__(self, reader: LineReader, network: LineNetwork, chain: Chain, kinds: KindModel, bias: float) -> None:
        self.reader, self.network, self.chain, self.kinds, self.bias = reader, network, chain, kinds, bias
        self.chain_scores = chain.scores()

    def evidence(self, pages: Sequence[Sequence[Line]], precision: Precision = Precision.float32) -> list[Evidence]:
        """Features and vectors of each page's lines; all but a thousandth of the time is the encoder's."""
        vectors = self.reader.read([[line.text for line in lines] for lines in pages], precision)
        return [Evidence(line_features(lines), own) for lines, own in zip(pages, vectors, strict=True)]

    def scores(self, evidence: Evidence) -> Scores:
        """The network's scores; O(lines)."""
        features, vectors = torch.from_numpy(evidence.features)[None], torch.from_numpy(evidence.vectors)[None]
        with torch.inference_mode():
            found = self.network(features, vectors, torch.ones(features.shape[:2]))
            begins = found.begins + self.bias
            emissions = self.chain.emissions(begins, found.roles)
        return Scores(begins[0].numpy(), emissions[0].numpy(), found.states[0].numpy())

    def path(self, scores: Scores, begins: Sequence[bool] | None = None) -> list[tuple[Role, bool]]:
        """Role and boundary of each line; with `begins`, the boundaries are taken as they are."""
        states = decode(scores.emissions, *self.chain_scores, begins)
        return [(ROLES[state % (STATES // 2)], state >= STATES // 2) for state in states]


@lru_cache(maxsize=1)
def load_line_model() -> tuple[LineModel, ModelSource]:
    """The bundled model, ready to label, and where it came from."""
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    encoder_source, source = find_model(DEFAULT_ENCODER, offline=True), find_model(NAME, offline=True)
    tensors = load_file(f"{source.location}/model.safetensors")
    parts: dict[str, dict[str, torch.Tensor]] = {}
    for key, tensor in tensors.items():
        part, _, name = key.partition("/")
        parts.setdefault(part, {})[name] = tensor.float()
    encoder = AutoModel.from_pretrained(
        encoder_source.location, local_files_only=True, use_safetensors=True, dtype=torch.float32
    ).eval()
    add_low_rank(encoder, parts["reader"])
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokens = LineTokens(AutoTokenizer.from_pretrained(encoder_source.location, local_files_only=True))
    network, chain, kinds = LineNetwork(), Chain(), KindModel()
    network.load_state_dict(parts["network"])
    chain.load_state_dict(parts["chain"])
    kinds.load_state_dict(parts["kinds"])
    model = LineModel(
        LineReader(encoder.to(device), tokens).eval(), network.eval(), chain.eval(), kinds.eval(),
        float(parts["decoding"]["bias"]),
    )  # fmt: skip
    return model, source
