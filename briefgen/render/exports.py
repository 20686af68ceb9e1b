"""Machine-readable lists: sitemap.xml, _redirects, llms.txt and briefs.json."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from briefgen.model.content import Source
from briefgen.model.diagnostics import Checked
from briefgen.model.documents import (
    BriefIndex,
    BriefRecord,
    FileSize,
    LlmsText,
    Mention,
    Redirects,
    Sitemap,
    SitemapEntry,
    SitemapIndex,
)
from briefgen.model.moments import Moment
from briefgen.render.json_files import JsonByline, Object, json_byline, json_file
from briefgen.render.writers import WriterInput
from briefgen.render.xml import document, element, escaped, lines

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MARKS: Final = re.compile(r"[\\`*_\[\]<>]")


def size(_: FileSize, inputs: WriterInput) -> Checked[bytes]:
    """Return the size of the file that this one uses, or nothing if it could not be made."""
    return Checked("".join(str(len(data)) for data in inputs.used.values()).encode())


def sitemap(document: Sitemap, _: WriterInput) -> Checked[bytes]:
    """Return sitemap.xml, or one part of it."""
    return Checked(_sitemap_xml("urlset", "url", document.pages))


def sitemap_index(index: SitemapIndex, _: WriterInput) -> Checked[bytes]:
    """Return the sitemap index: a sitemap.xml that lists the parts."""
    return Checked(_sitemap_xml("sitemapindex", "sitemap", index.parts))


def _sitemap_xml(outer: str, inner: str, pages: Iterable[SitemapEntry]) -> bytes:
    items = (element(inner, lines(_facts(page))) for page in pages)
    return document(element(outer, lines(items), xmlns=_SITEMAP))


def _facts(page: SitemapEntry) -> Iterator[str]:
    yield element("loc", escaped(page.url))
    if page.changed:
        yield element("lastmod", escaped(page.changed))


def redirects(document: Redirects, _: WriterInput) -> Checked[bytes]:
    """Return _redirects, with one line per redirect."""
    lines = (f"{_literal(old)} {_literal(new)} 301\n" for old, new in document.moves)
    return Checked("".join(lines).encode())


def _literal(url: str) -> str:
    """Escape the placeholders and wildcards of _redirects."""
    return url.replace("*", "%2A").replace(":", "%3A")


def llms(document: LlmsText, _: WriterInput) -> Checked[bytes]:
    """Return llms.txt in the format of llmstxt.org."""
    parts = [f"# {plain(document.title)}"]
    if document.description:
        parts.append(f"> {plain(document.description)}")
    for heading, mentions in document.sections.items():
        if mentions:
            parts += [f"## {plain(heading)}", "\n".join(map(_mention, mentions))]
    return Checked(("\n\n".join(parts) + "\n").encode())


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
    publisher: JsonByline | None = None
    briefs: Sequence[Mapping[str, Any]] = ()


class _Image(Object):
    src: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""


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


class _Download(Object):
    url: str = ""
    title: str = ""
    type: str = ""
    size: int = 0


def briefs(index: BriefIndex, _: WriterInput) -> Checked[bytes]:
    """Return briefs.json."""
    briefs = tuple(_brief(each, has_markdown=index.has_markdown) for each in index.briefs)
    file = _Index(
        version=1,
        title=index.title,
        url=index.url,
        description=index.description,
        language=index.language,
        publisher=json_byline(index.publisher),
        briefs=briefs,
    )
    return Checked(json_file(file))


def _brief(record: BriefRecord, *, has_markdown: bool) -> dict[str, Any]:
    files = {"markdown": f"{record.url}index.md"} if has_markdown else {}
    if record.pdf:
        files["pdf"] = record.pdf
    return {"url": record.url, **files, **facts(record)}


def facts(record: BriefRecord) -> dict[str, Any]:
    """Return the known facts about a brief, under their front matter keys."""
    values: dict[str, Any] = {
        "title": record.title,
        "date": _iso(record.date),
        "updated": _iso(record.updated),
        "language": record.language,
        "summary": record.summary,
        "highlights": record.highlights,
        "authors": tuple(map(json_byline, record.authors)),
    }
    for key, names in record.terms.items():
        values.setdefault(key, names)
    values["image"] = _image(record) if record.image else None
    values["sources"] = tuple(map(_source, record.sources))
    values["corrections"] = [_Correction(_iso(each.date), each.text) for each in record.corrections]
    values["downloads"] = [
        _Download(each.absolute_url, each.title, each.type, each.size) for each in record.downloads
    ]
    return {key: value for key, value in values.items() if value}


def _image(record: BriefRecord) -> _Image:
    return _Image(record.image, record.image_alt, record.image_caption, record.image_credit)


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
