"""The destinations of links as published."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from markdown_it.common.normalize_url import normalizeLink

from briefgen.model.identity import with_doi

# Most have this form: nothing in them needs encoding, and the host is easy to find.
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
    """Return a destination percent-encoded, as markdown-it does; a DOI becomes its URL."""
    return url if plain_host(url) else normalizeLink(_with_lowercase_host(with_doi(url)))


def _with_lowercase_host(url: str) -> str:
    """Return a URL with a host that is not ASCII in lowercase, as its encoding (IDNA) requires."""
    return url if url.isascii() else _HOST.sub(lambda match: match[0].lower(), url, count=1)


@lru_cache(maxsize=4096)
def plain_host(destination: str) -> str:
    """Return the host of a usual web URL, without `www.`, or "" for other destinations."""
    match = PLAIN.fullmatch(destination)
    return match[1].removeprefix("www.") if match else ""
