"""The layouts and assets of a site, with a digest for each layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.cache.store import Store
from briefgen.pipeline.inputs.theme import Theme, read_theme

if TYPE_CHECKING:
    from tests.conftest import MakeSite


def theme(root: Path, store: Store | None = None) -> Theme:
    value = read_theme(root, store or Store()).value
    assert value is not None
    return value


def test_a_changed_layout_changes_the_digests_of_those_that_use_it(make_site: MakeSite) -> None:
    files = {
        "layouts/brief.html": '{% include "facts.html" %}',
        "layouts/facts.html": "<p>Facts</p>",
        "layouts/page.html": "<p>Page</p>",
    }
    before = theme(make_site(files)).layout_digests
    after = theme(make_site({"layouts/facts.html": "<p>Other</p>"})).layout_digests
    changed = {name for name in files if before[Path(name).name] != after[Path(name).name]}
    assert changed == {"layouts/brief.html", "layouts/facts.html"}


def test_a_changed_asset_changes_no_layout(make_site: MakeSite) -> None:
    before = theme(make_site({"layouts/assets/own.css": "p {}"}))
    after = theme(make_site({"layouts/assets/own.css": "b {}"}))
    assert before.layout_digests == after.layout_digests
    assert before.files != after.files


def test_layouts_are_checked_once(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root, store = make_site({"layouts/page.html": "<p>Page</p>"}), Store()
    first = read_theme(root, store)
    monkeypatch.setattr("briefgen.render.layout_checks.layout_problems", None)
    assert read_theme(root, store) == first
