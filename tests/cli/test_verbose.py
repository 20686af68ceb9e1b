"""--verbose shows the time of each stage, what came from the cache, and why files are made."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Briefgen = Callable[..., Any]
BRIEF = "---\ntitle: {}\n---\n{}\n"
STAGE = re.compile(r"^(\w+) +(\d+\.\d{3}) s  (.+)$", re.MULTILINE)


@pytest.fixture
def root(make_site: Any) -> Path:
    site: Path = make_site(
        {
            "content/briefs/a.md": BRIEF.format("A", "Text."),
            "content/briefs/b.md": BRIEF.format("B", "Text."),
        }
    )
    return site


def stages(said: Any) -> dict[str, str]:
    return {name: what for name, _, what in STAGE.findall(said.errors)}


def test_a_first_build_tells_what_each_stage_did(root: Path, briefgen: Briefgen) -> None:
    told = stages(briefgen("-C", root, "build", "--verbose"))
    assert list(told) == ["settings", "layouts", "content", "plan", "render", "search", "publish"]
    assert (
        told["content"]
        == "2 files: 2 parsed (content/briefs/a.md, content/briefs/b.md), 0 from the cache"
    )
    assert re.fullmatch(r"(\d+) of \1 files rendered", told["render"])


def test_a_later_build_tells_why_files_are_made_again(root: Path, briefgen: Briefgen) -> None:
    briefgen("-C", root, "build")
    (root / "content/briefs/a.md").write_text(BRIEF.format("A", "Other text."))
    said = briefgen("-C", root, "--verbose", "build")
    assert stages(said)["content"] == "2 files: 1 parsed (content/briefs/a.md), 1 from the cache"
    assert "  content/briefs/a.md changed: " in said.errors
    assert "briefs/a/index.html" in said.errors
    assert "briefs/b/index.html" not in said.errors


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
        ("content/briefs/b.md", BRIEF.format("B2", "Text."), "  what it shows of other files"),
    ],
    ids=["layout", "settings", "new", "another title"],
)
def test_the_reasons_are_told_apart(
    root: Path, briefgen: Briefgen, path: str, text: str, why: str
) -> None:
    briefgen("-C", root, "build")
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    assert why in briefgen("-C", root, "build", "--verbose").errors


def test_a_build_with_nothing_to_do_says_so(root: Path, briefgen: Briefgen) -> None:
    briefgen("-C", root, "build")
    for _ in range(50):  # the states of files have to be older than a moment
        said = briefgen("-C", root, "build", "--verbose")
        if "nothing changed since the last build" in said.errors:
            return
    pytest.fail(said.errors)


def test_check_tells_its_stages_too(root: Path, briefgen: Briefgen) -> None:
    briefgen("-C", root, "check")
    told = stages(briefgen("-C", root, "check", "--verbose"))
    assert told["content"] == "2 files: 0 parsed, 2 from the cache"
    assert told["plan"].endswith(" files, from the cache")
    assert "render" in told


def test_without_it_nothing_is_told_also_after_a_run_with_it(
    root: Path, briefgen: Briefgen
) -> None:
    briefgen("-C", root, "check", "--verbose")
    assert stages(briefgen("-C", root, "check")) == {}
    assert logging.getLogger("briefgen").handlers == []
