"""Robust Links: links that say where and when a copy of their page was archived.

The attributes are those of the Robust Links specification: https://robustlinks.mementoweb.org/spec/
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefgen.model.content import Source
from briefgen.model.text import Attributes, SourceLink


def robust_attributes(source: Source) -> Attributes:
    """Return the attributes of a link to a source, or to its archived copy if it is dead."""
    if not source.archive_url:
        return ()
    attributes = (
        ("data-originalurl", source.url)
        if source.dead_since
        else ("data-versionurl", source.archive_url),
    )
    day = source.archived or source.accessed
    return (*attributes, ("data-versiondate", day.iso)) if day else attributes


def robust(link: SourceLink, sources: Sequence[Source]) -> SourceLink:
    """Return a link in a text that outlives its page, if one of the sources is its page.

    A link to a dead source leads to the archived copy.
    """
    source = sources[link.number - 1] if 0 < link.number <= len(sources) else None
    if source is None or not source.archive_url:
        return link
    url = source.archive_url if source.dead_since else link.url
    return replace(link, url=url, attributes=(*link.attributes, *robust_attributes(source)))
