"""The files of content/, for the page where editors write: listed, read, written and removed.

Whoever may use this can change the site, so the server asks it only for the page itself, opened on
this machine. No name leads out of content/: hidden names, links and `..` are refused.
"""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final
from urllib.parse import unquote

from briefgen.model.characters import name_problem
from briefgen.model.media_types import content_type
from briefgen.model.site_folder import CONTENT
from briefgen.serve.panel import OWN
from briefgen.serve.preview import Response

FILES: Final = f"{OWN}files/"
EDITING: Final = "X-Briefgen-Editing"  # a header of all requests
MOST_BYTES: Final = 200 * 1024 * 1024
_JSON: Final = "application/json"
_SAVING: Final = threading.Lock()  # one file at a time, so that nothing changes after the check
# Signs that lead elsewhere. Windows names a stream of a file after a colon.
_SIGNS: Final = frozenset("\\\0:" if os.name == "nt" else "\\\0")


def answer(root: Path, method: str, target: str, match: str, data: bytes) -> Response:
    """Answer a request for a file, or for the list of all files.

    `match` is the state of the file that the page has seen, "" for none. A file that has changed
    since, or was created or removed, is left alone.
    """
    path = unquote(target.partition("?")[0].removeprefix(FILES))
    if not path and method == "GET":
        return Response(200, _JSON, json.dumps(list(_editable_files(root))).encode())
    try:
        file = _editable_file(root, path)
        if file is None:
            return Response(403, body=b"Only files in content/ can be edited\n")
        if method == "GET":
            return _read(file, _state(file))
        with _SAVING:
            if _state(file) != match:
                return Response(412, body=b"The file has changed since it was opened\n")
            return _save(file, data) if method == "PUT" else _remove(root, file)
    except OSError as error:
        return Response(500, body=f"{error.strerror or error}\n".encode())


def _editable_files(root: Path) -> Iterator[dict[str, str]]:
    """Yield the path and the state of each file of content/ that can be edited."""
    for folder, folders, names in os.walk(root / CONTENT):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith(".") and (state := _state(file)):
                yield {"path": file.relative_to(root).as_posix(), "state": state}


def _editable_file(root: Path, path: str) -> Path | None:
    """Return the place of a path, or None if it may not be edited."""
    parts = path.split("/")
    if not path.startswith(CONTENT) or not _SIGNS.isdisjoint(path):
        return None
    if any(part.startswith(".") or not part for part in parts) or name_problem(path, path):
        return None
    file = root
    for part in parts:
        file /= part
        if file.is_symlink():
            return None
    return None if file.is_dir() else file


def _state(file: Path) -> str:
    """Return what changes whenever a file is written, or "" if there is no file."""
    try:
        status = file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return f"{status.st_mtime_ns}-{status.st_size}" if stat.S_ISREG(status.st_mode) else ""


def _read(file: Path, state: str) -> Response:
    if not state:
        return Response(404, body=b"There is no such file\n")
    return Response(200, content_type(file.name), file.read_bytes(), state=state)


def _save(file: Path, data: bytes) -> Response:
    """Write a file at once, so that neither a build nor a crash meets half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{token_hex(8)}.tmp")
    try:
        new.write_bytes(data)
        with suppress(FileNotFoundError):
            new.chmod(stat.S_IMODE(file.stat().st_mode))
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    return Response(200, body=b"", state=_state(file))


def _remove(root: Path, file: Path) -> Response:
    """Remove a file, and the folders that are empty then."""
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if folder == root / CONTENT or any(folder.iterdir()):
            break
        folder.rmdir()
    return Response(200)
