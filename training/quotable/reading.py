"""Count what readers found in digests.

python training/quotable/reading.py

`reading.tsv`: faults of sentences and headlines, without the model ("before") and with it ("after"). `facts.tsv`:
whether a digest and its headline carry the first two facts that an annotator wrote down of its story.
"""

from __future__ import annotations

import csv
from pathlib import Path

FAULTS = ("false", "unsupported", "misleading", "dangling", "ungrammatical")


def main() -> None:
    """Print a line for each fault, with the two readers' counts."""
    with (Path(__file__).parent / "reading.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for when in ("before", "after"):
        told = {reader: [row for row in rows if (row["when"], row["reader"]) == (when, reader)] for reader in "AB"}
        sentences = {reader: [row for row in own if row["part"].startswith("S")] for reader, own in told.items()}
        print(f"{when}: {len(sentences['A'])} sentences of {len({row['digest'] for row in told['A']})} digests")
        for fault in FAULTS:
            print(f"  {fault}: {' and '.join(str(sum(fault in r['verdict'] for r in sentences[x])) for x in 'AB')}")
        print(f"  any of these: {' and '.join(str(sum(r['verdict'] != 'fine' for r in sentences[x])) for x in 'AB')}")
        for part, good in (("headline", "fine"), ("main fact", "there")):
            counts = (sum(row["part"] == part and row["verdict"] != good for row in told[x]) for x in "AB")
            print(f"  {part}, not {good}: {' and '.join(map(str, counts))}")
    with (Path(__file__).parent / "facts.tsv").open(encoding="utf-8") as file:
        facts = list(csv.DictReader(file, delimiter="\t"))
    for name, own in (("first facts", [row for row in facts if row["fact"] == "1"]), ("first two facts", facts)):
        told = {verdict: sum(row["A"] == verdict for row in own) / len(own) for verdict in ("yes", "part", "no")}
        print(f"{name}: {len(own)}, {', '.join(f'{verdict} {share:.1%}' for verdict, share in told.items())}")
    twice = [row for row in facts if row["B"]]
    print(f"second reader: the same in {sum(row['A'] == row['B'] for row in twice)} of {len(twice)}")


if __name__ == "__main__":
    main()
