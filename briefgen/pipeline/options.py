"""What a command asks of a build."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What a command asks of a build, beside what the site says; `now` decides what is out.

    `ahead` asks for what will be wrong with texts that wait as if they were out.
    """

    now: datetime
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    embargoed: bool = False
    ahead: bool = False
