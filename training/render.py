"""Lay a live blog out as crawls do: one page of posts in, lines and the posts' first lines out.

The corpus's posts have true boundaries but no layout; publishers' pages have layouts but no
boundaries. Each page gets a random style and keeps to it, as real pages do.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

FIRST = [
    "Ann",
    "Omar",
    "Lena",
    "Paul",
    "Ruth",
    "Ines",
    "Tariq",
    "Hugo",
    "Mina",
    "Joan",
    "Piet",
    "Asha",
    "Karl",
    "Nora",
    "Ben",
    "Zoe",
    "Ivan",
    "Mary",
    "Luca",
    "Sara",
    "Dev",
    "Iris",
    "Tom",
    "Hana",
    "Kofi",
    "Eva",
    "Rory",
    "Yuki",
    "Adam",
    "Leila",
]
LAST = [
    "Okafor",
    "Lindqvist",
    "Marsh",
    "Petrov",
    "Alvarez",
    "Hughes",
    "Brandt",
    "Kaur",
    "Duval",
    "Costa",
    "Novak",
    "Reid",
    "Tanaka",
    "Vance",
    "Mbeki",
    "Sorensen",
    "Walsh",
    "Iqbal",
    "Ferrari",
    "Quinn",
    "Bauer",
    "Nkosi",
    "Lowe",
    "Santos",
    "Haddad",
    "Ellis",
]
ROLES = [
    "Reporter",
    "Political correspondent",
    "Business reporter",
    "Europe editor",
    "Defence and security editor",
    "BBC News",
    "Economics editor",
    "Sports writer",
    "Nordic correspondent",
    "Local Democracy Reporter",
    "Health correspondent",
    "Diplomatic editor",
    "in Brussels",
    "Senior political correspondent",
    "Newsbeat reporter",
]
AGENCIES = [
    "Reuters",
    "AFP/Getty Images",
    "EPA",
    "AP",
    "PA",
    "Getty Images",
    "Rex/Shutterstock",
    "Alamy",
    "Bloomberg/Getty",
]
TAIL = (
    "Sign up to our newsletter", "We use cookies to improve your experience. Accept cookies",
    "Most viewed", "Share", "Advertisement", "Privacy policy", "Show key events only",
)  # fmt: skip


@dataclass
class Rendered:
    """Lines of a page; `starts[i]` says whether line i is the first of a post."""

    lines: list[str] = field(default_factory=list)
    starts: list[bool] = field(default_factory=list)

    def add(self, lines: list[str]) -> None:
        """Append a post."""
        lines = [line for line in lines if line.strip()]
        if lines:
            self.lines += lines
            self.starts += [True] + [False] * (len(lines) - 1)


def cased(text: str, rng: random.Random, chance: float = 0.9) -> str:
    """The corpus is lower-cased; a sentence's first letter is all that can be restored."""
    for i, c in enumerate(text):
        if c.isalpha():
            return text[:i] + c.upper() + text[i + 1 :] if rng.random() < chance else text
    return text


def name(rng: random.Random) -> str:
    """A made-up reporter."""
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def paragraphs(sentences: list[str], size: float, rng: random.Random) -> list[str]:
    """Join sentences into lines of `size` sentences on average."""
    out: list[str] = []
    for sentence in sentences:
        sentence = cased(sentence.strip(), rng)
        if out and rng.random() < 1 - 1 / size and len(out[-1]) < 500:
            out[-1] += " " + sentence
        else:
            out.append(sentence)
    return out


def clock(time: str, style: str, index: int, rng: random.Random) -> list[str]:
    """The lines a publisher prints for a post's time."""
    found = re.search(r"(\d{1,2}):(\d{2})", time)
    hour, minute = (int(found[1]) % 24, int(found[2])) if found else (12, 0)
    guardian = f"{(hour - 1) % 12 + 1}.{minute:02d}{'am' if hour < 12 else 'pm'} GMT"
    return {
        "none": [],
        "clock": [f"{hour:02d}:{minute:02d}"],
        "guardian": [guardian],
        "both": [guardian, f"{hour:02d}:{minute:02d}"],
        "ago": [f"{1 + index // 4}h ago"],
        "dated": [f"{rng.randint(1, 28)} Feb 2021 {hour:02d}.{minute:02d} GMT"],
    }[style]


def render(page: dict[str, Any], strangers: list[str], rng: random.Random) -> Rendered:
    """Render a corpus page in a random style.

    Args:
        page: A page of the corpus: `posts[]` with `time, title, sentences[]`.
        strangers: Sentences of other pages, for the stubs that crawls glue on.
        rng: The source of all choices; equal seeds give equal pages.
    """
    first = rng.randrange(max(1, len(page["posts"]) - 12))
    posts = [p for p in page["posts"] if p["sentences"]][first : first + rng.randint(8, 40)]
    if rng.random() < 0.15:
        posts.reverse()
    times = rng.choices(["none", "clock", "guardian", "both", "ago", "dated"], [50, 18, 10, 12, 5, 5])[0]
    size = rng.choice([1.0, 1.3, 1.8, 2.5, 3.5])
    titled = rng.choice([1.0, 1.0, 0.9, 0.6, 0.3]) if rng.random() < 0.7 else 1.0
    bylines = rng.choice([0.0, 0.1, 0.3, 0.5, 0.9])
    captions = rng.choice([0.0, 0.05, 0.2])
    updated = rng.choice([0.0, 0.0, 0.2])
    share = rng.choice([0.0, 0.0, 0.0, 1.0])
    title_first = rng.random() < 0.85  # else the byline comes before the title
    out = Rendered()
    if rng.random() < 0.1:
        heads = [cased(p["title"], rng) for p in posts if p["title"]]
        out.add(["Key events", *rng.sample(heads, min(len(heads), rng.randint(3, 8)))])
    made: list[list[str]] = []
    for index, post in enumerate(posts):
        head = clock(post["time"] or "12:00", times, index, rng)
        title = []
        sentences = post["sentences"]
        if post["title"] and rng.random() < titled:
            title = [cased(post["title"], rng)]
            if sentences[0].strip(" .") == post["title"].strip(" .") and rng.random() < 0.5:
                sentences = sentences[1:]
        byline = []
        if rng.random() < bylines:
            byline = [name(rng)] + ([rng.choice(ROLES)] if rng.random() < 0.5 else [])
        lines = head + (title + byline if title_first else byline + title)
        if sentences and rng.random() < captions:
            credit = rng.choice(["Photograph: {}/{}", "Photo: {}/{}", "Image: {}/{}"])
            lines.append(cased(rng.choice(sentences), rng).rstrip(".") + ". "
                         + credit.format(name(rng), rng.choice(AGENCIES)))  # fmt: skip
        lines += paragraphs(sentences, size, rng)
        if rng.random() < 0.04:
            lines.append(cased((post["title"] or sentences[-1] if sentences else "watch")[:90], rng) + " – video")
        if rng.random() < updated:
            lines.append("Updated" if rng.random() < 0.8 else "Updated at 14.20 GMT")
        if rng.random() < share:
            lines.append("Share")
        made.append(lines)
        out.add(lines)
        if rng.random() < 0.02:
            out.add(rng.choice(made))
        if rng.random() < 0.02 and post["title"]:
            out.add([cased(post["title"], rng) + " – video"])
    if rng.random() < 0.15:
        for lines in rng.sample(made, min(len(made), rng.randint(1, 6))):
            out.add(lines)
    if rng.random() < 0.3:
        cut = rng.choice([90, 120, 160])
        for _ in range(rng.randint(1, 10)):
            a, b = rng.sample(strangers, 2)
            out.add([(cased(a, rng) + rng.choice(["", " "]) + cased(b, rng))[:cut]])
    if rng.random() < 0.1:
        for line in rng.sample(TAIL, rng.randint(1, 3)):
            out.add([line])
    return out
