"""What texts look like on pages, which settings, catalogues and partials decide, not the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from briefgen.cli import main
from briefgen.render.sources import THEME

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Page

BRIEF: Final = """\
---
title: A
date: 2026-03-04
highlights: ["[One](https://one.example/) rose."]
image: {src: p.svg, alt: P, credit: "[Two](https://two.example/)"}
corrections: [{date: 2026-03-05, text: "[Three](https://three.example/) fell."}]
---
## B [4](https://four.example/)

::: note
See [five](https://five.example/).
:::

::: warning My own
Six.
:::
"""
FILES: Final = {
    "content/briefs/a/index.md": BRIEF,
    "content/briefs/a/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
    "content/briefs/b.md": "---\ntitle: B\nlanguage: fr\n---\n::: note\n[x](https://x.example/)\n:::",
    "content/about.md": "---\ntitle: C\n---\nWords.",
}
CATALOGUE: Final = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "(opens in a new tab)"
msgstr "(neuer & Tab)"

msgid "Note"
msgstr "Bemerkung & mehr"
"""
PARTIAL: Final = '<a class="source-link" href="{{ url }}">{{ text }}<i> [mine]</i></a>'
# A site in German, so that a catalogue of its own applies.
GERMAN: Final = {"language": "de"}
HOSTS: Final = {"one", "two", "three", "four", "five"}


@pytest.fixture
def root(make_quick_site: MakeSite) -> Path:
    return make_quick_site(FILES, **GERMAN)


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def hosts(page: Page, inside: str = "") -> set[str]:
    """Return the names of the hosts to which marked links lead."""
    links = page.select(f"{inside} a.source-link")
    return {re.findall(r"//(\w+)\.example", link.get("href"))[0] for link in links}


def test_the_words_of_a_link_are_in_the_language_of_its_text(
    root: Path, build_site: BuildSite
) -> None:
    site = build_site(root)
    assert "(öffnet in einem neuen Tab)" in site.page("/briefs/a/").words(".brief-body")[0]
    assert site.page("/briefs/a/").words("p.callout-title") == ["Hinweis", "My own"]
    assert site.page("/briefs/b/").words("p.callout-title") == ["Note"]


@pytest.mark.parametrize(
    ("path", "text", "seen"),
    [
        ("layouts/locale/de.po", CATALOGUE, "(neuer & Tab)"),
        ("layouts/partials/source-link.html", PARTIAL, " [mine]"),
    ],
    ids=["catalogue", "partial"],
)
def test_what_a_site_replaces_reaches_every_text_of_a_brief(
    root: Path, build_site: BuildSite, path: str, text: str, seen: str
) -> None:
    before = build_site(root).page("/briefs/a/")
    assert hosts(before) >= HOSTS
    put(root, path, text)
    page = build_site(root).page("/briefs/a/")
    assert hosts(page) == hosts(before)
    for place in (".highlights", "figcaption", ".corrections", ".brief-body h2", ".callout-note"):
        (link,) = page.select(f"{place} a.source-link")
        assert seen in link.text_content()


def test_a_catalogue_renames_the_callouts_without_a_title(
    root: Path, build_site: BuildSite
) -> None:
    put(root, "layouts/locale/de.po", CATALOGUE)
    page = build_site(root).page("/briefs/a/")
    assert page.words("p.callout-title") == ["Bemerkung & mehr", "My own"]
    feed = build_site(root).read("feed.atom").decode()
    assert "Bemerkung &amp;amp; mehr" in feed


CHANGES: Final[Mapping[str, Mapping[str, str]]] = {
    "new_tab": {},
    "catalogue": {"layouts/locale/de.po": CATALOGUE},
    "source-link.html": {"layouts/partials/source-link.html": PARTIAL},
    "image-sizes.html": {"layouts/partials/image-sizes.html": "50rem"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_words_or_markup_renders_pages_again_and_reads_no_text(
    make_quick_site: MakeSite,
    build_site: BuildSite,
    capsys: pytest.CaptureFixture[str],
    change: str,
) -> None:
    root = make_quick_site(FILES, **GERMAN)
    before = build_site(root).read("/briefs/a/")
    links = {"links": {"new_tab": False}} if change == "new_tab" else {}
    make_quick_site({**FILES, **CHANGES[change]}, **GERMAN, **links)
    with pytest.raises(SystemExit) as ended:
        main(["-C", str(root), "build", "--verbose"])
    errors = capsys.readouterr().err
    assert ended.value.code == 0, errors
    assert "4 files: 0 parsed, 4 from the cache" in errors
    assert re.search(r"  [1-9]\d* of \d+ files rendered", errors)
    after = (root / "public/briefs/a/index.html").read_bytes()
    assert (after != before) is (change != "image-sizes.html")  # no image has other formats here
    clean = make_quick_site({**FILES, **CHANGES[change]}, "clean", **GERMAN, **links)
    assert after == build_site(clean).read("/briefs/a/")


# The markup of a link to a source

BY_HOST: Final = (
    '{% set host = url.split("/")[2] %}'
    '<a class="source-link{{ " official" if host.endswith(".gov") }}" href="{{ url }}"'
    '{% if anchor %} id="{{ anchor }}" data-source="{{ number }}"{% endif %}>'
    "{{ text }} <small>{{ host }}</small></a>"
)
LINKS: Final = (
    "---\ntitle: A\nhighlights: ['[h](https://h.gov/)']\n---\n"
    '[a](https://a.gov/x) [b](https://b.example/?y&z) [c *d*](https://a.gov/x){.e title="f & g"}\n'
)


def test_the_markup_of_a_link_may_depend_on_its_url(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {"content/briefs/a.md": LINKS, "layouts/partials/source-link.html": BY_HOST}
    page = build_site(make_quick_site(files)).page("/briefs/a/")
    links = page.select(".brief-body a.source-link, .highlights a.source-link")
    assert [link.cssselect("small")[0].text for link in links] == [
        "h.gov", "a.gov", "b.example", "a.gov",
    ]  # fmt: skip
    assert ["official" in link.classes for link in links] == [True, True, False, True]
    assert [link.get("id") for link in links] == ["cite-1-1", "cite-2-1", "cite-3-1", "cite-2-2"]
    assert [link.get("data-source") for link in links] == ["1", "2", "3", "2"]


def test_the_markup_of_a_link_may_depend_on_its_page(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    partial = '<a class="source-link" href="{{ url }}" data-from="{{ page.url }}">{{ text }}</a>'
    files = {f"content/briefs/{name}.md": LINKS for name in "ab"}
    site = build_site(make_quick_site({**files, "layouts/partials/source-link.html": partial}))
    for path in ("/briefs/a/", "/briefs/b/"):
        links = site.page(path).select("a.source-link")
        assert {link.get("data-from") for link in links} == {path}


def test_the_built_in_markup_is_that_of_its_partial_for_each_link(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    """A site's own copy of the partial is rendered for each link, the theme's is not."""
    built_in = build_site(make_quick_site({"content/briefs/a.md": LINKS}))
    partial = (THEME / "partials/source-link.html").read_text(encoding="utf-8")
    files = {"content/briefs/a.md": LINKS, "layouts/partials/source-link.html": partial}
    own = build_site(make_quick_site(files, "own"))
    for url in ("/briefs/a/", "/"):
        assert own.read(url) == built_in.read(url)
    link = built_in.page("/briefs/a/").select(".brief-body a.source-link")[-1]
    assert (link.get("class"), link.get("title")) == ("e source-link", "f & g")
