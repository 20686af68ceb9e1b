"""Machine-readable lists: sitemap.xml, _redirects, llms.txt and briefs.json."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from briefgen.model.content import Source
from briefgen.model.documents import (
    BriefIndex,
    BriefRecord,
    Listed,
    LlmsText,
    Mention,
    Redirects,
    Sitemap,
    SitemapIndex,
)
from briefgen.model.html import Html
from briefgen.model.moments import Moment
from briefgen.render.objects import JsonSignature, Object, json_file, signed
from briefgen.render.xml import document, element, escaped, lines

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MARKS: Final = re.compile(r"[\\`*_\[\]<>]")


def sitemap(document: Sitemap, _: Sequence[Html], __: bytes) -> bytes:
    """Return sitemap.xml, or one part of it."""
    return _listed("urlset", "url", document.pages)


def sitemap_index(index: SitemapIndex, _: Sequence[Html], __: bytes) -> bytes:
    """Return the sitemap index: a sitemap.xml that lists the parts."""
    return _listed("sitemapindex", "sitemap", index.parts)


def _listed(outer: str, inner: str, pages: Iterable[Listed]) -> bytes:
    items = (element(inner, lines(_facts(page))) for page in pages)
    return document(element(outer, lines(items), xmlns=_SITEMAP))


def _facts(page: Listed) -> Iterator[str]:
    yield element("loc", escaped(page.url))
    if page.changed:
        yield element("lastmod", escaped(page.changed))


def redirects(document: Redirects, _: Sequence[Html], __: bytes) -> bytes:
    """Return _redirects, with one line per redirect."""
    lines = (f"{_literal(old)} {_literal(new)} 301\n" for old, new in document.moves)
    return "".join(lines).encode()


def _literal(url: str) -> str:
    """Escape the placeholders and wildcards of _redirects."""
    return url.replace("*", "%2A").replace(":", "%3A")


def llms(document: LlmsText, _: Sequence[Html], __: bytes) -> bytes:
    """Return llms.txt in the format of llmstxt.org."""
    parts = [f"# {plain(document.title)}"]
    if document.description:
        parts.append(f"> {plain(document.description)}")
    for heading, mentions in document.sections.items():
        if mentions:
            parts += [f"## {plain(heading)}", "\n".join(map(_mention, mentions))]
    return ("\n\n".join(parts) + "\n").encode()


def _mention(mention: Mention) -> str:
    url = mention.url.replace("(", "%28").replace(")", "%29")
    note = f": {plain(mention.note)}" if mention.note else ""
    return f"- [{plain(mention.title)}]({url}){note}"


def plain(text: str) -> str:
    """Return a text as one line of Markdown, with its special characters escaped."""
    return _MARKS.sub(r"\\\g<0>", " ".join(text.split()))


class _Index(Object):
    version: int = 0
    title: str = ""
    url: str = ""
    description: str = ""
    language: str = ""
    publisher: JsonSignature | None = None
    briefs: Sequence[Mapping[str, Any]] = ()


class _Picture(Object):
    src: str = ""
    alt: str = ""


class _Source(Object):
    url: str = ""
    title: str = ""
    publisher: str = ""
    author: str = ""
    date: str = ""
    accessed: str = ""
    archive_url: str = ""


class _Correction(Object):
    date: str = ""
    text: str = ""


def briefs(index: BriefIndex, _: Sequence[Html], __: bytes) -> bytes:
    """Return briefs.json."""
    return json_file(
        _Index(
            version=1,
            title=index.title,
            url=index.url,
            description=index.description,
            language=index.language,
            publisher=signed(index.publisher),
            briefs=tuple(_brief(each, has_markdown=index.has_markdown) for each in index.briefs),
        )
    )


def _brief(record: BriefRecord, *, has_markdown: bool) -> dict[str, Any]:
    files = {"markdown": f"{record.url}index.md"} if has_markdown else {}
    return {"url": record.url, **files, **known(record)}


def known(record: BriefRecord) -> dict[str, Any]:
    """Return the known facts about a brief, under their front matter keys."""
    facts: dict[str, Any] = {
        "title": record.title,
        "date": _iso(record.date),
        "updated": _iso(record.updated),
        "language": record.language,
        "summary": record.summary,
        "highlights": record.highlights,
        "authors": tuple(map(signed, record.authors)),
    }
    for key, names in record.terms.items():
        facts.setdefault(key, names)
    facts["image"] = _Picture(record.image, record.image_alt) if record.image else None
    facts["sources"] = tuple(map(_source, record.sources))
    facts["corrections"] = [_Correction(_iso(each.date), each.text) for each in record.corrections]
    return {key: value for key, value in facts.items() if value}


def _source(source: Source) -> _Source:
    return _Source(
        source.url,
        source.title,
        source.publisher,
        source.author,
        source.date.iso if source.date else "",
        source.accessed.iso if source.accessed else "",
        source.archive_url,
    )


def _iso(moment: Moment | None) -> str:
    return moment.iso if moment else ""
