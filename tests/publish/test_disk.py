"""Disks that are full, read-only or mounted in the wrong place."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import MakeSite

State = Callable[[Path], dict[str, tuple[bytes, int, int]]]
AsAnyone = Callable[[Sequence[object]], list[str]]

BUILD = (sys.executable, "-m", "briefgen", "build")
LIMITED = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
from briefgen.cli import main
main(["build"])
"""
BIG = {"content/data.csv": b"1,2,3,4\n" * 125_000}
SMALL = {"content/briefs/a.md": "---\ntitle: A\n---\nText."}


def run(root: Path, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="has no limits on files")
def test_a_file_that_cannot_be_written_leaves_the_old_site(
    make_site: MakeSite, state: State
) -> None:
    root = make_site(SMALL)
    assert run(root, [sys.executable, "-c", LIMITED]).returncode == 0
    before = state(root / "public")
    make_site({**SMALL, **BIG})
    result = run(root, [sys.executable, "-c", LIMITED])
    assert (result.returncode, result.stdout) == (1, "")
    assert "public:1:1: error: cannot write the output: file too large" in result.stderr
    assert "Traceback" not in result.stderr
    assert state(root / "public") == before
    assert not list(root.glob(".public*"))
    assert run(root, BUILD).returncode == 0
    assert (root / "public/data.csv").stat().st_size == 1_000_000


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="has other permissions")
@pytest.mark.parametrize("locked", ["deploy", "deploy/public"], ids=["beside", "inside"])
def test_missing_permission_for_the_output_is_reported(
    make_site: MakeSite, as_anyone: AsAnyone, state: State, locked: str
) -> None:
    root = make_site(SMALL)
    command = as_anyone([*BUILD, "--output", "deploy/public"])
    assert run(root, command).returncode == 0
    before = state(root / "deploy")
    make_site({"content/briefs/a.md": "---\ntitle: B\n---\nText."})
    (root / locked).chmod(0o555 if locked == "deploy" else 0)
    result = run(root, command)
    (root / locked).chmod(0o755)
    assert (result.returncode, result.stdout) == (1, "")
    assert "deploy/public:1:1: error: cannot write the output: permission" in result.stderr
    assert state(root / "deploy") == before


# With separate disks: mounts that no other process sees, gone when the command ends.

CAN_MOUNT = sys.platform == "linux" and (
    subprocess.run(
        "unshare --mount sh -c 'mount -t tmpfs tmpfs /mnt'",
        shell=True,
        capture_output=True,
        check=False,
    ).returncode
    == 0
)
mounts = pytest.mark.skipif(not CAN_MOUNT, reason="mounting a disk needs Linux and its root")


def with_mount(script: str) -> Sequence[str]:
    build = f"{sys.executable} -m briefgen build"
    return ["unshare", "--mount", "sh", "-ec", script.replace("BUILD", build)]


@mounts
def test_a_full_disk_leaves_the_old_site(make_site: MakeSite) -> None:
    root = make_site({**SMALL, "draft.csv": BIG["content/data.csv"], "disk/x": b""})
    script = """
        mount -t tmpfs -o size=600k tmpfs disk
        BUILD --output disk/public
        find disk/public -type f | sort | xargs cksum > before
        mv draft.csv content
        BUILD --output disk/public || echo failed with $?
        find disk/public -type f | sort | xargs cksum > after
    """
    result = run(root, with_mount(script))
    assert result.stdout == "failed with 1\n"
    assert "error: cannot write the output: no space left on device" in result.stderr
    assert "free some disk space; the published site is unchanged" in result.stderr
    assert (root / "after").read_bytes() == (root / "before").read_bytes()
    assert b"disk/public/briefs/a/index.html" in (root / "before").read_bytes()


@mounts
def test_a_read_only_disk_leaves_the_old_site(make_site: MakeSite) -> None:
    root = make_site({**SMALL, "disk/x": b""})
    script = """
        mount -t tmpfs tmpfs disk
        BUILD --output disk/public
        find disk -type f | sort | xargs cksum > before
        mount -o remount,ro disk
        rm content/briefs/a.md
        BUILD --output disk/public || echo failed with $?
        find disk -type f | sort | xargs cksum > after
    """
    result = run(root, with_mount(script))
    assert result.stdout == "failed with 1\n"
    assert "error: cannot write the output: read-only file system" in result.stderr
    assert (root / "after").read_bytes() == (root / "before").read_bytes()


@mounts
def test_an_output_that_is_a_mount_point_is_reported(make_site: MakeSite) -> None:
    root = make_site({**SMALL, "public/x": b""})
    script = """
        mount -t tmpfs tmpfs public
        BUILD || echo failed with $?
        ls -A public
    """
    result = run(root, with_mount(script))
    assert result.stdout == "failed with 1\n"
    assert "this folder is a mount point; build into a folder inside it" in result.stderr
    assert not list(root.glob(".public*"))


@mounts
def test_on_another_disk_no_old_release_stays_beside_the_output(make_site: MakeSite) -> None:
    root = make_site({**SMALL, "content/briefs/b.md": "---\ntitle: B\n---\nx", "disk/x": b""})
    script = """
        mount -t tmpfs tmpfs disk
        BUILD --output disk/public
        ls -A disk
        rm content/briefs/b.md
        BUILD --output disk/public
        ls -A disk
        ls disk/public/briefs
    """
    result = run(root, with_mount(script))
    assert result.stdout.split() == ["public", "public", "a"], result.stderr


@mounts
def test_a_folder_of_the_site_is_refused_under_the_name_of_a_bind_mount(
    make_site: MakeSite,
) -> None:
    root = make_site({**SMALL, "alias/x": b""})
    script = """
        mount --bind content alias
        BUILD --output alias/public || echo failed with $?
        mount --bind . alias
        BUILD --output alias || echo failed with $?
    """
    result = run(root, with_mount(script))
    assert result.stdout == "failed with 1\nfailed with 1\n"
    assert "the output directory is inside the site's content/" in result.stderr
    assert "the output directory contains the site itself" in result.stderr
