"""Publishes to a host with rsync over SSH, in the same layout as a folder.

The host needs a POSIX shell and rsync. `ssh` finds keys, agents, ports and known hosts where it
always does. rsync's own variable RSYNC_RSH names another remote shell.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.deploy.records import CURRENT, INCOMING, RELEASES, Record, read_record, record_text
from briefgen.deploy.release import (
    Release,
    earlier,
    is_release_name,
    outdated,
    release_name,
    still_needed,
)
from briefgen.deploy.target import Changes, Deployed, Failed, Progress, compared, last_words
from briefgen.model.destinations import HostDestination
from briefgen.publish import MANIFEST

_SSH: Final = ("ssh", "-o", "ConnectTimeout=20")
_NO_CONNECTION: Final = 255  # the exit status of ssh
_NO_PROGRAM: Final = 127  # the exit status of a shell that did not find a program
_MARK: Final = "briefgen:"  # before each answer, because a login shell may greet
_FILES: Final = "--chmod=Du=rwx,Dgo=rx,Fu=rw,Fgo=r"
# Replace a link itself, not the folder that it leads to: GNU and BusyBox, then BSD and macOS.
_SWITCH: Final = f"""\
ln -s "{RELEASES}/$name" ".{CURRENT}-$$"
mv -fT ".{CURRENT}-$$" {CURRENT} 2>/dev/null || mv -fh ".{CURRENT}-$$" {CURRENT}
"""
# What was interrupted long ago; a younger one may be what another machine is sending now.
_TIDY: Final = f"""\
find {RELEASES} -maxdepth 1 -name "{INCOMING}*" -mtime +0 -exec rm -rf {{}} +
"""
_STATE: Final = f"""\
[ -d "$folder/{RELEASES}" ] || exit 0
cd "$folder"
if [ -e {CURRENT} ] && [ ! -L {CURRENT} ]; then echo {_MARK}foreign; fi
now=$(readlink {CURRENT} || :)
now=${{now##*/}}
echo "{_MARK}current $now"
for each in {RELEASES}/*/; do echo "{_MARK}release ${{each#{RELEASES}/}}"; done
if [ -n "$now" ] && [ -f "{RELEASES}/$now.json" ]; then
    printf '{_MARK}record '; cat "{RELEASES}/$now.json"; echo
fi
"""


@dataclass(frozen=True, slots=True)
class _State:
    """The releases on a host, the name of the current one, and its record."""

    current: str = ""
    releases: tuple[str, ...] = ()
    record: Record = Record()


@dataclass(frozen=True, slots=True)
class HostTarget:
    """A folder on a host that keeps a number of releases."""

    destination: HostDestination
    keep: int

    def changes(self, release: Release) -> Changes:
        """Compare the current release with another."""
        return compared(_state(self.destination).record.files, release.files)

    def publish(self, release: Release, progress: Progress) -> Deployed:
        """Send a release, then switch to it."""
        state = _state(self.destination)
        changes = compared(state.record.files, release.files)
        if state.current and not changes:
            return Deployed(changes)
        incoming = f"{RELEASES}/{INCOMING}{release.digest[:12]}"
        _run(self.destination, f'mkdir -p "$folder/{incoming}"\n')
        progress.start("Sending", len(changes.added) + len(changes.changed))
        _send(self.destination, release, incoming, state.current, progress)
        name = release_name(release, state.releases)
        _run(self.destination, _finish(self, release, state, name))
        return Deployed(changes, name)

    def roll_back(self) -> str:
        """Switch to the release before the current one."""
        state = _state(self.destination)
        name = earlier(state.releases, state.current)
        if not name:
            raise Failed("there is no earlier release", "build an earlier version, and deploy it")
        _run(self.destination, f'cd "$folder"\nname={name}\n{_SWITCH}')
        return name


def _finish(target: HostTarget, release: Release, state: _State, name: str) -> str:
    """Return the script that completes a release, switches to it, and removes old ones."""
    incoming = f"{RELEASES}/{INCOMING}{release.digest[:12]}"
    lines = ['cd "$folder"', f"name={name}"]
    for path in still_needed(state.record.files, release.files):
        old, new = f"{RELEASES}/{state.current}/{path}", f"{incoming}/{path}"
        folder = new.rpartition("/")[0]
        lines.append(f"if [ -f {old} ]; then mkdir -p {folder}; ln -f {old} {new}; fi")
    record = record_text(Record(release.files))
    lines += [
        f'cat > "{RELEASES}/$name.json" <<\'BRIEFGEN\'', record, "BRIEFGEN",
        f'mv {incoming} "{RELEASES}/$name"',
    ]  # fmt: skip
    old_names = outdated((*state.releases, name), name, target.keep)
    removed = [f"{RELEASES}/{each} {RELEASES}/{each}.json" for each in old_names]
    cleaning = f"rm -rf {' '.join(removed)}\n" if removed else ""
    return "\n".join(lines) + f"\n{_SWITCH}{cleaning}{_TIDY}"


def _state(destination: HostDestination) -> _State:
    current, releases, record = "", [], Record()
    for line in _run(destination, _STATE).splitlines():
        word, _, value = line.removeprefix(_MARK).partition(" ")
        if not line.startswith(_MARK):
            continue
        if word == "foreign":
            raise Failed(
                f"`{CURRENT}` in {destination.path} is not a link that briefgen made",
                "choose another folder in `to`, or rename this one on the host",
            )
        name = value.strip().rstrip("/")
        if word == "current" and is_release_name(name):
            current = name
        elif word == "release" and is_release_name(name):
            releases.append(name)
        elif word == "record":
            record = read_record(value)
    return _State(current, tuple(sorted(releases)), record if current else Record())


def _remote_shell() -> list[str]:
    return shlex.split(os.environ.get("RSYNC_RSH", "")) or list(_SSH)


def _run(destination: HostDestination, script: str) -> str:
    """Run a script in the shell of a host, and return what it printed."""
    full_script = (
        f"set -eu\nLC_ALL=C; export LC_ALL\nfolder={shlex.quote(destination.path)}\n{script}"
    )
    command = [*_remote_shell(), destination.host, "sh -s"]
    try:
        process = subprocess.run(  # noqa: S603 - the host was checked when site.yaml was read
            command,
            input=full_script,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise _missing(command[0]) from None
    if process.returncode == _NO_CONNECTION:
        raise Failed(
            f"no connection to {destination.host}:"
            f" {last_words(process.stderr, 'ssh gave no reason')}",
            f"make sure that this works: ssh {destination.host}",
        )
    if process.returncode:
        raise Failed(
            f"{destination.host} reports:"
            f" {last_words(process.stderr, f'status {process.returncode}')}",
            f"make sure that you may write to {destination.path} there; "
            "readers still have the release before",
        )
    return process.stdout


def _send(
    destination: HostDestination, release: Release, incoming: str, current: str, progress: Progress
) -> None:
    """Send the files that differ; rsync links those that are the same as in the current release."""
    excluded = [f"--exclude=/{MANIFEST}", "--exclude=.DS_Store", "--exclude=Thumbs.db"]
    linked = [f"--link-dest=../{current}"] if current else []
    command = [
        "rsync", "--recursive", "--checksum", "--delete", "--perms", _FILES, "--partial",
        "--out-format=%n", *excluded, *linked, "-e", shlex.join(_remote_shell()),
        f"{release.folder}/", f"{destination.host}:{destination.path}/{incoming}/",
    ]  # fmt: skip
    status, errors = _watched(command, progress)
    if status == _NO_CONNECTION:
        raise Failed(f"the connection to {destination.host} was lost", "run the command again")
    if status:
        raise Failed(
            f"rsync reports: {last_words(errors, f'status {status}')}",
            f"install rsync on {destination.host}"
            if status in (12, _NO_PROGRAM) and "not found" in errors
            else "run the command again; it continues where it stopped",
        )


def _watched(command: Sequence[str], progress: Progress) -> tuple[int, str]:
    """Run rsync, counting the files that it names; return its exit status and its errors."""
    environment = {**os.environ, "LC_ALL": "C"}
    with tempfile.TemporaryFile("w+", errors="replace") as errors:
        try:
            process = subprocess.Popen(  # noqa: S603 - the host was checked with site.yaml
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                errors="replace",
            )
        except FileNotFoundError:
            raise _missing(command[0]) from None
        with process:
            for line in process.stdout or ():
                if not line.endswith("/\n") and not line.startswith("deleting "):
                    progress.step()
        errors.seek(0)
        return process.returncode, _first_error(errors.read())


def _first_error(stderr: str) -> str:
    """Return the line in which rsync says what went wrong; its last line is only about itself."""
    lines = [line for line in stderr.splitlines() if line and not line.startswith("rsync error:")]
    errors = [line for line in lines if "not found" in line or line.startswith("rsync: ")]
    return (errors or lines or stderr.splitlines() or [""])[0]


def _missing(program: str) -> Failed:
    hint = "install rsync and ssh" if shutil.which(program) is None else f"check {program}"
    on = "; on Windows, use WSL" if sys.platform == "win32" else ""
    return Failed(f"`{program}` is not installed on this machine", f"{hint}{on}")
