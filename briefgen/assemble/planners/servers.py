"""Headers and redirects for servers that read no _headers: files for nginx and Caddy to include."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefgen.assemble.csp import FRAMED_BY_ALL, header_policy
from briefgen.assemble.planners.headers import closed, headers_of_all, unlisted
from briefgen.assemble.planners.redirects_file import moves
from briefgen.assemble.views import Views
from briefgen.model.diagnostics import Location
from briefgen.model.documents import ServerRules
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE


def urls(_: Site) -> Iterable[str]:
    """Return nothing: servers read the files, and do not publish them."""
    return ()


def outputs(views: Views) -> Iterator[Output]:
    """Plan a file for each server that the settings name."""
    config = views.config
    for server in dict.fromkeys(config.headers.servers):
        rules = ServerRules(
            headers=headers_of_all(views),
            policy=header_policy(config),
            framed=header_policy(config, framed_by=FRAMED_BY_ALL) if views.charts.folders else "",
            unlisted=unlisted(views),
            closed=closed(views),
            moves=moves(views),
        )
        yield Written(f"_{server}.conf", server, rules, Location(SITE_FILE))
