"""Paths of the output that briefgen writes or serves itself, beside the files of the plan."""

from __future__ import annotations

from typing import Final

# The list of what a build wrote, and the folder of the preview's own files.
MANIFEST: Final = ".briefgen.json"
PREVIEW: Final = ".briefgen"
# The folder of the search index. Its files are named after their content.
SEARCH: Final = "search/"
_SEARCH_FOLDERS: Final = ("fragment", "index", "filter")
_SEARCH_FILES: Final = ("pagefind.", "pagefind-entry.json", "pagefind-worker.js", "wasm.")


def is_index_file(path: str) -> bool:
    """Whether a path, in any case, is one that the search index may take, or is below one."""
    folded = path.casefold()
    if not folded.startswith(SEARCH):
        return False
    name = folded.removeprefix(SEARCH).partition("/")[0]
    return name in _SEARCH_FOLDERS or name.startswith(_SEARCH_FILES)


def reserved_for(path: str, *, has_search: bool) -> str:
    """Return what a path of the output is reserved for, or "" if it is free."""
    top = path.casefold().partition("/")[0]
    if top == MANIFEST:
        return "the list of published files"
    if top == PREVIEW:
        return "the preview"
    return "the search index" if has_search and is_index_file(path) else ""
