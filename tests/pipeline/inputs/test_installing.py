"""How to add an extra, in the way in which the package was installed."""

from __future__ import annotations

import json
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from briefgen.pipeline.inputs import installing
from briefgen.pipeline.inputs.installing import command_for


@pytest.mark.parametrize("is_there", [True, False])
def test_in_an_environment_of_pipx_the_extra_comes_from_where_the_package_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    clone, package = tmp_path / "a clone", tmp_path / "briefgen.dist-info"
    package.mkdir()
    if is_there:
        clone.mkdir()
    (package / "direct_url.json").write_text(json.dumps({"url": clone.as_uri(), "dir_info": {}}))
    monkeypatch.setattr(installing, "distribution", lambda _: Distribution.at(package))
    (tmp_path / "pipx_metadata.json").write_text("{}")
    origin = clone if is_there else "briefgen"
    shown = f'pipx runpip {tmp_path.name} install "{origin}[word]"'
    assert command_for("word", tmp_path) == shown


def test_elsewhere_pip_installs_the_extra(tmp_path: Path) -> None:
    assert command_for("word", tmp_path) == "pip install 'briefgen[word]'"
