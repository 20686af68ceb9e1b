"""Canonical encoding of model values, and the cache that builds keep for later builds."""

from __future__ import annotations

from typing import Final

WORK_FOLDER: Final = ".briefgen"  # in the site's folder; it may be deleted at any time
MANIFEST: Final = ".briefgen.json"  # in the output directory: the list of its files
BYTECODE: Final = "layouts"  # in the work folder: compiled layouts
RESULTS: Final = "pictures"  # in the work folder: results kept by content, such as resized images
