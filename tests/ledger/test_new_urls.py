"""`check --sources --fix`: sources that have moved get their new URLs, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner, Result

from briefgen.cli import cli
from briefgen.read.ledger import read_ledger
from briefgen.renaming.sources import Move

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeSite

OLD, NEW = "http://old.example/reports/wages", "https://new.example/wages-2025"
LEDGER: Final = f"""{OLD}:
  state: moved
  checked: 2026-11-20
  final_url: {NEW}
  title: Wages
  archive_url: https://web.archive.org/web/20260612000000/{OLD}
  archived: 2026-06-12
"""


def fix(root: Path, *options: str) -> Result:
    arguments = ["-C", str(root), "check", "--sources", "--offline", "--fix", *options]
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def brief(body: str, front: str = "") -> str:
    return f"---\ntitle: A brief\n{front}---\n{body}\n"


FORMS = [
    (brief(f"See [it]({OLD})."), brief(f"See [it]({NEW}).")),
    (brief(f"See [it]({OLD}#page=3 'A title')."), brief(f"See [it]({NEW}#page=3 'A title').")),
    (brief(f"See [it](<{OLD}>)."), brief(f"See [it](<{NEW}>).")),
    (brief(f"See <{OLD}>."), brief(f"See <{NEW}>.")),
    (brief(f"See {OLD}, and more."), brief(f"See {NEW}, and more.")),
    (brief(f"See [it][1].\n\n[1]: {OLD}"), brief(f"See [it][1].\n\n[1]: {NEW}")),
    (brief(f"A.[^1]\n\n[^1]: See [it]({OLD})."), brief(f"A.[^1]\n\n[^1]: See [it]({NEW}).")),
    (brief(f'<a href="{OLD}">it</a>'), brief(f'<a href="{NEW}">it</a>')),
    (brief(f"[it]({OLD}) [and]({OLD}/)"), brief(f"[it]({NEW}) [and]({NEW})")),
    (brief(f"`[it]({OLD})` [it]({OLD})"), brief(f"`[it]({OLD})` [it]({NEW})")),
    (brief(f"```\n{OLD}\n```\n\n[it]({OLD})"), brief(f"```\n{OLD}\n```\n\n[it]({NEW})")),
    (brief(f"A <!-- {OLD} --> [it]({OLD})"), brief(f"A <!-- {OLD} --> [it]({NEW})")),
    (
        brief(f"[it]({OLD})", f"sources:\n  - url: {OLD}  # read it\n    title: Wages\n"),
        brief(f"[it]({NEW})", f"sources:\n  - url: {NEW}  # read it\n    title: Wages\n"),
    ),
    (
        brief("Text.", f'sources: ["{OLD}", \'{OLD}/other\']\n'),
        brief("Text.", f'sources: ["{NEW}", \'{OLD}/other\']\n'),
    ),
    (
        brief("Text.", f'highlights:\n  - "Wages [rose]({OLD})."\n'),
        brief("Text.", f'highlights:\n  - "Wages [rose]({NEW})."\n'),
    ),
    (
        brief(f"[it]({OLD}) [copy](https://web.archive.org/web/2026/{OLD})"),
        brief(f"[it]({NEW}) [copy](https://web.archive.org/web/2026/{OLD})"),
    ),
    (
        brief(f"[it]({OLD})", f"sources:\n  - url: {OLD}\n    archive_url: https://a.example/{OLD}\n"),
        brief(f"[it]({NEW})", f"sources:\n  - url: {NEW}\n    archive_url: https://a.example/{OLD}\n"),
    ),
]  # fmt: skip


def test_every_form_of_link_and_all_other_bytes_stay(make_quick_site: MakeSite) -> None:
    files, expected = {}, {}
    for number, forms in enumerate(FORMS):
        path = f"content/briefs/{number}.md"
        # Every other file has a byte-order mark, CRLF, and no newline at its end.
        files[path], expected[path] = (
            f"\ufeff{text.removesuffix(chr(10))}".replace("\n", "\r\n").encode()
            if number % 2
            else text.encode()
            for text in forms
        )
    # The only link to a source may lead to a place in it.
    place = f"{OLD}#page=3:\n  state: moved\n  checked: 2026-11-20\n  final_url: {NEW}#page=3\n"
    root = make_quick_site({**files, "sources.lock.yaml": LEDGER + place})
    result = fix(root)
    assert {path: (root / path).read_bytes() for path in files} == expected
    assert "moved-source" not in result.stdout
    assert f"content/briefs/0.md:4: {OLD} -> {NEW}" in result.stderr
    assert f"Changed {len(files)} texts." in result.stderr


def test_what_is_known_of_a_source_is_kept_under_its_new_url(make_quick_site: MakeSite) -> None:
    files = {"content/briefs/a.md": brief(f"See [it]({OLD}).")}
    root = make_quick_site({**files, "sources.lock.yaml": LEDGER})
    fix(root)
    ledger = read_ledger((root / "sources.lock.yaml").read_bytes()).value
    assert ledger is not None
    (url, entry), *others = ledger.entries.items()
    assert (url, entry.state, entry.title, others) == (NEW, "ok", "Wages", [])
    assert entry.archive_url.endswith(OLD)
    again = fix(root)
    assert "No source has moved, so there is nothing to fix." in again.stderr


@pytest.mark.parametrize(
    ("new", "body", "why"),
    [
        (NEW, f"[it]({OLD}) [new]({NEW})", "also cites its new URL"),
        ("http://old.example/reports/", f"[it]({OLD})", "the page above it"),
    ],
)
def test_what_is_not_sure_stays_and_is_named(
    make_quick_site: MakeSite, new: str, body: str, why: str
) -> None:
    text = brief(body)
    ledger = LEDGER.replace(NEW, new)
    root = make_quick_site({"content/briefs/a.md": text, "sources.lock.yaml": ledger})
    result = fix(root)
    assert (root / "content/briefs/a.md").read_text("utf-8") == text
    assert f"content/briefs/a.md: {OLD} stays: " in result.stderr
    assert why in result.stderr
    assert "[moved-source]" in result.stdout


def test_a_form_that_cannot_be_changed_stays(make_quick_site: MakeSite) -> None:
    text = brief("Text.", f'highlights: ["Wages [rose](\\x68{OLD[1:]})."]\n')
    root = make_quick_site({"content/briefs/a.md": text, "sources.lock.yaml": LEDGER})
    assert "in a form that cannot be changed automatically" in fix(root).stderr
    assert (root / "content/briefs/a.md").read_text("utf-8") == text


def test_a_symbolic_link_stays(make_quick_site: MakeSite) -> None:
    files = {"content/briefs/b.md": brief(f"[it]({OLD})"), "sources.lock.yaml": LEDGER}
    root = make_quick_site(files)
    (root / "content/briefs/a.md").symlink_to(root / "content/briefs/b.md")
    result = fix(root)
    assert f"content/briefs/a.md: {OLD} stays: the text is a symbolic link" in result.stderr
    assert (root / "content/briefs/a.md").is_symlink()


@pytest.mark.parametrize(
    ("old", "new", "url", "expected"),
    [
        ("http://a.org/x", "https://a.org/x", "http://a.org/x#p", "https://a.org/x#p"),
        ("http://a.org/x", "https://a.org/x", "https://www.a.org/x", "https://www.a.org/x"),
        ("https://a.org/x#p", "https://b.org/y#p", "https://a.org/x#q", "https://b.org/y#q"),
        ("https://a.org/x#p", "https://b.org/y#p", "https://a.org/x", "https://b.org/y"),
        ("https://a.org/x", "https://b.org/y#new", "https://a.org/x", "https://b.org/y#new"),
        ("https://a.org/x", "https://b.org/y?utm_source=a&id=3", "https://a.org/x",
         "https://b.org/y?id=3"),
    ],
)  # fmt: skip
def test_a_link_keeps_its_place_in_the_work(old: str, new: str, url: str, expected: str) -> None:
    assert Move(old, new).of(url) == expected


@pytest.mark.parametrize(
    ("old", "new", "is_sure"),
    [
        ("https://a.org/r/x.pdf", "https://b.org/r/x.pdf", True),
        ("https://a.org/r/x.pdf", "https://b.org/r/x", False),
        ("https://a.org/r/x.html", "https://b.org/r/x", True),
        ("https://a.org/r/2013/x", "https://www.a.org/r/", False),
        ("https://a.org/r/2013/x", "https://a.org/x", True),
    ],
)
def test_a_move_may_be_doubtful(old: str, new: str, is_sure: bool) -> None:
    assert (not Move(old, new).doubt) == is_sure
