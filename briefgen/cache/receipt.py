"""What the last build saw and left: a build that sees the same, and finds it there, has no work.

That is told by the states of files alone, of which none is opened. Whatever is uncertain counts
as changed.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from briefgen.cache import MANIFEST
from briefgen.cache.digests import digest
from briefgen.cache.signatures import is_racy, signature_in, stand
from briefgen.cache.stamp import code_stamp
from briefgen.model.codes import Severity
from briefgen.model.diagnostics import Diagnostic, Location, Nearest, Span
from briefgen.model.site import LeftOut

_NAME: Final = "receipt.json"
_INPUTS: Final = ("site.yaml", "content", "layouts")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a build left: what stands in the output, by state, and what it had to say.

    It holds from `made` until `next_change`, when a text that waits comes out. `beside` are the
    states of files that builds keep current in the work folder. `is_by_clock` tells a time that
    the clock gave from one that was set. `listing` is the digest of the output's list of its
    files: the next build deletes by it, so it is read.
    """

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
    """Return the digest of the list of files in an output folder, or "" if there is none."""
    try:
        return digest((target / MANIFEST).read_bytes()).hex()
    except OSError:
        return ""


def seen(root: Path, asked: Sequence[object]) -> str:
    """Return the digest of all that a build in `root` sees, and of what it is `asked` to do.

    It is "" if a file changed so short a time ago that it may change again unnoticed.
    """
    started = time.time_ns()
    states = []
    try:
        found = [each for name in _INPUTS for each in _states(f"{root}/{name}", name)]
    except RecursionError:
        return ""
    for path, state in found:
        if is_racy(state, started):
            return ""
        states.append(f"{path} {signature_in(state)} {state.st_ctime_ns} {state.st_mode}")
    words = "\n".join((*map(repr, asked), *sorted(states)))
    return digest(code_stamp(), words.encode(errors="surrogateescape")).hex()


def kept(folder: Path, seen: str, target: Path, now: datetime) -> Receipt | None:
    """Return the receipt in `folder` of a build that saw this, if all that it left still stands."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = json.loads((folder / _NAME).read_bytes())
        if not seen or found.pop("seen") != seen:
            return None
        receipt = _read(found)
        waits = receipt.next_change is None or now < receipt.next_change
        is_due = waits and receipt.made <= now
        stands = stand(str(folder), receipt.beside) and stand(str(target), receipt.standing)
        if is_due and stands and receipt.listing == listing(target):
            return receipt
    return None


def last_build(folder: Path) -> datetime | None:
    """Return when the build was that left the receipt in `folder`, if the clock told the time."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        found = json.loads((folder / _NAME).read_bytes())
        return datetime.fromisoformat(found["made"]) if found["is_by_clock"] else None
    return None


def keep(folder: Path, seen: str, receipt: Receipt) -> None:
    """Keep a receipt in `folder`; where `seen` is "", it says no more than when the build was."""
    with suppress(OSError):
        known = {each.name: getattr(receipt, each.name) for each in fields(receipt)}
        written = json.dumps({"seen": seen, **known}, default=_plain)
        (folder / _NAME).write_text(written, encoding="utf-8")


def _plain(value: datetime | Diagnostic | LeftOut | Severity) -> object:
    if isinstance(value, Severity):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else asdict(value)


def _read(found: dict[str, Any]) -> Receipt:
    waiting = found["left_out"]
    return Receipt(
        **{
            **found,
            "made": datetime.fromisoformat(found["made"]),
            "next_change": _moment(found["next_change"]),
            "left_out": LeftOut(**{**waiting, "next_release": _moment(waiting["next_release"])}),
            "diagnostics": tuple(map(_diagnostic, found["diagnostics"])),
            "notes": tuple(found["notes"]),
        }
    )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _diagnostic(found: dict[str, Any]) -> Diagnostic:
    place = found["location"]
    location = Location(place["path"], Span(**place["span"]))
    near, level = found["nearest"], found["level"]
    return Diagnostic(
        found["code"],
        found["message"],
        location,
        found["hint"],
        Nearest(**near) if near else None,
        Severity(level) if level else None,
    )


def _states(path: str, shown: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the state of a file, or of all files in a folder and of the folders in it."""
    try:
        yield shown, os.stat(path)
        items = os.scandir(path)
    except OSError:
        return  # there is none, or it is a file
    with items:
        for item in items:
            name = f"{shown}/{item.name}"
            if item.is_dir(follow_symlinks=False):
                yield from _states(item.path, name)
            else:
                try:
                    state = item.stat()
                except OSError:
                    continue  # a link that leads nowhere
                yield name, state
