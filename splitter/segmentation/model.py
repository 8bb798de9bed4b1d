"""The model of a post's first line: a small recurrent network over the lines of a page."""

from __future__ import annotations

from functools import lru_cache

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from splitter.models import ModelSource, find_model
from splitter.segmentation.features import COHESION_FEATURES, FORM_FEATURES

NAME = "post-starts"


class PostStartModel(nn.Module):
    """Scores each line of a page as a post's first, seeing the lines before and after it.

    A two-way GRU (Cho et al., 2014) over form, cohesion and a projection of the line's vector.
    """

    def __init__(self, dimensions: int = 384, projection: int = 32, hidden: int = 64) -> None:
        super().__init__()
        self.project = nn.Linear(dimensions, projection)
        self.drop = nn.Dropout(0.2)
        self.recur = nn.GRU(
            FORM_FEATURES + COHESION_FEATURES + projection,
            hidden,
            num_layers=2,
            dropout=0.2,
            batch_first=True,
            bidirectional=True,
        )
        self.score = nn.Linear(2 * hidden, 1)

    def forward(self, features: Tensor, vectors: Tensor) -> Tensor:
        """Logits of shape (pages, lines).

        Args:
            features: Shape (pages, lines, FORM_FEATURES + COHESION_FEATURES).
            vectors: Shape (pages, lines, dimensions), unit rows.
        """
        joined = torch.cat([features, self.drop(torch.relu(self.project(vectors)))], dim=-1)
        states, _ = self.recur(joined)
        scores: Tensor = self.score(self.drop(states)).squeeze(-1)
        return scores


@lru_cache(maxsize=1)
def load_post_start_model() -> tuple[PostStartModel, ModelSource]:
    """The bundled model, ready to score, and where it came from."""
    source = find_model(NAME, offline=True)
    model = PostStartModel()
    model.load_state_dict(load_file(f"{source.location}/model.safetensors"))
    return model.eval(), source
