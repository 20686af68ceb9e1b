"""A whole build, without a command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefgen.publication import Outcome, Request, publish_site

if TYPE_CHECKING:
    from tests.conftest import MakeSite

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATE = "---\ntitle: Late\ndate: 2026-06-01T18:00:00Z\n---\nText."
FILES = {"content/briefs/a.md": "---\ntitle: A\nsummary: S.\ndate: 2026-01-01\n---\nText."}


def build(root: Path, now: datetime = NOW, **options: Any) -> Outcome:
    request = Request(root=root, target=root / "public", clock=lambda: now, **options)
    return publish_site(request, waiting=lambda _: None, watched=lambda files, _: files)


def test_a_site_is_published_and_then_up_to_date(make_quick_site: MakeSite) -> None:
    root = make_quick_site(FILES)
    first = build(root)
    assert first.receipt is not None
    assert (first.receipt.briefs, first.written) == (1, first.receipt.files)
    assert (root / "public/briefs/a/index.html").is_file()
    (root / ".briefgen/receipt.json").unlink()
    again = build(root)
    assert again.receipt is not None
    assert (again.written, again.removed, again.is_current) == (0, 0, False)
    assert again.receipt.files == first.receipt.files


def test_a_site_with_an_error_is_not_published(make_quick_site: MakeSite) -> None:
    root = make_quick_site({**FILES, "content/about.md": "---\ntitle: A\n---\n[x](no.md)"})
    outcome = build(root)
    assert (outcome.receipt, outcome.has_started) == (None, True)
    assert [each.code for each in outcome.diagnostics] == ["broken-link"]
    assert not (root / "public").exists()


def test_warnings_stop_a_strict_build(make_quick_site: MakeSite) -> None:
    root = make_quick_site({"content/about.md": "---\ntitle: A\nttle: B\n---\nText."})
    assert build(root, strict=True).receipt is None
    assert build(root).receipt is not None


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    outcome = build(tmp_path)
    assert (outcome.receipt, outcome.has_started) == (None, False)
    assert [each.code for each in outcome.diagnostics] == ["site-missing"]


def test_an_output_directory_with_foreign_files_is_refused(make_quick_site: MakeSite) -> None:
    root = make_quick_site(FILES)
    (root / "public").mkdir()
    (root / "public/own.txt").touch()
    outcome = build(root)
    assert (outcome.receipt, outcome.has_started) == (None, False)
    assert [each.code for each in outcome.diagnostics] == ["foreign-output"]


def test_a_clock_behind_the_last_build_withdraws_nothing(make_quick_site: MakeSite) -> None:
    root = make_quick_site({**FILES, "content/briefs/late.md": LATE})
    evening = datetime(2026, 6, 1, 20, tzinfo=UTC)
    assert build(root, evening).receipt is not None
    outcome = build(root)
    assert [each.code for each in outcome.diagnostics if each.code == "clock"] == ["clock"]
    assert (root / "public/briefs/late/index.html").is_file()
    assert build(root, is_by_clock=False).receipt is not None
    assert not (root / "public/briefs/late").exists()


def test_the_first_files_are_rendered_while_the_last_are_planned(
    make_quick_site: MakeSite,
) -> None:
    sizes: list[int | None] = []

    def watch(files: Any, amount: Callable[[], int | None]) -> Any:
        for each in files:
            sizes.append(amount())
            yield each

    briefs = {f"content/briefs/{n}.md": FILES["content/briefs/a.md"] for n in range(40)}
    root = make_quick_site(briefs)
    request = Request(root=root, target=root / "public", clock=lambda: NOW)
    outcome = publish_site(request, waiting=lambda _: None, watched=watch)
    assert outcome.receipt is not None
    assert sizes[0] is None
    assert sizes[-1] == outcome.receipt.files
