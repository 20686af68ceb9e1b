"""Links lead to the same texts after a rename, whatever the names and the forms of the links."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.assemble.links import resolve_reference
from briefgen.renaming import plan_rename, write_rename
from briefgen.renaming.edits import references_in
from briefgen.renaming.snapshot import Snapshot, read_snapshot

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
NAMES: Final = (
    "a",
    "b c",
    "ü",
    "x(1)y",
    "it's",
    "50%",
    "d#1",
    "中国",
    "a&b",
    "[x]",
    "index2",
    "e_f_g",
)
FORMS: Final = (
    "[x](<{old}.md>)",
    "[x]({quoted}.md#part 'Title')",
    "![x](<{quoted}/x.svg>)",
    "[x](/briefs/{quoted}.md?a=1)",
    "[x](/briefs/s/)",
    "[x](https://example.org/sub/briefs/s/index.md)",
    '<a href="{quoted}.md">x</a>',
    "<img src='{quoted}/x.svg' alt='x'>",
    "[x][r]\n\n[r]: {quoted}.md",
    "> - [x]({quoted}.md)",
    "| a |\n| - |\n| [x]({quoted}.md) |",
    "`[x]({quoted}.md)`",
    "[z](z.md)",
)


def written(name: str, forms: list[str], front: str = "") -> str:
    # In angle brackets, these characters mean something else.
    old = quote(name) if set(name) & set("%#[]&") else name
    body = "\n\n".join(form.format(old=old, quoted=quote(name)) for form in forms)
    return f"---\ntitle: T\n{front}---\n## Part\n\n{body}\n"


def destinations(site: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the title of each text and where each of its links leads."""
    for path, value in site.texts():
        for reference in references_in(value):
            checked = resolve_reference(reference, path, site.site.addresses, "/sub")
            assert checked.diagnostics == ()
            yield value.extra["id"], unquote(checked.value)


def snapshot(root: Path) -> Snapshot:
    site = read_snapshot(root, NOW).value
    assert site is not None
    return site


@given(
    old=st.sampled_from(NAMES),
    new=st.sampled_from(NAMES),
    folder=st.sampled_from(["", "2026/", "über uns/", "x/y z/"]),
    is_index=st.booleans(),
    seed=st.integers(0, 1_000_000),
)
def test_links_follow_whatever_the_names_are(
    old: str,
    new: str,
    folder: str,
    is_index: bool,
    seed: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.mktemp("site")
    forms = random.Random(seed).sample(FORMS, 6)
    files = {
        "site.yaml": "title: T\nbase_url: https://example.org/sub\n",
        f"content/briefs/{old}.md": written(old, forms, "slug: s\nextra: {id: a}\n"),
        f"content/briefs/{old}/x.svg": "<svg/>",
        "content/briefs/z.md": written(old, forms, "extra: {id: z}\n"),
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    target = f"briefs/{folder}{new}/index.md" if is_index else f"briefs/{folder}{new}.md"
    if target == f"briefs/{old}.md":
        return
    before = snapshot(root)
    planned = plan_rename(root, root, f"briefs/{old}.md", target, NOW).value
    assert planned is not None
    write_rename(root, planned)
    after = snapshot(root)
    assert (root / "content" / target).is_file()
    moved = next(path for path in after.files if path.endswith("x.svg"))
    image = {f"/sub/briefs/{old}/x.svg": f"/sub/{moved.removeprefix('content/')}"}
    assert sorted(destinations(after)) == sorted(
        (name, image.get(url, url)) for name, url in destinations(before)
    )
    code = f"`[x]({quote(old)}.md)`"
    for path, text in files.items():
        if path.endswith(".md"):
            now = planned.files.get(path, path)
            assert (code in (root / now).read_text("utf-8")) == (code in text)
