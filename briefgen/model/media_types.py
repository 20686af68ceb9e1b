"""The media types of files by their extensions, and how long browsers may keep them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "avif": "image/avif",
        "bib": "application/x-bibtex",
        "css": "text/css",
        "csv": "text/csv",
        "docx": f"{_OFFICE}.wordprocessingml.document",
        "epub": "application/epub+zip",
        "geojson": "application/geo+json",
        "gif": "image/gif",
        "gz": "application/gzip",
        "html": "text/html",
        "ico": "image/vnd.microsoft.icon",
        "ics": "text/calendar",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "js": "text/javascript",
        "json": "application/json",
        "md": "text/markdown",
        "mjs": "text/javascript",
        "mp3": "audio/mpeg",
        "mp4": "video/mp4",
        "odp": f"{_OPEN}.presentation",
        "ods": f"{_OPEN}.spreadsheet",
        "odt": f"{_OPEN}.text",
        "ogg": "audio/ogg",
        "otf": "font/otf",
        "parquet": "application/vnd.apache.parquet",
        "pdf": "application/pdf",
        "png": "image/png",
        "pptx": f"{_OFFICE}.presentationml.presentation",
        "ris": "application/x-research-info-systems",
        "rtf": "application/rtf",
        "svg": "image/svg+xml",
        "ttf": "font/ttf",
        "tsv": "text/tab-separated-values",
        "txt": "text/plain",
        "vtt": "text/vtt",
        "wasm": "application/wasm",
        "webm": "video/webm",
        "webp": "image/webp",
        "woff": "font/woff",
        "woff2": "font/woff2",
        "xls": "application/vnd.ms-excel",
        "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
        "xml": "application/xml",
        "zip": "application/zip",
    }
)
FEEDS: Final = ("atom", "rss")
SHOWN_XML: Final = "application/xml; charset=utf-8"
LASTING: Final = "public, max-age=31536000, immutable"
_TEXTUAL: Final = ("text/", "application/json", "application/xml", "image/svg+xml")
# Those of data, which programs can read.
_DATA: Final = frozenset("csv geojson gz json ods parquet tsv xls xlsx xml zip".split())


def extension_of(path: str) -> str:
    """Return the extension of a file in lowercase, without the point."""
    return posixpath.splitext(path)[1].removeprefix(".").lower()


def media_type(path: str) -> str:
    """Return the media type of a file."""
    return _TYPES.get(extension_of(path), "application/octet-stream")


def content_type(path: str) -> str:
    """Return the Content-Type with which a server sends a file of a site.

    Feeds are sent as XML, because browsers show the source of their own media types or save them.
    """
    kind = "application/xml" if extension_of(path) in FEEDS else media_type(path)
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXTUAL) else kind


def cache_control(path: str) -> str:
    """Return the Cache-Control with which a server sends a file of a site.

    The names of files in assets/ change with their content. A browser asks about all others each
    time, so that a page never comes from one release and what it loads from another.
    """
    return LASTING if path.startswith("assets/") else "no-cache"


def is_data(path: str) -> bool:
    """Whether a file has data rather than something to read."""
    return extension_of(path) in _DATA
