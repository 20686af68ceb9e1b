"""The citation of each brief."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from briefgen.assemble.names import cited_author
from briefgen.model.addresses import absolute
from briefgen.model.citation import Citation, CitedAuthor
from briefgen.model.content import Brief
from briefgen.model.site import Site, Term

_NO_KEY: Final = re.compile(r"[^a-z0-9]+")


def signing(site: Site) -> dict[str, CitedAuthor]:
    """Return the authors of all briefs, by slug."""
    config = site.config
    organisations = (config.title, config.publisher.name) if config.publisher else (config.title,)
    return {slug: _author(term, site, organisations) for slug, term in site.authors.terms.items()}


def citations(site: Site, people: Mapping[str, CitedAuthor]) -> tuple[Citation, ...]:
    """Return the citations of all briefs, in the site's order; `people` are their authors."""
    config = site.config
    publisher = config.publisher.name if config.publisher else ""
    organisation = " ".join((publisher or config.title).split())
    unsigned = (CitedAuthor(name=organisation, is_organisation=True),) if publisher else ()
    return tuple(
        Citation(
            key=citation_key(published.brief),
            title=" ".join(published.brief.title.split()),
            url=absolute(config.base_url, published.url),
            genre=" ".join(config.citation.genre.split()),
            publisher=organisation,
            language=published.brief.language or config.language,
            authors=_signing(published.brief, site, people) or unsigned,
            date=published.brief.date,
            abstract=" ".join(published.brief.summary.split()),
        )
        for published in site.briefs
    )


def citation_key(brief: Brief) -> str:
    """Return the slug and year in ASCII; a digest replaces letters that ASCII lacks."""
    plain = unicodedata.normalize("NFKD", brief.slug)
    parts = [_NO_KEY.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")]
    if not plain.isascii() and any(
        not unicodedata.combining(each) and not each.isascii() for each in plain
    ):
        parts.append(blake2b(brief.slug.encode(), digest_size=4).hexdigest())
    if brief.date:
        parts.append(str(brief.date.year))
    return "-".join(filter(None, parts))


def _author(term: Term, site: Site, organisations: tuple[str, ...]) -> CitedAuthor:
    author = term.author
    return cited_author(
        term.name,
        kind=author.kind if author else None,
        family_name=author.family_name if author else "",
        organisations=organisations,
        url=absolute(site.config.base_url, term.url),
        orcid=author.orcid if author else "",
        role=author.role if author else "",
    )


def _signing(
    brief: Brief, site: Site, people: Mapping[str, CitedAuthor]
) -> tuple[CitedAuthor, ...]:
    slugs = dict.fromkeys(site.signed[name] for name in brief.authors if name in site.signed)
    return tuple(people[slug] for slug in slugs)
