"""The JSON Schema of site.yaml, in the place where editors look for it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from briefgen.cache.stamp import code_stamp

SCHEMA: Final = "site.schema.json"


def keep_schema(folder: Path) -> None:
    """Write the schema of this version to a site's work folder; ignore write errors."""
    place = folder / SCHEMA
    version = code_stamp().hex()
    with suppress(OSError):
        if place.is_file() and version.encode() in place.read_bytes():
            return
        from briefgen.read.schemas import schema  # noqa: PLC0415 - heavy, and often not needed

        folder.mkdir(exist_ok=True)
        text = json.dumps({"$comment": version, **schema("site")}, indent=2, ensure_ascii=False)
        fresh = place.with_name(f"{SCHEMA}.{os.getpid()}")
        fresh.write_text(f"{text}\n", encoding="utf-8")
        fresh.replace(place)  # atomic, because an editor may read it at any time
