"""Names of authors, split into parts for citations."""

from __future__ import annotations

import pytest

from briefgen.assemble.names import cited_author, initials


@pytest.mark.parametrize(
    ("name", "given", "particle", "family", "suffix"),
    [
        ("Jane Roe", "Jane", "", "Roe", ""),
        ("J. R. R. Tolkien", "J. R. R.", "", "Tolkien", ""),
        ("Ludwig van Beethoven", "Ludwig", "van", "Beethoven", ""),
        ("Maria de la Cruz", "Maria", "de la", "Cruz", ""),
        ("Vincent van 't Hoff", "Vincent", "van 't", "Hoff", ""),
        ("Dick Van Dyke", "Dick", "", "Van Dyke", ""),
        ("Robert De Niro", "Robert", "", "De Niro", ""),
        ("José Ortega y Gasset", "José", "", "Ortega y Gasset", ""),
        ("Martin Luther King Jr.", "Martin Luther", "", "King", "Jr."),
        ("Martin Luther King, Jr.", "Martin Luther", "", "King", "Jr."),
        ("de la Cruz, Maria", "Maria", "de la", "Cruz", ""),
        ("García Márquez, Gabriel", "Gabriel", "", "García Márquez", ""),
        ("adrienne maree brown", "adrienne maree", "", "brown", ""),
        ("Иван Петров", "Иван", "", "Петров", ""),
        ("محمد الأحمد", "محمد", "", "الأحمد", ""),
        ("王 小明", "小明", "", "王", ""),
        ("김 철수", "철수", "", "김", ""),
    ],
)
def test_a_persons_name_is_split_into_its_parts(
    name: str, given: str, particle: str, family: str, suffix: str
) -> None:
    author = cited_author(name)
    assert (author.given, author.particle, author.family, author.suffix) == (
        given, particle, family, suffix,
    )  # fmt: skip
    assert author.name == name
    assert not author.is_organisation


@pytest.mark.parametrize("name", ["王小明", "Plato", "Madonna", "د"])
def test_a_name_of_one_word_stays_whole(name: str) -> None:
    author = cited_author(name)
    assert (author.inverted, author.family, author.is_organisation) == (name, "", False)


@pytest.mark.parametrize(
    "name",
    [
        "Ministry of Examples", "Ministry of Trade, Industry and Energy", "The Economist",
        "Institut für Beispiele", "Ärzte & Partner", "World Bank", "OECD", "Acme, Inc.",
        "Test Brief",
    ],
)  # fmt: skip
def test_an_organisation_is_recognised_by_its_words_or_its_name(name: str) -> None:
    author = cited_author(name, organisations=["Test brief"])
    assert (author.inverted, author.is_organisation) == (name, True)


def test_an_authors_file_has_the_last_word() -> None:
    assert cited_author("Green Peace", kind="organisation").is_organisation
    assert not cited_author("Anna of Kiev", kind="person").is_organisation
    spanish = cited_author("Gabriel García Márquez", family_name="García Márquez")
    assert spanish.inverted == "García Márquez, Gabriel"
    dutch = cited_author("Anna van der Berg Smit", family_name="Berg Smit")
    assert (dutch.given, dutch.particle) == ("Anna", "van der")
    chinese = cited_author("Wang Xiaoming", family_name="Wang")
    assert (chinese.inverted, chinese.has_family_first) == ("Wang, Xiaoming", True)


def test_any_run_of_whitespace_counts_as_one_space() -> None:
    assert cited_author(" Jane\u2028\n Roe ").inverted == "Roe, Jane"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ines Tallowood", "IT"),
        ("Dr. Ludwig van Beethoven", "LB"),
        ("Wang Xiaoming", "WX"),
        ("王小明", "王"),
        ("إيناس تالوود", "إ"),
        ("Ministry of Examples", "ME"),
        ("Plato", "P"),
        ("the office", "TO"),
        ("1984", ""),
    ],
)
def test_initials_stand_for_a_name(name: str, letters: str) -> None:
    assert initials(cited_author(name)) == letters
