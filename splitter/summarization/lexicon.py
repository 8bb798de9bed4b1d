"""Word lists of the gate: numbers, words without content, said-verbs, words that turn a meaning, odd forms."""

from __future__ import annotations

from typing import Final

UNITS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
UNITS |= {w: n for n, w in enumerate("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 13)}
TENS = {w: n * 10 for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
FUNCTION = frozenset(
    "a an the and or of in on at to for with as is are was were be been being has have had having do does did done it"
    " its he she they them his her their him this that these those there which who whom whose what when where while"
    " than then so too very up out into onto upon about also i you we us our my your such own each other it's s he's"
    " she's they've they're we're n't both how why himself herself itself themselves".split()
)
SAID: Final = frozenset(
    "say says said saying tell tells told add adds added warn warns warned argue argues argued ask asks asked insist"
    " insists insisted claim claims claimed confirm confirms confirmed announce announces announced according describe"
    " describes described tweet tweets tweeted report reports reported state states stated call calls called admit"
    " admits admitted accuse accuses accused declare declares declared suggest suggests suggested"
    " hear hears heard believe believes think thinks thought understands understood".split()
)
SPEAKING: Final = frozenset("say says said saying tell tells told add adds added according".split())
# Stems of said-verbs. These say no more than that something is said, and may stand for others; but not for those that
# leave it open whether it is so.
NEUTRAL_SAID: Final = frozenset("say tell add according report stat".split())
UNSURE_SAID: Final = frozenset("believ think understand hear suggest".split())
# A word that turns a meaning, and those that may stand for it.
TURNS: Final[dict[str, str]] = {
    word: kind
    for kind, words in {
        "not": "not no never none nobody nothing neither nor cannot without hardly barely",
        "deny": "deny denies denied denying denial",
        "refuse": "refuse refuses refused refusing reject rejects rejected rejecting",
        "fail": "fail fails failed failing failure unable",
        "may": "may might",
        "could": "could",
        "can": "can",
        "will": "will",
        "would": "would",
        "should": "should ought must",
        "plan": "plan plans planned planning intend intends intended aim aims",
        "hope": "hope hopes hoped want wants wanted",
        "expect": "expect expects expected likely probably possibly possible perhaps maybe predicted forecast",
        "unlikely": "unlikely improbable",
        "threat": "threaten threatens threatened",
        "consider": "consider considers considering considered",
        "propose": "propose proposes proposed",
        "alleged": "alleged allegedly reportedly apparently apparent suspected unconfirmed believed accused claim"
        " claims claimed seems seem appears appear rumoured feared supposedly purportedly ostensibly presumably",
        "if": "if unless provided whether",
        "attempted": "attempted attempt tried try tries trying",
        "former": "former ex",
        "acting": "acting",
        "deputy": "deputy",
        "assistant": "assistant",
        "vice": "vice",
        "shadow": "shadow",
        "false": "false fake wrong untrue hoax falsely wrongly mistakenly erroneously wrongfully",
        "minus": "minus",
        "only": "only just",
        "all": "all every everyone everybody entire whole",
        "most": "most majority",
        "some": "some several few many part partly partially",
        "half": "half",
        "third": "third",
        "quarter": "quarter",
        "again": "another further extra additional",
        "by": "by",
        "from": "from",
        "against": "against despite",
        "before": "before ahead",
        "until": "until",
        "after": "after since following",
        "because": "because due",
        "ge": "least",
        "gt": "more over above exceeding",
        "lt": "fewer less under below",
        "near": "nearly almost around approximately roughly estimated",
    }.items()
    for word in words.split()
}
# Dropped or added anywhere in a clause they change it; the others belong to the word that follows.
STRICT: Final = frozenset(
    "not deny refuse fail may could will would should plan hope expect unlikely threat consider propose alleged if"
    " attempted".split()
)
QUANTITIES: Final = frozenset("ge gt lt near only all most some half third quarter again minus".split())
# Adverbs without which a clause says less, but nothing else: not "rarely", "secretly", "nearly".
SPARE: Final = frozenset(
    "absolutely actively additionally angrily badly briskly brutally calmly carefully clearly closely completely"
    " considerably constantly continually continuously dramatically early eagerly easily emphatically entirely"
    " especially eventually extremely famously fiercely finally firmly formally fortunately frantically freshly fully"
    " greatly happily heavily highly hugely immediately increasingly incredibly instantly loudly massively naturally"
    " newly notably obviously officially openly particularly patiently peacefully personally promptly proudly publicly"
    " quickly quietly rapidly readily really recently repeatedly sadly safely seriously severely sharply shortly"
    " significantly simply sincerely slowly smoothly steadily strongly subsequently substantially successfully"
    " suddenly surprisingly swiftly terribly thoroughly totally tragically truly ultimately unfortunately urgently"
    " utterly violently visibly vividly warmly widely".split()
)
# Small words that point the other way, which nothing else tells apart: "up 4%" and "down 4%".
OPPOSITE: Final[dict[str, tuple[str, ...]]] = {
    "up": ("down",),
    "down": ("up",),
    "on": ("off",),
    "off": ("on", "onto"),
    "onto": ("off",),
    "in": ("out",),
    "into": ("out",),
    "out": ("in", "into"),
    "to": ("from",),
    "from": ("to",),
}
IRREGULAR: Final[dict[str, str]] = {
    form: forms.split()[0]
    for forms in (
        "break breaks broke broken;rebuild rebuilt;build built;lose lost loses losing;win won wins winning;take took"
        " taken takes taking;give gave given;go went gone goes going;find found;hold held;make made makes making;rise"
        " rose risen rises rising;fall fell fallen falls falling;leave left leaves leaving;meet met;pay paid;sell sold;"
        "begin began begun;bring brought;buy bought;catch caught;choose chose chosen;come came coming;cut cutting;die"
        " dead died dies dying death deaths;drive drove driven;fight fought;get got;hit hitting;keep"
        " kept;kill kills killed;lead led;put putting;run ran running;see saw seen;send sent;set setting;shoot shot;"
        "show shown;shut shutting;sink sank sunk;speak spoke spoken;spend spent;stand stood;steal stole stolen;"
        "strike struck;think thought;throw threw thrown;write wrote written;person people;child children;man men;"
        "woman women;hurt injured;quit resign resigned resigns resigning resignation;say said;tell told;hear heard;"
        "understand understood"
    ).split(";")
    for form in forms.split()
}
MONTHS = (
    "january february march april may june july august september october november december"
    " jan feb apr jun jul aug sep sept oct nov dec"
)
DATES: Final = frozenset(
    f"monday tuesday wednesday thursday friday saturday sunday {MONTHS} today yesterday tomorrow tonight morning"
    " afternoon evening night midnight noon week month year weekend spring summer autumn winter".split()
)
