"""A cache that came with a cloned or unpacked site is not used."""

from __future__ import annotations

import marshal
import shutil
import sqlite3
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from briefgen.cache.digests import digest
from briefgen.cli import cli

if TYPE_CHECKING:
    from tests.conftest import MakeSite

BRIEF = {"content/briefs/a.md": "---\ntitle: A\n---\nText."}


def build(root: Path, *options: str) -> dict[str, bytes]:
    result = CliRunner().invoke(cli, ["-C", str(root), "build", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return output(root)


def output(root: Path) -> dict[str, bytes]:
    files = (path for path in (root / "public").rglob("*") if path.is_file())
    return {path.relative_to(root / "public").as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    quick = {"search": {"enabled": False}, "social": {"images": False}}
    return make_site({**BRIEF, "layouts/page.html": "{{ page.title }}"}, **quick)


@pytest.fixture
def another_user(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a site with the cache of another user's build, and nothing published."""
    with monkeypatch.context() as patch:
        patch.setenv("BRIEFGEN_CACHE_DIR", str(tmp_path / "another user"))
        build(root)
    shutil.rmtree(root / "public")
    return root


def test_compiled_layouts_of_another_user_do_not_run(another_user: Path, tmp_path: Path) -> None:
    code = compile(f"open({str(tmp_path / 'ran')!r}, 'w')", "layout", "exec")
    entries = list((another_user / ".briefgen/layouts").iterdir())
    assert entries
    for entry in entries:
        # Keep what Jinja checks before the code: its magic number and the checksum of the layout.
        data = entry.read_bytes()[16:]
        head = data[: data.index(b"\xe3")]
        entry.write_bytes(digest(head + marshal.dumps(code)) + head + marshal.dumps(code))
    build(another_user)
    assert not (tmp_path / "ran").exists()


def rewritten(payload: bytes) -> bytes:
    return zlib.compress(zlib.decompress(payload).replace(b"Text.", b"<script>1</script>"))


def test_texts_cached_by_another_user_are_not_published(another_user: Path) -> None:
    database = sqlite3.connect(another_user / ".briefgen/build.sqlite")
    database.execute("UPDATE texts SET data = replace(data, 'Text.', '<script>1</script>')")
    database.create_function("rewritten", 1, rewritten)
    database.execute("UPDATE plan SET payload = rewritten(payload) WHERE payload <> x''")
    database.commit()
    database.close()
    published = build(another_user)
    assert b"Text." in published["briefs/a/index.html"]
    assert not any(b"<script>1" in data for data in published.values())


def test_files_staged_by_another_user_are_not_published(another_user: Path) -> None:
    (stage,) = (another_user / ".briefgen").glob("stage-*")
    (stage / "evil.html").write_bytes(b"evil")
    assert "evil.html" not in build(another_user)


def test_a_warm_build_uses_the_same_users_cache(root: Path) -> None:
    build(root)
    entries = {path: path.stat().st_mtime_ns for path in (root / ".briefgen/layouts").iterdir()}
    inode = (root / ".briefgen/build.sqlite").stat().st_ino
    (root / "content/briefs/a.md").write_text("---\ntitle: B\n---\nText.")
    build(root)
    assert set((root / ".briefgen/layouts").iterdir()) == entries.keys()
    assert (root / ".briefgen/build.sqlite").stat().st_ino == inode


@pytest.mark.parametrize("bit", [0, 100, 1000, 5000, 40_000])
def test_a_damaged_compiled_layout_is_compiled_again(root: Path, bit: int) -> None:
    before = build(root)
    for entry in (root / ".briefgen/layouts").iterdir():
        data = bytearray(entry.read_bytes())
        place = bit % (8 * len(data))
        data[place // 8] ^= 1 << place % 8
        entry.write_bytes(data)
    (root / ".briefgen/build.sqlite").unlink()
    shutil.rmtree(root / "public")
    assert build(root) == before
