"""A story's headline, from its posts' own titles or sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from splitter.encoder import TextEncoder
from splitter.summarization import gate
from splitter.summarization.base import HEADLINE_WORDS, LEAST_HEADLINE_WORDS, StoryPost
from splitter.summarization.candidates import half_quoted, leans
from splitter.summarization.corrections import restates, taken_back
from splitter.summarization.headline_model import HeadlineModel, clip_at_part, refers, word_evidence
from splitter.summarization.selector import numbers_in
from splitter.summarization.wording import read
from splitter.summarization.words import as_it_stands, count_words, squeeze, without_brackets

_AS_NEAR, _SHOWN = 0.02, 0.05  # Cosines.
_SHARED = 2  # Content words.
# So that no choice hangs on the last digits of a sum.
_DIGITS = 3
_TAIL = re.compile(
    r"\s*[:–—|-]\s*(?:video(?: report)?|live(?: updates)?|watch live|as it happened|what we know|first report"
    r"|summary|in pictures|audio|latest)\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:breaking(?: news)?:?\s*(?=[A-Z])|update:\s*"
    r"|(?:watch|listen|video|the agenda|quick explainer)(?:\s*:\s*|\s+[–-]\s+)(?=[A-Z\d‘“'\"]))",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"^(?:summary|what we know|latest|more|update|breaking news|here it is|analysis|reaction)\W*$"
    r"|^(?:thanks?(?: you)? for|more reaction|your (?:views|comments)|good (?:morning|afternoon|evening)(?! america\b)"
    r"|welcome (?:back|to (?:our|the|today))|at a glance|in summary)\b"
    r"|^(?:(?:post )?your (?:photos|questions)|get involved|an important message)"
    r"(?:\W*$|:| (?:on|of|about|from|with|for)\b)",
    re.I,
)
# That somebody spoke, and not what was said: "The mayor's speech", in which no word could be a verb.
_OCCASION = re.compile(
    r"^(?!.*(?:\b(?:to|as|over|after|:)\b|\w[^\W’'s]s\b|\w(?:ed|ing)\b(?<!briefing)))"
    r".*\b(?:speech|interview|briefing|statement|press conference|monologue|letter|evidence|q ?& ?a)$"
    r"|^(?:the )?(?:key|main) (?:points|quotes|moments|lines) (?:from|of)\b",
    re.IGNORECASE,
)
# What shows a matter rather than tells it, and what opens with a quotation, before whose it is.
_SHOWS = re.compile(
    r"^(?:['‘“\"]|(?:chart|graphic|map|cartoon(?:ist)?|analysis|opinion|comment|profile|explainer|in pictures|sketch"
    r"|a (?:word|look) (?:with|at)|what|how|why|who)\b)|\?['’”\"]?$",
    re.IGNORECASE,
)
# The blog speaking of itself, "We're stepping away from…", or somebody unnamed; not "We will strike, says the union".
_OF_THE_BLOG = re.compile(
    r"^(?:we|i|let|my|our)(?:[’'](?:re|ll|ve|m|d|s))?\b(?!.*(?:[”\"’']\B|\b(?:says?|said|tells?|told|warns?|insists?)\b))",
    re.IGNORECASE,
)
# What the digest of a later post has most likely overtaken.
_PASSING = re.compile(
    r"\b(?:(?:told|urged|ordered|warned|advised|due|set|expected) to|missing|begins?|starts?|under ?way|soon|shortly"
    r"|awaits?|awaited|watch live)\b",
    re.IGNORECASE,
)
# "Princess to visit Leeds"; what has a verb before its "to" may tell what was done: "Union refuses to call off strike".
_TO_BE_DONE = re.compile(
    r"^(?:(?!\w*(?:[^s\W]s|ed)\b|(?:agree|vote|beat|win|won|say|sent|taken|known|found|lost|back|free|left|set|up|try|want"
    r"|right|no|plan|call|bid)\b)[\w’'&-]+ ){1,6}to (?!(?:prison|jail|court|hospital|police)\b)[a-z]+\b"
)
# "Ada Hale, the governor, has …": at the opening, so that it is of whoever is named there, and without a verb, so that
# no "the ministry alleges" is lost.
_APPOSITION = re.compile(
    r"^(?P<who>(?!(?:In|On|At|After|Before|With|For|As|While|When|If|Since|From|By|To|Under|\w+ing)\b)[^,;:“”\"()]{2,60}),"
    r" (?:(?:the|an?|one of|[\w’' ]{1,40}[’']s?) (?:(?!\b(?:has|have|had|is|are|was|were|will|would|says?|said|told"
    r"|found|understands|believes?|hopes?|thinks?|claims?|alleges?|rules?|warns?|insists?|\w+ed)\b)[^,;:“”\"()]){2,80}"
    # A clause between commas limits nothing.
    r"|(?:who|which) [^,;:“”\"()]{2,80}),"
    r" (?=(?:is|are|was|were|has|have|had|will|would|could|may|might|can|must|should|\w+(?:s|ed)|told|began|won)\b)"
)
_IT = re.compile(r"\b(?:it|them)\b", re.IGNORECASE)


def make_headlines(
    stories: Sequence[tuple[Sequence[StoryPost], Sequence[str]]], encoder: TextEncoder, model: HeadlineModel
) -> list[str]:
    """Of each story at most 14 words: that of its titles which tells what the digest tells, else from its sentences.

    What is too long is cut where the gate's fixed checks let the cut through, and only where none is to be had clipped.

    Args:
        stories: Of each the posts, latest first, and the digest's sentences, at least one.
        encoder: The bundled one, which reads titles and what is too long.
        model: Says which stretch of the latter makes a headline.
    """
    titles = [_titles(posts, sentences[0]) for posts, sentences in stories]
    fitting = _fitting(titles, [sentences[0] for _, sentences in stories], encoder)
    texts = [
        [] if found else _texts(own, sentences)
        for found, own, (_, sentences) in zip(fitting, titles, stories, strict=True)
    ]
    # Most cuts are made of the first text; of many stories these are read at once.
    first = [own[0] for own in texts if own and count_words(own[0]) > HEADLINE_WORDS]
    evidence = dict(zip(first, word_evidence(first, encoder), strict=True))

    def stretches(text: str) -> list[str]:
        read = evidence[text] if text in evidence else word_evidence([text], encoder)[0]
        return model.stretches(text, read, HEADLINE_WORDS)

    return [
        found or _made(posts, own_titles, own, stretches)
        for found, (posts, _), own_titles, own in zip(fitting, stories, titles, texts, strict=True)
    ]


def _titles(posts: Sequence[StoryPost], first_sentence: str) -> list[str]:
    """Titles that may be a headline or be cut to one, latest first.

    Args:
        posts: The story's, latest first.
        first_sentence: The digest's.
    """
    needle = as_it_stands(first_sentence)
    own = next((n for n, post in enumerate(posts) if needle in squeeze(post.body)), len(posts))
    told = [
        tidy
        for n, post in enumerate(posts)
        if (tidy := _tidy(post.title))
        and not _EMPTY.match(tidy)
        and not (n > own and (_PASSING.search(post.title) or _TO_BE_DONE.match(tidy)))
    ]
    return _current([title for title in dict.fromkeys(told) if not _OF_THE_BLOG.match(title)], posts)


def _fitting(titles: Sequence[Sequence[str]], first_sentences: Sequence[str], encoder: TextEncoder) -> list[str | None]:
    """Of each story's titles the one that is a full headline and nearest to the digest's first sentence."""
    full = [[t for t in own if count_words(t) <= HEADLINE_WORDS and not _is_label(t)] for own in titles]
    several = [n for n, own in enumerate(full) if len(own) > 1]
    found = [own[0] if own else None for own in full]
    vectors = encoder.encode([text for n in several for text in (first_sentences[n], *full[n])])
    starts = np.cumsum([0, *(len(full[n]) + 1 for n in several)])
    for n, first in zip(several, starts, strict=False):
        first_sentence, *others = vectors[first : first + len(full[n]) + 1]
        # Of those as near as each other the latest tells the latest state.
        near = np.round(np.stack(others) @ first_sentence, _DIGITS)
        near[[_SHOWS.search(title) is not None for title in full[n]]] -= _SHOWN
        found[n] = full[n][int(np.argmax(near >= near.max() - _AS_NEAR))]
    return found


def _is_label(title: str) -> bool:
    """Whether a title says what a post is about, or who spoke, and not what happened."""
    return count_words(title) < LEAST_HEADLINE_WORDS or _OCCASION.match(title) is not None


def _current(titles: Sequence[str], posts: Sequence[StoryPost]) -> list[str]:
    """Titles, latest first, without those of whose figures a later one, or a later post, has others."""
    numbers = [numbers_in(title) for title in titles]
    stale = gate.staleness(posts)
    return [
        title
        for n, title in enumerate(titles)
        # "Two die", then "toll rises to three": the gate, which asks for the same things counted, would not see it.
        if not any(numbers[n] - later and later - numbers[n] for later in numbers[:n])
        and not stale(title)
        and not taken_back(title, posts)
    ]


def _texts(titles: Sequence[str], sentences: Sequence[str]) -> list[str]:
    """What a headline can be cut from, the best first."""
    longer = [title for title in titles if count_words(title) > HEADLINE_WORDS][:1]
    sentences = [without_brackets(sentence) for sentence in sentences]
    if restates(sentences[0]):
        # Of both, or of what is so alone: a cut that ends with the mistake would tell that.
        return [*longer, " ".join(sentences[:2]), *sentences[1:2]]
    told_alone = [
        text for text in sentences if not (_OF_THE_BLOG.match(text) or half_quoted(text) or leans(text) or refers(text))
    ]
    of_the_first = [text for text in told_alone[1:] if _is_of(told_alone[0], text)]
    return [*longer, *told_alone[:1], *of_the_first] or [_closed(text) for text in sentences]


def _closed(text: str) -> str:
    """A sentence without the quotation that it opens and does not close."""
    opening = max(text.rfind("“"), text.rfind('"'))
    before = text[:opening].rstrip(" ,:–-")
    return before if half_quoted(text) and count_words(before) >= LEAST_HEADLINE_WORDS else text


def _is_of(first: str, text: str) -> bool:
    """Whether a later sentence names what the first one tells of, and is no detail of it alone."""
    return not _IT.search(text) and len(set(read(first).stems) & set(read(text).stems)) >= _SHARED


def _made(
    posts: Sequence[StoryPost], titles: Sequence[str], texts: Sequence[str], stretches: Callable[[str], list[str]]
) -> str:
    label = next(
        (t for t in titles if LEAST_HEADLINE_WORDS - 1 <= count_words(t) <= HEADLINE_WORDS and _is_label(t)), None
    )
    for n, text in enumerate(texts):
        if n and label:
            break
        if count_words(text) <= HEADLINE_WORDS:
            return text.removesuffix(".")
        bare = _APPOSITION.sub(r"\g<who> ", text)
        cuts = stretches(text)
        if count_words(bare) <= HEADLINE_WORDS:
            cuts = [*cuts, bare.removesuffix(".")]
        elif bare != text:
            cuts = [*cuts, *stretches(bare)]
        for cut in cuts:
            if gate.carried_by(cut, posts)[1].passed:
                return cut
    if label:
        return label
    clipped = [clip_at_part(text, HEADLINE_WORDS) for text in texts]
    # "…, the union said" is lost where a sentence is clipped before it.
    passed = (text for text in clipped if gate.carried_by(text.removesuffix("…"), posts)[1].passed)
    return next(passed, clipped[0])


def _tidy(title: str) -> str:
    return _LABEL.sub("", _TAIL.sub("", squeeze(title))).strip().removesuffix(":")
