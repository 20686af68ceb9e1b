"""Nothing of an unpublished brief is in the output: no word, no name, no number, no file."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from briefgen import publish
from tests.conftest import QUICK
from tests.support.exhaustive import combinations

if TYPE_CHECKING:
    from tests.conftest import BuildSite, Choices, MakeSite, Published, WriteSite

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
SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
FOLDER: Final = "content/briefs/2026/xanthoceros"
HIDDEN: Final[Mapping[str, str | bytes]] = {
    f"{FOLDER}/xanthoceros.png": b"xanthoceros",
    f"{FOLDER}/figure-xanthoceros.csv": b"xanthoceros",
    f"{FOLDER}/notes/linked-by-nothing-xanthoceros.txt": b"xanthoceros",
    "content/files/xanthoceros.pdf": b"xanthoceros",
    # Backup files an editor may leave from before the brief had its own folder.
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
WAYS: Final[Mapping[str, tuple[str, Choices]]] = {
    "draft": ("date: 2026-01-11\ndraft: true", {"drafts": True}),
    "embargo": ("date: 2026-01-11\nembargo: 2031-07-23 09:41", {"embargoed": True}),
    "future date": ("date: 2031-07-23 09:41", {"future": True}),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def everything(site: Published) -> dict[str, bytes]:
    """Return every file of the output, including the manifest."""
    return {**site.contents, publish.MANIFEST: (site.folder / publish.MANIFEST).read_bytes()}


def comparable(site: Published) -> dict[str, bytes]:
    """Return the files of the output whose names and bytes are reproducible.

    The search index is not among them: only the first test looks into it.
    """
    return {path: data for path, data in site.contents.items() if not path.startswith("search/")}


@pytest.fixture(scope="module")
def without(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, build_site: BuildSite
) -> Callable[..., dict[str, bytes]]:
    """Return the output of a site without the brief: `without(is_quick=True)`."""

    @cache
    def output(*, is_quick: bool) -> dict[str, bytes]:
        root = tmp_path_factory.mktemp("without")
        site = build_site(write_site(root, OPEN, **SETTINGS, **(QUICK if is_quick else {})))
        assert site.codes == []
        return comparable(site)

    return output


def readings(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of a file as they are, and decompressed."""
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


def test_nothing_in_the_output_reveals_an_unpublished_brief(
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
    make_site: MakeSite,
    build_site: BuildSite,
    without: Callable[..., dict[str, bytes]],
    way: str,
) -> None:
    assert comparable(build_site(waiting(make_site, way))) == without(is_quick=False)


def test_an_earlier_build_with_the_brief_leaves_nothing_behind(
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
    """Prove that the other tests can fail: once published, the same brief is in many files."""
    _, option = WAYS["embargo"]
    site = build_site(waiting(make_site, "embargo"), **option)
    assert site.counts, site.diagnostics
    told = {path for path, data in site.contents.items() if MARK.encode() in data.lower()}
    assert told >= {
        "2026/xanthoceros/index.html", "2026/xanthoceros/index.md", "_redirects",
        "sq/archive/index.html",
        "briefs.json", "categories/index.html", "sq/categories/trade/feed.atom", "sq/feed.json",
        "files/xanthoceros.pdf", "llms.txt", "regions/index.html", "sitemap.xml", "tags/index.html",
    }  # fmt: skip


def test_the_drafts_option_does_not_publish_embargoed_briefs(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = waiting(make_site, "embargo")
    asked = comparable(build_site(root, drafts=True, future=True))
    assert asked == comparable(build_site(root))


# Every kind of file

OWN: Final[Mapping[str, tuple[str, str]]] = {
    "page": ("content/xanthoceros.md", "title: Xanthoceros"),
    "page in a folder": ("content/about/xanthoceros/index.md", "title: Xanthoceros"),
    "list of briefs": ("content/briefs/index.md", "title: Xanthoceros"),
    "home": ("content/index.md", "title: Xanthoceros"),
    "author": ("content/authors/xanthoceros.md", "name: Xanthoceros\nrole: Xanthoceros role"),
    "category": ("content/categories/trade.md", "title: Xanthoceros"),
    "tag": ("content/tags/shared.MD", "title: Xanthoceros"),
    "own taxonomy": ("content/regions/asia.markdown", "title: Xanthoceros"),
    "brief": ("content/briefs/2026-01-05-xanthoceros.markdown", "title: Xanthoceros"),
}
HELD: Final = {
    "draft": "draft: true",
    "embargo": "embargo: 2031-07-23 09:41",
    "future date": "date: 2031-07-23 09:41",
}


@pytest.mark.parametrize(("kind", "reason"), combinations(OWN, HELD))
def test_nothing_in_the_output_reveals_an_unpublished_file_of_any_kind(
    make_site: MakeSite,
    make_quick_site: MakeSite,
    build_site: BuildSite,
    without: Callable[..., dict[str, bytes]],
    kind: str,
    reason: str,
) -> None:
    path, matter = OWN[kind]
    folder = path.rpartition("/")[0]
    text = f"---\n{matter}\n{HELD[reason]}\n---\nXanthoceros body, ![P](/files/xanthoceros.png).\n"
    files: dict[str, str | bytes] = {
        **OPEN, path: text.encode(), "content/files/xanthoceros.png": b"xanthoceros",
    }  # fmt: skip
    if kind == "page in a folder":
        files[f"{folder}/xanthoceros.csv"] = b"xanthoceros"
    make = make_site if reason == "embargo" else make_quick_site
    site = build_site(make(files, **SETTINGS))
    assert site.counts, site.diagnostics
    assert set(site.codes) <= {"future-date"}
    for path, data in everything(site).items():
        assert MARK not in path.lower()
        for reading in readings(data):
            assert MARK.encode() not in reading, path
    assert comparable(site) == without(is_quick=reason != "embargo")
    asked: dict[str, Choices] = {
        "draft": {"drafts": True},
        "embargo": {"embargoed": True},
        "future date": {"future": True},
    }
    shown = build_site(site.root, **asked[reason])
    assert shown.counts, shown.diagnostics
    assert any(MARK.encode() in data.lower() for data in shown.contents.values())


@pytest.mark.parametrize("matter", ["draft: true", "embargo: 2031-07-23", "draft: 'yes'"])
def test_a_reply_can_be_withheld_too(
    make_quick_site: MakeSite, build_site: BuildSite, matter: str
) -> None:
    reply = f"name: Xanthoceros\nmessage: Xanthoceros\n{matter}\n".encode()
    files = {**OPEN, "content/replies/open/1.yml": reply}
    settings = {**SETTINGS, "comments": {"provider": "static", "url": "https://a.example/"}}
    site = build_site(make_quick_site(files, **settings))
    assert site.counts, site.diagnostics
    assert not any(MARK.encode() in data.lower() for data in site.contents.values())
    shown = build_site(site.root, drafts=True, embargoed=True)
    assert any(MARK.encode() in data.lower() for data in shown.contents.values())


@pytest.mark.parametrize(
    ("name", "reason"),
    combinations(["annex.md", "annex.MD", "notes/annex.markdown", "more/index.md"], HELD),
)
def test_a_second_text_in_the_folder_is_withheld_with_the_brief(
    make_quick_site: MakeSite, build_site: BuildSite, name: str, reason: str
) -> None:
    folder = "content/briefs/2026/xanthoceros"
    brief = f"---\ntitle: Xanthoceros\n{HELD[reason]}\n---\nXanthoceros.\n"
    annex = (
        "---\ntitle: Xanthoceros annex\ntags: [Xanthoceros]\nauthors: [Xanthoceros Author]\n---\n"
        "Xanthoceros, ![P](xanthoceros.png).\n"
    )
    below = (f"{folder}/{name}").rpartition("/")[0]
    files = {
        **OPEN, f"{folder}/index.md": brief.encode(), f"{folder}/{name}": annex.encode(),
        f"{below}/xanthoceros.png": b"xanthoceros",
    }  # fmt: skip
    site = build_site(make_quick_site(files, **SETTINGS))
    assert site.counts, site.diagnostics
    for path, data in everything(site).items():
        assert MARK not in path.lower()
        assert not any(MARK.encode() in reading for reading in readings(data)), path


def test_a_withheld_annex_leaves_its_brief_published(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/open/index.md": b"---\ntitle: Open\n---\nText.\n",
        "content/briefs/open/xanthoceros.md": b"---\ntitle: X\ndraft: true\n---\nText.\n",
    }
    site = build_site(make_quick_site(files))
    assert "briefs/open/index.html" in site.paths
    assert not [path for path in site.paths if MARK in path]


@pytest.mark.parametrize(
    ("signature", "way"),
    combinations(["xanthoceros", "Xanthoceros Author", "XANTHOCEROS AUTHOR"], WAYS),
)
def test_an_author_named_only_by_withheld_briefs_is_withheld(
    make_quick_site: MakeSite, build_site: BuildSite, signature: str, way: str
) -> None:
    matter, option = WAYS[way]
    files = {
        **OPEN,
        "content/briefs/waits.md": f"---\ntitle: T\n{matter}\nauthors: [{signature}]\n---\nText.\n",
        "content/authors/xanthoceros.md": (
            "---\nname: Xanthoceros Author\n---\n![P](/files/xanthoceros.png) Words.\n"
        ),
        "content/files/xanthoceros.png": b"xanthoceros",
    }
    site = build_site(make_quick_site(files, **SETTINGS))
    assert site.counts, site.diagnostics
    for path, data in everything(site).items():
        assert MARK not in path.lower()
        assert not any(MARK.encode() in reading for reading in readings(data)), path
    shown = build_site(site.root, **option)
    assert "authors/xanthoceros/index.html" in shown.paths


def test_an_author_without_briefs_is_published(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {**OPEN, "content/authors/new.md": "---\nname: New\n---\nWords.\n"}
    assert "authors/new/index.html" in build_site(make_quick_site(files, **SETTINGS)).paths


def test_a_published_brief_by_a_withheld_author_is_an_error_by_id_and_by_name(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {**OPEN, "content/authors/mia.md": "---\nname: Mia M\nembargo: 2031-07-23\n---\nX.\n"}
    root = make_quick_site(files, **SETTINGS)
    site = build_site(root)
    (problem,) = site.diagnostics
    assert (problem.code, problem.location.path) == ("unpublished-link", "content/briefs/open.md")
    assert problem.location.span.line == 7
    assert problem.hint.startswith("write the full name, `Mia M`")
    brief = root / "content/briefs/open.md"
    brief.write_text(brief.read_text().replace("[mia]", "[Mia M]"))
    site = build_site(root)
    assert site.diagnostics == ()
    assert b"X." not in site.read("/authors/mia-m/")


# Every key

NOT_READ: Final = (
    (Path(__file__).parent / "fixtures/hold_keys.txt").read_text(encoding="utf-8").splitlines()
)


def test_a_misspelt_key_that_would_withhold_a_brief_stops_the_build(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    texts = {
        f"content/briefs/2026-01-05-{number}.md": f"---\ntitle: T\n{line}\n---\nX.\n"
        for number, line in enumerate(NOT_READ)
    }
    site = build_site(make_quick_site({**OPEN, **texts}, **SETTINGS))
    assert all(each.is_error for each in site.diagnostics)
    problems = Counter((each.code, each.location.path) for each in site.diagnostics)
    expected = Counter(("not-held-back", path) for path in texts)
    assert {texts[path] for _, path in expected - problems} == set()
    assert problems == expected
    assert site.counts is None
    assert not site.folder.exists()


# Every file name

SECRET: Final = b"---\ntitle: Xanthoceros\ndraft: true\n---\nXanthoceros.\n"
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "": (
        "a.md", "a.MD", "a.Md", "a.markdown", "a.MARKDOWN", "a/index.md", "a/index.MD",
        "a/index.markdown", ".a.md", "_a.md", "_drafts/a.md", ".a.md.swp", "a.md~", "a.md.bak",
        "a.md.orig", "a.md.tmp", "a.md.tmp.4711.1", "a.md.swp", "a.md.swn", "#a.md#", ".#a.md",
        "a.md.crdownload", "~$a.docx", ".~lock.a.odt#", "Thumbs.db", "ehthumbs.db",
        "desktop.ini", ".DS_Store", "Icon\r", "__MACOSX/a.md", "@eaDir/a.md", "4913",
    ),
    "raw-text": (
        "a.mdx", "a.qmd", "a.Rmd", "a.mkd", "a.mdown", "a.md.txt", "a.MD.TXT", "a.markdown.txt",
        "a.md.OLD", "a.md.save", "a.md.save.1", "a.md_", "a.md-old", "a.md.1", "a.md2", "a.md copy",
        "a.md (1)", "a.md.gz", "a.md.zip", "a.md.gpg", "a.md.html", "a.md.r12", "a.md.mine",
        "a.txt", "a.text", "a", "a.html", "a.json", "a.yaml", "a.csv", "README",
    ),
    "copy-of-text": (
        "Copy of a.md", "Copy (2) of a.md", "a - Copy.md", "a - Copy (2).md", "a copy.md",
        "a copy 2.md", "a (1).md", "a(1).md", "a_copy.md", "Kopie von a.md", "a - Kopie.md",
        "Copie de a.md", "a - copia.md", "a - 副本.md", "نسخة من a.md",
        "a (conflicted copy).md", "a (Mia's conflicted copy 2026-03-04).md",
        "a (conflicted copy 2026-03-04 101010).md", "a.sync-conflict-20260304-101010-ABCDEFG.md",
        "a (Case Conflict).md", "a [Conflict].md", "a_BACKUP_123.md", "a_REMOTE_123.md",
        "a.draft.md", "a (draft).md", "a.old.md", "a - Copy/index.md", "a (1)/notes.md",
    ),
    "left-out-file": (
        "a.docx", "a.DOC", "a.odt", "a.rtf", "a.tex", "a.typ", "a.rst", "a.ipynb",
        "data (conflicted copy 2026-03-04).csv", "p.sync-conflict-20260304-101010-ABCDEFG.png",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "names"), NAMES.items(), ids=lambda value: str(value)[:15])
def test_no_text_with_front_matter_is_published_raw_under_any_name(
    make_quick_site: MakeSite, build_site: BuildSite, code: str, names: tuple[str, ...]
) -> None:
    data = b"xanthoceros" if code == "left-out-file" else SECRET
    files = {f"content/briefs/{n}/{name}": data for n, name in enumerate(names)}
    site = build_site(make_quick_site({**OPEN, **files}, **SETTINGS))
    problems = sorted((each.code, each.location.path) for each in site.diagnostics)
    assert problems == (sorted((code, path) for path in files) if code else [])
    assert all(each.is_error == (code != "left-out-file") for each in site.diagnostics)
    for path, written in (everything(site) if site.counts else {}).items():
        assert MARK.encode() not in written.lower(), path
    assert (site.counts is None) is (code in ("raw-text", "copy-of-text"))


@pytest.mark.parametrize(
    "data",
    [
        SECRET,
        b"\xef\xbb\xbf" + SECRET,
        b"\n# A comment\n" + SECRET,
        SECRET.replace(b"\n", b"\r\n"),
        "\ufeff".encode("utf-16-le") + SECRET.decode().encode("utf-16-le"),
        "\ufeff".encode("utf-16-be") + SECRET.decode().encode("utf-16-be"),
        b'+++\ntitle = "Xanthoceros"\ndraft = true\n+++\nXanthoceros.\n',
        b"---\ntitle: Xanthoceros\ndraft: true\n",
    ],
    ids=["plain", "mark", "comment", "CRLF", "UTF-16", "UTF-16 BE", "TOML", "unclosed"],
)
def test_front_matter_is_recognised_in_a_file_of_any_name(
    make_quick_site: MakeSite, build_site: BuildSite, data: bytes
) -> None:
    site = build_site(make_quick_site({**OPEN, "content/files/note.txt": data}, **SETTINGS))
    assert (site.codes, site.counts) == (["raw-text"], None)
    again = build_site(site.root)  # from the cache
    assert (again.codes, again.counts) == (["raw-text"], None)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("data.yaml", b"---\nprices: [1, 2]\n"),
        ("documents.yaml", b"---\nprices: [1, 2]\n---\nprices: [3]\n"),
        ("note.txt", b"A note\n---\ntitle: of prices\n---\n"),
        ("rule.txt", b"---\n\nJust a line.\n\n---\n"),
        ("a.zip.md5", b"d41d8cd98f00b204e9800998ecf8427e\n"),
        ("report (2).pdf", b"%PDF"),
        ("data - Copy.csv", b"a\n"),
        ("diff.txt", b"--- a/x\n+++ b/x\n"),
    ],
)
def test_other_files_are_published_as_they_are(
    make_quick_site: MakeSite, build_site: BuildSite, name: str, data: bytes
) -> None:
    site = build_site(make_quick_site({**OPEN, f"content/files/{name}": data}, **SETTINGS))
    assert site.codes == []
    assert site.contents[f"files/{name}"] == data


def test_files_in_a_folder_named_after_a_brief_are_withheld_with_it(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    brief = b"---\ntitle: T\ndraft: true\n---\nText.\n"
    files = {
        **OPEN, "content/briefs/t.md": brief, "content/briefs/t/xanthoceros.csv": b"x",
        "content/briefs/t/further.md": b"---\ntitle: O\ndate: 2026-01-03\n---\nText.\n",
    }  # fmt: skip
    site = build_site(make_quick_site(files, **SETTINGS))
    assert "2026/further/index.html" in site.paths
    assert not [path for path in site.paths if MARK in path]


def test_a_copy_of_a_withheld_file_is_withheld_too(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    brief = b"---\ntitle: T\ndraft: true\n---\n[data](/files/xanthoceros.pdf)\n"
    names = ("xanthoceros.pdf", "xanthoceros (1).pdf", "xanthoceros - Copy.pdf")
    files = {f"content/files/{name}": b"xanthoceros" for name in names}
    site = build_site(make_quick_site({**OPEN, **files, "content/briefs/t.md": brief}, **SETTINGS))
    assert not [path for path in site.paths if MARK in path]


@pytest.mark.parametrize("name", ["a.docx", "a.tex"])
def test_a_manuscript_that_a_brief_links_to_is_published(
    make_quick_site: MakeSite, build_site: BuildSite, name: str
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/a/index.md": f"---\ntitle: A\n---\nAlso [as a file]({name}).\n",
        f"content/briefs/a/{name}": b"x",
    }
    site = build_site(make_quick_site(files))
    assert site.codes == []
    assert f"briefs/a/{name}" in site.paths


@pytest.mark.parametrize("name", ["1.yml.txt", "1.txt", "mail.eml"])
def test_files_beside_replies_are_not_published(
    make_quick_site: MakeSite, build_site: BuildSite, name: str
) -> None:
    files = {**OPEN, f"content/replies/open/{name}": b"email: xanthoceros@a.example\n"}
    site = build_site(make_quick_site(files, **SETTINGS))
    assert site.codes == ["left-out-file"]
    assert not any(MARK.encode() in data for data in site.contents.values())


def test_variants_of_an_image_wait_with_the_text_that_shows_it(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    variants = ("", ".dark", ".narrow", ".narrow.dark")
    names = [f"{name}{variant}.svg" for name in ("secret", "open") for variant in variants]
    root = make_quick_site(
        {
            "content/briefs/a.md": "---\ntitle: A\n---\n![O](/figures/open.svg)\n",
            "content/briefs/b.md": (
                "---\ntitle: B\nembargo: 2031-01-01\n---\n![S](/figures/secret.svg)\n\n"
                "![O](/figures/open.svg)\n"
            ),
            **{f"content/figures/{name}": SVG for name in names},
        }
    )
    shown = [path for path in build_site(root).paths if path.startswith("figures/")]
    assert shown == sorted(f"figures/{name}" for name in names if name.startswith("open"))
    everything = build_site(root, embargoed=True).paths
    assert {f"figures/{name}" for name in names} <= {*everything}
