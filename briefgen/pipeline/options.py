"""What a command asks of a build."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What a command asks of a build, beside what the site says; `now` decides what is out.

    `ahead` says what becomes of problems that texts which wait will have: each is reported as
    what it will be (`report`), a `warning` tells of each error, or nobody looks (`ignore`).
    """

    now: datetime
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    embargoed: bool = False
    ahead: Literal["report", "warning", "ignore"] = "warning"
