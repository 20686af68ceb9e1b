"""Lists for programs: sitemap.xml, _redirects, llms.txt, briefs.json."""

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


def sitemap(found: Sitemap, _: Sequence[Html], __: bytes) -> bytes:
    """Return sitemap.xml, or a part of it."""
    return _listed("urlset", "url", found.pages)


def sitemap_index(found: SitemapIndex, _: Sequence[Html], __: bytes) -> bytes:
    """Return the sitemap.xml that names the parts."""
    return _listed("sitemapindex", "sitemap", found.parts)


def _listed(outer: str, inner: str, pages: Iterable[Listed]) -> bytes:
    items = (element(inner, lines(_facts(page))) for page in pages)
    return document(element(outer, lines(items), xmlns=_SITEMAP))


def _facts(page: Listed) -> Iterator[str]:
    yield element("loc", escaped(page.url))
    if page.changed:
        yield element("lastmod", escaped(page.changed))


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


def briefs(found: BriefIndex, _: Sequence[Html], __: bytes) -> bytes:
    """Return briefs.json."""
    return json_file(
        _Index(
            version=1,
            title=found.title,
            url=found.url,
            description=found.description,
            language=found.language,
            publisher=signed(found.publisher),
            briefs=tuple(_brief(each, has_markdown=found.has_markdown) for each in found.briefs),
        )
    )


def _brief(record: BriefRecord, *, has_markdown: bool) -> dict[str, Any]:
    files = {"markdown": f"{record.url}index.md"} if has_markdown else {}
    return {"url": record.url, **files, **known(record)}


def known(record: BriefRecord) -> dict[str, Any]:
    """Return what is known of a brief, by the names that its front matter has for it."""
    found: dict[str, Any] = {
        "title": record.title,
        "date": _iso(record.date),
        "updated": _iso(record.updated),
        "language": record.language,
        "summary": record.summary,
        "highlights": record.highlights,
        "authors": tuple(map(signed, record.authors)),
    }
    for key, names in record.terms.items():
        found.setdefault(key, names)
    found["image"] = _Picture(record.image, record.image_alt) if record.image else None
    found["sources"] = tuple(map(_source, record.sources))
    found["corrections"] = [_Correction(_iso(each.date), each.text) for each in record.corrections]
    return {key: value for key, value in found.items() if value}


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
