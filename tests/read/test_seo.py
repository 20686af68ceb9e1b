"""`seo`, `featured` and `accent` in front matter."""

from __future__ import annotations

import pytest

from briefgen.model.content import Brief, Entry, Kind, Page, Seo
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.text import Reference
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.markdown import Dialect

PATHS = {Kind.BRIEF: "briefs/a.md", Kind.PAGE: "about.md", Kind.TERM: "categories/a.md"}


def read(matter: str, kind: Kind = Kind.BRIEF) -> Checked[Brief | Page]:
    settings = ReadSettings(Dialect(site_host="own.example"))
    data = f"---\ntitle: A\n{matter}\n---\nText.\n".encode()
    checked = parse_entry(Entry(PATHS[kind], kind), data, settings)
    assert isinstance(checked.value, Brief | Page)
    return Checked(checked.value, checked.diagnostics)


def seo(matter: str, kind: Kind = Kind.BRIEF) -> Seo:
    checked = read(matter, kind)
    assert checked.diagnostics == ()
    return checked.value.seo


def only(matter: str, kind: Kind = Kind.BRIEF) -> Diagnostic:
    (problem,) = read(matter, kind).diagnostics
    return problem


@pytest.mark.parametrize("kind", PATHS)
def test_every_key_is_read(kind: Kind) -> None:
    values = seo(
        "seo:\n  title: R&amp;D\n  description: Words.\n  image: a.png\n  noindex: true\n"
        "  canonical: https://first.example/a",
        kind,
    )
    assert (values.title, values.description, values.noindex) == ("R&D", "Words.", True)
    assert isinstance(values.image, Reference)
    assert (values.image.destination, values.image.is_image) == ("a.png", True)
    assert values.canonical == "https://first.example/a"
    assert not values.is_listed


def test_nothing_is_set_by_default() -> None:
    value = read("").value
    assert isinstance(value, Brief)
    assert (value.seo, value.seo.is_listed, value.featured) == (Seo(), True, False)


def test_an_image_on_another_host_stays_a_url() -> None:
    assert seo("seo: {image: 'https://cdn.example/a.png'}").image == "https://cdn.example/a.png"
    own = seo("seo: {image: 'https://own.example/a.png'}").image
    assert isinstance(own, Reference)


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        ("{image: a.svg}", "link previews cannot show SVG images", "save the image as PNG or JPEG"),
        ("{image: 'javascript:a'}", "`seo.image` cannot begin with `javascript:`", "put the image"),
        ("{canonical: /a/}", "`seo.canonical`: `/a/` is not a URL", "write the full URL"),
        ("{canonical: first.example/a}", "`seo.canonical`: `first.example/a` is not a URL",
         "write https://first.example/a"),
        ("{noindex: maybe}", "`seo.noindex` must be true or false, not `maybe`", "write true or"),
        ("{titel: A}", "unknown key `titel`", "did you mean `title`?"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_problem_with_a_hint(value: str, message: str, hint: str) -> None:
    diagnostic = only(f"seo: {value}")
    assert diagnostic.message == message
    assert diagnostic.hint.startswith(hint)


def test_noindex_by_itself_is_explained() -> None:
    diagnostic = only("noindex: true")
    assert diagnostic.code == "not-held-back"
    assert diagnostic.hint == (
        "remove the line; to hold the text back, write `draft: true`;"
        " to ask only search engines not to list it, write `seo: {noindex: true}`"
    )


def test_a_term_has_a_colour() -> None:
    checked = read('accent: "#7a2e1f"', Kind.TERM)
    assert checked.diagnostics == ()
    assert isinstance(checked.value, Page)
    assert checked.value.accent == "#7a2e1f"


def test_a_colour_that_is_hard_to_read_is_a_warning() -> None:
    diagnostic = only('accent: "#ffcc00"', Kind.TERM)
    assert (diagnostic.code, diagnostic.location.span.line) == ("low-contrast", 3)


def test_a_colour_in_another_notation_is_shown_in_the_right_one() -> None:
    diagnostic = only("accent: red", Kind.TERM)
    assert (diagnostic.code, diagnostic.hint) == ("wrong-value", 'write "#c00000", with the quotes')


def test_a_page_has_no_colour() -> None:
    checked = read('accent: "#7a2e1f"', Kind.PAGE)
    assert isinstance(checked.value, Page)
    assert checked.value.accent == ""
    assert [each.code for each in checked.diagnostics] == ["setting-without-effect"]
