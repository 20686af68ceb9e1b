"""Destinations of links as they are published."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from markdown_it.common.normalize_url import normalizeLink

from briefgen.model.identity import with_doi

# Most are of this form: nothing in them needs to be encoded, and what the host is shows.
_ENCODED: Final = "%[0-9A-Fa-f]{2}"
PLAIN: Final = re.compile(
    r"https?://([a-z0-9]+(?:[.-][a-z0-9]+)+)"
    rf"(?:/(?:[\w/.~+,-]|{_ENCODED})*+)?"
    rf"(?:\?(?:[\w=&.~+,/-]|{_ENCODED})++)?"
    rf"(?:#(?:[\w=&.~+,/-]|{_ENCODED})++)?",
    re.ASCII,
)
_HOST: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


def normalized(url: str) -> str:
    """Return a destination percent-encoded, as markdown-it does; a DOI has its web address."""
    return url if plain_host(url) else normalizeLink(_small_host(with_doi(url)))


def _small_host(url: str) -> str:
    """Return an address with a host beyond ASCII in lowercase, which its encoding needs (IDNA)."""
    return url if url.isascii() else _HOST.sub(lambda match: match[0].lower(), url, count=1)


@lru_cache(maxsize=4096)
def plain_host(destination: str) -> str:
    """Return the host of a usual web address, without `www.`, or "" for what is less usual."""
    match = PLAIN.fullmatch(destination)
    return match[1].removeprefix("www.") if match else ""
