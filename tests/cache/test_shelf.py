"""Results that are cached as files."""

from __future__ import annotations

import os
from pathlib import Path

from briefgen.cache.digests import digest
from briefgen.cache.shelf import Shelf

KEY = digest(b"what it was made from")


def only(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_a_stored_result_is_returned(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a" / "b")
    assert shelf.get(KEY) is None
    shelf.put(KEY, b"result")
    assert shelf.get(KEY) == b"result"
    assert shelf.get(digest(b"something else")) is None


def test_a_damaged_result_counts_as_missing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(KEY, b"result")
    file = only(tmp_path)
    whole = file.read_bytes()
    for damaged in (b"", whole[:-1], whole + b"x", b"x" + whole[1:]):
        file.write_bytes(damaged)
        assert shelf.get(KEY) is None
    shelf.put(KEY, b"result")
    assert shelf.get(KEY) == b"result"


def test_a_disk_that_cannot_be_written_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shelf = Shelf(tmp_path / "file")
    shelf.put(KEY, b"result")
    shelf.drop_unused(0)
    assert shelf.get(KEY) is None


def test_unused_results_are_deleted(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    other = digest(b"other")
    shelf.put(KEY, b"result")
    shelf.put(other, b"other")
    for file in tmp_path.iterdir():
        os.utime(file, (1000, 1000))
    shelf.get(KEY)
    shelf.drop_unused(2000)
    assert shelf.get(KEY) == b"result"
    assert shelf.get(other) is None
