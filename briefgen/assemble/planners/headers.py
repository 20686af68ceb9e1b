"""HTTP headers: the file _headers, which Netlify and Cloudflare read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from string import ascii_lowercase
from typing import Final
from urllib.parse import quote

from briefgen.assemble.csp import FRAMED_BY_SELF, header_policy
from briefgen.assemble.planners.emails import NAMES as EMAILS
from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.media_types import FEEDS, LASTING, SHOWN_XML
from briefgen.model.outputs import Literal, Output
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE

_MOST_PATTERNS: Final = 50  # Cloudflare reads 100 rules
_DEEPEST: Final = 6  # folders in each other, such as /categories/trade/page/2/
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
    policy = header_policy(config, framed_by="" if views.charts.folders else FRAMED_BY_SELF)
    headers = (("Content-Security-Policy", policy), *headers_of_all(views))
    lines = (f"  {name}: {value}\n" for name, value in headers)
    text = f"{base}/*\n{''.join(lines)}{base}/assets/*\n  Cache-Control: {LASTING}\n"
    text += "".join(f"{folder}*\n  X-Robots-Tag: noindex\n" for folder in closed(views))
    has_feeds = views.site.review is None
    feeds = [f"feed.{form}" for form in FEEDS if has_feeds and form in config.feeds.forms]
    paths = [f"{folder}{feed}" for folder in ("/", "/*/") for feed in feeds]
    text += "".join(f"{base}{path}\n  Content-Type: {SHOWN_XML}\n" for path in paths)
    text += "".join(f"{base}/*/{name}\n  X-Robots-Tag: noindex\n" for name in unlisted(views))
    patterns = islice(_not_framed(views), _MOST_PATTERNS)
    text += "".join(f"{base}{path}\n  X-Frame-Options: SAMEORIGIN\n" for path in patterns)
    yield Literal("_headers", text.encode(), Location(SITE_FILE))


def _not_framed(views: Views) -> Iterator[str]:
    """Yield the patterns of pages that other sites cannot show in a frame, if charts are shown so.

    Cloudflare joins the values of a header that two rules have, and Netlify does not say what it
    does. So no rule can except the pages of charts from the policy of all files. Other pages get a
    header of their own instead: those that are not as deep as a chart, or not in its section.
    """
    charts = [_parts(f"{folder}/chart/") for folder in views.charts.folders]
    pages = [_parts(url) for _, url in views.site.texts()]
    pages += [(key, "term") for key in views.config.taxonomies]
    pages += [("admin",)] if views.config.cms else []
    for depth in range(_DEEPEST + 1) if charts else ():
        with_charts = {chart[0] for chart in charts if len(chart) == depth}
        deeper = "".join(f":{name}/" for name in ascii_lowercase[1:depth])
        if not with_charts:
            yield f"/:a/{deeper}" if depth else "/"
            continue
        sections = {page[0] for page in pages if len(page) == depth}
        yield from (f"/{quote(each)}/{deeper}" for each in sorted(sections - with_charts))


def _parts(url: str) -> tuple[str, ...]:
    return tuple(part for part in url.rpartition("/")[0].split("/") if part)


def headers_of_all(views: Views) -> tuple[tuple[str, str], ...]:
    """Return the names and values of the headers of all files, besides their policy."""
    return (
        *(_REVIEW if views.site.review else _PUBLIC),
        ("X-Content-Type-Options", "nosniff"),
    )


def unlisted(views: Views) -> tuple[str, ...]:
    """Return the names of files beside briefs that search engines shall not list."""
    return EMAILS if views.config.outputs.email and views.site.review is None else ()


def closed(views: Views) -> tuple[str, ...]:
    """Return the folders that search engines shall not list: that of the page for editors."""
    is_there = views.config.cms and views.site.review is None
    return (f"{views.config.base_path}/admin/",) if is_there else ()
