"""site.yaml, which is parsed again only if it changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.cache.store import Store
from briefgen.pipeline import read_site_config

if TYPE_CHECKING:
    from tests.conftest import MakeSite


def test_the_cached_settings_are_those_of_the_file(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, store = make_site(), Store()
    first = read_site_config(root, "", store)
    assert first.value is not None
    with monkeypatch.context() as patch:
        patch.setattr("briefgen.read.config.read_config", None)
        assert read_site_config(root, "", store) == first
    other = read_site_config(root, "https://other.example", store).value
    assert other is not None
    assert other.base_url == "https://other.example"


def test_settings_with_errors_are_not_cached(make_site: MakeSite) -> None:
    root, store = make_site({"site.yaml": "title: [x"}), Store()
    first = read_site_config(root, "", store)
    assert first.value is None
    assert read_site_config(root, "", store) == first
    make_site({})
    assert read_site_config(root, "", store).value is not None


def test_a_folder_without_a_site_is_reported(tmp_path: Path) -> None:
    assert [each.code for each in read_site_config(tmp_path).diagnostics] == ["site-missing"]
