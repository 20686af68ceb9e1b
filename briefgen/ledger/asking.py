"""Asks servers about URLs, politely: few requests at once, with pauses for each host.

Redirects are followed here, one by one, so that each is recorded and checked. Nothing that a server
sends is kept but the beginning of pages.
"""

from __future__ import annotations

import asyncio
import email.utils
import re
import ssl
import time
import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from briefgen.ledger.answers import MOST, Answer, Failure, Hop
from briefgen.ledger.outcomes import decoy_of, is_doubtful
from briefgen.ledger.pages import ACCEPT
from briefgen.ledger.works import CSL
from briefgen.network import NoHost, PrivateAddress, addresses_of, is_public, new_client, proxy_for

_MOST_HOPS: Final = 10
_TRIES: Final = 3
_BACKOFF: Final = 1.0  # seconds before the second try; each later one waits four times as long
_PATIENCE: Final = 60.0  # seconds that a server may ask to wait
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_PASSING: Final[frozenset[Failure]] = frozenset({"timeout", "connection", "protocol"})
_UNKNOWN_ISSUER: Final = frozenset({20, 21})  # of OpenSSL: no issuer, or only one certificate
_ANY_ZLIB: Final = 47  # a window of 32 kB, and gzip or zlib as the first bytes say
_MOST_REFRESHING: Final = 20_000  # bytes of a page that only leads to another
_NO_SCRIPT: Final = re.compile(r"<noscript\b.*?(?:</noscript|$)", re.IGNORECASE | re.DOTALL)
_META: Final = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_REFRESH: Final = re.compile(
    r"content\s*=\s*[\"']?\s*[0-5]\s*[;,]\s*url\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE
)
_READ: Final = (
    "text/", "application/xhtml", "application/json", "application/vnd.citationstyles",
)  # fmt: skip
# Files that may be large, so that asking for their headers is enough.
_FILES: Final = (
    ".pdf", ".zip", ".csv", ".xls", ".xlsx", ".doc", ".docx", ".ppt", ".pptx", ".mp3", ".mp4",
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".epub", ".gz", ".parquet", ".json", ".xml",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSettings:
    """How to ask: who asks, how fast, and through which proxy.

    `rate` is the number of requests a second to one host, `concurrency` that of requests at once in
    all and `per_host` to one host. `timeout` is in seconds.
    """

    user_agent: str
    rate: float = 2.0
    concurrency: int = 32
    per_host: int = 2
    timeout: float = 20.0
    proxy: str = ""
    allows_private: bool = False
    verify: ssl.SSLContext | None = None


@dataclass(slots=True)
class _Lane:
    """The requests to one host: what is left to ask, and when the next request may begin."""

    urls: deque[str] = field(default_factory=deque)
    begins: float = 0.0

    def slot(self, now: float, pause: float) -> float:
        """Reserve the next request, and return the seconds to wait for it."""
        start = max(now, self.begins)
        self.begins = start + pause
        return start - now

    def rest(self, until: float) -> None:
        """Begin no request before a point in time."""
        self.begins = max(self.begins, until)


def client_for(request_settings: RequestSettings, concurrency: int) -> httpx.AsyncClient:
    """Return a client that makes at most `concurrency` requests at once."""
    return new_client(
        user_agent=request_settings.user_agent,
        timeout=request_settings.timeout,
        concurrency=concurrency,
        proxy=request_settings.proxy,
        allows_private=request_settings.allows_private,
        verify=request_settings.verify,
    )


async def ask_all(
    urls: Iterable[str],
    request_settings: RequestSettings,
    on_answer: Callable[[Answer], object],
    registry: Callable[[str], str] = lambda _: "",
) -> None:
    """Ask about URLs, and call `on_answer` with each answer at once.

    `registry` returns the URL at which to ask for details of a work, or "".
    """
    lanes: dict[str, _Lane] = defaultdict(_Lane)
    for url in urls:
        lanes[_host(url)].urls.append(url)
    client = client_for(request_settings, request_settings.concurrency)
    async with client, asyncio.TaskGroup() as group:
        asker = Asker(client, request_settings, lanes)
        for lane in list(lanes.values()):
            for _ in range(min(request_settings.per_host, len(lane.urls))):
                group.create_task(_work(asker, lane, on_answer, registry))


async def _work(
    asker: Asker,
    lane: _Lane,
    on_answer: Callable[[Answer], object],
    registry: Callable[[str], str],
) -> None:
    while lane.urls:
        url = lane.urls.popleft()
        answer = await asker.answer(url)
        if is_doubtful(answer):
            answer = replace(answer, decoy=await asker.answer(decoy_of(url)))
        if at := registry(url):
            answer = replace(answer, details=await asker.answer(at, CSL))
        on_answer(answer)


class Asker:
    """Asks about one URL at a time, within the limits of all and of each host."""

    def __init__(
        self, client: httpx.AsyncClient, request_settings: RequestSettings, lanes: dict[str, _Lane]
    ) -> None:
        self._client = client
        self._request_settings = request_settings
        self._lanes = lanes
        self._turns = asyncio.Semaphore(request_settings.concurrency)
        self._host_turns: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(request_settings.per_host)
        )
        self._down: dict[str, NoResponse] = {}

    async def answer(self, url: str, accept: str = ACCEPT) -> Answer:
        """Return what a server says about a URL, following its redirects."""
        hops: list[Hop] = []
        at = url
        try:
            while True:
                if not _host(at):
                    raise NoResponse("protocol", "it is not the URL of a host")
                response = await self._patiently(at, accept)
                target = _target(response, at)
                if not target:
                    return response.answer(url, at, hops)
                hops.append(Hop(at, response.status))
                at = _following(at, target)
                if len(hops) > _MOST_HOPS:
                    raise NoResponse("loop", "there are too many redirects")
        except NoResponse as error:
            return Answer(
                url=url, final_url=at, hops=tuple(hops), failure=error.kind, reason=str(error)
            )

    async def _patiently(self, url: str, accept: str) -> Response:
        """Return the answer to one request; ask again if the server is busy or unreachable.

        If no connection can be made, the other URLs of the host are not tried.
        """
        wait = _BACKOFF
        origin = _origin(url)
        for attempt in range(1, _TRIES + 1):
            is_last = attempt == _TRIES
            if down := self._down.get(origin):
                raise NoResponse(down.kind, str(down))
            try:
                response = await self._response(url, accept)
            except NoResponse as error:
                if is_last or error.kind not in _PASSING:
                    if error.is_host:
                        self._down[origin] = error
                    raise
                requested_wait = None
            else:
                requested_wait = retry_after(response.headers)
                if response.status not in _BUSY or is_last or (requested_wait or 0.0) > _PATIENCE:
                    return response
            pause = wait if requested_wait is None else requested_wait
            self._lanes[_host(url)].rest(time.monotonic() + pause)
            wait *= 4
        raise AssertionError("the last try returns or raises")

    async def _response(self, url: str, accept: str) -> Response:
        """Return the answer to one request, first for the headers if it may be a large file.

        Some servers answer HEAD otherwise than GET, or not at all.
        """
        if _path(url).lower().endswith(_FILES):
            try:
                response = await self._request("HEAD", url, accept)
            except NoResponse as error:
                if error.kind not in _PASSING or error.is_host:
                    raise
            else:
                is_file = 200 <= response.status < 300 and not _is_text(response.headers)
                if is_file or response.status in _REDIRECTS or response.status == 429:
                    return response
        return await self._request("GET", url, accept)

    async def _request(self, method: str, url: str, accept: str) -> Response:
        host = _host(url)
        lane = self._lanes[host]
        async with self._host_turns[host]:
            wait = lane.slot(time.monotonic(), 1 / self._request_settings.rate)
            if wait > 0:
                await asyncio.sleep(wait)
            async with self._turns:
                return await send(
                    self._client, self._request_settings, method, url, {"Accept": accept}
                )


async def send(
    client: httpx.AsyncClient,
    request_settings: RequestSettings,
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None = None,
) -> Response:
    """Return the answer to one request, without following a redirect. Raises NoResponse."""
    try:
        proxy = proxy_for(httpx.URL(url).host, request_settings.proxy)
        if proxy and not request_settings.allows_private:
            await _check_behind_proxy(url)
        async with asyncio.timeout(request_settings.timeout * 2) as limit:
            client.cookies.clear()
            async with client.stream(method, url, headers=headers, data=form) as response:
                limit.reschedule(None)
                names = {name.lower(): value for name, value in response.headers.items()}
                is_read = method != "HEAD" and _is_text(names)
                body = await _beginning(response, request_settings.timeout) if is_read else b""
                return Response(response.status_code, names, body)
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.ConnectError, OSError) as error:
        raise _no_response(error) from error


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to one request. The names of `headers` are in lowercase."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def answer(self, url: str, final_url: str, hops: Iterable[Hop]) -> Answer:
        """Return what a server says about a URL, if this is where its redirects lead."""
        return Answer(
            url=url,
            final_url=final_url,
            hops=tuple(hops),
            status=self.status,
            headers=self.headers,
            body=self.body,
        )


class NoResponse(Exception):
    """There is no answer. `is_host`: no connection could be made, whatever the path."""

    def __init__(self, kind: Failure, reason: str, *, is_host: bool = False) -> None:
        super().__init__(reason)
        self.kind = kind
        self.is_host = is_host


def _no_response(error: BaseException) -> NoResponse:
    """Return why a request failed; httpx and httpcore wrap the first cause."""
    for each in _causes(error):
        if isinstance(each, NoHost):
            return NoResponse("no-host", str(each), is_host=True)
        if isinstance(each, PrivateAddress):
            return NoResponse("private", str(each))
        if isinstance(each, ssl.SSLCertVerificationError):
            is_issuer = each.verify_code in _UNKNOWN_ISSUER
            return NoResponse("issuer" if is_issuer else "certificate", each.verify_message)
        if isinstance(each, ssl.SSLError) and not isinstance(each, ssl.SSLEOFError):
            return NoResponse("tls", each.reason or str(each))
        if isinstance(each, TimeoutError | httpx.TimeoutException):
            is_host = isinstance(error, httpx.ConnectTimeout)
            return NoResponse("timeout", "there was no answer in time", is_host=is_host)
        if isinstance(each, httpx.InvalidURL | httpx.UnsupportedProtocol):
            return NoResponse("protocol", str(each))
    kind: Failure = "connection" if isinstance(error, httpx.NetworkError | OSError) else "protocol"
    is_host = isinstance(error, httpx.ConnectError)
    return NoResponse(kind, str(error) or type(error).__name__, is_host=is_host)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def _beginning(response: httpx.Response, seconds: float) -> bytes:
    """Return the beginning of a body, decompressed: what comes in time, and can be decompressed.

    It is decompressed here and not by httpx, because a small body may expand to gigabytes.
    """
    decompressed = _decompressor(response.headers.get("content-encoding", ""))
    data = bytearray()
    # The page exists, even if its end does not come.
    with suppress(TimeoutError, httpx.TransportError, zlib.error):
        async with asyncio.timeout(seconds):
            async for piece in response.aiter_raw():
                data += decompressed(piece, MOST - len(data))
                if len(data) >= MOST:
                    break
    return bytes(data)


def _decompressor(encoding: str) -> Callable[[bytes, int], bytes]:
    """Return a function that decompresses the next piece of a body to at most some bytes."""
    encoding = encoding.strip().lower()
    if encoding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(_ANY_ZLIB).decompress
    if encoding in ("", "identity"):
        return lambda piece, most: piece[:most]
    return lambda _piece, _most: b""  # nobody asked for it


async def _check_behind_proxy(url: str) -> None:
    """Refuse a private host that a proxy would reach for us, if its name can be looked up here."""
    parts = urlsplit(url)
    try:
        addresses = await addresses_of(parts.hostname or "", parts.port or 443)
    except httpcore.ConnectError:
        return
    if not all(map(is_public, addresses)):
        raise PrivateAddress(f"{parts.hostname} is in a private network")


def _following(url: str, target: str) -> str:
    """Return the URL that a redirect leads to. Raises NoResponse if it is not on the web."""
    try:
        following = urljoin(url, target.strip())
        is_web = urlsplit(following).scheme in ("http", "https") and bool(_host(following))
    except ValueError:
        is_web = False
    if not is_web:
        raise NoResponse("protocol", f"it redirects to `{target}`")
    fragment = urlsplit(url).fragment
    return f"{following}#{fragment}" if fragment and "#" not in following else following


def _target(response: Response, url: str) -> str:
    """Return where an answer leads: a redirect, or a page that leads to another at once."""
    if response.status in _REDIRECTS:
        return response.headers.get("location", "")
    if response.status != 200 or len(response.body) > _MOST_REFRESHING:
        return ""
    # Within <noscript> is what browsers without scripts get instead of the page.
    text = _NO_SCRIPT.sub("", response.body.decode(errors="replace"))
    for tag in _META.findall(text):
        match = _REFRESH.search(tag) if "refresh" in tag.lower() else None
        if match:
            target = unescape(match[1].strip())
            return "" if urljoin(url, target) == url else target
    return ""


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _origin(url: str) -> str:
    return f"{url.partition(':')[0].lower()}://{_host(url)}"


def _host(url: str) -> str:
    """Return the host and port of a URL; http and https are one host."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2].lower()
        return host.removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, "\0"))
    except ValueError:
        return ""


def _is_text(headers: Mapping[str, str]) -> bool:
    """Whether a body may be a page, or data about a work."""
    return headers.get("content-type", "text/html").lower().startswith(_READ)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks to wait (RFC 9110, section 10.2.3), or None."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
