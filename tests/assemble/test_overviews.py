"""What overviews and pages of authors receive: summaries, newest briefs, parts and portraits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import pytest

from briefgen.model.outputs import Rendered
from briefgen.model.views import AuthorPage, HomePage, OverviewPage, TermSummary, View

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite

V = TypeVar("V", bound=View)

PORTRAIT: Final = "content/authors/ines.jpg"
INES: Final = "---\nname: Ines Tallowood\nrole: Reporter\nimage: ines.jpg\n---\nShe writes.\n"


def view(site: PlannedSite, path: str, kind: type[V]) -> V:
    (output,) = [each for each in site.outputs if each.path == path]
    assert isinstance(output, Rendered)
    assert isinstance(output.view, kind)
    return output.view


def terms(site: PlannedSite, key: str) -> dict[str, TermSummary]:
    overview = view(site, f"{key}/index.html", OverviewPage)
    assert overview.key == key
    return {term.name: term for term in overview.terms}


def briefs(count: int, matter: str) -> dict[str, str]:
    return {
        f"content/briefs/{number}.md": f"---\ntitle: Brief {number}\ndate: 2026-01-0{number}\n"
        f"{matter}\n---\nText.\n"
        for number in range(1, count + 1)
    }


def test_a_category_has_the_summary_of_its_file_and_its_two_newest_briefs(
    plan_site: PlanSite,
) -> None:
    words = "---\ntitle: Prices\nsummary: What metals cost.\n---\n"
    files = {**briefs(3, "categories: [Prices]"), "content/categories/prices.md": words}
    term = terms(plan_site(files), "categories")["Prices"]
    assert (term.count, term.summary) == (3, "What metals cost.")
    assert [link.text for link in term.briefs] == ["Brief 3", "Brief 2"]
    assert [link.url for link in term.briefs] == ["/briefs/3/", "/briefs/2/"]


def test_a_category_without_a_file_has_no_summary(plan_site: PlanSite) -> None:
    assert terms(plan_site(briefs(1, "categories: [Prices]")), "categories")["Prices"].summary == ""


def test_a_series_has_its_first_parts_in_order_each_work_once(plan_site: PlanSite) -> None:
    german = "---\ntitle: Teil 1\ndate: 2026-02-01\nlanguage: de\ntranslation_of: 1.md\nseries: S\n"
    files = {**briefs(7, "series: S"), "content/briefs/de.md": f"{german}---\nText.\n"}
    term = terms(plan_site(files), "series")["S"]
    assert term.count == 7
    assert [link.text for link in term.briefs] == [f"Brief {number}" for number in range(1, 6)]


def test_authors_have_roles_and_portraits_or_initials(plan_site: PlanSite) -> None:
    site = plan_site(
        {
            **briefs(2, "authors: [ines, Jonas Quillfeather]"),
            "content/authors/ines.md": INES,
            PORTRAIT: b"an image",
        }
    )
    assert not site.failed
    jonas, ines = terms(site, "authors").values()
    assert (ines.role, ines.count) == ("Reporter", 2)
    assert ines.image is not None
    assert ines.image.src == "/authors/ines.jpg"
    assert (jonas.image, jonas.initials) == (None, "JQ")
    own = view(site, "authors/ines/index.html", AuthorPage)
    assert (own.image, own.initials) == (ines.image, "IT")


def test_a_missing_portrait_is_reported_once_and_not_shown(plan_site: PlanSite) -> None:
    site = plan_site({**briefs(1, "authors: [ines]"), "content/authors/ines.md": INES})
    assert [(each.code, each.location.path) for each in site.diagnostics] == [
        ("broken-link", "content/authors/ines.md")
    ]
    assert terms(site, "authors")["Ines Tallowood"].image is None


@pytest.mark.parametrize("matter", ["draft: true", "embargo: 2026-12-01"])
def test_the_portrait_of_an_author_who_is_not_published_is_not_published(
    matter: str, plan_site: PlanSite
) -> None:
    waiting = INES.replace("ines.jpg\n", f"/portraits/a.jpg\n{matter}\n")
    files: dict[str, str | bytes] = {
        **briefs(1, "authors: [Someone Else]"),
        "content/authors/ines.md": waiting,
        "content/portraits/a.jpg": b"an image",
    }
    assert not [each.path for each in plan_site(files).outputs if "portraits" in each.path]
    files["content/authors/ines.md"] = waiting.replace(f"{matter}\n", "")
    assert [each.path for each in plan_site(files).outputs if "portraits" in each.path]


def test_the_home_page_links_to_the_archive_if_there_is_one(plan_site: PlanSite) -> None:
    assert view(plan_site(briefs(1, "")), "index.html", HomePage).archive == "/archive/"
    without = plan_site(briefs(1, ""), outputs={"archive": False})
    assert view(without, "index.html", HomePage).archive == ""
