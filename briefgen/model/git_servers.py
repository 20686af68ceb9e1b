"""The servers with which editors' browsers talk, if texts are saved in a git repository."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from briefgen.model.config import CmsConfig, origin_of

# The server of each backend, and where its API is on a server of one's own.
_SERVERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "github": ("https://api.github.com", "/api/v3"),
        "gitlab": ("https://gitlab.com", "/api/v4"),
        "gitea": ("https://gitea.com", "/api/v1"),
    }
)


def api_of(cms: CmsConfig) -> str:
    """Return the URL of the API of an organisation's own git server, or "" for the public one."""
    return cms.url.rstrip("/") + _SERVERS[cms.backend][1] if cms.url else ""


def origins_of(cms: CmsConfig) -> tuple[str, ...]:
    """Return the origins that the page where editors write must reach."""
    if cms.backend not in _SERVERS:
        return ()
    public = _SERVERS[cms.backend][0]
    return tuple(dict.fromkeys(filter(None, map(origin_of, (cms.url or public, cms.login)))))
