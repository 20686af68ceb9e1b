"""The files of content/: which are read, and what is known of each."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefgen.cache.encoding import decode
from briefgen.cache.store import Store
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset
from briefgen.pipeline import Workers, read_site_config
from briefgen.pipeline.inputs import reading
from briefgen.pipeline.inputs.content import ContentFiles, read_content, reread_content

if TYPE_CHECKING:
    from tests.conftest import MakeSite

Read = Callable[[], ContentFiles]

BRIEF = "---\ntitle: {0}\nsummary: Said.\n---\nText of {0}."
FILES = {
    "content/briefs/a.md": BRIEF.format("A"),
    "content/briefs/b.md": BRIEF.format("B"),
    "content/data.csv": "1",
}


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    root = make_site(FILES)
    for path in FILES:
        os.utime(root / path, (1, 1))
    return root


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def config(root: Path) -> SiteConfig:
    value = read_site_config(root).value
    assert value is not None
    return value


@pytest.fixture
def read(root: Path, config: SiteConfig, store: Store) -> Read:
    return lambda: read_content(root, config, store, Workers()).value


def age(path: Path) -> None:
    """Make a file look as if it had changed long ago, so that its stamp is trusted."""
    os.utime(path, (2, 2))


def test_unchanged_files_are_not_opened_again(
    read: Read, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = read()
    assert list(files.rows) == ["content/briefs/a.md", "content/briefs/b.md", "content/data.csv"]
    opened: list[str] = []
    original = reading._read

    def watched(path: str, *rest: Any) -> object:
        opened.append(Path(path).name)
        return original(path, *rest)

    monkeypatch.setattr(reading, "_read", watched)
    now = (root / "content/briefs/a.md").stat().st_ctime + 1
    monkeypatch.setattr("time.time_ns", lambda: int(now * 1e9))
    files = read()
    opened.clear()
    again = read()
    assert opened == []
    assert again.interface_digest == files.interface_digest
    (root / "content/briefs/a.md").write_text(BRIEF.format("C"))
    age(root / "content/briefs/a.md")
    read()
    assert opened == ["a.md"]


def test_a_word_in_a_text_does_not_change_what_others_see(read: Read, root: Path) -> None:
    before = read()
    file = root / "content/briefs/a.md"
    file.write_text(BRIEF.format("A").replace("Text", "Word"))
    after = read()
    rows = before.rows[f"content/briefs/{file.name}"], after.rows[f"content/briefs/{file.name}"]
    assert rows[0].text_digest != rows[1].text_digest
    assert after.interface_digest == before.interface_digest
    file.write_text(BRIEF.format("Another"))
    assert read().interface_digest != before.interface_digest


def test_a_deleted_file_leaves_the_store(read: Read, root: Path, store: Store) -> None:
    read()
    (root / "content/briefs/b.md").unlink()
    files = read()
    assert "content/briefs/b.md" not in files.rows
    assert "content/briefs/b.md" not in store.files()
    assert [entry.shown for entry in files.entries] == ["content/briefs/a.md", "content/data.csv"]


def test_only_reported_files_are_read_again(
    read: Read, root: Path, config: SiteConfig, store: Store
) -> None:
    former = read()
    for name in ("a", "b"):
        (root / f"content/briefs/{name}.md").write_text(BRIEF.format("New"))
    files = reread_content(root, config, store, former, ["content/briefs/a.md"])
    assert files is not None
    changed = {path for path, row in files.value.rows.items() if row != former.rows[path]}
    assert changed == {"content/briefs/a.md"}
    assert files.value.interface_digest != former.interface_digest


@pytest.mark.parametrize("path", ["content/new.md", "content/briefs/b.md"])
def test_content_is_walked_if_files_were_added_or_deleted(
    read: Read, root: Path, config: SiteConfig, store: Store, path: str
) -> None:
    former = read()
    if path in FILES:
        (root / path).unlink()
    else:
        (root / path).write_text(BRIEF.format("New"))
    assert reread_content(root, config, store, former, [path]) is None


def test_an_image_has_its_format_and_size(read: Read, root: Path, store: Store) -> None:
    (root / "content/a.png").write_bytes(image("PNG"))
    row = read().rows["content/a.png"]
    asset = decode(store.values()[row.path], Asset)
    assert (asset.size, asset.form) == ((40, 20), "png")
    assert row.digest.hex().startswith(asset.digest)


def test_a_rotated_webp_image_has_a_warning(root: Path, config: SiteConfig, store: Store) -> None:
    pillow = pytest.importorskip("PIL.Image", reason="needs Pillow")
    notes = pillow.Exif()
    notes[0x0112] = 6  # orientation: turn right
    (root / "content/a.webp").write_bytes(image("WEBP", exif=notes))
    checked = read_content(root, config, store, Workers())
    assert [each.code for each in checked.diagnostics] == ["picture"]
    assert "EXIF rotation" in checked.diagnostics[0].message


def image(form: str, **options: object) -> bytes:
    pillow = pytest.importorskip("PIL.Image", reason="needs Pillow")
    data = io.BytesIO()
    pillow.new("RGB", (40, 20), "#336699").save(data, form, **options)
    return data.getvalue()


def test_a_file_that_briefgen_fails_on_is_read_again(
    read: Read, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(reading, "_parsed", fail)
        rows = read().rows
    assert rows["content/briefs/a.md"].problems
    assert not rows["content/data.csv"].problems
    assert not read().rows["content/briefs/a.md"].problems


def test_a_file_that_cannot_be_read_has_no_row(
    root: Path, config: SiteConfig, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: str, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(reading, "_parsed", fail)
    checked = read_content(root, config, store, Workers())
    assert list(checked.value.rows) == ["content/data.csv"]
    assert [each.code for each in checked.diagnostics] == ["unreadable", "unreadable"]
