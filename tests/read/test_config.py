import json
from zoneinfo import ZoneInfo

import pytest

from briefgen.model.config import SiteConfig
from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.config import read_config

SHORTEST = "title: My briefs\nbase_url: https://example.org\n"


def config(more: str = "", *, shortest: str = SHORTEST, base_url: str = "") -> SiteConfig:
    checked = read_config((shortest + more).encode(), base_url)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def problems(text: str) -> tuple[Diagnostic, ...]:
    checked = read_config(text.encode())
    assert all(diagnostic.location.path == "site.yaml" for diagnostic in checked.diagnostics)
    return checked.diagnostics


def only(text: str) -> Diagnostic:
    (diagnostic,) = problems(text)
    return diagnostic


def test_the_defaults() -> None:
    site_config = config()
    assert site_config.title == "My briefs"
    assert (site_config.language, site_config.timezone, site_config.permalink) == (
        "en",
        "UTC",
        "/briefs/{slug}/",
    )
    assert (site_config.paginate, site_config.description, site_config.publisher) == (20, "", None)
    assert site_config.links.new_tab
    assert site_config.markdown.frames == ()
    assert list(site_config.groupings) == ["categories", "tags", "series"]
    assert (site_config.base_path, site_config.host, site_config.zone) == (
        "",
        "example.org",
        ZoneInfo("UTC"),
    )


def test_a_base_url_may_have_a_port_and_a_path() -> None:
    site_config = config(shortest="title: a\nbase_url: https://Example.org:8080/our/briefs/\n")
    assert (site_config.base_path, site_config.host) == ("/our/briefs", "example.org:8080")


def test_the_base_url_of_the_command_line_overrides_the_one_in_site_yaml() -> None:
    assert config(base_url="http://localhost:8000").base_url == "http://localhost:8000"
    assert config(shortest="title: a\n", base_url="http://a.test").host == "a.test"


def test_custom_taxonomies_are_added_to_the_built_in_ones() -> None:
    site_config = config("taxonomies:\n  regions:\n  tags: {title: Topics, paginate: 5}\n")
    assert list(site_config.groupings) == ["categories", "tags", "series", "regions"]
    assert (site_config.groupings["tags"].title, site_config.groupings["tags"].paginate) == (
        "Topics",
        5,
    )


def test_an_archive_is_a_url_or_has_more_settings() -> None:
    short = config("sources: {archive: 'https://archive.example/'}\n").sources.archive
    long = config("sources: {archive: {url: https://archive.example/, distance: 9}}\n").sources
    assert (short.url, short.distance) == ("https://archive.example/", 30)
    assert (long.archive.url, long.archive.distance) == (short.url, 9)


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("proxy", "http://me:secret@proxy.example:3128", "proxy.example:3128"),
        ("proxy", "http://[::1]:3128/", "socks5://proxy.example"),
        ("doi_registry", "https://doi.example/works", "doi.example"),
    ],
)
def test_where_sources_are_asked_is_a_url(key: str, right: str, wrong: str) -> None:
    assert getattr(config(f"sources: {{{key}: '{right}'}}\n").sources, key) == right
    problem = only(f"{SHORTEST}sources:\n  {key}: {wrong}\n")
    assert (problem.code, problem.location.span.line) == ("wrong-value", 4)
    assert problem.message.startswith(f"`{wrong}` is not ")


@pytest.mark.parametrize(
    ("archive", "message", "hint"),
    [
        ("archive.example", "`archive.example` must begin with https://", "web.archive.org"),
        ("[]", "`sources.archive` must contain `key: value` lines, not a list", "remove the line"),
        ("{url: archive.example}", "`archive.example` must begin with https://", "web.archive.org"),
        ("'ftp://archive.example'", "`ftp://archive.example` must begin with https://", "write"),
        ("{distance: -1}", "distance` must be at least 0", "write 0 or more"),
    ],
)
def test_a_wrong_archive_is_reported(archive: str, message: str, hint: str) -> None:
    problem = only(f"{SHORTEST}sources:\n  archive: {archive}\n")
    assert problem.code == "wrong-value"
    assert message in problem.message
    assert hint in problem.hint
    assert problem.location.span.line == 4


def test_values_below_extra_are_free() -> None:
    assert config("extra: {year: 2026, on: true, x: {y: [1]}}\n").extra == {
        "year": 2026, "on": True, "x": {"y": [1]},
    }  # fmt: skip


@pytest.mark.parametrize(
    "fonts",
    [
        "Literata, Georgia, serif",
        "\"Source Serif 4\", 'Noto Serif', serif",
        "-apple-system,  system-ui , Segoe UI",
        "var(--sans), 明朝",
    ],
)
def test_a_list_of_fonts_can_have_names_in_quotation_marks(fonts: str) -> None:
    settings = {"title": "A", "base_url": "https://a.example", "theme": {"font_body": fonts}}
    checked = read_config(json.dumps(settings).encode())
    assert checked.diagnostics == ()
    assert checked.value
    assert checked.value.theme.font_body == fonts


def test_frames_may_name_services_and_hosts() -> None:
    frames = config("markdown: {frames: [youtube, Maps.Example.org, localhost:8000]}\n")
    assert frames.markdown.frames == (
        "www.youtube-nocookie.com",
        "maps.example.org",
        "localhost:8000",
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("datawraper", "did you mean `datawrapper`?"),
        ("https://maps.example.org/wind", "write maps.example.org"),
        ("frame", "write one of: datawrapper, flourish"),
        ("'*'", "write one of: datawrapper, flourish"),
        ('"example.org; script-src *"', "write one of: datawrapper, flourish"),
    ],
)
def test_what_is_neither_a_service_nor_a_host_can_be_shown_in_no_frame(
    name: str, hint: str
) -> None:
    diagnostic = only(f"{SHORTEST}markdown:\n  frames: [{name}]\n")
    assert diagnostic.code == "wrong-value"
    assert diagnostic.location.span.line == 4
    assert diagnostic.hint.startswith(hint)


@pytest.mark.parametrize("value", ["yes", "true", "on", "True"])
def test_a_switch_accepts_every_yaml_word_for_true(value: str) -> None:
    assert config(f"markdown: {{smart_quotes: {value}}}\n").markdown.smart_quotes


@pytest.mark.parametrize(
    ("line", "span", "message", "hint"),
    [
        ("titel: a", Span(3, 1, 5), "unknown key `titel`", "`title`"),
        ("Paginate: 5", Span(3, 1, 8), "unknown key `Paginate`", "`paginate`"),
        ("theme: {acent: '#fff'}", Span(3, 9, 5), "unknown key `acent`", "`accent`"),
        ("publisher: {name: a, mail: b}", Span(3, 22, 4), "unknown key `mail`", "`email`"),
        ("navigation: [{text: a, url: /, ulr: b}]", Span(3, 32, 3), "`ulr`", "`url`"),
        ("taxonomies: {regions: {titel: a}}", Span(3, 24, 5), "`titel`", "`title`"),
        ("links: {newtab: false}", Span(3, 9, 6), "`newtab`", "`new_tab`"),
        (
            "xyzzy: 1",
            Span(3, 1, 5),
            "unknown key `xyzzy`",
            "remove the line, or move it under `extra`",
        ),
        ("serach: a", Span(3, 1, 6), "unknown key `serach`", "`search`"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unknown_key_is_an_error_that_suggests_the_closest_key(
    line: str, span: Span, message: str, hint: str
) -> None:
    diagnostic = only(SHORTEST + line)
    assert diagnostic.code == "unknown-setting"
    assert diagnostic.is_error
    assert message in diagnostic.message
    assert hint in diagnostic.hint
    assert diagnostic.location.span == span


@pytest.mark.parametrize(
    ("line", "span", "message"),
    [
        ("paginate: many", Span(3, 11, 4), "`paginate` must be a whole number, not `many`"),
        ("paginate: 0", Span(3, 11, 1), "`paginate` must be at least 1, not `0`"),
        (
            "theme: {heading_weight: 900}",
            Span(3, 25, 3),
            "`theme.heading_weight` must be at most 700, not `900`",
        ),
        ("paginate: [1]", Span(3, 11, 3), "`paginate` must be a whole number, not a list"),
        ("share: x", Span(3, 8, 1), "`share` must be a list, not `x`"),
        ("share: [x, myspace]", Span(3, 12, 7), "the second entry of `share` cannot be `myspace`"),
        ("links: yes", Span(3, 8, 3), "`links` must contain `key: value` lines, not `yes`"),
        ("links: {new_tab: maybe}", Span(3, 18, 5), "`links.new_tab` must be true or false"),
        ("publisher: Institute", Span(3, 12, 9), "`publisher` must contain `key: value` lines"),
        ("publisher: {url: x}", Span(3, 12, 8), "`publisher.name` is missing"),
        ("description: [a]", Span(3, 14, 3), "`description` must be text, not a list"),
        ("description: {a: b}", Span(3, 14, 6), "`description` must be text"),
        ("theme: {accent: teal}", Span(3, 17, 4), "`theme.accent` cannot be `teal`"),
        ("theme: {accent: '#12345'}", Span(3, 17, 8), "`theme.accent` cannot be `#12345`"),
        ("theme: {font_body: 'a;} x'}", Span(3, 20, 7), "`theme.font_body` cannot be"),
        ("theme: {font_body: Georgia /*}", Span(3, 20, 10), "`theme.font_body` cannot be"),
        ('theme: {font_ui: "Gill Sans\', serif"}', Span(3, 18, 19), "`theme.font_ui` cannot be"),
        ("theme: {font_body: 'a, url(b)'}", Span(3, 20, 11), "`theme.font_body` cannot be"),
        ("theme: {font_body: 'a,, b'}", Span(3, 20, 7), "`theme.font_body` cannot be"),
        ("comments: {provider: disqus}", Span(3, 22, 6), "cannot be `disqus`"),
        ("timezone: Europe/Berln", Span(3, 11, 12), "unknown time zone `Europe/Berln`"),
        ("timezone: ../../etc/passwd", Span(3, 11, 16), "unknown time zone"),
        ("timezone: Europe", Span(3, 11, 6), "unknown time zone `Europe`"),
        ("language: english language", Span(3, 11, 16), "is not a language tag"),
        ("permalink: /{author}/{slug}/", Span(3, 12, 17), "cannot use {author}"),
        ("permalink: /{year}/", Span(3, 12, 8), "must contain {slug}"),
        ("permalink: briefs/{slug}", Span(3, 12, 13), "must begin and end with a single slash"),
        ("permalink: /../{slug}/", Span(3, 12, 11), "characters that are not allowed in a URL"),
        (
            "images: {formats: [avif, jpeg]}",
            Span(3, 26, 4),
            "the second entry of `images.formats` cannot be `jpeg`",
        ),
        ("images: {formats: []}", Span(3, 19, 2), "`images.formats` must not be empty"),
        ("images: {widths: []}", Span(3, 18, 2), "`images.widths` must not be empty"),
        ("images: {widths: [640, 9000]}", Span(3, 24, 4), "cannot be 9000 pixels wide"),
        ("images: {widths: [0]}", Span(3, 19, 1), "cannot be 0 pixels wide"),
        ("images: {widths: [640, 640]}", Span(3, 24, 3), "duplicate `640` in `images.widths`"),
        ("feeds: {forms: [rss, rss]}", Span(3, 22, 3), "duplicate `rss` in `feeds.forms`"),
        ("share: [x, copy, x]", Span(3, 18, 1), "duplicate `x` in `share`"),
        ("taxonomies: {authors: {}}", Span(3, 14, 7), "`authors` is reserved or not a valid"),
        (
            "taxonomies: {highlights: {}}",
            Span(3, 14, 10),
            "`highlights` is reserved or not a valid",
        ),
        ("taxonomies: {archive: {}}", Span(3, 14, 7), "`archive` is reserved or not a valid"),
        ("taxonomies: {Regions: {}}", Span(3, 14, 7), "`Regions` is reserved or not a valid"),
        (
            "navigation: [{text: '', url: /}]",
            Span(3, 21, 2),
            "`text` of the first entry of `navigation` must not be empty",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_value_is_reported_at_its_place(line: str, span: Span, message: str) -> None:
    diagnostic = only(SHORTEST + line)
    assert diagnostic.is_error
    assert diagnostic.code in ("wrong-value", "missing-key")
    assert message in diagnostic.message
    assert diagnostic.hint
    assert diagnostic.location.span == span


@pytest.mark.parametrize(
    "base_url",
    ["example.org", "/briefs", "ftp://example.org", "https://", "https:///a", "https://[a", "''",
     "https://example.org:port", "https://example.org/?a", "https://example.org/#a",
     "https://example.org/a b", "https://example.org/../a", "javascript:alert(1)"],
)  # fmt: skip
def test_the_base_url_must_be_absolute(base_url: str) -> None:
    diagnostic = only(f"title: a\nbase_url: {base_url}\n")
    assert diagnostic.code == "wrong-value"
    assert "`base_url`" in diagnostic.message
    assert (diagnostic.location.span.line, diagnostic.location.span.column) == (2, 11)


def test_settings_for_pdfs_without_the_switch_are_a_warning() -> None:
    for written, count in (("{paper: letter}", 1), ("{enabled: false, paper: letter}", 0), ("", 0)):
        checked = read_config(f"{SHORTEST}pdf: {written}\n".encode())
        assert checked.value is not None
        assert not checked.value.pdf.enabled
        assert len(checked.diagnostics) == count
        for diagnostic in checked.diagnostics:
            assert (diagnostic.code, diagnostic.is_error) == ("setting-without-effect", False)
            assert diagnostic.location.span == Span(3, 1, 3)


@pytest.mark.parametrize(
    ("setting", "message", "hint"),
    [
        ("paper: a5", "`pdf.paper` cannot be `a5`", "write one of: a4, letter"),
        ("paper: US Letter", "cannot be `US Letter`", "write `letter`"),
        ("columns: 3", "`pdf.columns` must be at most 2, not `3`", "write 2 or less"),
        ("standard: PDF/UA-1", "`pdf.standard` cannot be", "write `ua-1`"),
        ("standard: a-2", "`pdf.standard` cannot be `a-2`", "did you mean `a-2"),
        ("collections: series", "must be a list, not `series`", "write each item on its own line"),
        ("collections: [serie]", "cannot be `serie`", "did you mean `series`?"),
        ("collections: [year, year]", "duplicate `year` in `pdf.collections`", "remove one"),
        ("fonts: [/fonts/own.woff2]", "is not a font that PDFs can use", "a .ttf or .otf file"),
    ],
)
def test_wrong_settings_for_pdfs_are_errors(setting: str, message: str, hint: str) -> None:
    (diagnostic, *_) = problems(f"{SHORTEST}pdf:\n  enabled: true\n  {setting}\n")
    assert diagnostic.code == "wrong-value"
    assert message in diagnostic.message
    assert hint in diagnostic.hint
    assert diagnostic.location.span.line == 5


@pytest.mark.parametrize(
    ("text", "missing"),
    [("title: a\n", ["base_url"]), ("base_url: https://a.org\n", ["title"]),
     ("language: en\n", ["base_url", "title"]), ("title:\nbase_url: https://a.org\n", ["title"])],
)  # fmt: skip
def test_missing_required_settings_are_reported(text: str, missing: list[str]) -> None:
    diagnostics = problems(text)
    assert {diagnostic.code for diagnostic in diagnostics} == {"missing-key"}
    assert sorted(d.message.split("`")[1] for d in diagnostics) == missing
    assert all(
        name in d.hint for name, d in zip(missing, sorted(diagnostics, key=str), strict=True)
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "title\n", "- title\n"], ids=repr)
def test_the_hint_for_a_file_without_keys_shows_a_minimal_one(text: str) -> None:
    diagnostic = only(text)
    assert diagnostic.code == "wrong-value"
    assert "base_url: https://www.example.net" in diagnostic.hint


def test_several_problems_are_reported_at_once_each_at_its_line() -> None:
    diagnostics = problems(
        "title: a\nbase_url: nowhere\npaginate: many\nlanguage: x\nshare: [fax]\n"
        "theme: {acent: red}\nxyzzy: 1\npdf: {paper: a4}\ntitle: b\n"
    )
    assert sorted((d.location.span.line, d.code) for d in diagnostics) == [
        (2, "wrong-value"),
        (3, "wrong-value"),
        (4, "wrong-value"),
        (5, "wrong-value"),
        (6, "unknown-setting"),
        (7, "unknown-setting"),
        (8, "setting-without-effect"),
        (9, "duplicate-key"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"title: \xff", "not-utf8"), (b"title: \0", "nul-byte"), (b"title: a: b", "yaml"),
     (b"title: !!python/name:os.system", "yaml-tag"), (b"\xff\xfet\0", "not-utf8")],
    ids=["latin-1", "NUL", "YAML", "tag", "UTF-16"],
)  # fmt: skip
def test_an_unreadable_file_is_refused(data: bytes, code: str) -> None:
    checked = read_config(data)
    assert checked.value is None
    assert code in [diagnostic.code for diagnostic in checked.diagnostics]


@pytest.mark.parametrize(
    "logo", ["https://example.com/a/logo.png", "//cdn.example/logo.png", "data:image/png;base64,AA"]
)
def test_a_logo_in_the_header_outside_content_is_an_error(logo: str) -> None:
    diagnostic = only(f"{SHORTEST}theme: {{logo: '{logo}'}}\n")
    assert diagnostic.code == "wrong-value"
    assert "`theme.logo` must be an image in content/" in diagnostic.message
    assert diagnostic.hint.startswith("save the image in content/, and write its path")


def test_a_list_of_wrong_values_is_not_called_empty() -> None:
    diagnostic = only(f"{SHORTEST}images: {{formats: [jpg]}}\n")
    assert diagnostic.message == "the first entry of `images.formats` cannot be `jpg`"


def test_a_wrong_base_url_of_the_command_line_is_not_blamed_on_site_yaml() -> None:
    (diagnostic,) = read_config(SHORTEST.encode(), "example.com").diagnostics
    assert diagnostic.location.path == "--base-url"
    assert diagnostic.message == "`--base-url` must begin with https:// and a host name"
    assert diagnostic.hint == "write https://example.com"


def test_the_settings_have_the_places_of_links_within_the_site() -> None:
    site_config = config(
        "navigation:\n"
        "  - {text: A, url: /a/}\n"
        "  - {text: B, url: 'https://b.org/'}\n"
        "  - text: C\n"
        "    url: /c.md\n"
        "  - {text: D, url: d.md}\n"
        "  - {text: E, url: 'mailto:a@b.org'}\n"
        "  - {text: F, url: '#f'}\n"
        "theme: {logo: 'https://example.org/a.svg'}\n"
        "publisher:\n"
        "  name: Institute\n"
        "  logo: '/logo.svg'\n"
    )
    assert site_config.destinations == {
        "navigation.0.url": "/a/",
        "navigation.2.url": "/c.md",
        "navigation.3.url": "/d.md",
        "publisher.logo": "/logo.svg",
        "theme.logo": "https://example.org/a.svg",
    }
    assert site_config.spans == {
        "base_url": Span(2, 11, 19),
        "navigation.0.url": Span(4, 20, 3),
        "navigation.2.url": Span(7, 10, 5),
        "navigation.3.url": Span(8, 20, 4),
        "publisher.logo": Span(14, 9, 11),
        "theme.logo": Span(11, 15, 27),
    }


def test_menus_have_sub_menus_whose_links_have_places() -> None:
    site_config = config(
        "navigation:\n"
        "  - text: About\n"
        "    items:\n"
        "      - {text: Us, url: about.md}\n"
        "      - {text: Elsewhere, url: 'https://b.org/'}\n"
        "footer:\n"
        "  - {text: More, url: /more/, items: [{text: Imprint, url: /imprint/}]}\n"
    )
    (about,), (more,) = site_config.navigation, site_config.footer
    assert (about.text, about.url, [each.text for each in about.items]) == (
        "About", "", ["Us", "Elsewhere"],
    )  # fmt: skip
    assert (more.url, more.items[0].url) == ("/more/", "/imprint/")
    assert site_config.destinations == {
        "navigation.0.items.0.url": "/about.md",
        "footer.0.url": "/more/",
        "footer.0.items.0.url": "/imprint/",
    }
    assert site_config.spans["navigation.0.items.0.url"] == Span(6, 25, 8)
    assert site_config.spans["footer.0.items.0.url"].line == 9


@pytest.mark.parametrize(
    ("menu", "message"),
    [
        ("navigation: [{text: A}]", "`A` has neither `url` nor `items`"),
        ("footer: [{text: A, items: []}]", "`A` has neither `url` nor `items`"),
        ("footer: [{text: A, url: ''}]", "`url` of the first entry of `footer` must not be empty"),
        (
            "navigation: [{text: A, items: [{text: B}]}]",
            "`url` of the first entry of `items` of the first entry of `navigation` is missing",
        ),
    ],
)
def test_a_menu_entry_that_leads_nowhere_is_one_error(menu: str, message: str) -> None:
    assert only(f"{SHORTEST}{menu}\n").message == message


def test_a_logo_for_dark_mode_needs_a_logo() -> None:
    assert config("theme: {logo: a.svg, logo_dark: b.svg}\n").destinations == {
        "theme.logo": "/a.svg",
        "theme.logo_dark": "/b.svg",
    }
    diagnostic = only(f"{SHORTEST}theme: {{logo_dark: b.svg}}\n")
    assert (diagnostic.message, diagnostic.hint) == (
        "`theme.logo_dark` has no effect without `theme.logo`",
        "write `logo: b.svg`",
    )


def test_the_places_are_not_a_setting() -> None:
    diagnostic = only(SHORTEST + "spans: {}")
    assert diagnostic.code == "unknown-setting"
    assert "spans" not in diagnostic.hint


def test_byte_order_mark_and_carriage_returns_make_no_difference() -> None:
    data = b"\xef\xbb\xbf" + SHORTEST.replace("\n", "\r\n").encode()
    assert read_config(data) == read_config(SHORTEST.encode())


# Languages


LANGUAGES = """\
languages:
  de:
    title: Kurz
    navigation: [{text: Themen, url: /de/}]
    taxonomies: {categories: Themen}
    terms: {categories: {Prices: Preise}}
  pt-BR: {title: Em breve}
"""


def test_a_site_has_words_in_further_languages() -> None:
    site_config = config(LANGUAGES)
    key, german = site_config.words_in("de-AT")
    assert (key, german.title, german.description) == ("de", "Kurz", "")
    assert german.terms == {"categories": {"Prices": "Preise"}}
    assert site_config.words_in("pt-br")[0] == "pt-BR"
    assert site_config.words_in("pt")[0] == site_config.words_in("fr")[0] == ""
    assert site_config.destinations["languages.de.navigation.0.url"] == "/de/"
    assert site_config.spans["languages.de.terms.categories.Prices"].line == 8


def test_the_words_for_chinese_depend_on_its_script() -> None:
    site_config = config("languages: {zh: {title: A}, zh-TW: {title: B}}")
    assert site_config.words_in("zh-CN")[0] == site_config.words_in("zh-Hans")[0] == "zh"
    assert site_config.words_in("zh-Hant-TW")[0] == site_config.words_in("zh-TW")[0] == "zh-TW"


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("languages: {de: {titel: A}}", "unknown-setting", "`titel`", "`title`"),
        ("languages: {german: {title: A}}", "wrong-value", "`german` is not", "write de"),
        ("languages: {en: {title: A}}", "wrong-value", "`en` is the language of the", "move its"),
        ("languages: {de: {}, DE: {}}", "wrong-value", "`DE` is the same language", "one key"),
        ("languages: {zh: {}, zh-Hans: {}}", "wrong-value", "`zh-Hans` is the same", "one key"),
        ("languages: {de: {terms: {category: {A: B}}}}", "unknown-setting", "`category`",
         "did you mean `categories`?"),
        ("languages: {de: {taxonomies: {tag: B}}}", "unknown-setting", "`tag`", "`tags`"),
        ("languages: {de: {taxonomies: {tags: {title: B}}}}", "wrong-value", "must be text", '"B"'),
        ("languages: {de: A}", "wrong-value", "`languages.de` must contain", ""),
        ("languages: {de: {navigation: [{text: A}]}}", "wrong-value", "neither `url` nor", "url"),
        ("languages: {de: {footer: [{text: A, ulr: /}]}}", "unknown-setting", "`ulr`", "`url`"),
    ],
)  # fmt: skip
def test_a_wrong_word_of_a_language_is_reported(
    text: str, code: str, message: str, hint: str
) -> None:
    problem = only(SHORTEST + text)
    assert (problem.code, problem.location.span.line) == (code, 3)
    assert message in problem.message
    assert hint in problem.hint
