"""Requests to an archive of the web: one server, asked slowly and with patience."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx

from briefgen.ledger.answers import Answer, Hop
from briefgen.ledger.asking import NoResponse, RequestSettings, Response, retry_after, send
from briefgen.ledger.mementos import base_of, memento_of, memento_url
from briefgen.model.config import ArchiveConfig

_TRIES: Final = 3
_BACKOFF: Final = 3.0  # seconds before the second try; each later one waits four times as long
_PATIENCE: Final = 120.0  # seconds that an archive may ask to wait
_MOST_HOPS: Final = 8
_BUSY: Final = frozenset({429, 500, 502, 503, 504, 520, 522, 524})
_PASSING: Final = ("timeout", "connection", "protocol")
# The index of web.archive.org answers 24 requests a minute:
# https://github.com/edgi-govdata-archiving/wayback/releases/tag/v0.5.1
_INDEX_PAUSE: Final = 60 / 24
# It saves 7 pages a minute for one account (the documentation of Save Page Now 2, October 2025).
_SAVING_PAUSE: Final = 60 / 7
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class Unavailable(Exception):
    """The archive does not answer, or asks to wait too long."""


class Pace:
    """Turns with a pause between them, in seconds."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for the next turn."""
        now = time.monotonic()
        start = max(now, self._next)
        self._next = start + self._pause
        await asyncio.sleep(start - now)

    def rest(self, seconds: float) -> None:
        """Have no turn for a while."""
        self._next = max(self._next, time.monotonic() + seconds)


class Archive:
    """An archive of the web, with the requests that it understands."""

    def __init__(
        self, client: httpx.AsyncClient, settings: ArchiveConfig, request_settings: RequestSettings
    ) -> None:
        self.url = base_of(settings.url)
        self._client = client
        self._request_settings = request_settings
        self._pace = Pace(1 / settings.rate)
        self._index_pace = Pace(max(_INDEX_PAUSE, 1 / settings.rate))
        self._saving_pace = Pace(max(_SAVING_PAUSE, 1 / settings.rate))

    async def raw_copy(self, url: str) -> Answer:
        """Return what is stored at the URL of a raw copy, following redirects in the archive.

        Raises Unavailable.
        """
        hops: list[Hop] = []
        at = url
        while True:
            response = await self._response("GET", at)
            following = _following(self.url, at, response)
            if not following or len(hops) == _MOST_HOPS:
                return response.answer(url, at, hops)
            hops.append(Hop(at, response.status))
            at = following

    async def index(self, url: str) -> bytes:
        """Return what the index lists, or nothing if the archive has no index.

        Raises Unavailable.
        """
        await self._index_pace.turn()
        response = await self._response("GET", url)
        return response.body if response.status == 200 else b""

    async def save(self, url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, Any]]:
        """Ask to save a page; return the status code, and the values of the answer.

        Raises Unavailable.
        """
        await self._saving_pace.turn()
        form = {"url": url, "skip_first_archive": "1"}
        response = await self._response("POST", f"{self.url}/save", headers, form)
        return response.status, _values(response)

    async def job(self, job: str, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what is known of a job that saves a page. Raises Unavailable."""
        # The archive caches the answers to a URL, and ignores this parameter.
        response = await self._response(
            "GET", f"{self.url}/save/status/{job}?_t={time.time_ns()}", headers
        )
        return _values(response)

    async def _response(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] = _NO_HEADERS,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        """Return the answer to one request; ask again if the archive is busy or unreachable."""
        pause, reason = _BACKOFF, ""
        for _ in range(_TRIES):
            await self._pace.turn()
            try:
                response = await send(
                    self._client,
                    self._request_settings,
                    method,
                    url,
                    {"Accept": "*/*", **headers},
                    form,
                )
            except NoResponse as error:
                if error.kind not in _PASSING:
                    raise Unavailable(str(error)) from error
                reason, wait = str(error), pause
            else:
                # A copy may be of a page that was busy.
                if response.status not in _BUSY or "memento-datetime" in response.headers:
                    return response
                reason = f"it answers {response.status}"
                requested_wait = retry_after(response.headers)
                wait = pause if requested_wait is None else requested_wait
            if wait > _PATIENCE:
                raise Unavailable(f"{reason}, and asks to wait for {wait / 60:.0f} minutes")
            self._pace.rest(wait)
            pause *= 4
        raise Unavailable(reason)


def _following(archive: str, url: str, response: Response) -> str:
    """Return the URL of the copy to which an answer redirects, or "" if it is not in the archive.

    The copy of a redirect may lead to a page on the web; the copy of that page is meant.
    """
    target = response.headers.get("location", "").strip() if 300 <= response.status < 400 else ""
    memento = memento_of(archive, url)
    if not target or memento is None:
        return ""
    try:
        following, original = urljoin(url, target), urljoin(memento.original, target)
        if memento_of(archive, following):
            return following
        is_on_the_web = urlsplit(original).scheme in ("http", "https")
    except ValueError:
        return ""
    is_copy = "memento-datetime" in response.headers and is_on_the_web
    return memento_url(archive, memento.stamp, original, is_raw=True) if is_copy else ""


def _values(response: Response) -> Mapping[str, Any]:
    """Return the values of an answer in JSON, or none if it is something else."""
    try:
        values = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
