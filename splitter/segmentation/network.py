"""From what is known of each line to a score for each role and each boundary: a small convolutional network.

Dilated convolutions see some sixty lines to either side; a mean over the page tells its style. The
network looks twice: from its first guess it learns what the page's posts begin with (a byline here,
a time there), and holds every line against that. What it gives is decoded over the whole page by
`decoding.py`.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from splitter.segmentation.features import FEATURES
from splitter.segmentation.roles import ROLES

_DILATIONS = (1, 2, 4, 8, 16)
_SECOND_LOOK = (1, 4)
_DROPPED = 0.2


class LineScores(NamedTuple):
    """What the network says of each line.

    Attributes:
        guess: Log-odds that the line begins a post, at first sight, shape (pages, lines).
        begins: The same, seen beside the page's habits.
        roles: Log-probability of each role, shape (pages, lines, roles).
        states: What the network made of the line, shape (pages, lines, hidden).
    """

    guess: Tensor
    begins: Tensor
    roles: Tensor
    states: Tensor


class LineNetwork(nn.Module):
    """Scores lines in the context of their page.

    Args:
        dimensions: Length of a reader's vector.
        hidden: Width of the network.
    """

    def __init__(self, dimensions: int = 384, hidden: int = 128) -> None:
        super().__init__()
        self.project = nn.Linear(dimensions, hidden // 2)
        self.enter = nn.Linear(FEATURES + hidden // 2, hidden)
        self.first_look = nn.ModuleList(_Convolution(hidden, dilation) for dilation in _DILATIONS)
        self.style = nn.Linear(hidden, hidden)
        self.guess = nn.Linear(hidden, 1)
        self.habits = nn.Linear(4 * hidden, hidden)
        self.second_look = nn.ModuleList(_Convolution(hidden, dilation) for dilation in _SECOND_LOOK)
        self.drop = nn.Dropout(_DROPPED)
        self.begin = nn.Linear(hidden, 1)
        self.role = nn.Linear(hidden, len(ROLES))

    def forward(self, features: Tensor, vectors: Tensor, mask: Tensor) -> LineScores:
        """Score lines.

        Args:
            features: Shape (pages, lines, FEATURES).
            vectors: The reader's, shape (pages, lines, dimensions).
            mask: 1 for a line, 0 for padding, shape (pages, lines).
        """
        keep = mask.unsqueeze(-1).to(features.dtype)
        read = torch.tanh(self.project(self.drop(vectors)))
        states = torch.relu(self.enter(torch.cat([features, read], dim=-1))) * keep
        for layer, convolution in enumerate(self.first_look):
            if layer == len(_DILATIONS) // 2:
                states = states + torch.relu(self.style(_mean(states, keep)))
            states = convolution(states, keep)
        guess = self.guess(states)
        begin = torch.sigmoid(guess) * keep
        first, other = _mean(states, begin), _mean(states, keep - begin)
        beside = [states, states * first, first.expand_as(states), other.expand_as(states)]
        states = states + self.drop(torch.relu(self.habits(torch.cat(beside, dim=-1))))
        for convolution in self.second_look:
            states = convolution(states, keep)
        roles = torch.log_softmax(self.role(states), dim=-1)
        return LineScores(guess.squeeze(-1), self.begin(states).squeeze(-1), roles, states)


class _Convolution(nn.Module):
    """A line beside its neighbours at a distance, added to what is known of it."""

    def __init__(self, hidden: int, dilation: int) -> None:
        super().__init__()
        self.convolve = nn.Conv1d(hidden, hidden, kernel_size=3, padding=dilation, dilation=dilation)
        self.norm = nn.LayerNorm(hidden)
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, states: Tensor, keep: Tensor) -> Tensor:
        seen = self.convolve((states * keep).transpose(1, 2)).transpose(1, 2)
        out: Tensor = self.norm(states + self.drop(torch.relu(seen))) * keep
        return out


def _mean(states: Tensor, weights: Tensor) -> Tensor:
    """Over a page's lines, shape (pages, 1, hidden)."""
    return (states * weights).sum(1, keepdim=True) / weights.sum(1, keepdim=True).clamp(min=1e-3)
