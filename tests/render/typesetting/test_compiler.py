"""Setting files with Typst: what a layout receives, and how its errors are reported."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image
from pypdf import PdfReader

from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.render.sources import THEME
from briefgen.render.typesetting import compiler
from briefgen.render.typesetting.compiler import (
    FONTS,
    MISSING,
    Code,
    Typesetter,
    TypstInput,
)

ORIGIN: Final = Location("content/briefs/a.md")
PAGE: Final = "set page(width: 300pt, height: 200pt, margin: 10pt)"
NOTE: Final = f"#let note(data) = {{\n  {PAGE}\n  data.title\n}}\n"

Write = Callable[..., Typesetter]


@pytest.fixture
def layouts(tmp_path: Path) -> Write:
    """Write the layouts of a site."""

    def written(files: dict[str, str | bytes]) -> Typesetter:
        for name, text in files.items():
            place = tmp_path / "layouts" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Typesetter(tmp_path)

    return written


def pdf(
    typesetter: Typesetter, title: str = "Gallium", text: str = "", **given: Any
) -> Checked[bytes]:
    data: dict[str, Any] = {"title": title, "tags": ["a"], "series": {"name": "S"}}
    if text:
        data["texts"] = [Code('"first"'), {"body": Code(text)}]
    return typesetter.pdf("note.typ", TypstInput(data=data, origin=ORIGIN, **given), timestamp=0)


def words(document: Checked[bytes]) -> str:
    assert document.diagnostics == ()
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document.value)).pages)


def wrong(typesetter: Typesetter, **given: Any) -> Diagnostic:
    document = pdf(typesetter, **given)
    assert not document.value
    (diagnostic,) = document.diagnostics
    assert diagnostic.is_error
    assert "(while rendering content/briefs/a.md)" in diagnostic.message
    return diagnostic


# What a layout receives


@pytest.mark.parametrize(
    "title", ['#eval("1")', "$x$ *b* _i_ @a <b> \\ `c` // d", "稀土", '"', "a\x07\x00\r\nb", ""]
)
def test_data_is_never_read_as_typst(layouts: Write, title: str) -> None:
    compare = 'assert.eq(data.title, read("title.txt"))'
    typesetter = layouts({"note.typ": f"#let note(data) = {compare}", "title.txt": title})
    assert pdf(typesetter, title).diagnostics == ()
    assert "assertion failed" in wrong(typesetter).message


def test_a_text_is_content(layouts: Write) -> None:
    shown = "[#data.title: #data.texts.at(0) #data.texts.at(1).body]"
    typesetter = layouts({"note.typ": f"#let note(data) = {shown}"})
    document = pdf(typesetter, text='emph("Two");" ";lower("BASES")')
    assert words(document) == "Gallium: first Two bases"


def test_characters_that_no_font_has_are_shown_as_boxes_and_can_be_told(layouts: Write) -> None:
    fonts = f'("Briefgen Serif", "Noto Naskh Arabic", "Noto Serif Hebrew", "{MISSING}")'
    shown = f"{{ set document(title: [T]); set text(font: {fonts}); data.title }}"
    typesetter = layouts({"note.typ": f"#let note(data) = {shown}"})
    title = "Two \U0001f9f2 \u7a00 \u0635 \u05d0 \u0915 \u2713 q\u0331 \U0001f469\u200d\U0001f4bb"
    given = TypstInput(data={"title": title}, origin=ORIGIN)
    document = typesetter.pdf("note.typ", given, timestamp=0, standards=("ua-1",))
    assert document.diagnostics == ()
    assert MISSING.replace(" ", "").encode() in document.value
    lacking = {"\u7a00", "\U0001f9f2", "\U0001f469", "\U0001f4bb"}
    assert typesetter.missing_glyphs(title) - {"\u200d", "\u0331"} == lacking
    assert typesetter.missing_glyphs("Two bases") == frozenset()


def test_a_layout_finds_the_files_of_its_output(layouts: Write) -> None:
    png = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(png, "PNG")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
    show = 'image("/output/a.png") + image("/output/b.svg")'
    typesetter = layouts({"note.typ": f"#let note(data) = {show}"})
    document = pdf(typesetter, files={"a.png": png.getvalue(), "b.svg": svg})
    assert document.diagnostics == ()
    assert len(PdfReader(io.BytesIO(document.value)).pages[0].images) == 1
    assert "layout `/output/a.png` not found" in pdf(typesetter).diagnostics[0].message


def test_a_layout_uses_other_files_of_the_layouts(layouts: Write) -> None:
    files: dict[str, str | bytes] = {
        "note.typ": '#import "partials/a.typ": a\n#let note(data) = a(data)',
        "partials/a.typ": '#let a(data) = [#data.title #json("b.json").word]',
        "partials/b.json": '{"word": "arsenide"}',
        "partials/unnamed.txt": "no",
    }
    assert words(pdf(layouts(files))) == "Gallium arsenide"
    files["partials/a.typ"] = '#let a(data) = read("un" + "named.txt")'
    diagnostic = wrong(layouts(files))
    assert (diagnostic.code, diagnostic.location.path) == (
        "layout-missing",
        "layouts/partials/a.typ",
    )
    assert diagnostic.message.startswith("no file has the name that is computed here")


def test_equal_input_gives_equal_bytes(layouts: Write, tmp_path: Path) -> None:
    today = NOTE.replace("data.title", "datetime.today().display()")
    first = pdf(layouts({"note.typ": today}))
    assert words(first) == "1970-01-01"
    assert pdf(Typesetter(tmp_path)) == first


def test_images_have_the_size_of_the_page(layouts: Write) -> None:
    given = TypstInput(data={"title": "A"}, origin=ORIGIN)
    (page,) = layouts({"note.typ": NOTE}).png("note.typ", given, 96).value
    assert Image.open(io.BytesIO(page)).size == (400, 267)
    two = NOTE.replace("data.title", "data.title + pagebreak()")
    assert len(layouts({"note.typ": two}).png("note.typ", given, 96).value) == 2


def test_threads_share_one_compiler(layouts: Write) -> None:
    typesetter = layouts({"note.typ": NOTE})
    made: dict[str, str] = {}

    def work(title: str) -> None:
        made[title] = words(pdf(typesetter, title))

    threads = [threading.Thread(target=work, args=(f"Note {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == {f"Note {n}": f"Note {n}" for n in range(8)}


def test_pages_and_other_files_load_nothing_of_typst() -> None:
    code = (
        "import sys, briefgen.render.layouts, briefgen.render.feeds, briefgen.render.citations\n"
        "print([name for name in sys.modules if 'typesetting.compiler' in name or 'typst' in name])"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout == "[]\n"


# Fonts


def fonts_of(document: Checked[bytes]) -> set[str]:
    assert document.diagnostics == ()
    page: Any = PdfReader(io.BytesIO(document.value)).pages[0]
    fonts = page["/Resources"]["/Font"].values()
    return {str(font["/BaseFont"]).partition("+")[2] for font in fonts}


def test_the_fonts_of_this_package_and_of_the_site_are_used(layouts: Write) -> None:
    shown = NOTE.replace("data.title", 'set text(font: "Briefgen Serif")\n  data.title')
    assert any("Serif" in name for name in fonts_of(pdf(layouts({"note.typ": shown}))))
    own = (FONTS / "noto-serif-hebrew-600.ttf").read_bytes()
    typesetter = Typesetter(Path("nowhere"))
    assert typesetter.families((own,)) == ("Noto Serif Hebrew",)
    assert typesetter.families((b"no font",)) == typesetter.families() == ()


def test_a_font_of_the_site_is_used_after_it_is_gone(
    layouts: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = (FONTS / "noto-serif-hebrew-600.ttf").read_bytes()
    monkeypatch.setattr(compiler, "FONTS", tmp_path)  # so that only the site has it
    compiler._faces.cache_clear()
    shown = NOTE.replace("data.title", 'set text(font: "Noto Serif Hebrew")\n  data.title')
    document = pdf(layouts({"note.typ": shown}), "מדיניות", fonts=(own,))
    compiler._faces.cache_clear()
    assert any("NotoSerifHebrew" in name for name in fonts_of(document))


def test_a_font_that_is_not_there_is_an_error(layouts: Write) -> None:
    shown = NOTE.replace("data.title", 'set text(font: "Hellvetica")\n  data.title')
    diagnostic = wrong(layouts({"note.typ": shown}))
    assert diagnostic.message.startswith("there is no font `hellvetica`")
    assert diagnostic.location == Location("layouts/note.typ", Span(3, 18, 12))
    assert "Briefgen Serif" in diagnostic.hint


# Errors


@pytest.mark.parametrize(
    ("layout", "message", "span"),
    [
        (NOTE.replace("title", "titel"), "nothing is called `titel` here", Span(3, 8, 5)),
        (NOTE.replace("data.title", "dato.title"), "nothing is called `dato` here", Span(3, 3, 4)),
        ("#let note(data) = [x", "unclosed delimiter", Span(1, 19, 1)),
        ("\n#let note(data) = {\n\tlet s = \"ä🚀\"; panic(s)\n}", "panicked with", Span(3, 16, 8)),
        ("#let note() = none", "`note` cannot be called: unexpected argument", Span(1, 6, 4)),
        ("#let nota(data) = none", "the layout has no function `note`", Span()),
        ('\n#let note(data) = read("../a")', "a layout can only read files in lay", Span(2, 24, 6)),
        ("#let note(data) = note(data)", "maximum function call depth exceeded", Span(1, 19, 10)),
    ],
)  # fmt: skip
def test_an_error_is_reported_at_its_place(
    layouts: Write, layout: str, message: str, span: Span
) -> None:
    diagnostic = wrong(layouts({"note.typ": layout}))
    assert diagnostic.code == "layout"
    assert diagnostic.message.startswith(message)
    assert diagnostic.location == Location("layouts/note.typ", span)
    assert diagnostic.hint


def test_a_misspelt_name_is_followed_by_the_nearest(layouts: Write) -> None:
    diagnostic = wrong(layouts({"note.typ": NOTE.replace("title", "titel")}))
    assert diagnostic.hint == "did you mean `title`? Available names: name, series, tags, title"


def test_an_error_in_a_partial_is_reported_there_wherever_the_build_runs(
    layouts: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, str | bytes] = {
        "note.typ": '#import "partials/a.typ": a\n#let note(data) = a(data)',
        "partials/a.typ": "#let a(data) = {\n  data.nix\n}",
    }
    for folder in (tmp_path, tmp_path / "layouts", Path(os.sep)):
        monkeypatch.chdir(folder)
        compiler._faces.cache_clear()
        diagnostic = wrong(layouts(files))
        assert diagnostic.location == Location("layouts/partials/a.typ", Span(2, 8, 3))


def test_all_errors_of_a_file_are_reported(layouts: Write) -> None:
    document = pdf(layouts({"note.typ": "#let note(data) = [*a]\n#let other = [_b]"}))
    assert [each.location.span for each in document.diagnostics] == [Span(1, 20), Span(2, 15)]


def test_a_missing_layout_is_named_with_the_nearest(layouts: Write) -> None:
    files: dict[str, str | bytes] = {
        "note.typ": '#import "partials/hed.typ": head',
        "partials/head.typ": "#let head = none",
    }
    diagnostic = wrong(layouts(files))
    assert (diagnostic.code, diagnostic.hint) == (
        "layout-missing",
        "did you mean `partials/head.typ`?",
    )
    assert diagnostic.location == Location("layouts/note.typ", Span(1, 9, 18))


def test_a_layout_that_no_theme_has_is_reported(tmp_path: Path) -> None:
    diagnostic = wrong(Typesetter(tmp_path))
    assert (diagnostic.code, diagnostic.location.path) == ("layout-missing", "layouts")


def test_a_layout_that_is_not_utf8_is_reported(layouts: Write) -> None:
    diagnostic = wrong(layouts({"note.typ": b"#let note(data) = [\xe4]"}))
    assert diagnostic.code == "not-utf8"
    assert diagnostic.location == Location("layouts/note.typ", Span(1, 20))


def test_no_package_is_downloaded(layouts: Write) -> None:
    files: dict[str, str | bytes] = {
        "note.typ": '#import "partials/a.typ": note',
        "partials/a.typ": '\n#import "@preview/cetz:0.3.4": canvas\n#let note(data) = none',
    }
    diagnostic = wrong(layouts(files))
    assert diagnostic.message.startswith("the package @preview/cetz:0.3.4 would be downloaded")
    assert diagnostic.location == Location("layouts/partials/a.typ", Span(2, 10, 19))


def test_an_error_in_the_text_of_an_output_names_its_file(layouts: Write) -> None:
    typesetter = layouts({"note.typ": "#let note(data) = data.texts.at(1).body"})
    diagnostic = wrong(typesetter, text='image("/output/a.png")')
    assert diagnostic.message.startswith("file not found")


def test_the_theme_has_no_folder_for_files_of_outputs() -> None:
    assert not (THEME / "output").exists()
