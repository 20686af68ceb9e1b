"""Layouts that are not UTF-8."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Location, Span

_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def not_utf8(path: str, data: bytes, offset: int, rendering: str) -> Diagnostic:
    """Return the diagnostic for a layout's first byte that is not UTF-8."""
    lines = re.split(r"\r\n?|\n", data[:offset].decode(errors="replace"))
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "windows-1252"
    return Diagnostic(
        "not-utf8",
        f"byte {offset + 1} (0x{data[offset]:02X}) is not UTF-8 ({rendering})",
        Location(path, Span(len(lines), len(lines[-1]) + 1)),
        f"save the file as UTF-8, or convert it: "
        f"iconv -f {encoding} -t utf-8 {path} > new{Path(path).suffix}",
    )
