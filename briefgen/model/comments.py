"""The services that can store replies to briefs: one entry each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from briefgen.model.config import CommentsConfig
from briefgen.model.content import Brief

_GISCUS: Final = "https://giscus.app"


def _no_frame(_: CommentsConfig, __: Brief, ___: str) -> str:
    return ""


def _giscus(config: CommentsConfig, brief: Brief, url: str) -> str:
    """Return the URL of the giscus page for a frame, as the giscus script would build it."""
    asked = {
        "origin": url,
        "session": "",
        "theme": "preferred_color_scheme",
        "reactionsEnabled": "1",
        "emitMetadata": "0",
        "inputPosition": "top",
        "repo": config.repo,
        "repoId": config.repo_id,
        "category": config.category,
        "categoryId": config.category_id,
        "strict": "0",
        "description": brief.summary,
        "backLink": url,
        "term": brief.slug,
    }
    return f"{_GISCUS}/widget?{urlencode(asked)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A service, by how pages reach it.

    `needs` are the settings that it cannot do without. `directive` is the one of the
    Content-Security-Policy that must allow `origin` (by default that of the setting `url`). `frame`
    returns the URL to load in a frame, from the settings, a brief and the brief's absolute URL.
    If it `is_stored`, the replies are files in content/.
    """

    needs: tuple[str, ...]
    directive: str
    origin: str = ""
    frame: Callable[[CommentsConfig, Brief, str], str] = _no_frame
    is_stored: bool = False


PROVIDERS: Final[Mapping[str, Provider]] = MappingProxyType(
    {
        "static": Provider(needs=("url",), directive="form-action", is_stored=True),
        "isso": Provider(needs=("url",), directive="connect-src"),
        "giscus": Provider(
            needs=("repo", "repo_id", "category", "category_id"),
            directive="frame-src",
            origin=_GISCUS,
            frame=_giscus,
        ),
    }
)
