"""The W3C's checker of HTML on the repository's own site."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.conftest import BuildSite, CheckHtml, MakeSite

REPOSITORY: Final = Path(__file__).parents[1]
LATER: Final = datetime(2035, 1, 1, tzinfo=UTC)


def test_the_checker_finds_nothing_on_our_own_site(
    tmp_path: Path, build_site: BuildSite, check_html: CheckHtml
) -> None:
    shutil.copy(REPOSITORY / "site.yaml", tmp_path)
    for name in ("content", "layouts"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    built = build_site(tmp_path, now=LATER)
    assert len(built.pages) > 60
    assert check_html(built) == []


def test_the_checker_finds_what_is_wrong(
    make_site: MakeSite, build_site: BuildSite, check_html: CheckHtml
) -> None:
    """An error and a warning of a layout; what a policy forbids counts among them."""
    layout = (
        '{% extends "theme/base.html" %}{% block footer %}<p><div></div></p>'
        "<section>Words.</section><script>let a;</script>{% endblock %}"
    )
    brief = "---\ntitle: A\n---\nText.\n"
    root = make_site({"content/briefs/a.md": brief, "layouts/base.html": layout})
    found = "\n".join(check_html(build_site(root)))
    assert "briefs/a/index.html" in found
    assert "No “p” element in scope" in found
    assert "Section lacks heading" in found
    assert "Inline script violates Content Security Policy" in found
