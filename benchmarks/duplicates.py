"""How well repeats are told from posts that are merely alike, beside other ways of telling them.

    python benchmarks/duplicates.py [FOLDER… | CORPUS.jsonl.xz…] [--pages 60] [--copies 4] [--seed 0]

A folder holds annotated pages; a corpus has one page a line, with the title and the sentences of its posts. Edited
copies of a page's posts are put among them, one kind of edit at a time, and the whole page is given to each finder:
how many copies were joined with their post / how many joins of copies are right, in percent. Of what must not be
joined the joins are counted; those of the page's own posts are right where annotation marks repeats (from a corpus,
posts that are equal or begin another are left out, and all joins of others count as wrong). A word swapped or a number
corrected is only asked for in posts long enough to tell it from a template. `MinHash` (datasketch, three words a
shingle) and `ratio` (rapidfuzz, every pair of a page) have the thresholds that are best for these very pairs; `before`
is the project's own function at an earlier commit.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from statistics import harmonic_mean
from typing import Any, NamedTuple

from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]
from rapidfuzz import fuzz, process

from splitter.evaluation.gold import read_gold_folder
from splitter.segmentation.duplicates import find_repeats
from splitter.sentences import split_sentences

ROOT = Path(__file__).parent.parent
BEFORE = "59f3987:splitter/segmentation/duplicates.py"
LONG_WORD = r"\b[^\W\d_]{5,}\b"
RNG = random.Random()
Post = list[list[str]]  # Lines of sentences, the title first.


class Page(NamedTuple):
    posts: list[Post]
    families: list[int]  # Repeats of one another share it.
    foreign: list[str]  # Sentences from another page.


def text_of(post: Post) -> str:
    return "\n".join(" ".join(line) for line in post)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def size(text: str) -> int:
    return len(words_of(text))


# Edits: each gives the copy's text, or None where the post isn't fit for it.
TextEdit = Callable[[str, Page], "str | None"]
Edit = Callable[[Post, Page], "str | None"]


def in_words(least: int, edit: TextEdit) -> Edit:
    """An edit of the text, for posts of so many words."""
    return lambda post, page: edit(text, page) if size(text := text_of(post)) >= least else None


def one(pattern: str, new: Callable[[str, Page], str]) -> TextEdit:
    """An edit of one match of the pattern."""

    def edit(text: str, page: Page) -> str | None:
        match = RNG.choice([*re.finditer(pattern, text)] or [None])
        return match and text[: match.start()] + new(match.group(), page) + text[match.end() :]

    return edit


def misspelt(word: str) -> str:
    """One letter, not the first, dropped, doubled, changed or moved."""
    i = RNG.randrange(1, len(word) - 1)
    a, b, c, rest = word[:i], word[i], word[i + 1], word[i + 2 :]
    return a + RNG.choice([c, b + b + c, RNG.choice("aeionrst".replace(b, "")) + c, c + b if b != c else c]) + rest


typo = one(r"[^\W\d_]{4,}", lambda word, page: misspelt(word))
swap = one(LONG_WORD, lambda word, page: RNG.choice(re.findall(LONG_WORD, " ".join(map(text_of, page.posts)))))
word_dropped = one(r"\b[^\W\d_]+ ", lambda word, page: "")


def case_and_space(text: str, page: Page) -> str:
    changed: str = RNG.choice([str.upper, str.title, str.swapcase])(text)
    return f" {changed} \n".replace(" ", RNG.choice(["  ", "\u00a0", " \t"]))


def punctuation(text: str, page: Page) -> str:
    changed = text.translate(str.maketrans("“”‘’\"'–—", "\"\"''“’--"))
    return changed.replace(RNG.choice(",;:"), "").removesuffix(".")


def name(text: str, page: Page) -> str | None:
    """The spelling of the long word that fewest posts have, everywhere in the text: most often a name."""
    others = [set(words_of(text_of(post))) for post in page.posts]
    long = sorted(set(re.findall(LONG_WORD, text)))
    rarest = min(long, key=lambda word: sum(word.casefold() in own for own in others), default=None)
    return rarest and re.sub(rf"\b{rarest}\b", misspelt(rarest), text)


def number(text: str, page: Page) -> str | None:
    """One number, everywhere in the text."""
    old = RNG.choice(re.findall(r"\b\d+\b", text) or [""])
    return re.sub(rf"\b{old}\b", str(int(old) + RNG.choice([-1, 1, 2, 10])), text) if old else None


def several(text: str, page: Page) -> str | None:
    edited: str | None = text
    for edit in (typo, word_dropped, swap, punctuation, typo):
        edited = edited and edit(edited, page)
    return edited


def sentence_dropped(post: Post, page: Page) -> str | None:
    """Any sentence but the title that is no more than a third of the post."""
    fit = [s for line in post[1:] for s in line if size(s) <= size(text_of(post)) / 3]
    return text_of(post).replace(RNG.choice(fit), "") if fit and sum(map(len, post)) > 3 else None


def sentence_added(post: Post, page: Page) -> str | None:
    """After any other, a sentence that is no more than a third of the whole then."""
    fit = [s for s in page.foreign if 4 < size(s) <= size(text_of(post)) / 2]
    return one(r"(?<=[.!?])(?=\s|$)", lambda end, page: f" {RNG.choice(fit)}")(text_of(post), page) if fit else None


def line_alone(post: Post, page: Page) -> str | None:
    """The first line of a post with more, where it begins no other post."""
    own = " ".join(post[0]) if len(post) > 1 else ""
    begun = sum("".join(words_of(text_of(other))).startswith("".join(words_of(own))) for other in page.posts)
    return own if begun <= (post in page.posts) and size(own) > 3 else None


def edited_title(post: Post, page: Page) -> str | None:
    own = line_alone(post, page)
    return RNG.choice([typo, case_and_space, punctuation])(own, page) if own and size(own) > 5 else None


def opening(text: str, page: Page) -> str | None:
    """Cut anywhere, often within a word, but at the end of a sentence."""
    cut = text[: RNG.randrange(len(text) // 4, 9 * len(text) // 10)].rstrip()
    return cut if size(cut) >= 8 and cut[-1] not in ".!?”\"'’)" else None


def glued_opening(text: str, page: Page) -> str | None:
    return cut.replace("\n", "") + "…" if (cut := opening(text, page)) and "\n" in cut else None


def foreign(page: Page, least: int, words: float) -> list[str]:
    """Sentences from another page, at least so many and with so many words."""
    drawn = RNG.sample(page.foreign, least)
    while size(" ".join(drawn)) < words:
        drawn.append(RNG.choice(page.foreign))
    return drawn


def update(post: Post, page: Page) -> str | None:
    """At least two sentences below that tell six tenths as much again."""
    text = text_of(post)  # One line would be the copy of its update's first line.
    return text_of([*post, foreign(page, 2, 0.6 * size(text))]) if len(post) > 1 and text.endswith(".") else None


def quotation(post: Post, page: Page) -> str | None:
    """Other sentences around one of the post's, with twice as many words."""
    sentence = RNG.choice([s for line in post for s in line])
    before, *after = foreign(page, 1, 2 * size(sentence))
    return " ".join([before, f"“{sentence}”", *after]) if size(sentence) >= 8 else None


REPEATS: dict[str, Edit] = {
    "word for word": in_words(4, lambda text, page: text),
    "case, white space": in_words(4, case_and_space),
    "punctuation, quote marks": in_words(4, punctuation),
    "a typo (6 words and more)": in_words(6, typo),
    "a name's spelling (8 words and more)": in_words(8, name),
    "a word swapped (25 words and more)": in_words(25, swap),
    "a word dropped (10 words and more)": in_words(10, word_dropped),
    "a number corrected (35 words and more)": in_words(35, number),
    "several of these (80 words and more)": in_words(80, several),
    "a sentence dropped, a third at most": sentence_dropped,
    "a sentence added, a third at most": sentence_added,
    "its title alone": line_alone,
    "its title alone, edited": edited_title,
    "its first line below the title": lambda post, page: line_alone(post[1:], page),
    "its opening, cut off": in_words(12, opening),
    "its opening, cut off, title glued on": in_words(12, glued_opening),
}
ALIKE: dict[str, Edit] = {"a post and its update": update, "a post that quotes its sentence": quotation}
OWN, FORMS = "the page's own posts", "fillings of one template"
ALL, TOTAL = "all edited copies", "... with the wrong joins of what is alike"
TEMPLATES = """
Delays on the {0}\\nTraffic is queuing on the {0} at junction {1} after a {2}. One lane is closed.#M41|3|crash#A9|8|fire
{} reports a profit of £{}m for the {} quarter, up {}% on a year ago.#Nordbank|310|first|4#Veltra|87|first|12
Weather for {}: {} with highs of {}C and a {} breeze.#Lunby|sun|21|light#Lunby|showers|17|fresh#Orle|sun|19|light
Full-time: {} {}-{} {}#Lunby|2|1|Orle#Velburg|0|0|Tessin#Orle|2|1|Salvera#Lunby|2|1|Tessin
{} down {}%#FTSE 100|0.5#FTSE 250|0.7#Dax|0.5#Cac 40|1.1
The minister, {}, has said that {}. She was speaking to reporters this morning.\
#Livia Ranzo|the bridge will be open by June#Livia Ranzo|nobody will lose a pension#Maja Holm|the tax will be cut
Wicket! {} c {} b {} {}. {} are {} for {}.#Marsh|Cole|Iqbal|34|Hallby|112|3#Dunn|Cole|Iqbal|4|Hallby|118|4
Police have named the {} who died in a {} on Sunday as {}, {}. Anyone who saw it is asked to call 101.\
#man|crash|Tomas Reed|34#woman|fire|Ana Pell|61#cyclist|crash|Jon Vass|19
Result: {0}\\n{1} hold: {1} {2}, {3} {4}. Turnout was {5}%.\
#Lunby North|Greens|14,201|Liberals|11,870|61.2#Lunby South|Liberals|16,940|Greens|9,022|58.9
An earthquake of magnitude {} has struck {}, {}km deep. There is no tsunami warning.#5.9|Ferrano|10#4.2|Hallby|33
{} trains between {} and {} are cancelled. Tickets are valid on buses.#All|Lunby|Orle#Some|Lunby|Velburg
The number of people in hospital with the virus in {} is {}, {} more than yesterday, the health ministry says; {} of \
them are in intensive care. {} people have died, which brings the total there to {} since the first case.\
#Hallby|1,204|31|97|12|3,401#Orle|890|12|44|7|1,977#Hallby|1,250|46|101|9|3,410#Tessin|310|3|21|2|640
Météo : la préfecture place {} en vigilance {} dès {} heures.#l'Orne|orange|16#la Manche|jaune|18#le Var|rouge|12
Stau auf der {}: Zwischen {} und {} stockt der Verkehr.#A7|Lunheim|Orlbach#A5|Velburg|Tessing
Good {} and welcome {} our live coverage of the day's {}.#morning|to|news#afternoon|back to|politics
That's all {}.#from me for today. Thanks for reading and good night#for now. We'll be back at eight with more news
We're {} this live blog now. {}.#closing|Here is a summary of the day#pausing|We'll be back when the vote begins
Here are the {} headlines this {}.#latest|morning#main|lunchtime
Our live coverage has ended for {}. We'll be back on {} from seven.#Monday|Tuesday#Thursday|Friday
"""

# Finders: for each text the fuller or earlier one that it repeats most likely, and how alike they are.

Found = list["tuple[int, float] | None"]


def plain(find: Callable[[Sequence[str]], list[int | None]]) -> Callable[[Sequence[str]], Found]:
    return lambda texts: [None if original is None else (original, 1.0) for original in find(texts)]


def exact(texts: Sequence[str]) -> list[int | None]:
    words = [words_of(text) for text in texts]
    return [None if (first := words.index(own)) == i else first for i, own in enumerate(words)]


def before() -> Callable[[Sequence[str]], list[int | None]]:
    module: dict[str, Any] = {"__name__": "before"}
    exec(subprocess.check_output(["git", "show", BEFORE], cwd=ROOT, encoding="utf-8"), module)
    return module["find_repeats"]  # type: ignore[no-any-return]


def likest(texts: Sequence[str], scores: Callable[[int], dict[int, float]]) -> Found:
    rank = [(-len("".join(words_of(text))), i) for i, text in enumerate(texts)]
    fuller = ([(score, -j) for j, score in scores(i).items() if rank[j] < rank[i]] for i in range(len(texts)))
    return [(-max(own)[1], max(own)[0]) if own else None for own in fuller]


def ratio(texts: Sequence[str]) -> Found:
    folded = [" ".join(words_of(text)) for text in texts]
    table = process.cdist(folded, folded, scorer=fuzz.ratio, score_cutoff=30, workers=1)
    return likest(texts, lambda i: {j: float(table[i, j]) / 100 for j in table[i].nonzero()[0].tolist()})


@cache
def sketch(text: str) -> MinHash:
    words, sketched = words_of(text), MinHash(num_perm=128)
    sketched.update_batch([" ".join(words[k : k + 3]).encode() for k in range(max(1, len(words) - 2))])
    return sketched


def min_hash(texts: Sequence[str]) -> Found:
    near, own = MinHashLSH(num_perm=128, params=(128, 1)), [sketch(text) for text in texts]
    for i, sketched in enumerate(own):
        near.insert(i, sketched)
    return likest(texts, lambda i: {j: own[i].jaccard(own[j]) for j in near.query(own[i])})


def gold_pages(folder: str) -> Iterator[Page]:
    for gold in read_gold_folder(folder):
        places = {post.id: i for i, post in enumerate(gold.posts)}
        posts: list[Post] = []
        for post in gold.posts:
            lines = [split_sentences(line) for line in gold.text[post.start : post.end].splitlines()]
            # Times, bylines and buttons are shorter than prose; a title may be, too.
            said = [line for line in lines if size(" ".join(line)) > 3]
            posts.append([line for line in said if line is said[0] or size(" ".join(line)) > 5] or lines)
        yield Page(posts, [places.get(post.duplicate_of or "", i) for i, post in enumerate(gold.posts)], [])


def corpus_pages(path: str, most: int) -> Iterator[Page]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        records = [record for record in map(json.loads, lines) if 10 <= len(record["posts"]) <= 200]
    for record in RNG.sample(records, min(most, len(records))):
        posts: dict[str, Post] = {}
        for told in record["posts"]:
            body = [sentence for sentence in told["sentences"] if sentence != told["title"]]
            post = [[told["title"] or ""], *(body[k : k + 2] for k in range(0, len(body), 2))]
            posts.setdefault("".join(words_of(text_of(post))), post[not told["title"] :])
        kept = [post for own, post in posts.items() if sum(other.startswith(own) for other in posts) == 1]
        yield Page(kept, list(range(len(kept))), [])


def with_foreign(pages: Sequence[Page]) -> list[Page]:
    """The pages, each with sentences of the others that it doesn't hold itself."""
    told = [{s for post in page.posts for line in post for s in line if size(s) > 4} for page in pages]
    others = [sorted(set().union(*told[:i], *told[i + 1 :]) - own) for i, own in enumerate(told)]
    return [page._replace(foreign=RNG.sample(own, min(500, len(own)))) for page, own in zip(pages, others, strict=True)]


class Trial(NamedTuple):
    row: str
    texts: Sequence[str]
    families: Sequence[int]
    judged: set[int]  # Whose joins count: what was put in, or else the page's own posts.


def copied(edit: Edit, page: Page) -> Iterator[tuple[str, int]]:
    """Edited copies of the posts that the edit fits, in random order, one of each family."""
    seen: set[int] = set()
    for i in RNG.sample(range(len(page.posts)), len(page.posts)):
        if page.families[i] not in seen and (copy := edit(page.posts[i], page)):
            seen.add(page.families[i])
            yield copy, page.families[i]


def trials(page: Page, copies: int) -> Iterator[Trial]:
    """The page with each row's texts, each of them with its family, at random places among its own."""
    put = {row: [*islice(copied(edit, page), copies)] for row, edit in (REPEATS | ALIKE).items()} | {FORMS: []}
    forms = [line.replace("\\n", "\n").split("#") for line in TEMPLATES.strip().split("\n")]
    for form, *filled in RNG.sample(forms, min(copies, len(forms))):
        put[FORMS] += [(form.format(*words.split("|")), 0) for words in filled]
    # What is merely alike is a family of its own.
    put |= {row: [(text, -k) for k, (text, _) in enumerate(put[row], 1)] for row in (*ALIKE, FORMS)}
    for row in [row for row in put if put[row]] + [OWN]:
        told = [(text_of(post), family, row == OWN) for post, family in zip(page.posts, page.families, strict=True)]
        for text, family in put.get(row, []):
            told.insert(RNG.randrange(len(told) + 1), (text, family, True))
        texts, families, judged = zip(*told, strict=True)
        yield Trial(row, texts, families, {i for i, counts in enumerate(judged) if counts})


def tallies(runs: Sequence[Trial], found: Sequence[Found], least: float) -> dict[str, Counter[str]]:
    """Counts by row and in total, where a join that is less alike than `least` is none."""
    rows = {row: Counter[str]() for row in (*REPEATS, *ALIKE, FORMS, OWN)}
    for (row, _, families, judged), own in zip(runs, found, strict=True):
        joins = {i: join[0] for i, join in enumerate(own) if join and join[1] >= least}
        roots = [*range(len(own))]
        while any(root in joins for root in roots):
            roots = [joins.get(root, root) for root in roots]
        groups = Counter(zip(roots, families, strict=True))
        wanted = [i for i in judged if row in REPEATS or (row == OWN and families[i] != i)]
        right = [families[i] == families[j] for i, j in joins.items() if {i, j} & judged]
        rows[row].update(put=len(judged), wanted=len(wanted), right=sum(right), wrong=right.count(False))
        rows[row].update(found=sum(groups[roots[i], families[i]] > 1 for i in wanted))
    rows[ALL] = sum((rows[row] for row in REPEATS), Counter[str]())
    rows[TOTAL] = rows[ALL] + Counter(wrong=sum(rows[row]["wrong"] for row in (*ALIKE, FORMS, OWN)))
    return rows


def shares(own: Counter[str]) -> tuple[float, float]:  # Recall, precision.
    return 100 * own["found"] / max(1, own["wanted"]), 100 * own["right"] / max(1, own["right"] + own["wrong"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", default=[str(ROOT / "tests" / name) for name in ("gold", "styles")])
    parser.add_argument("--pages", type=int, default=60, help="of each folder or corpus, at most")
    parser.add_argument("--copies", type=int, default=4, help="of each kind on a page, at most")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    RNG.seed(args.seed)
    read = [gold_pages(s) if Path(s).is_dir() else corpus_pages(s, args.pages) for s in args.sources]
    pages = with_foreign([page for source in read for page in islice(source, args.pages)])
    runs = [one for page in pages for one in trials(page, args.copies)]
    finders: dict[str, Callable[[Sequence[str]], Found]] = {"splitter": plain(find_repeats), "exact": plain(exact)}
    with suppress(OSError, subprocess.CalledProcessError):
        finders["before"] = plain(before())
    finders |= {"ratio": ratio, "MinHash": min_hash}
    columns: dict[str, dict[str, Counter[str]]] = {}
    rates = ""
    for label, find in finders.items():
        started = time.perf_counter()
        found = [find(one.texts) for one in runs]
        rates += f"{sum(len(one.texts) for one in runs) / (time.perf_counter() - started):>16,.0f}"
        tuned = range(1, 51) if find in (ratio, min_hash) else range(1)
        every = {k / 50: tallies(runs, found, k / 50) for k in tuned}
        least = max(every, key=lambda least: harmonic_mean(shares(every[least][TOTAL])))
        columns[f"{label} >= {least}" if least else label] = every[least]
    print(f"{len(pages)} pages, {sum(len(page.posts) for page in pages)} posts; recall / precision in percent,")
    print("for ratio and MinHash with the thresholds of the best F1 in total, which are tuned on these very pairs")
    print(f"{'':<42}{'texts':>6}" + "".join(f"{label:>16}" for label in columns))
    for row, own in columns["splitter"].items():
        counts = (rows[row] for rows in columns.values())
        cells = ("{:.1f} / {:.1f}".format(*shares(c)) if c["wanted"] else f"{c['wrong']} wrong" for c in counts)
        print(f"{row:<42}{own['put']:>6}" + "".join(f"{text:>16}" for text in cells))
    print(f"{'texts per second':<48}{rates}")


if __name__ == "__main__":
    main()
