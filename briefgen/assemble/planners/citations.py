"""Citation files of each brief for reference managers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.assemble.views import Views
from briefgen.model.addresses import output_path
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Site

_FILES: Final = ("cite.bib", "cite.ris", "cite.csl.json")  # the names of their formats too


def urls(site: Site) -> Iterator[str]:
    """Yield the URLs of the files, unless they are turned off."""
    if site.config.outputs.citations:
        yield from (f"{each.url}{name}" for each in site.briefs for name in _FILES)


def outputs(views: Views) -> Iterator[Output]:
    """Plan the files of each brief, unless they are turned off."""
    if not views.config.outputs.citations:
        return
    for published, citation in zip(views.site.briefs, views.citations, strict=True):
        origin = published.brief.url_location()
        for name in _FILES:
            yield Written(output_path(f"{published.url}{name}"), name, citation, origin)
