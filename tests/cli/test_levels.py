"""A site sets the level of each problem, and every command follows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

BROKEN_LINKS = {
    "content/briefs/a.md": "---\ntitle: A\nimage: {src: gone.png, alt: A}\n---\n"
    "See [b](b.md) and [there](#gone). ![A map](map.png)\n"
}
CHECKS = {"broken-link": "warning", "broken-anchor": "warning"}


def test_a_site_with_broken_links_is_published_if_they_are_warnings(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site(BROKEN_LINKS, checks=CHECKS)
    for _ in range(2):  # the second build uses the cache
        result = briefgen("-C", root, "build")
        assert result.status == 0
        assert result.errors.count(": warning: ") == 4
    page = (root / "public/briefs/a/index.html").read_text(encoding="utf-8")
    assert '<a href="/briefs/b.md">b</a>' in page
    assert '<a href="#gone">there</a>' in page
    assert 'src="/briefs/map.png"' in page
    assert "gone.png" not in page


def test_the_same_site_is_not_published_by_default(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site(BROKEN_LINKS)
    assert briefgen("-C", root, "build").status == 1
    assert not (root / "public").exists()


def test_errors_lowered_to_warnings_fail_with_strict(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site(BROKEN_LINKS, checks=CHECKS)
    assert briefgen("-C", root, "check").status == 0
    assert briefgen("-C", root, "check", "--strict").status == 1
    assert briefgen("-C", root, "build", "--strict").status == 1


@pytest.mark.parametrize("where", ["site", "brief"])
def test_what_a_level_lowers_blocks_no_release(
    make_site: MakeSite, briefgen: Briefgen, where: str
) -> None:
    own = "checks: {broken-link: off}\n" if where == "brief" else ""
    files = {
        "content/briefs/a.md": "---\ntitle: A\n---\nText.\n",
        "content/briefs/b.md": f"---\ntitle: B\n{own}embargo: 2099-01-01\n---\n[x](gone.md)\n",
    }
    root = make_site(files, checks=CHECKS if where == "site" else {})
    assert "blocked-release" not in briefgen("-C", root, "build").errors
    settings = (root / "site.yaml").read_text(encoding="utf-8").replace("warning", "error")
    (root / "site.yaml").write_text(settings, encoding="utf-8")
    (root / "content/briefs/b.md").write_text(files["content/briefs/b.md"].replace(own, ""))
    assert "blocked-release" in briefgen("-C", root, "build").errors


def test_anchors_of_layouts_count_for_what_is_to_come(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    files = {
        "content/briefs/a.md": "---\ntitle: A\n---\nText.\n",
        "content/briefs/b.md": "---\ntitle: B\nembargo: 2099-01-01\n---\n[x](a.md#sign-up)\n",
        "layouts/brief.html": '{% extends "theme/brief.html" %}'
        '{% block content %}{{ super() }}<form id="sign-up"></form>{% endblock %}',
    }
    assert "blocked-release" not in briefgen("-C", make_site(files), "build").errors


@pytest.mark.parametrize(("level", "status", "count"), [("error", 1, 1), ("off", 0, 0)])
def test_a_warning_can_be_made_an_error_or_turned_off(
    make_site: MakeSite, briefgen: Briefgen, level: str, status: int, count: int
) -> None:
    files = {"content/briefs/a.md": "---\ntitle: A\nextras: 1\n---\nText.\n"}
    root = make_site(files, checks={"unknown-key": level})
    assert briefgen("-C", root, "build").status == status
    result = briefgen("-C", root, "check", "--format", "json")
    assert [each["severity"] for each in json.loads(result.output)] == ["error"] * count
    result = briefgen("-C", root, "check", "--format", "sarif")
    results = json.loads(result.output)["runs"][0]["results"]
    assert [each["level"] for each in results] == ["error"] * count
    assert result.status == status


@pytest.mark.parametrize("kind", ["brief", "page", "author"])
def test_front_matter_can_turn_a_code_off_for_one_file(
    make_site: MakeSite, briefgen: Briefgen, kind: str
) -> None:
    head = "name: A" if kind == "author" else "title: A"
    text = (
        f"---\n{head}\nextras: 1\nchecks: {{unknown-key: off, broken-link: off}}\n---\n[x](no.md)"
    )
    path = {"brief": "briefs/b.md", "page": "b.md", "author": "authors/b.md"}[kind]
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText.", f"content/{path}": text})
    for _ in range(2):
        assert json.loads(briefgen("-C", root, "check", "--format", "json").output) == []
        assert briefgen("-C", root, "build", "--strict").status == 0


def test_changing_only_a_level_takes_effect(make_site: MakeSite, briefgen: Briefgen) -> None:
    root = make_site(BROKEN_LINKS, checks=CHECKS)
    assert briefgen("-C", root, "build").status == 0
    settings = (root / "site.yaml").read_text(encoding="utf-8")
    (root / "site.yaml").write_text(settings.replace("warning", "error"), encoding="utf-8")
    assert briefgen("-C", root, "build").status == 1


@pytest.mark.parametrize(
    ("checks", "message", "hint"),
    [
        ("url-collision: off", "`url-collision` cannot be turned off", "remove the line"),
        ("yaml: warning", "`yaml` cannot be made a warning", "remove the line"),
        ("unsafe-link: off", "`unsafe-link` cannot be turned off", "remove the line"),
        ("broken-lnk: off", "unknown problem code `broken-lnk`", "did you mean `broken-link`?"),
        ("broken-link: warn", "`checks.broken-link` cannot be `warn`", "`warning`"),
    ],
)
def test_an_invalid_level_is_reported_with_its_line(
    make_site: MakeSite, briefgen: Briefgen, checks: str, message: str, hint: str
) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    settings = "title: A\nbase_url: https://a.example\nchecks:\n  spelling: off\n  "
    (root / "site.yaml").write_text(f"{settings}{checks}\n", encoding="utf-8")
    result = briefgen("-C", root, "check", "--format", "json")
    (entry,) = json.loads(result.output)
    assert (result.status, entry["path"], entry["line"]) == (1, "site.yaml", 5)
    assert message in entry["message"]
    assert hint in entry["hint"]


def test_front_matter_cannot_change_a_level_to_anything_but_off(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    text = "---\ntitle: A\nchecks: {spelling: warning, yaml: off}\n---\nText."
    root = make_site({"content/briefs/a.md": text})
    diagnostics = json.loads(briefgen("-C", root, "check", "--format", "json").output)
    assert {each["line"] for each in diagnostics} == {3}
    assert diagnostics[0]["hint"].endswith("`off`?") or "off" in diagnostics[0]["hint"]


def test_explain_shows_the_section_about_a_code(briefgen: Briefgen) -> None:
    assert briefgen("explain", "broken-link").output.startswith("broken-link\n\nError. A link,")
    assert briefgen("explain", "[broken-link]").status == 0
    assert "url-collision" in briefgen("explain").output
    result = briefgen("explain", "broken-lnik")
    assert (result.status, "did you mean `broken-link`?" in result.errors) == (2, True)
