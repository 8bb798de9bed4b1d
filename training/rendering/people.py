"""Made-up names for bylines and credits."""

from __future__ import annotations

import random

FIRST = [
    "Ann",
    "Omar",
    "Lena",
    "Paul",
    "Ruth",
    "Ines",
    "Tariq",
    "Hugo",
    "Mina",
    "Joan",
    "Piet",
    "Asha",
    "Karl",
    "Nora",
    "Ben",
    "Zoe",
    "Ivan",
    "Mary",
    "Luca",
    "Sara",
    "Dev",
    "Iris",
    "Tom",
    "Hana",
    "Kofi",
    "Eva",
    "Rory",
    "Yuki",
    "Adam",
    "Leila",
    "Élodie",
    "José",
    "Jürgen",
    "María",
    "Giulia",
    "João",
    "Anaïs",
    "Søren",
    "Chloé",
    "Tomás",
    "Katrin",
    "Beatriz",
]
LAST = [
    "Okafor",
    "Lindqvist",
    "Marsh",
    "Petrov",
    "Alvarez",
    "Hughes",
    "Brandt",
    "Kaur",
    "Duval",
    "Costa",
    "Novak",
    "Reid",
    "Tanaka",
    "Vance",
    "Mbeki",
    "Sorensen",
    "Walsh",
    "Iqbal",
    "Ferrari",
    "Quinn",
    "Bauer",
    "Nkosi",
    "Lowe",
    "Santos",
    "Haddad",
    "Ellis",
    "Müller",
    "Lefèvre",
    "García",
    "Rossi",
    "Gonçalves",
    "O'Dowd",
    "Van-Dyke",
    "McKay",
    "Fernández",
    "Bianchi",
    "Schäfer",
    "Ribeiro",
]
AGENCIES = (
    "Reuters", "AFP/Getty Images", "EPA", "AP", "PA", "Getty Images", "Rex/Shutterstock", "Alamy", "Bloomberg/Getty",
    "dpa", "ANSA", "EFE", "Lusa", "AFP", "AP Photo", "Handout", "PA Media", "Anadolu Agency",
)  # fmt: skip


def name(rng: random.Random) -> str:
    """A made-up reporter."""
    middle = f" {rng.choice('ABCDEHJKLMPRST')}." if rng.random() < 0.05 else ""
    return f"{rng.choice(FIRST)}{middle} {rng.choice(LAST)}"


def names(rng: random.Random) -> str:
    """One reporter, now and then two or three."""
    many = rng.choices([1, 2, 3], [85, 12, 3])[0]
    found = [name(rng) for _ in range(many)]
    return found[0] if many == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def credit(rng: random.Random) -> str:
    """A picture's source."""
    agency = rng.choice(AGENCIES)
    return f"{name(rng)}/{agency}" if rng.random() < 0.7 else agency


def handle(rng: random.Random) -> str:
    """An account's name."""
    first, last = rng.choice(FIRST), rng.choice(LAST).replace("'", "")
    return rng.choice([f"@{first}{last}", f"@{first.lower()}_{last.lower()}", f"@{last}{rng.randrange(100)}"])
