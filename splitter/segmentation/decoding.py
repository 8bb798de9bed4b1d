"""The most probable roles and boundaries of a whole page: a linear-chain conditional random field.

A state is a role and whether the line begins a post (Lafferty et al., 2001). Transitions between
states are learned; the network's scores are the emissions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import logsumexp
from torch import Tensor, nn

from splitter.segmentation.roles import ROLES

_ROLES = len(ROLES)
STATES = 2 * _ROLES  # State s: role s % _ROLES, a post's first line where s >= _ROLES.
_NAVIGATION = ROLES.index("navigation")
_NEVER = -1e4
# Scores are rounded before they are compared, so that no decision hangs on the last digits of a sum.
_DIGITS = 3


class Chain(nn.Module):
    """Transitions between the states of neighbouring lines, and how the network's scores weigh."""

    def __init__(self) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(STATES, STATES))
        self.first = nn.Parameter(torch.zeros(STATES))
        # Furniture is in no post, so it begins none, and no page goes on from nothing.
        allowed = torch.zeros(STATES)
        allowed[_ROLES + _NAVIGATION] = _NEVER
        self.register_buffer("allowed", allowed)
        starts = torch.zeros(STATES)
        starts[[role for role in range(_ROLES) if role != _NAVIGATION]] = _NEVER
        self.register_buffer("starts", starts)

    def emissions(self, begins: Tensor, roles: Tensor) -> Tensor:
        """Scores of states, shape (pages, lines, STATES), from the network's begins and roles."""
        log_begins = torch.nn.functional.logsigmoid(torch.stack([-begins, begins], dim=-1))
        joint = log_begins.unsqueeze(-1) + roles.unsqueeze(-2)
        allowed: Tensor = self.allowed  # type: ignore[assignment]
        return joint.flatten(-2) + allowed

    def scores(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Transitions of shape (STATES, STATES) and scores of the first line's states, of shape (STATES,)."""
        starts: Tensor = self.starts  # type: ignore[assignment]
        return self.transitions.detach().cpu().numpy(), (self.first + starts).detach().cpu().numpy()

    def likelihood(self, emissions: Tensor, possible: Tensor, mask: Tensor) -> Tensor:
        """Log-likelihood of each page's truth, shape (pages,).

        Args:
            emissions: Shape (pages, lines, STATES).
            possible: States that the truth leaves open, shape (pages, lines, STATES), boolean: where only
                the boundary is known, all roles are.
            mask: 1 for a line, shape (pages, lines).
        """
        return self._total(emissions.masked_fill(~possible, _NEVER), mask) - self._total(emissions, mask)

    def _total(self, emissions: Tensor, mask: Tensor) -> Tensor:
        starts: Tensor = self.starts  # type: ignore[assignment]
        score = self.first + starts + emissions[:, 0]
        for line in range(1, emissions.shape[1]):
            following = torch.logsumexp(score.unsqueeze(-1) + self.transitions, dim=1) + emissions[:, line]
            score = torch.where(mask[:, line, None].bool(), following, score)
        return torch.logsumexp(score, dim=-1)


def decode(
    emissions: NDArray[np.float32],
    transitions: NDArray[np.float32],
    first: NDArray[np.float32],
    begins: Sequence[bool] | None = None,
) -> list[int]:
    """The best path of states (Viterbi, 1967); O(lines).

    Args:
        emissions: Shape (lines, STATES).
        transitions: Shape (STATES, STATES), from the line before.
        first: Shape (STATES,), for the page's first line.
        begins: Boundaries that are already known; only roles are sought then.

    Returns:
        A state for each line; of equal paths the one with the lowest states.
    """
    scores = np.round(emissions.astype(np.float64), _DIGITS)
    if begins is not None:
        known = np.repeat(np.asarray(begins, dtype=bool)[:, None], _ROLES, axis=1)
        scores = scores + np.where(np.concatenate([known, ~known], axis=1), _NEVER * 10, 0.0)
    steps = np.round(transitions.astype(np.float64), _DIGITS)
    n = len(scores)
    back = np.empty((n, STATES), dtype=np.int8)
    places = np.arange(STATES)
    best = np.round(first.astype(np.float64), _DIGITS) + scores[0]
    into = steps.T.copy()
    for line in range(1, n):
        reached = into + best
        back[line] = chosen = reached.argmax(axis=1)
        best = reached[places, chosen] + scores[line]
    state = int(best.argmax())
    path = [state]
    for line in range(n - 1, 0, -1):
        state = int(back[line, state])
        path.append(state)
    return path[::-1]


def begin_probabilities(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], first: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Probability that each line begins a post, over all paths (forward-backward); O(lines).

    Args:
        emissions, transitions, first: As for `decode`.

    Returns:
        Shape (lines,).
    """
    n = len(emissions)
    scores, steps = emissions.astype(np.float64), transitions.astype(np.float64)
    forward, backward = np.empty((n, STATES)), np.zeros((n, STATES))
    forward[0] = first + scores[0]
    for line in range(1, n):
        forward[line] = logsumexp(forward[line - 1][:, None] + steps, axis=0) + scores[line]
    for line in range(n - 2, -1, -1):
        backward[line] = logsumexp(steps + scores[line + 1] + backward[line + 1], axis=1)
    joint = forward + backward
    weights = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
    chances: NDArray[np.float64] = weights[:, _ROLES:].sum(axis=1)
    return chances
