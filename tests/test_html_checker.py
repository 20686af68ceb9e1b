"""The W3C HTML checker on the repository's own site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import BuildSite, CheckHtml, MakeSite, Published


def test_the_repositorys_own_site_is_valid(own_site: Published, check_html: CheckHtml) -> None:
    assert len(own_site.pages) > 60
    assert check_html(own_site) == []


def test_the_checker_reports_invalid_html(
    make_site: MakeSite, build_site: BuildSite, check_html: CheckHtml
) -> None:
    """An error and a warning in a layout, including violations of the content security policy."""
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
