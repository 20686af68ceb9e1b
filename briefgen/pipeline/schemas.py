"""The JSON Schema of site.yaml, where editors look for it without anybody asking."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from briefgen.cache.stamp import code_stamp

SCHEMA: Final = "site.schema.json"


def keep_schema(folder: Path) -> None:
    """Let a site's work folder hold the schema of this version; on a full disk, do without."""
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
        fresh.replace(place)  # as a whole: an editor may read it at any time
