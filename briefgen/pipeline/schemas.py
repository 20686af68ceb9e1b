"""The JSON Schema of site.yaml, in the place where editors look for it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from briefgen.cache.stamp import code_stamp

SCHEMA: Final = "site.schema.json"


def keep_schema(folder: Path) -> None:
    """Write the schema of this version to a site's work folder; ignore write errors."""
    path = folder / SCHEMA
    version = code_stamp().hex()
    with suppress(OSError):
        if path.is_file() and version.encode() in path.read_bytes():
            return
        folder.mkdir(exist_ok=True)
        temporary = path.with_name(f"{SCHEMA}.{os.getpid()}")
        temporary.write_bytes(_schema())
        temporary.replace(path)  # atomic, because an editor may read it at any time


@cache
def _schema() -> bytes:
    """Return the file's bytes, which are the same for all sites."""
    from briefgen.read.schemas import schema  # noqa: PLC0415 - heavy, and often not needed

    document = {"$comment": code_stamp().hex(), **schema("site")}
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode()
