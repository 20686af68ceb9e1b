"""What editors leave beside the files that they save: half of a text, or a former one."""

from __future__ import annotations

from typing import Final

_ENDS: Final = ("~", ".bak", ".orig", ".swp", ".swo", ".swx", ".tmp")


def is_leftover(name: str) -> bool:
    """Whether a file's name is that of a copy which an editor made, as `a.md~` or `#a.md#`.

    None is published: it may be the copy of a brief that waits.
    """
    return name.lower().endswith(_ENDS) or (name.startswith("#") and name.endswith("#"))
