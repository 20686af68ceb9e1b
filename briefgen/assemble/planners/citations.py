"""Citation files of each brief for reference managers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.assemble.views import Views
from briefgen.model.addresses import output_path
from briefgen.model.outputs import Output, Written

FORMS: Final = ("bib", "ris", "csl.json")


def citations(views: Views) -> Iterator[Output]:
    """Plan cite.bib, cite.ris and cite.csl.json for each brief, unless they are turned off."""
    if not views.config.outputs.citations:
        return
    for published, citation in zip(views.site.briefs, views.citations, strict=True):
        origin = published.brief.url_place()
        for form in FORMS:
            path = output_path(f"{published.url}cite.{form}")
            yield Written(path, f"cite.{form}", citation, origin)
