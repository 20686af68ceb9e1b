"""A publication of any size, the same on every machine, as plain values."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

CATEGORIES = 40
AUTHORS = 12
_FIRST_DAY = date(2006, 1, 2)
_NOUNS = """quota refinery tariff deposit offtake magnet tailings licence concentrate alloy port
subsidy benchmark inventory forecast ministry consortium contract separation feedstock price mine
corridor stockpile pipeline audit exporter buyer permit shipment kiln cathode grade
reserve""".split()
_VERBS = """raises limits delays funds reviews exports imports prices audits permits stores ships
measures reports expands closes merges narrows signals revises""".split()
_PLAIN = """the a of in for with from under after before while since because although not only more
less than about every each some most over between within without against its their this that which
annual regional domestic foreign early late recent average likely separate public private joint
slow rapid narrow broad steady firm open closed second third""".split()
_PLACES = "Aldmoor Brexholm Carrowick Dunmere Eastvale Farrowby Glenhithe Harrowgate".split()
_NAMES = """Ada Bryn Cleo Dorian Elke Femi Goran Hana Ivo Jun Kira Lior""".split()


@dataclass(frozen=True, slots=True)
class Brief:
    """One brief, independent of any generator. `body` is CommonMark with GFM tables."""

    slug: str
    title: str
    day: date
    summary: str
    highlights: tuple[str, ...]
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    body: str


def category(number: int) -> str:
    """Return the name of a category."""
    return f"{_PLACES[number % len(_PLACES)]} {_NOUNS[number % len(_NOUNS)]}".capitalize() + (
        f" {number}"
    )


def author(number: int) -> str:
    """Return the (invented) name of an author."""
    return f"{_NAMES[number]} Sample"


def corpus(size: int, words: int = 700) -> Iterator[Brief]:
    """Yield `size` briefs of about `words` words each."""
    chance = random.Random(20260304)  # noqa: S311 - the same publication on every machine
    for number in range(size):
        yield _brief(number, words, chance)


def _brief(number: int, words: int, chance: random.Random) -> Brief:
    title = _sentence(chance, chance.randint(5, 9)).rstrip(".")
    return Brief(
        slug=f"brief-{number:05}",
        title=f"{title} {number}",
        day=_FIRST_DAY + timedelta(days=number % 7000),
        summary=_sentence(chance, 22),
        highlights=tuple(_sentence(chance, 14) for _ in range(3)),
        categories=tuple(
            dict.fromkeys(
                category(chance.randrange(CATEGORIES)) for _ in range(chance.randint(1, 3))
            )
        ),
        authors=(author(chance.randrange(AUTHORS)),),
        body=_body(number, words, chance),
    )


def _body(number: int, words: int, chance: random.Random) -> str:
    """Return paragraphs with links, emphasis and quotes, headings, a list, sometimes a table."""
    blocks: list[str] = []
    word_count = 0
    while word_count < words:
        if len(blocks) % 5 == 3:
            blocks.append(f"## {_sentence(chance, 4).rstrip('.')}")
        if len(blocks) % 9 == 5:
            blocks.append("\n".join(f"- {_sentence(chance, 9)}" for _ in range(4)))
            word_count += 36
        if len(blocks) % 17 == 11:
            rows = "\n".join(
                f"| {chance.choice(_PLACES)} | {chance.randint(1, 900)} |" for _ in range(4)
            )
            blocks.append(f"| Place | Tonnes |\n| --- | ---: |\n{rows}")
        sentences = [_sentence(chance, chance.randint(9, 20)) for _ in range(chance.randint(3, 6))]
        sentences[0] += f" A [report on {chance.choice(_NOUNS)}s]({_url(number, chance)}) says so."
        if len(blocks) % 3 == 1:
            sentences[-1] += (
                f' It was "*{chance.choice(_PLAIN)} {chance.choice(_NOUNS)}*", it says.'
            )
        paragraph = " ".join(sentences)
        blocks.append(paragraph)
        word_count += len(paragraph.split())
    return "\n\n".join(blocks) + "\n"


def _url(number: int, chance: random.Random) -> str:
    return f"https://source{chance.randrange(200)}.example/{number}/{chance.choice(_NOUNS)}?p={chance.randrange(9)}"


def _sentence(chance: random.Random, length: int) -> str:
    words = [
        chance.choice((_PLAIN, _PLAIN, _NOUNS, _VERBS)[chance.randrange(4)]) for _ in range(length)
    ]
    words[0] = words[0].capitalize()
    if length > 12:
        words[length // 2] += ","
    return " ".join(words) + "."
