"""Count what two readers found in digests, before this model chose their sentences and after: `reading.tsv`.

python training/quotable/reading.py
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


if __name__ == "__main__":
    main()
