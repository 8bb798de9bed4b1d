"""Pairs that a support model learns from: true sentences beside their posts, and the same with faults put in."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from splitter.entities.gazetteers import gazetteers
from splitter.evaluation.corruptions import SEEN, Surroundings, corrupted
from splitter.sentences import split_sentences
from splitter.summarization.base import StoryPost
from splitter.summarization.support import nearest
from splitter.summarization.wording import read
from splitter.summarization.words import squeeze
from training.rendering.casing import Truecaser, cased_post, cased_texts

_OTHERS = "another post's"
_COVERED, _NOT_COVERED = 0.75, 0.6
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Pair:
    """A sentence beside its posts' nearest sentences.

    Attributes:
        true: The sentence that it was made of.
        kind: The fault; empty where it has none.
    """

    sentence: str
    posts: str
    true: str
    kind: str


@dataclass(frozen=True)
class Told:
    """A true sentence, the posts that carry it, and sentences of the page's other posts."""

    sentence: str
    posts: tuple[StoryPost, ...]
    around: Surroundings
    others: tuple[StoryPost, ...] = ()


def digest_sentences(record: dict[str, Any], posts: Sequence[StoryPost], headlines: bool) -> Iterator[Told]:
    """What a reader wrote of a page, with the posts that each sentence cites, or with all of the story's."""
    for story in record["stories"]:
        own = [p["n"] for p in record["posts"] if p.get("story") == story["id"] and p["n"] < len(posts)]
        written = [(sentence["text"], sentence["sources"]) for sentence in story["digest"]]
        if headlines and written:
            written.append((story["headline"], own))
        others = tuple(post for n, post in enumerate(posts) if n not in own)
        for text, sources in written:
            cited = tuple(posts[n] for n in sources if n < len(posts))
            for sentence in split_sentences(text):
                if cited and len(sentence.split()) >= 4:
                    yield Told(squeeze(sentence), cited, _around([posts[n] for n in own], others), others)


def page_sentences(posts: Sequence[StoryPost], points: Sequence[str], chance: random.Random) -> Iterator[Told]:
    """Sentences, titles and key points of a page that its posts carry, as far as their words can tell."""
    for n in chance.sample(range(len(posts)), min(10, len(posts))):
        post = posts[n]
        others = tuple(one for i, one in enumerate(posts) if abs(i - n) > 1)
        body = [squeeze(one) for one in split_sentences(post.body)]
        around = _around([post], others)
        bare = StoryPost(post.id, "", post.body)
        if _holds(post.title, bare):
            yield Told(squeeze(post.title), (bare,), around, others)
        long = [one for one in body if 7 <= len(one.split()) <= 45]
        if long:
            yield Told(chance.choice(long), (post,), around, others)
    for point in points:
        best = max(posts, key=lambda post: len(_stems(post) & set(read(point).stems)), default=None)
        if best is not None and _holds(point, best):
            others = tuple(one for one in posts if one is not best)
            yield Told(squeeze(point), (best,), _around([best], others), others)


def pairs_of(told: Told, chance: random.Random) -> Iterator[Pair]:
    """The sentence as it is or in other words, and one that has a fault."""
    sentence = reworded(told.sentence, told.around, chance)
    # Among more posts than those that carry it it is as true.
    more = chance.sample(told.others, min(len(told.others), chance.choice([0, 0, 1, 2])))
    yield Pair(sentence, nearest(sentence, [*told.posts, *more]), sentence, "")
    kinds = list(SEEN)
    if chance.random() < 0.08 and told.others:
        posts = nearest(sentence, told.others)
        if len(set(read(posts).stems) & set(read(sentence).stems)) < _NOT_COVERED * len(set(read(sentence).stems)):
            yield Pair(sentence, posts, "", _OTHERS)
            return
    for kind in chance.sample(kinds, len(kinds)):
        if changed := corrupted(kind, sentence, told.around, chance):
            yield Pair(changed, nearest(changed, [*told.posts, *more]), sentence, kind)
            return


def reworded(sentence: str, around: Surroundings, chance: random.Random) -> str:
    """The sentence in other words that mean no more, as far as rules can tell; often as it is."""
    for change in chance.sample(_REWORDINGS, chance.choice([0, 1, 1, 2, 3])):
        changed = change(sentence, around, chance)
        if changed and len(changed.split()) >= 5:
            sentence = squeeze(changed)
    return sentence


def read_pages(
    corpus: Path, marks: Path, most: int, chance: random.Random
) -> tuple[list[tuple[dict[str, Any], list[StoryPost]]], list[tuple[list[StoryPost], list[str]]]]:
    """Marked pages with their records, and up to `most` other pages with their key points, cased again."""
    records = {r["id"]: r for r in (json.loads(f.read_text(encoding="utf-8")) for f in sorted(marks.glob("*.json")))}
    lists = gazetteers()
    listed = {word for name in lists.listed for word in name}
    truecase = Truecaser(cased_texts(marks), sorted(lists.words | lists.first_names | lists.surnames | listed))
    marked, plain = [], []
    with lzma.open(corpus, "rt", encoding="utf-8") as file:
        for row in file:
            page = json.loads(row)
            if page["id"] in records:
                marked.append((records[page["id"]], _posts(page, truecase)))
            elif len(page["posts"]) > 3:
                plain.append(page)
    taken = chance.sample(plain, min(most, len(plain)))
    others = [(_posts(page, truecase), [truecase(point) for point in page["summary"] or []]) for page in taken]
    return sorted(marked, key=lambda one: one[0]["id"]), others


def _posts(page: dict[str, Any], truecase: Truecaser) -> list[StoryPost]:
    return [cased_post(post, str(n), truecase) for n, post in enumerate(page["posts"])]


def _around(own: Sequence[StoryPost], others: Sequence[StoryPost]) -> Surroundings:
    return Surroundings(_sentences(own), _sentences(others[:12]))


def _sentences(posts: Sequence[StoryPost]) -> list[str]:
    return [squeeze(one) for post in posts for part in (post.title, post.body) for one in split_sentences(part)]


def _stems(post: StoryPost) -> set[str]:
    return {stem for one in _sentences([post]) for stem in read(one).stems}


def _holds(sentence: str, post: StoryPost) -> bool:
    """Whether a post has the most of a sentence's words and all of its numbers and names."""
    own = read(sentence)
    if not 5 <= len(sentence.split()) <= 40 or len(own.stems) < 3 or (own.turns and own.turns[0].kind == "if"):
        return False
    words, text = _stems(post), squeeze(post.body).lower()
    names = all(" ".join(run).lower() in text or not sentence.find(" ".join(run)) for run in own.names)
    numbers = all(n.lower() in text for n in re.findall(r"\d[\d,.]*\d|\d", sentence))
    return names and numbers and len(words & set(own.stems)) >= _COVERED * len(set(own.stems))


Rewording = Callable[[str, Surroundings, random.Random], "str | None"]


def _last_clause_dropped(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    if re.search(r"[“”\"]|\b(?:sa(?:id|ys)|if|unless|according)\b", sentence) or "," not in sentence:
        return None
    return sentence[: sentence.rindex(",")] + "."


def _aside_dropped(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    if re.search(r"[“”\"]", sentence):
        return None
    return re.sub(
        r", (?:who|which|the|a|an|aged|\d+)\b[^,]{2,60},(?= (?:has|have|is|was|will|said|says|told|had)\b)",
        "",
        sentence,
        count=1,
    )


def _opening_dropped(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    left = re.sub(r"^(?:But|And|So|However|Meanwhile|Earlier|Also|Now|Today|In a statement|On \w+day),? ", "", sentence)
    return left[:1].upper() + left[1:]


def _speaker_first(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    match = re.match(r"^([^“”\"]{10,}), ([^,“”\"]{3,40}) (says|said)\.$", sentence) or None
    if match is None:
        turned = re.match(r"^((?:[A-Z][^\s,]* ?){1,3}) (says|said) (?:that )?([^,“”\"]{10,})\.$", sentence)
        return f"{turned[3][:1].upper()}{turned[3][1:]}, {turned[1]} {turned[2]}." if turned else None
    return f"{match[2][:1].upper()}{match[2][1:]} {match[3]} {match[1][:1].lower()}{match[1][1:]}."


def _joined(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    others = [s for s in around.story if 4 <= len(s.split()) <= 14 and s != sentence and s[-1:] == "."]
    others = [s for s in others if not re.search(r"[“”\"]|^(?:he|she|it|they|his|her|but|and)\b", s, re.I)]
    if not others or sentence[-1:] != "." or len(sentence.split()) > 22:
        return None
    return f"{sentence[:-1]}{chance.choice([', and ', '; ', ', while '])}{chance.choice(others)}"


def _said(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    one, other = chance.choice([("said", "says"), ("says", "said"), ("said", "told reporters"), ("says", "has said")])
    return re.sub(rf"\b{one}\b(?! to)", other, sentence, count=1)


def _number_written(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    number = chance.randint(2, 10)
    word = _NUMBERS[number - 2]
    sentence = re.sub(r"\bper ?cent\b", "%", sentence)
    if chance.random() < 0.5:
        return re.sub(rf"(?<![\d.,£$€:]){number}(?= [a-z])(?! (?:million|billion))", word, sentence)
    return re.sub(rf"\b{word}\b", str(number), sentence)


def _day_dropped(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    return re.sub(
        r" (?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: morning| evening)?|this (?:morning|afternoon|evening)|today|yesterday)(?=[,. ])",
        "",
        sentence,
        count=1,
    )


def _shorter_words(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    for old, new in chance.sample(_LIKE, len(_LIKE)):
        changed = re.sub(rf"\b{old}(?!\w)", new, sentence, count=1)
        if changed != sentence:
            return changed
    return None


_LIKE_WORDS = (
    "has been/was|have been/were|is going to/will|in order to/to|as well as/and|announced that/said|about (?=\\d)/around "
    "|around (?=\\d)/about |more than/over|over/more than|because of/due to|due to/because of|currently/now|however/but"
    "|the United States/the US|the United Kingdom/the UK|prime minister/PM|PM/prime minister|which is/that is"
    "|also /|really /|very /|that /|is not/isn't|did not/didn't|don't/do not|can't/cannot|won't/will not"
    "|children/kids|police officers/officers|begin/start|began/started|started/began|ended/finished"
    "|speaking/talking|spoke/talked|help/assist|seek/look for|attempt/try|requested/asked for"
    "|hurt/injured|injured/hurt|wounded/injured|following/after|prior to/before|near/close to"
    "|large/big|big/large|huge/very large|urged/called on|called on/urged|expects to/is expected to|purchase/buy"
    "|approximately/about|nearly/almost|almost/nearly|discuss/talk about|talks/discussions|says/said"
    "|reported/said|quickly/fast|obtain/get|demonstrators/protesters|protesters/demonstrators|firm/company"
    "|company/firm|blaze/fire|probe/investigation|bid/attempt|row/dispute|slams/criticises|quits/resigns"
    "|MPs/members of parliament|vote/ballot|cash/money|jail/prison|prison/jail|cops/police|hit out at/criticised"
)
_LIKE = [pair.split("/") for pair in _LIKE_WORDS.split("|")]
_REWORDINGS: list[Rewording] = [
    _last_clause_dropped, _aside_dropped, _opening_dropped, _speaker_first, _joined, _said, _number_written,
    _day_dropped, _shorter_words, _shorter_words,
]  # fmt: skip
