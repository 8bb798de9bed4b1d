"""Recognise the people, places and organisations of a story by the form and company of their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from splitter.entities.gazetteers import Gazetteers, gazetteers
from splitter.entities.mentions import Kind, Mention, mentions_of

Key = tuple[str, ...]
T = TypeVar("T")
_SHORTEST_ACRONYM = 2


@dataclass(frozen=True)
class Entities:
    """Names, each list most mentioned first, in the fullest form that the texts have.

    Attributes:
        people: `Sebastian Kurz`, without titles.
        places: Countries, regions, towns, streets, waters, buildings.
        organisations: Parties, companies, clubs, papers, public bodies.
    """

    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


class PageNames:
    """The names of a page, by which each of its stories is read.

    Args:
        texts: All posts of the page: they tell the full name of somebody whom a story calls by surname, and what a
            name is where the story leaves it open.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        # Each text counts once, however often it is repeated.
        page = [mention for text in dict.fromkeys(texts) for mention in mentions_of(text)]
        self._index = _Index.of(page, gazetteers())

    def named_in(self, texts: Sequence[str]) -> Entities:
        """Who and what some of the page's texts name; nothing is listed that only the others mention.

        Args:
            texts: A story's posts, each with its title.
        """
        story = [mention for text in texts for mention in mentions_of(text)]
        uses = Counter(mention.words for mention in story)
        counts: dict[Kind, Counter[Key]] = {"person": Counter(), "place": Counter(), "organisation": Counter()}
        for mention in story:
            key = self._index.resolve(mention, uses)
            kind = self._index.kinds.get(key)
            if kind:
                counts[kind][key] += 1
        return Entities(
            people=self._index.listed(counts["person"]),
            places=self._index.listed(counts["place"]),
            organisations=self._index.listed(counts["organisation"]),
        )


def find_entities(texts: Sequence[str], page_texts: Sequence[str] = ()) -> Entities:
    """Find who and what one story names.

    Args:
        texts: The story's posts, each with its title.
        page_texts: All posts of its page. For many stories of one page make its `PageNames` once.

    Returns:
        The names. Each occurs in `texts` or, in a fuller form, in `page_texts`.
    """
    return PageNames((*texts, *page_texts)).named_in(texts)


@dataclass
class _Index:
    """What a page's mentions, taken together, say of each name.

    Attributes:
        kinds: What each name is.
        forms: How each name is written most often.
        people: Full names by each ending of them: `berg`, `van den berg`.
        first: Full names by first name.
        organisations: Organisations by initials and by a first word that is no ordinary one.
        doubles: Full names by first and last word.
        titled: Names with what titles tell of them: a woman, a man.
    """

    lists: Gazetteers
    kinds: dict[Key, Kind] = field(default_factory=dict)
    forms: dict[Key, str] = field(default_factory=dict)
    people: defaultdict[Key, list[Key]] = field(default_factory=lambda: defaultdict(list))
    first: defaultdict[Key, list[Key]] = field(default_factory=lambda: defaultdict(list))
    organisations: defaultdict[Key, list[Key]] = field(default_factory=lambda: defaultdict(list))
    doubles: defaultdict[Key, list[Key]] = field(default_factory=lambda: defaultdict(list))
    titled: defaultdict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, page: Iterable[Mention], lists: Gazetteers) -> _Index:
        """Collect all mentions."""
        index = cls(lists)
        weights: defaultdict[Key, Counter[Kind]] = defaultdict(Counter)
        written: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        for mention in page:
            written[mention.words][mention.name] += 1
            if mention.titled:
                index.titled[mention.words].add(mention.titled)
            if mention.kind and mention.weight:
                weights[mention.words][mention.kind] += mention.weight
        index.forms = {key: _most(names) for key, names in written.items()}
        index.kinds = {key: _most(kinds) for key, kinds in weights.items()}
        for key, kind in index.kinds.items():
            index._file(key, kind)
        return index

    def _file(self, key: Key, kind: Kind) -> None:
        if len(key) == 1:
            return
        if kind == "person":
            for start in range(1, len(key)):
                self.people[key[start:]].append(key)
            self.first[key[:1]].append(key)
            self.doubles[key[0], key[-1]].append(key)
        elif kind == "organisation":
            words = self.forms[key].split()
            initials = "".join(word[0] for word in words if word[0].isupper())
            if len(initials) > _SHORTEST_ACRONYM - 1:
                self.organisations[(initials.casefold(),)].append(key)
            if not self.lists.is_word(words[0]) and not self.lists.entry(words[0]):
                self.organisations[key[:1]].append(key)

    def resolve(self, mention: Mention, uses: Counter[Key]) -> Key:
        """The fullest name of what a mention names; the mention's own words where there is none.

        Args:
            mention: Of a name.
            uses: How often the story uses each name.
        """
        key = mention.words
        for _ in range(len(key) + _SHORTEST_ACRONYM):
            fuller = self._fuller(key, mention, uses)
            if fuller == key:
                break
            key = fuller
        return key

    def _fuller(self, key: Key, mention: Mention, uses: Counter[Key]) -> Key:
        kind = self.kinds.get(key)
        settled = mention.kind in {"place", "organisation"} and (mention.weight > 2 or mention.located)
        # `in Maplin` where `Maplin Electronics Limited` is told of.
        guessed = kind in {None, "organisation"} or (kind == "place" and not self.lists.entry(*self.forms[key].split()))
        if kind == "person" and len(key) > 1:
            # `Donald J. Trump` and `Donald Trump`: the one that is used more.
            same = self.doubles[key[0], key[-1]]
            most = max(same, key=lambda name: (uses[name], len(name)))
            # `Holm Jessen` is a surname where `Rasmus Holm Jessen` is told of.
            longer = self._bearer(key, mention, uses) if most == key else ()
            return longer or most
        if kind in {None, "person"} or (len(key) == 1 and not settled):
            fuller = self._bearer(key, mention, uses) if key in self.people else key
            given = len(key) == 1 and len(self.first.get(key, ())) == 1 and not mention.forenamed
            if fuller == key and given and kind in {None, "person"}:
                fuller = self.first[key][0]
            if fuller and fuller != key and not (mention.located and kind == "place"):
                return fuller
        if len(key) == 1 and guessed and len(self.organisations.get(key, ())) == 1:
            word = self.forms.get(key, "")
            long = self.organisations[key][0]
            if word.isupper() or word.casefold() == long[0]:
                return long
        return key

    def _bearer(self, surname: Key, mention: Mention, uses: Counter[Key]) -> Key:
        """The full name of whom a mention's surname means; empty where it may be somebody else's."""
        if mention.forenamed:
            return ()  # The first name that stands there may be another one's.
        best = self._best(self.people.get(surname, ()), uses)
        return best if best and self._suits(mention, best) else ()

    def _suits(self, mention: Mention, key: Key) -> bool:
        """Whether a title such as `Mrs` before a surname may be that of a full name."""
        if mention.titled is None:
            return True
        if told := self.titled.get(key):
            return mention.titled in told
        first = self.forms[key].split()[0].partition("-")[0]
        return first in self.lists.women if mention.titled == "woman" else first not in self.lists.only_women

    def _best(self, candidates: Sequence[Key], uses: Counter[Key]) -> Key:
        """The full name that the story itself uses most; where it uses none, the only one that the page has."""
        used = [key for key in candidates if uses[key]]
        if used:
            return max(used, key=lambda key: uses[key])
        return candidates[0] if len(candidates) == 1 else ()

    def listed(self, counts: Counter[Key]) -> tuple[str, ...]:
        """Names as they are written, most mentioned first, as they come where equal."""
        return tuple(self.forms[key] for key, _ in counts.most_common())


def _most(counts: Counter[T]) -> T:
    return counts.most_common(1)[0][0]
