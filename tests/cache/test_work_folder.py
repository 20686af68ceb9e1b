"""The caches in the work folder."""

from __future__ import annotations

from pathlib import Path

from briefgen.cache.work_folder import clear_cache, open_store


def test_each_kind_of_build_has_its_own_store(tmp_path: Path) -> None:
    for name in ("build", "check"):
        store = open_store(tmp_path, name)
        store.put_note("name", b"", name.encode())
        store.close()
    store = open_store(tmp_path)
    assert store.note("name", b"") == b"build"
    store.close()


def test_clearing_deletes_all_caches_and_nothing_else(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    work = tmp_path / ".briefgen"
    for path in ("layouts/a", "pictures/b", "stage-1/c", "receipt.json", "site.schema.json"):
        (work / path).parent.mkdir(exist_ok=True)
        (work / path).touch()
    clear_cache(tmp_path)
    assert sorted(path.name for path in work.iterdir()) == ["receipt.json", "site.schema.json"]
