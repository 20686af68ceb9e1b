"""Typed values in the store."""

from __future__ import annotations

from briefgen.cache.notes import Note
from briefgen.cache.store import Store

COUNTS = Note("counts", dict[str, int])


def test_a_value_is_read_with_the_key_it_was_made_from() -> None:
    store = Store()
    assert COUNTS.read(store) is None
    COUNTS.write(store, {"a": 1}, b"key")
    assert COUNTS.read(store, b"key") == {"a": 1}
    assert COUNTS.read(store, b"other") is None


def test_a_note_about_another_subject_is_another_value() -> None:
    store = Store()
    COUNTS.about("one").write(store, {"a": 1})
    COUNTS.about("two").write(store, {})
    assert COUNTS.about("one").read(store) == {"a": 1}
    assert COUNTS.about("two").read(store) == {}
    COUNTS.about("one").clear(store)
    assert COUNTS.about("one").read(store) is None


def test_a_value_of_another_type_counts_as_missing() -> None:
    store = Store()
    Note("counts", list[str]).write(store, ["a"])
    assert COUNTS.read(store) is None
    store.put_note("counts", b"", b"no JSON")
    assert COUNTS.read(store) is None
