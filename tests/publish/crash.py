"""Builds a site again and again, and is killed at each step of publication in turn.

Arguments: a folder to work in, how folders are swapped ("one step" or "two renames"), the first
step, and how many steps are between two kills. Prints the number of steps; raises an AssertionError
if a site was ever lost.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from briefgen.cli import main
from briefgen.publish import stage

PLACES = re.compile(r"public|/stage-")
STEPS = frozenset("open os.mkdir os.rename os.remove os.rmdir os.link os.chmod".split())
SITE = {
    # All files are published in the same way, so a few are enough.
    "site.yaml": "title: Test\nbase_url: https://example.org\nsearch: {enabled: false}\n"
    "social: {images: false}\nfeeds: {forms: []}\nheaders: {enabled: false}\n"
    "outputs: {archive: false, markdown: false, citations: false}\n",
    "content/about.md": "---\ntitle: About\n---\nText.",
    "content/same/data.csv": "1",
}
OLD = {"content/briefs/a.md": "---\ntitle: Old\n---\nOld.", "content/gone/x": ""}
NEW = {"content/briefs/a.md": "---\ntitle: New\n---\nNew.", "content/new/x": ""}


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def prepare(root: Path, files: dict[str, str]) -> None:
    shutil.rmtree(root / "content", ignore_errors=True)
    write(root, {**SITE, **files})


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def die_at(step: int) -> None:
    """Kill this process before its n-th step in or beside the output."""
    taken = 0

    def look(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        is_removal = event in ("os.remove", "os.rmdir")  # with paths relative to their folder
        if event not in STEPS or not (is_removal or PLACES.search(str(arguments[0]))):
            return
        if event == "open" and "r" in str(arguments[1]):
            return
        taken += 1
        if taken == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)


def in_a_process(task: Callable[[], None]) -> bool:
    """Run a task in a child process; return whether the process survived."""
    child = os.fork()
    if child == 0:
        try:
            task()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def build(root: Path, step: int = 0) -> None:
    if step:
        die_at(step)
    try:
        main(["-C", str(root), "build", "--quiet", "--jobs", "1"])
    except SystemExit as ended:
        assert not ended.code, ended.code


@dataclass(frozen=True)
class State:
    """The files of a site, and its published output."""

    files: dict[str, str]
    output: dict[str, bytes]


def published(root: Path, files: dict[str, str]) -> State:
    """Build a site in this process, so that its forks need no imports."""
    prepare(root, files)
    build(root)
    return State(files, held(root / "public"))


def survives(root: Path, former: State, later: State, step: int, *, one_step: bool) -> bool:
    """Publish one state over another, killed at a step; return whether the build survived."""
    folder = root / "public"
    prepare(root, later.files)
    lived = in_a_process(lambda: build(root, step))
    if one_step or folder.exists():
        assert held(folder) in (former.output, later.output), step
    else:
        assert held(root / ".public.briefgen-old") == former.output, step
    assert in_a_process(lambda: build(root))
    assert held(folder) == later.output, step
    assert not list(root.glob(".public*")), step
    return lived


def run(place: Path, first: int, stride: int, *, one_step: bool) -> int:
    """Switch between two states, killed a stride later each time."""
    if not one_step:
        stage._exchange = lambda *_: False
    former, later = published(place / "one", OLD), published(place / "other", NEW)
    root = place / "site"
    assert published(root, OLD) == former
    step, lived = first, 0
    while lived < 2:  # in each direction
        lived = lived + 1 if survives(root, former, later, step, one_step=one_step) else 0
        former, later = later, former
        step += stride
    return step - 3 * stride


if __name__ == "__main__":
    _, folder, swap, *numbers = sys.argv
    sys.stdout.write(f"{run(Path(folder), *map(int, numbers), one_step=swap == 'one step')}\n")
