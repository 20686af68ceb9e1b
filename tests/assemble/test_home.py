"""The home page: the featured brief, and the categories and their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefgen.model.outputs import Literal, Rendered
from briefgen.model.views import BriefPage, HomePage, ListPage

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite


def brief(day: int, more: str = "") -> str:
    return f"---\ntitle: T{day}\ndate: 2026-01-{day:02}\n{more}\n---\nText.\n"


def home(planned: PlannedSite, path: str = "index.html") -> HomePage:
    (view,) = (
        each.view for each in planned.outputs if isinstance(each, Rendered) and each.path == path
    )
    assert isinstance(view, HomePage)
    return view


def shown(planned: PlannedSite, pages: int) -> list[list[str]]:
    """Return the titles on each home page, the lead first."""
    paths = ["index.html", *(f"page/{number}/index.html" for number in range(2, pages + 1))]
    views = [home(planned, path) for path in paths]
    assert all(view.pagination.count == pages for view in views)
    leads = [[view.lead.title] if view.lead else [] for view in views]
    return [
        [*lead, *(card.title for card in view.cards)]
        for lead, view in zip(leads, views, strict=True)
    ]


def test_the_newest_featured_brief_comes_first_and_once(plan_site: PlanSite) -> None:
    files = {f"content/briefs/{day}.md": brief(day) for day in (1, 3, 5, 6)}
    files |= {f"content/briefs/{day}.md": brief(day, "featured: true") for day in (2, 4)}
    planned = plan_site(files, paginate=2)
    assert shown(planned, 3) == [["T4", "T6"], ["T5", "T3"], ["T2", "T1"]]


def test_without_a_featured_brief_the_newest_comes_first(plan_site: PlanSite) -> None:
    planned = plan_site({f"content/briefs/{day}.md": brief(day) for day in (1, 2, 3)}, paginate=2)
    assert shown(planned, 2) == [["T3", "T2"], ["T1"]]


CATEGORIES: Final = {
    "content/briefs/1.md": brief(1, "categories: [Big, Small]"),
    "content/briefs/2.md": brief(2, "categories: [Big, R&D]"),
    "content/briefs/3.md": brief(3, "categories: [Big]\nlanguage: de"),
}


def test_the_settings_choose_the_categories_of_the_home_page(plan_site: PlanSite) -> None:
    planned = plan_site(CATEGORIES, home={"categories": ["r&d", "Big"]})
    view = home(planned)
    assert planned.diagnostics == ()
    assert [shelf.term.name for shelf in view.shelves] == ["R&D", "Big"]
    assert [term.name for term in view.categories] == ["R&D", "Big"]
    german = home(planned, "de/index.html")
    assert [shelf.term.name for shelf in german.shelves] == ["Big"]


def test_the_largest_categories_come_first_by_default(plan_site: PlanSite) -> None:
    view = home(plan_site(CATEGORIES))
    assert [shelf.term.name for shelf in view.shelves] == ["Big", "R&D", "Small"]
    assert len(view.categories) == 3


def test_the_home_page_may_have_no_categories(plan_site: PlanSite) -> None:
    view = home(plan_site(CATEGORIES, home={"categories": []}))
    assert (view.shelves, view.categories) == ((), ())


def test_an_unknown_category_is_a_warning_at_its_place(plan_site: PlanSite) -> None:
    planned = plan_site(CATEGORIES, home={"categories": ["Big", "Smal", "Other"]})
    assert [(each.code, each.hint) for each in planned.diagnostics] == [
        ("unknown-category", "did you mean `Small`?"),
        ("unknown-category", "remove it, or add the category to a brief"),
    ]
    text = (planned.root / "site.yaml").read_text(encoding="utf-8").splitlines()
    span = planned.diagnostics[0].location.span
    assert text[span.line - 1][span.column - 1 :].startswith('"Smal"')


def test_a_term_with_a_colour_has_rules_and_marks(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            **CATEGORIES,
            "content/categories/big.md": '---\ntitle: Big\naccent: "#7a2e1f"\n---\nText.\n',
        }
    )
    (style,) = (
        each for each in planned.outputs if isinstance(each, Literal) and "theme-" in each.path
    )
    assert b'[data-term="categories/big"]{--accent:#7a2e1f;--accent-dark:#' in style.data
    assert [shelf.term.data_term for shelf in home(planned).shelves] == ["categories/big", "", ""]
    views = [each.view for each in planned.outputs if isinstance(each, Rendered)]
    lists = {view.heading: view.data_term for view in views if isinstance(view, ListPage)}
    assert lists == {"Big": "categories/big", "Small": "", "R&D": ""}
    (page,) = (each for each in views if isinstance(each, BriefPage) and each.brief.title == "T1")
    assert [each.data_term for each in page.brief.categories] == ["categories/big", ""]
