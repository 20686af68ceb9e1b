"""The order of terms and authors, and names that hold several people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefgen.assemble.names import cited_author, several_people
from briefgen.model.collation import sort_key

if TYPE_CHECKING:
    from tests.assemble.conftest import PlanSite


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "Act|Ålesund|Économie|Énergie|Energy|Île|Indium|Œuvre|Offtake|Zones"),
        ("fr", "cote|coté|côte|Économie|élève|Œuf|Zinc"),
        ("de", "Äpfel|Apfelbaum|Öl|Ort|Strasse|Straße|Zink"),
        ("sv", "Ask|Zink|Å|Ånger|Ärlig|Öl"),
        ("fi", "Zinkki|Å|Ääni|Öljy"),
        ("da", "Zink|Æble|Øl|Å|Aalborg"),
        ("nb", "Zink|Ære|Øl|Ås"),
        ("es", "nube|nuez|ñame|oro"),
        ("pl", "cena|cło|ćma|łąka|złoto|źródło|żelazo"),
        ("cs", "cena|čas|hora|chleba|rok|řeka|zákon|železo"),
        ("tr", "cam|çay|gaz|ığdır|İzmir|okul|ödül|su|şeker|uzak|ülke"),
        ("hu", "cukor|csak|olaj|ödön|zab|zsír"),
        ("et", "sool|šahh|zoo|tuul|õli|äri|öö|üks"),
        ("uk", "газ|ґанок|ера|єна|ива|іній|їжа|йод"),
        ("ru", "ёлка|ель|ельник|ива|йод"),
        ("el", "Αθήνα|άνθρωπος|έργο|ήλιος|Ωμέγα"),
        ("zh", "一|中国"),
    ],
)  # fmt: skip
def test_names_are_sorted_as_the_language_sorts_them(language: str, names: str) -> None:
    expected = names.split("|")
    assert sorted(set(expected), key=lambda name: sort_key(name, language)) == expected


def brief(matter: str) -> str:
    return f"---\ntitle: T\n{matter}\n---\nText.\n"


def test_terms_are_sorted_by_the_sites_language(plan_site: PlanSite) -> None:
    files = {"content/briefs/a.md": brief("tags: [Zones, Économie, Île, Energy]")}
    planned = plan_site(files, language="fr")
    names = [term.name for term in planned.site.taxonomies["tags"].terms.values()]
    assert names == ["Économie", "Energy", "Île", "Zones"]


def test_authors_are_sorted_by_family_name(plan_site: PlanSite) -> None:
    files = {
        "content/authors/x.md": (
            "---\nname: Gabriel García Márquez\nfamily_name: García Márquez\n---\n"
        ),
        "content/briefs/a.md": brief(
            "authors: [x, Zoe Adams, Ludwig van Beethoven, Institute of Examples, Ann Adams, 王 伟]"
        ),
    }
    planned = plan_site(files)
    assert planned.diagnostics == ()
    assert [term.name for term in planned.site.authors.terms.values()] == [
        "Ann Adams",
        "Zoe Adams",
        "Ludwig van Beethoven",
        "Gabriel García Márquez",
        "Institute of Examples",
        "王 伟",
    ]


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("Jane Roe and John Doe", ("Jane Roe", "John Doe")),
        ("Jane Roe & John Doe", ("Jane Roe", "John Doe")),
        ("Jane Roe, John Doe, and Ann Poe", ("Jane Roe", "John Doe", "Ann Poe")),
        ("Jane Roe, John Doe, Ann Poe", ("Jane Roe", "John Doe", "Ann Poe")),
        ("Cossette, Yael Berger, Chelsea Novak", ("Cossette", "Yael Berger", "Chelsea Novak")),
        ("Jane Roe, Director; John Doe, Senior Analyst", ("Jane Roe", "John Doe")),
        ("Jane Roe; John Doe", ("Jane Roe", "John Doe")),
        ("Jane Roe, Director", ("Jane Roe",)),
        ("Jane Roe, PhD", ()),
        ("Jane Roe, PhD, and John Doe, M.D.", ("Jane Roe", "John Doe")),
        ("Juan Pérez y María López", ("Juan Pérez", "María López")),
        ("Anne Blanc et Luc Noir", ("Anne Blanc", "Luc Noir")),
        ("José Ortega y Gasset", ()),
        ("García Márquez, Gabriel", ()),
        ("Roe, Jane", ()),
        ("Roe, Jane, Jr.", ()),
        ("Sammy Davis, Jr.", ()),
        ("Research and Analysis", ()),
        ("Ministry of Trade and Industry", ()),
        ("Department for Work and Pensions", ()),
        ("Institute of Examples", ()),
        ("Jane Roe", ()),
        ("OECD", ()),
        ("王伟", ()),
    ],
)
def test_a_name_that_holds_several_people_is_reported(name: str, people: tuple[str, ...]) -> None:
    assert several_people(name) == people


def test_following_the_hint_about_several_people_gives_a_clean_build(plan_site: PlanSite) -> None:
    matter = "authors: ['Jane Roe and John Doe']"
    (problem,) = plan_site({"content/briefs/a.md": brief(matter)}).diagnostics
    assert problem.code == "several-authors"
    assert problem.hint
    _, _, written = problem.hint.partition("replace it with:\n")
    planned = plan_site({"content/briefs/a.md": brief(f"authors:\n{written}")})
    assert planned.diagnostics == ()
    assert len(planned.site.briefs[0].brief.authors) == 2


def test_an_organisation_with_a_file_is_one_name(plan_site: PlanSite) -> None:
    files = {
        "content/authors/x.md": "---\nname: Jane Roe & John Doe\n---\n",
        "content/briefs/a.md": brief("authors: ['Jane Roe & John Doe']"),
    }
    assert plan_site(files).diagnostics == ()


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Dr. Jane Roe", "Roe", "Jane"),
        ("Prof. Dr. Ines Tallowood", "Tallowood", "Ines"),
        ("Sir John Doe, KC", "Doe", "John"),
        ("Jane Roe PhD", "Roe", "Jane"),
        ("Roe, Jane, MBA", "Roe", "Jane"),
        ("H.E. Jane Roe", "Roe", "Jane"),
        ("Jack Ma", "Ma", "Jack"),
        ("He Jing Wei", "Wei", "He Jing"),
    ],
)
def test_titles_and_degrees_are_not_counted_as_people(name: str, family: str, given: str) -> None:
    author = cited_author(name)
    assert (author.name, author.family, author.given) == (name, family, given)
