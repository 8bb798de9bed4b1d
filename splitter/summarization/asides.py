"""What a sentence opens with before its news: "But as we wait, let me bring you the news that …"."""

from __future__ import annotations

import re

_REACH = r"[^“”\":;()]"
_LET = rf"{_REACH}{{0,80}}?\blet(?:[’']s| us| me)\b"
_BLOG = r"\b(?:let (?:me|us)|let[’']s|i|we|(?:i|we)[’']\w+)\b"
# "Yesterday we brought you the news that" is none: without it, old news would read as new. Nor is what carries a doubt
# ("we're hearing reports that").
_ASIDE = re.compile(
    rf"(?:{_REACH}{{0,80}}?{_BLOG}{_REACH}{{0,40}}?\bbring(?:ing)? you"
    r" (?:(?:the|some|more|breaking|sad|good) )*news that"
    rf"|{_LET}{_REACH}{{0,30}}?\b(?:look|turn|move|go|cross|head)\b{_REACH}{{0,40}}?\belsewhere as"
    r"|(?:and )?(?:some )?more(?: now)? on the (?:breaking )?news that"
    r"|(?:(?:this )?just in|breaking(?: news)?|news ?flash|heads[- ]up):"
    r"|in case you(?:[’']ve| have)? missed it,"
    r"|(?:turning|returning|moving|going)(?: back| on)? to (?=(?-i:[A-Z])|the\b)[^,.;:“”\"]{2,60}"
    r" for a (?:moment|second|minute),"
    r"|(?:now )?back (?:to|with|in|on) (?=(?-i:[A-Z])|the\b)[^,.;:“”\"]{2,40}, (?:and|where)"
    r"|on a (?:lighter|brighter|happier|related|more (?:serious|positive)) note,"
    r"|in (?:(?:other|better|happier|further|more) )+news,"
    r"|(?:and )?(?:while|as|since) we[’']re on the (?:subject|topic) of [^,.;:“”\"]{2,40},"
    r"|as we(?:[’']ve| have)? (?:just |already )?(?:mentioned|reported|noted)(?: (?:earlier|before|above|already))*,)"
    r" (?!here\b)",
    re.IGNORECASE,
)

# Only before a name, a figure, or who or what is told of: not "But for the rain", "But down 10%", "But the rest died".
_TIE = re.compile(
    r"(?:(?i:but|and|meanwhile|separately|elsewhere|finally),?|(?i:however),) "
    r"(?=[^\W\d_a-z]|[“\"£$€\d]|(?:an?|there|no|the(?! (?:rest|latter|former|opposite|same|others?)\b))\b)"
)


def without_tie(sentence: str) -> str:
    """A sentence without the "But" that ties it to one that does not stand before it, with a capital there."""
    return _without(sentence, _TIE)


def without_aside(sentence: str) -> str:
    """A sentence from where its news begins, with a capital there."""
    return _without(sentence, _ASIDE)


def _without(sentence: str, opening: re.Pattern[str]) -> str:
    found = opening.match(sentence)
    if found is None:
        return sentence
    news = sentence[found.end() :]
    capital = news[:1].upper()
    # The capital of a ligature is two letters, which stand nowhere in the post.
    return capital + news[1:] if len(capital) == 1 else news
