"""The preview under load, and with requests from other sites and malformed requests."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from briefgen.serve import server
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import MakeSite, WriteSite
    from tests.serve.conftest import Serve, Served

PATIENCE: Final = 30.0
SITE: Final = {"content/briefs/a.md": "---\ntitle: A\n---\nText."}
# Starts the command with too few file descriptors for 100 connections.
FEW_DESCRIPTORS: Final = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
from briefgen.cli import main
main(sys.argv[1:])
"""
CHANNEL: Final = b"GET /.briefgen/reload HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, write_site: WriteSite, serve_long: Serve
) -> Served:
    return serve_long(write_site(tmp_path_factory.mktemp("site"), SITE))


def open_channel(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), PATIENCE)
    line.sendall(CHANNEL)
    return line


def status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/briefs/a/")
        return connection.getresponse().status
    finally:
        connection.close()


# Many clients


@contextmanager
def few_descriptors(root: Path) -> Iterator[tuple[int, int]]:
    """Run the command; yield its process id and port."""
    command = [sys.executable, "-c", FEW_DESCRIPTORS, "-C", str(root), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            for line in process.stderr:
                if match := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                    yield process.pid, int(match[1])
                    break
        finally:
            process.kill()


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_without_free_file_descriptors_pages_are_served_and_no_core_is_busy(
    make_site: MakeSite,
) -> None:
    with few_descriptors(make_site(SITE)) as (pid, port), ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(open_channel(port))
        assert status(port) == 200
        before = processor_seconds(pid)
        time.sleep(2)
        assert processor_seconds(pid) - before < 1
        assert status(port) == 200


def test_the_oldest_channel_is_closed_when_there_are_too_many(
    make_site: MakeSite, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(make_site(SITE))
    monkeypatch.setattr(server, "_MAX_CONNECTIONS", 8)
    with ExitStack() as stack:
        lines = []
        for _ in range(10):
            line = stack.enter_context(open_channel(served.port))
            assert line.recv(1000).startswith(b"HTTP/1.1 200")
            lines.append(line)
        assert served.ask("/briefs/a/").status == 200
        assert ended(lines[0])
        lines[-1].settimeout(0.2)
        with pytest.raises(TimeoutError):
            while lines[-1].recv(1000):  # the first message
                pass


def ended(line: socket.socket) -> bool:
    line.settimeout(PATIENCE)
    while line.recv(1000):
        pass
    return True


def test_without_channels_the_oldest_connection_is_closed(
    make_site: MakeSite, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(make_site(SITE))
    monkeypatch.setattr(server, "_MAX_CONNECTIONS", 4)
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", served.port), PATIENCE))
            for _ in range(6)
        ]
        assert ended(lines[0])
        assert served.ask("/briefs/a/").status == 200


def test_a_disconnected_channel_is_noticed_within_seconds(
    make_site: MakeSite, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(make_site(SITE))
    noticed = threading.Event()
    monkeypatch.setattr(server._Connections, "remove", lambda *_: noticed.set())
    with open_channel(served.port) as line:
        line.recv(1000)
        assert not noticed.wait(1.5)
    assert noticed.wait(5)


@exhaustive
def test_a_burst_of_connections_is_not_refused(served: Served) -> None:
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", served.port), PATIENCE))
            for _ in range(60)
        ]
        for line in lines:
            line.sendall(b"GET /briefs/a/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
        assert all(line.recv(15).startswith(b"HTTP/1.1 200") for line in lines)


# Pages of other sites


@pytest.mark.parametrize("path", ["/briefs/a/", "/absent/", "/.briefgen/reload.js", "/%00"])
def test_no_other_site_may_load_or_frame_a_response(served: Served, path: str) -> None:
    headers = served.ask(path).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "something-new"])
@pytest.mark.parametrize(
    ("mode", "destination"),
    [("no-cors", "image"), ("no-cors", "style"), ("cors", "empty"), ("navigate", "iframe")],
)
@pytest.mark.parametrize("path", ["/briefs/a/", "/absent/"])
def test_requests_from_another_site_are_refused_whether_the_file_exists_or_not(
    served: Served, site: str, mode: str, destination: str, path: str
) -> None:
    fetch = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination}
    reply = served.ask(path, headers=fetch)
    assert (reply.status, reply.body) == (403, b"Requests from other sites are not allowed\n")


@pytest.mark.parametrize(
    ("site", "mode", "destination"),
    [
        ("cross-site", "navigate", "document"),  # a link in an e-mail or an issue
        ("none", "navigate", "document"),  # the address bar
        ("same-origin", "no-cors", "image"),
        ("same-origin", "navigate", "iframe"),
    ],
)
def test_links_to_the_preview_and_its_own_pages_are_allowed(
    served: Served, site: str, mode: str, destination: str
) -> None:
    fetch = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination}
    assert served.ask("/briefs/a/", headers=fetch).status == 200


# Requests that two programs could read differently

NEXT: Final = b"GET /briefs/a/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
MALFORMED: Final = {
    "two hosts": b"Host: localhost\r\nHost: evil.example\r\n",
    "a duplicate host": b"Host: localhost\r\nhost: localhost\r\n",
    "a body": b"Host: localhost\r\nContent-Length: %d\r\n" % len(NEXT),
    "a chunked body": b"Host: localhost\r\nTransfer-Encoding: chunked\r\n",
    "an unknown encoding": b"Host: localhost\r\nTransfer-Encoding: identity\r\n",
    "two lengths": b"Host: localhost\r\nContent-Length: 0\r\nContent-Length: 71\r\n",
    "a length with a sign": b"Host: localhost\r\nContent-Length: +0\r\n",
    "several lengths in one line": b"Host: localhost\r\nContent-Length: 0, 71\r\n",
    "a space before the colon": b"Host: localhost\r\nContent-Length : 71\r\n",
    "a folded line": b"Host: localhost\r\nX-A: b\r\n Content-Length: 71\r\n",
    "a line without a colon": b"Host: localhost\r\nnonsense\r\nContent-Length: 71\r\n",
    "a folded first line": b" Host: x\r\nHost: localhost\r\n",
    "an invalid header name": b"Host: localhost\r\nX(A): b\r\n",
}


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
@pytest.mark.parametrize("headers", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_request_is_refused_and_nothing_after_it_is_read(
    served: Served, method: bytes, headers: bytes
) -> None:
    answer = served.send(method + b" / HTTP/1.1\r\n" + headers + b"\r\n" + NEXT)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_length_of_zero_is_allowed(served: Served) -> None:
    empty = b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
    assert served.send(empty + NEXT).count(b"HTTP/1.1 200 OK\r\n") == 2
