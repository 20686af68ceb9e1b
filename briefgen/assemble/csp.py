"""The Content-Security-Policy of pages: what they may load and run (W3C, CSP Level 3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from briefgen.model.analytics import origins
from briefgen.model.comments import PROVIDERS
from briefgen.model.config import CmsConfig, CommentsConfig, SiteConfig, origin_of
from briefgen.model.git_servers import origins_of

_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d+)?", re.IGNORECASE)
_SELF: Final = "'self'"
FRAMED_BY_ALL: Final = "*"
FRAMED_BY_SELF: Final = _SELF
# The site's own WebAssembly program reads the search index.
_WEB_ASSEMBLY: Final = "'wasm-unsafe-eval'"


def page_policy(config: SiteConfig, *, searches: bool = False) -> str:
    """Return the policy in a page: nothing inline, and nothing from other hosts except images.

    A page that `searches` may also run WebAssembly.
    """
    return _joined(_directives(config, searches=searches))


def header_policy(config: SiteConfig, *, framed_by: str = FRAMED_BY_SELF) -> str:
    """Return the policy for files of the site, as a header.

    Browsers apply it in addition to the page's own policy, so it can be less strict: SVG images
    with inline styles keep them when opened directly. It also says who may embed a page in a
    frame, which the policy in a page cannot say, unless `framed_by` is empty.
    """
    directives = _directives(config, searches=config.search.enabled)
    styles = f"{directives['style-src']} 'unsafe-inline'"
    frames = {"frame-ancestors": framed_by} if framed_by else {}
    directives = {**directives, "style-src": styles, **frames}
    return _joined(_with_editor(directives, config.cms) if config.cms else directives)


def editor_policy(cms: CmsConfig) -> str:
    """Return the policy of the page where editors write: it may ask only the git server."""
    return _joined(
        {
            "default-src": "'none'",
            "script-src": _SELF,
            "style-src": f"{_SELF} 'unsafe-inline'",
            "img-src": f"{_SELF} https: data: blob:",
            "font-src": _SELF,
            "media-src": f"{_SELF} https: blob:",
            "connect-src": " ".join([_SELF, "blob:", "data:", *origins_of(cms)]),
            "frame-src": f"{_SELF} blob:",
            "worker-src": f"{_SELF} blob:",
            "manifest-src": f"{_SELF} blob:",
            "base-uri": "'none'",
            "form-action": _SELF,
        }
    )


def _with_editor(directives: Mapping[str, str], cms: CmsConfig) -> Mapping[str, str]:
    """Return directives that also allow what the page where editors write needs.

    All other pages have a policy of their own that does not.
    """
    additions = {
        "img-src": ["blob:"],
        "media-src": ["blob:"],
        "connect-src": ["blob:", "data:", *origins_of(cms)],
        "frame-src": [_SELF, "blob:"],
        "worker-src": [_SELF, "blob:"],
        "manifest-src": ["blob:"],
    }
    wider = {
        name: " ".join(_distinct(directives.get(name, "").replace("'none'", "").split(), sources))
        for name, sources in additions.items()
    }
    return {**directives, **wider}


def _directives(config: SiteConfig, *, searches: bool) -> Mapping[str, str]:
    headers = config.headers
    frames = [f"https://{host}" for host in config.markdown.frames if _HOST.fullmatch(host)]
    run = [_WEB_ASSEMBLY] if searches else []
    replies = _for_replies(config.comments)
    statistics = origins(config.analytics)
    return {
        "default-src": "'none'",
        "script-src": " ".join([_SELF, *run, *statistics.scripts, *headers.scripts]),
        "style-src": " ".join([_SELF, *headers.styles]),
        "img-src": f"{_SELF} https: data:",
        "font-src": " ".join([_SELF, *headers.styles]),
        "media-src": f"{_SELF} https:",
        "connect-src": " ".join(
            [_SELF, *replies["connect-src"], *statistics.connections, *headers.connections]
        ),
        "frame-src": " ".join([*frames, *replies["frame-src"]]) or "'none'",
        "manifest-src": _SELF,
        "base-uri": "'none'",
        "form-action": " ".join(
            [_SELF, *_distinct(replies["form-action"], _for_newsletter(config), headers.forms)]
        ),
    }


def _for_replies(comments: CommentsConfig) -> Mapping[str, Sequence[str]]:
    """Return what the service for replies adds to directives."""
    provider = PROVIDERS.get(comments.provider)
    origin = provider.origin(comments) if provider and provider.directive else ""
    return defaultdict(tuple, {provider.directive: (origin,)} if provider and origin else {})


def _for_newsletter(config: SiteConfig) -> Sequence[str]:
    """Return the origin that the form to subscribe is sent to, unless it is the site's own."""
    origin = origin_of(config.newsletter.action) if config.newsletter else ""
    return (origin,) if origin else ()


def _distinct(*lists: Sequence[str]) -> Iterable[str]:
    return dict.fromkeys(chain.from_iterable(lists))


def _joined(directives: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
