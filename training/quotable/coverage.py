"""Count the digests that quote a sentence in which a reader found the story's main fact, and the second one.

    PYTHONPATH=. python training/quotable/coverage.py --corpus FOLDER --marks FOLDER

`main_facts.jsonl`: lines of page, posts of a story (latest first, by their places in the page's `posts`), and the sentences
(post, place in it) that state its main fact whole, and those that state the second one. `--corpus` holds
`liveblogs-train.jsonl.xz`; `--marks` is a folder of `ID.json` with cased headlines and digests.
"""

from __future__ import annotations

import argparse
import json
import lzma
from pathlib import Path

from splitter.settings import Settings
from splitter.summarization import StoryPosts, load_summarizer
from splitter.summarization.candidates import find_candidates
from splitter.summarization.words import as_it_stands
from training.rendering.casing import Truecaser, cased_post, cased_texts

Sentence = tuple[int, int]


def main() -> None:
    """Print a line for each fact, of stories of one post and of more."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--marks", type=Path, required=True)
    args = parser.parse_args()
    told: dict[str, list[tuple[list[int], list[set[Sentence]]]]] = {}
    for line in (Path(__file__).parent / "main_facts.jsonl").read_text(encoding="utf-8").splitlines():
        page, posts, *facts = json.loads(line)
        told.setdefault(page, []).append((posts, [{(post, place) for post, place in fact} for fact in facts]))
    truecase = Truecaser(cased_texts(args.marks), [])
    stories: list[StoryPosts] = []
    facts_of: list[list[set[Sentence]]] = []
    with lzma.open(args.corpus / "liveblogs-train.jsonl.xz", "rt", encoding="utf-8") as file:
        for page in map(json.loads, file):
            for posts, facts in told.get(page["id"], []):
                own = tuple(cased_post(page["posts"][n], str(n), truecase) for n in posts)
                stories.append(StoryPosts(own, {}))
                facts_of.append(facts)
    settings = Settings()
    most = settings.max_words
    digests = load_summarizer(settings).summarize(stories, min_words=settings.min_words, max_words=most)
    quoted = [
        {
            (int(story.posts[c.post].id), c.place)
            for c in find_candidates(story.posts, most)
            if as_it_stands(c.text).endswith(texts)
        }
        for story, texts in zip(
            stories, (tuple(as_it_stands(s.text) for s in digest.sentences) for digest in digests), strict=True
        )
    ]
    for name, several in (("one post", False), ("several", True)):
        for n, fact in enumerate(("main fact", "second fact")):
            asked = [
                (facts[n], found)
                for story, facts, found in zip(stories, facts_of, quoted, strict=True)
                if facts[n] and (len(story.posts) > 1) == several
            ]
            carried = sum(bool(places & found) for places, found in asked)
            print(f"stories of {name}, {fact}: quoted in {carried} of {len(asked)}, {carried / len(asked):.1%}")


if __name__ == "__main__":
    main()
