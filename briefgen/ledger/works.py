"""Works with a DOI: how to recognise them, and what the registry of their DOI says of them.

Crossref and DataCite answer requests for a DOI with data about the work:
https://www.crossref.org/documentation/retrieve-metadata/content-negotiation/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from briefgen.ledger.answers import Answer
from briefgen.ledger.facts import Facts, cleaned, dated, in_order, person_name

CSL: Final = "application/vnd.citationstyles.csl+json"

_RESOLVERS: Final = ("doi.org", "dx.doi.org")
_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
# Publishers write a DOI into the path: /doi/full/10.1000/xyz, /article/10.1000/xyz.pdf.
_IN_PATH: Final = re.compile(
    r"/(10\.\d{4,9}/.+?)(?:/(?:full|abstract|pdf|epdf|meta|html)(?:/.*)?|\.pdf|\.html?)?/?$"
)
# https://info.arxiv.org/help/doi.html, and the form of ids: https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV: Final = re.compile(
    r"/(?:abs|pdf|html|format)/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?$"
)
_SSRN: Final = re.compile(r"(?:[?&]|/)abstract(?:_?id)?=(\d{5,9})\b", re.IGNORECASE)
_NBER: Final = re.compile(r"/papers/(w\d{3,6})/?$")
_ZENODO: Final = re.compile(r"/records?/(\d{4,12})(?:/|$)")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")


def registry_url(url: str, registry: str) -> str:
    """Return the URL at which a registry tells of the work at a URL, or "" if it has no DOI."""
    doi = doi_of(url)
    return f"{registry.rstrip('/')}/{quote(doi, safe='/:;()._-')}" if doi else ""


def doi_of(url: str) -> str:
    """Return the DOI of the work at a URL, as far as the URL says it, or ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path)
    if host in _RESOLVERS:
        match = _DOI.match(path.removeprefix("/"))
        return match[0] if match else ""
    for is_host, pattern, prefix in _PLACES:
        if is_host(host):
            match = pattern.search(f"{path}?{parts.query}" if pattern is _SSRN else path)
            return f"{prefix}{match[1]}" if match else ""
    match = _IN_PATH.search(path)
    return match[1] if match else ""


def _at(name: str) -> Callable[[str], bool]:
    return lambda host: host == name or host.endswith(f".{name}")


# Hosts whose addresses contain the last part of a DOI.
_PLACES: Final = (
    (_at("arxiv.org"), _ARXIV, "10.48550/arXiv."),
    (_at("ssrn.com"), _SSRN, "10.2139/ssrn."),
    (_at("nber.org"), _NBER, "10.3386/"),
    (_at("zenodo.org"), _ZENODO, "10.5281/zenodo."),
)


def facts_of_work(answer: Answer) -> Facts:
    """Return what a registry says of a work (CSL JSON); nothing if it does not know it."""
    if answer.status != 200 or "json" not in answer.media_type:
        return Facts()
    work = None
    with suppress(ValueError, RecursionError):
        work = json.loads(answer.body)
    if not isinstance(work, dict):
        return Facts()
    publisher = _plain(work.get("container-title")) or _plain(work.get("publisher"))
    return Facts(
        title=_plain(work.get("title")),
        publisher=publisher,
        authors=in_order(_names(work.get("author")), besides=publisher),
        date=next(filter(None, map(_date, (work.get("issued"), work.get("published")))), ""),
        type=cleaned(work.get("type")),
    )


def _names(people: object) -> Iterator[str]:
    for each in people if isinstance(people, list) else ():
        if isinstance(each, dict):
            given_name, family_name = _plain(each.get("given")), _plain(each.get("family"))
            yield f"{given_name} {family_name}".strip() or person_name(
                _plain(each.get("literal")) or _plain(each.get("name"))
            )


def _plain(value: object) -> str:
    """Return a text without its mark-up; Crossref writes some in lists."""
    first = value[0] if isinstance(value, list) and value else value
    return cleaned(unescape(_TAG.sub("", first))) if isinstance(first, str) else ""


def _date(date: object) -> str:
    """Return a CSL date as 2026, 2026-03 or 2026-03-04."""
    parts = date.get("date-parts") if isinstance(date, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = first if isinstance(first, list) else []
    return dated("-".join(str(each) for each in numbers[:3]))
