"""Texts as Typst: what a reader of the PDF sees and hears of each construct."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from briefgen.render.text.for_typst import TypstContext, for_typst
from briefgen.render.typesetting.compiler import FONTS
from tests.support.pdf import Document, Part
from tests.support.typst import PLACE, URL, read, set_text

PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SVG: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><path d="M0 0h9v9z"/></svg>'
)


def body(document: Document) -> tuple[Part, ...]:
    """Return what follows the title."""
    (whole,) = document.root.parts
    assert isinstance(whole, Part)
    parts = tuple(part for part in whole.parts if isinstance(part, Part))
    assert parts[0].role == "Title"
    return parts[1:]


def outline(markdown: str) -> list[str]:
    return [part.outline for part in body(set_text(markdown))]


def links(document: Document) -> list[str]:
    """Return the URLs of links, and the names of places in the document."""
    found = []
    for page in document.reader.pages:
        for each in page.get("/Annots", []):
            note = each.get_object()
            found.append(str(note["/A"]["/URI"]) if "/A" in note and "/URI" in note["/A"] else "#")
    return found


def test_signs_that_mean_something_in_typst_are_words() -> None:
    signs = "# $x$ *a* _b_ `c` @d <e> = - + / 1. ~ \\\\ // /* */ #let x = 1 [y] {z} \"q\" 'r'"
    document = set_text("\\" + signs.replace("*", "\\*").replace("_", "\\_").replace("`", "\\`"))
    assert "x$ *a* _b_ `c` @d" in document.text
    assert "// /* */ #let x = 1 [y] {z}" in document.text


def test_every_kind_of_phrase_has_a_form() -> None:
    text = (
        "*em* **strong** `code` ~~struck~~ ==mark== H~2~O m^2^ <ins>in</ins> <small>small</small>"
        ' <q>quoted</q> <kbd>K</kbd> <bdo dir="rtl">abc</bdo> <ruby>漢<rp>(</rp><rt>kan</rt></ruby>'
    )
    (paragraph,) = body(set_text(text))
    assert paragraph.text.startswith("em strong code struck mark H2O m2 in small “quoted” K")
    assert [part.role for part in paragraph.parts if isinstance(part, Part)][:3] == [
        "Em", "Strong", "Code",
    ]  # fmt: skip
    assert paragraph.text.endswith("漢(kan)")


def test_headings_skip_no_level_and_are_bookmarks() -> None:
    document = set_text("# A\n\n## B\n\n<h5>C</h5>\n\n## D\n")
    assert [part.role for part in body(document)] == ["H1", "H2", "H3", "H2"]
    outline = document.reader.outline
    assert [each.title for each in outline if not isinstance(each, list)] == ["A"]


@pytest.mark.parametrize("empty", ["<h2></h2>", "<h2> </h2>", "## ![](a.png)", "<h2>&nbsp;</h2>"])
def test_headings_without_words_are_none(empty: str) -> None:
    assert not list(set_text(f"{empty}\n\na").root.find("H1"))


def test_headings_in_tables_and_notes_are_words() -> None:
    table = "<table><tr><td><h3>Deep</h3></td></tr></table>"
    document = set_text(f"a[^1]\n\n{table}\n\n[^1]: b\n\n    ## In a note\n")
    assert not list(document.root.find("H1", "H2", "H3"))
    assert "Deep" in document.text
    assert "In a note" in document.text


def test_a_source_link_has_its_number_which_leads_to_the_references() -> None:
    text = "See [the report](https://a.example/r)."
    (paragraph,) = body(set_text(text))
    assert paragraph.text.replace("\u2060", "") == "See the report1."
    assert links(set_text(text)) == ["https://a.example/r"]
    document = set_text(text, references={"source-1": "The report"})
    assert links(document) == ["https://a.example/r", "#"]


def test_links_within_the_site_are_absolute() -> None:
    assert links(set_text("[a](/b/?c=1#d) [e](f.csv) [g](mailto:h@i.example)")) == [
        "https://example.org/b/?c=1#d", f"{URL}f.csv", "mailto:h@i.example",
    ]  # fmt: skip


def test_a_link_to_a_place_in_the_text_stays_in_the_document() -> None:
    assert links(set_text('## A\n\n[up](#a) <span id="x">y</span> [to x](#x)')) == ["#", "#"]
    assert links(set_text("[sources](#sources)")) == [f"{URL}#sources"]


def test_labels_have_the_prefix_of_the_place() -> None:
    code = for_typst(
        read("## A\n\n[s](https://a.example)[^1]\n\n[^1]: n"), TypstContext(URL, str, prefix="b-")
    )
    assert 'key:"b-a"' in code
    assert '"b-source-1"' in code
    assert '"b-fn1"' in code


def test_notes_are_where_they_are_marked_and_further_marks_refer_to_them() -> None:
    document = set_text("a[^x] b[^y] c[^x]\n\n[^x]: First, *with*[^y] one.\n[^y]: Second.\n")
    notes = list(document.root.find("Note"))
    assert len(notes) == 2
    assert document.text.count("First, ") == document.text.count("Second.") == 1
    assert [part.text for part in body(document)[0].find("Lbl")] == [
        "a", "a", "b", "b", "b", "a",
    ]  # fmt: skip


def test_a_note_may_mark_itself_or_be_in_a_heading_table_or_caption() -> None:
    text = """\
## Head[^a]

| A[^b] | B |
|---|---|
| 1[^c] | 2 |

: Caption[^d]

[^a]: One[^a]
[^b]: Two
[^c]: Three
[^d]: Four
"""
    words = set_text(text).text
    for each in ("One", "Two", "Three", "Four"):
        assert words.count(each) == 1


def test_lists_nest_and_keep_their_numbers() -> None:
    assert outline("- a\n- b\n  1. c\n") == [
        "L(LI(Lbl LBody(P)) LI(Lbl LBody(P)) L(LI(Lbl LBody(P))))"
    ]
    document = set_text("3) a\n4) b\n")
    assert [part.text for part in document.root.find("Lbl")] == ["3.", "4."]
    document = set_text('<ol type="a" reversed><li>x</li><li value="9">y</li></ol>')
    assert [part.text for part in document.root.find("Lbl")][1] == "i."


def test_tasks_have_a_box() -> None:
    document = set_text("- [x] done\n- [ ] open\n- other\n")
    assert [part.text for part in document.root.find("Lbl")] == ["☑", "☐", "•"]


def test_definitions() -> None:
    document = set_text("A\n: one\n: two\n\n<dl><dt>B<dt>C<dd>three</dl>\n")
    assert [part.text for part in document.root.find("Lbl")] == ["A", "BC"]
    assert [part.text for part in document.root.find("LBody")] == ["onetwo", "three"]


def test_tables_have_heads_and_captions() -> None:
    text = "| Year | Price |\n|---|---:|\n| 2024 | 58 |\n\n: Prices {#tbl-p}\n"
    (table,) = body(set_text(text))
    assert table.outline == "Table(Caption(Span) THead(TR(TH TH)) TBody(TR(TD TD)))"
    assert table.text == "Table\xa01Prices" + "YearPrice" + "202458"


def test_cells_may_span_and_rows_differ() -> None:
    html = """
<table><caption>C</caption><thead><tr><th colspan="2">A</th></tr></thead>
<tbody><tr><td rowspan="9">1</td><td>2</td></tr><tr><td>3</td><td>4</td>
<td colspan="1000">5</td></tr><tr></tr></tbody><tfoot><tr><th>6</th></tr></tfoot></table>"""
    (table,) = body(set_text(html))
    assert [part.text for part in table.find("Caption")] == ["C"]
    assert [part.text for part in table.find("TD", "TH") if part.text] == list("A123456")


def test_a_table_in_a_table_in_a_table_is_complete() -> None:
    html = "<table><tr><td>a"
    words = set_text(html * 12).text
    assert words.count("a") == 12


def test_quotations_and_whose_words_they_are() -> None:
    first, second = body(set_text("> A floor.\n>\n> — Jonas, *analyst*\n"))[:2]
    assert first.outline == "BlockQuote(P)"
    assert second.text.startswith("— Jonas")


def test_callouts_have_a_title_in_the_language() -> None:
    place = TypstContext(URL, {"Note": "Hinweis"}.get)  # type: ignore[arg-type]
    assert set_text("::: note\nText.\n:::\n", place).text.endswith("HinweisText.")
    assert 'My "title"' in set_text('::: warning My "title"\nText.\n:::\n').text


def test_code_keeps_its_white_space() -> None:
    (code,) = body(set_text('```py\nif x:\n    y = "#\\\\"\n```\n'))
    assert [part.text for part in code.find("P")] == ["if x:", '    y = "#\\\\"']


def test_preformatted_html_loses_no_words() -> None:
    document = set_text("<pre>a <b>b</b>\n<div>c</div>d<a href='https://a.example'>e</a></pre>")
    (code,) = document.root.find("Code")
    assert [part.text for part in code.find("P")] == ["a b", "c", "de"]


def test_an_image_has_its_words(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(SVG)
    place = TypstContext(URL, str, images={"a.svg": "/a.svg", "b.avif": "/b.avif"})
    document = set_text(
        '![A floor](a.svg "Below")\n\n![](a.svg)\n\nIn ![line](a.svg) it.', place, root=tmp_path
    )
    figures = [part for part in document.root.find("Figure") if part.alt]
    assert [part.alt for part in figures] == ["A floor", "line"]
    assert "Below" in document.text


@pytest.mark.parametrize("url", ["b.avif", "c.png"])
def test_an_image_that_cannot_be_shown_is_its_words(url: str) -> None:
    place = TypstContext(URL, str, images={"b.avif": "/b.avif"})
    assert set_text(f"![A floor]({url})", place).text.endswith("A floor")
    assert not body(set_text(f"![]({url})", place))


def test_media_are_links() -> None:
    document = set_text(
        '<video src="/a.mp4" title="A film"></video> <audio><source src="/b.ogg"></audio>'
    )
    assert links(document) == ["https://example.org/a.mp4", "https://example.org/b.ogg"]
    assert "A film" in document.text


def test_hidden_words_are_not_set() -> None:
    assert set_text("<p hidden>no <b>no</b></p>\n\n<span hidden>no</span>yes").text == "Titleyes"


def test_languages_and_directions() -> None:
    code = for_typst(
        read('<p lang="zh-Hant-TW">a</p>\n\n[b]{lang=ar dir=rtl} <i lang="x-klingon">c</i>'), PLACE
    )
    assert 'text(lang:"zh",script:"hant",region:"TW",par("a"))' in code
    assert "klingon" not in code


def test_long_runs_may_be_divided_without_a_sign() -> None:
    url = "https://example.org/" + "long-path/" * 8
    code = for_typst(read(f"`{url}`"), PLACE)
    assert "break-here" in code
    assert url in set_text(f"`{url}`").text


def test_white_space_is_that_of_html() -> None:
    document = set_text("<p>  a\n  <b> b </b> c\td&nbsp; e<br> f </p>")
    assert document.text == "Titlea b c d\xa0 ef"


def test_an_image_is_not_followed_by_an_empty_paragraph() -> None:
    code = for_typst(
        read('![A pit](p.png "The pit")\n'), TypstContext(URL, str, images={"p.png": "/p.png"})
    )
    assert '""' not in code
    rows = "data:\n- {year: 2024, price: 3}\n- {year: 2025, price: 4}"
    chart = for_typst(read(f"```chart\n{rows}\nsource: Us\n```\n"), PLACE)
    assert '" ";figure-line(' not in chart


def test_a_subtitle_and_a_credit_are_lines_of_their_own() -> None:
    rows = "data:\n- {year: 2024, price: 3}\n- {year: 2025, price: 4}"
    chart = for_typst(read(f"```chart\n{rows}\ntitle: Up\nsubtitle: In dollars\n```\n"), PLACE)
    assert 'strong("Up");subtitle("In dollars")' in chart
    image = for_typst(read('![A pit](p.png "The pit"){credit="Photo: Li"}\n'), PLACE)
    assert 'The pit";credit("Photo: Li")' in image


def test_the_folder_of_fonts_has_one_for_all_characters() -> None:
    assert (FONTS / "briefgen-missing.ttf").is_file()
    assert "🎉 稀土 \ue000" in set_text("🎉 稀土 \ue000").text


def test_a_text_without_words_is_nothing() -> None:
    assert for_typst(read(""), PLACE) == "[]"
    assert set_text("").text == "Title"
