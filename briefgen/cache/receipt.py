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
from briefgen.model.left_out import LeftOut

_NAME: Final = "receipt.json"
_INPUTS: Final = ("site.yaml", "sources.lock.yaml", "content", "layouts")
_THEME: Final = str(Path(__file__).parents[1] / "theme")


@dataclass(frozen=True, slots=True)
class BuildRequest:
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

    `request` is what it was asked to do. It is valid from `built_at` until `next_change`, when a
    scheduled text is published. `output_stamps` has the stamps of the output, and
    `folder_stamps` those of files that builds keep current in the work folder. `is_by_clock` is
    true if the time came from the clock, not from a setting. `listing` is the digest of the
    manifest, which is read because the next build deletes files by it.
    """

    request: BuildRequest
    built_at: datetime
    is_by_clock: bool
    next_change: datetime | None
    left_out: LeftOut
    briefs: int
    pages: int
    files: int
    diagnostics: tuple[Diagnostic, ...]
    notes: tuple[str, ...]
    output_stamps: Mapping[str, str]
    folder_stamps: Mapping[str, str]
    listing: str


def listing(target: Path) -> str:
    """Return the digest of the manifest in an output directory, or "" if there is none."""
    try:
        return digest((target / MANIFEST).read_bytes()).hex()
    except OSError:
        return ""


def inputs_digest(root: Path, request: BuildRequest) -> str:
    """Return the digest of all inputs of a build in `root`, and of what was requested.

    It is "" if a file changed so recently that another change might go unnoticed.
    """
    started = time.time_ns()
    lines = []
    try:
        states = [each for name in _INPUTS for each in _states(f"{root}/{name}", name)]
        states += _states(_THEME, "theme")  # somebody may be working on it
    except RecursionError:
        return ""
    for path, state in states:
        if is_racy(state, started):
            return ""
        lines.append(f"{path} {file_stamp_in(state)} {state.st_ctime_ns} {state.st_mode}")
    words = "\n".join((*map(repr, astuple(request)), *sorted(lines)))
    return digest(code_stamp(), words.encode(errors="surrogateescape")).hex()


def current(folder: Path, inputs: str, target: Path, now: datetime) -> Receipt | None:
    """Return the receipt in `folder` if its inputs are the same and its output is unchanged."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        data = json.loads((folder / _NAME).read_bytes())
        if not inputs or data.pop("inputs") != inputs:
            return None
        receipt = _read(data)
        is_early = receipt.next_change is None or now < receipt.next_change
        is_valid = is_early and receipt.built_at <= now
        has_folder = unchanged(str(folder), receipt.folder_stamps)
        has_output = has_folder and unchanged(str(target), receipt.output_stamps)
        if is_valid and has_output and receipt.listing == listing(target):
            return receipt
    return None


def last(folder: Path) -> tuple[Receipt, str, int] | None:
    """Return the receipt in `folder`, the digest of its inputs, and when it was written (ns).

    The digest is "" if the inputs of that build had changed only just before it.
    """
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        written_at = (folder / _NAME).stat().st_mtime_ns
        data = json.loads((folder / _NAME).read_bytes())
        inputs = str(data.pop("inputs"))
        return _read(data), inputs, written_at
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
        return datetime.fromisoformat(data["built_at"]) if data["is_by_clock"] else None
    return None


def write(folder: Path, inputs: str, receipt: Receipt) -> None:
    """Write a receipt to `folder`; if `inputs` is "", only the time of the build is of use."""
    with suppress(OSError):
        data = {each.name: getattr(receipt, each.name) for each in fields(receipt)}
        text = json.dumps({"inputs": inputs, **data}, default=_plain)
        (folder / _NAME).write_text(text, encoding="utf-8")


def _plain(value: BuildRequest | datetime | Diagnostic | LeftOut | Severity) -> object:
    if isinstance(value, Severity):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else asdict(value)


def _read(data: dict[str, Any]) -> Receipt:
    left_out = data["left_out"]
    return Receipt(
        **{
            **data,
            "request": BuildRequest(**data["request"]),
            "built_at": datetime.fromisoformat(data["built_at"]),
            "next_change": _moment(data["next_change"]),
            "left_out": LeftOut(**{**left_out, "next_release": _moment(left_out["next_release"])}),
            "diagnostics": tuple(map(_diagnostic, data["diagnostics"])),
            "notes": tuple(data["notes"]),
        }
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _diagnostic(data: dict[str, Any]) -> Diagnostic:
    at = data["location"]
    location = Location(at["path"], Span(**at["span"]))
    nearest, level = data["nearest"], data["level"]
    return Diagnostic(
        data["code"],
        data["message"],
        location,
        data["hint"],
        Nearest(**nearest) if nearest else None,
        Severity(level) if level else None,
    )


def _states(path: str, name: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the state of a file, or of a folder with all its files and folders."""
    try:
        yield name, os.stat(path)
        items = os.scandir(path)
    except OSError:
        return  # missing, or a file
    with items:
        for item in items:
            child = f"{name}/{item.name}"
            if item.is_dir(follow_symlinks=False):
                yield from _states(item.path, child)
            else:
                try:
                    state = item.stat()
                except OSError:
                    continue  # a broken link
                yield child, state
