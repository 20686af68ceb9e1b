"""Figures, tables and quotations in every form in which a brief is published."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image

from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import BuildSite, CheckHtml, MadeOnce, Published, WriteSite

DRAWING: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {}"></svg>'
BRIEF: Final = """---
title: Preise
date: 2026-01-01
language: de
image: {src: prices.svg, alt: Preise, caption: "Die *Preise*"}
---
Siehe [](#fig-preise) und [](#tbl-preise).

Ein Absatz.

![Preise](prices.svg "Preise"){#fig-preise .wide credit="Zeichnung: [Li](https://li.example)"}

| Jahr | Preis |
| --- | --- |
| 2024 | 58 |

: Preise je [Kilo](https://kilo.example) {#tbl-preise}

> Der Boden trägt.
> — Ann Li, Ministerin
"""


def photo(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="module")
def published(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Published:
    files: dict[str, str | bytes] = {
        "content/briefs/preise/index.md": BRIEF,
        "content/briefs/preise/prices.svg": DRAWING.format(400),
        "content/briefs/preise/prices.dark.svg": DRAWING.format(410),
        "content/briefs/preise/prices.narrow.svg": DRAWING.format(900),
        "content/about.md": "---\ntitle: About\n---\n![P](pit.jpg)\n",
        "content/pit.jpg": photo(900, 600),
        "content/pit.dark.jpg": photo(800, 600),
    }
    site = made_once("figures", lambda root: build_site(write_site(root, files)))
    assert site.codes == []
    return site


def test_numbers_are_in_the_language_of_the_brief_wherever_it_is_published(
    published: Published,
) -> None:
    page = published.page("/briefs/preise/")
    names = ["Abbildung 1", "Tabelle 1"]
    assert page.words(".brief-body > p:first-child a") == names
    assert page.words("figcaption .number") == names
    copies = [
        published.read("briefs/preise/index.md").decode(),
        json.loads(published.read("feed.json"))["items"][0]["content_html"],
    ]
    for copy in copies:
        assert all(copy.count(name.replace(" ", "\u00a0")) == 2 for name in names)
        assert "— Ann Li, Ministerin" in copy


def test_links_in_captions_and_credits_are_sources(published: Published) -> None:
    page = published.page("/briefs/preise/")
    links = page.values(".sources li > a", "href")
    assert links == ["https://li.example", "https://kilo.example"]


def test_a_summary_is_a_paragraph_that_needs_no_figure(published: Published) -> None:
    (description,) = published.page("/briefs/preise/").values("meta[name=description]", "content")
    assert description == "Ein Absatz."


def test_variants_of_an_image_are_shown_in_its_place(published: Published) -> None:
    page = published.page("/briefs/preise/")
    dark, narrow = "(prefers-color-scheme: dark)", "(max-width: 40rem)"
    for part in (".lead-image", ".brief-body figure"):
        found = [
            (source.get("media"), source.get("srcset"), source.get("height"))
            for source in page.select(f"{part} source")
        ]
        assert found == [
            (dark, "/briefs/preise/prices.dark.svg", "410"),
            (narrow, "/briefs/preise/prices.narrow.svg", "900"),
        ]


def test_a_variant_of_a_photograph_is_resized_too(published: Published) -> None:
    sources = published.page("/about/").select("main source")
    dark = [source for source in sources if source.get("media")]
    assert [source.get("type") for source in dark] == ["image/avif", "image/webp", "image/jpeg"]
    for source in sources:
        for file in str(source.get("srcset")).split(", "):
            assert file.split(" ")[0].removeprefix("/") in published.contents


@exhaustive
def test_the_pages_are_valid_html(published: Published, check_html: CheckHtml) -> None:
    assert check_html(published) == []
