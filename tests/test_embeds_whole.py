"""Embeds in every form in which a brief is published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import lxml.html
import pytest

from briefgen.export import export_brief
from briefgen.pipeline import Workers
from tests.conftest import LATER
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import BuildSite, CheckHtml, MadeOnce, MakeSite, Published, WriteSite

DRAWING: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400"></svg>'
BRIEF: Final = """---
title: Kohle
date: 2026-01-01
language: de
---
Siehe [](#kohle).

::: datawrapper AbC12
![Die Kohle fällt](coal.svg){#kohle}

Kohle in der *Stromerzeugung*

Quelle: [Eurostat](https://eurostat.example/)
:::

::: vimeo 76979871
![Ein Pult](coal.svg "Die Anhörung")
:::
"""
FILES: Final[dict[str, str | bytes]] = {
    "content/briefs/kohle/index.md": BRIEF,
    "content/briefs/kohle/coal.svg": DRAWING,
    "content/briefs/plain.md": "---\ntitle: Plain\ndate: 2026-01-02\n---\nText.\n",
    "content/wind.md": (
        "---\ntitle: Wind\n---\n::: frame https://maps.example.org/wind\n"
        "![Wind](briefs/kohle/coal.svg)\n:::\n"
    ),
}


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


@pytest.fixture(scope="module")
def published(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Published:
    def build(root: Path) -> Published:
        frames = ["datawrapper", "maps.example.org"]
        return build_site(write_site(root, FILES, markdown={"frames": frames}))

    site = made_once("embeds", build)
    assert site.codes == []
    return site


def test_the_page_shows_the_image_its_number_and_a_link_to_the_original(
    published: Published,
) -> None:
    page = published.page("/briefs/kohle/")
    assert page.words(".brief-body > p:first-child a") == ["Abbildung 1"]
    assert page.values(".embed img", "src") == ["/briefs/kohle/coal.svg"] * 2
    assert page.words("#kohle .number") == ["Abbildung 1"]
    original, video = page.select(".embed .original a")
    assert original.get("href") == "https://www.datawrapper.de/_/AbC12/"
    assert original.text == "Interaktive Fassung auf datawrapper.de"
    assert video.get("href") == "https://vimeo.com/76979871"
    assert video.text == "Video auf vimeo.com"
    assert page.values(".sources li > a", "href") == [
        "https://eurostat.example/",
        "https://www.datawrapper.de/_/AbC12/",
        "https://vimeo.com/76979871",
    ]
    titles = [words.partition(" (öffnet")[0] for words in page.words(".sources li > a")]
    assert titles == ["Eurostat", "Kohle in der Stromerzeugung", "Die Anhörung"]


def test_there_is_a_button_only_for_a_host_that_the_settings_allow(published: Published) -> None:
    page = published.page("/briefs/kohle/")
    (button,) = page.select(".embed button")
    assert button.get("data-frame") == "https://datawrapper.dwcdn.net/AbC12/"
    assert button.get("data-title") == "Kohle in der Stromerzeugung"
    assert button.text_content() == "Interaktive Fassung anzeigen von datawrapper.dwcdn.net"
    assert page.select("iframe") == []
    assert page.values("script[src*=embeds]", "src") == page.values("[src*=embeds]", "src") != []
    assert len(published.page("/wind/").select(".embed button")) == 1


def test_other_pages_load_nothing_for_embeds(published: Published) -> None:
    for page in published.pages:
        files = [*page.values("script[src]", "src"), *page.values("link[rel=stylesheet]", "href")]
        loads = any("embeds" in file for file in files)
        assert loads is (page.path in ("briefs/kohle/index.html", "wind/index.html")), page.path


def test_the_policy_allows_exactly_the_hosts_of_the_settings(published: Published) -> None:
    page = published.page("/briefs/kohle/")
    (policy,) = page.values("meta[http-equiv=Content-Security-Policy]", "content")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["frame-src"] == "https://datawrapper.dwcdn.net https://maps.example.org"
    assert "datawrapper" not in rules["img-src"] + rules["script-src"] + rules["connect-src"]


def test_a_site_without_allowed_hosts_has_no_buttons_and_no_script(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_site(FILES))
    assert site.codes == []
    page = site.page("/briefs/kohle/")
    assert page.select("button[data-frame]") == []
    assert len(page.select(".embed img")) == len(page.select(".embed .original a")) == 2
    assert [path for path in site.paths if "embeds" in path] == []


def test_feeds_have_the_image_and_the_link(published: Published) -> None:
    (html,) = (
        item["content_html"]
        for item in json.loads(published.read("feed.json"))["items"]
        if item["title"] == "Kohle"
    )
    figure = lxml.html.fromstring(html).xpath("//figure")[0]
    assert figure.xpath(".//img/@src") == ["https://example.org/briefs/kohle/coal.svg"]
    assert figure.xpath(".//a[last()]/@href")[-1] == "https://www.datawrapper.de/_/AbC12/"
    assert figure.xpath(".//button | .//iframe | .//@data-frame") == []
    assert "Interaktive Fassung auf datawrapper.de" in figure.text_content()


def test_the_markdown_of_a_brief_has_the_image_and_the_link(published: Published) -> None:
    text = published.read("briefs/kohle/index.md").decode()
    assert (
        "![Die Kohle fällt](https://example.org/briefs/kohle/coal.svg)\n\n"
        "**Abbildung\u00a01** Kohle in der *Stromerzeugung*<br>"
        " Quelle: [Eurostat](https://eurostat.example/)<br>"
        " [Interaktive Fassung auf datawrapper.de](https://www.datawrapper.de/_/AbC12/)\n"
    ) in text


def test_an_exported_brief_has_the_image_and_no_button(published: Published) -> None:
    checked = export_brief(published.root, "content/briefs/kohle/index.md", LATER, Workers())
    assert checked.value, checked.diagnostics
    page = lxml.html.fromstring(checked.value.data.decode())
    assert len(page.xpath("//figure//img[starts-with(@src, 'data:image/svg')]")) == 2
    assert page.xpath("//*[@data-frame] | //*[contains(@class, 'embed-open')]") == []
    assert page.xpath("//a/@href[. = 'https://www.datawrapper.de/_/AbC12/']") != []


def test_the_button_is_not_part_of_what_search_finds(published: Published) -> None:
    (row,) = published.page("/briefs/kohle/").select(".embed-open")
    assert row.get("data-pagefind-ignore") is not None


@exhaustive
def test_the_pages_are_valid_html(published: Published, check_html: CheckHtml) -> None:
    assert check_html(published) == []
