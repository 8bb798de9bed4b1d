"""Who "he" or "she" is, or whose words a sentence is, where its post leaves no doubt.

Such a sentence can be told only after the one before it, or with the name in brackets: "[Ada Hale] denied it", "[Ada
Hale:] We will not pay".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from splitter.entities import PageNames
from splitter.entities.forms import DEMONYMS, PEOPLE, ROLES, SAYING
from splitter.entities.gazetteers import gazetteers
from splitter.entities.mentions import Mention, mentions_of
from splitter.summarization.base import StoryPost
from splitter.summarization.words import count_words, is_first_person, unquoted

# Behind these and a colon stand the speaker's own words.
_TELLS: Final = (
    r"(?:sa(?:id|ys)|tells?|told|adds?|added|opens|begins|continue[sd]|conclude[sd]|repl(?:ies|ied)|writes?|wrote"
    r"|tweets?|tweeted)\b"
)
# Who declined, or resigned, need not be who spoke right before.
_SAYING: Final = (
    SAYING - {"saying", "declined", "refused", "resigned", "called", "calls", "describes", "described"}
) | {
    "tell", "add", "opens", "begins", "continued", "accepts", "accepted", "agrees", "agreed", "notes", "noted",
    "repeats", "repeated", "responds", "responded", "write", "tweet", "believed", "call for", "calls for",
    "called for",
}  # fmt: skip
_SAYS: Final = rf"(?:(?:also|then|now|later|again) )?(?:{'|'.join(sorted(_SAYING, key=len, reverse=True))})\b"
_TIE: Final = r"(?:But|And|So|Then|Now|Later|Meanwhile),? "
# "Her" whose lawyer it is opens a sentence as well as "his" does.
_OPENS: Final = re.compile(
    rf"(?P<tie>(?:{_TIE})?)(?P<who>he|she|his|her)\b(?!’|'| (?:or|and|to|being|we|i)\b)", re.IGNORECASE
)
_SPEAKS: Final = re.compile(rf"(?:{_TIE})?(?:he|she) {_SAYS}", re.IGNORECASE)
_WOMAN: Final = frozenset(("she", "her"))
_POSSESSIVE: Final = frozenset(("his", "her"))
_FEWEST_WORDS = 3  # With fewer it is a fragment: "His eyes."
_LONGEST_NAME = 4  # Words; a longer one is two names that a crawl has glued.
# Somebody without a name may be "he" as well.
_WORD: Final = re.compile(r"\d+-year-olds?|\w+")
_SOMEBODY: Final = ROLES | PEOPLE
_SOMEBODY_TOO: Final = re.compile(r"(?:m[ae]n|ologist|-year-old)s?$|^spokes")
# "The student Ada Hale", "the prime minister, Ada Hale,"; "Ada Hale, a law student".
_NAMED_BEHIND: Final = re.compile(
    r"(?:-[\w-]{1,30}| (?:of|for) [\w’' -]{2,30},)?,? ([^\W\d_a-z][\w’'-]{1,30})(?: ([^\W\d_a-z][\w’'-]{1,30}))?"
)
_NAMED_BEFORE: Final = re.compile(
    r"([^\W\d_a-z][\w’'-]+)(?:,| is| was| \w+ as) (?:(?:an?|the|former) )?(?:[\w’'-]+ ){0,3}$"
)
_NEAR = 80  # Characters.
# Whoever opens a sentence, or is said to speak, is a rival even where the name is a word: "Shorten is asked".
_DOES: Final = re.compile(r"([^\W\d_a-z]\w+) (?:(?:is|was|has|had|will|would|then|also)\b|(?P<verb>\w+(?:s|ed)\b))")
_NO_RIVALS: Final = ENGLISH_STOP_WORDS | {"today", "tonight", "tomorrow", "yesterday"}  # "Dec" and "May" are people.
_SPEAKER: Final = re.compile(rf"[,”\"’'] ([^\W\d_a-z]\w+)(?= {_SAYS})")
_PAIR: Final = re.compile(r"(?=\b([^\W\d_a-z][\w-]{1,30}) ([^\W\d_a-z][\w-]{1,30}))")
_OF_A_PEOPLE: Final = re.compile(r"\bthe (\w+) (?:is|was|has|had|will|says|\w+ed)\b", re.IGNORECASE)
_CONTRACTED: Final = re.compile(r"[’'](?:re|s|ll|ve|m|d)$")  # "We're" is nobody.
# Behind "denied this report:" or "says the letter reads:" stand others' words, or a list.
_OTHERS_WORDS: Final = re.compile(
    r"\b(?:what|who|this|these|an?|from|reads?|asks?|follow\w+|letter|report|statement by|had)\b", re.IGNORECASE
)
_MOST_BEHIND = 8  # Words between the verb and its colon.
_NO_WORDS: Final = re.compile(
    r"(?:he|she)\b|(?:updated|read|photograph|photo|watch|good (?:morning|afternoon|evening))\b"
    r"|[\w’'-]+(?: [\w’'-]+){0,3}:",
    re.IGNORECASE,
)


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
        before = _Before()
        lines = [title, *sentences]
        for place, sentence in enumerate(sentences):
            who, previous = NOBODY, sentences[place - 1] if place else ""
            if previous.endswith(":"):
                name = self._whose_words(previous, found[-1], sentence)
                who = Who(name, speaks=bool(name))
            elif (opening := _OPENS.match(sentence)) and _is_whole(sentence):
                # Read only as far as it is asked, and once.
                for line in lines[before.lines : place + 1]:
                    before.read(line, self._people(unquoted(line)))
                name = before.only_one()
                if not name and _SPEAKS.match(sentence):
                    name = self._speaker(previous, found[-1] if found else NOBODY)
                speech = not _SPEAKS.match(sentence) and _is_speech(sentences[max(0, place - 2) : place + 1])
                who = Who(name) if name and not speech and before.may_be(name, sentence, opening["who"]) else who
            found.append(who)
        return found

    def _whose_words(self, line: str, who: Who, sentence: str) -> str:
        """The person of whom a line with a colon at its end says that the sentence behind it is their words."""
        tells = re.search(rf"\b{_TELLS}", line)
        behind = line[tells.end() :] if tells else ""
        if tells is None or count_words(behind) > _MOST_BEHIND or _OTHERS_WORDS.search(behind):
            return ""
        name = self._speaker(line, who)
        bare = unquoted(sentence)
        other = _NO_WORDS.match(sentence) or re.search(rf"https?:|@|\b{_SAYS}", bare)
        told = name and name.split()[-1] in sentence
        return "" if other or told or not re.search(r"[.!?…][\"”’')]*$", sentence) else name

    def _speaker(self, sentence: str, who: Who) -> str:
        """The person with whose name, or title and name, or "he", a sentence opens that tells what they say."""
        if _SPEAKS.match(sentence):
            return "" if who.speaks else who.name
        match = re.match(rf"(?P<who>[^,;:“”\"]{{2,60}}?) {_SAYS}", sentence)
        people = self._people(match["who"]) if match else ()
        return people[0] if len(people) == 1 and match and match["who"].split()[-1] == people[0].split()[-1] else ""

    def _people(self, text: str) -> tuple[str, ...]:
        if self._names is None:
            self._names = PageNames(f"{post.title}\n{post.body}" for post in self._posts)
        return self._names.named_in([text]).people


class _Before:
    """What a post tells before a sentence: whom it names, and who else may be meant.

    Attributes:
        lines: How many lines of it were read.
    """

    def __init__(self) -> None:
        self.lines = 0
        self._text = ""
        self._people: dict[str, None] = {}
        # Words of each possible other; whoever shares one with the only person named is no other.
        self._others: list[set[str]] = []

    def read(self, line: str, people: Sequence[str]) -> None:
        """Take in the next line, and the people whom it names outside of quotations."""
        self.lines += 1
        self._text = f"{self._text}\n{line}"
        self._people.update(dict.fromkeys(people))
        self._others += _others(unquoted(line))

    def only_one(self) -> str:
        """The person named, if it is one and nobody else may be meant."""
        if len(self._people) != 1:
            return ""
        (name,) = self._people
        own = _plain(name)
        return name if all(words & own for words in self._others) else ""

    def may_be(self, name: str, sentence: str, pronoun: str) -> bool:
        """Whether nothing speaks against a name for the pronoun with which the sentence behind opens."""
        first, *others = name.split()
        surname = (others or [first])[-1]
        # Who is spoken of behind it, or is an address, is another one; so may be whose something is, or who reports.
        told = re.search(rf"\b{re.escape(surname)}\b(?![’']s\b| (?:reports?|reported|asks?|writes?)\b)", self._text)
        spoken_of = re.search(rf"\b{re.escape(surname)}\b", re.split(r"[:(]", sentence, maxsplit=1)[0])
        open_quote = self._text.count("“") > self._text.count("”") or self._text.count('"') % 2
        if told is None or spoken_of or open_quote or "@" in self._text or len(others) >= _LONGEST_NAME:
            return False
        lists, woman = gazetteers(), pronoun.lower() in _WOMAN
        mentions = [m for line in self._text.split("\n") for m in mentions_of(unquoted(line))]
        titles = {m.titled for m in mentions if m.titled and surname in m.name.split()}
        if ("man" if woman else "woman") in titles:
            return False
        if not others:
            does = re.search(rf"\b{re.escape(surname)} (?:is|was|has|had|will|{_SAYS})", self._text)
            return bool(lists.is_surname(surname) and (titles or does or not lists.is_first_name(surname)))
        first = first.partition("-")[0]
        if not lists.is_first_name(first):
            # "Commons Ada Hale": the end of a heading.
            return not lists.is_word(first) and lists.entry(first) is None
        return (first in lists.women) == woman


def with_name(sentence: str, who: Who, *, brackets: bool = False) -> str:
    """A sentence with the name that it leaves out; itself where there is none.

    Args:
        sentence: As its post has it.
        who: Whom it does not name.
        brackets: Mark that the name stands elsewhere, and leave out a "But" before it.
    """
    opening = _OPENS.match(sentence)
    if not who.name or not (who.speaks or opening):
        return sentence
    tie, rest, mark = "", f" {sentence}", ":"
    if opening and not who.speaks:
        tie, rest = opening["tie"], sentence[opening.end() :]
        mark = "’s" if opening["who"].lower() in _POSSESSIVE else ""
    return f"[{who.name}{mark}]{rest}" if brackets else f"{tie}{who.name}{mark}{rest}"


def _is_whole(sentence: str) -> bool:
    return (count_words(sentence) >= _FEWEST_WORDS or sentence.endswith(":")) and not sentence.endswith("?")


def _is_speech(sentences: Sequence[str]) -> bool:
    """Whether somebody seems to speak without a mark, whose "he" is another one."""
    return any(is_first_person(unquoted(sentence)) for sentence in sentences)


def _others(line: str) -> Iterator[set[str]]:
    """Words of everybody whom a line, quotations left out, may tell of; none of whoever has no name."""
    lists = gazetteers()
    for somebody in filter(_is_somebody, _WORD.finditer(line)):
        behind = _NAMED_BEHIND.match(line, somebody.end())
        before = _NAMED_BEFORE.search(line[max(0, somebody.start() - _NEAR) : somebody.start()])
        yield {word for found in (behind, before) if found for part in found.groups() if part for word in _plain(part)}
    yield from (set[str]() for word in _OF_A_PEOPLE.findall(line) if word in DEMONYMS)
    opens = _DOES.match(line)
    if opens and opens[1].lower() not in _NO_RIVALS and (not opens["verb"] or lists.is_surname(opens[1])):
        yield _plain(opens[1])
    yield from (_plain(name) for name in _SPEAKER.findall(line))
    yield from (_plain(" ".join(pair)) for pair in _PAIR.findall(line) if lists.is_first_name(pair[0]))
    yield from (_plain(mention.name) for mention in mentions_of(line) if _may_be_a_person(mention))


def _is_somebody(word: re.Match[str]) -> bool:
    form = word.group().lower()
    singular = {form, form.removesuffix("s"), form.removesuffix("es"), re.sub(r"ies$", "y", form)}
    return not _SOMEBODY.isdisjoint(singular) or _SOMEBODY_TOO.search(form) is not None


def _plain(name: str) -> set[str]:
    return {word.removesuffix("'s") for word in name.lower().replace("’", "'").split()}


def _may_be_a_person(mention: Mention) -> bool:
    words, lists = [_CONTRACTED.sub("", word) for word in mention.name.split()], gazetteers()
    if mention.kind is not None:
        # "Ask Carson": in Nevada, or a doctor.
        place = mention.kind == "place" and len(words) == 1 and not mention.located
        return mention.kind == "person" or (place and lists.is_surname(words[0]))
    return not mention.name.isupper() and not all(lists.is_word(word) and not lists.is_surname(word) for word in words)
