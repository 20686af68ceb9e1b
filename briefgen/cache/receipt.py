"""The inputs and outputs of the last build. If both are unchanged, a build has nothing to do.

Only the metadata of files is compared; no file is opened except the manifest. Anything uncertain
counts as changed.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from briefgen.cache import MANIFEST
from briefgen.cache.digests import digest
from briefgen.cache.file_stamps import file_stamp_in, is_racy, unchanged
from briefgen.cache.stamp import code_stamp
from briefgen.model.codes import Severity
from briefgen.model.diagnostics import Diagnostic, Location, Nearest, Span
from briefgen.model.site import LeftOut

_NAME: Final = "receipt.json"
_INPUTS: Final = ("site.yaml", "sources.lock.yaml", "content", "layouts")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build was asked to do: its output directory as a real path, and its options.

    `base_url` is "" if site.yaml's was used.
    """

    target: str
    strict: bool = False
    everything: bool = False
    base_url: str = ""
    drafts: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a build left: the stamps of its output, and its diagnostics.

    `asked` is what it was asked to do. It is valid from `made` until `next_change`, when a
    scheduled text is published. `beside` holds the stamps of files that builds keep current in the
    work folder. `is_by_clock` is true if the time came from the clock, not from a setting.
    `listing` is the digest of the manifest, which is read because the next build deletes files by
    it.
    """

    asked: Asked
    made: datetime
    is_by_clock: bool
    next_change: datetime | None
    left_out: LeftOut
    briefs: int
    pages: int
    files: int
    diagnostics: tuple[Diagnostic, ...]
    notes: tuple[str, ...]
    standing: Mapping[str, str]
    beside: Mapping[str, str]
    listing: str


def listing(target: Path) -> str:
    """Return the digest of the manifest in an output directory, or "" if there is none."""
    try:
        return digest((target / MANIFEST).read_bytes()).hex()
    except OSError:
        return ""


def inputs_digest(root: Path, asked: Asked) -> str:
    """Return the digest of all inputs of a build in `root`, and of what it is `asked` to do.

    It is "" if a file changed so recently that another change might go unnoticed.
    """
    started = time.time_ns()
    lines = []
    try:
        states = [each for name in _INPUTS for each in _states(f"{root}/{name}", name)]
    except RecursionError:
        return ""
    for path, state in states:
        if is_racy(state, started):
            return ""
        lines.append(f"{path} {file_stamp_in(state)} {state.st_ctime_ns} {state.st_mode}")
    words = "\n".join((*map(repr, astuple(asked)), *sorted(lines)))
    return digest(code_stamp(), words.encode(errors="surrogateescape")).hex()


def current(folder: Path, inputs: str, target: Path, now: datetime) -> Receipt | None:
    """Return the receipt in `folder` if its inputs are the same and its output is unchanged."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        data = json.loads((folder / _NAME).read_bytes())
        if not inputs or data.pop("inputs") != inputs:
            return None
        receipt = _read(data)
        is_early = receipt.next_change is None or now < receipt.next_change
        is_valid = is_early and receipt.made <= now
        has_folder = unchanged(str(folder), receipt.beside)
        has_output = has_folder and unchanged(str(target), receipt.standing)
        if is_valid and has_output and receipt.listing == listing(target):
            return receipt
    return None


def last(folder: Path) -> tuple[Receipt, str, int] | None:
    """Return the receipt in `folder`, the digest of its inputs, and when it was written (ns).

    The digest is "" if the inputs of that build had changed only just before it.
    """
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        written = (folder / _NAME).stat().st_mtime_ns
        data = json.loads((folder / _NAME).read_bytes())
        inputs = str(data.pop("inputs"))
        return _read(data), inputs, written
    return None


def newest_input(root: Path) -> int:
    """Return when the last input of a build in `root` was changed or removed (ns).

    It is the present time if this cannot be known.
    """
    states = (state for name in _INPUTS for _, state in _states(f"{root}/{name}", name))
    try:
        return max((max(each.st_mtime_ns, each.st_ctime_ns) for each in states), default=0)
    except RecursionError:
        return time.time_ns()


def last_build(folder: Path) -> datetime | None:
    """Return the time of the build that left the receipt in `folder`, if the clock gave it."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        data = json.loads((folder / _NAME).read_bytes())
        return datetime.fromisoformat(data["made"]) if data["is_by_clock"] else None
    return None


def write(folder: Path, inputs: str, receipt: Receipt) -> None:
    """Write a receipt to `folder`; if `inputs` is "", only the time of the build is of use."""
    with suppress(OSError):
        data = {each.name: getattr(receipt, each.name) for each in fields(receipt)}
        written = json.dumps({"inputs": inputs, **data}, default=_plain)
        (folder / _NAME).write_text(written, encoding="utf-8")


def _plain(value: Asked | datetime | Diagnostic | LeftOut | Severity) -> object:
    if isinstance(value, Severity):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else asdict(value)


def _read(data: dict[str, Any]) -> Receipt:
    waiting = data["left_out"]
    return Receipt(
        **{
            **data,
            "asked": Asked(**data["asked"]),
            "made": datetime.fromisoformat(data["made"]),
            "next_change": _moment(data["next_change"]),
            "left_out": LeftOut(**{**waiting, "next_release": _moment(waiting["next_release"])}),
            "diagnostics": tuple(map(_diagnostic, data["diagnostics"])),
            "notes": tuple(data["notes"]),
        }
    )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _diagnostic(data: dict[str, Any]) -> Diagnostic:
    place = data["location"]
    location = Location(place["path"], Span(**place["span"]))
    near, level = data["nearest"], data["level"]
    return Diagnostic(
        data["code"],
        data["message"],
        location,
        data["hint"],
        Nearest(**near) if near else None,
        Severity(level) if level else None,
    )


def _states(path: str, shown: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the state of a file, or of a folder with all its files and folders."""
    try:
        yield shown, os.stat(path)
        items = os.scandir(path)
    except OSError:
        return  # missing, or a file
    with items:
        for item in items:
            name = f"{shown}/{item.name}"
            if item.is_dir(follow_symlinks=False):
                yield from _states(item.path, name)
            else:
                try:
                    state = item.stat()
                except OSError:
                    continue  # a broken link
                yield name, state
