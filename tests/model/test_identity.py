import pytest

from briefgen.model.identity import (
    name_key,
    near_source_key,
    normal,
    source_key,
    term_slug,
    with_doi,
    without_tracking,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Example.org", "https://example.org/"),
        ("HTTPS://example.org/a", "https://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/", "http://example.org"),
        ("http://example.org/a", "https://example.org/a"),
        ("//example.org/a?utm_source=x", "https://example.org/a"),
        ("https://www.example.org/a", "https://example.org/a"),
        ("https://example.org/a/", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/%c3%a4", "https://example.org/%C3%A4"),
        ("https://example.org/ä", "https://example.org/%C3%A4"),
        ("https://example.org/a\u0308", "https://example.org/ä"),
        ("https://example.org/%7Ejane/", "https://example.org/~jane/"),
        ("https://example.org/?", "https://example.org/"),
        ("https://example.org/r.pdf#page=12", "https://example.org/r.pdf#page=30"),
        ("https://example.org/a#:~:text=price%20floor", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&utm_medium=y", "https://example.org/a"),
        ("https://example.org/a?fbclid=1&id=3", "https://example.org/a?id=3"),
        ("https://example.org/a/?gclid=1#top", "http://www.example.org/a"),
        ("https://dx.doi.org/10.1000/XYZ", "http://doi.org/10.1000/xyz"),
        ("doi:10.1000/xyz", "https://doi.org/10.1000/xyz"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example"),
        ("https://MÜNCHEN.example/a", "https://xn--mnchen-3ya.example/a"),
    ],
)
def test_spellings_of_one_work_have_one_key(one: str, other: str) -> None:
    assert source_key(one) == source_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org:8443/", "https://example.org/"),
        ("https://example.org/?a", "https://example.org/"),
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=3"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/#/reports/1", "https://example.org/#/reports/2"),
        ("https://sub.example.org/", "https://example.org/"),
        ("ftp://example.org/", "https://example.org/"),
    ],
)
def test_different_works_have_different_keys(one: str, other: str) -> None:
    assert source_key(one) != source_key(other)


def test_a_broken_url_is_its_own_key() -> None:
    assert source_key("https://[broken/") == "https://[broken/"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/Report.pdf", "https://example.org/report.pdf"),
        ("https://example.org/a/index.html", "https://example.org/a/"),
        ("https://example.org/a.html", "https://example.org/a"),
        ("https://example.org/a?page=2", "https://example.org/a"),
        ("https://m.example.org/a", "https://example.org/a"),
    ],
)
def test_urls_of_probably_one_work_are_near_matches(one: str, other: str) -> None:
    assert near_source_key(one) == near_source_key(other)
    assert source_key(one) != source_key(other)


def test_two_documents_in_one_folder_are_not_near_matches() -> None:
    one, other = "https://example.org/r-2023.pdf", "https://example.org/r-2024.pdf"
    assert near_source_key(one) != near_source_key(other)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("doi:10.1000/xyz", "https://doi.org/10.1000/xyz"),
        ("DOI: 10.1000/xyz", "https://doi.org/10.1000/xyz"),
        ("doi:https://dx.doi.org/10.1000/xyz", "https://doi.org/10.1000/xyz"),
        ("doi:10.1002/(SICI)1097<1::AID>3.0.CO;2-#", "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0.CO;2-%23"),
        ("doi:other", "doi:other"),
        ("doi:10.", "doi:10."),
        ("https://example.org/", "https://example.org/"),
    ],
)  # fmt: skip
def test_a_doi_has_a_url(written: str, address: str) -> None:
    assert with_doi(written) == address


def test_the_url_of_a_work_has_no_tracking_and_no_fragment() -> None:
    url = "https://example.org/a?utm_source=x&id=3#page=4"
    assert without_tracking(url) == "https://example.org/a?id=3"
    assert without_tracking("https://example.org/#/r/1") == "https://example.org/#/r/1"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("OPEC+", "opec-plus"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("50%", "50-percent"),
        ("50 %", "50-percent"),
        ("50\u00a0%", "50-percent"),
        (".NET", "dot-net"),
        ("LGBTQ+ rights", "lgbtq-plus-rights"),
        ("#MeToo", "metoo"),
        ("Health + care", "health-care"),
        ("… and more", "and-more"),
        ("R&D", "r-d"),
        ("U.S.", "u-s"),
    ],
)
def test_terms_that_differ_by_a_symbol_are_two_terms(name: str, slug: str) -> None:
    assert term_slug(name) == slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Économie", "E\u0301conomie"),
        ("Prices", "prices\u200b"),
        ("Rare earths", "rare\u00a0 earths"),
        ("ＯＰＥＣ", "OPEC"),
    ],
)
def test_names_are_compared_as_people_see_them(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_paths_are_compared_in_composed_form() -> None:
    assert normal("briefs/cafe\u0301.md") == "briefs/café.md"
