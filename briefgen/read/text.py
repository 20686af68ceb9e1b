"""Decode files to text."""

from __future__ import annotations

import re
from typing import Final

from briefgen.model.characters import printable, removed_character, unwanted
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span

MAX_BYTES: Final = 5_000_000
_NEWLINES: Final = re.compile(r"\r\n?")
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, path: str) -> Checked[str | None]:
    """Return the text of a file, with LF line ends and without a byte-order mark.

    Characters that no text should contain are removed, with a warning.
    """
    if len(data) > MAX_BYTES:
        return _failed(
            "too-large",
            f"the file has {len(data):,} bytes; briefgen reads up to {MAX_BYTES:,}",
            Location(path),
            "split it into several files, or publish it as a download with another extension",
        )
    if data.startswith(_UTF16_MARKS):
        return _failed(
            "not-utf8",
            "the file is UTF-16, not UTF-8",
            Location(path),
            "save it as UTF-8",
        )
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _failed(
            "not-utf8",
            f"byte {error.start + 1} (0x{data[error.start]:02X}) is not UTF-8",
            Location(path, _span_at(data, error.start)),
            "save the file as UTF-8",
        )
    nul = data.find(b"\0")
    if nul >= 0:
        return _failed(
            "nul-byte",
            f"byte {nul + 1} is a NUL character, which is not allowed in a text",
            Location(path, _span_at(data, nul)),
            "remove the character, or correct the extension if this is a binary file",
        )
    text = _NEWLINES.sub("\n", text) if "\r" in text else text
    first = unwanted(text)
    if first is None:
        return Checked(text)
    location = Location(path, _span_in(text[: first.start()]))
    return Checked(printable(text), (removed_character(text, location),))


def _failed(code: str, message: str, location: Location, hint: str) -> Checked[str | None]:
    return Checked(None, (Diagnostic(code, message, location, hint),))


def _span_at(data: bytes, offset: int) -> Span:
    before = data[:offset].decode("utf-8-sig", errors="replace")
    return _span_in(_NEWLINES.sub("\n", before))


def _span_in(before: str) -> Span:
    lines = before.split("\n")
    return Span(len(lines), len(lines[-1]) + 1)
