import os
import socket
from pathlib import Path

import pytest

from briefgen.model.content import Entry, Kind
from briefgen.model.diagnostics import Diagnostic
from briefgen.read.discovery import discover

TAXONOMIES = ("categories", "tags", "regions")


def write(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")


def found(root: Path) -> dict[str, Kind]:
    checked = discover(root, TAXONOMIES)
    assert checked.diagnostics == ()
    return {entry.path: entry.kind for entry in checked.value}


def only(root: Path, *, beside: tuple[str, ...] = ()) -> Diagnostic:
    """Return the only diagnostic; the rest of content/ must still be found."""
    checked = discover(root, TAXONOMIES)
    assert tuple(entry.path for entry in checked.value) == beside
    (diagnostic,) = checked.diagnostics
    assert diagnostic.is_error
    assert diagnostic.hint
    return diagnostic


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("briefs/a.md", Kind.BRIEF),
        ("briefs/a/index.md", Kind.BRIEF),
        ("briefs/2026/drafts/a.md", Kind.BRIEF),
        ("briefs/index.md", Kind.PAGE),
        ("briefs/a/map.png", Kind.ASSET),
        ("index.md", Kind.PAGE),
        ("about.md", Kind.PAGE),
        ("a/b.md", Kind.PAGE),
        ("authors/mw.md", Kind.AUTHOR),
        ("authors/index.md", Kind.PAGE),
        ("authors/mw.jpg", Kind.ASSET),
        ("authors/a/b.md", Kind.PAGE),
        ("categories/china.md", Kind.TERM),
        ("regions/eu.md", Kind.TERM),
        ("regions/index.md", Kind.PAGE),
        ("topics/eu.md", Kind.PAGE),
        ("CNAME", Kind.ASSET),
        ("data.csv", Kind.ASSET),
    ],
)
def test_the_path_of_a_file_determines_its_kind(tmp_path: Path, path: str, kind: Kind) -> None:
    write(tmp_path, path)
    assert found(tmp_path) == {path: kind}


def test_names_that_begin_with_an_underscore_or_dot_are_skipped(tmp_path: Path) -> None:
    write(tmp_path, "_a.md", ".b.md", "_c/d.md", ".e/f.md", "briefs/_g.md", "kept_.md")
    assert list(found(tmp_path)) == ["kept_.md"]


@pytest.mark.parametrize(
    "name", ["a.md~", "#a.md#", "a.md.bak", "a.md.orig", "A.MD.BAK", "a.md.swp", "a.tmp"]
)
def test_backup_files_of_editors_are_skipped(tmp_path: Path, name: str) -> None:
    write(tmp_path, "a.md", name, f"briefs/{name}", "#1.csv", "tmp")
    assert list(found(tmp_path)) == ["#1.csv", "a.md", "tmp"]


def test_entries_are_sorted_by_path(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a/z.md", "a.md", "C.md", "a/b/c.md")
    assert list(found(tmp_path)) == sorted(["b.md", "a/z.md", "a.md", "C.md", "a/b/c.md"])


def test_an_entry_is_shown_with_its_folder() -> None:
    assert Entry("briefs/a.md", Kind.BRIEF).site_path == "content/briefs/a.md"


def test_a_site_without_content_has_no_entries(tmp_path: Path) -> None:
    assert found(tmp_path) == {}


@pytest.mark.parametrize(
    "name",
    ["a:b.md", "a?b#c%d.md", "a\u00a0b.md", "it's.md", "a .md", "-a.md", "é" * 80 + ".md",
     "שלום.md", "a\nb.md", "100%.md"],
    ids=ascii,
)  # fmt: skip
def test_files_with_unusual_names_are_found(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert list(found(tmp_path)) == [name]


def test_a_folder_that_is_named_like_a_file_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "briefs/x.md/a.md", "briefs/y.md")
    diagnostic = only(tmp_path, beside=("briefs/y.md",))
    assert diagnostic.code == "directory-named-md"
    assert diagnostic.location.path == "content/briefs/x.md"


@pytest.mark.skipif(os.name == "nt", reason="needs privileges for symbolic links")
class TestLinks:
    def test_a_link_to_a_file_of_content_is_that_file(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md")
        (tmp_path / "content/b.md").symlink_to("a.md")
        assert found(tmp_path) == {"a.md": Kind.PAGE, "b.md": Kind.PAGE}

    def test_content_itself_may_be_a_link(self, tmp_path: Path) -> None:
        write(tmp_path / "elsewhere", "a.md")
        (tmp_path / "site").mkdir()
        (tmp_path / "site/content").symlink_to(tmp_path / "elsewhere/content")
        (tmp_path / "elsewhere/content/b.md").symlink_to("a.md")
        assert list(found(tmp_path / "site")) == ["a.md", "b.md"]

    @pytest.mark.parametrize(
        ("target", "message"),
        [
            ("../secret.md", "points outside content/"),
            ("/etc/passwd", "points outside content/"),
            ("nowhere.md", "that does not exist"),
            ("b.md", "that does not exist"),
            ("folder", "to a folder"),
            ("..", "to a folder"),
            ("/dev/zero", "device"),
        ],
    )
    def test_other_links_are_not_followed(self, tmp_path: Path, target: str, message: str) -> None:
        (tmp_path / "secret.md").write_text("secret")
        write(tmp_path, "a.md", "folder/c.md")
        (tmp_path / "content/b.md").symlink_to(target)
        diagnostic = only(tmp_path, beside=("a.md", "folder/c.md"))
        assert diagnostic.code == "symlink"
        assert message in diagnostic.message
        assert diagnostic.location.path == "content/b.md"

    def test_a_loop_of_folders_ends(self, tmp_path: Path) -> None:
        write(tmp_path, "a/b.md")
        (tmp_path / "content/a/again").symlink_to("..")
        assert only(tmp_path, beside=("a/b.md",)).code == "symlink"

    def test_a_link_to_a_folder_with_a_similar_name_points_outside(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md")
        (tmp_path / "content-old").mkdir()
        (tmp_path / "content-old/b.md").write_text("x")
        (tmp_path / "content/b.md").symlink_to("../content-old/b.md")
        assert "points outside" in only(tmp_path, beside=("a.md",)).message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no FIFOs")
def test_a_fifo_is_never_opened(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    os.mkfifo(tmp_path / "content/b.md")
    diagnostic = only(tmp_path, beside=("a.md",))
    assert (diagnostic.code, diagnostic.location.path) == ("special-file", "content/b.md")


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="has no sockets in folders")
def test_a_socket_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.md")
    monkeypatch.chdir(tmp_path / "content")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("b.sock")
        assert only(tmp_path, beside=("a.md",)).code == "special-file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_the_rest_is_read_if_a_folder_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "closed/b.md")
    (tmp_path / "content/closed").chmod(0)
    try:
        diagnostic = only(tmp_path, beside=("a.md",))
    finally:
        (tmp_path / "content/closed").chmod(0o700)
    assert (diagnostic.code, diagnostic.location.path) == ("unreadable", "content/closed")


def test_a_file_named_content_is_reported(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("x")
    diagnostic = only(tmp_path)
    assert (diagnostic.code, diagnostic.location.path) == ("unreadable", "content")


def test_a_name_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/content/caf\xe9.md")).write_text("x")
    except (OSError, UnicodeError):
        pytest.skip("the file system takes UTF-8 alone")
    diagnostic = only(tmp_path, beside=("a.md",))
    assert (diagnostic.code, diagnostic.location.path) == ("file-name", "content/caf\ufffd.md")


def test_nesting_of_folders_is_limited(tmp_path: Path) -> None:
    write(tmp_path, "d/" * 45 + "a.md", "b.md")
    diagnostic = only(tmp_path, beside=("b.md",))
    assert diagnostic.code == "file-name"
    assert "nested more than 40 levels deep" in diagnostic.message
