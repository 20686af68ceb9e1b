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

    `timeout` is in seconds. `answered` is called after each file.
    """

    user_agent: str
    concurrency: int = 6
    timeout: float = 30.0
    most_bytes: int = MOST_BYTES  # of one file
    proxy: str = ""
    allows_private: bool = False
    verify: ssl.SSLContext | None = None
    answered: Callable[[], object] = lambda: None


def download(media: Sequence[Medium], how: Downloading) -> dict[str, bytes | str]:
    """Return the bytes of media, by their URLs, or the reason why one is not available."""
    return run(_all(media, how))


async def _all(media: Sequence[Medium], how: Downloading) -> dict[str, bytes | str]:
    client = new_client(
        user_agent=how.user_agent,
        timeout=how.timeout,
        concurrency=how.concurrency,
        proxy=how.proxy,
        allows_private=how.allows_private,
        verify=how.verify,
    )
    turns = asyncio.Semaphore(how.concurrency)

    async def one(url: str) -> tuple[str, bytes | str]:
        async with turns:
            fetched = await _patiently(client, url, how)
        how.answered()
        return url, fetched

    async with client:
        return dict(await asyncio.gather(*(one(each.origin) for each in media)))


async def _patiently(client: httpx.AsyncClient, url: str, how: Downloading) -> bytes | str:
    """Return a file; ask again if the server is busy or does not answer."""
    pause, why = _PAUSE, ""
    for attempt in range(_TRIES):
        if attempt:
            await asyncio.sleep(pause)
            pause *= 4
        try:
            async with asyncio.timeout(how.timeout * 10):
                return await _fetched(client, url, how)
        except _Busy as busy:
            why = str(busy)
        except _Refused as refused:
            return str(refused)
        except (TimeoutError, httpx.TimeoutException):
            why = "there was no answer in time"
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, OSError) as error:
            why = str(error) or type(error).__name__
            if "private network" in why:
                break
    return why


async def _fetched(client: httpx.AsyncClient, url: str, how: Downloading) -> bytes:
    """Return a file, following redirects one by one. Raises _Busy and _Refused."""
    for _ in range(_MOST_HOPS):
        client.cookies.clear()
        async with client.stream("GET", url, headers={"Accept": "*/*"}) as response:
            if response.status_code in _REDIRECTS:
                url = _following(url, response.headers.get("location", ""))
                continue
            _check(response, how)
            data = bytearray()
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > how.most_bytes:
                    raise _Refused(_too_large(how))
            return bytes(data)
    raise _Refused("there are too many redirects")


class _Refused(Exception):
    """A file is not available, however often one asks."""


class _Busy(Exception):
    """A server may answer later."""


def _check(response: httpx.Response, how: Downloading) -> None:
    """Raise _Busy or _Refused for an answer that is not the file."""
    status, headers = response.status_code, response.headers
    if status in _BUSY:
        raise _Busy(f"the server answered {status}")
    if status != 200:
        raise _Refused(f"the server answered {status}")
    if headers.get("content-type", "").lower().startswith("text/html"):
        raise _Refused("the server answered with a page, not with this file")
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > how.most_bytes:
        raise _Refused(_too_large(how))


def _too_large(how: Downloading) -> str:
    return f"it has more than {how.most_bytes:,} bytes"


def _following(url: str, target: str) -> str:
    following = urljoin(url, target.strip())
    if not target or urlsplit(following).scheme not in ("http", "https"):
        raise _Refused("it redirects to what is not on the web")
    return following


def fetched(how: Downloading) -> Callable[[Sequence[Medium]], Mapping[str, bytes | str]]:
    """Return a function that downloads media in this way."""
    return lambda media: download(media, how)
