"""While a site has errors, its pages are exactly those of the last good build."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.serve.conftest import Serve

PAGES = ["/", "/briefs/a/", "/briefs/b/", "/categories/", "/categories/trade/", "/nothing/"]


def brief(title: str, text: str = "Text.") -> str:
    return f"---\ntitle: {title}\ncategories: [Trade]\n---\n{text}"


def without_ours(page: str) -> str:
    """Return a page without the preview's additions."""
    return re.sub(
        r'(<briefgen-panel.*</briefgen-panel>)?<script src="/\.briefgen/reload\.js".*?</script>',
        "",
        page,
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/briefs/a.md", "---\ntitle: Half\nda"),
        ("content/briefs/c.md", brief("C", "[x](gone.md)")),
        ("content/briefs/A.md", brief("Another first")),
        ("site.yaml", "title: [x"),
    ],
    ids=["an incomplete file", "a broken link", "a duplicate URL", "broken settings"],
)
def test_while_there_are_errors_the_last_good_pages_stay(
    make_site: MakeSite, serve: Serve, path: str, text: str
) -> None:
    root = make_site(
        {
            "content/briefs/a.md": brief("First"),
            "content/briefs/b.md": brief("Second", "[to a](a.md)"),
        }
    )
    served = serve(root)
    good = {page: served.ask(page) for page in PAGES}
    served.reloaded(lambda: (root / path).write_text(text))
    for page in PAGES:
        reply = served.ask(page)
        assert reply.status == good[page].status
        assert without_ours(reply.text) == without_ours(good[page].text)
