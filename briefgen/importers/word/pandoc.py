"""Runs pandoc, which reads the text of a Word document, in a sandbox.

pandoc gets a copy of the archive that has no pictures and was checked: it can unpack nothing large,
reads nothing from this machine, and asks nobody on the web (`--sandbox`).
"""

from __future__ import annotations

import json
import subprocess
from typing import Any, Final, Literal, TypeAlias

from briefgen.importers.word.copies import copy_of
from briefgen.importers.word.package import NoDocument, Package

TrackChanges: TypeAlias = Literal["accept", "reject", "all"]

_MOST_SECONDS: Final = 300
_MOST_MEMORY: Final = "2G"


def document_of(package: Package, changes: TrackChanges = "accept") -> dict[str, Any]:
    """Return the text of a document as pandoc's JSON: `meta` and `blocks`.

    Raises NoDocument, and ModuleNotFoundError without pypandoc.
    """
    import pypandoc  # noqa: PLC0415 - an extra

    command = [
        pypandoc.get_pandoc_path(),
        *("+RTS", f"-M{_MOST_MEMORY}", "-RTS"),
        *("--sandbox", "--from=docx+styles+citations", "--to=json", "--quiet"),
        f"--track-changes={changes}",
    ]
    try:
        result = subprocess.run(  # noqa: S603 - pandoc, with fixed arguments
            command,
            input=copy_of(package),
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoDocument(f"pandoc did not read it within {_MOST_SECONDS} seconds") from None
    if result.returncode:
        problem = result.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise NoDocument(f"pandoc cannot read it: {problem or 'it stopped'}")
    try:
        document: dict[str, Any] = json.loads(result.stdout)
    except (ValueError, RecursionError) as error:
        raise NoDocument(f"its parts are too deep within each other: {error}") from None
    return document
