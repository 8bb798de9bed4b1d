"""What each post is for, told from its lines by a small network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from splitter.document import PostKind
from splitter.segmentation.anatomy import Anatomy
from splitter.segmentation.forms import is_summary_title
from splitter.segmentation.roles import ROLES, Role

KINDS: tuple[PostKind, ...] = ("update", "summary", "roundup", "transition", "media", "teaser")

_TRANSITION = re.compile(
    r"^(?:good (?:morning|afternoon|evening|night|day)\b|hello\b|hi\b|welcome\b|(?:good)?bye\b|(?:and )?that(?:[’']s| is) (?:it|all)\b"
    r"|(?:we[’']re|we are|i[’']m|i am) (?:now )?(?:stepping away|closing|wrapping|handing|signing off|going to (?:leave|close|pause))"
    r"|(?:our |the )?live (?:coverage|updates|reporting|page)\b|our (?:live )?coverage\b|scroll down\b|note that these"
    r"|thank(?:s| you) for (?:reading|following|joining|your company)|news,? (?:sport|travel|weather)\b|get involved|join us|follow us"
    r"|get in touch|stay with us|time to (?:go|hand|sign)|(?:i|we)[’']ll be (?:back|closing|handing)|comments are (?:now )?open"
    r"|have your say|from the comments\b|that is where (?:i|we)[’']ll leave|i[’']m off (?:for|to)\b|we use cookies\b"
    r"|(?:q ?& ?a:? )?how have you been affected|tell us\b|bonjour|bonsoir|merci de|guten (?:morgen|tag|abend)|willkommen|buen[oa]s"
    r"|bienvenid|buon(?:giorno|asera)|benvenut|bo[am] (?:dia|tarde|noite)|obrigado|gracias por|grazie per|vielen dank)",
    re.IGNORECASE,
)
_TRANSITION_ANYWHERE = re.compile(
    r"\bwe(?:[’']ll| will) be back (?:at|on|tomorrow|from|with)\b|\b(?:live updates|our (?:live )?coverage)\b"
    r".{0,80}\b(?:finished|ended|has now closed|resume)|\bscroll down for\b|\bstepping away from\b"
    r"|\bto cover breaking news\b|\b(?:this|the|our) (?:live ?blog|blog) is (?:now )?clos"
    r"|\b(?:i am|i[’']m) (?:wrapping|closing|handing) (?:up|over|this)|\bce direct\b.{0,40}\b(?:terminé|clos|suspend)"
    r"|liveblog.{0,30}(?:beend|schlie|ende)|cerramos|chiudiamo|encerramos|la diretta finisce",
    re.IGNORECASE,
)
_ROUNDUP = re.compile(
    r"^(?:also (?:on the agenda|today|coming up|happening)|in brief|(?:the )?agenda\b|coming up\b|in other news|news in brief|round-?up\b"
    r"|the (?:papers|diary|week ahead)\b|latest news in|elsewhere in brief|what the papers say|on the front pages?)|\bround-?up$|\bin brief$"
    r"|\blatest news in the world of|^brèves|^kurz(?:meldungen| gemeldet)|^breves|^brevi\b|kurznachrichten",
    re.IGNORECASE,
)
_LOOK = re.compile(
    r"\b(?:watch|pictured|picture|photo|photos|photograph|video|gallery|clip|image|cartoon|front page|listen|footage|proverb|see more"
    r"|read (?:more|the full)|full story|in pictures|take a look|you can (?:watch|read|see)|vidéo|en images|im video|bilder|vídeo|fotos)\b",
    re.IGNORECASE,
)
_TRAVEL = re.compile(
    r"^(?:(?:latest )?(?:travel|weather|headlines|sport|news)\b|(?:morning|evening) headlines)", re.IGNORECASE
)
# A line cut off in mid-sentence, or one whose headline and text a crawl has run together.
_CUT = re.compile(r"[\w,'’-]$|…$|\.\.\.$|[a-z][.?!’]?[A-Z][a-z]+ ")

_LIVE = (
    r"(?:live(?: ?(?:blog|ticker|updates?|coverage))?|newsticker|(?:en |im )?direct|(?:en )?directo|en vivo|(?:in )?diretta"
    r"|ao vivo|em direto|as it happened)"
)
# "Live exports banned" tells news.
_PAGE_TITLE = re.compile(rf"\W*{_LIVE}(?:\s*[:|]|\s+[–—-])\s|.*(?:[:|]|\s[–—-])\s*{_LIVE}\W*$", re.IGNORECASE)

# Where a line's place says that it is no post's, less will do: "Harbour fire live", "Dam failure: updates".
_LONE_TITLE = re.compile(
    r".*(?:[:|]|\s[–—-])\s*(?:(?:the|all|live|latest)\s+)*(?:updates|latest)\s*"
    r"|(?P<topic>.*\w)\s+(?:live(?: ?blog| updates| coverage)?|as it happened)\s*",
    re.IGNORECASE,
)
# "Where the poor live"; "A place to live", "Radio station goes live".
_CLAUSE = re.compile(r"\b(?:how|that|what|where|which|who|whose|why)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:to|we|us|you|they|people|go|goes|going|went|gone|can|could|may|must|should|will|would|let|shown|watch|plays"
    r"|broadcast|streamed|and|or|not|still)$",
    re.IGNORECASE,
)

_TRANSITION_KIND = KINDS.index("transition")
_CLEAR = 0.5
_OWN = 21
_HIDDEN = 128
FEATURES = 2 * _HIDDEN + len(ROLES) + 3 * _OWN + 2
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")


class KindModel(nn.Module):
    """Scores the kinds of posts."""

    def __init__(self) -> None:
        super().__init__()
        # What the network made of the lines must not outweigh what a post says of itself.
        self.less = nn.Dropout(0.85)
        self.enter = nn.Linear(FEATURES, 64)
        self.drop = nn.Dropout(0.3)
        self.score = nn.Linear(64, len(KINDS))

    def forward(self, posts: Tensor) -> Tensor:
        """Logits of shape (posts, kinds) from features of shape (posts, FEATURES)."""
        states, own = posts[..., : 2 * _HIDDEN], posts[..., 2 * _HIDDEN :]
        scores: Tensor = self.score(self.drop(torch.relu(self.enter(torch.cat([self.less(states), own], dim=-1)))))
        return scores

    def kinds(self, features: NDArray[np.float32]) -> list[PostKind]:
        """The likeliest kind of each post; a transition only where that is likelier than all the others together."""
        if not len(features):
            return []
        with torch.inference_mode():
            scores = self(torch.from_numpy(features))
        likely = np.round(torch.softmax(scores, dim=-1).numpy(), 3)
        # No story has a transition, so short news taken for one would be lost.
        likely[likely[:, _TRANSITION_KIND] < _CLEAR, _TRANSITION_KIND] = 0
        return [KINDS[k] for k in likely.argmax(axis=1)]


def opens_with_title(anatomies: Sequence[Anatomy], roles: Sequence[Sequence[Role]]) -> bool:
    """Whether the first of a page's posts, in page order, is the page's own title: one line, beside posts with times."""
    first = anatomies[0]
    if len(roles[0]) > 1 or first.time or not any(anatomy.time for anatomy in anatomies):
        return False
    line = first.title or first.telling_text or first.caption_text
    return is_page_title(line, lone=anatomies[1].time is not None)


def is_page_title(line: str, *, lone: bool = False) -> bool:
    """Whether a line says of itself that it heads a live page.

    Args:
        line: The page's first.
        lone: It stands alone before the first post's time.
    """
    return _PAGE_TITLE.match(line) is not None or (lone and _is_lone_title(line))


def _is_lone_title(line: str) -> bool:
    found = _LONE_TITLE.fullmatch(line)
    topic = found and found["topic"]
    return found is not None and not (topic and (_CLAUSE.search(topic) or _VERB.search(topic)))


def kind_features(
    anatomies: Sequence[Anatomy],
    roles: Sequence[Sequence[Role]],
    states: Sequence[NDArray[np.float32]],
) -> NDArray[np.float32]:
    """Features of a page's posts, in page order.

    Args:
        anatomies: Each post's parts.
        roles: Roles of each post's lines.
        states: The network's states of each post's lines, each of shape (lines, hidden).

    Returns:
        Shape (posts, FEATURES): states, roles, and how a post and its neighbours read.
    """
    n = len(anatomies)
    if not n:
        return np.zeros((0, FEATURES), dtype=np.float32)
    own = np.array([_own(a, r) for a, r in zip(anatomies, roles, strict=True)], dtype=np.float32)
    lines = np.array([[sum(role == told for told in post) / len(post) for role in ROLES] for post in roles])
    first = np.array([state[0] for state in states])
    mean = np.array([state.mean(axis=0) for state in states])
    # A stub among stubs at the page's end is one; a short post alone is not.
    before = np.concatenate([own[:1], own[:-1]])
    tail = np.cumsum(own[::-1], axis=0)[::-1] / np.arange(n, 0, -1)[:, None]
    return np.concatenate([first, mean, lines, own, before, tail, _echoes(anatomies)], axis=1).astype(np.float32)


def _echoes(anatomies: Sequence[Anatomy]) -> NDArray[np.float64]:
    """How much of a post the other posts say, too, and how much more than usual: a recap repeats its page."""
    said = [{word[:6] for word in _WORD.findall(f"{a.title or ''} {a.body_text[:2000]}".lower())} for a in anatomies]
    posts_with = Counter(word for words in said for word in words)
    shares = np.array([sum(posts_with[word] > 1 for word in words) / max(1, len(words)) for words in said])
    return np.stack([shares, shares - shares.mean()], axis=1)


def _own(anatomy: Anatomy, roles: Sequence[Role]) -> list[float]:
    # Nothing of where it stands on the page: on one of a few posts every post is about the first or the last.
    title = anatomy.title or ""
    body = anatomy.body_text
    opening = anatomy.body[0].text if anatomy.body else ""
    words = len(title.split()) + len(body.split())
    whole = f"{title}\n{body[:600]}"
    return [
        float(bool(title)),
        float(bool(body)),
        float(bool(anatomy.captions)),
        float(bool(anatomy.time)),
        float(bool(anatomy.author)),
        min(words, 300) / 100,
        float(words <= 18),
        float(words <= 30),
        float(words > 90),
        min(len(roles), 20) / 10,
        float(words == 0),
        float(title != "" and body.strip(" .").lower() == title.strip(" .").lower()),
        float(bool(_TRANSITION.search(title) or _TRANSITION.search(opening))),
        float(bool(_TRANSITION_ANYWHERE.search(whole))),
        float(is_summary_title(title) or (not title and is_summary_title(opening[:80]))),
        float(bool(_ROUNDUP.search(title) or (not title and _ROUNDUP.search(opening[:80])))),
        float(bool(_LOOK.search(whole))),
        float(bool(_TRAVEL.search(title))),
        float(whole.rstrip().endswith(":")),
        float(bool(_CUT.search((body or title)[-120:]))),
        float(len(roles) <= 2),
    ]
