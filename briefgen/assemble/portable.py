"""Paths of the output that file systems refuse: all of them, or those of Windows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.assemble.collisions import Claim
from briefgen.model.diagnostics import Diagnostic

_LONGEST_NAME: Final = 255  # bytes, on the file systems of Linux; others count characters
_LONGEST_PATH: Final = 2000  # bytes; what is left of 4,096 is for the folder that the site is in
_SHOWN: Final = 40
# learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICE: Final = r"(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?=[./]|\Z)"
_ENDING: Final = r"[. ](?=/|\Z)"
_SIGN: Final = r'[<>:"\\|?*\t\n\r]'  # other control characters are refused everywhere
NOT_ON_WINDOWS: Final = re.compile(rf"(?:(?<=/)|\A){_DEVICE}|{_ENDING}|{_SIGN}", re.IGNORECASE)


def unportable(claims: Iterable[Claim]) -> Iterator[Diagnostic]:
    """Report names that cannot be on every disk; each once, though it be that of many files."""
    reported: set[str] = set()
    for claim in claims:
        path = claim.path
        # A path in UTF-8 has at most four bytes for a character.
        if len(path) > _LONGEST_NAME // 4 and (problem := _too_long(claim)):
            yield problem
        elif match := NOT_ON_WINDOWS.search(path):
            end = path.find("/", match.start())
            name = path if end < 0 else path[:end]
            if name not in reported:
                reported.add(name)
                yield _windows_name(claim, name.rpartition("/")[2], match[0])


def _too_long(claim: Claim) -> Diagnostic | None:
    name = max(claim.path.split("/"), key=lambda part: len(part.encode()))
    size, most, what = len(name.encode()), _LONGEST_NAME, "a name"
    if size <= most:
        name, size, most, what = claim.path, len(claim.path.encode()), _LONGEST_PATH, "a path"
    if size <= most:
        return None
    return Diagnostic(
        "long-name",
        f"`{name[:_SHOWN]}…` has {size:,} bytes, and {what} may have {most:,}",
        claim.origin,
        "write a shorter alias, or take it out" if claim.is_alias else "give it a shorter name",
    )


def _windows_name(claim: Claim, name: str, match: str) -> Diagnostic:
    if match in (".", " "):
        why = f"ends with a {'full stop' if match == '.' else 'space'}"
    elif len(match) == 1:
        why = f"has the character {match!r}"
    else:
        why = "is the name of a device"
    return Diagnostic(
        "windows-name",
        f"Windows can have no file or folder called `{name}`: it {why}",
        claim.origin,
        "the site can neither be built nor unpacked there; "
        + ("write another alias, or take it out" if claim.is_alias else "give it another name"),
    )
