"""What a model may write while it writes: names, numbers, quotations and doubts as the posts hold them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from splitter.summarization.source_words import SourceWords

POSTS = (
    "Wall to be rebuilt by the autumn\n"
    "The harbour wall at Penvose will be rebuilt for £2,400, the council's leader, Tom Bray, said on Thursday.\n"
    "Eleven boats were lost at the 19th buoy. Ilse Brandt-Koch said: “Nobody was told before noon.”"
    " She did not say why."
)
SOURCE = SourceWords(POSTS, most_cited=2)
SENTENCES = [
    "The harbour wall at Penvose will be rebuilt for £2,400, the council's leader, Tom Bray, said on Thursday.",
    "Eleven boats were lost at the 19th buoy.",
    "Ilse Brandt-Koch said: “Nobody was told before noon.”",
    'Tom Bray’s wall will be rebuilt. [1]\n"Nobody was told", Ilse Brandt-Koch said. [1, 2]',
    "Boats were lost at Penvose",
]


def grown(pieces: list[str]) -> bool:
    """Whether a text written piece by piece is allowed to its end."""
    text = ""
    for piece in pieces:
        if not SOURCE.allow(text + piece, len(text)):
            return False
        text += piece
    return SOURCE.allow(text, len(text), ends=True)


@given(st.sampled_from(SENTENCES), st.sets(st.integers(1, 110)))
def test_what_the_source_holds_may_be_written_however_it_is_cut(sentence: str, cuts: set[int]) -> None:
    places = [0, *sorted(cut for cut in cuts if cut < len(sentence)), len(sentence)]
    assert grown([sentence[a:b] for a, b in pairwise(places)])


@given(
    st.sampled_from([
        "The wall at Penvale will be rebuilt.",
        "The wall will be rebuilt for £2,500.",
        "The wall will be rebuilt for £2.",
        "Twelve boats were lost at the 20th buoy.",
        "There were twelve boats lost.",
        "They said Tom Brandt-Koch was told.",
        "The leader, Ilse Bray, said so.",
        "The wall will be rebuilt on Friday.",
        "The wall may be rebuilt.",
        "The boats were never lost.",
        "The wall won't be rebuilt.",
        "Tom Bray said 'Everybody was told'.",
        'Tom Bray said: "Everybody was told."',
        'Tom Bray said: "Nobody was to."',
        'Tom Bray said: "Nobody was told',
        "The wall will be rebuilt. [3]",
        "Brandt-Kochs said so.",
        "US boats were lost.",
    ]),
    st.sets(st.integers(1, 60)),
)  # fmt: skip
def test_what_it_does_not_hold_may_not(sentence: str, cuts: set[int]) -> None:
    places = [0, *sorted(cut for cut in cuts if cut < len(sentence)), len(sentence)]
    assert not grown([sentence[a:b] for a, b in pairwise(places)])
