"""The cache restores values unchanged, so a warm build gives the same result as a clean one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from briefgen.cache.encoding import Unreadable, decode, encode
from briefgen.model.config import SiteConfig
from briefgen.model.content import Author, Brief, Entry, Kind, Page
from briefgen.model.text import Text
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.config import read_config
from briefgen.read.discovery import discover

REPOSITORY: Final = Path(__file__).parents[2]
STARTER: Final = REPOSITORY / "briefgen" / "starter"
KINDS: Final = (Kind.BRIEF, Kind.PAGE, Kind.AUTHOR, Kind.TERM)
SETTINGS: Final = ReadSettings(timezone="Europe/Berlin")

FULL: Final = """\
---
title: "“Two” bases & <three>"
date: {date}
updated: {date}
embargo: {date}
slug: Two-Bases
summary: One *line*.
highlights: ["See [it](https://a.org/x){{#mine}} and [that](b.md)", "稀土"]
categories: [Trade]
tags: ["R&D", 中国]
series: Bases
authors: [a, B C]
sources:
  - {{url: "https://a.org/x", title: T, date: 2024, accessed: {date}}}
  - {{url: "https://b.org", date: 2024-05, further: true}}
image: {{src: a.png, alt: A, credit: C}}
corrections: [{{date: {date}, text: It was two.}}]
aliases: [/old/]
language: de
extra:
  numbers: [1, -1.5, 0.1, 1.0, -0.0, 1.0e+16, .inf, -.INF, .nan, 18446744073709551616, 0x1F]
  others: [yes, ~, 2026-03-04, text, {{a: {{b: []}}}}]
  far: -99999999999999999999999999
---
## Heading

Text ![p](a.png) [b](b.md#x) [^1] <video src="v.mp4"></video>

[^1]: Note.
"""
DATES: Final = [
    "2026-03-04", "2026-07-04T08:00", "2026-03-04T09:30+05:30", "2010-10-22 11:33:15 -0400",
    "2017-01-02T15:02:30.012Z", "2026-10-25T02:30", "2026-03-29T02:30", "1871-01-01",
    "0001-01-01", "9999-12-31T23:59:59-12:00",
]  # fmt: skip


def kept(value: object, kind: type[object]) -> None:
    assert value is not None
    data = encode(value)
    decoded = decode(data, kind)
    assert decoded == value
    assert encode(decoded) == data


def samples() -> list[tuple[Path, Entry]]:
    return [
        (root, entry)
        for root in (REPOSITORY, STARTER / "en")
        for entry in discover(root, SETTINGS.taxonomies).value
        if entry.kind in KINDS
    ]


@pytest.mark.parametrize(
    ("root", "entry"), samples(), ids=lambda each: each.path if isinstance(each, Entry) else ""
)
def test_every_sample_is_restored_unchanged(root: Path, entry: Entry) -> None:
    value = parse_entry(entry, (root / entry.site_path).read_bytes(), SETTINGS).value
    kept(value, type(value))


def test_there_are_samples_of_every_kind() -> None:
    kinds = {entry.kind for _, entry in samples()}
    assert kinds == set(KINDS)


@pytest.mark.parametrize("date", DATES)
def test_a_brief_with_every_key_is_restored_unchanged(date: str) -> None:
    checked = parse_entry(
        Entry("briefs/a.md", Kind.BRIEF), FULL.format(date=date).encode(), SETTINGS
    )
    assert checked.diagnostics == ()
    value = checked.value
    assert isinstance(value, Brief)
    kept(value, Brief)
    again = decode(encode(value), Brief)
    assert again.date is not None
    assert value.date is not None
    assert (again.date.iso, again.date.timestamp) == (value.date.iso, value.date.timestamp)


@pytest.mark.parametrize(("kind", "key"), [(Kind.PAGE, "title"), (Kind.AUTHOR, "name")])
def test_values_below_extra_are_restored_on_pages_and_authors(kind: Kind, key: str) -> None:
    data = f"---\n{key}: A\nextra: {{a: .nan, b: 99999999999999999999, c: 1.5}}\n---\nText."
    value = parse_entry(Entry("a.md", kind), data.encode(), SETTINGS).value
    assert isinstance(value, Page | Author)
    assert value.extra == {"a": ".nan", "b": "99999999999999999999", "c": 1.5}
    kept(value, type(value))


@pytest.mark.parametrize(
    "root", [REPOSITORY, STARTER / "common"], ids=["the repository", "the starter"]
)
def test_the_settings_of_a_site_are_restored_unchanged(root: Path) -> None:
    more = b"\nextra: {a: .inf, b: 36893488147419103232, c: [1.0, 2]}\n"
    data = (root / "site.yaml").read_bytes()
    kept(read_config(data if b"\nextra:" in data else data + more).value, SiteConfig)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"\xff",
        b"[1]",
        b'["\\ud800"]',
        b'[{"Other": {}}]',
        b'[{"Table": {}, "TableEnd": {}}]',
        b'[{"Link": {"attributes": [["href", 1]]}}]',
        b"[" * 100_000 + b"]" * 100_000,
        b'[{"Link": {"attributes": ' + b"[" * 5_000 + b"]" * 5_000 + b"}}]",
    ],
    ids=lambda data: repr(data[:20]),
)
def test_bytes_that_are_not_a_text_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data, Text)
