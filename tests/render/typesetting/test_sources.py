"""Which files a Typst layout may use."""

from __future__ import annotations

from briefgen.model.diagnostics import Span
from briefgen.render.layouts import layouts_used
from briefgen.render.typesetting.sources import TEXTS, files_of, names_in, packages_in

SOURCES = {
    "note.typ": b'#import "theme/note.typ": note as basis\n#let note(data) = basis(data)',
    "theme/note.typ": b'#import "/partials/head.typ": head\n#let note(data) = head(data)',
    "partials/head.typ": b'#let head(data) = image("rule.png")',
    "partials/rule.png": b"\x89PNG",
    "theme/partials/head.typ": b"#let head(data) = data.title",
    "page.html": b'{% include "note.typ" %}',
}


def test_a_layout_uses_the_files_that_it_names() -> None:
    used = {"note.typ", "theme/note.typ", "partials/head.typ", "partials/rule.png"}
    assert set(files_of("note.typ", SOURCES)) == used
    assert layouts_used(SOURCES)["note.typ"] == used | {TEXTS}
    assert set(files_of("gone.typ", SOURCES)) == set()


def test_a_name_is_relative_to_its_file_or_to_all_layouts() -> None:
    names = {"a.typ", "b/a.typ", "b/c.typ"}
    assert names_in("b/c.typ", b'#import "a.typ": x', names) == {"b/a.typ"}
    assert names_in("b/c.typ", b'#import "../a.typ": x', names) == {"a.typ"}
    assert names_in("b/c.typ", b'#import "/a.typ": x', names) == {"a.typ"}


def test_a_quotation_mark_in_the_text_hides_no_name() -> None:
    assert names_in("b.typ", b'An inch is 1". #include "a.typ"', {"a.typ"}) == {"a.typ"}


def test_every_layout_may_call_the_functions_for_texts() -> None:
    sources = {"note.typ": b"#let note(data) = none", TEXTS: b"#let rule() = line()"}
    assert set(files_of("note.typ", sources)) == {"note.typ", TEXTS}


def test_packages_are_located_except_in_comments() -> None:
    text = (
        '// #import "@preview/a:1.0.0"\n#let mail = "@briefgen"\n#import "@preview/cetz:0.3.4": x'
    )
    assert list(packages_in(text)) == [("@preview/cetz:0.3.4", Span(3, 10, 19))]
