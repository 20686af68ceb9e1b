"""What imports wrote to a site: the digest of each file, so that edited files are left alone.

It also has the documents from which briefs came, so that none takes the place of another.

The record is signed with the user's secret, because `.briefgen/` may come with a clone: another
person's record must not make an import overwrite a file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final

from briefgen.cache import WORK_FOLDER
from briefgen.cache.digests import digest, signed_digest
from briefgen.cache.secret import secret

_NAME: Final = "imports.json"


def digest_of(data: bytes) -> str:
    """Return the digest of a file's bytes."""
    return digest(data).hex()


def read_record(root: Path) -> dict[str, str]:
    """Return the digests of the files that imports wrote to a site, by path."""
    return _read(root)[0]


def read_origins(root: Path) -> dict[str, str]:
    """Return the file names of the documents from which briefs came, by the paths of the briefs."""
    return _read(root)[1]


def _read(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        data = json.loads((root / WORK_FOLDER / _NAME).read_bytes())
        files = {str(path): str(each) for path, each in data["files"].items()}
        origins = {str(path): str(each) for path, each in data.get("origins", {}).items()}
        if data["signature"] == _signature(files, origins):
            return files, origins
    return {}, {}


def write_record(
    root: Path, files: Mapping[str, str], origins: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Write the digests of the files that imports wrote, and add origins. Raises OSError."""
    folder = root / WORK_FOLDER
    folder.mkdir(exist_ok=True)
    files = dict(sorted(files.items()))
    origins = dict(sorted({**read_origins(root), **origins}.items()))
    data = {"files": files, "origins": origins, "signature": _signature(files, origins)}
    write_file(folder / _NAME, json.dumps(data, indent=0).encode())


def write_file(path: Path, data: bytes) -> None:
    """Write a file as a whole: it has either its old bytes or the new ones. Raises OSError."""
    temporary = path.with_name(f".briefgen-{os.getpid()}-{digest_of(path.name.encode())[:8]}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _signature(files: Mapping[str, str], origins: Mapping[str, str]) -> str:
    pairs = [f"{path}\0{each}" for path, each in sorted(files.items())]
    pairs += [f"{path}\0\0{each}" for path, each in sorted(origins.items())]
    text = "\n".join(pairs)
    return signed_digest(secret(), b"imports", text.encode(errors="surrogateescape")).hex()
