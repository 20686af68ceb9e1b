from __future__ import annotations

from typing import TYPE_CHECKING

from briefgen.model.outputs import Rendered
from briefgen.model.views import ArchivePage

if TYPE_CHECKING:
    from tests.assemble.conftest import PlannedSite, PlanSite


def brief(date: str) -> str:
    return f"---\ntitle: T\n{date}\n---\nText.\n"


def years(planned: PlannedSite) -> list[tuple[str, int]]:
    (view,) = (
        each.view
        for each in planned.outputs
        if isinstance(each, Rendered) and isinstance(each.view, ArchivePage)
    )
    return [(year.name, len(year.cards)) for year in view.years]


def test_each_year_appears_once_whatever_the_time_zones(plan_site: PlanSite) -> None:
    planned = plan_site(
        {
            "content/briefs/a.md": brief("date: 2026-01-01 00:30"),
            "content/briefs/b.md": brief("date: 2025-12-31T20:00:00-05:00"),  # the next day in UTC
            "content/briefs/c.md": brief("date: 2026-01-01 02:00"),
            "content/briefs/d.md": brief("date: 2024-05-05"),
            "content/briefs/e.md": brief(""),
        }
    )
    assert years(planned) == [("2026", 2), ("2025", 1), ("2024", 1), ("", 1)]
