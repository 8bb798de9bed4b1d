"""What could be silently wrong in `benchmarks/stories.py`: its table would look as good."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest


@pytest.fixture
def stories(load_benchmark: Callable[[str], ModuleType]) -> ModuleType:
    return load_benchmark("stories")


def test_a_threshold_is_tuned_without_the_page_it_is_for(stories: ModuleType) -> None:
    scores = np.array([[1.0, 0.2, 0.6], [0.0, 0.8, 0.5], [0.1, 0.7, 0.8]])
    assert stories.best_of_others(scores) == [1, 2, 2]
    for row in range(3):
        changed = scores.copy()
        changed[row] = [0.0, 0.0, 9.0]
        assert stories.best_of_others(changed)[row] == stories.best_of_others(scores)[row]
    assert stories.best_of_own(scores) == [0, 1, 2]


def test_posts_outside_are_clusters_of_their_own(stories: ModuleType) -> None:
    assert stories.outsiders_alone([0, -1, 1, -1, 0]).tolist() == [0, 2, 1, 3, 0]
    assert stories.outsiders_alone([-1, -1]).tolist() == [0, 1]


def test_thresholds_are_cosine_distances(stories: ModuleType) -> None:
    page = stories.Page("made up", [], [], [])
    page.vectors = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]])  # Distances 0.4 and 0.2; 1 between the ends.
    cuts = stories.linked(page, "complete", [0.1, 0.3, 0.9, 1.1])
    assert [len(set(cut.tolist())) for cut in cuts] == [3, 2, 2, 1]


def test_figures_tell_stories_from_storylines(stories: ModuleType) -> None:
    page = stories.Page("made up", [], ["a", "a", "b", "c"], ["x", "x", "x", "y"])
    fine, coarse = np.array([0, 0, 1, 2]), np.array([0, 0, 0, 1])
    assert stories.figures(page, (fine, coarse)) == [1.0, 1.0, 1.0, 1.0]
    assert stories.figures(page, (fine, fine))[3] < 1
    assert stories.figures(page, (coarse, coarse))[0] < 1
