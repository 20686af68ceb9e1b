"""A date ignored because it is in the future is used later, in warm and clean builds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

BRIEF = "---\ntitle: A\ndate: 2026-03-04\nupdated: 2026-07-01\n---\nText.\n"


def test_a_warm_build_shows_a_date_once_it_is_reached(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site({"content/briefs/a.md": BRIEF})
    before = build_site(root)
    assert before.codes == ["future-date"]
    assert b"2026-07-01" not in before.read("/briefs/a/")
    assert b"2026-07-01" not in before.read("feed.atom")
    warm = build_site(root, now=datetime(2026, 7, 2, tzinfo=UTC))
    assert warm.diagnostics == ()
    clean = make_quick_site({"content/briefs/a.md": BRIEF}, "clean")
    expected = build_site(clean, now=datetime(2026, 7, 2, tzinfo=UTC)).contents
    assert b"2026-07-01" in expected["briefs/a/index.html"]
    assert warm.contents == expected
