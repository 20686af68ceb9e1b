"""robots.txt of a build for reviewers, which keeps all crawlers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Literal, Output
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE

_NOBODY: Final = b"User-agent: *\nDisallow: /\n"


def urls(_: Site) -> Iterable[str]:
    """Return nothing: the published site has a robots.txt too, which has this URL."""
    return ()


def outputs(views: Views) -> Iterator[Output]:
    """Plan the file, if the build is for reviewers."""
    if views.site.review:
        yield Literal("robots.txt", _NOBODY, Location(SITE_FILE))
