"""Sites in other languages than English, or in several, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pytest
from babel.messages.pofile import read_po

from briefgen.render.sources import CATALOGUES, THEME

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Page, Published

BRIEF: Final = """\
---
title: {title}
date: 2026-03-04
updated: 2026-03-05
language: {language}
{more}
highlights: [{title}, '[{title}](https://a.example/)']
categories: [{title}]
tags: [{title}]
series: {title}
authors: [Ola, Ulo]
image: {{src: p.png, alt: {title}, credit: {title}}}
corrections: [{{date: 2026-03-06, text: {title}}}]
sources:
  - {{url: 'https://a.example/', title: {title}, accessed: 2026-03-01,
     archive_url: 'https://b.example/'}}
  - {{url: 'https://c.example/', title: {title}}}
---
{title} [{title}](https://a.example/).

## {title}

## {title}

## {title}

::: note
{title}
:::
"""
# Proper names, which are not translated.
NAMES: Final = {
    "404", "Atom", "BibTeX", "Bluesky", "CSL", "Facebook", "JSON", "LinkedIn", "Mastodon", "ORCID",
    "RIS", "RSS", "X",
}  # fmt: skip
SPOKEN: Final = ("aria-label", "alt", "title", "placeholder", "label")


def brief(title: str, language: str, more: str = "") -> str:
    return BRIEF.format(title=title, language=language, more=more)


def site_of(language: str, title: str, count: int = 1) -> dict[str, str | bytes]:
    """Return a site that uses every part of the theme and whose author writes only one word."""
    files: dict[str, str | bytes] = {
        f"content/briefs/{number}/index.md": brief(title, language, f"slug: u{number}")
        for number in range(count)
    }
    pictures = {f"content/briefs/{number}/p.png": b"\x89PNG" for number in range(count)}
    old = brief(title, language, "slug: old\naliases: [/uu/]\ndraft: true")
    undated = f"---\ntitle: {title}\nlanguage: {language}\n---\n{title}\n"
    return {
        **files, **pictures, "content/briefs/o/index.md": old, "content/briefs/o/p.png": b"\x89PNG",
        "content/briefs/undated.md": undated,
        "content/u.md": f"---\ntitle: {title}\n---\n{title}\n",
    }  # fmt: skip


def pseudo_catalogue() -> str:
    """Return a catalogue that translates every message into itself in brackets."""
    with (THEME / CATALOGUES / "briefgen.pot").open("rb") as file:
        template = read_po(file)
    blocks = []
    for message in template:
        forms = [message.id] if isinstance(message.id, str) else list(message.id)
        if not message.id:
            continue
        quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in forms]
        if len(forms) == 1:
            blocks.append(f'msgid "{quoted[0]}"\nmsgstr "⟦{quoted[0]}⟧"\n')
        else:
            plural = "".join(f'msgstr[{n}] "⟦{text}⟧"\n' for n, text in enumerate(quoted))
            blocks.append(f'msgid "{quoted[0]}"\nmsgid_plural "{quoted[1]}"\n{plural}')
    return "\n".join(blocks)


def spoken(page: Page) -> Iterator[str]:
    """Yield all text that a page shows, announces, or holds for its scripts."""
    for element in page.tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            yield element.tail or ""
            continue
        yield element.text or ""
        yield element.tail or ""
        yield from (element.get(name, "") for name in SPOKEN)
        if element.get("role") == "status" or "search" in element.classes:
            yield from (
                value
                for name, value in element.items()
                if name.startswith("data-") and not value.startswith("/")
            )


def unspoken(page: Page) -> set[str]:
    """Return the words of a page that come neither from its author nor from the catalogue."""
    # Reading adds words to texts, and a citation follows its own style.
    for inner in page.select(".brief-body, .highlights .visually-hidden, .cite-text"):
        inner.drop_tree()
    text = "\0".join(spoken(page))
    while "⟦" in text:
        text, before = re.sub(r"⟦[^⟦⟧]*⟧", "", text), text
        if text == before:
            break
    text = text.replace("https://example.org", "")
    return set(re.findall(r"[^\W\d_]+", text))


def test_every_word_of_the_theme_comes_from_the_catalogue(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files = {**site_of("en", "Uuu", 3), "layouts/locale/en.po": pseudo_catalogue()}
    root = make_site(
        files,
        title="Uuu",
        paginate=1,
        description="Uuu",
        publisher={"name": "Uuu", "url": "https://u.example/"},
        navigation=[{"text": "Uuu", "url": "/", "items": [{"text": "Uuu", "url": "/"}]}],
        footer=[{"text": "Uuu", "url": "/"}],
        taxonomies={"categories": {"title": "Uuu"}},
    )
    site: Published = build_site(root, drafts=True)
    assert site.codes == []
    kinds = {page.one("body").get("class").split()[0] for page in site.pages}
    assert {"kind-brief", "kind-home", "kind-list", "kind-author", "kind-not-found"} <= kinds
    written = {*"Uuu Ola Ulo March https example org briefs u old n a c O U".split()}
    left = {page.path: unspoken(page) - written - NAMES for page in site.pages}
    left = {path: words for path, words in left.items() if words}
    assert left == {}
    assert "⟦Highlights⟧" in site.read("/briefs/u0/").decode()


@pytest.mark.parametrize(
    ("language", "highlights", "spread", "dated", "new_tab"),
    [
        ("de", "Auf einen Blick", "Weitersagen:", "4. März 2026", " (öffnet in einem neuen Tab)"),
        ("fr", "Points clés", "Faites passer le mot :", "4 mars 2026",
         " (s’ouvre dans un nouvel onglet)"),
        ("es", "Puntos clave", "Corra la voz:", "4 de marzo de 2026",
         " (se abre en una pestaña nueva)"),
        ("zh-Hans", "要点", "分享本文：", "2026年3月4日", " （在新标签页中打开）"),
        ("ar", "أبرز النقاط", "شارك الموجز:", "4 مارس 2026", " (يُفتح في علامة تبويب جديدة)"),
    ],
)  # fmt: skip
def test_a_brief_page_is_in_the_briefs_language(
    make_site: MakeSite,
    build_site: BuildSite,
    language: str,
    highlights: str,
    spread: str,
    dated: str,
    new_tab: str,
) -> None:
    site = build_site(make_site(site_of(language, "Uuu")))
    page = site.page("/briefs/u0/")
    assert page.one("html").get("lang") == language
    assert page.words(".highlights h2") == [highlights]
    assert spread in page.words("h2")
    assert page.words(".byline time.dt-published") == [dated]
    assert {each.text_content() for each in page.select("a.source-link .visually-hidden")} == {
        new_tab
    }
    assert page.values("header .brand", "lang") == ["en"]
    assert page.errors == []
    line = site.page("/archive/").select(".line")[0]
    assert line.get("lang") == language
    assert line.cssselect("time")[0].text_content() in dated.removesuffix("2026")
    assert site.page("/archive/").words("title") == ["Archive – Test Brief"]


def translated_site() -> dict[str, str | bytes]:
    return {
        "content/briefs/one.md": "---\ntitle: One\ndate: 2026-03-04\n---\nText.\n",
        "content/briefs/eins.md": (
            "---\ntitle: Eins\nlanguage: de\ndate: 2026-03-04\ntranslation_of: one.md\n---\nText.\n"
        ),
        "content/briefs/wahid.md": (
            "---\ntitle: واحد\nlanguage: ar\ntranslation_of: eins.md\n---\nنص.\n"
        ),
    }


def alternates(page: Page) -> dict[str, str]:
    links = page.select("link[rel=alternate][hreflang]")
    return {link.get("hreflang"): link.get("href") for link in links}


def test_translations_link_to_each_other(make_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_site(translated_site(), base_url="https://example.org/sub"))
    assert site.diagnostics == ()
    every = {
        "en": "https://example.org/sub/briefs/one/",
        "de": "https://example.org/sub/briefs/eins/",
        "ar": "https://example.org/sub/briefs/wahid/",
        "x-default": "https://example.org/sub/briefs/one/",
    }
    for slug in ("one", "eins", "wahid"):
        assert alternates(site.page(f"/briefs/{slug}/")) == every
    page = site.page("/briefs/eins/")
    for switch in (page.select("header .language-menu a"), page.select(".byline .languages a")):
        shown = [
            (link.get("href"), link.get("lang"), link.get("dir"), link.text_content())
            for link in switch
        ]
        assert shown == [
            ("/sub/briefs/one/", "en", "ltr", "English"),
            ("/sub/briefs/wahid/", "ar", "rtl", "العربية"),
        ]
    assert page.values(".language-menu", "aria-label") == ["Andere Sprachen"]
    assert page.words(".languages") == ["Auch verfügbar in: English, العربية"]


def test_every_language_has_its_home_page(make_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_site(translated_site()))
    german, own = site.page("/de/"), site.page("/")
    assert (german.one("html").get("lang"), german.words("article h2")) == ("de", ["Eins"])
    assert site.page("/ar/").one("html").get("dir") == "rtl"
    assert own.words("article h2") == ["One"]
    assert own.words("header .language-menu a") == ["العربية", "Deutsch"]
    assert set(alternates(own)) == {"en", "de", "ar", "x-default"}
    assert site.page("/briefs/eins/").values("header .brand", "href") == ["/de/"]
    for path, title in (("de/feed.atom", b"Eins"), ("feed.atom", b"One")):
        assert title in site.read(path)
    assert b"Eins" not in site.read("feed.atom")


def test_the_theme_is_in_the_sites_language(make_site: MakeSite, build_site: BuildSite) -> None:
    settings: dict[str, Any] = {"language": "de", "paginate": 1}
    site = build_site(
        make_site(
            {**translated_site(), "content/briefs/a.md": "---\ntitle: A\n---\nB.\n"}, **settings
        )
    )
    assert site.page("/404.html").words("h1") == ["Seite nicht gefunden"]
    assert site.page("/archive/").words("h1") == ["Archiv"]
    assert site.page("/page/2/").words("title") == ["Test Brief, Seite 2"]


def test_a_sites_own_catalogue_translates_its_own_names(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        **translated_site(),
        "layouts/locale/de.po": 'msgid "About us"\nmsgstr "Über uns"\n',
        "content/about.md": "---\ntitle: About\n---\nText.\n",
    }
    navigation = [
        {"text": "About us", "url": "/about/"},
        {"text": "50% <b>", "url": "/briefs/one/"},
    ]
    site = build_site(make_site(files, navigation=navigation))
    german, english = site.page("/briefs/eins/"), site.page("/briefs/one/")
    assert german.words(".site-nav li")[:2] == ["Über uns", "50% <b>"]
    assert [item.get("lang") for item in german.select(".site-nav li")][:2] == [None, "en"]
    assert english.words(".site-nav li")[0] == "About us"


MULTILINGUAL: Final = {
    "content/briefs/one.md": (
        "---\ntitle: One\ndate: 2026-03-04\ncategories: [Prices]\nauthors: [mia]\n"
        "highlights: [One]\n---\nText about tariffs.\n"
    ),
    "content/briefs/eins.md": (
        "---\ntitle: Eins\nlanguage: de\ndate: 2026-03-04\ntranslation_of: one.md\n"
        "categories: [Preise]\nauthors: [mia]\nhighlights: [Eins]\n---\nText über Zölle.\n"
    ),
    "content/briefs/wahid.md": (
        "---\ntitle: واحد\nlanguage: ar\ndate: 2026-03-04\ntranslation_of: one.md\n"
        "categories: [Prices]\nauthors: [mia]\n---\nنص.\n"
    ),
    "content/categories/prices.md": '---\ntitle: Prices\n---\nThe "price" list.\n',
    "content/categories/prices.de.md": '---\ntitle: Preise\n---\nDie „Liste“ und "Liste".\n',
    "content/authors/mia.md": "---\nname: Mia Tal\nrole: Editor\n---\nMia edits.\n",
}
GERMAN: Final = {
    "title": "Kurz",
    "description": "Alles kurz.",
    "navigation": [{"text": "Themen", "url": "/de/categories/"}],
    "taxonomies": {"categories": "Sachgebiete"},
}


def test_german_pages_have_the_sites_german_words(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site(
        MULTILINGUAL,
        description="All in short.",
        navigation=[{"text": "Topics", "url": "/categories/"}],
        languages={"de": GERMAN},
    )
    site = build_site(root)
    assert site.diagnostics == ()
    for path in ("/de/", "/briefs/eins/", "/de/categories/prices/", "/de/authors/mia/"):
        page = site.page(path)
        assert page.errors == []
        assert page.values("meta[property='og:site_name']", "content") == ["Kurz"]
        assert "Kurz" in page.words("title")[0]
        assert "Test Brief" not in page.words("title")[0]
        assert [each.text_content() for each in page.select(".site-nav a[href^='/de/c']")] == [
            "Themen"
        ]
        assert "lang" not in page.select("footer .brand")[0].attrib
        assert "Sachgebiete" in page.words("body")[0] or path != "/de/categories/prices/"
    assert site.page("/de/").words("h1") == ["Kurz"]
    assert site.page("/de/").words(".masthead-words") == ["Alles kurz."]
    own = site.page("/briefs/one/")
    assert own.words("title") == ["One – Test Brief"]
    assert own.values(".site-nav a", "href")[0] == "/categories/"
    assert b"<title>Preise \xe2\x80\x93 Kurz</title>" in site.read("de/categories/prices/feed.rss")
    sitemap = site.read("sitemap.xml").decode()
    for path in ("/de/categories/", "/de/categories/prices/", "/de/archive/", "/ar/authors/mia/"):
        assert f"<loc>https://example.org{path}</loc>" in sitemap


def test_a_text_in_another_language_is_marked_with_its_language(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_site(MULTILINGUAL))
    arabic = site.page("/ar/categories/prices/")
    assert arabic.one("html").get("dir") == "rtl"
    text = arabic.one(".list-words")
    assert (text.get("lang"), text.get("dir")) == ("en", "ltr")
    assert "“price”" in text.text_content()
    german = site.page("/de/categories/prices/").one(".list-words")
    assert "lang" not in german.attrib
    assert "„Liste“ und „Liste“" in german.text_content()


@pytest.mark.parametrize(
    "path",
    ["", "categories/", "categories/prices/", "authors/", "authors/mia/", "archive/", "search/"],
)
def test_all_versions_of_a_page_name_each_other_and_one_default(
    make_quick_site: MakeSite, build_site: BuildSite, path: str
) -> None:
    site = build_site(make_quick_site(MULTILINGUAL, search={"enabled": True}))
    every = {
        tag: f"https://example.org/{folder}{path}"
        for tag, folder in {"en": "", "de": "de/", "ar": "ar/", "x-default": ""}.items()
    }
    for folder in ("", "de/", "ar/"):
        page = site.page(f"/{folder}{path}")
        assert alternates(page) == every
        assert page.values("link[rel=canonical]", "href") == [f"https://example.org/{folder}{path}"]


def test_every_link_of_a_multilingual_site_leads_somewhere(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_site(MULTILINGUAL, languages={"de": GERMAN}, paginate=1))
    for page in site.pages:
        for href in page.values("main a[href], header a[href]", "href"):
            if href.startswith("/"):
                assert site.read(site.file_of(href)), (page.path, href)


def test_a_changed_catalogue_is_used_by_the_next_build(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nB.\n"})
    build_site(root)
    make_site({"layouts/locale/en.po": 'msgid "Cite this brief"\nmsgstr "Quote me"\n'})
    assert "Quote me" in build_site(root).page("/briefs/a/").words("h2")


def test_an_invalid_catalogue_stops_the_build_and_is_located(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site(
        {"content/briefs/a.md": "---\ntitle: A\n---\nB.\n", "layouts/locale/en.po": "?"}
    )
    site = build_site(root)
    assert [(each.code, each.location.path) for each in site.diagnostics] == [
        ("layout", "layouts/locale/en.po")
    ]
    assert site.paths == []
