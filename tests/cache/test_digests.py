"""Digests, and the stamps of files."""

from __future__ import annotations

import time
from pathlib import Path

from briefgen.cache.digests import digest, signed_digest
from briefgen.cache.file_stamps import file_stamp, file_stamps, is_racy, unchanged


def test_the_boundaries_between_parts_count() -> None:
    assert len(digest(b"ab", b"c")) == 16
    assert len({digest(b"ab", b"c"), digest(b"a", b"bc"), digest(b"abc"), digest(b"abc", b"")}) == 4


def test_only_the_owner_of_the_secret_can_sign() -> None:
    assert signed_digest(b"mine", b"data") == signed_digest(b"mine", b"data")
    assert signed_digest(b"mine", b"data") != signed_digest(b"yours", b"data")
    assert signed_digest(b"mine", b"data") != digest(b"data")


def test_a_stamp_changes_with_the_file_and_not_with_its_links(tmp_path: Path) -> None:
    file = tmp_path / "a"
    assert file_stamp(str(file)) == ""
    file.write_bytes(b"1")
    before = file_stamps(str(tmp_path), ["a"])
    (tmp_path / "b").hardlink_to(file)
    assert unchanged(str(tmp_path), before)
    file.write_bytes(b"12")
    assert not unchanged(str(tmp_path), before)


def test_a_file_that_changed_just_now_is_racy(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"1")
    state = file.stat()
    assert is_racy(state, time.time_ns())
    assert not is_racy(state, time.time_ns() + 10**9)
