"""From a page's text to its posts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from splitter.choices import Precision
from splitter.clock import stamp_of
from splitter.document import Discarded, Post, PostKind
from splitter.document import Item as PostItem
from splitter.models import ModelSource
from splitter.segmentation.anatomy import Anatomy, anatomy_of
from splitter.segmentation.duplicates import find_repeats
from splitter.segmentation.items import Item, items_of
from splitter.segmentation.kinds import is_page_title, kind_features, opens_with_title
from splitter.segmentation.lines import Line, split_lines
from splitter.segmentation.model import Evidence, LabelledLine, load_line_model
from splitter.segmentation.roles import Role

_DISCARDED: dict[Role, str] = {"navigation": "navigation", "share": "share buttons"}
_WORD = re.compile(r"\w+")
# Of posts whose first line opens with a clock: from here on it is how the page tells times.
_GLUED_TIMES = 0.3
# Of a page's posts, or of its times.
_MOSTLY = 0.5
_QUOTATION = re.compile(r"[“\"„«].*(?:[.!?…][”\"“»]?|[”\"“»])", re.DOTALL)


@dataclass(frozen=True)
class Segment:
    """One post as it was found: `text[start:end]`.

    Attributes:
        items: Of a summary or roundup, what it tells one by one.
        duplicate_of: Index of the segment that it repeats.
    """

    start: int
    end: int
    kind: PostKind
    anatomy: Anatomy
    items: tuple[Item, ...] = ()
    duplicate_of: int | None = None


@dataclass(frozen=True)
class Segmentation:
    """A page cut up: every non-space character lies in one segment or one discarded span.

    Attributes:
        lines: Every line with its role, in page order.
    """

    segments: tuple[Segment, ...]
    discarded: tuple[Discarded, ...]
    lines: tuple[LabelledLine, ...]


def segment(text: str) -> Segmentation:
    """Cut a page into its posts.

    Args:
        text: The page.

    Returns:
        Posts and discarded spans, each in page order. O(n) in the page's lines.
    """
    return segment_all([text])[0]


def segment_all(texts: Sequence[str], precision: Precision = Precision.float32) -> list[Segmentation]:
    """As `segment`, of many pages, whose lines are read together; each is cut as it would be alone."""
    pages = [split_lines(text) for text in texts]
    read = load_line_model()[0].evidence(pages, precision)
    return [_segmented(*page) for page in zip(texts, pages, read, strict=True)]


def _segmented(text: str, lines: list[Line], evidence: Evidence) -> Segmentation:
    if not lines:
        return Segmentation((), (), ())
    model, _ = load_line_model()
    scores = model.scores(evidence)
    labelled = [LabelledLine(line, *told) for line, told in zip(lines, model.path(scores), strict=True)]
    if (begins := _moved_to_times(labelled)) is not None:
        labelled = [LabelledLine(line, *told) for line, told in zip(lines, model.path(scores, begins), strict=True)]
    labelled = _settled(labelled)
    posts, discarded = _posts(labelled)
    roles = [[labelled[i].role for i in post] for post in posts]
    anatomies = _anatomies([[lines[i] for i in post] for post in posts], roles)
    kinds = model.kinds.kinds(kind_features(anatomies, roles, [scores.states[post] for post in posts]))
    if opens_with_title(anatomies, roles):
        kinds[0] = "transition"
    repeats = find_repeats([_prose(anatomy) for anatomy in anatomies])
    segments = []
    for own, told, anatomy, kind, repeat in zip(posts, roles, anatomies, kinds, repeats, strict=True):
        span = [lines[i] for i in own]
        items = items_of(span, told, anatomy, text) if kind in ("summary", "roundup") else ()
        segments.append(Segment(span[0].start, span[-1].end, kind, anatomy, items, repeat))
    discarded = _with_rules(text, segments, discarded)
    return Segmentation(tuple(_with_repeated_titles(segments, text)), tuple(discarded), tuple(labelled))


def found_posts(found: Segmentation) -> list[Post]:
    """The posts of a page as a document writes them, named by their places."""
    return [
        Post(
            id=f"p{number}",
            start=one.start,
            end=one.end,
            kind=one.kind,
            title=one.anatomy.title,
            author=one.anatomy.author,
            time=one.anatomy.time,
            duplicate_of=None if one.duplicate_of is None else f"p{one.duplicate_of + 1}",
            items=[
                PostItem(start=i.start, end=i.end, repeats=None if i.repeats is None else f"p{i.repeats + 1}")
                for i in one.items
            ],
        )
        for number, one in enumerate(found.segments, start=1)
    ]


def segmentation_model() -> ModelSource:
    """The model that finds posts."""
    return load_line_model()[1]


def read_posts(text: str, spans: Sequence[tuple[int, int]]) -> list[Anatomy]:
    """The parts of posts whose spans are known already, such as those of a digest document.

    Args:
        text: The page.
        spans: Start and end of each post, in page order, none overlapping; each holds more than white space.
    """
    return read_posts_all([(text, spans)])[0]


def read_posts_all(
    pages: Sequence[tuple[str, Sequence[tuple[int, int]]]], precision: Precision = Precision.float32
) -> list[list[Anatomy]]:
    """As `read_posts`, of many pages, whose lines are read together; of each its text and spans."""
    owned = [_lines_of(text, spans) if spans else ([], []) for text, spans in pages]
    read = load_line_model()[0].evidence([lines for lines, _ in owned], precision)
    return [
        _parts(spans, lines, owner, evidence)
        for (_, spans), (lines, owner), evidence in zip(pages, owned, read, strict=True)
    ]


def _parts(
    spans: Sequence[tuple[int, int]], lines: Sequence[Line], owner: Sequence[int | None], evidence: Evidence
) -> list[Anatomy]:
    """The parts of the posts in `spans`; `owner` says in which of them each line lies."""
    if not spans:
        return []
    begins = [place is not None and place != before for place, before in zip(owner, [None, *owner], strict=False)]
    model, _ = load_line_model()
    roles = [role for role, _ in model.path(model.scores(evidence), begins)]
    groups: list[list[int]] = [[] for _ in spans]
    for i, place in enumerate(owner):
        if place is not None:
            groups[place].append(i)
    return _anatomies([[lines[i] for i in group] for group in groups], [[roles[i] for i in group] for group in groups])


def _lines_of(text: str, spans: Sequence[tuple[int, int]]) -> tuple[list[Line], list[int | None]]:
    """A page's lines and the span that each lies in.

    Where spans begin and end with lines, as those do that `segment` found, they are the page's lines, read as
    `segment` read them. Spans that somebody moved may cut a line: then there are only the spans' own lines.
    """
    lines = split_lines(text)
    starts = [start for start, _ in spans]
    owner: list[int | None] = []
    for line in lines:
        place = bisect_right(starts, line.start) - 1
        owner.append(place if place >= 0 and line.end <= spans[place][1] else None)
    edges = {line.start for line in lines}, {line.end for line in lines}
    if all(start in edges[0] and end in edges[1] for start, end in spans):
        return lines, owner
    own: list[Line] = []
    whose: list[int | None] = []
    for place, (start, end) in enumerate(spans):
        moved = [replace(line, start=start + line.start, end=start + line.end) for line in split_lines(text[start:end])]
        own += moved
        whose += [place] * len(moved)
    return own, whose


def _moved_to_times(labelled: Sequence[LabelledLine]) -> list[bool] | None:
    """Boundaries of a page whose posts begin with bare times: there, a quotation above a time ends the post above, and
    the page's title is no part of the first post.

    None where that moves nothing.
    """
    before = [one.begins for one in labelled]
    begins = before[:]
    firsts = [i for i, one in enumerate(labelled) if one.begins]
    timed = sum(labelled[i].line.form == "time" for i in firsts)
    for i in firsts:
        said, following = labelled[i].line.text, labelled[i + 1 : i + 2]
        title = i == firsts[0] and is_page_title(said, lone=True)
        quotation = i != firsts[0] and _QUOTATION.fullmatch(said)
        if (title or quotation) and following and following[0].line.form == "time":
            begins[i], begins[i + 1] = title, True
            timed += title  # Below it the first post begins with its time, too.
    return begins if begins != before and timed >= max(2, _MOSTLY * (len(firsts) - 1)) else None


def _settled(labelled: list[LabelledLine]) -> list[LabelledLine]:
    """A page of nothing but furniture is a page all the same: its first line begins a post."""
    if any(one.begins for one in labelled):
        return labelled
    return [replace(labelled[0], begins=True), *labelled[1:]]


def _posts(labelled: Sequence[LabelledLine]) -> tuple[list[list[int]], list[Discarded]]:
    """Indices of each post's lines, and the furniture between posts.

    Furniture inside a post stays in it; at a post's ends it goes.
    """
    posts: list[list[int]] = []
    discarded: list[Discarded] = []
    pending: list[int] = []
    for i, one in enumerate(labelled):
        if one.begins:
            _discard(labelled, pending, discarded)
            pending = []
            posts.append([i])
        elif one.role in _DISCARDED or not posts:
            pending.append(i)
        else:
            posts[-1] += [*pending, i]
            pending = []
    _discard(labelled, pending, discarded)
    return posts, discarded


def _discard(labelled: Sequence[LabelledLine], places: Sequence[int], discarded: list[Discarded]) -> None:
    for i in places:
        one = labelled[i]
        reason = _DISCARDED.get(one.role, "before the first post")
        discarded.append(Discarded(start=one.line.start, end=one.line.end, reason=reason))


def _with_rules(text: str, segments: Sequence[Segment], discarded: Sequence[Discarded]) -> list[Discarded]:
    """Discarded spans together with the rules between posts, which are no lines."""
    spans = sorted([*((one.start, one.end) for one in segments), *((one.start, one.end) for one in discarded)])
    gaps = zip([0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)], strict=True)
    rules = [
        Discarded(start=start + found.start(), end=start + found.end(), reason="no words")
        for start, end in gaps
        for found in re.finditer(r"\S(?:[^\r\n]*\S)?", text[start:end])
    ]
    return sorted((*discarded, *rules), key=lambda one: one.start)


def _anatomies(posts: Sequence[Sequence[Line]], roles: Sequence[Sequence[Role]]) -> list[Anatomy]:
    stamps = [stamp_of(own[0].text) if own[0].form != "time" else None for own in posts]
    shapes = Counter(
        stamp.shape for stamp, told in zip(stamps, roles, strict=True) if stamp and told[0] in ("title", "body")
    )
    # An hour that is written otherwise is one that the post tells of: `9pm curfew`.
    usual = {shape for shape, times in shapes.items() if times >= _MOSTLY * shapes.total()}
    if sum(shapes[shape] for shape in usual) < max(2, _GLUED_TIMES * len(posts)):
        usual = set()
    return [
        anatomy_of(own, told, stamp if stamp and stamp.shape in usual else None)
        for own, told, stamp in zip(posts, roles, stamps, strict=True)
    ]


def _with_repeated_titles(segments: list[Segment], text: str) -> list[Segment]:
    """Items that are copies of headlines point at the posts below them."""

    def words_of(said: str) -> tuple[str, ...]:
        return tuple(_WORD.findall(said.lower()))

    titled: dict[tuple[str, ...], int] = {}
    for i, one in enumerate(segments):
        if one.anatomy.title and one.duplicate_of is None:
            titled.setdefault(words_of(one.anatomy.title), i)

    def linked(item: Item) -> Item:
        said = text[item.start : item.end]
        found = titled.get(words_of(said))
        if found is None and (stamp := stamp_of(said)):
            found = titled.get(words_of(said[stamp.end :]))
        return replace(item, repeats=found)

    return [replace(one, items=tuple(map(linked, one.items))) if one.items else one for one in segments]


def _prose(anatomy: Anatomy) -> str:
    return f"{anatomy.title or ''}\n{anatomy.body_text}"
