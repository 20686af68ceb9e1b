"""Plans: found again, or made while their outputs are streamed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.cache.store import Store, StoreError
from briefgen.pipeline.planning.assembly import assembled
from briefgen.pipeline.planning.basis import Basis, basis_key
from briefgen.pipeline.planning.plan import Plan, find_plan, stream_plan
from briefgen.pipeline.planning.rows import Planned

if TYPE_CHECKING:
    from tests.conftest import MakeSite

BasisOf = Callable[..., Basis]

BRIEF = "---\ntitle: {0}\nsummary: Said.\ndate: 2026-01-01\ncategories: [China]\n---\nText."
FILES = {
    "content/briefs/a.md": BRIEF.format("First"),
    "content/briefs/b.md": BRIEF.format("Second"),
    "content/data.csv": "1",
}


def made(basis: Basis, store: Store, former: Plan | None = None) -> tuple[list[Planned], Plan]:
    """Return the outputs of a new plan in the order of the stream, and the plan."""
    outputs: list[Planned] = []
    stream = stream_plan(store, assembled(basis, store.values()), former)
    while True:
        try:
            outputs.append(next(stream))
        except StopIteration as end:
            return outputs, end.value


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    return make_site(FILES)


@pytest.fixture
def store() -> Store:
    return Store()


def test_a_stream_yields_every_output_and_returns_the_plan(
    root: Path, store: Store, basis_of: BasisOf
) -> None:
    outputs, plan = made(basis_of(root, store), store)
    assert [row.path for row in plan.rows] == sorted(output.path for output in outputs)
    assert plan.summary.files == len(outputs)
    assert plan.summary.briefs == 2
    assert plan.shared


def test_a_new_plan_is_found_again_without_its_payloads(
    root: Path, store: Store, basis_of: BasisOf
) -> None:
    basis = basis_of(root, store)
    assert find_plan(store, basis) is None
    _, plan = made(basis, store)
    again = find_plan(store, basis)
    assert again is not None
    assert (again.key, list(again.rows), again.summary) == (plan.key, plan.rows, plan.summary)
    assert not any(row.payload for row in again.rows)
    assert find_plan(store, basis, plan) is plan


def test_an_edited_word_leaves_the_plan_valid_and_a_title_does_not(
    root: Path, store: Store, basis_of: BasisOf
) -> None:
    basis = basis_of(root, store)
    _, plan = made(basis, store)
    (root / "content/briefs/a.md").write_text(FILES["content/briefs/a.md"].replace("Text", "Word"))
    worded = basis_of(root, store)
    assert basis_key(worded) == basis_key(basis)
    assert find_plan(store, worded, plan) is plan
    (root / "content/briefs/a.md").write_text(BRIEF.format("Another"))
    titled = basis_of(root, store)
    assert basis_key(titled) != basis_key(basis)
    assert find_plan(store, titled, plan) is None


@pytest.mark.parametrize(
    ("problem", "code", "is_in_text"),
    [("updated: 2025-01-01", "date-order", False), ("---\n[x](no.md)", "broken-link", True)],
)
def test_an_edited_word_moves_only_problems_in_its_text(
    make_site: MakeSite,
    store: Store,
    basis_of: BasisOf,
    problem: str,
    code: str,
    *,
    is_in_text: bool,
) -> None:
    end = "" if is_in_text else "---"
    text = f"---\ntitle: A\nsummary: S\ndate: 2026-01-01\n{problem}\n{end}\nText.\n"
    root = make_site({"content/briefs/a.md": text}, checks={code: "warning"})
    _, plan = made(basis_of(root, store), store)
    assert [each.code for each in plan.summary.diagnostics] == [code]
    (root / "content/briefs/a.md").write_text(text.replace("Text", "Word"))
    again = find_plan(store, basis_of(root, store), plan)
    assert (again is None) == is_in_text


@pytest.mark.parametrize("option", ["drafts", "future", "embargoed"])
def test_what_is_asked_for_is_part_of_the_key(
    root: Path, store: Store, basis_of: BasisOf, option: str
) -> None:
    assert basis_key(basis_of(root, store, **{option: True})) != basis_key(basis_of(root, store))


def test_a_plan_ends_when_a_text_is_due(
    make_site: MakeSite, store: Store, basis_of: BasisOf
) -> None:
    late = "---\ntitle: Late\nembargo: 2026-06-02T00:00:00Z\n---\nText."
    root = make_site({**FILES, "content/briefs/late.md": late})
    _, plan = made(basis_of(root, store), store)
    assert plan.summary.next_change == datetime(2026, 6, 2, tzinfo=UTC)
    assert plan.summary.left_out.embargoed == 1
    assert find_plan(store, basis_of(root, store, now=datetime(2026, 6, 1, 23, tzinfo=UTC)))
    assert not find_plan(store, basis_of(root, store, now=datetime(2026, 6, 2, tzinfo=UTC)))
    earlier = datetime(2026, 5, 1, tzinfo=UTC)  # the clock was set back
    assert not find_plan(store, basis_of(root, store, now=earlier))


def test_a_plan_with_errors_is_not_cached_but_found_in_the_former_build(
    make_site: MakeSite, store: Store, basis_of: BasisOf
) -> None:
    root = make_site({**FILES, "content/about.md": "---\ntitle: A\n---\n[x](no.md)"})
    basis = basis_of(root, store)
    _, plan = made(basis, store)
    assert [each.code for each in plan.summary.diagnostics] == ["broken-link"]
    assert any(row.payload for row in plan.rows)
    assert store.plan() == []
    assert find_plan(store, basis) is None
    assert find_plan(store, basis, plan) is plan


def test_on_a_full_disk_a_plan_keeps_its_payloads(
    root: Path, store: Store, basis_of: BasisOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("disk full")

    basis = basis_of(root, store)
    monkeypatch.setattr(store, "put_plan", full)
    _, plan = made(basis, store)
    assert any(row.payload for row in plan.rows)
    assert find_plan(store, basis) is None


def test_a_plan_of_other_rows_is_not_used(root: Path, store: Store, basis_of: BasisOf) -> None:
    basis = basis_of(root, store)
    _, plan = made(basis, store)
    store.put_plan([], [plan.rows[0].path])
    assert find_plan(store, basis) is None
