"""What pages and registries say of works."""

from __future__ import annotations

import json
from typing import Any

import pytest

from briefgen.ledger.answers import Answer
from briefgen.ledger.facts import Facts, dated, person_name
from briefgen.ledger.pages import content_of
from briefgen.ledger.works import CSL, doi_of, facts_of_work, registry_url

URL = "https://example.org/reports/wages"


def facts(head: str, body: str = "<h1>Another heading</h1>") -> Facts:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return content_of(
        Answer(
            url=URL,
            final_url=URL,
            status=200,
            headers={"content-type": "text/html"},
            body=page.encode(),
        )
    ).facts


def metas(*pairs: tuple[str, str], attribute: str = "name") -> str:
    return "".join(f'<meta {attribute}="{name}" content="{value}">' for name, value in pairs)


WAGES = Facts(
    title="Wages in 2025",
    publisher="Journal of Examples",
    authors=("Ada Example", "Bela de Sample"),
    date="2025-03-04",
)


def test_highwire_tags() -> None:
    head = metas(
        ("citation_title", "Wages in 2025"),
        ("citation_author", "Example, Ada"),
        ("citation_author", "de Sample, Bela"),
        ("citation_publication_date", "2025/03/04"),
        ("citation_journal_title", "Journal of Examples"),
        ("citation_publisher", "A Press"),
    )
    assert facts(head) == WAGES


def test_dublin_core() -> None:
    head = metas(
        ("DC.Title", "Wages in 2025"),
        ("DC.creator", "Ada Example; Bela de Sample"),
        ("DCTERMS.issued", "2025-03-04"),
        ("dc.publisher", "Journal of Examples"),
    )
    assert facts(head) == WAGES


def test_open_graph() -> None:
    head = metas(
        ("og:title", "Wages in 2025 | Journal of Examples"),
        ("og:site_name", "Journal of Examples"),
        ("article:author", "https://example.org/people/3"),
        ("article:published_time", "2025-03-04T23:00:00-05:00"),
        attribute="property",
    ) + metas(("author", "Ada Example"), ("author", "admin"), ("author", "Bela de Sample"))
    assert facts(head) == WAGES


SCHEMA: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Wages in 2025",
    "datePublished": "2025-03-04T09:00:00Z",
    "author": [{"@type": "Person", "name": "Ada Example"}, "Bela de Sample"],
    "publisher": {"@type": "Organization", "name": "Journal of Examples"},
}
GRAPH: dict[str, Any] = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebPage", "name": "A page", "datePublished": "2020-01-01"},
        {**SCHEMA, "author": [{"@id": "#a"}, {"@id": "#b"}], "publisher": {"@id": "#p"}},
        {"@id": "#a", "@type": "Person", "givenName": "Ada", "familyName": "Example"},
        {"@id": "#b", "@type": "Person", "name": "Bela de Sample"},
        {"@id": "#p", "@type": "Organization", "name": "Journal of Examples"},
    ],
}


@pytest.mark.parametrize("block", [SCHEMA, GRAPH, [SCHEMA], {**SCHEMA, "@type": ["Report", "X"]}])
def test_schema_org(block: Any) -> None:
    read = facts(f'<script type="application/ld+json">{json.dumps(block)}</script>')
    assert (read.title, read.publisher, read.authors, read.date) == (
        WAGES.title, WAGES.publisher, WAGES.authors, WAGES.date,
    )  # fmt: skip


def test_attributes_of_schema_org() -> None:
    body = (
        '<article itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">Wages in'
        ' 2025</h1><span itemprop="author" itemscope><b itemprop="name">Ada Example</b></span>'
        '<meta itemprop="author" content="Bela de Sample"><time itemprop="datePublished"'
        ' datetime="2025-03-04">4 March</time><div itemprop="publisher"><meta itemprop="name"'
        ' content="Journal of Examples"></div></article>'
    )
    assert facts("<title>x</title>", body) == WAGES


@pytest.mark.parametrize(
    "block",
    ["{", "[" * 100_000, "null", "[null, 3]", '{"@type": 3, "author": {"name": [null]}}',
     '{"@type": "Article", "author": 5, "headline": {}, "publisher": [], "datePublished": 2025}',
     '{"@graph": {"@graph": [{"@id": []}]}}'],
)  # fmt: skip
def test_metadata_that_are_wrong_say_nothing(block: str) -> None:
    read = facts(f'<title>Wages</title><script type="application/ld+json">{block}</script>')
    assert read.title == "Wages"
    assert (read.authors, read.date) == ((), "")


def test_the_most_telling_vocabulary_counts_and_others_complete_it() -> None:
    head = metas(("citation_title", "Wages"), ("DC.title", "Other"), ("DC.date", "2024"))
    read = facts(head + metas(("og:site_name", "The Site"), attribute="property"))
    assert read == Facts(title="Wages", publisher="The Site", date="2024")


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        ("Wages in 2025 | The Institute", "Wages in 2025", "Wages in 2025"),
        ("The Institute - Wages in 2025", "Wages in 2025", "Wages in 2025"),
        ("Wages in 2025", "Welcome", "Wages in 2025"), ("", "Wages in 2025", "Wages in 2025"),
        ("Wages in 2025 | The Institute", "", "Wages in 2025 | The Institute"),
    ],
)  # fmt: skip
def test_the_title_of_a_page_without_metadata(title: str, heading: str, expected: str) -> None:
    assert facts(f"<title>{title}</title>", f"<h1>{heading}</h1>").title == expected


def test_nothing_is_guessed_from_the_words_of_a_page() -> None:
    body = '<h1>Wages</h1><p class="author byline">By Ada Example</p><p>Published 4 March 2025</p>'
    assert facts("", body) == Facts(title="Wages")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Example, Ada", "Ada Example"), ("García López, Ana María", "Ana María García López"),
        ("van der Sample, B. C.", "B. C. van der Sample"), ("By Ada Example", "Ada Example"),
        ("Ministry of Finance, Japan", "Ministry of Finance, Japan"),
        ("Example Research, Inc.", "Example Research, Inc."), ("admin", ""), ("a@example.org", ""),
        ("https://example.org/ada", ""), ("王小明", "王小明"),
        ("  Ada\u200b  Example ", "Ada Example"),
    ],
)  # fmt: skip
def test_names(written: str, name: str) -> None:
    assert person_name(written) == name


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-03-04T10:00:00Z", "2025-03-04"), ("2025/3/4", "2025-03-04"), ("2025-03", "2025-03"),
        ("2025", "2025"), ("20250304", ""), ("2025-13-01", ""), ("4 March 2025", ""),
        ("0001-01", ""), ("2025-02-30", ""),
    ],
)  # fmt: skip
def test_dates(written: str, date: str) -> None:
    assert dated(written) == date


@pytest.mark.parametrize(
    ("url", "doi"),
    [
        ("https://doi.org/10.1000/xyz-1", "10.1000/xyz-1"),
        ("https://dx.doi.org/10.1000/A%2FB", "10.1000/A/B"),
        ("https://arxiv.org/abs/2401.01234v2", "10.48550/arXiv.2401.01234"),
        ("https://arxiv.org/pdf/2401.01234.pdf", "10.48550/arXiv.2401.01234"),
        ("https://arxiv.org/abs/econ.GN/0701001", "10.48550/arXiv.econ.GN/0701001"),
        ("https://arxiv.org/list/econ/new", ""),
        ("https://papers.ssrn.com/sol3/papers.cfm?abstract_id=4567890", "10.2139/ssrn.4567890"),
        ("https://ssrn.com/abstract=4567890", "10.2139/ssrn.4567890"),
        ("https://www.nber.org/papers/w31234", "10.3386/w31234"),
        ("https://zenodo.org/records/1234567", "10.5281/zenodo.1234567"),
        ("https://journal.example/doi/full/10.1000/xyz", "10.1000/xyz"),
        ("https://journal.example/articles/10.1000/x.y.2/full", "10.1000/x.y.2"),
        ("https://journal.example/content/pdf/10.1000/xyz.pdf", "10.1000/xyz"),
        ("https://example.org/reports/10.2024/", ""),
        ("https://example.org/", ""),
        ("https://[", ""),
    ],
)
def test_the_doi_of_a_url(url: str, doi: str) -> None:
    assert doi_of(url) == doi


def test_the_registry_is_asked_for_a_doi_only() -> None:
    at = registry_url("https://doi.org/10.1000/a<b>", "https://registry.example/")
    assert at == "https://registry.example/10.1000/a%3Cb%3E"
    assert registry_url("https://example.org/", "https://registry.example") == ""


def work(data: object, status: int = 200) -> Facts:
    body = data.encode() if isinstance(data, str) else json.dumps(data).encode()
    return facts_of_work(Answer(url=URL, status=status, headers={"content-type": CSL}, body=body))


CROSSREF: dict[str, Any] = {
    "type": "article-journal",
    "title": "Wages in <i>2025</i> &amp; after",
    "container-title": ["Journal of Examples"],
    "publisher": "A Press",
    "author": [{"given": "Ada", "family": "Example"}, {"literal": "Office for Samples"}],
    "issued": {"date-parts": [[2025, 3]]},
}


def test_what_a_registry_says() -> None:
    assert work(CROSSREF) == Facts(
        title="Wages in 2025 & after",
        publisher="Journal of Examples",
        authors=("Ada Example", "Office for Samples"),
        date="2025-03",
        type="article-journal",
    )


@pytest.mark.parametrize(
    "data",
    ["", "{", "[]", "null", {"title": 3, "author": [3], "issued": {"date-parts": [[None]]}},
     {"title": [], "author": {"a": 1}, "issued": {"date-parts": []}}],
)  # fmt: skip
def test_a_registry_may_say_nothing(data: object) -> None:
    assert work(data) == Facts()


def test_a_registry_that_does_not_know_a_work() -> None:
    assert work(CROSSREF, status=404) == Facts()
