"""The record of a release that is kept beside it, in folders and on hosts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

CURRENT: Final = "current"  # the symbolic link that a web server follows
RELEASES: Final = "releases"
INCOMING: Final = ".incoming-"  # the beginning of the name of a release that is being written


@dataclass(frozen=True, slots=True)
class Record:
    """The files of a release by path, with their digests."""

    files: Mapping[str, str] = field(default_factory=dict)


def record_text(record: Record) -> str:
    """Return a record as one line of JSON in ASCII."""
    return json.dumps({"generator": "briefgen", "files": dict(record.files)})


def read_record(text: str) -> Record:
    """Return a record that was written as JSON, or an empty one for anything else."""
    try:
        files = json.loads(text)["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Record()
    is_sound = isinstance(files, dict) and all(isinstance(each, str) for each in files.values())
    return Record(files) if is_sound else Record()
