"""Pages that are watched while a browser shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.conftest import Watched


def is_clean(page: Watched) -> bool:
    """Return whether a page broke no rule, had no error and asked for nothing elsewhere."""
    return page.evaluate("window.violations") == [] and page.troubles == page.foreign == []
