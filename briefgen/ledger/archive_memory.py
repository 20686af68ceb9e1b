"""What this machine remembers of its searches for archived copies.

Copies are in the ledger. Here is what was not found, so that the archive is not asked for it each
time, and each result from before it is written to the ledger, so that nothing is lost if a check is
killed. The file has one line for each, and may be deleted at any time.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

from briefgen.ledger.copies import CopyRequest
from briefgen.model.snapshots import Snapshot

_FILE: Final = "archive.jsonl"
_URL: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_JOB_LASTS: Final = 3000.0  # seconds; the archive forgets its jobs after an hour


@dataclass(frozen=True, slots=True)
class Missing:
    """A copy that an archive did not have on the day `asked_on`, and could not make.

    `reason` says why. `nearest` is the URL of a copy that was made too long before or after.
    `is_unsaved`: the archive was not asked to save the page, because there were no keys.
    """

    reason: str
    asked_on: date
    nearest: str = ""
    is_unsaved: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """The id of a job that saves a page, and when it was started, in seconds since 1970."""

    id: str
    started: float

    @property
    def is_running(self) -> bool:
        """Whether the archive still knows it."""
        return time.time() - self.started < _JOB_LASTS


Outcome = Snapshot | Missing | Job


class ArchiveMemory:
    """The file about earlier searches in the work folder of a site."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._stream: IO[str] | None = None

    def read(self) -> Iterator[tuple[CopyRequest, Outcome]]:
        """Yield what was noted of each copy that was wanted, in order."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return
        for line in lines:
            with suppress(ValueError, TypeError, KeyError):  # the last one may be cut off
                yield _read(json.loads(line))

    def note(self, request: CopyRequest, outcome: Outcome) -> None:
        """Add a line. Errors of the disk are ignored."""
        with suppress(OSError):
            if self._stream is None:
                self._path.parent.mkdir(exist_ok=True)
                self._stream = self._path.open("a", encoding="utf-8")
            self._stream.write(_line(request, outcome))
            self._stream.flush()

    def finish(self, lasting: Iterable[tuple[CopyRequest, Outcome]]) -> None:
        """Keep only some lines: the ledger is written, so the others can go."""
        with suppress(OSError):
            if self._stream is not None:
                self._stream.close()
            lines = "".join(_line(*each) for each in lasting)
            if lines:
                self._path.parent.mkdir(exist_ok=True)
                self._path.write_text(lines, encoding="utf-8")
            else:
                self._path.unlink(missing_ok=True)


def _line(request: CopyRequest, outcome: Outcome) -> str:
    values: dict[str, Any] = {"url": request.url, "day": request.day.isoformat()}
    if request.is_own:
        values["own"] = True
    if isinstance(outcome, Snapshot):
        values["copy"] = outcome.url
        values["made"] = outcome.day.isoformat() if outcome.day else ""
    elif isinstance(outcome, Job):
        values |= {"job": outcome.id, "started": outcome.started}
    else:
        values |= {
            "missing": outcome.reason,
            "asked": outcome.asked_on.isoformat(),
            "nearest": outcome.nearest,
            "unsaved": outcome.is_unsaved,
        }
    return json.dumps(values) + "\n"


def _read(values: dict[str, Any]) -> tuple[CopyRequest, Outcome]:
    request = CopyRequest(
        values["url"], date.fromisoformat(values["day"]), values.get("own") is True
    )
    if "copy" in values:
        day = date.fromisoformat(values["made"]) if values["made"] else None
        if not _URL.fullmatch(values["copy"]):
            raise ValueError("not a URL")
        return request, Snapshot(values["copy"], day)
    if "job" in values:
        return request, Job(values["job"], float(values["started"]))
    asked_on = date.fromisoformat(values["asked"])
    return request, Missing(
        values["missing"], asked_on, values["nearest"], values["unsaved"] is True
    )
