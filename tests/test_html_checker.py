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
    messages = "\n".join(check_html(build_site(root)))
    assert "briefs/a/index.html" in messages
    assert "No “p” element in scope" in messages
    assert "Section lacks heading" in messages
    assert "Inline script violates Content Security Policy" in messages


def test_tables_from_data_formulas_and_downloads_are_valid(
    make_site: MakeSite, build_site: BuildSite, check_html: CheckHtml
) -> None:
    brief = (
        "---\ntitle: A\ndownloads: [data.csv]\nhighlights: ['Energy is $E = mc^2$']\n---\n"
        "A [](#tbl-a) and $x_i$, $\\hat{y}$ and $$\\begin{cases} 1 & x > 0 \\end{cases}$$.\n\n"
        "## The law $F = ma$\n\n"
        "$$\n\\begin{aligned} a &= b \\\\ &= \\boxed{c} \\end{aligned}\n$$\n\n"
        "```table\ndata: data.csv\ncolumns: [place, {name: tons, align: center, unit: t}]\n"
        "caption: Tons {#tbl-a}\nnote: A *note*\nsource: '[b](https://b.example/)'\ntotal: true\n"
        "highlight: [here]\n```\n\n- Item\n\n  ```table\n  data: data.csv\n  ```\n"
    )
    files = {
        "content/briefs/a/index.md": brief,
        "content/briefs/a/data.csv": "place,tons\nhere,1234.5\nthere,5\n",
    }
    root = make_site(
        files,
        markdown={"math": True},
        publisher={"name": "Institute", "accessible_formats": "a@example.org"},
    )
    built = build_site(root)
    assert built.diagnostics == ()
    assert check_html(built) == []
