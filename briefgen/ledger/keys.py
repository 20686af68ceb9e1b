"""The keys of an account of the Internet Archive, which may save pages."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

ACCESS: Final = "IA_ACCESS_KEY"
SECRET: Final = "IA_SECRET_KEY"  # noqa: S105 - the name of a variable
PAGE: Final = "https://archive.org/account/s3.php"  # shows the keys of an account


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an account of the Internet Archive."""

    access: str = field(repr=False)
    secret: str = field(repr=False)

    def headers(self) -> Mapping[str, str]:
        """Return the headers of a request for this account."""
        return {"Accept": "application/json", "Authorization": f"LOW {self.access}:{self.secret}"}


def keys_of(environment: Mapping[str, str]) -> Keys | None:
    """Return the keys that the environment contains, or None."""
    access, secret = environment.get(ACCESS, "").strip(), environment.get(SECRET, "").strip()
    return Keys(access, secret) if access and secret else None


def is_trusted(archive: str) -> bool:
    """Whether an archive may see the keys: the Internet Archive, or a server on this machine.

    The URL of the archive is in site.yaml, which anybody can change who may propose a change.
    """
    parts = urlsplit(archive)
    host = (parts.hostname or "").lower()
    if parts.scheme == "https" and (host == "archive.org" or host.endswith(".archive.org")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
