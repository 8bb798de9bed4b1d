"""Train `models/line-roles/`: which lines of a flat page begin a post, what each line is for, what each post is.

    pip install '.[training]'
    python training/line_roles.py --corpus FOLDER --marks FOLDER … [--minutes 125] [--pages 1600]

FOLDER of `--corpus` holds `liveblogs-train.jsonl.xz` and `liveblogs-valid.jsonl.xz`; folders of `--marks` hold pages
marked by reading, the last one with cased digests; `--words` is a folder of word lists such as Debian's
/usr/share/dict. What is half done is kept in `--work`, so that a stopped run goes on.

How it fares on what it has not seen: `--publishers guardian --measure-publishers bbc` trains on one publisher and
measures on the other; `--without lynx ago …` keeps whole styles from training and measures on them. Both print the
same figures for a model that saw everything when these options are left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

sys.path.insert(0, str(Path(__file__).parent))
from rendering import BRIEF, FAMILIES, LAYOUTS, VARIED
from segmentation.data import Source, read_source
from segmentation.network import (
    PageSet,
    find_bias,
    kind_examples,
    kind_f1,
    load_network,
    page_figures,
    read_pages,
    save_network,
    tensors_of,
    train_kinds,
    train_network,
)
from segmentation.reader import load_reader, train_reader

from splitter.segmentation.kinds import KindModel
from splitter.segmentation.model import LineModel

ROOT = Path(__file__).parent.parent
ENCODER = str(ROOT / "models" / "all-MiniLM-L6-v2")
# A reader has most to learn where there is little form and much sense.
READER_FAMILIES = {"untitled": 6.0, "bare": 5.0, "clock": 1.0, "guardian": 2.0, "ago": 0.5, "dated": 0.5, "time-glued": 0.5,
                   "time-last": 0.5, "wire": 1.0, "minute": 0.5, "html2text": 0.5, "visible-text": 1.5, "wrapped": 0.5}  # fmt: skip
NETWORK_FAMILIES = dict.fromkeys(FAMILIES, 1.0) | {"bare": 4.0, "untitled": 2.5, "guardian": 2.5, "clock": 2.0}
# Name, styles and their weights, share of pages in another language's look, pages beside --pages, share of pages whose
# kinds readers told.
SETS = (
    ("", NETWORK_FAMILIES, 0.15, 1.0, 0.25),
    ("layouts-", dict.fromkeys(LAYOUTS, 1.0), 0.4, 0.5, 0.25),
    ("varied-", {VARIED: 1.0}, 0.4, 0.125, 0.0),
    ("brief-", {BRIEF: 1.0}, 0.5, 0.15, 0.0),
)


def main() -> None:
    """Run the stages, print figures, save."""
    args = _arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    train = read_source(args.corpus / "liveblogs-train.jsonl.xz", args.marks, args.words)
    valid = read_source(args.corpus / "liveblogs-valid.jsonl.xz", args.marks, args.words, leave_out=set(args.leave_out))
    train.publishers = args.publishers
    valid.publishers = args.publishers
    styles = set(args.styles) - set(args.without)
    train.families = {f: w for f, w in READER_FAMILIES.items() if f in styles}
    additions = args.work / "reader.safetensors"
    train_reader(train, ENCODER, additions, minutes=args.minutes, seed=args.seed)
    reader = load_reader(ENCODER, additions)

    seen, unseen = [], []
    for name, weights, foreign, share, marked in SETS:
        weights = {family: weight for family, weight in weights.items() if family in styles}
        if not weights:
            continue
        own, others = (replace(source, families=weights, foreign=foreign) for source in (train, valid))
        pages, few = int(args.pages * share), int(args.valid_pages * max(share, 0.25))
        by_readers = int(pages * marked)
        for source, number, which in ((own, pages - by_readers, "train"), (_marked(own), by_readers, "marked")):
            if number:
                seen.append(read_pages(source, reader, args.work, pages=number, seed=args.seed, name=name + which))
        unseen.append(read_pages(others, reader, args.work, pages=max(1, few), seed=args.seed, name=f"{name}valid"))
    kept = args.work / f"network-{args.pages}-{args.epochs}-{args.seed}.safetensors"
    network, chain = (
        load_network(kept) if kept.exists() else train_network(seen, unseen, epochs=args.epochs, seed=args.seed)
    )
    save_network(network, chain, kept)
    model = LineModel(reader, network, chain, KindModel(), 0.0)
    model.bias = find_bias(model, unseen)
    _print_figures("validation part", model, unseen)
    if args.measure_publishers or args.without:
        valid.publishers = args.measure_publishers or args.publishers
        valid.families = dict.fromkeys(args.without, 1.0) or NETWORK_FAMILIES
        other = read_pages(valid, reader, args.work, pages=args.valid_pages, seed=args.seed, name="other")
        _print_figures("not seen", model, [other])

    model.kinds = train_kinds(*kind_examples(model, seen), epochs=args.kind_epochs, seed=args.seed)
    figures = kind_f1(model.kinds, *kind_examples(model, unseen))
    print("kinds, F1 on the validation part:", {kind: round(figure, 3) for kind, figure in figures.items()})
    if args.target:
        _save(model, additions, args.target)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--marks", type=Path, nargs="+", required=True)
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict"))
    parser.add_argument("--work", type=Path, default=Path("build/line-roles"))
    parser.add_argument("--target", type=Path, help="Where to save the model, e.g. models/line-roles.")
    parser.add_argument("--minutes", type=float, default=125, help="Time for the reader.")
    parser.add_argument("--pages", type=int, default=1600, help="Pages for the network.")
    parser.add_argument("--valid-pages", type=int, default=160)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--kind-epochs", type=int, default=8)
    parser.add_argument("--publishers", nargs="+", help="Train on these alone.")
    parser.add_argument("--measure-publishers", nargs="+", help="Measure on these as well.")
    parser.add_argument("--styles", nargs="+", default=[*FAMILIES, *LAYOUTS, VARIED, BRIEF], help="Only these styles.")
    parser.add_argument("--without", nargs="+", default=[], help="Styles to keep from training and to measure on.")
    parser.add_argument(
        "--leave-out", nargs="+", default=[], help="Pages of the validation part that must not be used, by id."
    )
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _marked(source: Source) -> Source:
    """The pages that people read, alone: their posts' kinds are known."""
    corpus = source.corpus
    pages = {name: [p for p in own if p["id"] in corpus.kinds] for name, own in corpus.pages.items()}
    return replace(source, corpus=replace(corpus, pages={name: own for name, own in pages.items() if own}))


def _print_figures(name: str, model: LineModel, sets: Sequence[PageSet]) -> None:
    figures = [figure for pages in sets for figure in page_figures(model, pages)]
    by_family: dict[str, list[float]] = {}
    for example, (boundary, _) in zip([e for pages in sets for e in pages.examples], figures, strict=True):
        by_family.setdefault(example.page.family, []).append(boundary)
    print(
        f"{name}: boundary F1 {sum(f for f, _ in figures) / len(figures):.3f}, roles right {sum(r for _, r in figures) / len(figures):.3f}"
    )
    print("  by style:", {f: round(sum(v) / len(v), 3) for f, v in sorted(by_family.items())}, flush=True)


def _save(model: LineModel, additions: Path, target: Path) -> None:
    tensors = {f"reader/{name}": tensor for name, tensor in load_file(additions).items()}
    tensors |= tensors_of(network=model.network, chain=model.chain, kinds=model.kinds)
    tensors["decoding/bias"] = torch.tensor(model.bias)
    target.mkdir(parents=True, exist_ok=True)
    save_file(tensors, target / "model.safetensors")
    print(f"saved {target / 'model.safetensors'}, {(target / 'model.safetensors').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
