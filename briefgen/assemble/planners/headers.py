"""HTTP headers: the file _headers, which Netlify and Cloudflare read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.assemble.csp import header_policy
from briefgen.assemble.planners.emails import NAMES as EMAILS
from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.media_types import FEEDS, LASTING, SHOWN_XML
from briefgen.model.outputs import Literal, Output
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE

_PUBLIC: Final = (("Referrer-Policy", "strict-origin-when-cross-origin"),)
# Cited sites do not learn where reviewers come from.
_REVIEW: Final = (
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive, nosnippet"),
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
    lines = (f"  {name}: {value}\n" for name, value in headers_of_all(views))
    text = f"{base}/*\n{''.join(lines)}{base}/assets/*\n  Cache-Control: {LASTING}\n"
    if config.cms:
        text += f"{base}/admin/*\n  X-Robots-Tag: noindex\n"
    has_feeds = views.site.review is None
    feeds = [f"feed.{form}" for form in FEEDS if has_feeds and form in config.feeds.forms]
    paths = [f"{folder}{feed}" for folder in ("/", "/*/") for feed in feeds]
    text += "".join(f"{base}{path}\n  Content-Type: {SHOWN_XML}\n" for path in paths)
    text += "".join(f"{base}/*/{name}\n  X-Robots-Tag: noindex\n" for name in unlisted(views))
    yield Literal("_headers", text.encode(), Location(SITE_FILE))


def headers_of_all(views: Views) -> tuple[tuple[str, str], ...]:
    """Return the names and values of the headers of all files."""
    policy = header_policy(views.config, has_charts=bool(views.charts.urls))
    return (
        ("Content-Security-Policy", policy),
        *(_REVIEW if views.site.review else _PUBLIC),
        ("X-Content-Type-Options", "nosniff"),
    )


def unlisted(views: Views) -> tuple[str, ...]:
    """Return the names of files beside briefs that search engines shall not list."""
    return EMAILS if views.config.outputs.email and views.site.review is None else ()
