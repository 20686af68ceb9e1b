"""`briefgen export`: one brief as one file, which says nothing of other unpublished texts."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import lxml.html
import pytest
from PIL import Image

from briefgen.export import Exported, brief_path, export_brief, misplaced
from briefgen.pipeline import Workers
from briefgen.render.standalone import POLICY

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
URL: Final = "https://example.org/policy"
MARK: Final = "xanthoceros"
DRAFT: Final = """---
title: A draft & more
draft: true
authors: [Mia, New Author]
categories: [Trade, New category]
series: S
---
See [open](../open.md#part), [below](#here), [a source](https://a.example/?a=1&b=2),
[data](d.csv) and [home](/).

## Here

![Chart](c.svg) ![Photo](photo.png)

![Far](https://far.example/a.png)

<iframe src="https://video.example/1" title="A film"></iframe>
"""


def photo() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((1600, 900), 60).convert("RGB").save(file, "PNG")
    return file.getvalue()


FILES: Final[dict[str, str | bytes]] = {
    "content/briefs/draft/index.md": DRAFT,
    "content/briefs/draft/c.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "content/briefs/draft/photo.png": photo(),
    "content/briefs/draft/d.csv": "a,b\n",
    "content/briefs/open.md": (
        "---\ntitle: Open\ndate: 2026-01-01\ncategories: [Trade]\nseries: S\nauthors: [Mia]\n---\n"
        "Text.\n\n## Part\n"
    ),
    "content/briefs/xanthoceros.md": (
        "---\ntitle: Xanthoceros\ndate: 2026-02-01\nembargo: 2031-01-01\ncategories: [Trade]\n"
        "series: S\nauthors: [Mia]\n---\nText.\n"
    ),
}
SETTINGS: Final[dict[str, Any]] = {
    "base_url": URL,
    "timezone": "Europe/Berlin",
    "markdown": {"frames": ["video.example"]},
    "share": ["x", "copy"],
    "comments": {"provider": "static", "url": "https://forms.example.org/replies"},
    "analytics": {"provider": "plausible", "site": "example.org"},
    "navigation": [{"text": "Home", "url": "/"}],
}


def exported(root: Path, path: str) -> Exported:
    checked = export_brief(root, path, NOW, Workers())
    assert checked.value, checked.diagnostics
    return checked.value


def parsed(file: Exported) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(file.data.decode())


@pytest.fixture
def root(make_quick_site: MakeSite) -> Path:
    return make_quick_site(FILES, **SETTINGS)


@pytest.fixture
def draft(root: Path) -> Exported:
    return exported(root, "content/briefs/draft/index.md")


def test_the_file_contains_all_that_it_shows(draft: Exported) -> None:
    page = parsed(draft)
    assert not page.cssselect("script, link, iframe, form, source, picture, base, [srcset], button")
    assert [each.get("content") for each in page.cssselect("[http-equiv]")] == [POLICY]
    for image in page.cssselect("img"):
        assert image.get("src", "").startswith("data:image/")
    style = "".join(each.text or "" for each in page.cssselect("style"))
    assert "--accent" in style
    assert 'url("data:font/woff2;base64,d09GMg' in style  # a font in WOFF 2
    assert style.count("data:font") == 1  # that of the text
    assert 'url("fonts' not in style
    assert "pagefind" not in draft.data.decode()


def test_photos_have_a_moderate_width(make_site: MakeSite) -> None:
    root = make_site(FILES, **SETTINGS)
    page = parsed(exported(root, "content/briefs/draft/index.md"))
    chart, image = page.cssselect("img")
    assert chart.get("src", "").startswith("data:image/svg+xml;base64,")
    kind, _, data = image.get("src", "").partition(",")
    assert kind == "data:image/webp;base64"
    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (960, 540)
    assert (image.get("width"), image.get("alt")) == ("1600", "Photo")


def test_links_lead_to_what_is_published_on_the_site(draft: Exported) -> None:
    page = parsed(draft)
    links = {each.text_content(): each.get("href") for each in page.cssselect(".brief-body a")}
    assert links["open"] == f"{URL}/briefs/open/#part"
    assert links["below"] == "#here"
    assert links["a source (opens in a new tab)"] == "https://a.example/?a=1&b=2"
    assert links["home"] == f"{URL}/"
    assert links["data"] is None
    assert links["Far"] == "https://far.example/a.png"
    assert links["A film"] == "https://video.example/1"
    names = {each.text_content(): each.get("href") for each in page.cssselect(".brief a")}
    assert names["Mia"] == f"{URL}/authors/mia/"
    assert names["Trade"] == f"{URL}/categories/trade/"
    assert names["New Author"] is names["New category"] is None
    for link in page.cssselect("a:not([href])"):
        assert set(link.attrib) <= {"class", "aria-current"}


def test_an_unpublished_brief_is_marked_and_a_published_one_is_not(
    root: Path, draft: Exported
) -> None:
    page = parsed(draft)
    assert [each.get("datetime") for each in page.cssselect(".review-mark time")] == ["2026-06-01"]
    assert "noindex" in page.cssselect("meta[name=robots]")[0].get("content", "")
    assert page.cssselect(".badge")[0].text_content() == "Draft"
    public = parsed(exported(root, "content/briefs/open.md"))
    assert not public.cssselect(".review-mark, .badge, meta[name=robots]")


@pytest.mark.parametrize("path", ["content/briefs/draft/index.md", "content/briefs/open.md"])
def test_the_file_says_nothing_of_other_unpublished_texts(root: Path, path: str) -> None:
    text = unquote(exported(root, path).data.decode()).lower()
    assert MARK not in text
    if "open" in path:
        assert "a draft" not in text


def test_a_brief_under_embargo_can_be_exported(root: Path) -> None:
    page = parsed(exported(root, "content/briefs/xanthoceros.md"))
    assert page.cssselect(".badge")[0].text_content() == "Under embargo until 1 January 2031"
    assert page.cssselect(".review-mark")


def test_a_link_to_another_unpublished_text_is_a_warning(make_quick_site: MakeSite) -> None:
    text = "---\ntitle: D\ndraft: true\n---\n[Secret](xanthoceros.md)\n"
    root = make_quick_site({**FILES, "content/briefs/d.md": text}, **SETTINGS)
    checked = export_brief(root, "content/briefs/d.md", NOW, Workers())
    (problem,) = checked.diagnostics
    assert (problem.code, problem.is_error) == ("unpublished-link", False)
    assert checked.value
    (link,) = parsed(checked.value).cssselect(".brief-body a")
    assert (link.text, link.get("href")) == ("Secret", None)


def test_only_the_problems_of_the_brief_itself_stop_it(make_quick_site: MakeSite) -> None:
    other = {"content/briefs/other.md": "---\ntitle: O\n---\n[Gone](gone.md)\n"}
    root = make_quick_site({**FILES, **other}, **SETTINGS)
    assert exported(root, "content/briefs/open.md").slug == "open"
    checked = export_brief(root, "content/briefs/other.md", NOW, Workers())
    assert checked.value is None
    assert [each.code for each in checked.diagnostics] == ["broken-link"]


def test_exporting_does_not_change_the_published_site(root: Path, build_site: BuildSite) -> None:
    contents = build_site(root, now=NOW).contents
    exported(root, "content/briefs/xanthoceros.md")
    again = build_site(root, now=NOW)
    assert again.contents == contents
    assert again.done.written == 0


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("content/briefs/open.md", "content/briefs/open.md"),
        ("content/briefs/draft", "content/briefs/draft/index.md"),
        ("content/briefs/none.md", ""),
        ("content", ""),
        ("site.yaml", ""),
        ("..", ""),
    ],
)
def test_a_brief_is_named_by_its_file_or_folder(root: Path, file: str, path: str) -> None:
    assert brief_path(root, root / file) == path


@pytest.mark.parametrize("place", ["content", "content/briefs", "layouts", "public", "public/a"])
def test_the_file_never_becomes_a_part_of_the_site(root: Path, place: str) -> None:
    assert "would be published" in misplaced(root, root / place / "a.html")


def test_the_file_is_never_put_into_a_published_site(
    root: Path, tmp_path: Path, build_site: BuildSite
) -> None:
    build_site(root, output=tmp_path / "live")
    assert "published site" in misplaced(root, tmp_path / "live/a.html")
    assert misplaced(root, tmp_path / "a.html") == ""
    assert misplaced(root, root / "a.html") == ""
