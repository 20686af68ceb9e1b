"""Destinations of links as they are published."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from markdown_it.common.normalize_url import normalizeLink

# Most are of this form: nothing in them needs to be encoded, and what the host is shows.
_ENCODED: Final = "%[0-9A-Fa-f]{2}"
PLAIN: Final = re.compile(
    r"https?://([a-z0-9]+(?:[.-][a-z0-9]+)+)"
    rf"(?:/(?:[\w/.~+,-]|{_ENCODED})*+)?"
    rf"(?:\?(?:[\w=&.~+,/-]|{_ENCODED})++)?"
    rf"(?:#(?:[\w=&.~+,/-]|{_ENCODED})++)?",
    re.ASCII,
)


def normalized(url: str) -> str:
    """Return a destination percent-encoded, as markdown-it does."""
    return url if plain_host(url) else normalizeLink(url)


@lru_cache(maxsize=4096)
def plain_host(destination: str) -> str:
    """Return the host of a usual web address, without `www.`, or "" for what is less usual."""
    match = PLAIN.fullmatch(destination)
    return match[1].removeprefix("www.") if match else ""
