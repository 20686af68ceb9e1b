"""Output paths that briefgen writes or serves itself, in addition to the planned files."""

from __future__ import annotations

from typing import Final

# The list of files that a build wrote, and the folder of the preview's own files.
MANIFEST: Final = ".briefgen.json"
PREVIEW: Final = ".briefgen"
# The folder of the search index, and that of its parts. Its files are named after their content.
SEARCH: Final = "search/"
SEARCH_PARTS: Final = f"{SEARCH}parts/"
# The page where editors write, and what it is told about the site.
EDITOR: Final = "admin/index.html"
EDITOR_CONFIG: Final = "admin/config.json"
_SEARCH_FOLDERS: Final = ("fragment", "index", "filter", "parts")
_SEARCH_FILES: Final = ("pagefind.", "pagefind-entry.json", "pagefind-worker.js", "wasm.")


def is_index_file(path: str) -> bool:
    """Whether a path is, or is in, one that the search index may use, ignoring case."""
    folded = path.casefold()
    if not folded.startswith(SEARCH):
        return False
    name = folded.removeprefix(SEARCH).partition("/")[0]
    return name in _SEARCH_FOLDERS or name.startswith(_SEARCH_FILES)


def reserved_for(path: str, *, has_search: bool) -> str:
    """Return what an output path is reserved for, or "" if it is free."""
    top = path.casefold().partition("/")[0]
    if top == MANIFEST:
        return "the list of published files"
    if top == PREVIEW:
        return "the preview"
    return "the search index" if has_search and is_index_file(path) else ""
