"""Lists for programs: sitemap.xml, _redirects, llms.txt, briefs.json."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from briefgen.model.documents import (
    BriefIndex,
    BriefRecord,
    Listed,
    LlmsText,
    Mention,
    Redirects,
    Signature,
    Sitemap,
    SitemapIndex,
)
from briefgen.model.html import Html
from briefgen.model.moments import Moment
from briefgen.render.feeds import as_json
from briefgen.render.xml import add, document, root

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MARKS: Final = re.compile(r"[\\`*_\[\]<>]")


def sitemap(found: Sitemap, _: Sequence[Html], __: bytes) -> bytes:
    """Return sitemap.xml, or a part of it."""
    return _listed("urlset", "url", found.pages)


def sitemap_index(found: SitemapIndex, _: Sequence[Html], __: bytes) -> bytes:
    """Return the sitemap.xml that names the parts."""
    return _listed("sitemapindex", "sitemap", found.parts)


def _listed(outer: str, inner: str, pages: Iterable[Listed]) -> bytes:
    top = root(outer, xmlns=_SITEMAP)
    for page in pages:
        item = add(top, inner)
        add(item, "loc", page.url)
        if page.changed:
            add(item, "lastmod", page.changed)
    return document(top)


def redirects(found: Redirects, _: Sequence[Html], __: bytes) -> bytes:
    """Return _redirects, a line each."""
    lines = (f"{_literal(old)} {_literal(new)} 301\n" for old, new in found.moves)
    return "".join(lines).encode()


def _literal(url: str) -> str:
    """Keep what stands for anything in _redirects from doing so."""
    return url.replace("*", "%2A").replace(":", "%3A")


def llms(found: LlmsText, _: Sequence[Html], __: bytes) -> bytes:
    """Return llms.txt in the form of llmstxt.org."""
    parts = [f"# {plain(found.title)}"]
    if found.description:
        parts.append(f"> {plain(found.description)}")
    for heading, mentions in found.sections.items():
        if mentions:
            parts += [f"## {plain(heading)}", "\n".join(map(_mention, mentions))]
    return ("\n\n".join(parts) + "\n").encode()


def _mention(mention: Mention) -> str:
    url = mention.url.replace("(", "%28").replace(")", "%29")
    note = f": {plain(mention.note)}" if mention.note else ""
    return f"- [{plain(mention.title)}]({url}){note}"


def plain(text: str) -> str:
    """Return a text as one line of Markdown that says just that."""
    return _MARKS.sub(r"\\\g<0>", " ".join(text.split()))


def briefs(found: BriefIndex, _: Sequence[Html], __: bytes) -> bytes:
    """Return briefs.json."""
    return as_json(
        {
            "version": 1,
            "title": found.title,
            "url": found.url,
            "description": found.description,
            "language": found.language,
            "publisher": _signature(found.publisher),
            "briefs": [_brief(each) for each in found.briefs],
        }
    )


def _brief(record: BriefRecord) -> dict[str, Any]:
    return {
        "url": record.url,
        "markdown": f"{record.url}index.md",
        **known(record),
    }


def known(record: BriefRecord) -> dict[str, Any]:
    """Return what is known of a brief, by the names that its front matter has for it."""
    found: dict[str, Any] = {
        "title": record.title,
        "date": _iso(record.date),
        "updated": _iso(record.updated),
        "language": record.language,
        "summary": record.summary,
        "highlights": list(record.highlights),
        "authors": [_signature(each) for each in record.authors],
    }
    for key, names in record.terms.items():
        found.setdefault(key, list(names))
    return found | {
        "image": {"src": record.image, "alt": record.image_alt} if record.image else None,
        "sources": list(_sources(record)),
        "corrections": [
            {"date": _iso(each.date), "text": each.text} for each in record.corrections
        ],
    }


def _sources(record: BriefRecord) -> Iterator[dict[str, str]]:
    for source in record.sources:
        yield {
            "url": source.url,
            "title": source.title,
            "publisher": source.publisher,
            "author": source.author,
            "date": _iso(source.date),
            "accessed": _iso(source.accessed),
            "archive_url": source.archive_url,
        }


def _signature(signature: Signature) -> dict[str, str]:
    return {"name": signature.name, "url": signature.url}


def _iso(moment: Moment | None) -> str:
    return moment.iso if moment else ""
