"""What the metadata of a page say of it, in the vocabularies that publishers use.

Highwire tags come first, because journals write them for Google Scholar
(https://scholar.google.com/intl/en/scholar/inclusion.html#indexing), then schema.org
(https://schema.org/CreativeWork), Dublin Core (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/)
and OpenGraph (https://ogp.me/). Nothing is guessed from the words of the page.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from briefgen.ledger.facts import Facts, cleaned, dated, in_order, person_name

_Tags = Mapping[str, Sequence[str]]

_HIGHWIRE_DATES: Final = (
    "citation_publication_date", "citation_date", "citation_online_date", "citation_year",
)  # fmt: skip
_HIGHWIRE_PUBLISHERS: Final = (
    "citation_journal_title", "citation_conference_title", "citation_technical_report_institution",
    "citation_dissertation_institution", "citation_publisher",
)  # fmt: skip
# Types of schema.org, those that say most about a work first.
_WORKS: Final = (
    "scholarlyarticle", "report", "newsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "reportagenewsarticle", "backgroundnewsarticle", "reviewnewsarticle", "medicalscholarlyarticle",
    "techarticle", "blogposting", "liveblogposting", "article", "book", "dataset", "thesis",
    "legislation", "governmentservice", "podcastepisode", "videoobject", "creativework", "webpage",
)  # fmt: skip
_SEPARATOR: Final = re.compile(r"\s*;\s*")
_AROUND: Final = re.compile(r"\s+[|–—·»«:-]+\s+|\s*[|»]\s*")
_MOST_JSON: Final = 500_000  # characters of one block


def metadata_of(tree: Any) -> Facts:
    """Return what a page (an lxml tree) says of itself in its metadata."""
    tags = _tags(tree)
    facts = _highwire(tags).otherwise(_schema(tree)).otherwise(_microdata(tree))
    facts = facts.otherwise(_dublin_core(tags)).otherwise(_open_graph(tags))
    site = cleaned(_first(tags, "og:site_name")) or facts.publisher
    title = facts.title or _own_title(tree)
    return Facts(
        title=_without_site(title, (site, facts.publisher)),
        publisher=facts.publisher,
        authors=in_order(facts.authors, besides=facts.publisher),
        date=facts.date,
        type=facts.type,
    )


def _tags(tree: Any) -> _Tags:
    """Return the contents of meta elements by their names in lowercase."""
    tags: dict[str, list[str]] = defaultdict(list)
    for each in tree.xpath("//meta[@content]"):
        for name in (each.get("name"), each.get("property")):
            if name:
                tags[name.strip().lower()].append(each.get("content"))
    return tags


def _first(tags: _Tags, *names: str) -> str:
    return next((each for name in names for each in tags.get(name, ()) if each.strip()), "")


def _date_in(tags: _Tags, *names: str) -> str:
    values = (each for name in names for each in tags.get(name, ()))
    return next(filter(None, map(dated, values)), "")


def _people(texts: Iterable[str]) -> tuple[str, ...]:
    return in_order(person_name(each) for text in texts for each in _SEPARATOR.split(text))


def _highwire(tags: _Tags) -> Facts:
    authors = [*tags.get("citation_author", ()), *tags.get("citation_authors", ())]
    return Facts(
        title=cleaned(_first(tags, "citation_title")),
        publisher=cleaned(_first(tags, *_HIGHWIRE_PUBLISHERS)),
        authors=_people(authors),
        date=_date_in(tags, *_HIGHWIRE_DATES),
    )


def _dublin_core(tags: _Tags) -> Facts:
    def names(*terms: str) -> Iterator[str]:
        return (f"{start}{term}" for start in ("dc.", "dcterms.", "dc:") for term in terms)

    return Facts(
        title=cleaned(_first(tags, *names("title"))),
        publisher=cleaned(_first(tags, *names("publisher"))),
        authors=_people(each for name in names("creator") for each in tags.get(name, ())),
        date=_date_in(tags, *names("date.issued", "issued", "date.created", "created", "date")),
        type=cleaned(_first(tags, *names("type"))).lower(),
    )


def _open_graph(tags: _Tags) -> Facts:
    authors = (*tags.get("article:author", ()), *tags.get("author", ()))
    return Facts(
        title=cleaned(_first(tags, "og:title", "twitter:title")),
        publisher=cleaned(_first(tags, "og:site_name", "application-name")),
        authors=in_order(
            each for each in map(person_name, authors) if " " in each or not each.isascii()
        ),
        date=_date_in(tags, "article:published_time", "og:article:published_time", "date"),
        type=cleaned(_first(tags, "og:type")).lower(),
    )


def _schema(tree: Any) -> Facts:
    """Return what the JSON-LD of a page says; of several works, the most telling type counts."""
    nodes: list[Mapping[str, Any]] = []
    for each in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        with suppress(ValueError, RecursionError):
            nodes += _nodes(json.loads(each[:_MOST_JSON], strict=False))
    by_id = {each["@id"]: each for each in nodes if isinstance(each.get("@id"), str)}
    works = [(rank, each) for each in nodes if (rank := _rank(each)) < len(_WORKS)]
    if not works:
        return Facts()
    rank, work = min(works, key=lambda each: each[0])
    publishers = [
        *_names_of(work.get("publisher"), by_id),
        *_names_of(work.get("sourceOrganization"), by_id),
    ]
    return Facts(
        title=cleaned(work.get("headline")) or cleaned(work.get("name")),
        publisher=next(iter(publishers), ""),
        authors=in_order(map(person_name, _names_of(work.get("author"), by_id))),
        date=dated(cleaned(work.get("datePublished"))),
        type=_WORKS[rank],
    )


def _nodes(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a JSON-LD block: one, a list of them, or a graph."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield each
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                if isinstance(each.get(key), list | dict):
                    yield from _nodes(each[key])


def _rank(node: Mapping[str, Any]) -> int:
    types = node.get("@type")
    names = [each.lower() for each in _as_list(types) if isinstance(each, str)]
    return min((_WORKS.index(each) for each in names if each in _WORKS), default=len(_WORKS))


def _names_of(value: object, by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the names of people or organisations, which may be references to other objects."""
    for each in _as_list(value):
        if isinstance(each, str):
            yield cleaned(each)
        elif isinstance(each, dict):
            thing = each if "name" in each else by_id.get(str(each.get("@id")), each)
            given_name, family_name = (
                cleaned(thing.get("givenName")),
                cleaned(thing.get("familyName")),
            )
            for name in _as_list(thing.get("name")):
                yield cleaned(name) or f"{given_name} {family_name}".strip()


def _as_list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _microdata(tree: Any) -> Facts:
    """Return what attributes of schema.org in the page say (https://schema.org/docs/gs.html)."""
    works = tree.xpath(
        "//*[@itemscope and contains(@itemtype, 'schema.org/')"
        " and (contains(@itemtype, 'Article') or contains(@itemtype, 'Report')"
        " or contains(@itemtype, 'BlogPosting') or contains(@itemtype, 'Book'))]"
    )
    if not works:
        return Facts()
    return Facts(
        title=next(_items(works[0], "headline"), ""),
        publisher=next(_items(works[0], "publisher"), ""),
        authors=in_order(map(person_name, _items(works[0], "author"))),
        date=dated(next(_items(works[0], "datePublished"), "")),
    )


def _items(work: Any, name: str) -> Iterator[str]:
    for each in work.xpath(f".//*[@itemprop='{name}']"):
        inner = each.xpath(".//*[@itemprop='name']")
        element = inner[0] if inner else each
        value = element.get("content") or element.get("datetime") or element.text_content()
        if text := cleaned(value):
            yield text


def _own_title(tree: Any) -> str:
    """Return the title of the page, without what it adds to the only heading."""
    title = next((cleaned(each.text_content()) for each in tree.xpath("//head/title")), "")
    headings = [cleaned(each.text_content()) for each in tree.xpath("//h1")]
    heading = headings[0] if len(headings) == 1 else ""
    return heading if heading and (not title or heading in title) else title


def _without_site(title: str, names: Sequence[str]) -> str:
    """Return a title without the name of its site, as in `Wages in 2025 | The Institute`."""
    for name in filter(None, names):
        for part in _AROUND.finditer(title):
            if title[part.end() :].casefold() == name.casefold():
                return title[: part.start()].rstrip()
            if title[: part.start()].casefold() == name.casefold():
                return title[part.end() :].lstrip()
    return title
