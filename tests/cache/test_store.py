"""The store, and whether another user created it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from briefgen.cache.store import PlanRow, Store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a store with one note."""
    store = Store(tmp_path / "build.sqlite")
    store.put_note("name", b"key", b"value")
    store.close()
    return tmp_path / "build.sqlite"


def note(file: Path) -> bytes | None:
    store = Store(file)
    try:
        assert store.file == file
        return store.note("name", b"key")
    finally:
        store.close()


def change(file: Path, *statements: str) -> None:
    database = sqlite3.connect(file)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def test_stored_values_are_there_for_the_next_build(file: Path) -> None:
    assert note(file) == b"value"


def test_the_store_of_another_user_is_not_trusted(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFGEN_CACHE_DIR", str(tmp_path / "another user"))
    assert note(file) is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM notes WHERE name = 'owner'",
        "UPDATE notes SET data = x'00' WHERE name = 'owner'",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 2",
        "DROP TABLE notes",
    ],
)
def test_a_store_without_a_valid_owner_is_replaced(file: Path, statement: str) -> None:
    change(file, statement)
    assert note(file) is None


def test_a_store_in_use_is_not_replaced(file: Path) -> None:
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert note(file) == b"value"
    writer.execute("ROLLBACK")
    writer.close()


def test_only_the_shared_values_of_the_last_plan_are_kept() -> None:
    store = Store()
    store.put_shared({b"1": b"first", b"2": b"second"})
    store.put_shared({b"2": b"second", b"3": b"third"})
    assert store.shared([b"1", b"2", b"3"]) == {b"2": b"second", b"3": b"third"}


def test_payloads_are_stored_compressed(file: Path) -> None:
    row = PlanRow("a/index.html", "page", b"key", payload=b"The same words. " * 100_000)
    copied = PlanRow("a.csv", "copy", b"key")
    store = Store(file)
    store.put_plan([row, copied], [])
    store.close()
    assert file.stat().st_size < 200_000
    store = Store(file)
    assert store.payloads([row.path, copied.path]) == {row.path: row.payload, copied.path: b""}
    store.close()


@pytest.mark.parametrize("damaged", ["x'0011'", "'text'"])
def test_a_damaged_payload_counts_as_missing(file: Path, damaged: str) -> None:
    store = Store(file)
    store.put_plan([PlanRow(name, "page", b"key", payload=b"words") for name in "ab"], [])
    store.close()
    change(file, f"UPDATE plan SET payload = {damaged} WHERE path = 'a'")
    store = Store(file)
    assert store.payloads(["a", "b"]) == {"b": b"words"}
    store.close()
