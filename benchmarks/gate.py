"""What the gate lets through: sentences as they stand, shortened, with a fault put in, and as people wrote them.

    python benchmarks/gate.py [FOLDER]

FOLDER holds annotated pages, `tests/gold` by default. Sentences of at least eight words are taken from the posts of
each story; those that pass as they stand are shortened by their last clause, and given one fault each of several kinds.
An annotator's references are free rewriting, and true.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from splitter.evaluation.gold import read_gold_folder, told_stories
from splitter.sentences import split_sentences
from splitter.summarization import StoryPost, gate
from splitter.summarization.wording import read
from splitter.summarization.words import squeeze

ROOT = Path(__file__).parent.parent
FEWEST_WORDS, FEWEST_LEFT = 8, 7
Change = Callable[[str, Sequence[StoryPost], random.Random], str | None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "tests" / "gold")
    folder = parser.parse_args().folder
    chance = random.Random(0)
    made, passed = Counter[str](), Counter[str]()

    def hold(kind: str, sentence: str, posts: Sequence[StoryPost]) -> bool:
        made[kind] += 1
        passes = bool(gate.carried_by(sentence, posts)[0])
        passed[kind] += passes
        return passes

    for page in read_gold_folder(folder):
        for story, reference in told_stories(page):
            for sentence in split_sentences(reference):
                hold("written by people", sentence, story.posts)
            for post in story.posts:
                for sentence in map(squeeze, split_sentences(post.body)):
                    if len(sentence.split()) < FEWEST_WORDS or not hold("as they stand", sentence, story.posts):
                        continue
                    for kind, change in CHANGES.items():
                        changed = change(sentence, story.posts, chance)
                        if changed and changed != sentence and changed not in squeeze(post.body):
                            hold(kind, changed, story.posts)
    print(f"{folder}\n{'':<24}{'made':>7}{'pass':>7}{'share':>8}")
    for kind, count in made.items():
        print(f"{kind:<24}{count:>7}{passed[kind]:>7}{passed[kind] / count:>8.1%}")
    faults = [kind for kind in FAULTS if made[kind]]
    total, through = sum(made[kind] for kind in faults), sum(passed[kind] for kind in faults)
    print(f"{'all faults':<24}{total:>7}{through:>7}{through / max(total, 1):>8.1%}")


def once(pattern: str, instead: str) -> Change:
    """Changes the first place that matches."""
    return lambda sentence, posts, chance: re.sub(pattern, instead, sentence, count=1)


def other_number(sentence: str, posts: Sequence[StoryPost], chance: random.Random) -> str | None:
    match = re.search(r"(?<![\d.,:])\d+(?![\d.,:])", sentence)
    if match is None:
        return None
    return sentence[: match.start()] + str(int(match.group()) + chance.randint(1, 5)) + sentence[match.end() :]


def other_day(sentence: str, posts: Sequence[StoryPost], chance: random.Random) -> str | None:
    match = re.search(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", sentence)
    if match is None:
        return None
    day = chance.choice([day for day in ("Monday", "Tuesday", "Friday") if day != match.group()])
    return sentence[: match.start()] + day + sentence[match.end() :]


def other_name(sentence: str, posts: Sequence[StoryPost], chance: random.Random) -> str | None:
    """A full name replaced by another of the story."""
    own = [name for name in map(" ".join, read(sentence).names) if " " in name and name in sentence]
    if not own:
        return None
    told = [name for post in posts for one in split_sentences(post.body) for name in map(" ".join, read(one).names)]
    others = [name for name in told if " " in name and name not in sentence and own[-1] not in name]
    return sentence.replace(own[-1], chance.choice(others)) if others else None


def names_swapped(sentence: str, posts: Sequence[StoryPost], chance: random.Random) -> str | None:
    names = [name for name in dict.fromkeys(map(" ".join, read(sentence).names)) if sentence.count(name) == 1]
    if len(names) < 2 or names[0] in names[-1] or names[-1] in names[0]:
        return None
    return sentence.replace(names[0], "\0").replace(names[-1], names[0]).replace("\0", names[-1])


def shortened(sentence: str, posts: Sequence[StoryPost], chance: random.Random) -> str | None:
    """Without what follows its only comma, where nobody says anything."""
    if re.search(r"[“”\"]|\bsa(?:id|ys)\b", sentence) or sentence.count(",") != 1:
        return None
    left = sentence.split(",")[0]
    return f"{left}." if len(left.split()) >= FEWEST_LEFT else None


FAULTS: dict[str, Change] = {
    "denial dropped": once(r"\b(?:not|never) |n[’']t\b", ""),
    "denial added": once(r"\b(will|is|are|was|were|has|have|had|would|could)\b(?! not|n)", r"\1 not"),
    "number changed": other_number,
    "limit dropped": once(
        r"(?i)\b(?:at least|more than|up to|nearly|almost|around|fewer than|less than|as many as) (?=[\d£$])", ""
    ),
    "may made will": once(r"\b(?:may|might|could|would)\b", "will"),
    "day changed": other_day,
    "name replaced": other_name,
    "names swapped": names_swapped,
    "speaker dropped": once(r", [^,“”\"]{3,40} (?:said|says)(?: on \w+day)?\.$", "."),
}
CHANGES: dict[str, Change] = {"shortened": shortened, **FAULTS}


if __name__ == "__main__":
    main()
