"""A damaged disk: flipped bits or truncated files in the cache never change the output."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from briefgen.cli import cli
from tests.conftest import QUICK
from tests.support.exhaustive import mostly_exhaustive

if TYPE_CHECKING:
    from tests.conftest import MakeSite, WriteSite

Output = dict[str, bytes]

DAMAGES = 8  # of one cache, one after another
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "f8cfc0f01f00050001ffa0d4c9aa0000000049454e44ae426082"
)
FILES: dict[str, str | bytes] = {
    "content/briefs/a.md": (
        "---\ntitle: A\ncategories: [C]\nimage: {src: p.png, alt: P}\n---\nText."
    ),
    "content/briefs/b.md": (
        "---\ntitle: B\nauthors: [Ines]\n---\n[A](a.md), [^1] and data.\n\n[^1]: N."
    ),
    "content/briefs/p.png": PIXEL,
    "content/about.md": "---\ntitle: About\n---\nText.",
    "content/d.csv": "1",
}
EDITS: list[dict[str, str]] = [
    {"content/about.md": "---\ntitle: About us\n---\nOther text."},
    {"content/briefs/b.md": "---\ntitle: B\n---\n[A](a.md).", "content/d.csv": "2"},
    {},
]


def build(root: Path, *options: str) -> str:
    """Build; return the error text, or "" on success."""
    result = CliRunner().invoke(cli, ["-C", str(root), "build", "--jobs", "1", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in {0, 1}
    return result.stderr if result.exit_code else ""


def output(root: Path) -> Output:
    files = (path for path in (root / "public").rglob("*") if path.is_file())
    return {path.relative_to(root / "public").as_posix(): path.read_bytes() for path in files}


def damage(root: Path, chance: random.Random) -> str:
    """Flip bits of a file or truncate it; return a description.

    A staged file may be a hard link of an output file, so its new modification time is kept.
    """
    files = [path for path in (root / ".briefgen").rglob("*") if path.is_file()]
    areas = {path.relative_to(root / ".briefgen").parts[0] for path in files}
    area = chance.choice([*sorted(areas), "public"])
    if area == "public":
        path = root / "public/.briefgen.json"
    else:
        top = root / ".briefgen" / area
        path = chance.choice(sorted(each for each in files if each == top or top in each.parents))
    data, state = bytearray(path.read_bytes()), path.stat()
    how = chance.choice(["flip", "flip", "cut", "many"])
    if how == "cut":
        del data[chance.randrange(len(data) + 1) :]
    for _ in range({"flip": 1, "many": 50}.get(how, 0) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    with path.open("r+b") as file:
        file.truncate(len(data))
        file.write(data)
    if not area.startswith("stage-"):
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    return f"{how} {path.relative_to(root)}"


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite) -> list[Output]:
    """The output of a clean build after each edit."""
    made = []
    for edit in EDITS:
        clean = write_site(tmp_path_factory.mktemp("clean"), {**FILES, **edit}, **QUICK)
        assert build(clean) == ""
        made.append(output(clean))
    return made


@pytest.mark.parametrize("seed", mostly_exhaustive(range(50), 1))
def test_a_damaged_cache_never_changes_the_output(
    make_quick_site: MakeSite, expected: list[Output], seed: int
) -> None:
    root = make_quick_site(FILES)
    build(root)
    chance = random.Random(seed)
    refused = 0
    for _ in range(DAMAGES):
        what = damage(root, chance)
        number = chance.randrange(len(EDITS))
        for path, text in {**FILES, **EDITS[number]}.items():
            data = text.encode() if isinstance(text, str) else text
            if (root / path).read_bytes() != data:
                (root / path).write_bytes(data)
        error = build(root)
        if error:
            refused += 1
            assert "briefgen build --clean" in error, (what, error)
            for file in sorted((root / "public").rglob("*"), reverse=True):
                file.rmdir() if file.is_dir() else file.unlink()
            assert build(root, "--clean") == "", what
        assert output(root) == expected[number], what
    assert refused < DAMAGES
