"""What this machine remembers between checks: when each source was asked, and unwritten news.

The ledger itself changes only with news, so the days on which nothing was new are kept here. Every
answer is added to a journal at once: a check that is killed loses nothing, and the next one goes on
where it stopped. All of it may be deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Final

from briefgen.ledger.learning import CheckResult

_SOURCES: Final = "sources.json"
_JOURNAL: Final = "sources.journal"


class Memory:
    """The files about earlier checks in the work folder of a site."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._journal: IO[str] | None = None

    def asked_on(self) -> dict[str, date]:
        """Return when each source was asked last."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            days = json.loads((self._folder / _SOURCES).read_text(encoding="utf-8"))
            return {url: date.fromisoformat(day) for url, day in days.items()}
        return {}

    def unwritten(self) -> Iterator[tuple[str, CheckResult, date]]:
        """Yield the answers that a check got before it was killed, in order."""
        try:
            lines = (self._folder / _JOURNAL).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return
        for line in lines:
            with suppress(ValueError, TypeError, KeyError):  # the last one may be cut off
                each = json.loads(line)
                values = each["news"]
                values["authors"] = tuple(values["authors"])
                yield each["url"], CheckResult(**values), date.fromisoformat(each["day"])

    def note(self, url: str, result: CheckResult, day: date) -> None:
        """Add an answer to the journal. Errors of the disk are ignored."""
        with suppress(OSError):
            if self._journal is None:
                self._folder.mkdir(exist_ok=True)
                self._journal = (self._folder / _JOURNAL).open("a", encoding="utf-8")
            line = {"url": url, "news": asdict(result), "day": day.isoformat()}
            self._journal.write(json.dumps(line) + "\n")
            self._journal.flush()

    def finish(self, asked_on: Mapping[str, date]) -> None:
        """Remember when sources were asked; the ledger is written, so the journal can go."""
        with suppress(OSError):
            if self._journal is not None:
                self._journal.close()
            self._folder.mkdir(exist_ok=True)
            days = {url: day.isoformat() for url, day in sorted(asked_on.items())}
            (self._folder / _SOURCES).write_text(json.dumps(days, indent=0), encoding="utf-8")
            (self._folder / _JOURNAL).unlink(missing_ok=True)
