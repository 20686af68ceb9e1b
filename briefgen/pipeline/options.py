"""The options of a build."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """The options of a build in addition to site.yaml; `now` decides what is published.

    `ahead` says how to treat the future problems of scheduled texts: `report` each with its own
    level, give a `warning` for each error, or `ignore` them without checking.
    """

    now: datetime
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    embargoed: bool = False
    ahead: Literal["report", "warning", "ignore"] = "warning"
