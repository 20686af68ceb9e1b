"""The files of content/: which are read, and what is known of each."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from briefgen.cache.encoding import decode
from briefgen.cache.store import Store
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Kind
from briefgen.model.data import DataTable
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
    assert [entry.site_path for entry in files.entries] == [
        "content/briefs/a.md",
        "content/data.csv",
    ]


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


# Files whose data texts show

TABLE = "\n\n```table\ndata: {0}\n```\n"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    names: list[str] = []
    original = reading._read

    def watched(path: str, *rest: Any) -> object:
        names.append(Path(path).name)
        return original(path, *rest)

    monkeypatch.setattr(reading, "_read", watched)
    return names


def test_the_data_in_a_file_is_read_only_if_a_text_shows_it(
    read: Read, root: Path, store: Store
) -> None:
    row = read().rows["content/data.csv"]
    assert (row.value, row.text_digest, row.problems) == (b"", b"", b"")
    brief = root / "content/briefs/a.md"
    brief.write_text(BRIEF.format("A") + TABLE.format("../data.csv"))
    row = read().rows["content/data.csv"]
    assert decode(store.values()[row.path], Asset).columns == ("1",)
    assert decode(store.texts([row.text_digest])[row.text_digest], DataTable) == DataTable(("1",))
    brief.write_text(BRIEF.format("A"))
    assert read().rows["content/data.csv"].text_digest == b""


def test_problems_of_data_that_no_text_shows_any_more_are_gone(
    root: Path, config: SiteConfig, store: Store
) -> None:
    (root / "content/data.csv").write_text("a,a\n")
    brief = root / "content/briefs/a.md"
    brief.write_text(BRIEF.format("A") + TABLE.format("/data.csv"))
    checked = read_content(root, config, store, Workers())
    assert [each.code for each in checked.diagnostics] == ["data-file"]
    brief.write_text(BRIEF.format("A"))
    assert read_content(root, config, store, Workers()).diagnostics == ()


def test_unchanged_data_is_not_read_again(read: Read, root: Path, opened: list[str]) -> None:
    brief = root / "content/briefs/a.md"
    brief.write_text(BRIEF.format("A") + TABLE.format("../data.csv"))
    (root / "content/_b.csv").write_text("a\n1\n")
    (root / "content/briefs/b.md").write_text(BRIEF.format("B") + TABLE.format("../_b.csv"))
    for path in ("briefs/a.md", "briefs/b.md", "data.csv", "_b.csv"):
        age(root / "content" / path)
    files = read()
    assert sorted(opened) == ["_b.csv", "a.md", "b.md", "data.csv"]
    shift = time.time_ns() + 10**10
    opened.clear()
    with patch("time.time_ns", lambda: shift):
        read()
        opened.clear()
        again = read()
    assert opened == []
    assert again.interface_digest == files.interface_digest


@pytest.mark.parametrize("path", ["_data/b.csv", "_b.CSV", "_b.tsv"])
def test_data_whose_name_begins_with_an_underscore_can_be_shown(
    read: Read, root: Path, path: str
) -> None:
    file = root / "content" / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("a\n1\n")
    assert f"content/{path}" not in read().rows
    (root / "content/briefs/a.md").write_text(BRIEF.format("A") + TABLE.format(f"/{path}"))
    files = read()
    assert files.rows[f"content/{path}"].text_digest
    assert files.entry(f"content/{path}").kind is Kind.DATA


@pytest.mark.parametrize("path", ["../secret.csv", ".hidden.csv", "_link.csv", "_folder/a.csv"])
def test_data_outside_the_content_is_not_read(read: Read, root: Path, path: str) -> None:
    outside = root / "secret.csv"
    outside.write_text("a\n1\n")
    (root / "content/.hidden.csv").write_text("a\n1\n")
    (root / "elsewhere").mkdir()
    (root / "elsewhere/a.csv").write_text("a\n1\n")
    (root / "content/_link.csv").symlink_to(outside)
    (root / "content/_folder").symlink_to(root / "elsewhere")
    (root / "content/briefs/a.md").write_text(BRIEF.format("A") + TABLE.format(f"../{path}"))
    assert all(not path.endswith(".csv") or path in FILES for path in read().rows)


def test_a_cell_does_not_change_what_others_see_but_a_column_does(read: Read, root: Path) -> None:
    (root / "content/briefs/a.md").write_text(BRIEF.format("A") + TABLE.format("../data.csv"))
    data = root / "content/data.csv"
    data.write_text("a\n1\n")
    before = read()
    data.write_text("a\n2\n")
    after = read()
    path = "content/data.csv"
    assert before.rows[path].text_digest != after.rows[path].text_digest
    assert before.interface_digest == after.interface_digest
    data.write_text("b\n2\n")
    assert read().interface_digest != before.interface_digest


def test_only_changed_data_is_read_again(
    read: Read, root: Path, config: SiteConfig, store: Store
) -> None:
    brief, data = root / "content/briefs/a.md", root / "content/data.csv"
    brief.write_text(BRIEF.format("A") + TABLE.format("../data.csv"))
    data.write_text("a\n1\n")
    former = read()
    data.write_text("a\n2\n")
    files = reread_content(root, config, store, former, ["content/data.csv"])
    assert files is not None
    assert files.value.rows["content/data.csv"] == read().rows["content/data.csv"]
    brief.write_text(BRIEF.format("A"))
    assert reread_content(root, config, store, former, ["content/briefs/a.md"]) is None
