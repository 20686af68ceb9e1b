"""Results that are cached as files."""

from __future__ import annotations

import os
from pathlib import Path

from briefgen.cache.blobs import BlobCache
from briefgen.cache.digests import digest, signed_digest
from briefgen.cache.secret import secret

KEY = digest(b"what it was made from")


def only(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_a_stored_result_is_returned(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path / "a" / "b")
    assert cache.get(KEY) is None
    cache.put(KEY, b"result")
    assert cache.get(KEY) == b"result"
    assert cache.get(digest(b"something else")) is None


def test_a_result_may_be_stored_compressed(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path)
    cache.put(KEY, b"result " * 1000, pack=True)
    assert only(tmp_path).stat().st_size < 100
    assert cache.get(KEY) == b"result " * 1000
    cache.put(KEY, b"result " * 1000)
    assert only(tmp_path).stat().st_size > 7000


def test_a_result_in_the_form_of_an_earlier_version_counts_as_missing(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path)
    cache.put(KEY, b"result")
    only(tmp_path).write_bytes(signed_digest(secret(), KEY, b"result") + b"result")
    assert cache.get(KEY) is None


def test_a_damaged_result_counts_as_missing(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path)
    cache.put(KEY, b"result")
    file = only(tmp_path)
    data = file.read_bytes()
    for damaged in (b"", data[:-1], data + b"x", bytes([data[0] ^ 1]) + data[1:]):
        file.write_bytes(damaged)
        assert cache.get(KEY) is None
    cache.put(KEY, b"result")
    assert cache.get(KEY) == b"result"


def test_a_disk_that_cannot_be_written_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = BlobCache(tmp_path / "file")
    cache.put(KEY, b"result")
    cache.drop_unused(0)
    assert cache.get(KEY) is None


def test_unused_results_are_deleted(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path)
    other = digest(b"other")
    cache.put(KEY, b"result")
    cache.put(other, b"other")
    for file in tmp_path.iterdir():
        os.utime(file, (1000, 1000))
    cache.get(KEY)
    cache.drop_unused(2000)
    assert cache.get(KEY) == b"result"
    assert cache.get(other) is None
