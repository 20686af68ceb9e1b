"""Names for the files of an import, each of which is used once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from briefgen.assemble.portable import NOT_ON_WINDOWS
from briefgen.model.addresses import slugify
from briefgen.model.file_names import is_copy, is_leftover, is_like_markdown, is_markdown
from briefgen.model.identity import name_key
from briefgen.model.site_folder import CONTENT

_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(?=.)")
_EXTENSION: Final = re.compile(r"\.[a-z0-9]{1,5}")


class Names:
    """The names that an import has used. The same export gives the same names each time."""

    def __init__(self) -> None:
        self._used: set[int] = set()  # hashes, because an import may have very many names
        self._media: dict[str, str] = {}

    def brief(self, name: str, *, folder: str = "") -> str:
        """Return the path of a brief. No two have the same slug; a date may come before it."""
        day, rest = _day_and_rest(name)
        slug = _slug(rest, "brief")
        if _DATE.match(slug):  # not one of the calendar, which a file name must not begin with
            slug = f"brief-{slug}"
        name = f"{day}-" * bool(day) + self._free("briefs", slug)
        return "/".join(filter(None, (f"{CONTENT}briefs", folder, f"{name}.md")))

    def page(self, path: str) -> str:
        """Return the path of a page at a URL path, such as `about/team`."""
        parts = [_slug(part, "page") for part in unquote(path).strip("/").split("/") if part]
        return f"{CONTENT}{self._free('pages', '/'.join(parts) or 'index')}.md"

    def author(self, name: str) -> str:
        """Return the id of an author."""
        return self._free("authors", _slug(name, "author"))

    def medium(self, origin: str, folder: str = "", *, at: str = "") -> str:
        """Return the path of a medium, the same each time: in a folder, or at a path of its own.

        By default, it is as on the old site.
        """
        if origin not in self._media:
            path = at or (unquote(urlsplit(origin).path) if "://" in origin else origin)
            parts = [part for part in path.replace("\\", "/").split("/") if part.strip(". ")]
            *folders, file = parts or ["file"]
            folders = [folder] if folder else [*map(_part, folders)]
            stem, suffix = _split(file)
            free = self._free("media", "/".join([*folders, _part(stem)]), suffix)
            self._media[origin] = f"{CONTENT}{free}{suffix}"
        return self._media[origin]

    def _free(self, kind: str, name: str, suffix: str = "") -> str:
        number, free = 1, name
        while (key := hash((kind, name_key(free), suffix))) in self._used:
            number += 1
            free = f"{name}-{number}"
        self._used.add(key)
        return free


def _day_and_rest(name: str) -> tuple[str, str]:
    """Return the date with which a name begins, or "", and the rest."""
    match = _DATE.match(name)
    try:
        day = date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        day = ""
    return day, name[match.end() :] if match and day else name


def _slug(name: str, kind: str) -> str:
    slug = slugify(name) or kind
    return f"{slug}-{kind}" if NOT_ON_WINDOWS.search(slug) else slug


def _part(name: str) -> str:
    """Return a folder, or a file name without its extension, as a part of a path."""
    part = re.sub(r"[^\w.@+~-]+", "-", name).strip("-. _")[:100] or "file"
    return f"{part}-file" if NOT_ON_WINDOWS.search(part) or is_copy(part) else part


def _split(file: str) -> tuple[str, str]:
    """Return a file name without its extension, and an extension that is published unchanged."""
    path = PurePosixPath(file)
    suffix = path.suffix.lower()
    is_text = is_markdown(file) or is_like_markdown(file) or is_leftover(file)
    if not _EXTENSION.fullmatch(suffix):
        return file, ""
    return (f"{file}-", ".txt") if is_text else (path.stem, suffix)
