"""Output paths that file systems refuse, on all systems or only on Windows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.assemble.collisions import Claim
from briefgen.model.diagnostics import Diagnostic

_LONGEST_NAME: Final = 255  # bytes, on Linux file systems; others count characters
_LONGEST_PATH: Final = 2000  # bytes; the rest of 4,096 is for the path to the site
_SHOWN: Final = 40
# learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICE: Final = r"(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?=[./]|\Z)"
_ENDING: Final = r"[. ](?=/|\Z)"
_SIGN: Final = r'[<>:"\\|?*\t\n\r]'  # other control characters are errors everywhere
NOT_ON_WINDOWS: Final = re.compile(rf"(?:(?<=/)|\A){_DEVICE}|{_ENDING}|{_SIGN}", re.IGNORECASE)


def unportable(claims: Iterable[Claim]) -> Iterator[Diagnostic]:
    """Report names that some file systems refuse, each once even if many files share it."""
    reported: set[str] = set()
    for claim in claims:
        path = claim.path
        # UTF-8 uses at most four bytes for a character.
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
    size, most, kind = len(name.encode()), _LONGEST_NAME, "a name"
    if size <= most:
        name, size, most, kind = claim.path, len(claim.path.encode()), _LONGEST_PATH, "a path"
    if size <= most:
        return None
    return Diagnostic(
        "long-name",
        f"`{name[:_SHOWN]}…` has {size:,} bytes; {kind} can have at most {most:,}",
        claim.origin,
        "use a shorter alias, or remove it" if claim.is_alias else "use a shorter name",
    )


def _windows_name(claim: Claim, name: str, match: str) -> Diagnostic:
    if match in (".", " "):
        why = f"ends with a {'full stop' if match == '.' else 'space'}"
    elif len(match) == 1:
        why = f"contains the character {match!r}"
    else:
        why = "is a reserved device name"
    return Diagnostic(
        "windows-name",
        f"Windows does not allow the name `{name}`: it {why}",
        claim.origin,
        ("use another alias, or remove it" if claim.is_alias else "use another name")
        + "; the site can neither be built nor unpacked on Windows with this one",
    )
