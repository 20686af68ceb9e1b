"""The not-found page, and the text that content/404.md supplies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

BRIEF = {"content/briefs/a.md": "---\ntitle: A\n---\nText, and [what if](../404.md#archive)."}
WORDS = """
---
title: We cannot find that
summary: Old briefs have moved.
extra: {phone: 1234}
---
Try the [archive](/archive/) or read [A](briefs/a.md).

## Archive

Text.
"""


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


def test_404_md_supplies_the_text_of_the_page(make_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_site({**BRIEF, "content/404.md": WORDS}))
    assert site.diagnostics == ()
    page = site.page("/404.html")
    assert page.words("h1") == ["We cannot find that"]
    assert page.words("title") == ["We cannot find that – Test Brief"]
    assert page.values('meta[name="description"]', "content") == ["Old briefs have moved."]
    assert page.values(".prose p a", "href") == ["/archive/", "/briefs/a/"]
    assert page.words(".prose h2") == ["Archive"]
    assert "misspelt" not in "".join(page.words("main"))
    assert page.words(".listing h3") == ["A"]
    assert not page.errors
    assert "404/index.html" not in site.paths
    assert b"404" not in site.read("/sitemap.xml")
    assert site.page("/briefs/a/").values('.brief-body a[href*="404"]', "href") == [
        "/404.html#archive"
    ]


def test_without_404_md_the_theme_supplies_the_text(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    page = build_site(make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})).page(
        "/404.html"
    )
    assert page.words("h1") == ["Page not found"]
    assert "It may have moved" in page.words(".standfirst")[0]
    assert ".prose" not in page


def test_a_404_md_without_text_changes_only_the_title(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    page = build_site(make_site({"content/404.md": "---\ntitle: Lost?\n---\n"})).page("/404.html")
    assert page.words("h1") == ["Lost?"]
    assert "It may have moved" in page.words(".standfirst")[0]


def test_layouts_receive_the_extra_keys_of_404_md(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    layout = (
        '{% extends "theme/404.html" %}{% block content %}<b>{{ extra.phone }}</b>{% endblock %}'
    )
    root = make_site({**BRIEF, "content/404.md": WORDS, "layouts/404.html": layout})
    assert build_site(root).page("/404.html").words("b") == ["1234"]


def test_a_404_md_in_a_folder_is_an_ordinary_page(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_site({"content/a/404.md": "---\ntitle: Rooms\n---\nText."}))
    assert site.page("/a/404/").words("h1") == ["Rooms"]
