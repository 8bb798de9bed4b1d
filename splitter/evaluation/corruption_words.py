"""Words that faults are made of: opposites, days, spans of time, verbs and what they are without their past."""

from __future__ import annotations

from typing import Final

from splitter.summarization.lexicon import MONTHS

_OPPOSITE_WORDS = (
    "rose/fell rises/falls rise/fall rising/falling risen/fallen won/lost wins/loses win/lose increased/decreased"
    " increase/decrease increases/decreases up/down higher/lower more/fewer backed/opposed backs/opposes"
    " back/oppose supports/opposes supported/opposed support/oppose accepted/rejected accepts/rejects"
    " accept/reject opened/closed opens/closes open/close opening/closing gained/lost before/after joined/left"
    " ahead/behind first/last best/worst began/ended begins/ends begin/end arrived/left arrives/leaves"
    " confirmed/denied confirms/denies confirm/deny praised/criticised praises/criticises praise/criticise"
    " success/failure succeeded/failed safe/unsafe guilty/innocent raised/cut raises/cuts raise/cut for/against"
    " north/south east/west northern/southern eastern/western inside/outside above/below early/late men/women"
    " man/woman son/daughter father/mother buy/sell bought/sold buys/sells include/exclude including/excluding"
    " legal/illegal strong/weak stronger/weaker largest/smallest biggest/smallest highest/lowest most/least"
    " agreed/refused agrees/refuses agree/refuse allowed/banned allows/bans allow/ban alive/dead survived/died"
    " attack/defend attacked/defended attacks/defends ally/rival allies/rivals released/arrested remain/leave"
)
_OPPOSITES = [pair.split("/") for pair in _OPPOSITE_WORDS.split()]
OPPOSITE: Final = {one: other for a, b in _OPPOSITES for one, other in ((a, b), (b, a))}
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES: Final = tuple(month.capitalize() for month in MONTHS.split()[:12])
TIMES: Final = ("yesterday", "today", "tomorrow", "tonight")
PERIODS: Final = ("morning", "afternoon", "evening", "hour", "week", "month", "year", "decade", "minutes", "hours",
                   "days", "weeks", "months", "years", "decades")  # fmt: skip
WORDED: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozen", "hundred",
                  "thousand", "million", "billion", "half", "third", "second", "double")  # fmt: skip
HEADS = (
    r"(?:wife|husband|son|daughter|mother|father|brother|sister|widow|partner|family|friends?|relatives?|lawyers?"
    r"|aides?|allies|ally|spokes(?:man|woman|person)|leader|head|chief|chairman|director|deputy|secretary|members?"
    r"|supporters?|critics?|opponents?|victims?|rivals?|owners?|residents|part|most|outskirts|coast|north|south|east"
    r"|west)"
)
SMALL: Final = ("of", "in", "to", "for", "the", "a", "and", "with", "on", "at", "from", "by", "as", "that", "after",
                "has", "have", "had", "was", "were", "is", "are")  # fmt: skip
HELPING: Final = ("has", "have", "had", "was", "were", "be", "been", "being", "is", "are", "not", "never", "get",
                  "gets", "got")  # fmt: skip
_DONE_WORDS = (
    "won/win lost/lose told/tell made/make took/take gave/give went/go came/come met/meet left/leave voted/vote"
    " agreed/agree confirmed/confirm closed/close opened/open arrested/arrest signed/sign resigned/resign"
    " attended/attend announced/announce accepted/accept killed/kill found/find saw/see paid/pay sold/sell"
    " bought/buy broke/break began/begin held/hold rose/rise fell/fall called/call asked/ask reported/report"
    " revealed/reveal received/receive reached/reach scored/score started/start ended/end raised/raise"
    " published/publish warned/warn visited/visit joined/join ordered/order used/use showed/show brought/bring"
)
DONE: Final = {pair.partition("/")[0]: pair.partition("/")[2] for pair in _DONE_WORDS.split()}
AUXILIARY = r"\b(will|is|are|was|were|has|have|had|would|could|should|can|must)\b(?! not|n[’'t])"
SAYS = r"(?:said|says|told|added|warned|claimed|argued|insisted|announced|confirmed|reported|suggested|according)"
CAUSES: Final = (" because {}", " after {}", ", as a result of which {}", " since {}", ", prompting claims that {}",
                  ", which led to news that {}")  # fmt: skip
