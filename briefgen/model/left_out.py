"""What a build leaves out, because it is not published yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many texts are not published yet, each counted once, and which one comes next."""

    drafts: int = 0
    embargoed: int = 0
    future: int = 0
    next_path: str = ""
    next_release: datetime | None = None
