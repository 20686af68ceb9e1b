"""Downloads the media of an import: a few at a time, of limited size, never from private hosts.

The writer asks only for what is not in the site yet, so an import that is interrupted goes on where
it stopped.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from briefgen.importers.imported import Medium
from briefgen.importers.writing import MOST_BYTES
from briefgen.network import new_client, run

_TRIES: Final = 3
_PAUSE: Final = 1.0  # seconds before the second try; each later one waits four times as long
_MOST_HOPS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_BUSY: Final = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloading:
    """How to download: who asks, how many files at once, and how many bytes in all.

    `timeout` is in seconds. `on_answer` is called after each file.
    """

    user_agent: str
    concurrency: int = 6
    timeout: float = 30.0
    most_bytes: int = MOST_BYTES  # of one file
    proxy: str = ""
    allows_private: bool = False
    verify: ssl.SSLContext | None = None
    on_answer: Callable[[], object] = lambda: None


def download(media: Sequence[Medium], settings: Downloading) -> dict[str, bytes | str]:
    """Return the bytes of media, by their URLs, or the reason why one is not available."""
    return run(_all(media, settings))


async def _all(media: Sequence[Medium], settings: Downloading) -> dict[str, bytes | str]:
    client = new_client(
        user_agent=settings.user_agent,
        timeout=settings.timeout,
        concurrency=settings.concurrency,
        proxy=settings.proxy,
        allows_private=settings.allows_private,
        verify=settings.verify,
    )
    turns = asyncio.Semaphore(settings.concurrency)

    async def one(url: str) -> tuple[str, bytes | str]:
        async with turns:
            fetched = await _patiently(client, url, settings)
        settings.on_answer()
        return url, fetched

    async with client:
        return dict(await asyncio.gather(*(one(each.origin) for each in media)))


async def _patiently(client: httpx.AsyncClient, url: str, settings: Downloading) -> bytes | str:
    """Return a file; ask again if the server is busy or does not answer."""
    pause, reason = _PAUSE, ""
    for attempt in range(_TRIES):
        if attempt:
            await asyncio.sleep(pause)
            pause *= 4
        try:
            async with asyncio.timeout(settings.timeout * 10):
                return await _downloaded(client, url, settings)
        except _Busy as busy:
            reason = str(busy)
        except _Refused as refused:
            return str(refused)
        except (TimeoutError, httpx.TimeoutException):
            reason = "there was no answer in time"
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, OSError) as error:
            reason = str(error) or type(error).__name__
            if "private network" in reason:
                break
    return reason


async def _downloaded(client: httpx.AsyncClient, url: str, settings: Downloading) -> bytes:
    """Return a file, following redirects one by one. Raises _Busy and _Refused."""
    for _ in range(_MOST_HOPS):
        client.cookies.clear()
        async with client.stream("GET", url, headers={"Accept": "*/*"}) as response:
            if response.status_code in _REDIRECTS:
                url = _following(url, response.headers.get("location", ""))
                continue
            _check(response, settings)
            data = bytearray()
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > settings.most_bytes:
                    raise _Refused(_too_large(settings))
            return bytes(data)
    raise _Refused("there are too many redirects")


class _Refused(Exception):
    """A file is not available, however often one asks."""


class _Busy(Exception):
    """A server may answer later."""


def _check(response: httpx.Response, settings: Downloading) -> None:
    """Raise _Busy or _Refused for an answer that is not the file."""
    status, headers = response.status_code, response.headers
    if status in _BUSY:
        raise _Busy(f"the server answered {status}")
    if status != 200:
        raise _Refused(f"the server answered {status}")
    if headers.get("content-type", "").lower().startswith("text/html"):
        raise _Refused("the server answered with a page, not with this file")
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > settings.most_bytes:
        raise _Refused(_too_large(settings))


def _too_large(settings: Downloading) -> str:
    return f"it has more than {settings.most_bytes:,} bytes"


def _following(url: str, target: str) -> str:
    following = urljoin(url, target.strip())
    if not target or urlsplit(following).scheme not in ("http", "https"):
        raise _Refused("it redirects to what is not on the web")
    return following


def fetched(settings: Downloading) -> Callable[[Sequence[Medium]], Mapping[str, bytes | str]]:
    """Return a function that downloads media in this way."""
    return lambda media: download(media, settings)
