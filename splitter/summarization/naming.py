"""Who "he" or "she" is, or whose words a sentence is, where its post leaves no doubt.

Such a sentence can be told only after the one before it, or with the name in brackets: "[Ada Hale] denied it", "[Ada
Hale:] We will not pay".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from splitter.entities import PageNames
from splitter.entities.gazetteers import gazetteers
from splitter.entities.mentions import Mention, mentions_of
from splitter.summarization.base import StoryPost
from splitter.summarization.words import count_words

_SAYS: Final = (
    r"(?:(?:also|then|now|later|again) )?(?:sa(?:id|ys)|adds?|added|argue[sd]|claim(?:s|ed)|insist(?:s|ed)|warn(?:s|ed)"
    r"|tells?|told|explain(?:s|ed)|accept(?:s|ed)|acknowledge[sd]|admit(?:s|ted)|agree[sd]|suggest(?:s|ed)|think(?:s)?"
    r"|believe[sd]|confirm(?:s|ed)|den(?:ies|ied)|repeat(?:s|ed)|conclude[sd]|continue[sd]|note[sd]|stress(?:es|ed)"
    r"|opens|begins|writes?|wrote|tweets?|tweeted|repl(?:ies|ied)|respond(?:s|ed)|urge[sd]|call(?:s|ed) for"
    r"|went on|goes on)\b"
)
# "Her" whose lawyer it is opens a sentence as well as "his" does; "her being there" hardly ever.
_TIE: Final = r"(?:But|And|So|Then|Now|Later|Meanwhile),? "
_OPENS: Final = re.compile(rf"(?P<tie>(?:{_TIE})?)(?P<who>he|she|his|her)\b(?!’|'| (?:or|and)\b)", re.IGNORECASE)
_SPEAKS: Final = re.compile(rf"(?:(?:But|And),? )?(?:he|she) {_SAYS}", re.IGNORECASE)
_WOMAN: Final = frozenset(("she", "her"))
_OWNS: Final = frozenset(("his", "her"))
# What no mark closes ends with its line.
_QUOTED: Final = re.compile(r"“(?:[^“”]*”|[^“”\n]*)|\"[^\"\n]*\"?|(?<!\w)‘[^’\n]*’(?!\w)|(?<!\w)'[^'\n]*'(?!\w)")
_PAIR: Final = re.compile(r"(?=\b([^\W\d_a-z][\w-]+) ([^\W\d_a-z][\w-]+))")
# Somebody without a name may be "he" as well.
_SOMEBODY: Final = (
    r"\b(?:m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|baby|teenagers?|youths?|lad|pupils?|students?|drivers?|riders?"
    r"|(?:motor)?cyclists?|pedestrians?|passengers?|pilots?|suspects?|victims?|defendants?|offenders?|attackers?|gunm[ae]n"
    r"|shooters?|killers?|burglars?|thie(?:f|ves)|robbers?|prisoners?|inmates?|patients?|officers?|police(?:m|wom)[ae]n"
    r"|constable|soldiers?|guards?|firefighters?|workers?|colleagues?|reporters?|correspondents?|journalists?|presenters?"
    r"|spokes\w+|lawyers?|solicitors?|barristers?|prosecutors?|judges?|coroner|doctors?|nurses?|teachers?|neighbours?"
    r"|residents?|witness(?:es)?|callers?|readers?|listeners?|owners?|father|mother|dad|mum|mom|sons?|daughters?|brothers?"
    r"|sisters?|husband|wife|widow|partner|girlfriend|boyfriend|uncle|aunt|nephew|niece|cousin|grand\w+|friends?|someone"
    r"|somebody|anyone|everyone|predecessor|successor|rivals?|opponents?|aides?|advisers?|assistants?|deputy"
    r"|\w*\d\d?-year-olds?)\b"
)


# Whoever opens a sentence, or is said to speak, is a rival even where the name is a word: "Shorten is asked".
_NOBODY: Final = (
    r"(?:The|There|This|That|These|Those|It|What|Who|Here|Which|Today|Tomorrow|Yesterday|Everything|Nothing|One|Some|Many"
    r"|Most|All|Both|Then|And|But|He|She|They|We|You|His|Her|Its|Their|Our|Nobody|Everyone|No)\b"
)
_RIVAL: Final = re.compile(
    rf"(?:^|(?<=[.!?] )|\n)(?!{_NOBODY})(?P<first>[^\W\d_a-z]\w+)(?= (?:is|was|has|had|will|would|then|also|{_SAYS}) )"
    rf"|[,”\"’'] (?P<last>[^\W\d_a-z]\w+)(?= {_SAYS})"
)
_DOES: Final = re.compile(r"(?:^|(?<=[.!?] )|\n)([^\W\d_a-z]\w+) \w+(?:s|ed)\b")
_CONTRACTED: Final = re.compile(r"[’'](?:re|s|ll|ve|m|d)$")  # "We're" is nobody.
_FEWEST_WORDS = 3  # With fewer it is a fragment: "His eyes."
_LONGEST_NAME = 4  # Words; a longer one is two names that a crawl has glued.


class Who(NamedTuple):
    """Whom a sentence does not name.

    Attributes:
        name: Empty where nobody is left out, or it may be more than one.
        speaks: The sentence is their words; else it opens with a "he", "she", "his" or "her" that means them.
    """

    name: str = ""
    speaks: bool = False


NOBODY: Final = Who()


class Names:
    """Whom the posts of a story mean by "he" and "she", and whose words they quote without a mark.

    Args:
        posts: The story's.
    """

    def __init__(self, posts: Sequence[StoryPost]) -> None:
        self._posts = posts
        self._names: PageNames | None = None

    def of_post(self, title: str, sentences: Sequence[str]) -> list[Who]:
        """Of each sentence of a post whom it does not name.

        A "he" is the one person named before, or who speaks in the sentence right before and says on; words are of
        whom the line before them, with a colon at its end, says that they are.

        Args:
            title: The post's.
            sentences: Its prose.
        """
        found: list[Who] = []
        speaker = ""
        for place, sentence in enumerate(sentences):
            who = NOBODY
            if place and sentences[place - 1].endswith(":"):
                who = Who(speaker, speaks=bool(speaker))
            elif _asks_who(sentence):
                before = "\n".join([title, *sentences[:place]])
                name = self._only_one(before) or (speaker if _SPEAKS.match(sentence) else "")
                who = Who(name) if name and _may_mean(sentence, name, before) else who
            found.append(who)
            speaker = who.name if _SPEAKS.match(sentence) and not who.speaks else self._speaker(sentence)
        return found

    def _speaker(self, sentence: str) -> str:
        """The person with whose name, or title and name, a sentence opens that tells what they say."""
        match = re.match(rf"(?P<who>[^,;:“”\"]{{2,60}}?) {_SAYS}", sentence)
        people = self._people(match["who"]) if match else ()
        return people[0] if len(people) == 1 and match and match["who"].split()[-1] == people[0].split()[-1] else ""

    def _only_one(self, text: str) -> str:
        """The person whom a text names, if it tells of nobody else outside of quotations."""
        text = _QUOTED.sub(" ", text)
        people = self._people(text)
        if len(people) != 1:
            return ""
        *first, surname = map(re.escape, people[0].split())
        named = f"(?:{' '.join(first)} )?{surname}"
        # "The student Ada Hale", "Ada Hale, a law student".
        others = re.sub(
            rf"{_SOMEBODY}(?:-[\w-]+)? {named}\b|\b{named}(?:,| is| was) (?:an?|the) (?:[\w-]+ ){{0,3}}?{_SOMEBODY}",
            " ",
            text,
        )
        own = _plain(people[0])
        rivals = {match["first"] or match["last"] for match in _RIVAL.finditer(text)}
        rivals |= {word for word in _DOES.findall(text) if gazetteers().is_surname(word)}
        rivals |= {" ".join(pair) for pair in _PAIR.findall(text) if gazetteers().is_first_name(pair[0])}
        if re.search(_SOMEBODY, others, re.IGNORECASE) or any(not _plain(rival) & own for rival in rivals):
            return ""
        return "" if any(_may_be_a_person(m) and not _plain(m.name) & own for m in mentions_of(text)) else people[0]

    def _people(self, text: str) -> tuple[str, ...]:
        if self._names is None:
            self._names = PageNames(f"{post.title}\n{post.body}" for post in self._posts)
        return self._names.named_in([text]).people


def with_name(sentence: str, who: Who) -> str:
    """A sentence with the name that it leaves out; itself where there is none."""
    if who.speaks:
        return f"{who.name}: {sentence}"
    opening = _OPENS.match(sentence) if who.name else None
    if opening is None:
        return sentence
    owned = "’s" if opening["who"].lower() in _OWNS else ""
    return f"{opening['tie']}{who.name}{owned}{sentence[opening.end() :]}"


def in_brackets(named: str, who: Who) -> str:
    """What `with_name` gave, with a mark that the name stands elsewhere, and without a "But" before it."""
    found = re.match(rf"(?:{_TIE})?(?P<who>{re.escape(who.name)}(?:’s|:)?)", named, re.IGNORECASE)
    return f"[{found['who']}]{named[found.end() :]}" if found and who.name else named


def _plain(name: str) -> set[str]:
    return {word.removesuffix("'s") for word in name.lower().replace("’", "'").split()}


def _asks_who(sentence: str) -> bool:
    whole = count_words(sentence) >= _FEWEST_WORDS or sentence.endswith(":")
    return bool(_OPENS.match(sentence)) and whole and not sentence.endswith("?")


def _may_mean(sentence: str, name: str, before: str) -> bool:
    """Whether nothing speaks against a name.

    Args:
        sentence: It opens with "he", "she", "his" or "her".
        name: Of whom the text before tells.
        before: That text.
    """
    opening = _OPENS.match(sentence)
    first, *others = name.split()
    surname = (others or [first])[-1]
    # Who is spoken of behind it, or is an address, is another one; so may be whose something is, or whom "Ada" means.
    behind = re.split(r"[:(]", sentence, maxsplit=1)[0]
    told = re.search(rf"\b{re.escape(surname)}\b(?![’']s\b)", before)
    if opening is None or told is None or "@" in before or re.search(rf"\b{re.escape(surname)}\b", behind):
        return False
    if before.count("“") > before.count("”") or before.count('"') % 2:
        return False  # Somebody is still speaking, and "he" is whom they mean.
    lists = gazetteers()
    if len(others) >= _LONGEST_NAME:
        return False
    woman = opening["who"].lower() in _WOMAN
    titles = {m.titled for m in mentions_of(before) if m.titled and surname in m.name.split()}
    if ("man" if woman else "woman") in titles:
        return False
    if not others:
        does = re.search(rf"\b{re.escape(surname)} (?:is|was|has|had|will|{_SAYS})", before)
        return bool(lists.is_surname(surname) and (titles or does or not lists.is_first_name(surname)))
    first = first.partition("-")[0]
    if not lists.is_first_name(first):
        # "Commons Ada Hale": the end of a heading.
        return not lists.is_word(first) and lists.entry(first) is None
    return (first in lists.women) == woman


def _may_be_a_person(mention: Mention) -> bool:
    words, lists = [_CONTRACTED.sub("", word) for word in mention.name.split()], gazetteers()
    if mention.kind is not None:
        # "Ask Carson": in Nevada, or a doctor.
        place = mention.kind == "place" and len(words) == 1 and not mention.located
        return mention.kind == "person" or (place and lists.is_surname(words[0]))
    return not mention.name.isupper() and not all(lists.is_word(word) and not lists.is_surname(word) for word in words)
