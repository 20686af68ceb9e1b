"""The files of a site that destinations in texts name."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

from briefgen.model.identity import path_key
from briefgen.model.site_folder import CONTENT


def target_path(destination: str, path: str) -> str:
    """Return the file of the site that a destination in the file `path` names.

    Both paths are relative to the site's folder. A destination that begins with a slash is
    relative to content/. The result has the form that `path_key` returns.
    """
    target = path_key(unquote(urlsplit(parsable(destination)).path))
    start = CONTENT if target.startswith("/") else posixpath.dirname(path)
    if not target:
        return path_key(path)
    return posixpath.normpath(posixpath.join(path_key(start), target.lstrip("/")))


def parsable(destination: str) -> str:
    """Encode brackets, which would be read as an IPv6 host."""
    return destination.replace("[", "%5B").replace("]", "%5D")
