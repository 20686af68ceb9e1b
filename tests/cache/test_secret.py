"""The user's secret, which shows whether a cache was written by this user's own builds."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from briefgen.cache import secret as module
from briefgen.cache.secret import secret

not_on_windows = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIEFGEN_CACHE_DIR", str(tmp_path / "cache" / "briefgen"))
    return tmp_path / "cache" / "briefgen"


def later_process() -> bytes:
    """Return the secret that a new process would use."""
    module._secret_in.cache_clear()
    return secret()


def test_the_secret_does_not_change() -> None:
    first = later_process()
    assert len(first) == 32
    assert later_process() == first


def test_two_users_have_two_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = secret()
    monkeypatch.setenv("BRIEFGEN_CACHE_DIR", str(tmp_path / "other"))
    assert secret() != first


@not_on_windows
def test_only_the_user_can_read_it(folder: Path) -> None:
    secret()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("data", [b"", b"short", b"x" * 33])
def test_a_damaged_secret_is_replaced(folder: Path, data: bytes) -> None:
    first = secret()
    (file,) = folder.iterdir()
    file.write_bytes(data)
    second = later_process()
    assert second not in {first, data}
    assert later_process() == second


@not_on_windows
@pytest.mark.parametrize("which", ["directory", "file"])
def test_a_secret_that_others_can_write_is_not_used(folder: Path, which: str) -> None:
    first = secret()
    (folder if which == "directory" else next(folder.iterdir())).chmod(0o777)
    second = later_process()
    assert second != first
    assert later_process() != second


def test_if_the_secret_cannot_be_stored_each_process_has_its_own(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_bytes(b"a file")
    first = later_process()
    assert secret() == first
    assert later_process() != first


def test_without_a_home_directory_each_process_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BRIEFGEN_CACHE_DIR")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: Path("~/.cache/briefgen"))
    monkeypatch.chdir(tmp_path)
    first = later_process()
    assert later_process() != first
    assert list(tmp_path.iterdir()) == []
