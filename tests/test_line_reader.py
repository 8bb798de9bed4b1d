"""Lines are read in their context, each by the state over the separator in front of it."""

from __future__ import annotations

import numpy as np
import pytest

from splitter.segmentation.lines import split_lines
from splitter.segmentation.model import load_line_model

PAGE = """Token study published
Researchers at Orle say their model reads a page line by line. They write {} between the lines.
Ferry aground off Lunby
A ferry with 214 people aboard has run aground off Lunby, the coastguard says.
Bank raises rate to 4.5%
The central bank has raised its main rate by a quarter of a point, the ninth rise in a row.
"""


@pytest.mark.parametrize("mark", ["SEP", "CLS", "PAD", "MASK"])
def test_a_page_that_writes_of_the_encoders_own_marks_is_read_as_any_other(mark: str) -> None:
    reader = load_line_model()[0].reader
    written = [PAGE.format(" ".join([word] * 3)) for word in (f"[{mark}]", f"({mark})")]
    pages = [[line.text for line in split_lines(page)] for page in written]
    vectors, others = reader.read(pages)
    alike = (vectors * others).sum(1) / np.linalg.norm(vectors, axis=1) / np.linalg.norm(others, axis=1)
    assert np.delete(alike, 1).min() > 0.975  # Beside the line that has the marks.
