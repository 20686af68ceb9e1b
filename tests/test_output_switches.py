"""Whichever outputs are switched off, published files link only to files that exist."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import pytest

from briefgen.model.addresses import output_path
from tests.support.exhaustive import mostly_exhaustive

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Published

FILES: Final = {
    "content/briefs/a.md": (
        "---\ntitle: A\ndate: 2026-01-01\ncategories: [C]\ntags: [T]\nseries: S\nauthors: [Ines]\n"
        "aliases: [/old/]\nimage: {src: /p.svg, alt: P}\nsources: [https://example.com/x]\n---\n"
        "Text with [data](/d.csv), [B](b.md) and a [source](https://example.com/x).\n"
    ),
    "content/briefs/b.md": (
        "---\ntitle: B\ndate: 2026-01-02\nlanguage: de\ntranslation_of: briefs/a.md\n---\nText.\n"
    ),
    "content/briefs/c.md": "---\ntitle: C\ndate: 2026-01-03\nseries: S\n---\n## H\n\nText.\n",
    "content/about.md": "---\ntitle: About\n---\nText.\n",
    "content/d.csv": "1",
    "content/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
}
OFF: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    **{name: ("outputs", {name: False})
       for name in ("archive", "markdown", "citations", "email", "briefs_json", "llms_txt")},
    "search": ("search", {"enabled": False}),
    "social": ("social", {"images": False}),
    "headers": ("headers", {"enabled": False}),
    "feeds": ("feeds", {"forms": []}),
}  # fmt: skip
GONE: Final = {
    "archive": "archive/index.html",
    "markdown": "briefs/a/index.md",
    "citations": "briefs/a/cite.bib",
    "email": "briefs/a/email.html",
    "briefs_json": "briefs.json",
    "llms_txt": "llms.txt",
    "search": "search/index.html",
    "social": "briefs/a/social.png",
    "headers": "_headers",
    "feeds": "feed.atom",
}
ABSOLUTE: Final = re.compile(r"https://own\.example(?![\w.-])[^\s\"'<>(){}\[\]\\,]*")
RELATIVE: Final = re.compile(r"\b(?:href|src|action|data-[\w-]+)=\"(/[^/\"][^\"]*|/)\"")
TEXTS: Final = (".html", ".md", ".txt", ".xml", ".json", ".atom", ".rss", ".bib", ".ris")


def links(path: str, text: str) -> Iterator[str]:
    text = html.unescape(text)
    yield from (link.rstrip(".;") for link in ABSOLUTE.findall(text))
    if path.endswith(".html"):
        yield from RELATIVE.findall(text)


def missing(site: Published) -> set[tuple[str, str]]:
    """Return links to files that do not exist, with the files that contain them."""
    paths = set(site.paths)
    absent = set()
    for path in sorted(paths):
        if not path.endswith(TEXTS) or path.startswith("search/"):
            continue
        for link in links(path, site.read(f"/{path}").decode()):
            expected = output_path(unquote(urlsplit(link).path) or "/")
            if expected not in paths:
                absent.add((path, link))
    return absent


def built(make_site: MakeSite, build_site: BuildSite, names: tuple[str, ...]) -> Published:
    settings: dict[str, Any] = {"base_url": "https://own.example", "outputs": {"email": True}}
    for name in names:
        key, value = OFF[name]
        settings[key] = {**settings.get(key, {}), **value}
    site = build_site(make_site(FILES, "-".join(names) or "all", **settings))
    assert not [each for each in site.diagnostics if each.is_error], site.diagnostics
    return site


def test_every_link_leads_to_a_file_with_all_outputs_on(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = built(make_site, build_site, ())
    assert set(GONE.values()) <= set(site.paths)
    assert missing(site) == set()
    links_of_index = set(links("briefs.json", site.read("/briefs.json").decode()))
    assert "https://own.example/briefs/a/index.md" in links_of_index


@pytest.mark.parametrize(
    ("one", "other"), mostly_exhaustive(combinations(OFF, 2), set(pairwise(OFF)).__contains__)
)
def test_every_link_leads_to_a_file_with_any_two_outputs_off(
    make_site: MakeSite, build_site: BuildSite, one: str, other: str
) -> None:
    site = built(make_site, build_site, (one, other))
    assert not {GONE[one], GONE[other]} & set(site.paths)
    assert missing(site) == set()


def test_every_link_leads_to_a_file_with_all_outputs_off(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = built(make_site, build_site, tuple(OFF))
    assert not set(GONE.values()) & set(site.paths)
    assert missing(site) == set()
