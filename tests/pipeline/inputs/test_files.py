"""The files of a site that are not in content/ or layouts/."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from briefgen.pipeline import read_site_config

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")


def test_settings_in_a_pipe_are_an_error_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "site.yaml")
    (problem,) = read_site_config(tmp_path).diagnostics
    assert problem.code == "unreadable"
    assert "a pipe, a socket or a device" in problem.message


def test_a_link_to_settings_is_followed(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("title: A\nbase_url: https://a.example\n", "utf-8")
    (tmp_path / "site.yaml").symlink_to("shared.yaml")
    assert read_site_config(tmp_path).value is not None
