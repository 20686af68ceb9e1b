"""Charts in whole sites: on their pages, beside them, in feeds, and on pages for other sites."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from briefgen.cli import cli

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MadeOnce, MakeSite, Published, WriteSite

DATA: Final = "country,tonnes\nChina,270000\nMyanmar,31000\n"
CHART: Final = """\
```chart
data: production.csv
title: China mines *most* {#fig-mines}
subtitle: Tonnes in 2024
note: Without illegal mines.
source: "[Survey](https://www.example.net/survey), 2025"
```
"""
BRIEF: Final = "---\ntitle: Two bases\ndate: 2026-03-04\n{0}---\nSee [](#fig-mines).\n\n{1}"
FILES: Final = {
    "content/briefs/two-bases/index.md": BRIEF.format("", CHART),
    "content/briefs/two-bases/production.csv": DATA,
    "content/about.md": "---\ntitle: About\n---\n```chart\ndata:\n- {year: 2024, n: 3}\n```\n",
}
PAGE: Final = "/briefs/two-bases/"


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Published:
    return made_once("charts", lambda root: build_site(write_site(root, FILES)))


def test_a_chart_is_a_figure_with_two_drawings_of_which_readers_hear_one(site: Published) -> None:
    page = site.page(PAGE)
    figure = page.one("figure.chart#fig-mines")
    wide, narrow = figure.cssselect("svg[role=img]")
    assert (wide.get("class"), narrow.get("class")) == ("chart-wide", "chart-narrow")
    names = [(each.get("aria-labelledby"), each.get("aria-describedby")) for each in (wide, narrow)]
    assert names == [("fig-mines-title", "fig-mines-desc")] * 2
    title, text = (page.one(f"#{label}") for label in names[0])
    assert (title.tag, title.text) == ("title", "China mines most")
    assert (text.tag, text.text) == (
        "desc",
        "Bar chart of tonnes by country. Highest: China (270,000). Lowest: Myanmar (31,000).",
    )
    assert page.words("figure.chart svg.chart-wide text") == [
        "China", "Myanmar", "270,000", "31,000",
    ]  # fmt: skip
    assert page.errors == []


def test_a_chart_needs_nothing_that_the_policy_of_pages_forbids(site: Published) -> None:
    page = site.page(PAGE)
    assert page.select("figure.chart [style], figure.chart style, figure.chart script") == []
    assert page.select("svg [href], svg image, svg use") == []


def test_the_title_of_a_chart_is_its_numbered_caption(site: Published) -> None:
    page = site.page(PAGE)
    assert page.words("figure.chart > figcaption") == ["Figure 1 China mines most Tonnes in 2024"]
    assert page.words('a[href="#fig-mines"]') == ["Figure 1", "Link to this chart"]
    assert page.words("figure.chart > p") == [
        "Without illegal mines.",
        "Source: Survey (opens in a new tab), 2025",
    ]


def test_the_source_of_a_chart_is_a_source_of_the_brief(site: Published) -> None:
    page = site.page(PAGE)
    link = page.one("figure.chart a.source-link")
    assert page.values(".sources li .source-link", "href") == ["https://www.example.net/survey"]
    assert page.values(".sources .source-backs a", "href") == [f"#{link.get('id')}"]


def test_readers_can_unfold_and_download_the_data_that_is_drawn(site: Published) -> None:
    page = site.page(PAGE)
    (details,) = page.select("figure.chart details:has(table)")
    assert details.get("open") is None
    assert page.words("figure.chart td") == ["China", "270,000", "Myanmar", "31,000"]
    (link,) = page.values("figure.chart a[href$='.csv']", "href")
    rows = list(csv.reader(io.StringIO(site.read(link).decode())))
    assert rows == [["country", "tonnes"], ["China", "270000"], ["Myanmar", "31000"]]


def test_other_sites_can_show_a_chart_in_a_frame(site: Published) -> None:
    (code,) = site.page(PAGE).words("figure.chart details textarea")
    frame = ET.fromstring(code)
    assert frame.get("title") == "China mines most"
    url = frame.get("src", "")
    assert url == "https://example.org/briefs/two-bases/chart-1/"
    page = site.page("/briefs/two-bases/chart-1/")
    assert page.values("meta[name=robots]", "content") == ["noindex"]
    assert page.values("link[rel=canonical]", "href") == ["https://example.org/briefs/two-bases/"]
    assert page.values("base", "target") == ["_blank"]
    assert page.words(".chart-origin") == ["Two bases – Test Brief"]
    assert len(page.select("figure.chart svg[role=img]")) == 2
    assert page.words("figure.chart > p a.source-link")
    assert page.select("textarea, nav, [id^=cite-]") == []
    assert page.errors == []
    assert b"chart-1/" not in site.read("sitemap.xml")


def framing(site: Published, path: str) -> set[str]:
    """Return the values of headers that keep others from showing a page in a frame.

    A placeholder stands for everything but a slash, and `*` for everything.
    """
    rules = re.findall(r"^(/.*)\n((?:  .*\n)+)", site.read("_headers").decode(), re.MULTILINE)
    headers = "".join(
        lines
        for pattern, lines in rules
        if re.fullmatch(re.sub(r":\w+", "[^/]+", pattern.replace("*", ".*")), path)
    )
    return {*re.findall("frame-ancestors [^;\\n]+|X-Frame-Options: .*", headers)}


def test_hosts_let_others_show_charts_in_a_frame_and_no_other_pages(site: Published) -> None:
    charts = [path for path in site.paths if re.search(r"/chart-\d+/index.html", path)]
    assert charts
    for path in site.paths:
        if path.endswith("/index.html") or path == "index.html":
            found = framing(site, f"/{path.removesuffix('index.html')}")
            assert found == (set() if path in charts else {"X-Frame-Options: SAMEORIGIN"}), path


def test_a_site_can_keep_its_charts_to_itself(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES, charts={"embed": False}))
    assert "textarea" not in site.page(PAGE)
    assert not [path for path in site.paths if "/chart-1/" in path]
    assert framing(site, PAGE) == {"frame-ancestors 'self'"}


def test_the_drawing_is_also_a_file_of_its_own(site: Published) -> None:
    root = ET.fromstring(site.read("/briefs/two-bases/chart-1.svg"))
    assert [each.text for each in root[:2]] == [
        "China mines most",
        "Bar chart of tonnes by country. Highest: China (270,000). Lowest: Myanmar (31,000).",
    ]
    assert site.read("/briefs/two-bases/chart-1.png").startswith(b"\x89PNG")


def test_feeds_show_a_chart_as_an_image(site: Published) -> None:
    (entry,) = json.loads(site.read("feed.json"))["items"]
    html = entry["content_html"]
    assert '<img src="https://example.org/briefs/two-bases/chart-1.png" alt="Bar chart of' in html
    assert "<svg" not in html
    assert "Source: <a" in html


def test_the_markdown_of_a_brief_has_the_image_and_the_data(site: Published) -> None:
    text = site.read("/briefs/two-bases/index.md").decode()
    assert "](https://example.org/briefs/two-bases/chart-1.svg)" in text
    assert "| China | 270,000 |" in text
    assert "Source: [Survey](https://www.example.net/survey), 2025" in text
    assert "<" not in text.split("---", 2)[2]


def test_search_engines_learn_of_the_image_and_the_data(site: Published) -> None:
    (script,) = site.page(PAGE).select("script[type='application/ld+json']")
    page = next(each for each in json.loads(script.text or "")["@graph"] if "hasPart" in each)
    assert page["hasPart"] == [
        {
            "@type": "ImageObject",
            "@id": "https://example.org/briefs/two-bases/#fig-mines",
            "url": "https://example.org/briefs/two-bases/#fig-mines",
            "name": "China mines most",
            "contentUrl": "https://example.org/briefs/two-bases/chart-1.svg",
            "encodingFormat": "image/svg+xml",
            "inLanguage": "en",
            "isBasedOn": {
                "@type": "DataDownload",
                "contentUrl": "https://example.org/briefs/two-bases/chart-1.csv",
                "encodingFormat": "text/csv",
            },
        }
    ]


def test_plain_pages_have_charts_too(site: Published) -> None:
    page = site.page("/about/")
    assert len(page.select("figure#chart-1.chart svg[role=img]")) == 2
    assert page.words("figcaption") == []
    assert site.read("/about/chart-1.csv") == b"year,n\r\n2024,3\r\n"


def test_the_style_sheet_of_charts_is_only_loaded_where_there_is_one(site: Published) -> None:
    def sheets(path: str) -> str:
        return " ".join(site.page(path).values("link[rel=stylesheet]", "href"))

    assert "/assets/chart-" in sheets(PAGE)
    assert "/assets/chart-" not in sheets("/")


def test_a_changed_cell_changes_all_that_shows_it(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site(FILES)
    before = build_site(root).contents
    (root / "content/briefs/two-bases/production.csv").write_text(DATA.replace("31000", "29000"))
    after = build_site(root).contents
    changed = {path for path in after if after[path] != before.get(path)}
    folder = "briefs/two-bases"
    assert changed >= {
        f"{folder}/{name}"
        for name in ("index.html", "index.md", "chart-1.svg", "chart-1-narrow.svg", "chart-1.png",
                     "chart-1.csv", "chart-1/index.html", "production.csv")
    }  # fmt: skip
    assert b"29,000" in after[f"{folder}/index.html"]
    assert build_site(root, clean=True).contents == after


def test_a_changed_word_draws_nothing_again(
    make_quick_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_quick_site(FILES)
    build_site(root)
    text = FILES["content/briefs/two-bases/index.md"].replace("See [", "Look at [")
    (root / "content/briefs/two-bases/index.md").write_text(text)
    monkeypatch.setattr("briefgen.render.chart_files.svg_of", None)
    site = build_site(root)
    assert site.diagnostics == ()
    assert len(site.page(PAGE).select("figure.chart svg[role=img]")) == 2


def test_charts_of_a_withheld_brief_stay_back(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    held = BRIEF.format("embargo: 2030-01-01\n", CHART)
    open_brief = "---\ntitle: A\n---\nA."
    files = {"content/briefs/two-bases/index.md": held, "content/briefs/a.md": open_brief}
    site = build_site(make_quick_site({**FILES, **files}))
    assert not [path for path in site.paths if path.startswith("briefs/two-bases")]


def test_without_charts_their_data_is_a_table(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site(FILES, charts={"enabled": False}))
    assert site.diagnostics == ()
    page = site.page(PAGE)
    assert page.select("figure.chart svg") == []
    assert page.words("figure.chart td") == ["China", "270,000", "Myanmar", "31,000"]
    assert page.words("figure.chart > figcaption") == ["Figure 1 China mines most Tonnes in 2024"]
    assert not [path for path in site.paths if "chart-" in path]


@pytest.mark.parametrize(
    ("chart", "code"),
    [("data: no.csv", "broken-link"), ("data: production.csv\ny: tons", "unknown-column")],
)
def test_what_is_missing_is_reported_once(make_quick_site: MakeSite, chart: str, code: str) -> None:
    text = BRIEF.format("", f"```Chart\n{chart}\ntitle: A {{#fig-mines}}\n```\n")
    files = {**FILES, "content/briefs/two-bases/index.md": text}
    root = make_quick_site(files)
    result = CliRunner().invoke(cli, ["-C", str(root), "check", "--format", "json"])
    assert [each["code"] for each in json.loads(result.stdout)] == [code]


ARABIC: Final = """\
---
title: المعادن
date: 2026-03-04
language: ar
---
```chart
data:
- {البلد: الصين, طن: 270000}
- {البلد: ميانمار, طن: 31000}
title: الصين أولا
```
"""


def test_a_chart_speaks_the_language_of_its_brief(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site({"content/briefs/a.md": ARABIC}, languages={"ar": {}}))
    page = site.page("/briefs/a/")
    (text,) = page.words("figure.chart svg.chart-wide desc")
    assert text.startswith("رسم بياني بالأعمدة: طن حسب البلد.")
    svg = page.one("figure.chart svg.chart-wide")
    assert svg.get("direction") == "ltr"  # laid out so; the bars begin at the right
    first = page.select("figure.chart svg.chart-wide text")[0]
    assert (first.text, first.get("text-anchor")) == ("\u2068الصين\u2069", "end")
    assert page.words("figure.chart summary") == ["البيانات", "تضمين"]


def test_a_site_without_charts_imports_nothing_for_them(make_quick_site: MakeSite) -> None:
    root = make_quick_site({"content/briefs/a.md": "---\ntitle: A\ndate: 2026-03-04\n---\nText."})
    program = (
        "import sys\nfrom briefgen.cli import cli\n"
        f"cli(['-C', {str(root)!r}, 'build', '--quiet'], standalone_mode=False)\n"
        "print([name for name in sys.modules if 'charts' in name and 'render' in name"
        " or name == 'vl_convert' or name.endswith('chart_files')])"
    )
    process = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert process.stdout.strip() == "[]"
