"""Sentences of a story that may stand in its digest, and which of them are fit to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from splitter.entities.forms import DEMONYMS
from splitter.sentences import PICTURES, split_sentences
from splitter.summarization.asides import without_aside
from splitter.summarization.base import LEAST_HEADLINE_WORDS, StoryPost
from splitter.summarization.corrections import is_correction, restates
from splitter.summarization.naming import NOBODY, Names, Who, with_name
from splitter.summarization.words import clip_words, count_words, is_first_person, squeeze, unquoted

_ENOUGH_CANDIDATES = 200
# Of a story of many posts fewer sentences of each are looked at, and at last only the latest posts, which tell how
# things stand, and the oldest, which tell what it is all about.
_MOST_OF_A_POST, _FEWEST_OF_A_POST = 26, 4
_MOST_POSTS = _ENOUGH_CANDIDATES // _FEWEST_OF_A_POST
_WHOLE_WORDS = 6  # With fewer, and a full stop, it is a label: "Breaking."
# A colon promises a quotation that a digest would leave out.
_FINISHED = re.compile(r"[.!?…][\"'’”)\]]*$")
# "The two remaining hostages" says of whom.
_THE_TWO = r"the two(?! (?:remaining|last|surviving|main|biggest|largest)\b)"
_DANGLING = re.compile(
    rf"(?:\w+ of them|{_THE_TWO}|(?:was|were) how|rather|instead|moreover|furthermore|indeed|nevertheless|nonetheless"
    r"|therefore|likewise|he|she|it|they|his|her|their|its|this|that|these|those|but|and|so|or|also|however|then|meanwhile"
    r"|yet|still|asked|another|both|as well|here|there|now|let[’']s|you can|we will|we[’']ll|i[’']ll"
    r"|i[’']m|watch|read|see|more)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(r"^(?:the majority\b|[^,“\"]{0,60}\b(?:of|to|in|with) (?:that|those|these) \w+)", re.IGNORECASE)
# "Responding to Hegseth's comments, he notes": who responds is "he", and nobody whom the phrase names.
_RESPONDING = re.compile(
    r"^(?:\w+ing|(?:when |if )?(?:asked|pressed|questioned))\b[^,]*, (?:he|she|they|it)\b", re.IGNORECASE
)
_REFERRING = re.compile(
    r"(?:(?:but|and|so|then|yet|also|however),? )*"
    rf"(?:he|she|they|his|her|their|its|both|{_THE_TWO}|\w+ of them|asked|that|this|those|these|was how|were how"
    r"|it (?:also )?(?:said|says|adds?|added|warn(?:s|ed)|confirm(?:s|ed))"
    r"|the (?:comments?|remarks?|move|announcement|decision|statement|warning) (?:comes?|came|follow(?:s|ed)))\b",
    re.IGNORECASE,
)
# "A seventh guard was killed" counts on from a sentence before it.
_ONE_MORE = re.compile(
    r"an? (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (?:\w+ )?(?:man|woman|boy|girl|child|person"
    r"|victim|suspect|body|officer|policeman|soldier|guard|sailor|passenger|explosion|blast) (?:was|has|had|is)\b",
    re.IGNORECASE,
)
# Behind "Lint says:", or "Here is a statement from Lint:", what follows is Lint's.
_INTRODUCES = re.compile(
    r"\b(?:said|says?|adds?|added|writes?|wrote|tweets?|tweeted|tells?|told|explains?|explained|argues?|argued|continues?"
    r"|continued|opens|begins|concludes?|concluded|responds?|responded|repl(?:ies|ied)"
    r"|(?:statement|reaction|response|comments?|email|tweet)s? from [^:]+)\b[^:.]{0,40}:$",
    re.IGNORECASE,
)
# "Hane says most were for obstruction": of what stands before.
_ELLIPTIC = re.compile(
    r"\b(?:den(?:ies|ied)|rejects?|rejected|dismiss(?:es|ed)) (?:the|this|that|these|those)"
    r" (?:reports?|claims?|allegations?|accusations?|suggestions?)\b"
    r"(?!,| (?:that|of|by|in|from|against|about|made|as|and|he|she|it|they)\b)"
    r"|^(?:[\w’'-]+ ){0,4}[\w’'-]+, for (?:example|instance),|\bthe previous (?:night|day|evening|morning|week)\b"
    r"|\b(?:says?|said|adds?|added) (?:that )?(?:most|some|many|all|none|both|two|three|four|five|six)"
    r" (?:was|were|is|are|has|have|had)\b",
    re.IGNORECASE,
)
# That something was said, and not what: nothing follows that says how ("has responded to the ban by expelling …").
_SAYS_HOW = r"\b(?:by|with|and|but|(?:say|condemn|welcom|call|urg|demand|deny|confirm|reject|warn)ing)\b"
_ON_WHAT = rf"(?: (?:(?!{_SAYS_HOW})[^,:]){{1,120}})?"
_ANNOUNCES = re.compile(
    r"\b(?:(?:has|have)(?: just| now)? (?:responded|reacted|replied)(?: to (?:[\w’'-]+ ){0,3}(?:claims?|criticism"
    r"|allegations?|comments?|remarks?|ruling|judge?ment|budget|announcement|report|news|statement|decision|speech"
    rf"|questions?){_ON_WHAT})?"
    r"|(?:has|have)(?: just| now)? (?:issued|released|sent|published|put out|tweeted)"
    rf" (?:an?|its|his|her|their|this)(?: \w+)? (?:response|statement|reaction){_ON_WHAT}"
    r"|(?:has|have) been (?:tweeting|speaking|talking) (?:about|to reporters|to the (?:media|press|BBC|Guardian))"
    rf"{_ON_WHAT}"
    r"|more details (?:have emerged|are emerging|are coming in)"
    rf"|(?:made|makes) the (?:points?|comments?|remarks?|claims?|statement) (?:in|at|to|on|during){_ON_WHAT})[.:]$",
    re.IGNORECASE,
)
# How things stood before what the next sentence tells.
_FOIL = re.compile(
    r"(?:before(?! (?:dawn|noon|\d))|until|\w+ (?:year|month|week)s? ago|last (?:year|month|week)|initially|originally"
    r"|previously|at first|in (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(r"(?:but|yet|however|now)\b", re.IGNORECASE)
# Of whatever stands before it.
_TURNS_IT = re.compile(
    r"but (?:that|this|it)\b[^.;:]{0,20}?\b(?:unlikely|untrue|wrong|false"
    r"|(?:not|\w+n[’']t) (?:(?:a )?likely|true|the case|so|happen|to be)\b)",
    re.IGNORECASE,
)
_ANSWERED = 2  # Sentences within which a claim is denied.
# Neither "claimed responsibility" nor "claimed three lives".
_CLAIMS = re.compile(
    r"\bclaim(?:s|ed|ing)\b(?! (?:responsibility|(?:\w+ ){0,3}li(?:fe|ves)\b))|\b(?:alleg|accus)(?:es?|ed|ing)\b"
    r"|\b(?:is|are) reporting\b|\bsuggestions? that\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"(?<!are )(?<!were )(?<!been )\bden(?:y|ies|ied)\b(?! (?:access|entry|bail|visas?))|\b(?:untrue|not true)\b"
    r"|\b(?:reject|dismiss)(?:s|es|ed) (?:(?:the|this|that|these|those|all|any) )?(?:\w+ )?"
    r"(?:reports?|claims?|allegations?|accusations?|suggestions?|it|this|that)\b",
    re.IGNORECASE,
)
# What a later post has most likely overtaken: "is expected to speak soon", "meets tonight".
_TO_COME = re.compile(
    r"\b(?:(?:shortly|soon)(?! (?:after|before|as)\b)|about to|all eyes|(?:is|are) expecting|will be \w+ing"
    r"|in the next (?:few|couple of) (?:minutes|hours)"
    r"|(?:is|are)(?: still| also| now)? (?:expected|due|set|scheduled) (?:to|at|for|later|this|tonight)"
    r"|(?:will|meets?|votes?|begins?|starts?|opens?)\b[^,.;]{0,60}"
    r" (?:tonight|later today|this (?:afternoon|evening)|at (?:noon|midday|midnight|\d)|within the hour)"
    r"|(?:tonight|later today|this (?:afternoon|evening))\b[^.;]{0,60}\bwill)\b",
    re.IGNORECASE,
)
# The same: "is now reporting 15 dead".
_AT_THE_MOMENT = re.compile(r"\b(?:currently|at the moment|(?:is|are|has|have) (?:now|just))\b", re.IGNORECASE)
# What a later sentence about the same has overtaken.
_PASSING = re.compile(
    r"\b(?:leads? by|this morning|(?:is|are) on (?:his|her|their|its) way"
    r"|(?:is|are) (?:not heading|heading|moving|stepping up|joining)|(?:has|have) not yet"
    r"|(?:flights?|services?|trains?|metro|airport|stations?|roads?|schools?)\b[^,.;]{0,60}\b(?:has|have) been"
    r" (?:suspended|halted|grounded|cancelled|closed|evacuated)|(?:has|have) (?:begun|started)"
    r"|(?:is|are)(?: still| also| again)? (?:down|up|off|closed|shut|blocked|facing|trading|on fire|burning|missing"
    r"|trapped|unaccounted|without (?:power|electricity))"
    r"|(?:are|were|been) (?:told|urged|advised|asked|ordered|warned) (?:to|not)"
    r"|should (?:avoid|boil|leave|stay|remain|keep|evacuate|expect))\b",
    re.IGNORECASE,
)
# The weather and prices.
_RUNNING = re.compile(
    r"\b(?:(?:heavy|light|scattered|wintry|thundery|odd) showers?|sunny (?:spells|intervals)|clear spells|breezy"
    r"|temperatures (?:of|will|peaking) |(?:FTSE|D(?:ax|AX)|C(?:ac|AC)|Dow(?! (?:Chemical|Jones owner))|Nikkei)\b"
    r"[^.;]{0,80}\b(?:up|down|points|higher|lower)\b"
    r"|(?:sterling|pound|euro|dollar|yen|rouble)\b[^.;]{0,60}(?:\bcents?\b|\$\d\.\d\d))"
)
# A record, or what came of something, is news however it goes on.
_LASTING = re.compile(r"\b(?:record|after)\b")
# That what was told before is not so.
_REVERSES = re.compile(
    r"\b(?:turn(?:s|ed) out (?:to (?:be|have)|that|not)|(?:are|is) now (?:saying|blaming)"
    r"|now (?:believes?|believed|thought) (?:that|to (?:be|have))|(?:is|are|was|were) not closed"
    r"|identified as an? (?:dummy|hoax|fake))\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
# A capital that is not the sentence's first, or a first word that is no function word.
_NAME = re.compile(
    r"(?<=\s)[^\W\d_a-z]\w+"
    r"|^(?!(?i:the|a|an|in|on|at|as|after|before|by|for|from|to|with|while|when|if|since|during|earlier|later|last|one"
    r"|\w+ing|\w+ly|\w+ed)\b)[^\W\d_a-z]\w+",
)
# Handles and addresses, and what a crawl glues to a sentence: links, credits, invitations.
_GLUE = re.compile(
    r"@\s?\w|#\s?\w|https?:|\bpic\.twitter|\btwitter\.com|(?i:\bread more\b|\bsign up (?:to|for|here)\b|\bphotograph: )"
    r"|(?i:\bbelow the line\b|\bour facebook page\b|\bgood (?:morning|afternoon|evening) from\b)"
    # Of a reader's comment.
    r"|\b\d{1,2} [A-Z][a-z]+ \d{4} \d{1,2}:\d{2}\s?[ap]m\b"
    r"|/(?:Getty|AFP|Reuters|AP|EPA|PA|Shutterstock|Rex|Alamy)\b|\bGetty Images\b"
)
# Pictures before a sentence, which mostly go with the one before; a flag names a country.
_LED_BY_PICTURES = re.compile(rf"^(?:(?![\U0001f1e6-\U0001f1ff✅❌])[{PICTURES}\ufe0f\u200d\s])+(?=\S)")
# "…, which.": the rest is lost. "Ola12 asks: …": a reader's question.
_BROKEN = re.compile(r" (?:which|whose|and|the)[.…]*$|^[\w.’'-]{2,30}(?: [\w.’'-]{2,30})? asks: (?![“\"])")
_MARKUP = re.compile(r"[<>]|\bhref\b|\[\s*\]")
_SAID = re.compile(
    r"\b(?:sa(?:id|ys|ying)|told|tells|add(?:s|ed)|warn(?:s|ed)|argu(?:es|ed)|ask(?:s|ed)|insist(?:s|ed)|call(?:s|ed)"
    r"|claim(?:s|ed)|confirm(?:s|ed)|announc(?:es|ed)|according|describ(?:es|ed)|tweet(?:s|ed))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Candidate:
    """A sentence of a story's post.

    Attributes:
        post: Place of the post among the story's, 0 the latest.
        place: Place of the sentence in its post, 0 the first.
        words: How many it has.
        leans: Whether its form speaks for its being readable only after the sentence before it.
        post_sentences: Those of its post that were looked at, unclipped, itself at its place.
        corrects: Whether its post takes back what an earlier one said.
        who: Whom its post does not name there, where that leaves no doubt; `text` has the name.
    """

    text: str
    post: int
    place: int
    words: int
    leans: bool
    post_sentences: tuple[str, ...] = ()
    corrects: bool = False
    who: Who = NOBODY

    @cached_property
    def unquoted(self) -> str:
        """The text without what stands in quotation marks."""
        return unquoted(self.text)

    @property
    def refers(self) -> bool:
        """Whether whom it is about stands in the sentence before it, whatever a model makes of it."""
        opens = _REFERRING.match(self.text) or _RESPONDING.match(self.text)
        one_more = self.place > 0 and _ONE_MORE.match(self.text)
        return bool(opens or one_more or _ELLIPTIC.search(self.unquoted))

    @property
    def spoken(self) -> bool:
        """Whether it is somebody's words, and only a sentence before it can say whose."""
        before = self.post_sentences[self.place - 1] if 0 < self.place < len(self.post_sentences) else ""
        introduced, quoted = _INTRODUCES.search(before) is not None, re.search(r"\w", self.unquoted) is None
        return not self.says_who and (introduced or quoted) and not self.who.speaks

    @property
    def announces(self) -> bool:
        """Whether it tells that something was said, and not what."""
        return _ANNOUNCES.search(self.text) is not None

    @cached_property
    def turned_at(self) -> int | None:
        """Place of a sentence close behind it that turns it: what is so after what was so, a denial after a claim."""
        behind = range(self.place + 1, min(self.place + 1 + _ANSWERED, len(self.post_sentences)))
        following = self.post_sentences[behind[0]] if behind else ""
        turned = _TURNS_IT.match(following) or (_FOIL.match(self.text) and _TURNS.match(following))
        if turned and not following.endswith("?"):
            return behind[0]
        if _CLAIMS.search(self.text) and not _DENIES.search(self.text):
            return next((n for n in behind if _DENIES.search(self.post_sentences[n])), None)
        return None

    @property
    def restates(self) -> bool:
        """Whether it says what the page had said, and the sentence behind it that this was wrong."""
        return self.corrects and restates(self.text)

    @cached_property
    def momentary(self) -> bool:
        """Whether it tells what is so at the moment, or is to come."""
        now = _AT_THE_MOMENT.search(self.unquoted) is not None and not self.reverses
        return now or self.to_come

    @cached_property
    def to_come(self) -> bool:
        """Whether it tells what is to come."""
        return _TO_COME.search(self.unquoted) is not None

    @cached_property
    def passing(self) -> bool:
        """The same, or what holds until a later sentence tells otherwise."""
        return self.momentary or (_PASSING.search(self.unquoted) is not None and not self.reverses)

    @cached_property
    def reverses(self) -> bool:
        """Whether it tells that what was told before is not so."""
        return _REVERSES.search(self.unquoted) is not None and not self.first_person

    @cached_property
    def running(self) -> bool:
        """Whether it gives the weather, or a price, of which only the latest counts."""
        return _RUNNING.search(self.unquoted) is not None and not _LASTING.search(self.unquoted)

    @property
    def says_who(self) -> bool:
        """Whether it holds a verb of saying outside quotation marks."""
        return _SAID.search(self.unquoted) is not None

    @property
    def unowned_quote(self) -> bool:
        """Whether it quotes without a word of who says it."""
        return self.unquoted != self.text and not self.says_who

    @property
    def first_person(self) -> bool:
        """Whether it is someone's words without the marks that would say so."""
        return is_first_person(self.unquoted)

    @property
    def first_person_anywhere(self) -> bool:
        """The same, words in quotation marks included."""
        return is_first_person(self.text)

    @property
    def glued(self) -> bool:
        """Whether it holds a handle or an address, or a link, a credit or an invitation that is no part of it."""
        return _GLUE.search(self.text) is not None

    @property
    def half_quoted(self) -> bool:
        """Whether a quotation opens or closes outside of it."""
        return half_quoted(self.text)

    @property
    def torn(self) -> bool:
        """Whether it is half a quotation or bracket or a question, or has in it what is no part of it."""
        asks = self.text.rstrip("\"'’”)").endswith("?")
        open_bracket = self.text.count("(") != self.text.count(")")
        broken = _BROKEN.search(self.text) is not None
        return self.half_quoted or asks or open_bracket or broken or self.glued or _MARKUP.search(self.text) is not None


def half_quoted(text: str) -> bool:
    """Whether a quotation opens or closes outside of a text."""
    return text.count("“") != text.count("”") or text.count('"') % 2 == 1


def find_candidates(posts: Sequence[StoryPost], max_words: int) -> list[Candidate]:
    """Sentences that may stand in the digest; titles only where a post has nothing else, or none tells anything.

    Args:
        posts: Latest first.
        max_words: Longer ones are clipped.

    Raises:
        ValueError: The posts hold no words.
    """
    promises: list[Candidate] = []
    names = Names(posts)
    for parts in (
        [p.body or _told_in_title(p) for p in posts],
        [p.title for p in posts],
        [p.captions for p in posts],
    ):
        found: list[Candidate] = []
        seen: set[str] = set()
        worded = [(n, told) for n, part in enumerate(parts) if (told := split_sentences(part))]
        if len(worded) > _MOST_POSTS:
            worded = worded[: _MOST_POSTS // 2] + worded[-_MOST_POSTS // 2 :]
        most = _most_of_a_post([len(told) for _, told in worded])
        for number, sentences in worded:
            corrects = is_correction(posts[number])
            own = tuple(without_aside(_LED_BY_PICTURES.sub("", squeeze(sentence))) for sentence in sentences[:most])
            for place, who in enumerate(names.of_post(posts[number].title, own)):
                # A correction is told whole, with what it takes back.
                who = NOBODY if corrects else who
                text = with_name(own[place], who)
                if text in seen or not re.search(r"\w", text):
                    continue
                seen.add(text)
                text = clip_words(text, max_words)
                found.append(Candidate(text, number, place, count_words(text), leans(text), own, corrects, who))
        if promises:
            found = [c for c in found if c.words >= LEAST_HEADLINE_WORDS]
        # A sentence that a crawl has cut off may have gone on to say the opposite.
        finished = [c for c in found if _FINISHED.search(c.text)]
        if finished or any(not c.text.endswith(":") for c in found):
            return finished or found
        # "The top stories this evening include:" tells less than a title does.
        promises = promises or found
    if promises:
        return promises
    raise ValueError("a story to be digested holds no words")


def _told_in_title(post: StoryPost) -> str:
    """The title of a post without prose where that is a whole sentence, as where a post is no more than one."""
    whole = post.title.rstrip("\"'’”)").endswith(".") and count_words(post.title) >= _WHOLE_WORDS
    return post.title if whole else ""


def _most_of_a_post(counts: Sequence[int]) -> int:
    """How many sentences of each post are looked at."""
    for most in range(_MOST_OF_A_POST, _FEWEST_OF_A_POST, -1):
        if sum(min(count, most) for count in counts) <= _ENOUGH_CANDIDATES:
            return most
    return _FEWEST_OF_A_POST


def leans(text: str) -> bool:
    """Whether a sentence can be read only after the one before it.

    It opens with a reference to it, counts what only that names, or says "he" or "she" before it has named anyone.
    """
    bare = unquoted(text)
    if _DANGLING.match(text) or _POINTING.search(text) or _RESPONDING.match(text) or _ELLIPTIC.search(bare):
        return True
    person = _PERSON.search(bare)
    if person is None:
        return False
    # A people is nobody who could be "he".
    return all(name.group() in DEMONYMS for name in _NAME.finditer(bare[: person.start()].strip()))
