"""Names for containers that have none. Follows moby pkg/namesgenerator: an adjective and a scientist."""

from __future__ import annotations

from collections.abc import Container

from app.sim.randomness import Randomness

ADJECTIVES = (
    "admiring", "agitated", "bold", "brave", "busy", "charming", "clever", "compassionate", "cool", "dazzling",
    "determined", "eager", "ecstatic", "elastic", "epic", "festive", "friendly", "funny", "gallant", "gifted",
    "happy", "hopeful", "hungry", "jolly", "keen", "kind", "laughing", "loving", "lucid", "mystifying", "nifty",
    "nostalgic", "peaceful", "pensive", "quirky", "relaxed", "romantic", "serene", "sharp", "stoic", "sweet",
    "tender", "thirsty", "trusting", "vibrant", "vigilant", "vigorous", "wizardly", "wonderful", "zealous", "zen",
)  # fmt: skip
SCIENTISTS = (
    "archimedes", "babbage", "banach", "bell", "bohr", "boyd", "brahmagupta", "carson", "cerf", "cori", "curie",
    "darwin", "dijkstra", "einstein", "elion", "euclid", "euler", "fermat", "feynman", "franklin", "galileo", "gates",
    "goldberg", "hamilton", "hawking", "hopper", "hypatia", "johnson", "kalam", "keller", "kepler", "khorana",
    "kilby", "knuth", "lamarr", "leavitt", "lovelace", "mclean", "meitner", "newton", "noether", "pasteur", "payne",
    "ritchie", "rosalind", "shannon", "swartz", "tesla", "thompson", "torvalds", "turing", "wozniak", "wright",
)  # fmt: skip


def random_name(randomness: Randomness, taken: Container[str]) -> str:
    """One that is free."""
    while True:
        name = f"{randomness.choice(ADJECTIVES)}_{randomness.choice(SCIENTISTS)}"
        if name not in taken and name != "boring_wozniak":
            return name
