"""The PDF of each brief, and those of series and years."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.assemble.pdfs import Pdfs, has_pdf, pdf_url, series_urls, year_urls
from briefgen.assemble.views import Views
from briefgen.model.outputs import Output
from briefgen.model.site import Site


def urls(site: Site) -> Iterator[str]:
    """Yield the URL of each PDF."""
    yield from (pdf_url(each) for each in site.briefs if has_pdf(site.config, each.brief))
    yield from series_urls(site)
    yield from year_urls(site)


def outputs(views: Views) -> Iterator[Output]:
    """Plan the PDFs, if the site has any."""
    if not views.config.pdf.enabled:
        return
    pdfs = views.one(Pdfs)
    yield from filter(None, map(pdfs.of_brief, range(len(views.site.briefs))))
    yield from pdfs.of_all_series()
    yield from pdfs.of_all_years()
