"""A site, the command that builds it, and its output before and after."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner

from briefgen.cli import cli

if TYPE_CHECKING:
    from tests.conftest import MakeSite

BRIEF = {"content/briefs/two-bases.md": "---\ntitle: Two bases\n---\nText."}
State = dict[str, tuple[bytes, int, int]]

SUMMARY = re.compile(
    r"(?P<written>\d+) written, (?P<unchanged>\d+) unchanged, (?:(?P<removed>\d+) removed, )?"
)


@dataclass(frozen=True)
class Done:
    """The result of a build: its exit status, its messages and the numbers in its summary."""

    status: int
    said: str

    @property
    def counts(self) -> tuple[int, int, int]:
        """Return how many files were written, unchanged and removed."""
        match = SUMMARY.search(self.said)
        assert match, self.said
        return int(match["written"]), int(match["unchanged"]), int(match["removed"] or 0)


class Build(Protocol):
    """Runs the build command with options."""

    def __call__(self, root: Path, *options: object) -> Done: ...


@pytest.fixture(scope="session")
def build() -> Build:
    """Run the build command in this process: `build(root, *options)`."""

    def run(root: Path, *options: object) -> Done:
        command = ["-C", str(root), "build", *map(str, options)]
        result = CliRunner().invoke(cli, command, catch_exceptions=False)
        assert result.stdout == ""
        return Done(result.exit_code, result.stderr)

    return run


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Make sites that build quickly."""
    return make_quick_site


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    """Return a small site: a brief, a page and files of several kinds."""
    return make_site(
        {
            **BRIEF,
            "content/about.md": "---\ntitle: About\n---\nText.",
            "content/data/one.csv": "1",
            "content/data/more/two.csv": "2",
            "content/é & è.txt": "",
        }
    )


@pytest.fixture(scope="session")
def state() -> Callable[[Path], State]:
    """Return each file of a folder with its bytes, modification time and inode.

    Empty folders are included, with a slash after their names.
    """

    def look(folder: Path) -> State:
        entries = {}
        for place in sorted(folder.rglob("*")):
            name, about = place.relative_to(folder).as_posix(), place.lstat()
            if place.is_file():
                entries[name] = (place.read_bytes(), about.st_mtime_ns, about.st_ino)
            elif not any(place.iterdir()):
                entries[f"{name}/"] = (b"", 0, about.st_ino)
        return entries

    return look


@pytest.fixture(scope="session")
def beside() -> Callable[[Path], list[str]]:
    """Return what a build left beside an output directory."""

    def look(folder: Path) -> list[str]:
        return [path.name for path in folder.parent.glob(f".{folder.name}.*")]

    return look


@pytest.fixture(scope="session")
def as_anyone() -> Callable[[Sequence[object]], list[str]]:
    """Return a command that permissions apply to; root drops its privileges for it."""

    def bound(command: Sequence[object]) -> list[str]:
        words = list(map(str, command))
        if os.geteuid() != 0:
            return words
        if shutil.which("setpriv") is None:
            pytest.skip("root cannot drop its privileges without setpriv")
        return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *words]

    return bound


def _other_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")


def _old_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())


@pytest.fixture(params=["this system", "another system", "an old library"])
def any_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test with and without atomic swapping of folders."""
    if request.param == "another system":
        _other_system(monkeypatch)
    elif request.param == "an old library":
        _old_library(monkeypatch)
