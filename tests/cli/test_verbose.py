"""--verbose shows the time of each stage, what came from the cache, and why files are rebuilt."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen, Said
    from tests.conftest import MakeSite

BRIEF = "---\ntitle: {}\n---\n{}\n"
STAGE = re.compile(r"^(\w+) +(\d+\.\d{3}) s  (.+)$", re.MULTILINE)


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    site: Path = make_site(
        {
            "content/briefs/a.md": BRIEF.format("A", "Text."),
            "content/briefs/b.md": BRIEF.format("B", "Text."),
        }
    )
    return site


def stages(result: Said) -> dict[str, str]:
    return {name: what for name, _, what in STAGE.findall(result.errors)}


def test_a_first_build_shows_what_each_stage_did(root: Path, briefgen: Briefgen) -> None:
    shown = stages(briefgen("-C", root, "build", "--verbose"))
    assert list(shown) == ["settings", "layouts", "content", "plan", "render", "search", "publish"]
    assert (
        shown["content"]
        == "2 files: 2 parsed (content/briefs/a.md, content/briefs/b.md), 0 from the cache"
    )
    assert re.fullmatch(r"(\d+) of \1 files rendered", shown["render"])


def test_a_later_build_shows_why_files_are_rebuilt(root: Path, briefgen: Briefgen) -> None:
    briefgen("-C", root, "build")
    (root / "content/briefs/a.md").write_text(BRIEF.format("A", "Other text."))
    result = briefgen("-C", root, "--verbose", "build")
    assert stages(result)["content"] == "2 files: 1 parsed (content/briefs/a.md), 1 from the cache"
    assert "  content/briefs/a.md changed: " in result.errors
    assert "briefs/a/index.html" in result.errors
    assert "briefs/b/index.html" not in result.errors


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        (
            "layouts/partials/footer.html",
            "<p>Foot</p>",
            "  its layout or briefgen itself changed: ",
        ),
        (
            "site.yaml",
            "title: Other\nbase_url: https://example.org\nsearch: {enabled: false}",
            "  the site's settings, navigation or style sheets changed: ",
        ),
        ("content/briefs/c.md", BRIEF.format("C", "Text."), "  new: "),
        ("content/briefs/b.md", BRIEF.format("B2", "Text."), "  other files that it refers to"),
    ],
    ids=["layout", "settings", "new", "another title"],
)
def test_each_change_has_its_own_reason(
    root: Path, briefgen: Briefgen, path: str, text: str, why: str
) -> None:
    briefgen("-C", root, "build")
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    assert why in briefgen("-C", root, "build", "--verbose").errors


def test_a_build_with_nothing_to_do_says_so(root: Path, briefgen: Briefgen) -> None:
    briefgen("-C", root, "build")
    for _ in range(50):  # file times must be older than the clock resolution
        result = briefgen("-C", root, "build", "--verbose")
        if "nothing changed since the last build" in result.errors:
            return
    pytest.fail(result.errors)


def test_check_shows_its_stages_too(root: Path, briefgen: Briefgen) -> None:
    briefgen("-C", root, "check")
    shown = stages(briefgen("-C", root, "check", "--verbose"))
    assert shown["content"] == "2 files: 0 parsed, 2 from the cache"
    assert shown["plan"].endswith(" files, from the cache")
    assert "render" in shown


def test_without_verbose_no_stages_are_shown_even_after_a_run_with_it(
    root: Path, briefgen: Briefgen
) -> None:
    briefgen("-C", root, "check", "--verbose")
    assert stages(briefgen("-C", root, "check")) == {}
    assert logging.getLogger("briefgen").handlers == []
