"""A corpus page laid out in a style: elements with their roles, and the text that they make."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from splitter.segmentation.roles import Role

from .casing import title_case
from .extract import extract
from .languages import LANGUAGES, Language
from .page import Element, Rendered, RenderedPost, lay_out
from .people import credit, handle, name, names
from .styles import EXTRACTORS, FAMILIES, Style, sample_style

_SAID = re.compile(
    r"^(.{8,160}?\b(?:said|says|adds|added|tells|told|explains|explained|writes|wrote|tweets|tweeted|asks|statement)"
    r"\b[^:.]{0,50}:)\s+(.{25,})$"
)
_SHOWN = re.compile(r"\b(?:watch|picture[sd]?|photos?|video|gallery|listen|weather|travel|headlines|papers)\b")
_MOST_POSTS = 60


@dataclass
class _Page:
    """A page in the making."""

    elements: list[Element] = field(default_factory=list)
    posts: list[RenderedPost] = field(default_factory=list)

    def add(self, post: RenderedPost | None, parts: list[tuple[Role, str]], blank_post: int, blank_part: int) -> None:
        """Append a post, or furniture where `post` is None."""
        parts = [(role, " ".join(text.split())) for role, text in parts if text.strip()]
        if not parts:
            return
        place = None
        if post is not None:
            place = len(self.posts)
            self.posts.append(post)
        for i, (role, text) in enumerate(parts):
            self.elements.append(Element(role, text, place, blank_post if i == 0 else blank_part))


def render(
    page: dict[str, Any],
    strangers: list[str],
    rng: random.Random,
    *,
    casing: Callable[[str], str],
    kinds: dict[int, str] | None = None,
    family: str | None = None,
    translate: tuple[str, Callable[[str], str]] | None = None,
    whole: bool = False,
) -> Rendered:
    """Lay a page out as a crawl would leave it.

    Args:
        page: A page of the corpus: `posts[]` with `time, title, kind, sentences[]`.
        strangers: Sentences of other pages, for the stubs that crawls glue on.
        rng: The source of all choices; equal seeds give equal pages.
        casing: Lower-cased text to cased text.
        kinds: Kind of each post, by place, where a reader has told it.
        family: One of `FAMILIES`; a random one where None.
        translate: Code and translation of the language that the page shall look like.
        whole: All posts, not a window of them.
    """
    family = family or rng.choice(FAMILIES)
    language = LANGUAGES[translate[0] if translate else "en"]
    style = sample_style(rng, family, language.code, language.clocks, language.ago, language.dates, language.by,
                         language.credits)  # fmt: skip
    write = _Writer(page, style, language, rng, casing, translate[1] if translate else None, kinds or {}, strangers)
    elements, posts = write.page(whole)
    if family in EXTRACTORS:
        return extract(elements, posts, family, rng)
    if family == "one-line":
        return lay_out([replace(e, glue=_joint(rng, style)) if i else e for i, e in enumerate(elements)], posts, family)
    if style.wrap:
        return lay_out([wrapped for e in elements for wrapped in _wrap(e, style.wrap)], posts, family)
    elements = [replace(e, glue="") if i and rng.random() < style.missing_space and e.role == "body" and e.post is not None
                and elements[i - 1].post == e.post and elements[i - 1].role == "body" else e
                for i, e in enumerate(elements)]  # fmt: skip
    return lay_out(elements, posts, family)


def _joint(rng: random.Random, style: Style) -> str:
    return "" if rng.random() < style.missing_space else " "


def _wrap(element: Element, width: int) -> list[Element]:
    indent = "   " if element.role == "body" else ""
    rows = textwrap.wrap(element.text, width - len(indent), break_long_words=False, break_on_hyphens=False)
    return [replace(element, text=indent + row, blank=element.blank if i == 0 else 0) for i, row in enumerate(rows)]


class _Writer:
    """Turns corpus posts into elements."""

    def __init__(self, page: dict[str, Any], style: Style, language: Language, rng: random.Random,
                 casing: Callable[[str], str], translate: Callable[[str], str] | None, kinds: dict[int, str],
                 strangers: list[str]) -> None:  # fmt: skip
        self.source, self.style, self.language, self.rng = page, style, language, rng
        self.casing, self.translate, self.kinds, self.strangers = casing, translate, kinds, strangers
        self.day = (rng.randint(1, 28), rng.randint(1, 12), rng.randint(2012, 2026), rng.randint(0, 6))

    def page(self, whole: bool) -> tuple[list[Element], list[RenderedPost]]:
        """All elements in page order."""
        rng, style = self.rng, self.style
        numbered = list(enumerate(self.source["posts"]))
        if not whole:
            first = rng.randrange(max(1, len(numbered) - 12))
            numbered = numbered[first : first + rng.randint(8, _MOST_POSTS)]
        if style.oldest_first:
            numbered.reverse()
        out = _Page()
        blank_part, blank_post = style.blank_paragraph, max(style.blank_post, style.blank_paragraph)
        if style.masthead:
            self._masthead(out, blank_post, blank_part)
        elif rng.random() < style.header:
            out.add(None, self._header(), 0, blank_part)
        heads = [self._text(post["title"]) for _, post in numbered if post["title"]]
        if heads and rng.random() < style.key_events:
            out.add(RenderedPost("summary"), self._key_events(heads), blank_post, blank_part)
        made: list[tuple[int, list[tuple[Role, str]]]] = []
        for index, (n, post) in enumerate(numbered):
            if style.questions and rng.random() < style.questions and len(post["sentences"]) > 1:
                parts = self._timed([], self._question(post["sentences"]), self._time(post, index))
            else:
                parts = self._post(post, index, self.kinds.get(n), heads)
            if not parts:
                continue
            made.append((len(out.posts), parts))
            out.add(RenderedPost(self._kind(n, post)), parts, blank_post, blank_part)
            if rng.random() < style.repeats:
                original, again = rng.choice(made)
                out.add(RenderedPost(out.posts[original].kind, original), again, blank_post, blank_part)
            if heads and rng.random() < style.media / 3:
                shown: list[tuple[Role, str]] = [("media", self._media(rng.choice(heads)))]
                if style.masthead and rng.random() < 0.5:
                    shown.append(("media", self._runtime()))
                out.add(RenderedPost("media"), shown, blank_post, blank_part)
            if rng.random() < 0.01:
                told = [
                    ("housekeeping", self._fill(line))
                    for line in rng.sample(self.language.housekeeping, rng.randint(1, 2))
                ]
                out.add(RenderedPost("transition"), [*self._time(post, index), *told], blank_post, blank_part)  # type: ignore[list-item]
            if style.asides and rng.random() < style.asides:
                kind, told = self._aside(heads)
                out.add(RenderedPost(kind), self._timed([], told, self._time(post, index)), blank_post, blank_part)
            if rng.random() < style.adverts:
                out.add(None, [("navigation", rng.choice(self.language.furniture))], blank_post, blank_part)
        if made and rng.random() < style.repeated_tail:
            for original, again in rng.sample(made, min(len(made), rng.randint(1, 6))):
                out.add(RenderedPost(out.posts[original].kind, original), again, blank_post, blank_part)
        if rng.random() < style.stubs:
            self._stubs(out, heads, blank_post, blank_part)
        if rng.random() < style.furniture:
            lines: list[tuple[Role, str]] = [
                ("navigation", line) for line in rng.sample(self.language.furniture, rng.randint(1, 6))
            ]
            out.add(None, lines, blank_post, blank_part)
        return out.elements, out.posts

    def _post(self, post: dict[str, Any], index: int, kind: str | None, heads: list[str]) -> list[tuple[Role, str]]:
        rng, style, language = self.rng, self.style, self.language
        sentences = [s for s in post["sentences"] if s.strip()]
        if style.shortest and kind is None and len(sentences) > 1:
            sentences = sentences[: rng.randint(1, style.shortest)]
        title = post["title"].strip()
        if kind == "transition":
            body: list[tuple[Role, str]] = [("housekeeping", line) for line in self._paragraphs(sentences)]
        elif kind in ("summary", "roundup") and len(sentences) > 2 and rng.random() < 0.6:
            body = [("body", self._text(sentences[0]))]
            body += [("item", style.bullets + self._text(s)) for s in sentences[1:]]
        else:
            body = self._prose(sentences)
        head: list[tuple[Role, str]] = []
        if title and (rng.random() < style.titles or not sentences):
            head = [("title", self._headline(title))]
            if sentences and sentences[0].strip(" .") == title.strip(" .") and rng.random() < 0.4:
                body = body[1:] or body
        by = self._byline() if rng.random() < style.bylines else []
        if by and style.byline_place == "before":
            head = by + head
        elif by and style.byline_place in ("after", "with-role"):
            head = head + by
        elif by:
            body = body + by
        if rng.random() < style.captions and sentences:
            text = self._text(rng.choice(sentences))[: rng.choice([60, 120, 200])]
            mark = f" {style.credit.format(credit(rng))}" if rng.random() < 0.8 else ""
            place = rng.choice([0, 0, 0, len(body), rng.randint(0, len(body))])
            body.insert(place, ("caption", text + mark))
            if style.picture:
                body.insert(place, ("caption", style.picture + (credit(rng) if style.picture.endswith(" ") else "")))
        if heads and rng.random() < style.media:
            body.insert(rng.choice([0, len(body)]), ("media", self._media(rng.choice(heads))))
        if rng.random() < style.embeds and sentences:
            body += self._embed(rng.choice(sentences), index)
        if rng.random() < style.pointers:
            body.append(("pointer", self._fill(rng.choice(language.pointers), heads)))
        if rng.random() < style.updated:
            body.append(("updated", self._fill(rng.choice(language.updated))))
        if rng.random() < style.share:
            share: tuple[Role, str] = ("share", rng.choice(language.share[:3]))
            body = [share, *body] if rng.random() < 0.15 else [*body, share]
        if style.labels and rng.random() < style.labels:
            head = [("label", rng.choice(language.labels)), *head]
        if style.dateline and body and body[0][0] == "body":
            town = rng.choice(["LONDON", "PARIS", "New York", "BERLIN", "Kyiv", "MADRID", "Lagos", "WASHINGTON"])
            agency = rng.choice([" (AP) — ", " (Reuters) - ", " — ", f", {rng.choice(language.months)} – "])
            body[0] = ("body", town + agency + body[0][1])
        if style.tags and body and body[0][0] == "body" and rng.random() < style.tags:
            body[0] = ("body", f"{self._tag(sentences[0])} {body[0][1]}")
        if style.subheads and len(body) > 2 and rng.random() < style.subheads:
            words = self._text(rng.choice(sentences)).rstrip(".").split()
            body.insert(
                rng.randint(1, len(body) - 1), ("body", " ".join(words[: rng.randint(2, 7)]) + rng.choice(["", ":"]))
            )
        if style.signature and rng.random() < 0.9:
            who = names(rng)
            initials = "".join(part[0] for part in who.split()[:2])
            body.append(("byline", style.signature.format(rng.choice([who, who, who, initials, initials.lower()]))))
        if style.casing == "lower" and style.masthead:
            head, body = ([(role, text.lower()) for role, text in part] for part in (head, body))
        return self._timed(head, body, self._time(post, index))

    def _question(self, sentences: list[str]) -> list[tuple[Role, str]]:
        """A reader's question and what the newsroom answers."""
        rng = self.rng
        asks, *answers = sentences
        who = rng.choice([handle(rng)[1:], name(rng).split()[0]])
        asked = self._text(asks).rstrip(".") + rng.choice([" ?", "?"])
        signed: Role = "byline"
        out: list[tuple[Role, str]] = [
            ("body", asked),
            (signed, rng.choice([who, f"{self._tag(asks)} {who}", f"— {who}"])),
        ]
        told = self._paragraphs(answers)
        return [
            *out,
            ("body", f"@{who} {told[0]}" if rng.random() < 0.5 else told[0]),
            *(("body", line) for line in told[1:]),
        ]

    def _tag(self, sentence: str) -> str:
        words = [word for word in re.findall(r"[^\W\d_]+", self._text(sentence)) if len(word) > 3] or ["LIVE"]
        return "#" + "_".join(
            word.upper() for word in self.rng.sample(words, min(len(words), self.rng.choice([1, 1, 2])))
        )

    def _runtime(self) -> str:
        rng = self.rng
        minutes, seconds = rng.randint(0, 4), rng.randrange(60)
        return rng.choice([f"{minutes}:{seconds:02d}", f"({minutes}:{seconds:02d})", f"{minutes} min {seconds:02d}",
                           f"{minutes:02d}:{seconds:02d} - {credit(rng)}", f"Durée : {minutes} min {seconds}"])  # fmt: skip

    def _timed(
        self, head: list[tuple[Role, str]], body: list[tuple[Role, str]], time: list[tuple[Role, str]]
    ) -> list[tuple[Role, str]]:
        style = self.style
        if not time:
            return head + body
        match style.time_place:
            case "after":
                return head + time + body
            case "title" if head and head[0][0] == "title":
                return [head[0], *time, *head[1:], *body]
            case "last":
                return head + body + time
            case "byline" if head and head[-1][0] == "byline":
                return [*head[:-1], ("byline", f"{head[-1][1]} {time[0][1]}"), *body]
            case "glued" if head or body:
                whole = head + body
                return [(whole[0][0], time[0][1] + whole[0][1]), *whole[1:]]
            case _:
                return time + head + body

    def _prose(self, sentences: list[str]) -> list[tuple[Role, str]]:
        rng, style = self.rng, self.style
        out: list[tuple[Role, str]] = []
        if len(sentences) > 3 and rng.random() < style.lists:
            return [("body", self._text(sentences[0]))] + [
                ("item", style.bullets + self._text(s)) for s in sentences[1:]
            ]
        run: list[str] = []
        for i, sentence in enumerate(sentences):
            said = _SAID.match(sentence)
            if said and rng.random() < style.quotes:
                out += [("body", line) for line in self._paragraphs([*run, said[1]])]
                run = []
                out.append(("quote", self._text(said[2])))
                # A statement goes on until its quotation closes.
                closes = next(
                    (k for k, s in enumerate(sentences[i + 1 : i + 5]) if s.rstrip().endswith(("”", '"'))), None
                )
                if closes is not None:
                    out += [("quote", line) for line in self._paragraphs(sentences[i + 1 : i + 2 + closes])]
                    return out + self._prose(sentences[i + 2 + closes :])
            else:
                run.append(sentence)
        return out + [(self._role(line), line) for line in self._paragraphs(run)]

    def _role(self, line: str) -> Role:
        """Embedded posts that the corpus holds already are told by their handles."""
        return "embed" if len(re.findall(r"(?:^|\s)[@#]\s?\w", line)) >= 2 or line.startswith(("@", "#")) else "body"

    def _paragraphs(self, sentences: list[str]) -> list[str]:
        rng, size = self.rng, self.style.paragraph
        out: list[str] = []
        for sentence in sentences:
            text = self._text(sentence)
            if out and rng.random() < 1 - 1 / size and len(out[-1]) < self.style.longest:
                out[-1] += " " + text
            else:
                out.append(text)
        return out

    def _text(self, text: str) -> str:
        text = text.strip()
        if self.style.casing != "lower" or self.translate:
            text = self.casing(text)
        if self.translate:
            text = self.translate(text)
            if self.style.casing == "lower":
                text = text.lower()
        return text

    def _headline(self, title: str) -> str:
        text = self._text(title)
        if self.style.casing == "title":
            text = title_case(text)
        elif self.style.casing == "upper":
            text = text.upper()
        return text + (self.style.title_mark if text[-1:].isalnum() else "")

    def _kind(self, n: int, post: dict[str, Any]) -> str | None:
        told = self.kinds.get(n)
        if told is None and post["kind"] == "summary":
            return "summary"
        if told is None and [s.strip(" .") for s in post["sentences"]] == [post["title"].strip(" .")]:
            # A headline and nothing else: another article's, or what stands under a picture.
            return "media" if _SHOWN.search(post["title"]) else "teaser"
        return told

    def _time(self, post: dict[str, Any], index: int) -> list[tuple[Role, str]]:
        rng, style = self.rng, self.style
        if not style.clock or rng.random() > style.times:
            return []
        stamp = self._clock(style.clock, post.get("time") or "", index)
        if style.date:
            stamp = rng.choice([f"{stamp}, {self._date()}", f"{self._date()} {stamp}", f"{self._date()}, {stamp}"])
        lines: list[tuple[Role, str]] = [("time", stamp)]
        if style.second_clock:
            lines.append(("time", self._clock(style.second_clock, post.get("time") or "", index)))
        return lines

    def _clock(self, pattern: str, time: str, index: int) -> str:
        found = re.search(r"(\d{1,2}):(\d{2})", time)
        hour, minute = (int(found[1]) % 24, int(found[2])) if found else (12, 0)
        half = "am" if hour < 12 else "pm"
        return pattern.format(h=hour, m=minute, k=(hour - 1) % 12 + 1, a=half, p="a.m." if hour < 12 else "p.m.",
                              n=1 + index * 2, x=max(1, 90 - index * 2), d=self.day[0], mm=self.day[1])  # fmt: skip

    def _date(self) -> str:
        day, month, year, week = self.day
        months = self.language.months
        weeks = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
        return self.style.date.format(
            d=day, M=months[month - 1], M3=months[month - 1][:3], y=year, mm=month, W=weeks[week]
        )

    def _byline(self) -> list[tuple[Role, str]]:
        rng, language = self.rng, self.language
        who = self.style.by.format(names(rng))
        if rng.random() < 0.05:
            who = who.upper()
        role = rng.choice(language.roles)
        if self.style.byline_place == "with-role":
            return [("byline", rng.choice(["{}, {}", "{} - {}", "{} ({})", "{} | {}", "{} {}"]).format(who, role))]
        lines: list[tuple[Role, str]] = [("byline", who)]
        if rng.random() < self.style.author_roles:
            lines.append(("author-role", role))
        return lines

    def _embed(self, sentence: str, index: int) -> list[tuple[Role, str]]:
        rng = self.rng
        who, account, text = name(rng), handle(rng), self._text(sentence)
        day, month, year, _ = self.day
        stamp = f"{self.language.months[month - 1]} {day}, {year}"
        lines = rng.choice([
            [f"{who} ({account})", text, stamp],
            [who, account, text, f"{index % 12 + 1}:{rng.randrange(60):02d} PM - {stamp}"],
            [f"{text} — {who} ({account}) {stamp}"],
            [account, text],
            [text, f"— {who} ({account}) {stamp}"],
            [f"{account}: {text} pic.twitter.com/{rng.randrange(16**8):08x}"],
        ])  # fmt: skip
        return [("embed", line) for line in lines]

    def _media(self, head: str) -> str:
        return self._fill(self.rng.choice(self.language.media), [head])

    def _fill(self, pattern: str, heads: list[str] | None = None) -> str:
        rng = self.rng
        if heads:
            return pattern.replace("{}", rng.choice(heads))
        clock = f"{rng.randint(1, 23):02d}:{rng.randint(0, 59):02d}"
        return pattern.replace("{}", name(rng) if pattern in self.language.housekeeping else clock)

    def _aside(self, heads: list[str]) -> tuple[str, list[tuple[Role, str]]]:
        """A post of one of the rarer kinds."""
        rng, language = self.rng, self.language
        told = [self._text(sentence) for sentence in rng.sample(self.strangers, rng.randint(3, 6))]
        title: list[tuple[Role, str]] = []
        kind = rng.choice(["transition", "transition", "roundup", "roundup", "media", "teaser", "summary"])
        match kind:
            case "transition":
                lines = rng.sample(language.greetings, rng.randint(1, 2)) + rng.sample(
                    language.housekeeping, rng.randint(0, 1)
                )
                if rng.random() < 0.3:
                    lines.append(told[0])
                parts: list[tuple[Role, str]] = [("housekeeping", self._fill(line)) for line in lines]
                if rng.random() < 0.4:
                    title = [("title", parts[0][1].rstrip("."))]
                    parts = parts[1:] or [("housekeeping", self._fill(rng.choice(language.housekeeping)))]
            case "roundup" | "summary":
                over = rng.choice(language.roundups if kind == "roundup" else language.key_events)
                title = [("title", over.replace("{}", f"{rng.randint(1, 12)} {rng.choice('ap')}m"))]
                items = told if kind == "roundup" else rng.sample(heads, min(len(heads), 5)) or told
                parts = [("item", self.style.bullets + item) for item in items]
                if kind == "roundup" and rng.random() < 0.3:
                    parts = [("body", " ".join(items))]
            case "media":
                shown = rng.choice(heads or told)
                parts = [("media", self._media(shown)), *([("media", self._runtime())] if rng.random() < 0.4 else [])]
                if rng.random() < 0.4:
                    parts = [
                        (
                            "caption",
                            f"{self._text(rng.choice(self.strangers))[:140]} {self.style.credit.format(credit(rng))}",
                        )
                    ]
            case _:
                head = told[0][:90].rstrip(".")
                title = [("title", head)]
                parts = [
                    (
                        "teaser",
                        rng.choice(
                            [head, f"{rng.randint(2, 9)} min read", self._fill(rng.choice(language.pointers), [head])]
                        ),
                    )
                ]
        return kind, [*title, *parts]

    def _key_events(self, heads: list[str]) -> list[tuple[Role, str]]:
        rng = self.rng
        chosen = rng.sample(heads, min(len(heads), rng.randint(3, 8)))
        stamped = rng.random() < 0.25
        lines: list[tuple[Role, str]] = [("label", rng.choice(self.language.key_events))]
        for head in chosen:
            stamp = f"{rng.randint(1, 23):02d}:{rng.randint(0, 59):02d} "
            lines.append(("item", (stamp if stamped else self.style.bullets) + head))
        return lines

    def _header(self) -> list[tuple[Role, str]]:
        rng, furniture = self.rng, self.language.furniture
        lines = rng.sample(furniture, rng.randint(0, 4))
        lines.append(self._text(re.sub(r"\s+[-–|].*$", "", self.source["title"]).strip().lower() or "live"))
        if rng.random() < 0.4 and self.source.get("summary"):
            lines += [self._text(line) for line in self.source["summary"][:3]]
        if rng.random() < 0.3:
            lines.append(names(rng))
        return [("navigation", line) for line in lines]

    def _masthead(self, out: _Page, blank_post: int, blank_part: int) -> None:
        """Sections, the page's headline, its standfirst, authors, what it covers."""
        rng, language = self.rng, self.language
        site = rng.choice(["", "The ", "Le ", "El "]) + rng.choice(
            ["Courier", "24", "Herald", "News", "Post", "Diario", "Tag"]
        )
        lines: list[tuple[Role, str]] = [("navigation", site)]
        chosen = [*rng.sample(language.sections, rng.randint(1, 9)), *rng.sample(language.furniture, rng.randint(0, 4))]
        rng.shuffle(chosen)
        lines += [("navigation", line) for line in chosen]
        headline = self._text(re.sub(r"\s+[-–|].*$", "", self.source["title"]).strip().lower() or "live")
        lines.append(("navigation", rng.choice(["", "", "Live. ", "LIVE: ", "DIRECT. ", "Live updates: "]) + headline))
        standfirst = [self._text(line) for line in (self.source.get("summary") or [])[: rng.randint(0, 3)]]
        after: list[tuple[Role, str]] = [("navigation", line) for line in standfirst]
        if rng.random() < 0.5:
            after.append(("byline", self.style.by.format(names(rng))))
            if rng.random() < 0.3:
                after.append(("author-role", rng.choice(language.roles)))
        if rng.random() < 0.5:
            stamp = rng.choice(["", "", *language.updated]).replace("{}", "").strip()
            after.append(
                (
                    "updated",
                    f"{stamp} {self._date() if self.style.date else ''} {rng.randint(0, 23):02d}:{rng.randrange(60):02d}",
                )
            )
        if rng.random() < 0.3:
            after += [("share", line) for line in rng.sample(language.share, rng.randint(1, 4))]
        lines += after if rng.random() < 0.7 else rng.sample(after, len(after))
        out.add(None, lines, 0, blank_part)
        if rng.random() < 0.4:
            told = [self._text(p["title"] or p["sentences"][0]) for p in rng.sample(self.source["posts"], min(5, len(self.source["posts"])))
                    if p["title"] or p["sentences"]]  # fmt: skip
            items: list[tuple[Role, str]] = [("item", self.style.bullets + text) for text in told]
            if len(items) > 1:
                out.add(
                    RenderedPost("summary"), [("label", rng.choice(language.covering)), *items], blank_post, blank_part
                )

    def _stubs(self, out: _Page, heads: list[str], blank_post: int, blank_part: int) -> None:
        rng = self.rng
        cut = rng.choice([70, 100, 130, 160])
        form = rng.choice(["glued", "glued", "title", "title+stub", "time+title"])
        if rng.random() < 0.3:
            out.add(None, [("navigation", rng.choice(self.language.furniture))], blank_post, blank_part)
        if self.style.asides and rng.random() < 0.6:
            told = [
                self._text(stranger)[: rng.choice([60, 90])].rstrip(".") for stranger in rng.sample(self.strangers, 4)
            ]
            stubs: list[tuple[Role, str]] = [("teaser", line) for line in [rng.choice(self.language.elsewhere), *told]]
            out.add(RenderedPost("teaser"), stubs, blank_post, blank_part)
            return
        for _ in range(rng.randint(2, 9)):
            a, b = (self._text(s) for s in rng.sample(self.strangers, 2))
            lines: list[tuple[Role, str]] = {
                "glued": [("teaser", (a + b)[:cut])],
                "title": [("teaser", a[:cut].rstrip("."))],
                "title+stub": [("teaser", a[:90].rstrip(".")), ("teaser", b[:cut])],
                "time+title": [("teaser", f"{rng.randint(1, 23)}h ago"), ("teaser", a[:90].rstrip("."))],
            }[form]  # type: ignore[assignment]
            out.add(RenderedPost("teaser"), lines, blank_post, blank_part)
