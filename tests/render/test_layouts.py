"""Layouts of a site: how they replace the built-in ones, and how their errors are reported."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.pipeline import BuildOptions, build
from briefgen.render import layouts
from briefgen.render.layouts import layouts_used
from briefgen.render.sources import THEME, layout_sources, theme_files
from tests.conftest import QUICK

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Published, WriteSite

OPTIONS = BuildOptions(now=datetime(2026, 6, 1, tzinfo=UTC))
PAGES_ALONE = {"search": {"enabled": False}, "social": {"images": False}}
# What each layout uses, since it may have a text.
TEXTS = {f"partials/{name}.html" for name in ("chart-data", "image-sizes", "source-link")}
BRIEF = "---\ntitle: A & <b>\n---\nText.\n"

Show = Callable[..., "Published"]
Find = Callable[..., Diagnostic]


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


@pytest.fixture
def show(make_site: MakeSite, build_site: BuildSite) -> Show:
    """Publish a site with one brief and these layouts."""

    def shown(layouts: dict[str, str], brief: str = BRIEF) -> Published:
        files = {f"layouts/{name}": text.encode() for name, text in layouts.items()}
        root = make_site({"content/briefs/a.md": brief, **files}, **PAGES_ALONE)
        site: Published = build_site(root)
        return site

    return shown


@pytest.fixture
def problem(show: Show) -> Find:
    """Return the error in these layouts; nothing may be published."""

    def found(layouts: dict[str, str]) -> Diagnostic:
        site = show(layouts)
        assert site.paths == []
        (diagnostic,) = site.diagnostics
        assert diagnostic.is_error
        return diagnostic

    return found


def place(diagnostic: Diagnostic) -> tuple[str, int, int, int]:
    where: Location = diagnostic.location
    return where.path, where.span.line, where.span.column, where.span.width


# Replacing built-in layouts


def test_a_layout_of_the_site_replaces_the_built_in_one(show: Show) -> None:
    site = show({"brief.html": "<title>{{ brief.title }}</title>Mine."})
    assert site.read("/briefs/a/") == b"<title>A &amp; &lt;b&gt;</title>Mine."
    assert "main" in site.page("/")


def test_a_single_partial_of_the_theme_can_be_replaced(show: Show) -> None:
    site = show({"partials/footer.html": "<footer>Mine.</footer>"})
    assert {page.words("footer")[0] for page in site.pages} == {"Mine."}
    assert site.page("/briefs/a/").words("h1") == ["A & <b>"]


def test_a_layout_can_extend_the_built_in_one_with_the_same_name(show: Show) -> None:
    site = show(
        {
            "brief.html": '{% extends "theme/brief.html" %}\n{% block content %}{{ super() }}'
            '<p class="mine">And {{ brief.minutes }}.</p>{% endblock %}\n'
        }
    )
    page = site.page("/briefs/a/")
    assert page.words(".mine") == ["And 1."]
    assert page.words("h1") == ["A & <b>"]
    assert page.words("title") == ["A & <b> – Test Brief"]


def test_a_base_layout_of_the_site_is_used_by_every_page(show: Show) -> None:
    site = show(
        {
            "base.html": '{% extends "theme/base.html" %}{% block head %}{{ super() }}'
            '<meta name="mine" content="yes">{% endblock %}'
        }
    )
    assert {"404.html", "index.html", "briefs/a/index.html"} <= {page.path for page in site.pages}
    assert all(page.values('meta[name="mine"]', "content") == ["yes"] for page in site.pages)


def test_layouts_may_be_in_folders_and_have_names_in_any_script(show: Show) -> None:
    site = show({"brief.html": '{% include "my/größe.html" %}', "my/größe.html": "größe 中"})
    assert site.read("/briefs/a/").decode() == "größe 中"


def test_everything_except_html_is_escaped(show: Show) -> None:
    site = show(
        {"brief.html": "{{ brief.title }}|{{ body }}|{{ brief.highlights[0] }}|{{ '<x>' }}"},
        "---\ntitle: '</script><b>\"&'\nhighlights: ['*h*']\n---\nText.\n",
    )
    assert site.read("/briefs/a/").decode() == (
        "&lt;/script&gt;&lt;b&gt;&#34;&amp;|<p>Text.</p>\n|<em>h</em>|&lt;x&gt;"
    )


@pytest.mark.parametrize(
    "name",
    ["config", "output", "briefs", "now", "request", "brief.path", "brief.place", "site.root"],
)
def test_a_layout_cannot_reach_beyond_its_view(problem: Find, name: str) -> None:
    assert problem({"brief.html": f"{{{{ {name} }}}}"}).code == "layout"


# Errors


def test_a_misspelt_field_is_reported_at_its_line_and_column(problem: Find) -> None:
    diagnostic = problem({"brief.html": "<h1>\n  {{ brief.titel }}\n</h1>"})
    assert diagnostic.code == "layout"
    assert place(diagnostic) == ("layouts/brief.html", 2, 12, 5)
    assert diagnostic.message == ("a brief has no `titel` (while rendering content/briefs/a.md)")
    assert diagnostic.hint.startswith("did you mean `title`? Available names: ")


def test_a_misspelt_name_is_reported_at_its_line_and_column(problem: Find) -> None:
    diagnostic = problem({"brief.html": "\n\n<p>{{ breif.title }}</p>"})
    assert place(diagnostic) == ("layouts/brief.html", 3, 7, 5)
    assert (
        diagnostic.message == "nothing is called `breif` here (while rendering content/briefs/a.md)"
    )
    assert diagnostic.hint.startswith("did you mean `brief`? Available names: ")


@pytest.mark.parametrize("name", ["site", "body"])
def test_names_that_every_layout_sees_are_suggested_too(problem: Find, name: str) -> None:
    hint = problem({"brief.html": f"{{{{ {name}s }}}}"}).hint
    assert hint.startswith(f"did you mean `{name}`? Available names: ")


def test_an_unknown_name_without_a_similar_one_lists_all_names(problem: Find) -> None:
    hint = problem({"brief.html": "{{ zzz }}"}).hint
    assert hint.startswith("available names: ")
    assert {"site", "body", "page", "brief"} <= set(hint.partition(": ")[2].split(", "))


def test_a_misspelt_field_deep_in_a_view_is_reported(problem: Find) -> None:
    diagnostic = problem({"home.html": "{{ lead.title }}, {{ pagination.counts }}"})
    assert place(diagnostic) == ("layouts/home.html", 1, 33, 6)
    assert diagnostic.hint.startswith("did you mean `count`? Available names: ")


@pytest.mark.parametrize("name", ["brief.title.nope", "brief.date.nope"])
def test_a_field_of_a_value_without_fields_points_to_the_documentation(
    problem: Find, name: str
) -> None:
    diagnostic = problem({"brief.html": f"{{{{ {name} }}}}"})
    assert "`nope`" in diagnostic.message
    assert "docs/layouts.md" in diagnostic.hint


def test_a_misspelt_field_of_the_site_is_reported(problem: Find) -> None:
    diagnostic = problem({"brief.html": "{{ site.titel }}"})
    assert place(diagnostic) == ("layouts/brief.html", 1, 9, 5)
    assert diagnostic.hint.startswith("did you mean `title`? Available names: ")


def test_a_misspelt_key_of_a_mapping_points_to_the_documentation(problem: Find) -> None:
    diagnostic = problem({"brief.html": "{{ site.assets['nothing.css'] }}"})
    assert place(diagnostic)[:2] == ("layouts/brief.html", 1)
    assert "nothing.css" in diagnostic.message


def test_an_error_in_an_included_layout_is_reported_there(problem: Find) -> None:
    diagnostic = problem(
        {"brief.html": 'a\n{% include "part.html" %}', "part.html": "\n\n{{ brief.nope }}"}
    )
    assert place(diagnostic) == ("layouts/part.html", 3, 10, 4)


def test_an_error_in_a_macro_is_reported_there(problem: Find) -> None:
    diagnostic = problem(
        {
            "brief.html": '{% from "m.html" import m %}\n{{ m(brief) }}',
            "m.html": "{% macro m(brief) %}\n{{ brief.nope }}\n{% endmacro %}",
        }
    )
    assert place(diagnostic)[:2] == ("layouts/m.html", 2)


def test_an_error_caused_in_a_built_in_layout_names_it(problem: Find) -> None:
    diagnostic = problem({"brief.html": '{% include "theme/partials/listing.html" %}'})
    assert place(diagnostic)[0] == "theme/partials/listing.html"
    assert "while rendering content/briefs/a.md" in diagnostic.message


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        ("{% if %}", 1),
        ("\n{% for x in y %}", 2),
        ("\n\n{{ x ", 3),
        ("{% nonsense %}", 1),
        ("{{ brief.title | upcase }}", 1),
        ('\n{% extends "theme/brief.html" %}{% block a %}{% block a %}', 2),
    ],
    ids=["if", "unclosed for", "unclosed braces", "unknown tag", "unknown filter", "blocks"],
)
def test_a_syntax_error_is_reported_at_its_line(problem: Find, layout: str, line: int) -> None:
    diagnostic = problem({"brief.html": layout})
    assert diagnostic.code == "layout"
    assert place(diagnostic)[:2] == ("layouts/brief.html", line)
    assert "while rendering content/briefs/a.md" in diagnostic.message
    assert diagnostic.hint


def test_a_syntax_error_in_an_included_layout_is_reported_there(problem: Find) -> None:
    diagnostic = problem(
        {"brief.html": '{% include "part.html" %}', "part.html": "\n  {% endif %}"}
    )
    assert place(diagnostic) == ("layouts/part.html", 2, 3, 11)


def test_for_a_missing_layout_a_similar_name_is_suggested(problem: Find) -> None:
    diagnostic = problem({"brief.html": '<p>\n{% include "partials/shared.html" %}'})
    assert diagnostic.code == "layout-missing"
    assert place(diagnostic) == ("layouts/brief.html", 2, 13, 20)
    assert diagnostic.message == (
        "layout `partials/shared.html` not found (while rendering content/briefs/a.md)"
    )
    assert diagnostic.hint == "did you mean `partials/share.html`?"


def test_for_a_missing_layout_without_a_similar_name_the_hint_names_the_folder(
    problem: Find,
) -> None:
    diagnostic = problem({"brief.html": '{% extends "qqqqqqqq" %}'})
    assert (diagnostic.code, diagnostic.hint) == ("layout-missing", "add the file to layouts/")


@pytest.mark.parametrize("name", ["../site.yaml", "/etc/passwd", "theme/../../pipeline.py"])
def test_a_layout_reads_no_file_outside_the_layouts(problem: Find, name: str) -> None:
    assert problem({"brief.html": f'{{% include "{name}" %}}'}).code == "layout-missing"


def test_an_endless_include_is_reported(problem: Find) -> None:
    diagnostic = problem(
        {"brief.html": '{% include "a.html" %}', "a.html": '{% include "brief.html" %}'}
    )
    assert diagnostic.code == "layout"
    assert diagnostic.message.startswith("the layout includes itself endlessly")
    assert place(diagnostic)[0] in ("layouts/brief.html", "layouts/a.html")
    assert "{% if %}" in diagnostic.hint


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ brief.title + 1 }}", "can only concatenate str"),
        ("{{ brief.date | date }}", "NoneType"),
        ("{{ [] | first + 1 }}", "No first item"),
        ("{% for x in brief.minutes %}{% endfor %}", "not iterable"),
    ],
)
def test_any_other_error_is_reported_with_its_own_message(
    problem: Find, layout: str, words: str
) -> None:
    diagnostic = problem({"brief.html": f"\n {layout}"})
    assert diagnostic.code == "layout"
    assert place(diagnostic)[:2] == ("layouts/brief.html", 2)
    assert words in diagnostic.message
    assert diagnostic.hint


@pytest.mark.parametrize(
    ("data", "place", "message", "hint"),
    [
        (b"<p>\r\n\xc3\xa9 caf\xe9</p>", Span(2, 6), "byte 12 (0xE9) is not", "-f windows-1252"),
        ("<p>".encode("utf-16"), Span(1, 1), "byte 1 (0xFF) is not", "-f utf-16"),
    ],
    ids=["Latin-1", "UTF-16"],
)
@pytest.mark.parametrize("name", ["brief.html", "partials/note.html"])
def test_a_layout_that_is_not_utf8_is_reported_with_the_invalid_byte(
    make_site: MakeSite,
    build_site: BuildSite,
    name: str,
    data: bytes,
    place: Span,
    message: str,
    hint: str,
) -> None:
    layouts = {"layouts/brief.html": b"{% include 'partials/note.html' %}", f"layouts/{name}": data}
    root = make_site({"content/briefs/a.md": BRIEF, "content/briefs/b.md": BRIEF, **layouts})
    (diagnostic,) = build_site(root).diagnostics
    assert (diagnostic.code, diagnostic.is_error) == ("not-utf8", True)
    assert diagnostic.location == Location(f"layouts/{name}", place)
    assert diagnostic.message.startswith(message)
    assert hint in diagnostic.hint


def test_a_problem_is_listed_once_however_many_pages_it_affects(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    briefs = {f"content/briefs/{name}.md": BRIEF for name in "abc"}
    root = make_site({**briefs, "layouts/brief.html": "{{ nope }}\n{{ neither }}"})
    (diagnostic,) = build_site(root).diagnostics
    assert "while rendering content/briefs/a.md" in diagnostic.message


def test_problems_in_several_layouts_are_all_reported(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    layouts = {"layouts/brief.html": "{{ nope }}", "layouts/home.html": "{{ nope }}"}
    diagnostics = build_site(make_site({"content/briefs/a.md": BRIEF, **layouts})).diagnostics
    assert [each.location.path for each in diagnostics] == list(layouts)


# The markup of texts


def test_a_layout_with_the_former_filter_for_texts_says_what_to_write(problem: Find) -> None:
    diagnostic = problem({"brief.html": "{{ body | furnished(page.pictures) }}"})
    assert place(diagnostic)[:2] == ("layouts/brief.html", 1)
    assert diagnostic.hint == "write {{ body }}; it needs no filter any more"


@pytest.mark.parametrize(
    ("partial", "line"), [("<a>{{ text }}</a>\n{{ nope }}", 2), ("{{ url.nope }}{{ text }}", 1)]
)
def test_an_error_in_the_markup_of_a_source_link_has_its_place(
    make_site: MakeSite, build_site: BuildSite, partial: str, line: int
) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\n---\n[x](https://x.example/)\n",
        "layouts/partials/source-link.html": partial,
    }
    site = build_site(make_site(files, **PAGES_ALONE))
    assert site.paths == []
    (diagnostic,) = site.diagnostics
    assert place(diagnostic)[:2] == ("layouts/partials/source-link.html", line)


@pytest.mark.parametrize(
    ("partial", "times"),
    [
        ("<a\n href='{{ url }}'>x</a>{# text #}", 0),
        ("<a\n title='{{ text }}' href='{{ url }}'>{{ text }}</a>", 2),
        ("<a\n href='{{ url }}'>{{ text | list | join(' ') }}</a>", 0),
    ],
)
def test_markup_of_a_source_link_that_does_not_print_its_words_once_is_reported(
    make_site: MakeSite, build_site: BuildSite, partial: str, times: int
) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\n---\n[x](https://x.example/)\n",
        "layouts/partials/source-link.html": partial,
    }
    site = build_site(make_site(files, **PAGES_ALONE))
    assert site.paths == []
    (diagnostic,) = site.diagnostics
    assert place(diagnostic)[:2] == ("layouts/partials/source-link.html", 2)
    assert f"printed {times} times" in diagnostic.message


def test_an_error_in_the_sizes_of_images_has_its_place(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\n---\n![x](x.svg)\n",
        "content/briefs/x.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
        "layouts/partials/image-sizes.html": "{{ nope }}",
    }
    site = build_site(make_site(files, **PAGES_ALONE))
    assert {place(each)[:2] for each in site.diagnostics} == {
        ("layouts/partials/image-sizes.html", 1)
    }


def test_the_body_and_the_texts_of_a_view_are_complete(show: Show) -> None:
    site = show(
        {"brief.html": "{{ body }}|{{ brief.highlights[0] }}|{{ brief.corrections[0].text }}"},
        "---\ntitle: A\nhighlights: ['[h](https://h.example/)']\n"
        "corrections: [{date: 2026-01-01, text: '[c](https://h.example/)'}]\n---\n"
        "## B\n\n::: note\nc\n:::\n\n```\nd\n```\n",
    )
    body, highlight, correction = site.read("/briefs/a/").decode().split("|")
    assert '<h2 id="b"><a class="anchor" href="#b">B</a></h2>' in body
    assert '<p class="callout-title">Note</p>' in body
    assert '<pre tabindex="0">' in body
    new_tab = '<span class="visually-hidden"> (opens in a new tab)</span></a>'
    assert highlight.endswith(f">h{new_tab}")
    assert correction.endswith(f">c{new_tab}")


# The layouts that a layout uses


def test_a_layout_uses_all_that_it_extends_includes_and_imports() -> None:
    found = layouts_used(
        {
            "a.html": b'{% extends "b.html" %}{% from "m.html" import x %}',
            "b.html": b'{% include "c.html" %}{% import "m.html" as m %}',
            "c.html": b'{% include ["d.html", "e.html"] ignore missing %}',
            "d.html": b'{% include "a.html" %}',
            "m.html": b"",
        }
    )
    assert found["a.html"] == {"a.html", "b.html", "c.html", "d.html", "e.html", "m.html", *TEXTS}
    assert found["b.html"] == found["a.html"] == found["d.html"]
    assert found["m.html"] == {"m.html", *TEXTS}


@pytest.mark.parametrize(
    "layout", [b"{% include kind ~ '.html' %}", b"{% if %}", b"{{" + b"(" * 5000 + b"}}"]
)
def test_a_layout_that_may_use_any_layout_depends_on_all_of_them(layout: bytes) -> None:
    found = layouts_used({"a.html": b'{% include "b.html" %}', "b.html": layout, "c.html": b""})
    assert found["a.html"] == {"a.html", "b.html", "c.html", *TEXTS}
    assert found["c.html"] == {"c.html", *TEXTS}


def test_a_replaced_layout_is_still_available_under_theme(
    make_site: MakeSite,
) -> None:
    root = make_site({"layouts/brief.html": "mine", "layouts/my/x.html": "x"})
    found = layout_sources(root).all()
    assert found["brief.html"] == b"mine"
    assert found["theme/brief.html"] == (THEME / "brief.html").read_bytes()
    assert found["my/x.html"] == b"x"
    assert found["home.html"] == found["theme/home.html"]
    assert not [name for name in found if "assets/" in name]


# The compiled layouts on disk


def contents(root: Path) -> dict[str, bytes]:
    """Render every file of a site, with no cache except the one for layouts."""
    made = build(root, OPTIONS)
    return {each.path: made.produce(each).value for each in made.outputs}


def test_garbage_in_the_cache_of_layouts_is_ignored(make_site: MakeSite) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    first = contents(root)
    kept = sorted((root / ".briefgen" / "layouts").iterdir())
    assert kept
    for garbage in (b"", b"garbage", kept[0].read_bytes()[:40], os.urandom(2000)):
        for file in kept:
            file.write_bytes(garbage)
        assert contents(root) == first


def test_the_cache_of_layouts_need_not_be_creatable(tmp_path: Path, write_site: WriteSite) -> None:
    root = write_site(
        tmp_path / "site",
        {"content/briefs/a.md": BRIEF, ".briefgen": "a file instead of a folder"},
        **QUICK,
    )
    assert b"<h1" in contents(root)["briefs/a/index.html"]
    assert (root / ".briefgen").is_file()


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_the_cache_of_layouts_need_not_be_writable(make_site: MakeSite) -> None:
    root: Path = make_site({"content/briefs/a.md": BRIEF})
    (root / ".briefgen").mkdir(mode=0o500)
    assert b"<h1" in contents(root)["briefs/a/index.html"]


def test_an_edited_layout_is_compiled_again(make_site: MakeSite, build_site: BuildSite) -> None:
    root = make_site({"content/briefs/a.md": BRIEF, "layouts/brief.html": "one"})
    assert build_site(root).read("/briefs/a/") == b"one"
    (root / "layouts" / "brief.html").write_text("two")
    assert build_site(root).read("/briefs/a/") == b"two"


# The theme's own files


def test_files_of_the_site_replace_those_of_the_theme(make_site: MakeSite) -> None:
    root = make_site(
        {
            "layouts/assets/theme.css": "mine",
            "layouts/assets/fonts/a.woff2": b"1",
            "layouts/assets/.DS_Store": b"2",
            "layouts/assets/mine.css~": b"2",
            "layouts/assets/.hidden/x.css": b"3",
        }
    )
    found = {name: (data, path) for name, data, path in theme_files(root)}
    assert found["theme.css"] == (b"mine", "layouts/assets/theme.css")
    assert found["fonts/a.woff2"] == (b"1", "layouts/assets/fonts/a.woff2")
    assert found["share.js"] == ((THEME / "assets/share.js").read_bytes(), "theme/assets/share.js")
    own = {name for name, (_, path) in found.items() if path.startswith("layouts/")}
    assert own == {"theme.css", "fonts/a.woff2"}


def test_a_stylesheet_of_the_site_is_linked_after_the_themes(show: Show) -> None:
    site = show({"assets/site.css": "p{}"})
    first, *_, last = site.page("/").values('link[rel="stylesheet"]', "href")
    assert first.startswith("/assets/theme-")
    assert last.startswith("/assets/site-")
    assert site.read(last) == b"p{}"


@pytest.mark.parametrize(
    ("layout", "hint"),
    [
        ("{{ brief.citation.authors[0].is_body }}", "write `is_organisation`"),
        ("{{ brief.sources[0].citations }}", "write `mentions`"),
    ],
)
def test_a_name_that_was_another_once_is_told(layout: str, hint: str) -> None:
    kind, name = ("CitedAuthor", "is_body") if "is_body" in layout else ("Source", "citations")
    error = AttributeError(f"'briefgen.model.x.{kind} object' has no attribute '{name}'")
    assert layouts._hint(error, {}).startswith(hint)


@pytest.mark.parametrize(
    ("layout", "hint"),
    [("{{ 1 | uper }}", "did you mean `upper`?"), ("{% blok x %}", "did you mean `block`?")],
)
def test_a_misspelt_filter_or_tag_has_the_nearest_for_a_hint(
    problem: Find, layout: str, hint: str
) -> None:
    assert problem({"brief.html": layout}).hint == hint
