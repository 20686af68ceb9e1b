"""The files of a site that are not in content/ or layouts/."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from briefgen.cache.store import Store
from briefgen.pipeline import read_site_config
from briefgen.pipeline.inputs.ledger import read_ledger_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")


def test_settings_in_a_pipe_are_an_error_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "site.yaml")
    (problem,) = read_site_config(tmp_path).diagnostics
    assert problem.code == "unreadable"
    assert "a pipe, a socket or a device" in problem.message


def test_a_ledger_in_a_pipe_is_an_error_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sources.lock.yaml")
    (problem,) = read_ledger_file(tmp_path, Store()).diagnostics
    assert problem.code == "unreadable"


def test_a_link_to_settings_is_followed(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("title: A\nbase_url: https://a.example\n", "utf-8")
    (tmp_path / "site.yaml").symlink_to("shared.yaml")
    assert read_site_config(tmp_path).value is not None
