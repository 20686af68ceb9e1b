"""Archived copies of pages (mementos): their URLs, and what an archive's answer says of one.

A Memento archive answers `ARCHIVE/web/DATE/URL` with the copy that is nearest to a date, and says
in the header Memento-Datetime when it was made (RFC 7089). With `DATEid_`, it returns a copy as it
was stored, with its own status and redirects, so that copies of error pages are recognised.
"""

from __future__ import annotations

import datetime
import email.utils
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple
from urllib.parse import quote, urldefrag, urlsplit

from briefgen.ledger.answers import Answer, Hop
from briefgen.ledger.outcomes import Page, state_of
from briefgen.ledger.pages import content_of
from briefgen.model.identity import source_key
from briefgen.model.snapshots import Snapshot

_PATH: Final = re.compile(r"/web/(\d{4,14})(?:[a-z]{2}_)?/(.+)", re.DOTALL)
_ORIGINAL_HEADER: Final = "x-archive-orig-"
# States in which a copy shows what was cited. One that is `blocked` is of a wall against programs.
_USABLE: Final = ("ok", "moved", "changed")


class Memento(NamedTuple):
    """What the URL of a copy says: when it was made (YYYYMMDDhhmmss, or less), and of what."""

    stamp: str
    original: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """What an archive has nearest to a date: a copy, or what is wrong with it.

    `none`: there is no copy. `error-page`: it is one of an error page, of a login, or of a wall
    against programs.
    """

    copy: Snapshot = Snapshot("")
    flaw: Literal["", "none", "error-page"] = ""


def base_of(url: str) -> str:
    """Return the URL of an archive, as its settings have it, without `/web`."""
    return url.rstrip("/").removesuffix("/web")


def memento_url(archive: str, stamp: str, url: str, *, is_raw: bool = False) -> str:
    """Return the URL of the copy nearest to a date; `is_raw` for what the archive has stored."""
    page = "".join(
        each if each.isprintable() and not each.isspace() else quote(each)
        for each in urldefrag(url).url
    )
    return f"{archive}/web/{stamp}{'id_' if is_raw else ''}/{page}"


def stamp_of(day: datetime.date) -> str:
    """Return noon of a day in the form of URLs of copies."""
    return f"{day:%Y%m%d}120000"


def memento_of(archive: str, url: str) -> Memento | None:
    """Return what a URL of an archive says of a copy, or None if it is another URL."""
    base, parts = urlsplit(archive), urlsplit(url)
    if parts.netloc.lower() != base.netloc.lower() or not parts.path.startswith(base.path):
        return None
    path = url.partition(parts.netloc)[2].removeprefix(base.path)
    match = _PATH.fullmatch(path)
    return Memento(match[1], match[2]) if match and is_url(match[2]) else None


def is_url(text: str) -> bool:
    """Whether a text can be split into the parts of a URL."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def lookup(archive: str, url: str, answer: Answer) -> Lookup:
    """Return what the answer to a request for a raw copy of a page says."""
    archived_at = _archived_at(answer)
    memento = memento_of(archive, answer.final_url)
    if archived_at is None or memento is None:
        return Lookup(flaw="none")
    day = archived_at.date()
    original = as_first_answered(archive, url, answer)
    if state_of(original, Page(len(content_of(original).text))) not in _USABLE:
        return Lookup(Snapshot("", day), "error-page")
    # An archive may answer with the nearest copy at the URL of another date.
    copy = memento_url(archive, f"{archived_at:%Y%m%d%H%M%S}", memento.original)
    return Lookup(Snapshot(with_fragment(copy, url), day))


def with_fragment(copy: str, url: str) -> str:
    """Return the URL of a copy with the place within the page that another URL names."""
    fragment = urldefrag(url).fragment
    return f"{copy}#{fragment}" if fragment else copy


def as_first_answered(archive: str, url: str, answer: Answer) -> Answer:
    """Return an archive's answer as the server gave it that was asked for the page."""
    visited = (*(hop.url for hop in answer.hops), answer.final_url)
    originals = [each.original for each in (memento_of(archive, at) for at in visited) if each]
    # The redirects of the archive, to the copy that is nearest, are none of the page.
    chain = [url, *(each for each in originals if source_key(each) != source_key(url))]
    return Answer(
        url=url,
        final_url=chain[-1],
        hops=tuple(Hop(each, 302) for each in chain[:-1]),
        status=answer.status,
        headers={
            "content-type": answer.headers.get("content-type", ""),
            **{
                name.removeprefix(_ORIGINAL_HEADER): value
                for name, value in answer.headers.items()
                if name.startswith(_ORIGINAL_HEADER)
            },
        },
        body=answer.body,
    )


def index_url(
    archive: str, url: str, day: datetime.date, first: datetime.date, last: datetime.date
) -> str:
    """Return the URL of a list of the copies that were made between two days of a page that was OK.

    The one nearest to `day` is the first. This is the API of
    https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server.
    """
    query = {
        "url": urldefrag(url).url,
        "from": f"{first:%Y%m%d}",
        "to": f"{last:%Y%m%d}",
        "closest": stamp_of(day),
        "sort": "closest",
        "filter": "statuscode:200",
        "fl": "timestamp,original",
        "output": "json",
        "limit": "5",
    }
    parameters = "&".join(f"{name}={quote(value, safe=':,')}" for name, value in query.items())
    return f"{archive}/cdx/search/cdx?{parameters}"


def mementos_in(body: bytes) -> Iterator[Memento]:
    """Yield the copies that an index lists, in its order."""
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        return
    for row in rows[1:] if isinstance(rows, list) else ():
        stamp, url = map(str, row) if isinstance(row, list) and len(row) == 2 else ("", "")
        if re.fullmatch(r"\d{14}", stamp) and is_url(url):
            yield Memento(stamp, url)


def _archived_at(answer: Answer) -> datetime.datetime | None:
    """Return when a copy was made, or None if an answer is not a copy (RFC 7089, section 2.1.1)."""
    try:
        when = email.utils.parsedate_to_datetime(answer.headers.get("memento-datetime", ""))
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)
