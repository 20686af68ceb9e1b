"""The email of each brief: what subscribers see, and that nothing waits to leak."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest
from PIL import Image

from briefgen.render.email_html import MOST, fonts
from briefgen.render.text.plain_lines import width_of

if TYPE_CHECKING:
    from tests.conftest import BuildSite, CheckHtml, MakeSite, Page, Published

ON: Final[dict[str, Any]] = {
    "outputs": {"email": True},
    "base_url": "https://own.example/base",
    "title": "R&D Briefs",
    "publisher": {"name": "Institute", "url": "/about/"},
    "license": "CC-BY-4.0",
}
BRIEF: Final = """---
title: Prices & floors
date: 2026-03-04
updated: 2026-03-06
summary: Who pays for a floor.
highlights:
  - The floor is **110 dollars**.
  - It [binds](https://example.com/a) the state.
categories: [Trade]
authors: [Ines Sample]
image: {src: /p.png, alt: A chart, credit: "Photo: *Ines*"}
sources:
  - {url: "https://example.com/a", title: The Act, publisher: Ministry, date: 2025-01-02}
  - {url: "https://example.com/b", title: Further}
corrections:
  - {date: 2026-03-05, text: "The year was [wrong](/about/)."}
---
A floor [binds](https://example.com/a) and is [explained](../about.md).[^1]

| Year | Price |
|------|------:|
| 2024 | 1.5   |

![Drawing](/d.svg)

<video src="/v.mp4" controls></video>

[^1]: A note.
"""
FILES: Final[dict[str, str | bytes]] = {
    "content/briefs/a.md": BRIEF,
    "content/about.md": "---\ntitle: About\n---\nText.\n",
    "content/d.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
    "content/v.mp4": b"film",
    "content/p.png": (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\x00\x00\x00\x02\x00\x08\x02\x00\x00\x00"
    ),
}
HTML, TEXT = "/briefs/a/email.html", "/briefs/a/email.txt"


@pytest.fixture
def site(make_quick_site: MakeSite, build_site: BuildSite) -> Published:
    return build_site(make_quick_site(FILES, **ON))


def styles(page: Page, css: str) -> dict[str, str]:
    """Return the declarations in the style attribute of an element."""
    pairs = (each.split(":", 1) for each in page.one(css).get("style", "").split(";") if each)
    return {name.strip(): value.strip() for name, value in pairs}


def test_a_site_has_no_emails_unless_it_asks(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES))
    assert not [path for path in site.paths if "email" in path]
    assert "email" not in site.read("_headers").decode()


def test_an_email_has_what_the_page_has(site: Published) -> None:
    page = site.page(HTML)
    assert page.words("title") == page.words("h1") == ["Prices & floors"]
    assert page.words(".standfirst") == ["Who pays for a floor."]
    assert page.words(".kicker") == ["Trade"]
    (byline,) = page.words(".byline")
    assert byline == (
        "Ines Sample 4 March 2026 · Updated 6 March 2026 · 1 min read · Read on the site"
    )
    assert page.words(".highlights li") == ["The floor is 110 dollars.", "It binds1 the state."]
    assert page.words(".sources li") == [
        "The Act Ministry, 2 January 2025", "Further example.com, Further reading",
    ]  # fmt: skip
    assert styles(page, ".sources li:first-child > a")["color"] == "#0b5d66"
    assert page.words(".end > ul li") == ["5 March 2026 The year was wrong."]
    assert page.words(".caption") == ["Photo: Ines"]
    assert "Sample, I. (2026). Prices & floors" in page.words(".cite")[0]
    assert page.words(".foot p")[1:] == ["Published by Institute", "Licence: CC BY 4.0"]


def test_all_urls_are_absolute(site: Published) -> None:
    page = site.page(HTML)
    links = [*page.values("[href]", "href"), *page.values("[src]", "src")]
    assert [link for link in links if urlsplit(link).scheme != "https"] == []
    assert "https://own.example/base/p.png" in links
    assert "https://own.example/base/v.mp4" in links
    assert "https://own.example/base/about/" in links
    plain = site.read(TEXT).decode()
    for link in re.findall(r"\S+/\S+", plain):
        assert link.startswith(("https://own.example/base/", "https://example.com/", "https://cr"))


def test_styles_are_in_the_elements(site: Published) -> None:
    page = site.page(HTML)
    assert styles(page, "h1")["font-size"] == "31px"
    assert styles(page, ".column")["max-width"] == "552px"
    assert styles(page, ".highlights td")["background-color"] == "#0b5d66"
    assert styles(page, ".data td:nth-child(2)")["text-align"] == "right"
    (style,) = page.select("style")
    assert "prefers-color-scheme: dark" in style.text_content()
    assert ".standfirst" not in style.text_content().partition("@media")[0]


def test_an_email_has_no_script_no_form_and_nothing_from_elsewhere(site: Published) -> None:
    page = site.page(HTML)
    names = {element.tag for element in page.tree.iter() if isinstance(element.tag, str)}
    assert names.isdisjoint(
        "script form input button video audio iframe object svg link base".split()
    )
    assert not page.select("[onload], [onclick], [srcset], [id]")


def test_images_fit_the_column_and_drawings_are_png(site: Published) -> None:
    shown = [dict(image.attrib) for image in site.page(HTML).select("img")]
    assert [[each[name] for name in ("src", "width", "height", "alt")] for each in shown] == [
        ["https://own.example/base/p.png", "552", "276", "A chart"],
        ["https://own.example/base/d.email.png", "4", "3", "Drawing"],
    ]
    with Image.open(io.BytesIO(site.read("d.email.png"))) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (8, 6))
        assert drawn.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(("form", "end"), [("JPEG", "jpg"), ("PNG", "png")])
def test_a_large_image_is_shown_in_a_copy(
    make_quick_site: MakeSite, build_site: BuildSite, form: str, end: str
) -> None:
    data = io.BytesIO()
    Image.effect_noise((2400, 1000), 50).save(data, form)
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": f"---\ntitle: A\n---\n![Noise](/noise.{end})",
        f"content/noise.{end}": data.getvalue(),
    }
    root = make_quick_site(files, **ON)
    site = build_site(root)
    assert site.page(HTML).values("img", "src") == [f"https://own.example/base/noise.email.{end}"]
    copy = site.read(f"noise.email.{end}")
    assert len(copy) < len(data.getvalue()) / 2
    with Image.open(io.BytesIO(copy)) as opened:
        assert (opened.format, opened.size) == (form, (1104, 460))
    settings = {**ON, "images": {"enabled": False}}
    without = build_site(make_quick_site(files, "other", **settings))
    assert without.page(HTML).values("img", "src") == [f"https://own.example/base/noise.{end}"]


def test_an_image_that_emails_cannot_show_is_a_link(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    brief = "---\ntitle: A\n---\n![Drawing](https://other.example/d.svg)"
    site = build_site(make_quick_site({"content/briefs/a.md": brief}, **ON))
    (link,) = site.page(HTML).select(".no-image")
    assert (link.text, link.get("href")) == ("Drawing", "https://own.example/base/briefs/a/")


def test_the_preview_in_the_inbox_is_the_summary(site: Published) -> None:
    page = site.page(HTML)
    assert page.words(".preheader")[0].startswith("Who pays for a floor.")
    assert styles(page, ".preheader")["display"] == "none"
    (first,) = page.select("body > *:first-child")
    assert first.get("class") == "preheader"


def test_search_engines_are_asked_to_leave_emails_out(site: Published) -> None:
    assert site.page(HTML).values("meta[name=robots]", "content") == ["noindex"]
    headers = site.read("_headers").decode()
    for name in ("email.html", "email.txt"):
        assert f"/base/*/{name}\n  X-Robots-Tag: noindex\n" in headers
        assert name not in site.read("sitemap.xml").decode()


def test_the_plain_text_has_the_same(site: Published) -> None:
    plain = site.read(TEXT).decode()
    assert plain.startswith("Prices & floors\n===============\n\nWho pays for a floor.\n")
    for part in (
        "Ines Sample\n4 March 2026 · Updated 6 March 2026\n",
        "* The floor is *110 dollars*.\n* It binds [1] the state.\n",
        "A floor binds [1] and is explained [3]. [a]\n",
        "Year  Price\n----  -----\n2024    1.5\n",
        "[Image: Drawing]\n\nv.mp4 [4]\n",
        "[a] A note.\n",
        "* 5 March 2026: The year was wrong [3].\n",
        "[1] The Act, Ministry, 2 January 2025\n    https://example.com/a\n",
        "[3] https://own.example/base/about/\n[4] https://own.example/base/v.mp4\n",
        "R&D Briefs\nhttps://own.example/base/\nPublished by Institute\n",
    ):
        assert part in plain, part
    assert max(width_of(line) for line in plain.split("\n")) <= 72
    assert "\n\n\n" not in plain


def test_an_email_is_valid(site: Published, check_html: CheckHtml) -> None:
    assert [each for each in check_html(site) if "email.html" in each] == []


# Languages


ARABIC: Final = """---
title: سعر أدنى للمعادن
language: ar
date: 2026-03-04
highlights: [الحد الأدنى 110 دولارات]
---
WTO [تقول](https://example.com/a) ذلك.

> اقتباس
"""


def test_an_email_from_the_right(make_quick_site: MakeSite, build_site: BuildSite) -> None:
    site = build_site(make_quick_site({"content/briefs/a.md": ARABIC}, **ON))
    page = site.page(HTML)
    (article,) = page.select("[role=article]")
    assert (article.get("lang"), article.get("dir")) == ("ar", "rtl")
    assert styles(page, "blockquote")["border-right"].startswith("3px solid")
    assert styles(page, ".paper")["text-align"] == "right"
    assert page.words(".highlights h2") == ["أبرز النقاط"]
    assert page.one(".cite").get("dir") == "ltr"
    plain = site.read(TEXT).decode()
    assert "\N{RIGHT-TO-LEFT MARK}WTO" in plain
    assert "Read on the site" not in plain


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Auf der Website lesen"),
        ("fr", "Lire sur le site"),
        ("es", "Leer en el sitio web"),
        ("ar", "اقرأ على الموقع"),
        ("zh", "在网站上阅读"),
    ],
)
def test_an_email_is_in_the_language_of_the_brief(
    make_quick_site: MakeSite, build_site: BuildSite, language: str, words: str
) -> None:
    brief = f"---\ntitle: A\nlanguage: {language}\n---\nText."
    site = build_site(make_quick_site({"content/briefs/a.md": brief}, **ON))
    assert site.page(HTML).words(".button") == [words]
    assert words in site.read(TEXT).decode()


# What waits


def test_what_is_not_published_has_no_email(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\n---\nText.",
        "content/briefs/b.md": "---\ntitle: Draft\ndraft: true\n---\nText.",
        "content/briefs/c.md": "---\ntitle: Secret\nembargo: 2031-01-01 09:00\n---\nText.",
    }
    root = make_quick_site(files, **ON)
    site = build_site(root)
    assert [path for path in site.paths if "email" in path] == [HTML[1:], TEXT[1:]]
    drafts = build_site(root, drafts=True, output=root / "other")
    assert drafts.page("/briefs/b/email.html").words(".kicker") == ["Draft"]
    assert drafts.read("/briefs/b/email.txt").decode().startswith("Draft\n\nDraft\n=====\n")
    assert not [path for path in drafts.paths if "briefs/c" in path]


def test_pages_for_reviewers_have_no_emails(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site(FILES, **ON)
    site = build_site(root, output=root / "review", drafts=True, purpose="review", ahead="ignore")
    assert not [path for path in site.paths if "email" in path]
    assert "email.html" not in site.read("_headers").decode()


# The layout


def test_a_mark_of_a_service_stays_as_it_is(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    marks = "*|UNSUB|* {% raw %}{{ UnsubscribeURL }}{% endraw %}"
    layout = '{{% extends "theme/{}" %}}{{% block unsubscribe %}}{}{{% endblock %}}'
    html = f'<p><a href="{marks}">x</a></p>'
    files = {
        **FILES,
        "layouts/email.html": layout.format("email.html", html),
        "layouts/email.txt": layout.format("email.txt", marks),
    }
    site = build_site(make_quick_site(files, **ON))
    assert 'href="*|UNSUB|* {{ UnsubscribeURL }}"' in site.read(HTML).decode()
    assert site.read(TEXT).decode().endswith("*|UNSUB|* {{ UnsubscribeURL }}\n")


def test_a_mistake_in_the_layout_is_reported_at_its_line(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    layout = '{% extends "theme/email.html" %}\n{% block top %}\n{{ tilte }}\n{% endblock %}'
    site = build_site(make_quick_site({**FILES, "layouts/email.html": layout}, **ON))
    (problem,) = (each for each in site.diagnostics if each.code == "layout")
    assert (problem.location.path, problem.location.span.line) == ("layouts/email.html", 3)
    assert "did you mean `title`?" in str(problem.hint)


def test_a_change_of_the_layout_changes_only_emails(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site(FILES, **ON)
    before = build_site(root).contents
    layout = '{% extends "theme/email.html" %}{% block top %}<p>New</p>{% endblock %}'
    make_quick_site({"layouts/email.html": layout}, **ON)
    after = build_site(root).contents
    assert {path for path in after if after[path] != before.get(path)} == {HTML[1:]}


def test_a_large_email_is_reported_unless_the_brief_allows_it(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    text = "Words of a long brief. " * 200
    body = "\n\n".join([text] * (MOST // len(text)))
    root = make_quick_site({"content/briefs/a.md": f"---\ntitle: A\n---\n{body}"}, **ON)
    site = build_site(root)
    assert site.codes == ["large-email"]
    allowed = f"---\ntitle: A\nchecks: {{large-email: off}}\n---\n{body}"
    make_quick_site({"content/briefs/a.md": allowed}, **ON)
    assert build_site(root).codes == []


def test_fonts_of_a_site_come_before_those_that_readers_have(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    theme = {"font_body": 'Literata, "My Face", var(--serif)', "accent": "#ffd400"}
    site = build_site(make_quick_site(FILES, **ON, theme=theme))
    page = site.page(HTML)
    assert styles(page, ".paper")["font-family"].startswith("Literata, 'My Face', Georgia")
    assert styles(page, ".highlights td")["color"] == "#000000"
    assert fonts("var(--a)") == ""


def test_without_the_extra_the_rest_is_built(
    make_quick_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(name: str) -> object:
        return None if name == "css_inline" else find_spec(name)

    monkeypatch.setattr("briefgen.pipeline.inputs.extras.find_spec", found)
    site = build_site(make_quick_site(FILES, **ON))
    assert HTML[1:] not in site.paths
    assert "briefs/a/index.html" in site.paths


def test_emails_are_the_same_bytes_each_time(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    first = build_site(make_quick_site(FILES, **ON))
    later = datetime(2026, 7, 1, tzinfo=UTC)
    second = build_site(make_quick_site(FILES, "other", **ON), now=later)
    assert [first.read(name) for name in (HTML, TEXT)] == [
        second.read(name) for name in (HTML, TEXT)
    ]
