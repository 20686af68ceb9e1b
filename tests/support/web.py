"""A small web for tests: one real server at many addresses, which answers as each test says."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

# So long that nobody doubts that it is a page.
PAGE: Final = b"<!doctype html><title>A report</title><p>%b</p>" % (b"The words of a report. " * 30)


@dataclass(frozen=True)
class Request:
    """What a browser asked: `host` is the address and port, `times` how often it asked before.

    `origin` is the scheme and host that it believes to talk to, which a proxy may not be.
    """

    method: str
    path: str
    host: str
    headers: dict[str, str]
    times: int = 0
    body: bytes = b""
    origin: str = ""


@dataclass(frozen=True)
class Reply:
    """What the server answers; `raw` replaces all of it.

    After that the connection is closed, unless it `stays` open.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = PAGE
    delay: float = 0.0
    raw: bytes | None = None
    stays: bool = False

    def data(self, method: str) -> bytes:
        if self.raw is not None:
            return self.raw
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(self.body)),
            **self.headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        start = f"HTTP/1.1 {self.status} -\r\n{head}\r\n".encode()
        return start if method == "HEAD" else start + self.body


Answering: TypeAlias = Callable[[Request], Reply | Awaitable[Reply]]


@dataclass
class Web:
    """The server: what it answers at each path, and at all others, and what it was asked.

    It is also a proxy: a page can have an absolute URL. `tls` is used for connections through it,
    and for all if `is_secure`.
    """

    port: int = 0
    tls: ssl.SSLContext | None = None
    is_secure: bool = False
    pages: dict[str, Answering] = field(default_factory=dict)
    otherwise: Answering = field(default=lambda _: Reply(404, body=b"<title>Not found</title>"))
    requests: list[Request] = field(default_factory=list)
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)
    most_in_all: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def url(self, path: str, host: int = 1) -> str:
        """Return the URL of a path at one of the server's addresses."""
        return f"http{'s' * self.is_secure}://127.0.0.{host}:{self.port}{path}"

    def set(self, path: str, answer: Reply | Answering) -> str:
        """Answer a path, and return its URL."""
        self.pages[path] = answer if callable(answer) else lambda _: answer
        return self.url(path)

    def asked(self, path: str) -> list[str]:
        """Return the methods of the requests for a path, in order."""
        return [each.method for each in self.requests if each.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        scheme = "https" if self.is_secure else "http"
        try:
            while request := await self._read(reader, scheme):
                self.requests.append(request)
                if request.method == "CONNECT" and self.tls:
                    writer.write(b"HTTP/1.1 200 -\r\n\r\n")
                    await writer.drain()
                    await writer.start_tls(self.tls)
                    scheme = "https"
                    continue
                self.times[request.host].append(time.monotonic())
                self.at_once[request.host] += 1
                self.most_at_once[request.host] = max(
                    self.most_at_once[request.host], self.at_once[request.host]
                )
                self.most_in_all = max(self.most_in_all, self.at_once.total())
                reply = self._answer(request)
                if not isinstance(reply, Reply):
                    reply = await reply
                await asyncio.sleep(reply.delay)
                self.at_once[request.host] -= 1
                writer.write(reply.data(request.method))
                await writer.drain()
                if reply.raw is not None and not reply.stays:
                    break
        except (
            OSError,
            asyncio.IncompleteReadError,
        ):  # such as a client that refuses a certificate
            pass
        finally:
            writer.close()

    def _answer(self, request: Request) -> Reply | Awaitable[Reply]:
        path = request.path.partition("?")[0]
        page = (
            self.pages.get(f"{request.origin}{request.path}")
            or self.pages.get(request.path)
            or self.pages.get(path)
            or self.otherwise
        )
        return page(request)

    async def _read(self, reader: asyncio.StreamReader, scheme: str) -> Request | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        origin = f"{scheme}://{headers['host']}"
        path = path.removeprefix(origin)  # a proxy is asked for absolute URLs
        key = (origin, path)
        times = self._counts[key]
        self._counts[key] += 1
        return Request(method, path, headers["host"], headers, times, body, origin)


T = TypeVar("T")


def in_thread(run: Callable[[], T]) -> T:
    """Return the result of a function that runs in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@contextlib.contextmanager
def serving(
    address: str = "0.0.0.0", tls: ssl.SSLContext | None = None, *, is_secure: bool = False
) -> Iterator[Web]:
    """Run the server in a thread."""
    web = Web(tls=tls, is_secure=is_secure)
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def run() -> None:
        context = tls if is_secure else None
        server = await asyncio.start_server(web.serve, address, 0, ssl=context)
        web.port = server.sockets[0].getsockname()[1]
        web.stop = asyncio.Event()
        ready.set()
        await web.stop.wait()
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield web
    finally:
        loop.call_soon_threadsafe(web.stop.set)
        thread.join()
        loop.close()
