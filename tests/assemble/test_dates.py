from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.assemble.conftest import PlanSite

LINK = "[x](https://a.org/x)"


def brief(matter: str = "") -> str:
    return f"---\ntitle: T\n{matter}\n---\nText {LINK}.\n"


@pytest.mark.parametrize(
    ("matter", "code"),
    [
        ("updated: 2026-03-01", "date-order"),
        ("updated: 2026-07-01", "future-date"),
        ("corrections: [{date: 2026-03-01, text: T}]", "date-order"),
        ("corrections: [{date: 2026-07-01, text: T}]", "future-date"),
        ("sources: [{url: https://a.org/x, accessed: 2026-07-01}]", "future-date"),
        ("sources: [{url: https://a.org/x, date: 2027}]", "future-date"),
        ("sources: [{url: https://a.org/x, date: 2026-05, accessed: 2026-04-30}]", "date-order"),
    ],
)
def test_an_impossible_date_is_reported_and_ignored(
    plan_site: PlanSite, matter: str, code: str
) -> None:
    planned = plan_site({"content/briefs/a.md": brief(f"date: 2026-03-04\n{matter}")})
    (problem,) = planned.diagnostics
    assert problem.code == code
    assert problem.location.span.line == 4
    dated = planned.site.briefs[0].brief
    dates = [dated.updated, *(each.date for each in dated.corrections)]
    dates += [each.accessed for each in dated.sources]
    assert not any(dates)
    assert [each.text for each in dated.corrections] == (["T"] if "corrections" in matter else [])


@pytest.mark.parametrize(
    "matter",
    [
        "updated: 2026-03-04",
        "date: 2026-03-04 09:30\nupdated: 2026-03-04",
        "updated: 2026-06-01",
        "sources: [{url: https://a.org/x, date: 2026, accessed: 2026-03-01}]",
        "sources: [{url: https://a.org/x, date: 2026-03-01, accessed: 2026-03-01}]",
        "updated: 9999-12-31",
    ],
)
def test_possible_dates_are_kept(plan_site: PlanSite, matter: str) -> None:
    date = "" if "\ndate" in f"\n{matter}" else "date: 2026-03-04\n"
    options = {"future": True} if "9999" in matter else {}
    planned = plan_site({"content/briefs/a.md": brief(date + matter)}, options)
    assert planned.diagnostics == ()


def test_an_ignored_future_date_is_used_from_its_day_on(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/a.md": brief("date: 2026-03-04\nupdated: 2026-07-01"),
        "content/briefs/b.md": brief("embargo: 2026-08-01"),
    }
    day = datetime(2026, 7, 1, tzinfo=UTC)
    assert plan_site(files).site.next_change == day
    planned = plan_site(files, {"now": day})
    assert planned.diagnostics == ()
    assert planned.site.briefs[0].brief.updated


def test_a_translation_is_never_older_than_its_original(plan_site: PlanSite) -> None:
    files = {
        "content/briefs/a.md": brief("date: 2026-03-04"),
        "content/briefs/b.md": brief("date: 2026-03-01\ntranslation_of: a.md\nlanguage: de"),
        "content/briefs/c.md": brief("date: 2026-03-04\ntranslation_of: a.md\nlanguage: fr"),
    }
    (problem,) = plan_site(files).diagnostics
    assert (problem.code, problem.location.path) == ("date-order", "content/briefs/b.md")
