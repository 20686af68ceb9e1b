"""Writers for the files that are not pages, by format name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from briefgen.model.html import Html
from briefgen.render import citations, feeds, lists, markdown, pictures

# (document, texts of its passages, bytes of its source) -> bytes of the file.
Writer = Callable[[Any, Sequence[Html], bytes], bytes]


def _alone(write: Callable[[Any], bytes]) -> Writer:
    """Return the writer of a format that needs only its document."""
    return lambda document, _, __: write(document)


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType(
    {
        "atom": feeds.atom,
        "rss": feeds.rss,
        "json": feeds.json_feed,
        "sitemap": lists.sitemap,
        "sitemap-index": lists.sitemap_index,
        "redirects": lists.redirects,
        "llms": lists.llms,
        "briefs": lists.briefs,
        "markdown": markdown.markdown,
        "cite.bib": _alone(citations.bibtex),
        "cite.ris": _alone(citations.ris),
        "cite.csl.json": _alone(citations.csl_json),
        "picture": pictures.smaller_picture,
    }
)
