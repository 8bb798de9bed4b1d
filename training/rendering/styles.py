"""How one publisher's page looks: sampled once for a page and kept to, as real pages do."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

# Whole styles, so that some can be kept from training. The last six are what real extractors print.
FAMILIES = (
    "bare", "clock", "guardian", "ago", "dated", "time-glued", "time-last", "untitled", "wire", "minute",
    "wrapped", "one-line", "html2text", "trafilatura", "readability", "inscriptis", "lynx", "visible-text",
)  # fmt: skip
EXTRACTORS = FAMILIES[-6:]
# How single publishers lay out their posts, under a page head of their own.
LAYOUTS = ("paragraph", "signed", "byline-first", "tagged", "masthead")
# A page with many posts of the rarer kinds; one whose posts are a sentence or three.
VARIED, BRIEF = "varied", "brief"


@dataclass(frozen=True)
class Style:
    """A page's look. Numbers between 0 and 1 are chances for each post.

    Attributes:
        casing: `sentence`, `lower`, `title` (headlines in title case), `upper` (headlines in capitals).
        oldest_first: Posts run forward.
        clock, date: Patterns of a post's time; empty for none.
        time_place: `before` or `after` the head, after its `title`, `last`, `glued` to the first line, `byline`.
        times: Chance that a post shows its time.
        paragraph: Sentences in a line, on average.
        blank: Blank lines before a `paragraph`, before a `post`.
        header: The page's own headline and furniture stand at the top.
        masthead: So does what a newsroom's page carries above a live blog: sections, headline, standfirst, authors.
        longest: Characters after which a paragraph ends.
        signature: Pattern of a writer's name that ends a post; empty for none.
        tags, questions: Posts that open with a hashtag; posts that answer a reader's question.
        subheads: A short line heads a part of a post.
        shortest: Posts are cut to so many sentences, or less; 0 for never.
        asides: Posts of the rarer kinds between the others.
        picture: The mark that stands in front of a caption, on a line of its own; empty for none.
    """

    family: str
    language: str = "en"
    casing: str = "sentence"
    oldest_first: bool = False
    clock: str = ""
    second_clock: str = ""
    date: str = ""
    time_place: str = "before"
    times: float = 1.0
    titles: float = 1.0
    title_mark: str = ""
    by: str = "{}"
    bylines: float = 0.0
    byline_place: str = "after"
    author_roles: float = 0.5
    captions: float = 0.0
    credit: str = ""
    updated: float = 0.0
    share: float = 0.0
    pointers: float = 0.0
    media: float = 0.0
    embeds: float = 0.0
    quotes: float = 0.5
    bullets: str = ""
    lists: float = 0.0
    labels: float = 0.0
    paragraph: float = 1.5
    blank_paragraph: int = 0
    blank_post: int = 0
    key_events: float = 0.0
    header: float = 0.0
    furniture: float = 0.0
    adverts: float = 0.0
    repeats: float = 0.02
    repeated_tail: float = 0.1
    stubs: float = 0.25
    missing_space: float = 0.0
    wrap: int = 0
    dateline: bool = False
    masthead: bool = False
    longest: int = 600
    signature: str = ""
    tags: float = 0.0
    questions: float = 0.0
    subheads: float = 0.0
    picture: str = ""
    shortest: int = 0
    asides: float = 0.0


def sample_style(rng: random.Random, family: str, language: str, clocks: tuple[str, ...], ago: tuple[str, ...],
                 dates: tuple[str, ...], by: tuple[str, ...], credits: tuple[str, ...]) -> Style:  # fmt: skip
    """A random style of a family.

    Args:
        rng: The source of all choices.
        family: One of `FAMILIES`.
        language: Code of the page's language.
        clocks, ago, dates, by, credits: That language's patterns.
    """
    rare = rng.choice
    style = Style(
        family=family,
        language=language,
        casing=rng.choices(["sentence", "lower", "title", "upper"], [78, 8, 8, 6])[0],
        oldest_first=rng.random() < 0.15,
        titles=rare([1.0, 1.0, 1.0, 0.9, 0.6, 0.3]),
        title_mark=rare(["", "", "", "", "", ".", "…"]) if rng.random() < 0.3 else "",
        by=rare(by),
        bylines=rare([0.0, 0.0, 0.1, 0.3, 0.5, 0.9]),
        byline_place=rng.choices(["after", "before", "last", "with-role"], [60, 15, 10, 15])[0],
        author_roles=rare([0.0, 0.5, 1.0]),
        captions=rare([0.0, 0.0, 0.05, 0.2, 0.4]),
        credit=rare(credits),
        updated=rare([0.0, 0.0, 0.1, 0.3]),
        share=rare([0.0, 0.0, 0.0, 0.0, 0.3, 1.0]),
        pointers=rare([0.0, 0.05, 0.15]),
        media=rare([0.0, 0.03, 0.08]),
        embeds=rare([0.0, 0.05, 0.15]),
        quotes=rare([0.0, 0.5, 1.0]),
        bullets=rare(["• ", "- ", "* ", "– ", "", ""]),
        lists=rare([0.0, 0.03, 0.1]),
        labels=rare([0.0, 0.0, 0.0, 0.1, 0.4]),
        paragraph=rare([1.0, 1.3, 1.8, 2.5, 4.0]),
        blank_paragraph=rng.choices([0, 1], [80, 20])[0],
        blank_post=rng.choices([0, 1, 2], [75, 15, 10])[0],
        key_events=rare([0.0, 0.0, 0.0, 1.0]),
        header=rare([0.0, 0.0, 0.0, 1.0]),
        furniture=rare([0.0, 0.0, 0.0, 1.0]),
        adverts=rare([0.0, 0.0, 0.0, 0.05]),
        repeated_tail=rare([0.0, 0.0, 0.0, 1.0]) if rng.random() < 0.4 else 0.0,
        stubs=rare([0.0, 0.0, 1.0]) if rng.random() < 0.6 else 0.0,
        missing_space=rare([0.0, 0.0, 0.0, 0.05]),
    )
    clock, place = rare(clocks), rng.choices(["before", "after", "byline"], [70, 22, 8])[0]
    match family:
        case "bare":
            return replace(style, titles=rare([1.0, 1.0, 1.0, 0.9, 0.7, 0.4]))
        case "untitled":
            return replace(style, titles=0.0, bylines=rare([0.0, 0.0, 0.0, 0.15]), labels=0.0)
        case "clock":
            return replace(style, clock=clock, time_place=place, times=rare([1.0, 1.0, 1.0, 0.7]))
        case "guardian":
            mark = "{k}.{m:02d}{a} GMT" if language == "en" else clock
            return replace(style, clock=mark, second_clock="{h:02d}:{m:02d}", titles=rare([0.2, 0.4, 0.7, 1.0]))
        case "ago":
            return replace(style, clock=rare(ago), time_place=place, share=rare([0.0, 1.0]))
        case "dated":
            return replace(
                style, clock=clock, date=rare(dates), time_place=rng.choices(["before", "after"], [40, 60])[0]
            )
        case "time-glued":
            joint = rare(["{} ", "{}", "{} - ", "{}: ", "{} – ", "{} | ", "[{}] ", "{}. "])
            return replace(style, clock=joint.format(clock), time_place="glued", titles=rare([1.0, 0.8, 0.5, 0.0]))
        case "time-last":
            return replace(style, clock=clock, time_place="last", byline_place=rng.choice(["last", "after"]))
        case "wire":
            return replace(style, dateline=True, clock=clock if rng.random() < 0.5 else "", time_place=place)
        case "minute":
            minute = rare(["{x}'", "{x}’", "{x} min", "{x} mins", "{x}' ", "Min. {x}", "{x}. Minute"])
            return replace(style, clock=minute, time_place=rare(["before", "glued", "glued"]), titles=rare([0.0, 0.1, 0.5]),
                           paragraph=rare([1.8, 3.0]))  # fmt: skip
        case "wrapped":
            return replace(style, wrap=rng.choice([65, 72, 76, 78, 80]), blank_paragraph=1, blank_post=rng.choice([1, 2]),
                           clock=clock if rng.random() < 0.5 else "", time_place=place)  # fmt: skip
        case "one-line":
            return replace(style, clock=clock if rng.random() < 0.5 else "", time_place=place, blank_paragraph=0,
                           blank_post=0, missing_space=rare([0.0, 0.0, 0.3]), embeds=0.0)  # fmt: skip
        case "paragraph" | "signed" | "byline-first" | "tagged" | "masthead" | "varied" | "brief":
            return _layout(style, rng, clock, rare(ago), rare(dates))
        case _:
            timed = rng.random() < 0.6
            return replace(style, clock=clock if timed else "", date=rare(dates) if rng.random() < 0.3 and timed else "",
                           time_place=place)  # fmt: skip


def _layout(style: Style, rng: random.Random, clock: str, ago: str, date: str) -> Style:
    rare = rng.choice
    style = replace(
        style, masthead=rng.random() < 0.7, header=0.0, clock=rare(["", "", clock]), time_place="before",
        lists=rare([0.0, 0.05, 0.15]), subheads=rare([0.0, 0.0, 0.08]), picture=rare(["", "", "Image", "Image source, "]),
        captions=rare([0.0, 0.1, 0.3]), bullets=rare(["", "", "• ", "- "]), titles=0.0, bylines=0.0, labels=0.0,
        media=rare([0.0, 0.05, 0.1]),
    )  # fmt: skip
    match style.family:
        case "paragraph":
            return replace(style, paragraph=rare([8.0, 1e6, 1e6]), longest=rare([900, 10**6]), quotes=rare([0.0, 0.3]),
                           tags=rare([0.0, 0.0, 0.4]), labels=rare([0.0, 0.1]), time_place=rare(["before", "glued", "last"]))  # fmt: skip
        case "signed":
            return replace(style, signature=rare(["({})", "({})", "— {}", "{}", "[{}]", "({} in London)", "- {}"]),
                           titles=rare([0.0, 0.0, 1.0]), casing=rare(["sentence", "sentence", "lower"]),
                           time_place=rare(["before", "last"]))  # fmt: skip
        case "byline-first":
            return replace(style, bylines=rare([0.5, 0.8, 1.0]), byline_place="before", author_roles=rare([0.3, 1.0]),
                           titles=rare([0.0, 0.3, 1.0]), labels=rare([0.0, 0.05]))  # fmt: skip
        case "tagged":
            return replace(style, tags=rare([0.3, 0.7]), questions=rare([0.1, 0.25]), labels=rare([0.0, 0.1]),
                           paragraph=rare([2.5, 8.0, 1e6]))  # fmt: skip
        case "brief":
            return replace(style, shortest=rare([2, 3, 3, 4]), paragraph=rare([2.5, 1e6, 1e6]), longest=10**6, quotes=0.3,
                           tags=rare([0.0, 0.0, 0.3]), labels=rare([0.0, 0.1]), time_place=rare(["before", "last"]),
                           titles=rare([0.0, 0.0, 0.2, 1.0]), asides=rare([0.0, 0.1]), bylines=rare([0.0, 0.1]),
                           byline_place="last")  # fmt: skip
        case "varied":
            return replace(style, masthead=rng.random() < 0.3, clock=rare(["", clock, clock, ago]), asides=0.3,
                           time_place=rare(["before", "title"]), titles=rare([0.0, 0.5, 1.0, 1.0]),
                           bylines=rare([0.0, 0.3]), stubs=1.0)  # fmt: skip
        case _:
            return replace(style, clock=rare([clock, clock, ago, "Published at " + clock, "{h:02d}:{m:02d}:{x:02d}"]),
                           date=rare(["", "", date]), time_place=rare(["title", "title", "before", "after", "glued"]),
                           titles=rare([1.0, 1.0, 0.8]), bylines=rare([0.0, 0.3, 0.9]), labels=rare([0.0, 0.15]))  # fmt: skip
