"""The options of a build."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from briefgen.pipeline.purposes import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """The options of a build in addition to site.yaml; `now` decides what is published.

    `purpose` says who will see the result: readers of the published site, its author in a preview,
    or reviewers. `always` is the path of a text that is included whatever holds it back.
    `is_editorial`: report also how texts could be better (the editorial codes).
    `ahead` says how to treat the future problems of scheduled texts: `report` each with its own
    level, give a `warning` for each error, or `ignore` them without checking.
    """

    now: datetime
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    embargoed: bool = False
    always: str = ""
    purpose: Purpose = "site"
    is_editorial: bool = False
    ahead: Literal["report", "warning", "ignore"] = "warning"
