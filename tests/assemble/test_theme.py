from __future__ import annotations

import base64
import json
import re
from hashlib import sha384
from typing import TYPE_CHECKING, Final, get_args

import pytest

from briefgen.assemble.theme import (
    ThemeFile,
    asset_links,
    fonts,
    integrity,
    theme_outputs,
    used,
    with_look,
)
from briefgen.model.colours import DARK_PAPER, LIGHT_PAPER, weakest
from briefgen.model.config import Look, SiteConfig, ThemeConfig
from briefgen.read.config import read_config
from briefgen.render.sources import THEME, theme_files

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

SETTINGS: Final = {"title": "T", "base_url": "https://example.org"}
ALL: Final = tuple(theme_files(THEME))  # the theme's folder has no layouts/ of its own
BRIEF: Final = "---\ntitle: A\n---\nText.\n"
GISCUS: Final = {
    "provider": "giscus",
    "repo": "owner/name",
    "repo_id": "R_1",
    "category": "Announcements",
    "category_id": "C_1",
}

CSS: Final = ThemeFile("theme.css", b"a{}", "theme/assets/theme.css")
SCRIPT: Final = ThemeFile("js/share.min.js", b"1", "layouts/assets/js/share.min.js")


def test_the_name_holds_a_digest_of_the_bytes() -> None:
    outputs = theme_outputs([CSS, SCRIPT], ThemeConfig())
    assert re.fullmatch(r"assets/theme-[0-9a-f]{10}\.css", outputs["theme.css"].path)
    assert re.fullmatch(r"assets/js/share\.min-[0-9a-f]{10}\.js", outputs["js/share.min.js"].path)
    assert outputs["js/share.min.js"].data == b"1"
    assert outputs["js/share.min.js"].origin.path == SCRIPT.path


def test_other_bytes_give_another_name_and_equal_ones_the_same() -> None:
    names = [
        theme_outputs([ThemeFile("x.js", data, "x.js")], ThemeConfig())["x.js"].path
        for data in (b"1", b"1", b"2")
    ]
    assert names[0] == names[1] != names[2]


def test_the_sites_settings_change_only_the_style_sheet() -> None:
    config = ThemeConfig(accent="#123456", font_body="Charter, serif")
    outputs = theme_outputs([CSS, SCRIPT], config)
    style = outputs["theme.css"].data.decode()
    assert style.startswith("a{}")
    assert "--accent:#123456;" in style
    assert "--font-body:Charter,serif" in style
    assert "--font-heading" not in style
    assert outputs["js/share.min.js"].data == b"1"


@pytest.mark.parametrize(
    "config",
    [
        ThemeConfig(accent="#000000"),
        ThemeConfig(accent_dark="#000000"),
        ThemeConfig(font_body="Georgia"),
        ThemeConfig(font_heading="Georgia"),
        ThemeConfig(font_ui="Verdana"),
        ThemeConfig(heading_weight=700),
    ],
)
def test_each_setting_changes_the_name_of_the_style_sheet(config: ThemeConfig) -> None:
    plain = theme_outputs([CSS], ThemeConfig())["theme.css"]
    changed = theme_outputs([CSS], config)["theme.css"]
    assert plain.path != changed.path
    assert plain.data != changed.data


def test_a_look_adds_its_rules_and_typefaces_to_the_style_sheet() -> None:
    files = [
        CSS,
        ThemeFile("looks/ministry.css", b"b{}", "theme/assets/looks/ministry.css"),
        ThemeFile("looks/newsroom.css", b"i{}", "theme/assets/looks/newsroom.css"),
    ]
    outputs = theme_outputs(files, with_look(ThemeConfig(look="ministry")))
    assert outputs.keys() == {"theme.css"}
    style = outputs["theme.css"].data
    assert style.startswith(b"a{}b{}:root{")
    assert b"--font-body:var(--sans)" in style
    assert b"--panel-ink" not in style


def test_a_file_of_the_site_beside_the_looks_is_published() -> None:
    own = ThemeFile("looks/own.css", b"o{}", "layouts/assets/looks/own.css")
    assert theme_outputs([CSS, own], ThemeConfig())["looks/own.css"].data == b"o{}"


def test_settings_come_before_those_of_a_look() -> None:
    config = with_look(ThemeConfig(look="newsroom"))
    assert (config.heading_weight, config.font_body) == (700, "")
    assert with_look(ThemeConfig(look="newsroom", heading_weight=500)).heading_weight == 500
    assert with_look(ThemeConfig(look="ministry", font_body="Georgia")).font_body == "Georgia"
    assert with_look(ThemeConfig()) == ThemeConfig()


def test_every_look_has_its_styles() -> None:
    names = {path.stem for path in (THEME / "assets/looks").iterdir()}
    assert names == {*get_args(Look)} - {"institute"}


def test_layouts_find_theme_files_by_their_plain_names() -> None:
    outputs = theme_outputs([CSS, SCRIPT], ThemeConfig())
    assert asset_links(outputs, "/sub") == {
        "theme.css": f"/sub/{outputs['theme.css'].path}",
        "js/share.min.js": f"/sub/{outputs['js/share.min.js'].path}",
    }
    assert asset_links(outputs, "")["theme.css"] == f"/{outputs['theme.css'].path}"


def test_a_link_to_a_theme_file_is_percent_encoded() -> None:
    outputs = theme_outputs(
        [ThemeFile("a b#ü.css", b"", "layouts/assets/a b#ü.css")], ThemeConfig()
    )
    (link,) = asset_links(outputs, "/ü").values()
    assert re.fullmatch(r"/%C3%BC/assets/a%20b%23%C3%BC-[0-9a-f]{10}\.css", link)


def test_a_style_sheet_finds_the_other_files_by_their_plain_names() -> None:
    font = ThemeFile("fonts/a.woff2", b"1", "layouts/assets/fonts/a.woff2")
    style = ThemeFile(
        "site.css",
        b"""@font-face{src:url("fonts/a.woff2")} a{background:url(fonts/a.woff2)}
        b{background:url('../pictures/b.png')} c{background:url(data:image/png;base64,x)}""",
        "layouts/assets/site.css",
    )
    outputs = theme_outputs([style, font], ThemeConfig())
    written = outputs["site.css"].data.decode()
    name = outputs["fonts/a.woff2"].path.removeprefix("assets/")
    assert written.count(f'url("{name}")') == 2
    assert "url('../pictures/b.png')" in written
    assert "url(data:image/png;base64,x)" in written
    other = theme_outputs([style, ThemeFile("fonts/a.woff2", b"2", font.path)], ThemeConfig())
    assert other["site.css"].path != outputs["site.css"].path


@pytest.mark.parametrize("written", ["a%20b%23.png", "a b%23.png"])
def test_a_style_sheet_finds_files_of_any_name(written: str) -> None:
    files = [
        ThemeFile("site.css", f"a{{background:url('{written}')}}".encode(), "layouts/assets/a"),
        ThemeFile("a b#.png", b"1", "layouts/assets/a b#.png"),
    ]
    style = theme_outputs(files, ThemeConfig())["site.css"].data.decode()
    assert re.search(r'url\("a%20b%23-[0-9a-f]{10}\.png"\)', style)


def test_a_style_sheet_in_a_folder_finds_files_from_there() -> None:
    files = [
        ThemeFile("css/a.css", b"a{background:url(../img/b.png)}", "layouts/assets/css/a.css"),
        ThemeFile("img/b.png", b"1", "layouts/assets/img/b.png"),
    ]
    outputs = theme_outputs(files, ThemeConfig())
    name = outputs["img/b.png"].path.removeprefix("assets/")
    assert outputs["css/a.css"].data.decode() == f'a{{background:url("../{name}")}}'


def test_the_dark_accent_is_derived_from_the_accent_by_default() -> None:
    style = theme_outputs([CSS], ThemeConfig(accent="#7a2e1f"))["theme.css"].data.decode()
    match = re.search(r"--accent-dark:(#[0-9a-f]{6})[;}]", style)
    assert match
    assert weakest(match[1], dark=True) >= 7
    given = theme_outputs([CSS], ThemeConfig(accent_dark="#abcdef"))["theme.css"].data.decode()
    assert "--accent-dark:#abcdef" in given


def test_texts_on_a_light_accent_are_dark() -> None:
    light = theme_outputs([CSS], ThemeConfig(accent="#f5a623"))["theme.css"].data
    assert b"--panel-ink:#000000" in light
    assert b"--panel-ink" not in theme_outputs([CSS], ThemeConfig())["theme.css"].data


def test_a_site_can_hide_the_numbers_of_sources_on_screens() -> None:
    files = [ThemeFile(*file) for file in ALL if file[0] in ("theme.css", "text.css")]
    hidden = theme_outputs(files, ThemeConfig(), source_numbers=False)
    assert hidden["theme.css"].data.rstrip(b";}").endswith(b"--source-numbers:none")
    assert b"display:var(--source-numbers,inline)" in hidden["text.css"].data
    assert b"--source-numbers:none" not in theme_outputs(files, ThemeConfig())["theme.css"].data


def test_the_icon_has_the_accent_colour() -> None:
    icon = ThemeFile("icon.svg", b'<path fill="#0b5d66"/>', "theme/assets/icon.svg")
    outputs = theme_outputs([icon], ThemeConfig(accent="#7a2e1f"))
    assert outputs["icon.svg"].data == b'<path fill="#7a2e1f"/>'


def test_contrast_is_computed_for_the_colours_of_the_style_sheet() -> None:
    style = (THEME / "styles/settings.css").read_text("utf-8")
    light, dark = re.findall(r"--paper: (#\w{6});", style)[:2]
    assert (light, dark) == (LIGHT_PAPER, DARK_PAPER)
    assert re.findall(r"--tint: color-mix\(in srgb, var\(--mark\) (\d+)%", style) == ["7", "10"]


@pytest.mark.parametrize(
    ("name", "written", "delivered"),
    [
        ("site.css", b"/* why */\na :is(b, c) + d {\n  top: calc(1px + 2px);\n}\n",
         b"a :is(b,c) + d{top:calc(1px + 2px)}"),
        ("site.js", b"// why\nconst a = `two  ${ 1 } blanks`;\n", b"const a=`two  ${ 1 } blanks`;"),
        ("site.min.js", b"// kept\n1", b"// kept\n1"),
        ("note.txt", b"/* kept */", b"/* kept */"),
        ("site.css", b"\xff", b"\xff"),
    ],
)  # fmt: skip
def test_style_sheets_and_scripts_lose_only_comments_and_whitespace(
    name: str, written: bytes, delivered: bytes
) -> None:
    assert theme_outputs([ThemeFile(name, written, name)], ThemeConfig())[name].data == delivered


def test_a_page_can_name_the_digest_of_each_style_sheet_and_script() -> None:
    outputs = theme_outputs([CSS, SCRIPT, ThemeFile("x.svg", b"<svg/>", "x.svg")], ThemeConfig())
    digests = integrity(outputs)
    assert digests.keys() == {"theme.css", "js/share.min.js"}
    digest = base64.b64encode(sha384(outputs["theme.css"].data).digest()).decode()
    assert digests["theme.css"] == f"sha384-{digest}"


# Which theme files a site needs

OPTIONAL: Final = (
    "embeds.css",
    "editor.js",
    "embeds.js",
    "markdown-file.js",
    "matomo.js",
    "newsletter.css",
    "replies.css",
    "replies.js",
    "review.css",
    "search.css",
    "search.js",
    "share.js",
)
REPLIES: Final = ("replies.css", "replies.js")
MATOMO: Final = {"provider": "matomo", "site": "1", "url": "https://m.example"}
OFF: Final = {"search": {"enabled": False}, "share": ["x"]}


def names(**settings: object) -> set[str]:
    """Return the theme files that a site with these settings publishes."""
    config = read_config(json.dumps({**SETTINGS, **settings}).encode()).value
    assert config is not None
    return {file.name for file in used((ThemeFile(*each) for each in ALL), config)}


def test_theme_files_that_no_setting_needs_are_not_published() -> None:
    everything = {name for name, _, _ in ALL}
    assert everything >= {*OPTIONAL, "theme.css", "feed.css", "icon.svg"}
    assert names(**OFF) == everything - {*OPTIONAL, "chart.css"}


def test_the_styles_of_charts_are_published_if_there_is_a_chart() -> None:
    files = [ThemeFile(*each) for each in ALL]
    config = SiteConfig(title="T", base_url="https://example.org")
    assert "chart.css" in {file.name for file in used(files, config, has_charts=True)}


def test_the_styles_of_charts_have_the_colours_of_the_site() -> None:
    files = [ThemeFile(*each) for each in ALL]
    style = theme_outputs(files, ThemeConfig(accent="#1d4ed8"))["chart.css"].data.decode()
    assert "--chart-1:#1d4ed8" in style
    assert "--chart-6-word:" in style
    assert "prefers-color-scheme:dark" in style


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"search": {"enabled": True}}, {"search.css", "search.js"}),
        ({"share": ["email", "copy"]}, {"share.js"}),
        ({"share": ["native"]}, {"share.js"}),
        ({"share": []}, set()),
        ({"comments": {"provider": "isso", "url": "https://i.example"}}, {*REPLIES}),
        ({"comments": GISCUS}, {*REPLIES}),
        ({"comments": {"provider": "static", "url": "https://f.example"}}, {"replies.css"}),
        ({"comments": {"provider": "netlify"}}, {"replies.css"}),
        ({"analytics": {"provider": "plausible", "site": "a.example"}}, set()),
        ({"analytics": MATOMO}, {"matomo.js"}),
        ({"newsletter": {"action": "https://l.example/form"}}, {"newsletter.css"}),
        ({"cms": {"backend": "local"}}, {"editor.js", "markdown-file.js"}),
    ],
)
def test_each_setting_publishes_the_files_it_needs(
    settings: dict[str, object], expected: set[str]
) -> None:
    assert names(**{**OFF, **settings}) & {*OPTIONAL} == expected


def test_a_file_of_the_site_is_published_whatever_its_name(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    own = {f"layouts/assets/{name}": b"" for name in (*OPTIONAL, "own.js")}
    site = build_site(make_site({"content/briefs/a.md": BRIEF, **own}, **OFF))
    assert site.diagnostics == ()
    paths = {re.sub("-[0-9a-f]{10}", "", path) for path in site.paths}
    assert paths >= {f"assets/{name}" for name in (*OPTIONAL, "own.js")}


@pytest.mark.parametrize(
    "settings", [OFF, {"share": ["copy"]}, {"comments": GISCUS}, {"analytics": MATOMO}], ids=str
)
def test_every_file_that_a_page_loads_is_published(
    make_site: MakeSite, build_site: BuildSite, settings: dict[str, object]
) -> None:
    site = build_site(make_site({"content/briefs/a.md": BRIEF}, **settings))
    assert site.diagnostics == ()
    links = {link for page in site.pages for link in page.values("script[src^='/']", "src")}
    links |= {link for page in site.pages for link in page.values("link[rel=stylesheet]", "href")}
    scripts = {path for path in site.paths if re.fullmatch(r"assets/.*\.js", path)}
    assert {link.lstrip("/") for link in links} >= scripts
    assert all(site.file_of(link) in site.paths for link in links)


# Preloaded fonts


SERIF = "fonts/source-serif-latin.woff2"
SANS = "fonts/source-sans-latin.woff2"


@pytest.mark.parametrize(
    ("config", "fetched"),
    [
        (ThemeConfig(), [SERIF]),
        (ThemeConfig(font_heading="Literata"), [SERIF]),
        (ThemeConfig(font_body="Literata"), []),
        (ThemeConfig(font_body="Literata", font_heading='"Source Serif", serif'), [SERIF]),
        (ThemeConfig(font_body="Source Sans"), [SANS]),
        (ThemeConfig(font_body="Source Sans", font_heading="Source Serif"), [SERIF, SANS]),
        (ThemeConfig(font_ui="Verdana, sans-serif"), [SERIF]),
        (ThemeConfig(font_body="Source Serif Pro", font_ui="Inter"), []),
    ],
)
def test_the_fonts_of_texts_and_headings_are_preloaded(
    config: ThemeConfig, fetched: list[str]
) -> None:
    files = [
        ThemeFile("theme.css", f'a{{src:url("{SERIF}"),url("{SANS}")}}'.encode(), "theme/a"),
        ThemeFile(SERIF, b"serif", "theme/b"),
        ThemeFile(SANS, b"sans", "theme/c"),
    ]
    outputs = theme_outputs(files, config)
    links = asset_links(outputs, "")
    assert fonts(outputs, links, config) == tuple(links[name] for name in fetched)


def test_the_themes_typefaces_keep_their_stand_ins_when_they_are_named() -> None:
    config = ThemeConfig(
        font_body="Source Sans",
        font_heading="'Source Serif', Georgia",
        font_ui='Verdana, "Source Sans"',
        heading_weight=700,
    )
    style = theme_outputs([CSS], config)["theme.css"].data.decode()
    assert "--font-body:var(--sans);" in style
    assert "--font-heading:var(--serif),Georgia;" in style
    assert "--font-ui:Verdana,var(--sans);" in style
    assert "--heading-weight:700" in style


@pytest.mark.parametrize(
    ("language", "is_preloaded"),
    [("en", True), ("pl", True), ("ar", False), ("zh-Hant", False), ("ja", False), ("kok", True)],
)
def test_pages_in_other_scripts_do_not_preload_latin_fonts(
    make_quick_site: MakeSite, build_site: BuildSite, language: str, is_preloaded: bool
) -> None:
    files = {"content/briefs/a.md": f"---\ntitle: A\nlanguage: {language}\n---\nText."}
    page = build_site(make_quick_site(files)).page("/briefs/a/")
    assert len(page.select("link[rel=preload][as=font]")) == is_preloaded


def test_a_custom_style_sheet_without_the_font_preloads_none() -> None:
    files = [
        ThemeFile("theme.css", b"a{}", "layouts/assets/theme.css"),
        ThemeFile("fonts/source-serif-latin.woff2", b"font", "theme/b"),
    ]
    outputs = theme_outputs(files, ThemeConfig())
    assert fonts(outputs, asset_links(outputs, ""), ThemeConfig()) == ()


def test_the_fonts_are_preloaded_before_the_style_sheet(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."}))
    page = site.page("/briefs/a/")
    preload, *_ = page.select("link[rel=preload], link[rel=stylesheet]")
    assert (preload.get("as"), preload.get("type")) == ("font", "font/woff2")
    assert preload.get("crossorigin") is not None
    assert site.file_of(preload.get("href")).startswith("assets/fonts/source-serif-latin-")
