"""Nothing of a brief that waits is in the output: no word, no name, no number, no file."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import pytest

from briefgen import publish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import BuildSite, MakeSite, Published

MARK: Final = "xanthoceros"
WAITING: Final = """\
---
title: Xanthoceros title
{matter}
updated: 2026-01-17
summary: Xanthoceros summary.
highlights: [Xanthoceros highlight, "[Xanthoceros](figure-xanthoceros.csv)"]
categories: [Trade, Xanthoceros category]
tags: [shared, Xanthoceros tag]
series: Xanthoceros series
regions: [Asia, Xanthoceros region]
authors: [mia, Xanthoceros Author]
aliases: [/xanthoceros/old/, /xanthoceros.html]
slug: xanthoceros
image: {{src: xanthoceros.png, alt: Xanthoceros alt, credit: Xanthoceros credit}}
sources:
  - {{url: 'https://xanthoceros.example/', title: Xanthoceros source, publisher: Xanthoceros house,
     author: Xanthoceros writer, date: 2026-01-13, archive_url: 'https://archive.example/xanthoceros'}}
  - {{url: 'https://a.example/', title: Xanthoceros reading}}
corrections: [{{date: 2026-01-19, text: Xanthoceros correction.}}]
language: sq
translation_of: ../../open.md
extra: {{xanthoceros: xanthoceros}}
---
Xanthoceros body with [data](figure-xanthoceros.csv), a [shared file](/files/xanthoceros.pdf),
[another brief](../../open.md), [cited](https://xanthoceros.example/cited) and `xanthoceros`.

## Xanthoceros heading

![Xanthoceros picture](xanthoceros.png "Xanthoceros caption")
"""
FOLDER: Final = "content/briefs/2026/xanthoceros"
HIDDEN: Final[Mapping[str, str | bytes]] = {
    f"{FOLDER}/xanthoceros.png": b"xanthoceros",
    f"{FOLDER}/figure-xanthoceros.csv": b"xanthoceros",
    f"{FOLDER}/notes/linked-by-nothing-xanthoceros.txt": b"xanthoceros",
    "content/files/xanthoceros.pdf": b"xanthoceros",
    # What an editor may leave of the brief, when it did not stand in a folder of its own yet.
    "content/briefs/xanthoceros.md~": b"xanthoceros",
    "content/briefs/#xanthoceros.md#": b"xanthoceros",
    "content/briefs/xanthoceros.md.bak": b"xanthoceros",
    "content/categories/xanthoceros-category.md": "---\ntitle: Xanthoceros\n---\nWords.\n",
}
OPEN: Final[Mapping[str, str | bytes]] = {
    "content/briefs/open.md": (
        "---\ntitle: Open\ndate: 2026-01-02\ncategories: [Trade]\ntags: [shared]\nregions: Asia\n"
        "authors: [mia]\naliases: [/was/]\n---\nText with [a source](https://a.example/).\n"
    ),
    "content/briefs/other.md": (
        "---\ntitle: Other\ndate: 2026-01-01\ncategories: [Trade]\ntags: [shared]\n---\nText.\n"
    ),
    "content/authors/mia.md": "---\nname: Mia\n---\nWords.\n",
    "content/files/open.pdf": b"open",
}
SETTINGS: Final = {"taxonomies": {"regions": None}, "permalink": "/{year}/{slug}/"}
WAYS: Final = {
    "draft": ("date: 2026-01-11\ndraft: true", {"drafts": True}),
    "embargo": ("date: 2026-01-11\nembargo: 2031-07-23 09:41", {"embargoed": True}),
    "future date": ("date: 2031-07-23 09:41", {"future": True}),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def everything(site: Published) -> dict[str, bytes]:
    """Return every file of the output, the list of them included."""
    return {**site.contents, publish.MANIFEST: (site.folder / publish.MANIFEST).read_bytes()}


def comparable(site: Published) -> dict[str, bytes]:
    """Return the files of the output that are the same whenever the site is.

    The names of the search index are not: it is looked into by the first test alone.
    """
    return {path: data for path, data in site.contents.items() if not path.startswith("search/")}


def readings(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of a file as they are, and unpacked."""
    yield data.lower()
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data).lower()
    for start in range(len(data)):
        if data[start : start + 4] == b"IDAT":
            break
        if data[start : start + 1] == b"\x78":
            try:
                yield zlib.decompressobj().decompress(data[start:], 1_000_000).lower()
            except zlib.error:
                continue


def waiting(make_site: MakeSite, way: str) -> Path:
    matter, _ = WAYS[way]
    text = WAITING.format(matter=matter)
    return make_site({**OPEN, **HIDDEN, f"{FOLDER}/index.md": text.encode()}, **SETTINGS)


def test_no_byte_and_no_name_tells_of_a_brief_that_waits(
    make_site: MakeSite, build_site: BuildSite, way: str
) -> None:
    site = build_site(waiting(make_site, way))
    assert site.counts, site.diagnostics
    for path, data in everything(site).items():
        assert MARK not in path.lower()
        for reading in readings(data):
            assert MARK.encode() not in reading, path
            for word in (b"2031-07-23", b"2026-01-11", b"2026-01-13", b"2026-01-19", b'"sq"'):
                assert word not in reading, (path, word)


def test_the_output_is_that_of_a_site_without_the_brief(
    make_site: MakeSite, build_site: BuildSite, way: str
) -> None:
    without = build_site(make_site(OPEN, "without", **SETTINGS))
    assert without.codes == []
    assert comparable(build_site(waiting(make_site, way))) == comparable(without)


def test_a_former_build_that_showed_the_brief_leaves_nothing_behind(
    make_site: MakeSite, build_site: BuildSite, way: str
) -> None:
    root = waiting(make_site, way)
    before = comparable(build_site(root))
    _, option = WAYS[way]
    shown = build_site(root, **option)
    assert sum(MARK in path for path in shown.paths) > 20
    after = build_site(root)
    assert comparable(after) == before
    assert not [path for path in after.paths if MARK in path]


def test_the_marked_brief_would_be_found(make_site: MakeSite, build_site: BuildSite) -> None:
    """So that the other tests can fail: the same brief, published, is all over the site."""
    _, option = WAYS["embargo"]
    site = build_site(waiting(make_site, "embargo"), **option)
    assert site.counts, site.diagnostics
    told = {path for path, data in site.contents.items() if MARK.encode() in data.lower()}
    assert told >= {
        "2026/xanthoceros/index.html", "2026/xanthoceros/index.md", "_redirects",
        "archive/index.html",
        "briefs.json", "categories/index.html", "categories/trade/feed.atom", "sq/feed.json",
        "files/xanthoceros.pdf", "llms.txt", "regions/index.html", "sitemap.xml", "tags/index.html",
    }  # fmt: skip


def test_drafts_that_are_asked_for_do_not_bring_an_embargoed_brief(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = waiting(make_site, "embargo")
    asked = comparable(build_site(root, drafts=True, future=True))
    assert asked == comparable(build_site(root))
