"""The real preview on a free port, and a client that shows the exact bytes of responses."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Unpack

import pytest

from briefgen.model.diagnostics import Diagnostic
from briefgen.pipeline import BuildOptions
from briefgen.report import Failure
from briefgen.serve import Preview, run

if TYPE_CHECKING:
    from tests.conftest import Choices

PATIENCE = 60.0
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class _Verbatim(HTTPConnection):
    """A connection with access to the request line, which may be wrong on purpose."""

    _buffer: list[bytes]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """The text without tags."""
        return unescape(re.sub(r"<[^>]*>", "", self.text))

    @property
    def version(self) -> str:
        """The version of the site that a page was built from."""
        match = re.search(r'data-version="([^"]+)"', self.text)
        assert match, self.text
        return match[1]


class Screen:
    """The messages of the preview, line by line; can wait for one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.shown: list[Diagnostic] = []
        self._heard = threading.Condition()
        self._is_closed = False

    def close(self) -> None:
        """Fail from now on, like a closed terminal."""
        self._is_closed = True

    def say(self, text: str) -> None:
        if self._is_closed:
            raise BrokenPipeError
        with self._heard:
            self.lines.append(text)
            self._heard.notify_all()

    def show(self, diagnostics: Sequence[Diagnostic]) -> None:
        with self._heard:
            self.shown += diagnostics
            self._heard.notify_all()

    def fail(self, failure: Failure) -> None:
        self.say(failure.summary)

    def wait_for(self, pattern: str, *, after: int = 0) -> str:
        """Return the first line after number `after` that matches the pattern."""
        with self._heard:
            assert self._heard.wait_for(lambda: self._found(pattern, after), PATIENCE), self.lines
            return self._found(pattern, after)

    def _found(self, pattern: str, after: int) -> str:
        return next((line for line in self.lines[after:] if re.search(pattern, line)), "")


class Served:
    """A preview running in a thread of this process."""

    def __init__(
        self, root: Path, port: int = 0, host: str = "127.0.0.1", **options: Unpack[Choices]
    ) -> None:
        self.root = root
        self.screen = Screen()
        self.builds = 0
        self.now = NOW
        self.before_build: Callable[[], object] = lambda: None
        self._host = host
        self._asked = port
        self._options = options
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        run(
            Preview(self.root, self._build_options),
            self._host,
            self._asked,
            open_browser=False,
            say=self.screen.say,
            show=self.screen.show,
            fail=self.screen.fail,
            stop=self._stop,
        )

    def _build_options(self) -> BuildOptions:
        self.builds += 1
        self.before_build()
        return replace(BuildOptions(now=self.now), **self._options)

    def start(self) -> None:
        self._thread.start()
        url = self.screen.wait_for("Your site is at")
        match = re.search(r"http://(?P<host>[^/]+):(?P<port>\d+)/", url)
        assert match
        self.host, self.port = match["host"].strip("[]"), int(match["port"])

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def ask(
        self, target: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send a request unchanged, and return the response."""
        connection = _Verbatim(self.host, self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, "/", skip_host=True, skip_accept_encoding=True)
            first = f"{method} {target} HTTP/1.1".encode("latin-1")
            connection._buffer[0] = first
            for name, value in {"Host": f"localhost:{self.port}", **(headers or {})}.items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def send(self, data: bytes) -> bytes:
        """Send bytes, and return everything received."""
        with socket.create_connection((self.host, self.port), PATIENCE) as line:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65_536), b""))

    @contextmanager
    def channel(self, **headers: str) -> Iterator[Iterator[str]]:
        """Open the reload channel; yield the lines received, without empty ones."""
        connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/.briefgen/reload", headers=headers)
            response = connection.getresponse()
            assert response.status == 200
            assert response.headers["Content-Type"] == "text/event-stream"
            yield _lines(response, time.monotonic() + PATIENCE)
        finally:
            connection.close()

    def reloaded(self, change: Callable[[], object]) -> str:
        """Change something; return the version that the reload channel then sends."""
        with self.channel() as lines:
            former = next(lines)
            change()
            newer = next(line for line in lines if line.startswith("data:") and line != former)
            return newer.removeprefix("data: ")


def _lines(response: HTTPResponse, deadline: float) -> Iterator[str]:
    while line := response.readline():
        assert time.monotonic() < deadline
        if line.strip():
            yield line.decode().rstrip("\n")


class Serve(Protocol):
    """Serves a site until the test ends."""

    def __call__(
        self, root: Path, port: int = 0, host: str = "127.0.0.1", **options: Unpack[Choices]
    ) -> Served: ...


@contextmanager
def serving() -> Iterator[Serve]:
    running: list[Served] = []

    def serve(
        root: Path, port: int = 0, host: str = "127.0.0.1", **options: Unpack[Choices]
    ) -> Served:
        served = Served(root, port, host, **options)
        served.start()
        running.append(served)
        return served

    try:
        yield serve
    finally:
        for served in running:
            served.stop()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a site until the test ends: `serve(root, drafts=True)`."""
    with serving() as start:
        yield start


@pytest.fixture(scope="module")
def serve_long() -> Iterator[Serve]:
    """Serve a site for all tests of a module, which must not change it."""
    with serving() as start:
        yield start
