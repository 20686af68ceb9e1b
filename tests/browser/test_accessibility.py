"""WCAG 2.2 AA on every kind of page, as far as a program can check: axe-core and what it misses.

Two sites together show every part of the theme: the repository's own, and a small one with long
tables, footnotes, code, corrections, callouts, other languages and right-to-left texts.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest
import yaml
from playwright.sync_api import ViewportSize

from tests.conftest import LATER, REPOSITORY
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage, Screen, ServeFolder
    from tests.conftest import BuildSite, MadeOnce, Published, WriteSite

AXE: Final = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rules that depend on colours and sizes. The results of the others do not depend on the media.
LOOKS: Final = [
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
]
RUN: Final = """
async (rules) => {
  const found = await axe.run(document, {
    runOnly: rules,
    rules: { "target-size": { enabled: true } },
    resultTypes: ["violations"],
  });
  return found.violations.map((each) =>
    `${each.id}: ${each.help}: ` + each.nodes.map((node) => node.html).slice(0, 3).join(" | "));
}
"""

WIDE: Final = ViewportSize(width=1280, height=900)
NARROW: Final = ViewportSize(width=320, height=640)
WAYS: Final[dict[str, Screen]] = {
    "light": {"viewport": WIDE},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW},
    "narrow and dark": {"viewport": NARROW, "color_scheme": "dark"},
    # A screen of 1280 by 1024 pixels, zoomed four times.
    "zoomed to 400 %": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
    "forced colours": {"viewport": WIDE, "forced_colors": "active"},
}
# Whether the browser uses the requested media settings.
SHOWS: Final = """
(way) => innerWidth === way.viewport.width && innerHeight === way.viewport.height
  && devicePixelRatio === (way.device_scale_factor || 1)
  && matchMedia("(prefers-color-scheme: dark)").matches === (way.color_scheme === "dark")
  && matchMedia("(forced-colors: active)").matches === (way.forced_colors === "active")
  && matchMedia("(prefers-reduced-motion: reduce)").matches
"""

# One page of each kind.
OWN: Final = (
    "/",
    "/page/2/",
    "/briefs/mp-price-floor/",
    "/categories/china/",
    "/tags/",
    "/categories/",
    "/authors/",
    "/authors/jonas-quillfeather/",
    "/archive/",
    "/about/",
    "/search/",
    "/404.html",
)
SHOWN: Final = ("/", "/briefs/everything/", "/briefs/arabic/", "/categories/r-and-d/")
# Of looks other than that of our own site.
ACCENTS: Final = {"newsroom": "#d0021b", "ministry": "#1d5fa8"}

# Whether the focused element is visible and has an outline.
FOCUS: Final = """
() => {
  const focused = document.activeElement;
  const style = getComputedStyle(focused);
  const box = focused.getBoundingClientRect();
  return {
    name: focused.tagName + " " + (focused.getAttribute("href") || focused.className),
    isBody: focused === document.body,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""

EVERYTHING: Final = """
---
title: A title with every part that a brief can have, and then some more words so that it is long
date: 2026-03-04
updated: 2026-04-05
summary: Every part of a brief on one page.
highlights:
  - "The first, with [a link](https://usgs.gov/a) and `code`."
  - "The second, **strong** and *stressed*."
categories: [R&D, Prices]
tags: [one, two]
series: A series
authors: [ines, Some Institute]
sources:
  - {url: "https://usgs.gov/a", title: The first source, publisher: USGS, date: 2026-01-02}
  - {url: "https://usgs.gov/further", title: Further reading, archive_url: "https://archive.org/x"}
image: {src: map.svg, alt: A map, caption: What the map shows, credit: A photographer}
corrections:
  - {date: 2026-03-05, text: A number was wrong.}
downloads:
  - {file: prices.csv, title: Data for this brief}
---
```table
data: prices.csv
columns: [place, {name: tons, unit: t}, share]
caption: Exports {#tbl-exports}
note: An *estimate*.
source: "[Customs](https://usgs.gov/customs)"
total: true
highlight: [Bayan Obo]
```

$$
Y_{it} = \\beta_0 + \\beta_1 X_{it} + \\varepsilon_{it} \\quad \\text{for all } i \\text{ and } t
$$

A formula, $x^2$, and a text with [a source](https://usgs.gov/a), a note[^one] and another[^two].

## A heading

### A smaller one with `code`

#### And a smaller one

A note in a list:

- one
- two[^three]

As [](#map-of-the-deposit) shows:

![A map of the deposit](map.svg "A caption with words."){#map-of-the-deposit credit="A writer"}

> A quotation.
> — Ines Tallowood, reporter

::: datawrapper AbC12
![A line chart: the price falls](map.svg "The price of the oxide")

Source: [the survey](https://usgs.gov/d)
:::

## A wide table

| One column | Another column | A third column | A fourth column | A fifth column | A sixth |
| --- | ---: | :---: | --- | --- | --- |
| unbreakable-words-here | 1,234,567.89 | centred | some more words | and more words | last |

: A table with many columns {#table-of-columns}

## Boxes

::: note
A note.
:::

::: warning Mind this
A warning with [a link](https://usgs.gov/b).
:::

::: key-finding
A finding.
:::

{.pull}
> A sentence worth its own line.

> A quotation.

```
a line of code that is so long that it has to be scrolled, since code is not broken into lines
```

- [x] done
- [ ] to do

---

Term
: Its meaning.

[^one]: The first note, with [a link](https://usgs.gov/c).
[^two]: The second note, long enough to run over several lines beside the text, so that the next
    one has to make room for it wherever its mark may stand.
[^three]: The third note.
"""

ARABIC: Final = """
---
title: سياسة المعادن الحرجة
date: 2026-02-03
language: ar
highlights: [النقطة الأولى]
categories: [R&D]
---
نص مع [مصدر](https://usgs.gov/a) وحاشية[^1].

## عنوان أول

## عنوان ثان

## عنوان ثالث

| العام | القيمة |
| --- | ---: |
| 2021 | 38 |

[^1]: حاشية.
"""

REPLY: Final = """
_id: 1f0e
name: A reader
message: A reply of some length.
date: 2026-03-06T10:00:00Z
"""

# Readable only in light mode.
FAULTY: Final = """
<!doctype html><html lang="en"><head><title>Night</title><style>
p { color: #000; background: #fff }
@media (prefers-color-scheme: dark) { p { color: #444; background: #555 } }
</style></head><body><main><h1>Night</h1><p>Words.</p></main></body></html>
"""

PRICES: Final = "place,tons,share\nBayan Obo,1234,5%\nKiruna,5,1%\n"
MAP: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400"><path d="M0 0h9"/></svg>'
)


@pytest.fixture(scope="session")
def showcase(
    tmp_path_factory: pytest.TempPathFactory,
    write_site: WriteSite,
    build_site: BuildSite,
) -> Published:
    """A site with every part of the theme."""
    root = write_site(
        tmp_path_factory.mktemp("showcase"),
        {
            "content/briefs/everything/index.md": EVERYTHING,
            "content/briefs/everything/map.svg": MAP,
            "content/briefs/everything/prices.csv": PRICES,
            "content/briefs/arabic.md": ARABIC,
            "content/briefs/plain.md": "---\ntitle: Plain\nseries: A series\n---\nText.\n",
            "content/replies/everything/1.yml": REPLY,
            "content/authors/ines.md": "---\nname: Ines\nrole: Editor\nemail: i@x.org\n---\nBio.\n",
        },
        description="A site with every part.",
        markdown={"frames": ["datawrapper"], "math": True},
        comments={"provider": "static", "url": "https://forms.example.org/reply"},
        publisher={
            "name": "An institute",
            "url": "https://institute.org",
            "email": "i@x.org",
            "accessible_formats": "i@x.org",
        },
        navigation=[
            {"text": "Home", "url": "/"},
            {
                "text": "Categories",
                "url": "/categories/",
                "items": [{"text": "R&D", "url": "/categories/r-and-d/"}],
            },
            {"text": "About", "items": [{"text": "Authors", "url": "/authors/"}]},
        ],
        footer=[{"text": "All briefs", "url": "/archive/"}],
        newsletter={"action": "https://l.example/form", "honeypot": "trap", "privacy": "/archive/"},
        outputs={"email": True},
    )
    built = build_site(root)
    assert built.counts is not None, built.diagnostics
    return built


def audited(
    page: Page, url: str, ways: Sequence[str] = tuple(WAYS), rules: Sequence[str] = RULES
) -> dict[str, list[str]]:
    """Return what axe finds on a page, which is loaded once and shown in several ways."""
    page.goto(url)
    page.evaluate("document.fonts.ready")
    page.evaluate(AXE)
    screen = page.context.new_cdp_session(page)
    violations = {}
    for name in ways:
        way = WAYS[name]
        size = {**way["viewport"], "deviceScaleFactor": way.get("device_scale_factor", 1)}
        screen.send("Emulation.setDeviceMetricsOverride", {**size, "mobile": False})
        page.emulate_media(
            color_scheme=way.get("color_scheme", "light"),
            forced_colors=way.get("forced_colors", "none"),
            reduced_motion="reduce",
        )
        page.wait_for_function(SHOWS, arg=way)
        violations[name] = page.evaluate(RUN, rules if name in ("light", "narrow") else LOOKS)
    return violations


def found_nothing(violations: dict[str, list[str]]) -> bool:
    assert {name: wrong for name, wrong in violations.items() if wrong} == {}
    return bool(violations)


def ways_of(pages: Sequence[str]) -> list[Any]:
    """Return each page with some ways to show it: two of them in turn, the others exhaustively."""
    others = [name for name in WAYS if name != "light"]
    usual = [(page, ("light", others[n % len(others)])) for n, page in enumerate(pages)]
    rest = [
        pytest.param(page, tuple(name for name in WAYS if name not in ways), marks=exhaustive)
        for page, ways in usual
    ]
    return [*usual, *rest]


@pytest.mark.parametrize(("path", "ways"), ways_of(OWN))
def test_axe_finds_nothing_on_our_own_site(
    path: str,
    ways: Sequence[str],
    own_site: Published,
    open_page: OpenPage,
    serve_folder: ServeFolder,
) -> None:
    assert found_nothing(audited(open_page(), serve_folder(own_site.folder) + path, ways))


def test_axe_finds_nothing_in_any_part_of_a_brief_in_any_way(
    showcase: Published, open_page: OpenPage, serve_folder: ServeFolder
) -> None:
    url = f"{serve_folder(showcase.folder)}/briefs/everything/"
    assert found_nothing(audited(open_page(), url))


@pytest.mark.parametrize(
    ("path", "ways"), ways_of([path for path in SHOWN if path != "/briefs/everything/"])
)
def test_axe_finds_nothing_on_pages_of_other_sites(
    path: str,
    ways: Sequence[str],
    showcase: Published,
    open_page: OpenPage,
    serve_folder: ServeFolder,
) -> None:
    assert found_nothing(audited(open_page(), serve_folder(showcase.folder) + path, ways))


@pytest.mark.parametrize(("name", "ways"), ways_of(["everything", "arabic"]))
def test_axe_finds_nothing_in_an_email(
    name: str,
    ways: Sequence[str],
    showcase: Published,
    open_page: OpenPage,
    serve_folder: ServeFolder,
) -> None:
    url = f"{serve_folder(showcase.folder)}/briefs/{name}/email.html"
    # An email has no landmarks, because mail programs show it within a page of theirs.
    rules = [each for each in RULES if each != "best-practice"]
    assert found_nothing(audited(open_page(), url, ways, rules))


@pytest.mark.parametrize("look", ACCENTS)
@pytest.mark.parametrize(
    ("path", "ways"),
    ways_of(["/", "/briefs/baotou-rare-earth-institute/", "/categories/china/"]),
)
def test_axe_finds_nothing_in_the_other_looks(
    path: str,
    ways: Sequence[str],
    look: str,
    made_once: MadeOnce,
    open_page: OpenPage,
    build_site: BuildSite,
    serve_folder: ServeFolder,
) -> None:
    def make(root: Path) -> Published:
        settings = yaml.safe_load((REPOSITORY / "site.yaml").read_text("utf-8"))
        settings["theme"] = {"look": look, "accent": ACCENTS[look]}
        (root / "site.yaml").write_text(yaml.safe_dump(settings), "utf-8")
        for name in ("content", "layouts"):
            shutil.copytree(REPOSITORY / name, root / name)
        return build_site(root, now=LATER)

    site = made_once(f"look-{look}", make)
    # The pages have the same structure as ours, and other colours and sizes.
    rules = RULES if path.startswith("/briefs/") else LOOKS
    assert found_nothing(audited(open_page(), serve_folder(site.folder) + path, ways, rules))


def test_a_problem_in_only_one_media_setting_is_found(open_page: OpenPage) -> None:
    page = open_page()
    violations = audited(page, "data:text/html," + quote(FAULTY))
    assert {name for name, wrong in violations.items() if wrong} == {"dark", "narrow and dark"}
    assert violations["dark"][0].startswith("color-contrast: ")


@pytest.mark.parametrize("path", SHOWN)
def test_no_page_scrolls_sideways(
    path: str, showcase: Published, open_page: OpenPage, serve_folder: ServeFolder
) -> None:
    page = open_page()
    page.goto(serve_folder(showcase.folder) + path)
    for width in (320, 390, 768, 1024, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("(width) => innerWidth === width", arg=width)
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("way", ["light", "dark", "narrow"])
def test_every_keyboard_focus_is_visible(
    way: str, showcase: Published, open_page: OpenPage, serve_folder: ServeFolder
) -> None:
    screen: Screen = {**WAYS[way], "reduced_motion": "reduce"}
    page = open_page(**screen)
    page.goto(f"{serve_folder(showcase.folder)}/briefs/everything/")
    stops = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["isBody"]:
            break
        stops.append(stop)
        assert len(stops) < 200
    assert stops[0]["name"] == "A #brief-main"
    assert [stop["name"] for stop in stops if not (stop["outlined"] and stop["inSight"])] == []
    names = [stop["name"] for stop in stops]
    assert "DIV table wide" in names
    assert "A #a-wide-table" in names
    assert any(name.startswith("PRE") for name in names)


def test_the_skip_link_appears_on_focus_and_leads_to_the_content(
    showcase: Published, open_page: OpenPage, serve_folder: ServeFolder
) -> None:
    page = open_page()
    page.goto(f"{serve_folder(showcase.folder)}/briefs/everything/")
    link = page.locator(".skip-link")
    before = link.bounding_box()
    assert before is not None
    assert before["y"] < 0
    page.keyboard.press("Tab")
    after = link.bounding_box()
    assert after is not None
    assert after["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "brief-main"


def test_motion_is_reduced_on_request(
    showcase: Published, open_page: OpenPage, serve_folder: ServeFolder
) -> None:
    url = f"{serve_folder(showcase.folder)}/briefs/everything/"
    moves = "getComputedStyle(document.documentElement).scrollBehavior"
    screens: list[tuple[Screen, str]] = [
        ({"reduced_motion": "reduce"}, "auto"),
        ({"reduced_motion": "no-preference"}, "smooth"),
    ]
    for screen, expected in screens:
        page = open_page(**screen)
        page.goto(url)
        assert page.evaluate(moves) == expected


def test_with_forced_colours_boxes_keep_their_edges(
    showcase: Published, open_page: OpenPage, serve_folder: ServeFolder
) -> None:
    page = open_page(forced_colors="active")
    page.goto(f"{serve_folder(showcase.folder)}/briefs/everything/")
    for box in (".highlights", ".callout-warning"):
        edge = f"getComputedStyle(document.querySelector('{box}')).borderLeftWidth"
        assert page.evaluate(edge) != "0px", box
