"""HTTP headers: the file _headers, which Netlify and Cloudflare Pages read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.assemble.csp import header_policy
from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Literal, Output
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE

_LASTING: Final = "public, max-age=31536000, immutable"
# With the media types of feeds, browsers show the source or offer to save the file.
_SHOWN: Final = "application/xml; charset=utf-8"
_XML: Final = ("atom", "rss")
_PUBLIC: Final = "  Referrer-Policy: strict-origin-when-cross-origin\n"
# Cited sites do not learn where reviewers come from.
_REVIEW: Final = (
    "  Referrer-Policy: no-referrer\n  X-Robots-Tag: noindex, nofollow, noarchive, nosnippet\n"
)


def urls(_: Site) -> Iterable[str]:
    """Return nothing: hosts read the file, and do not publish it."""
    return ()


def outputs(views: Views) -> Iterator[Output]:
    """Plan _headers, unless it is turned off."""
    config = views.config
    if not config.headers.enabled:
        return
    base = config.base_path
    text = (
        f"{base}/*\n"
        f"  Content-Security-Policy: {header_policy(config)}\n"
        f"{_REVIEW if views.site.review else _PUBLIC}"
        "  X-Content-Type-Options: nosniff\n"
        f"{base}/assets/*\n"
        f"  Cache-Control: {_LASTING}\n"
    )
    has_feeds = views.site.review is None
    feeds = [f"feed.{form}" for form in _XML if has_feeds and form in config.feeds.forms]
    paths = [f"{place}{feed}" for place in ("/", "/*/") for feed in feeds]
    text += "".join(f"{base}{path}\n  Content-Type: {_SHOWN}\n" for path in paths)
    yield Literal("_headers", text.encode(), Location(SITE_FILE))
