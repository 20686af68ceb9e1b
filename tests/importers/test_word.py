"""Word documents as briefs."""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.importers.imported import Imported
from briefgen.importers.word import (
    Document,
    NoDocument,
    Package,
    document_of,
    import_word,
    read_package,
)
from briefgen.importers.word.dates import day_of
from briefgen.importers.word.facts import Properties
from briefgen.importers.word.heads import head_of
from briefgen.importers.word.pandoc import TrackChanges
from briefgen.importers.word.shaping import shaped
from briefgen.model.config import SiteConfig
from briefgen.read.html_tree import Element, Node, words_of
from tests.support.word import (
    BREAK,
    CHART,
    CHART_PARTS,
    DIAGRAM,
    DIAGRAM_PARTS,
    ENDNOTE,
    ENDNOTE_MARK,
    OWN_SOURCES,
    PNG,
    bold,
    cell,
    docx,
    field,
    item,
    link,
    note,
    par,
    picture,
    plain_text,
    run,
    table,
    text_box,
    zipped,
    zotero,
)

pytest.importorskip("pypandoc")

CONFIG: Final = SiteConfig(title="Minerals", base_url="https://new.example")
MOMENT: Final = datetime(2026, 3, 5, tzinfo=UTC)
TEXT: Final = "The first word of a text that is long enough."
SMITH: Final = {
    "type": "report", "title": "Unpacking the floor", "publisher": "Institute of Examples",
    "URL": "https://example.org/floor", "author": [{"family": "Smith", "given": "Ann"}],
    "issued": {"date-parts": [[2025, 7]]}, "accessed": {"date-parts": [[2026, 3, 4]]},
}  # fmt: skip
JONES: Final = {
    "type": "article-journal", "title": "Bases", "container-title": "Journal of Metals",
    "volume": "12", "issue": "3", "page": "45-67", "DOI": "10.1000/xyz",
    "author": [{"family": "Jones", "given": "Bo"}], "issued": {"date-parts": [[2024]]},
}  # fmt: skip
BOOK: Final = {
    "type": "book", "title": "A Book", "publisher": "Press",
    "author": [{"family": "Doe", "given": "Jane"}], "issued": {"date-parts": [[1999]]},
}  # fmt: skip


def imported(
    *body: str, name: str = "a.docx", changes: TrackChanges = "accept", has_math: bool = False,
    **parts: Any,
) -> Imported:  # fmt: skip
    package = read_package(docx(*body, **parts))
    document = Document(name, package, document_of(package, changes), changes)
    config = replace(CONFIG, markdown=replace(CONFIG.markdown, math=has_math))
    return next(import_word([document], config))


def text(*body: str, **options: Any) -> str:
    """Return the body of a document whose title is T."""
    return imported(par("T", style="Title"), *body, **options).files[0].body


def values(*body: str, **options: Any) -> Mapping[str, Any]:
    return {key: each for key, each in imported(*body, **options).files[0].values.items() if each}


def _paragraph(words: str) -> Element:
    return Element("p", {}, (words,))


def reasons(*body: str, **options: Any) -> list[str]:
    return [each.reason for each in imported(par("T", style="Title"), *body, **options).notes]


# The head of a document


def test_styles_say_title_authors_date_and_summary() -> None:
    given = values(
        par("Two bases", style="Title"),
        par("Ann Lee; Bo Roe", style="Author"),
        par("4. März 2026", style="Date"),
        par("One ", bold("city"), ".", note(2), style="Abstract"),
        par(TEXT),
        core="<cp:keywords>rare earths; prices</cp:keywords>",
        notes={2: par("So it seems.")},
    )
    assert given == {
        "title": "Two bases",
        "date": date(2026, 3, 4),
        "summary": "One **city**. (So it seems.)",
        "tags": ("rare earths", "prices"),
        "authors": ("Ann Lee", "Bo Roe"),
    }


@pytest.mark.parametrize(
    ("line", "authors", "day"),
    [
        ("By Ann Lee and Bo de la Roe", ("Ann Lee", "Bo de la Roe"), None),
        ("Ann Lee, 4 March 2026", ("Ann Lee",), date(2026, 3, 4)),
        ("Von Ann Lee und Bo Roe | 4. März 2026", ("Ann Lee", "Bo Roe"), date(2026, 3, 4)),
        ("Authors: Ann Lee, PhD, Bo Roe", ("Ann Lee", "Bo Roe"), None),
        ("2026年3月4日", (), date(2026, 3, 4)),
        ("March 2026", (), date(2026, 3, 1)),
        ("2026-03-04T10:00:00+01:00", (), date(2026, 3, 4)),
    ],
)
def test_a_line_below_the_title_can_have_authors_and_a_date(
    line: str, authors: tuple[str, ...], day: date | None
) -> None:
    blocks = (Element("h1", {}, ("Two bases",)), Element("p", {}, (line,)), _paragraph(TEXT))
    head = head_of(blocks, Properties(), "a")
    assert (head.title, head.authors, head.day) == ("Two bases", authors, day)
    assert [words_of([each]) for each in head.blocks] == [TEXT]


@pytest.mark.parametrize(
    "line", ["By the end of 2026, prices fell.", "Prices, costs and 4 others", "Trade Policy Notes"]
)
def test_a_line_that_may_be_anything_else_stays(line: str) -> None:
    blocks = (Element("h1", {}, ("Two bases",)), _paragraph(line), _paragraph(TEXT))
    head = head_of(blocks, Properties(), "a")
    assert (head.authors, head.day) == ((), None)
    assert [words_of([each]) for each in head.blocks] == [line, TEXT]


def test_names_beside_that_of_a_creator_are_authors_too() -> None:
    line = "Ann Lee and Kim Example"
    head = head_of(
        (_paragraph("Two bases"), _paragraph(line)),
        Properties(title="Two bases", creators=("Ann Lee",)),
        "a",
    )
    assert (head.authors, head.blocks) == (("Ann Lee", "Kim Example"), ())


def test_a_date_below_a_line_that_stays_is_the_date() -> None:
    line = "Ann Lee, Institute of Examples"
    blocks = (Element("h1", {}, ("Two bases",)), *map(_paragraph, (line, "4 March 2026", TEXT)))
    head = head_of(blocks, Properties(modified=MOMENT), "a")
    assert (head.day, head.notes) == (date(2026, 3, 4), ())
    assert [words_of([each]) for each in head.blocks] == [line, TEXT]


def test_properties_say_what_the_text_does_not() -> None:
    changed = Properties(creators=("Ann Lee", "Microsoft Office User"), modified=MOMENT)
    head = head_of((_paragraph(TEXT),), changed, "Brief v3_FINAL")
    assert (head.title, head.authors, head.day) == ("Brief v3 FINAL", ("Ann Lee",), MOMENT.date())
    assert [reason for reason, _ in head.notes] == [
        "the document has no title, so its name is the title",
        "the document has no date, so the brief has the day of its last change",
    ]


def test_a_bold_first_line_is_the_title() -> None:
    item = imported(
        par(bold("Two bases")), par(bold("One")), par(TEXT), par(bold("Two")), par(TEXT)
    )
    assert item.files[0].values["title"] == "Two bases"
    assert item.files[0].body == f"## One\n\n{TEXT}\n\n## Two\n\n{TEXT}"


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("POLICY BRIEF", MOMENT.date()),
        ("Research Paper No. 12 | March 2026", date(2026, 3, 1)),
        ("Kurzanalyse 3/2026", MOMENT.date()),
    ],
)
def test_the_kind_of_document_and_the_subtitle_around_a_bold_title_are_no_text(
    kind: str, day: date
) -> None:
    subtitle = Element("p", {}, (Element("em", {}, ("Why floors hold",)),))
    title = Element("p", {}, (Element("strong", {}, ("Two bases",)),))
    blocks = (_paragraph(kind), title, subtitle, _paragraph("By Ann Lee"), _paragraph(TEXT))
    head = head_of(blocks, Properties(modified=MOMENT), "a")
    assert (head.title, head.authors, head.day) == ("Two bases", ("Ann Lee",), day)
    assert [words_of(head.summary), words_of(head.blocks)] == ["Why floors hold", TEXT]
    assert ("this line above the title was left out", kind) in head.notes


def test_the_kind_of_document_above_a_title_with_its_style_is_left_out() -> None:
    title, day = par("Two bases", style="Title"), par("4 March 2026")
    item = imported(par("POLICY BRIEF 3/2026"), title, par("By Ann Lee"), day, par(TEXT))
    file = item.files[0]
    assert (file.values["title"], file.values["authors"]) == ("Two bases", ("Ann Lee",))
    assert not file.values.get("summary")
    assert file.body == TEXT
    other = imported(par("Where magnets come from"), title, par("By Ann Lee"), par(TEXT))
    assert "Where magnets come from" in str(other.files[0])


def test_the_line_above_takeaways_is_the_title() -> None:
    kind, takeaways = (
        Element("p", {}, (Element("strong", {}, (each,)),)) for each in ("Brief", "Key takeaways")
    )
    head = head_of((kind, takeaways, _paragraph(TEXT)), Properties(), "a")
    assert (head.title, head.blocks[0]) == ("Brief", takeaways)


@pytest.mark.parametrize(
    "takeaways",
    [
        (par(bold("Key takeaways")), item("A ", bold("floor "), "is."), item("Two.", note(2))),
        (
            table(
                [par("Key takeaways:") + item("A ", bold("floor "), "is.") + item("Two.", note(2))]
            ),
        ),
    ],
    ids=["list", "box"],
)
def test_a_list_of_takeaways_becomes_highlights(takeaways: tuple[str, ...]) -> None:
    title = par("T", style="Title")
    item = imported(title, *takeaways, par(TEXT), notes={2: par("Almost.")})
    file = item.files[0]
    assert file.values["highlights"] == ["A **floor** is.", "Two. (Almost.)"]
    assert file.body == TEXT
    assert [each.reason for each in item.notes] == [
        "highlights have no footnotes, so this one is in brackets"
    ]


def test_a_large_first_line_is_the_title() -> None:
    large = run("Two bases", '<w:sz w:val="48"/>')
    item = imported(par(large), par(TEXT), core="<dc:title>Old template</dc:title>")
    assert item.files[0].values["title"] == "Two bases"
    assert item.files[0].body == TEXT


def test_only_the_first_title_is_the_title() -> None:
    item = imported(
        par("Two", style="Title"),
        par("bases", style="Title"),
        par(TEXT),
        par("More", style="Title"),
    )
    assert item.files[0].values["title"] == "Two bases"
    assert item.files[0].body == f"{TEXT}\n\n## More"


def test_the_language_is_that_of_most_words() -> None:
    german = run(TEXT, '<w:lang w:val="de-DE"/>')
    assert values(par("T", style="Title"), par(german))["language"] == "de"
    assert "language" not in values(par("T", style="Title"), par(TEXT))


# The text


@pytest.mark.parametrize("tag", ["x-none", "zxx", "../x: y"])
def test_what_names_no_language_is_not_the_language(tag: str) -> None:
    look = f'<w:lang w:val="{tag}"/>'
    body = (par("T", style="Title"), par(run("A long text in no language.", look)))
    assert "language" not in values(*body)
    assert values(*body, par(run("Ein Text.", '<w:lang w:val="de-DE"/>')))["language"] == "de"


def test_names_without_a_letter_or_digit_are_left_out_and_noted() -> None:
    item = imported(
        par("T", style="Title"), par("…", style="Author"), par(TEXT),
        core="<cp:keywords>#; prices; ..</cp:keywords>",
    )  # fmt: skip
    assert item.files[0].values["tags"] == ("prices",)
    assert {each.words for each in item.notes} >= {"#", ".."}


def test_a_paragraph_with_very_many_lines_is_read_quickly() -> None:
    calls = 0

    def count(nodes: Iterable[Node]) -> str:
        nonlocal calls
        calls += 1
        return words_of(nodes)

    many = Element("p", {}, tuple(each for _ in range(1000) for each in (Element("br"), "x. ")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("briefgen.importers.word.shaping.words_of", count)
        shaped([many], lambda *_: None)
    assert calls < 20_000


def test_what_a_word_processor_makes_of_headings_lists_and_lines_is_put_right() -> None:
    assert (
        text(
            par(bold("Background"), BREAK, "The price", BREAK, "fell  twice."),
            par("• one", indent=720),
            par("• two", indent=720),
            par("1) first", indent=720),
            par("2) second", indent=720),
            par("Some", bold(" bold "), "words.\u00a0\u00a0 More."),
            par("A promise.", style="Quote"),
            par(TEXT),
        )
        == f"""\
## Background

The price fell twice.

- one
- two

1. first
2. second

Some **bold** words. More.

> A promise.

{TEXT}"""
    )


def test_lists_that_follow_each_other_are_one() -> None:
    assert (
        text(par("one", number=2), par("two", number=4), par(TEXT)) == f"1. one\n2. two\n\n{TEXT}"
    )


def test_headings_begin_at_the_second_level_and_leave_none_out() -> None:
    assert (
        text(
            par("One", style="Heading1"), par(TEXT), par("Two", style="Heading3"), par(TEXT),
            par(bold("Three")), par(TEXT), par("1 One 3", style="TOC1"),
        )
        == f"## One\n\n{TEXT}\n\n### Two\n\n{TEXT}\n\n#### Three\n\n{TEXT}"
    )  # fmt: skip


def test_a_text_that_is_indented_as_a_whole_is_no_quotation() -> None:
    assert text(par(TEXT, indent=720), par(TEXT, indent=720)) == f"{TEXT}\n\n{TEXT}"


def test_pictures_tables_and_charts_have_their_captions() -> None:
    number = field("SEQ Figure \\* ARABIC", "1")
    item = imported(
        par("T", style="Title"),
        par(picture("p.png", "Four bars. Description automatically generated")),
        par(run("Figure "), number, run(": The "), run("price", "<w:i/>"), style="Caption"),
        par("Source: Institute"),
        par("Table 1. Two options"),
        table(["Option", "Cost"], ["All", "1"]),
        par(CHART),
        par("Fig. 2 – Output", style="Caption"),
        par(TEXT),
        media={"p.png": PNG},
        parts=CHART_PARTS,
    )
    (medium,) = item.media
    assert medium.path == "content/briefs/t/p.png"
    assert medium.data == PNG
    assert item.files[0].path == "content/briefs/t/index.md"
    assert (
        item.files[0].body
        == f"""\
![Four bars.]({medium.mark} "The *price*. Source: Institute"){{#fig-1}}

| Option | Cost |
| --- | --- |
| All | 1 |

: Two options {{#tbl-1}}

```chart
type: grouped
data:
  - name: 2023
    China: 255
    USA: 42.5
  - name: 2024
    China: 270
title: "Output {{#fig-2}}"
subtitle: Mine production
```

{TEXT}"""
    )


def test_labels_that_do_not_count_up_stay_in_their_captions() -> None:
    shown = text(
        par(picture("p.png", "A")), par("Figure 3: The price"), par(TEXT), media={"p.png": PNG}
    )
    assert '"Figure 3: The price")\n' in shown


def test_a_table_without_a_header_row_gets_one() -> None:
    rows = (["Country", "Price"], ["DE", "5"])
    assert text(table(*rows, is_first_header=False)).startswith("| Country | Price |\n| --- |")
    assert reasons(table(*rows, is_first_header=False)) == [
        "a table had no header row, so its first row is one now"
    ]


def test_years_are_names_of_columns_unless_the_cells_are_years_too() -> None:
    years = table(["Source", "2025", "2030/31"], ["Cars", "0.6", "2.9"], is_first_header=False)
    assert text(years).startswith("| Source | 2025 | 2030/31 |\n| --- |")
    treaties = table(["Treaty", "1999"], ["Pact", "2004"], is_first_header=False)
    assert not text(treaties).startswith("| Treaty | 1999 |\n| --- |")


def test_merged_cells_are_html_and_noted() -> None:
    rows = (["A", "B"], [cell("both", '<w:gridSpan w:val="2"/>')], ["1", par("n", note(2))])
    body = (table(*rows), par(TEXT))
    assert '<td colspan="2">both</td>' in text(*body, notes={2: par("A note.")})
    assert "<td>n (A note.)</td>" in text(*body, notes={2: par("A note.")})
    assert "a table has merged cells, so it is HTML" in reasons(*body, notes={2: par("A note.")})


def test_boxes_are_callouts() -> None:
    box = table([par(bold("Box 1: A floor")) + par("How it works.")])
    assert text(box, par(TEXT)) == f"::: note Box 1: A floor\nHow it works.\n:::\n\n{TEXT}"
    assert text(par("Before ", text_box("In a box."), "after."), par(TEXT)) == (
        f"Before after.\n\n::: note\nIn a box.\n:::\n\n{TEXT}"
    )


def test_hidden_words_are_not_published() -> None:
    item = imported(par("T", style="Title"), par("Seen ", run("secret", "<w:vanish/>"), TEXT))
    assert "secret" not in item.files[0].text
    assert [each.words for each in item.notes] == [f"Seen secret{TEXT}"]


def test_a_drawing_is_better_than_its_picture_and_nothing_outside_is_read() -> None:
    more = (
        '<a:extLst><a:ext uri="x"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing'
        '/2016/SVG/main" r:embed="p.svg"/></a:ext></a:extLst></a:blip>'
    )
    drawn = picture("p.png", "A map").replace("/></pic:blipFill>", f">{more}</pic:blipFill>")
    item = imported(
        par("T", style="Title"), par(drawn), par(picture("out", "Secret")), par(TEXT),
        media={"p.png": PNG, "p.svg": b"<svg/>"}, links={"out": "file:///etc/passwd"},
    )  # fmt: skip
    assert [(each.origin, each.data) for each in item.media] == [("a.docx/p.svg", b"<svg/>")]
    assert [each.reason for each in item.notes] == ["pictures or drawings that could not be read"]


def test_smartart_is_a_list_and_endnotes_are_footnotes() -> None:
    shown = text(par("Text.", ENDNOTE_MARK), par(DIAGRAM), par(TEXT), parts=DIAGRAM_PARTS)
    assert shown == f"Text.[^1]\n\n- Dig\n- Refine\n\n{TEXT}\n\n[^1]: An endnote."


FORMULA: Final = "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>"


def test_equations_are_formulas_if_the_site_has_them() -> None:
    body = (
        par("Here ", FORMULA, " costs $5 or $6."),
        f"<w:p><m:oMathPara>{FORMULA}</m:oMathPara></w:p>",
    )
    assert text(*body, has_math=True) == ("Here $a = b$ costs \\$5 or \\$6.\n\n$$\na = b\n$$")
    assert text(*body) == "Here `a = b` costs $5 or $6.\n\n`a = b`"
    assert set(reasons(*body)) == {
        "this formula is TeX; to show it, set markdown.math in site.yaml"
    }


def test_a_formula_in_a_table_does_not_end_its_cell() -> None:
    bars = '<m:dPr><m:begChr m:val="|"/><m:endChr m:val="|"/></m:dPr>'
    size = f"<m:oMath><m:d>{bars}<m:e><m:r><m:t>x</m:t></m:r></m:e></m:d></m:oMath>"
    assert text(table(["a", "b"], [par(size), "2"]), par(TEXT), has_math=True).startswith(
        "| a | b |\n| --- | --- |\n| $\\vert x\\vert$ | 2 |"
    )


@pytest.mark.parametrize(
    ("kind", "first", "shown"),
    [
        ("lineChart", "255", "type: line"),
        ("areaChart", "255", "type: area"),
        ("pieChart", "255", "|  | China | USA |"),
        ("barChart", "many", "|  | China | USA |"),
    ],
)
def test_charts_that_cannot_be_drawn_are_tables_of_their_data(
    kind: str, first: str, shown: str
) -> None:
    part = CHART_PARTS["word/chart.xml"].replace("barChart", kind).replace(">255<", f">{first}<")
    assert shown in text(par(CHART), par(TEXT), parts={"word/chart.xml": part})


def test_a_picture_that_browsers_do_not_show_stays_as_its_words() -> None:
    item = imported(
        par("T", style="Title"), par(picture("p.emf", "A map of mines")), media={"p.emf": b"1"}
    )
    assert item.files[0].body == "[A map of mines]"
    assert item.media == ()
    assert [each.reason for each in item.notes] == [
        "browsers do not show pictures of this kind (EMF): save it as PNG or SVG"
    ]


def test_character_styles_of_authors_keep_their_looks() -> None:
    style = (
        '<w:style w:type="character" w:styleId="Loud"><w:name w:val="Loud"/><w:rPr><w:b/>'
        '<w:i w:val="0"/></w:rPr></w:style><w:style w:type="character" w:styleId="Low"><w:name'
        ' w:val="Low"/><w:rPr><w:vertAlign w:val="subscript"/></w:rPr></w:style>'
    )
    body = par("Say ", run("this", '<w:rStyle w:val="Loud"/>'), " of CO",
               run("2", '<w:rStyle w:val="Low"/>'))  # fmt: skip
    assert text(body, styles=style) == "Say **this** of CO~2~"


def test_code_and_definitions_are_what_their_styles_say() -> None:
    style = "".join(
        f'<w:style w:type="paragraph" w:styleId="{each}"><w:name w:val="{each}"/></w:style>'
        for each in ("Source Code", "Preformatted Text", "Definition Term", "Definition")
    )
    shown = text(
        par("x = 1", style="Source Code"), par(TEXT), par("y = 2", style="Preformatted Text"),
        par("Base", style="Definition Term"), par("A place.", style="Definition"),
        styles=style,
    )  # fmt: skip
    assert shown.startswith(f"```\nx = 1\n```\n\n{TEXT}\n\n```\ny = 2\n```\n\n<dl>")
    assert "<dt>Base</dt><dd>" in shown


def test_a_caption_can_be_above_its_picture_and_its_source_below() -> None:
    body = (par("Figure 1: Price"), par(picture("p.png", "A")), par("Source: Institute"))
    assert '"Price. Source: Institute"){#fig-1}' in text(*body, par(TEXT), media={"p.png": PNG})
    assert '"Source: Institute")' in text(*body[1:], par(TEXT), media={"p.png": PNG})
    words = "Figure 1 shows the price"
    assert words in text(body[1], par(words), par(TEXT), media={"p.png": PNG}).split("\n\n")


def test_a_title_of_a_table_that_repeats_its_caption_is_left_out() -> None:
    rows = table(["Town", "Share"], ["Baotou", "60%"])
    titled = rows.replace("<w:tblPr>", '<w:tblPr><w:tblCaption w:val="Shares of towns"/>')
    shown = text(par("Table 1: Shares of towns"), titled, par(TEXT))
    assert shown.count("Shares of towns") == 1
    assert ": Shares of towns {#tbl-1}" in shown
    assert text(par("Words."), titled, par(TEXT)).count("Shares of towns") == 1


def test_a_chart_by_dates_has_them_and_columns_of_one_name_are_told_apart() -> None:
    part = CHART_PARTS["word/chart.xml"].replace("barChart", "lineChart").replace("USA", "China")
    code = "<c:formatCode>yyyy-mm</c:formatCode>"
    part = part.replace("<c:cat><c:numRef><c:numCache>", f"<c:cat><c:numRef><c:numCache>{code}")
    part = part.replace(">2023<", ">45292<").replace(">2024<", ">45323<")
    part = part.replace(">270<", ">0.30000000000000004<")
    shown = text(par(CHART), par(TEXT), parts={"word/chart.xml": part})
    assert '- name: "2024-01-01"\n    China: 255\n    China 2: 42.5\n' in shown
    assert '- name: "2024-02-01"\n    China: 0.3\n' in shown


# Links, footnotes, citations


def test_a_footnote_that_is_only_a_url_is_a_link() -> None:
    item = imported(
        par("T", style="Title"),
        par(
            "Prices fell, and the state agreed to help",
            note(2),
            ". It did so in 1,000 cases.",
            note(3),
        ),
        par("The ", run("register", "<w:i/>"), note(4), " lists ", link("l", "more"), note(5), "."),
        notes={
            2: par("See https://example.com/one."),
            3: par(link("l", "https://example.com/two"), " (accessed 4 March 2026)"),
            4: par("https://example.com/three"),
            5: par("https://example.com/four"),
        },
        links={"l": "https://example.com/two"},
    )
    assert item.files[0].body == (
        "Prices fell, [and the state agreed to help](https://example.com/one)."
        " [It did so in 1,000 cases](https://example.com/two).\n\n"
        "The [*register*](https://example.com/three) lists [more](https://example.com/two)"
        " ([example.com](https://example.com/four))."
    )
    assert item.files[0].values["sources"] == [
        {"url": "https://example.com/two", "accessed": "2026-03-04"}
    ]


def test_other_footnotes_are_footnotes_whose_urls_are_links() -> None:
    shown = text(
        par("A claim.", note(2)), notes={2: par("Lee, Bases, p. 3, https://example.com/a.")}
    )
    assert shown == "A claim.[^1]\n\n[^1]: Lee, Bases, p. 3, <https://example.com/a>."


def test_links_lead_to_where_redirects_lead_and_not_to_a_computer() -> None:
    body = par(link("a", "one"), " ", link("b", "two"), " ", link("c", "three"))
    links = {
        "a": "file:///C:/x.docx",
        "b": "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fx&d=1",
        "c": "https://www.google.com/url?q=https://example.com/y&sa=D",
    }
    assert text(body, links=links) == (
        "one [two](https://example.com/x) [three](https://example.com/y)"
    )
    assert reasons(body, links=links) == [
        "a link does not lead to the web, so only its words are here"
    ]


def test_cross_references_lead_to_headings_and_figures() -> None:
    mark = '<w:bookmarkStart w:id="{0}" w:name="_Ref{0}"/>{1}<w:bookmarkEnd w:id="{0}"/>'
    shown = text(
        par("One", style="Heading1"),
        par("See ", '<w:hyperlink w:anchor="_Ref1">' + run("Figure 1") + "</w:hyperlink>", ", ",
            '<w:hyperlink w:anchor="_Ref2">' + run("part two") + "</w:hyperlink>", "."),
        par(picture("p.png", "A")),
        par(mark.format(1, run("Figure 1")), run(": Price"), style="Caption"),
        par(mark.format(2, run("Two")), style="Heading1"),
        par(TEXT),
        media={"p.png": PNG},
    )  # fmt: skip
    assert "See [Figure 1](#fig-1), [part two](#two)." in shown
    assert '"Price"){#fig-1}' in shown
    assert "## One\n" in shown
    assert "## Two {#two}\n" in shown


CITED: Final = {
    "zotero": zotero("(Smith 2025; Jones 2024)", SMITH, JONES),
    "mendeley": field(
        "ADDIN CSL_CITATION " + json.dumps({
            "citationItems": [{"id": "ITEM-1", "itemData": {**SMITH, "id": "ITEM-1"}},
                              {"id": "ITEM-2", "itemData": {**JONES, "id": "ITEM-2"}}],
            "mendeley": {"formattedCitation": "(Smith 2025; Jones 2024)"},
            "properties": {"noteIndex": 0}, "schema": "csl-citation.json"}),
        "(Smith 2025; Jones 2024)"),
    "mendeley cite": (
        '<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_CITATION_v3_'
        + base64.b64encode(json.dumps({
            "citationID": "M1", "properties": {"noteIndex": 0},
            "citationItems": [{"id": "1", "itemData": SMITH}, {"id": "2", "itemData": JONES}],
          }).encode()).decode()
        + '"/></w:sdtPr><w:sdtContent>' + run("(Smith 2025; Jones 2024)")
        + "</w:sdtContent></w:sdt>"
    ),
    "endnote": field("ADDIN EN.CITE " + ENDNOTE, "(Smith 2025; Jones 2024)"),
    "word": field("CITATION Smi25 \\l 1033 \\m Jon24", "(Smith 2025; Jones 2024)"),
}  # fmt: skip


@pytest.mark.parametrize("program", CITED)
def test_citations_of_all_programs_are_links_to_sources(program: str) -> None:
    item = imported(
        par("T", style="Title"),
        par("Prices fell ", CITED[program], "."),
        par("References", style="Heading1"),
        par(field('ADDIN ZOTERO_BIBL {"uncited":[]} CSL_BIBLIOGRAPHY', "Jones, B. Bases, 2024.")),
        parts={"customXml/item1.xml": OWN_SOURCES} if program == "word" else {},
    )
    assert item.files[0].body == (
        "Prices fell ([Smith 2025](https://example.org/floor);"
        " [Jones 2024](https://doi.org/10.1000/xyz))."
    )
    sources = item.files[0].values["sources"]
    if program == "endnote":  # which has fewer details
        sources = [{**sources[0], "date": "2025-07", "accessed": "2026-03-04"}, sources[1]]
    assert sources == [
        {
            "url": "https://example.org/floor",
            "title": "Unpacking the floor",
            "author": "Ann Smith",
            "publisher": "Institute of Examples",
            "date": "2025-07",
            "accessed": "2026-03-04",
        },
        {
            "url": "https://doi.org/10.1000/xyz",
            "title": "Bases",
            "author": "Bo Jones",
            "publisher": "Journal of Metals 12(3), 45–67",
            "date": "2024",
        },
    ]


def test_a_citation_by_number_is_a_link_on_the_words_before_it() -> None:
    assert text(par("Prices fell in May ", zotero("[1]", SMITH), ".")) == (
        "[Prices fell in May](https://example.org/floor)."
    )


def test_a_work_without_a_url_is_a_footnote() -> None:
    assert text(par("So it is ", zotero("(Doe 1999)", BOOK), " and ", zotero("(Doe)", BOOK))) == (
        "So it is (Doe 1999)[^1] and (Doe)[^1]\n\n[^1]: Jane Doe, A Book, Press, 1999"
    )


def test_a_citation_in_a_footnote_is_a_link_on_the_title() -> None:
    cited = zotero("Ann Smith, Unpacking the floor (2025), 12", SMITH)
    assert text(par("So it is.", note(2)), notes={2: par(cited)}) == (
        "So it is.[^1]\n\n[^1]: Ann Smith, [Unpacking the floor](https://example.org/floor)"
        " (2025), 12"
    )


# Review


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ("accept", "A new  word."),
        ("reject", "A  old word."),
        ("all", "A <ins>new</ins> ~~old~~ word[^1]."),
    ],
)
def test_tracked_changes_are_accepted_rejected_or_shown(changes: TrackChanges, shown: str) -> None:
    who = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
    deleted = '<w:r><w:delText xml:space="preserve">old </w:delText></w:r>'
    item = imported(
        par("T", style="Title"),
        par("A ", f"<w:ins {who}>{run('new ')}</w:ins>", f"<w:del {who}>{deleted}</w:del>",
            '<w:commentRangeStart w:id="5"/>', "word", '<w:commentRangeEnd w:id="5"/>',
            '<w:r><w:commentReference w:id="5"/></w:r>', "."),
        changes=changes,
        comments={5: par("Is it?")},
    )  # fmt: skip
    file = item.files[0]
    assert file.body.partition("\n")[0] == " ".join(shown.split())
    assert ("Is it?" in file.text) == bool(file.values["draft"]) == (changes == "all")
    words = [each.words for each in item.notes]
    assert words == [
        "1 insertions, 1 deletions",
        *(["Robin Sample: Is it?"] if changes != "all" else []),
    ]


def test_headers_and_lists_with_letters_are_noted() -> None:
    body = (par("one", number=3), par("two", number=3), par(TEXT))
    item = imported(par("T", style="Title"), *body, header=par("Confidential"))
    assert item.files[0].body == f"1. one\n2. two\n\n{TEXT}"
    assert [(each.reason, each.words) for each in item.notes] == [
        ("a list with letters or Roman numerals has numbers now", "one; two"),
        ("this header or footer was left out", "Confidential"),
    ]


# Files that are no documents


def _bomb() -> bytes:
    data = docx(par("T"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, "word/theme.xml": b"<a>" + b" " * 70_000_000})


def _deep(inner: str, count: int) -> str:
    for _ in range(count):
        inner = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    return inner


def _with_entities() -> bytes:
    declared = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    return docx(parts={"word/document.xml": f"{declared}<a>&b;</a>"})


REFUSED: Final = {
    "the file is empty": b"",
    "it has the old format .doc; open it": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "it is protected by a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + "EncryptedPackage".encode("utf-16-le"),
    "this is an RTF file": b"{\\rtf1 a}",
    "this is a PDF file": b"%PDF-1.7",
    "this is an HTML or XML file": b"<html><p>a",
    "this is not a Word document": b"words",
    "the file is damaged": docx(par("T"))[:-100],
    "the file is damaged: word/document.xml": docx(parts={"word/document.xml": "<w:document>"}),
    "this is a zip archive without a Word document": zipped({"a.txt": b"a"}),
    "this is an Excel workbook": zipped({"xl/workbook.xml": b"<a/>"}),
    "this is an OpenDocument text": zipped({"mimetype": b"a", "content.xml": b"<a/>"}),
    "word/document.xml declares entities": _with_entities(),
    "it unpacks to more than": _bomb(),
    "a note or comment is within another one": docx(notes={2: par(note(2))}),
    "its tables, lists or boxes are too deep": docx(_deep(par("T"), 100)),
    "its tables, lists or boxes are too deep within": docx(notes={2: _deep(par("T"), 100)}),
}


@pytest.mark.parametrize("message", REFUSED)
def test_a_file_that_is_no_document_is_refused_with_its_reason(message: str) -> None:
    with pytest.raises(NoDocument, match=re.escape(message)):
        read_package(REFUSED[message])


def test_a_damaged_part_is_noted_and_the_rest_is_read() -> None:
    item = imported(
        par("T", style="Title"),
        par(TEXT),
        parts={"docProps/core.xml": "<a>", "word/comments.xml": ""},
    )
    assert item.files[0].body == TEXT
    assert {each.words for each in item.notes} == {"docProps/core.xml", "word/comments.xml"}


def test_a_damaged_document_that_is_still_an_archive_is_refused() -> None:
    data = bytearray(docx(par(TEXT * 100)))
    data[200:260] = b"x" * 60
    with pytest.raises(NoDocument):
        read_package(bytes(data))


def test_what_pandoc_cannot_read_is_refused_with_its_reason() -> None:
    with pytest.raises(NoDocument, match="pandoc cannot read it: "):
        document_of(Package({"word/document.xml": b"<a/>"}))


@pytest.mark.parametrize("written", ["04/03/2026", "31 February 2026", "4 Prairial 2026", "soon"])
def test_a_date_that_is_not_certain_is_not_read(written: str) -> None:
    assert day_of(written) is None


def test_strict_documents_are_read() -> None:
    strict = docx(par("Two bases", style="Title"), par(TEXT))
    with zipfile.ZipFile(io.BytesIO(strict)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    old = b"http://schemas.openxmlformats.org/wordprocessingml/2006/"
    new = b"http://purl.oclc.org/ooxml/wordprocessingml/"
    package = read_package(zipped({name: each.replace(old, new) for name, each in parts.items()}))
    item = next(import_word([Document("a.docx", package, document_of(package))], CONFIG))
    assert item.files[0].body == TEXT


# Nothing is lost

_PIECES: Final = st.sampled_from(
    [
        par("Plain words & <signs> with_underscores * 2"), par(bold("Bold line")), item("an item"),
        par("1. typed"), par("– dashed"), par("Figure 1: no picture"), par("Table 2 – none"),
        par("By Somebody Else"), par("4 March 2026"), par("Key takeaways"),
        par("Deep", indent=900),
        par("Head", style="Heading2"), par("Titled late", style="Title"),
        par("A quote", style="Quote"),
        par("Caption alone", style="Caption"), par("Noted", note(2)), par("Sourced", note(3)),
        par(bold("Half"), BREAK, "and half"), table(["a", "b"], ["c", "d"]), table(["only"]),
        table([par(bold("Boxed"))], ["rows"]),
        par("x", run("2", '<w:vertAlign w:val="superscript"/>')),
        par(zotero("(Doe 1999)", BOOK)), par(zotero("[2]", SMITH)), par(FORMULA),
        par(picture("p.png", "alternative")), par("$5 and ~tilde~ ==mark== [^1] {#a}"),
        par("Author line", style="Author"), par("soon", style="Date"),
        par("Short", style="Abstract"),
        par("https://example.com/a_b*c"), par("wo", bold("rd"), "s"),
        par("References", style="Heading1"),
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=9), st.booleans())
@settings(max_examples=25, deadline=None)
def test_every_word_is_in_the_brief_or_in_the_report(pieces: list[str], has_math: bool) -> None:
    package = read_package(
        docx(*pieces, notes={2: par("Footnote words."), 3: par("https://example.com/x")},
             media={"p.png": PNG})
    )  # fmt: skip
    config = replace(CONFIG, markdown=replace(CONFIG.markdown, math=has_math))
    item = next(import_word([Document("a.docx", package, document_of(package))], config))
    listed = "\n".join(f"{each.reason} {each.words}" for each in item.notes)
    written = _words_of(item.files[0].text) | _words_of(listed)
    assert _words_of(plain_text(docx(*pieces, media={"p.png": PNG}))) - written <= LABELS


def _words_of(text: str) -> set[str]:
    text = re.sub(r"[*~^\\]|</?su[bp]>", "", unicodedata.normalize("NFKC", text))
    return {each for each in re.findall(r"[^\W_]+", text.casefold()) if not each.isdigit()}


# Words that became dates, lists and numbers of figures.
LABELS: Final = frozenset("figure table key takeaways references march by".split())
