"""Names in front matter become terms and authors with pages of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from briefgen.model.diagnostics import Diagnostic
from briefgen.model.site import Term

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite


def brief(matter: str, day: int = 1) -> str:
    return f"---\ntitle: T\ndate: 2026-01-{day:02}\n{matter}\n---\nText.\n"


def terms_of(planned: PlannedSite, key: str = "categories") -> dict[str, Term]:
    return dict(planned.site.taxonomies[key].terms)


def people_of(planned: PlannedSite) -> dict[str, Term]:
    return dict(planned.site.authors.terms)


def only(planned: PlannedSite) -> Diagnostic:
    (diagnostic,) = planned.diagnostics
    return diagnostic


# Files


@pytest.mark.parametrize(
    ("first", "second", "url"),
    [
        ("tags/A B.md", "tags/a-b.md", "/tags/a-b/"),
        ("categories/EU.md", "categories/eu.md", "/categories/eu/"),
        ("authors/a b.md", "authors/a-b.md", "/authors/a-b/"),
    ],
)
def test_two_files_for_one_term_are_an_error_naming_both(
    plan_site: PlanSite, first: str, second: str, url: str
) -> None:
    words = "---\n{}: A\n---\n".format("name" if first.startswith("authors") else "title")
    planned = plan_site(
        {
            "content/briefs/a.md": brief("tags: [a b]\ncategories: [EU]\nauthors: [A B]"),
            f"content/{first}": words,
            f"content/{second}": words,
        }
    )
    assert planned.failed
    diagnostic = only(planned)
    assert diagnostic.code == "url-collision"
    assert diagnostic.location.path == f"content/{second}"
    assert f"content/{first}:" in diagnostic.message
    assert diagnostic.message.endswith(f"would both be published at {url}")
    assert "rename" in diagnostic.hint


def test_files_of_several_taxonomies_may_have_one_slug(plan_site: PlanSite) -> None:
    words = "---\ntitle: A\n---\n"
    files = {"content/briefs/a.md": brief("tags: [a]\ncategories: [a]")}
    files |= {"content/tags/a.md": words, "content/categories/a.md": words}
    assert plan_site(files).diagnostics == ()


# Terms


def test_a_term_has_slug_url_and_members_newest_first(plan_site: PlanSite) -> None:
    terms = terms_of(
        plan_site(
            {
                "content/briefs/a.md": brief("categories: [Trade & Energy]", 1),
                "content/briefs/b.md": brief("categories: [Trade & Energy, 中国]", 3),
                "content/briefs/c.md": brief("", 2),
            }
        )
    )
    assert {slug: (term.name, term.url, term.members) for slug, term in terms.items()} == {
        "trade-energy": ("Trade & Energy", "/categories/trade-energy/", (0, 2)),
        "中国": ("中国", "/categories/中国/", (0,)),
    }


def test_terms_are_sorted_by_name(plan_site: PlanSite) -> None:
    terms = terms_of(
        plan_site({"content/briefs/a.md": brief("tags: [beta, Alpha, 10, gamma]")}), "tags"
    )
    assert [term.name for term in terms.values()] == ["10", "Alpha", "beta", "gamma"]


def test_spellings_of_a_term_are_merged_under_the_most_common_one(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("categories: [R&D]", 1),
            "content/briefs/b.md": brief("categories: [R & D]", 2),
            "content/briefs/c.md": brief("tags: [x]\ncategories: [China, R&D]", 3),
        }
    )
    term = terms_of(planned)["r-d"]
    assert (term.name, term.members) == ("R&D", (0, 1, 2))
    diagnostic = only(planned)
    assert (diagnostic.code, diagnostic.is_error) == ("spelling", False)
    assert diagnostic.message == (
        "`R & D` and `R&D` are spellings of one term; `R&D` is in content/briefs/c.md:5"
    )
    assert (diagnostic.location.path, diagnostic.location.span.line) == ("content/briefs/b.md", 4)
    assert diagnostic.hint == "write `R&D` everywhere"


def test_the_choice_among_equally_common_spellings_ignores_order(
    plan_site: PlanSite,
) -> None:
    for days in ((1, 2), (2, 1)):
        planned = plan_site(
            {
                "content/briefs/a.md": brief("tags: [china]", days[0]),
                "content/briefs/b.md": brief("tags: [China]", days[1]),
            }
        )
        assert terms_of(planned, "tags")["china"].name == "China"
        assert only(planned).location.path == "content/briefs/a.md"


def test_every_other_spelling_gets_its_own_warning(plan_site: PlanSite) -> None:
    names = ["Rare earths", "rare earths", "Rare Earths", "rare-earths"]
    planned = plan_site(
        {
            f"content/briefs/{place}.md": brief(f"tags: [{name}]", place + 1)
            for place, name in enumerate(names)
        }
    )
    assert [each.code for each in planned.diagnostics] == ["spelling"] * 3
    assert len(terms_of(planned, "tags")) == 1


def test_a_brief_that_names_a_term_twice_is_in_it_once(plan_site: PlanSite) -> None:
    planned = plan_site({"content/briefs/a.md": brief("tags: [China, china, China]")})
    assert terms_of(planned, "tags")["china"].members == (0,)


@pytest.mark.parametrize("name", ["🙂", "…!?", "&"])
def test_a_term_without_letter_or_digit_is_an_error_at_its_position(
    plan_site: PlanSite, name: str
) -> None:
    planned = only(plan_site({"content/briefs/a.md": brief(f"tags: [fine, '{name}']")}))
    assert (planned.code, planned.is_error) == ("empty-term", True)
    assert planned.message == f"`{name}` has no letter or digit, so its page cannot have a URL"
    assert (planned.location.span.line, planned.location.span.column) == (4, 14)


def test_a_series_lists_its_oldest_part_first(plan_site: PlanSite) -> None:
    planned = plan_site(
        {f"content/briefs/{day}.md": brief("series: Parts", day) for day in (1, 2, 3)}
    )
    assert terms_of(planned, "series")["parts"].members == (2, 1, 0)


def test_a_site_has_taxonomies_of_its_own(plan_site: PlanSite) -> None:
    planned = plan_site(
        {"content/briefs/a.md": brief("places: [Baotou]")},
        taxonomies={"places": {"title": "Where"}, "minerals": None},
    )
    assert terms_of(planned, "places")["baotou"].url == "/places/baotou/"
    groups = planned.site.taxonomies
    assert [group.title for group in groups.values()] == [
        "Categories", "Tags", "Series", "Where", "Minerals",
    ]  # fmt: skip


# Texts of terms


def test_a_file_supplies_the_text_of_a_term(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("categories: [european union]"),
            "content/categories/european-union.md": "---\ntitle: The European Union\n---\nWords.",
        }
    )
    term = terms_of(planned)["european-union"]
    assert term.name == "The European Union"
    assert term.words is not None
    assert term.words.path == "content/categories/european-union.md"
    assert planned.diagnostics == ()


def test_a_file_for_an_unused_term_is_a_warning(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("categories: [European Union]"),
            "content/categories/european-onion.md": "---\ntitle: O\n---\nWords.",
            "content/tags/zzz.md": "---\ntitle: Z\n---\nWords.",
        }
    )
    near, far = planned.diagnostics
    assert (near.code, near.is_error) == ("unused-term-file", False)
    assert near.location.path == "content/categories/european-onion.md"
    assert "categories" in near.message
    assert "`european-onion`" in near.message
    assert near.hint == "did you mean `european-union.md`?"
    assert far.hint == "remove the file, or add the term to a brief under `tags`"


# Authors


ANNA = "---\nname: Anna Vogel\nrole: Editor\n---\nShe writes.\n"


def test_an_author_is_matched_by_id_or_name_ignoring_case(
    plan_site: PlanSite,
) -> None:
    planned = plan_site(
        {
            "content/authors/anna.md": ANNA,
            "content/briefs/a.md": brief("authors: [anna]", 1),
            "content/briefs/b.md": brief("authors: [Anna Vogel]", 2),
            "content/briefs/c.md": brief("authors: [ANNA VOGEL, anna]", 3),
        }
    )
    people = people_of(planned)
    assert list(people) == ["anna"]
    anna = people["anna"]
    assert (anna.name, anna.url, anna.members) == ("Anna Vogel", "/authors/anna/", (0, 1, 2))
    assert anna.author is not None
    assert anna.author.role == "Editor"
    assert planned.diagnostics == ()


def test_an_author_without_a_file_has_a_plain_name(plan_site: PlanSite) -> None:
    planned = plan_site({"content/briefs/a.md": brief("authors: [Mia Tal, 王小明]")})
    people = people_of(planned)
    assert {slug: (term.name, term.author) for slug, term in people.items()} == {
        "mia-tal": ("Mia Tal", None),
        "王小明": ("王小明", None),
    }
    assert planned.diagnostics == ()


def test_an_author_without_briefs_has_a_page(plan_site: PlanSite) -> None:
    planned = plan_site({"content/authors/anna.md": ANNA, "content/briefs/a.md": brief("")})
    assert people_of(planned)["anna"].members == ()
    assert "authors/anna/index.html" in {output.path for output in planned.outputs}


def test_a_near_miss_of_an_id_is_a_warning(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/authors/ines-tallowood.md": "---\nname: Inés Tallowood\n---\n",
            "content/briefs/a.md": brief("authors: [someone, ines-talowood]"),
        }
    )
    diagnostic = only(planned)
    assert (diagnostic.code, diagnostic.is_error) == ("near-author", False)
    assert diagnostic.message == (
        "no author has the id `ines-talowood`, so this text is shown as the author's name"
    )
    assert diagnostic.hint == "did you mean `ines-tallowood`?"
    assert (diagnostic.location.span.line, diagnostic.location.span.column) == (4, 20)
    assert people_of(planned)["ines-talowood"].members == (0,)


def test_an_author_without_letters_is_an_error(plan_site: PlanSite) -> None:
    planned = only(plan_site({"content/briefs/a.md": brief("authors: ['–']")}))
    assert (planned.code, planned.location.span.line) == ("empty-term", 4)


def test_a_file_name_with_spaces_makes_a_clean_url(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/authors/Anna Vogel.md": "---\nname: Dr Vogel\n---\n",
            "content/briefs/a.md": brief("authors: [Anna Vogel]"),
        }
    )
    assert {slug: term.members for slug, term in people_of(planned).items()} == {"anna-vogel": (0,)}


# The address of a term


def test_the_name_of_a_terms_file_is_the_last_part_of_its_url(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("categories: [European Union, OPEC, OPEC+]"),
            "content/briefs/b.md": brief("categories: [EUROPEAN UNION, opec]", 2),
            "content/categories/eu.md": "---\ntitle: European Union\n---\n",
        }
    )
    assert [each.code for each in planned.diagnostics] == ["spelling", "spelling"]
    terms = terms_of(planned)
    assert {slug: (term.name, len(term.members)) for slug, term in terms.items()} == {
        "eu": ("European Union", 2), "opec": ("OPEC", 2), "opec-plus": ("OPEC+", 1),
    }  # fmt: skip
    assert terms["eu"].url == "/categories/eu/"


def test_a_name_with_its_own_file_is_not_the_title_of_another(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("categories: [Trade, Tariffs]"),
            "content/categories/trade.md": "---\ntitle: Trade and industry\n---\n",
            "content/categories/tariffs.md": "---\ntitle: Trade\n---\n",
        }
    )
    assert planned.diagnostics == ()
    assert set(terms_of(planned)) == {"trade", "tariffs"}


def test_the_file_of_a_term_waits_with_the_briefs_that_name_its_title(
    plan_site: PlanSite,
) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("categories: [European Union]\ndraft: true"),
            "content/briefs/b.md": brief("categories: [Trade]"),
            "content/categories/eu.md": "---\ntitle: European Union\n---\n",
        }
    )
    assert planned.diagnostics == ()
