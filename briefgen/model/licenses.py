"""Licences of texts, by their SPDX identifiers (https://spdx.org/licenses/)."""

from __future__ import annotations

import re
from typing import Final

IDENTIFIER: Final = r"^(?:[A-Za-z0-9][A-Za-z0-9.+-]*)?$"
_CREATIVE_COMMONS: Final = re.compile(r"CC-(?P<terms>BY(?:-NC)?(?:-SA|-ND)?)-(?P<version>\d\.\d)")


def license_name(identifier: str) -> str:
    """Return the name that readers know: CC BY 4.0 for CC-BY-4.0."""
    if identifier == "CC0-1.0":
        return "CC0 1.0"
    match = _CREATIVE_COMMONS.fullmatch(identifier)
    return f"CC {match['terms']} {match['version']}" if match else identifier


def license_url(identifier: str) -> str:
    """Return the URL of a licence's text or, if it is not a Creative Commons one, of its entry."""
    if identifier == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _CREATIVE_COMMONS.fullmatch(identifier)
    if match:
        return f"https://creativecommons.org/licenses/{match['terms'].lower()}/{match['version']}/"
    return f"https://spdx.org/licenses/{identifier}.html"
