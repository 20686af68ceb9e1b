"""Sites that are as small as possible lack what an editor misses, and reuse titles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from briefgen.model.codes import CODES
from briefgen.model.diagnostics import Diagnostic

LACKING: Final = ("no-date", "no-highlights", "no-sources", "no-summary")
EXPECTED: Final = (*LACKING, "duplicate-title")


def wrong(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return what is wrong, without what an editor would say."""
    return [each for each in diagnostics if not CODES[each.code].is_editorial]


def turn_off_expected(root: Path, kept_code: str = "") -> None:
    """Turn off what an editor would say of every small site, except one code."""
    file = root / "site.yaml"
    if not file.is_file():
        return
    settings = file.read_bytes()
    if b"\nchecks:" not in settings:
        lines = "".join(f"  {code}: off\n" for code in EXPECTED if code != kept_code)
        file.write_bytes(settings.rstrip() + f"\nchecks:\n{lines}".encode())
