"""The preview's HTTP server. It listens on loopback by default and checks the Host header."""

from __future__ import annotations

import errno
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from briefgen import __version__
from briefgen.model.diagnostics import Diagnostic
from briefgen.report import Failure, failure
from briefgen.serve.editing import EDITING, FILES, MOST_BYTES, answer
from briefgen.serve.panel import OWN
from briefgen.serve.preview import Preview, Response

_RELOAD: Final = f"{OWN}reload"
_HEARTBEAT: Final = 15.0
_LOOK: Final = 1.0  # seconds between checks that the client of a channel is still connected
_PORTS_TRIED: Final = 40
_MAX_TARGET: Final = 8_000
_MAX_CONNECTIONS: Final = 100  # macOS allows a process 256 open files
_NO_DESCRIPTOR: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PAUSE: Final = 0.05
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2

# Headers that keep pages of other sites from loading, framing or observing the preview.
_GUARDS: Final = (
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Content-Security-Policy", "frame-ancestors 'self'"),
    ("X-Content-Type-Options", "nosniff"),
)
# A document with this has an origin of its own, so it can ask nothing as a page of the site (HTML).
_SANDBOX: Final = "sandbox allow-scripts allow-popups allow-forms allow-downloads"


class _Connections:
    """The open connections, oldest first; if there are too many, the oldest is closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[socket.socket, bool] = {}

    def add(self, line: socket.socket, *, is_channel: bool = False) -> None:
        """Record a connection, or that it became a reload channel."""
        with self._lock:
            self._open[line] = is_channel
            if len(self._open) > _MAX_CONNECTIONS:
                self._drop_oldest()

    def remove(self, line: socket.socket) -> None:
        """Remove a closed connection."""
        with self._lock:
            self._open.pop(line, None)

    def drop_oldest(self) -> None:
        """Close the oldest reload channel, or the oldest connection if there is no channel."""
        with self._lock:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        channels = (line for line, is_channel in self._open.items() if is_channel)
        line = next(channels, None) or next(iter(self._open), None)
        if line is not None:
            del self._open[line]
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)  # ends the thread that reads or writes it


class PreviewServer(ThreadingHTTPServer):
    """A server with one thread per connection."""

    allow_reuse_port = False  # two previews on one port would answer in turn
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        preview: Preview,
        show: Callable[[Sequence[Diagnostic]], None],
        fail: Callable[[Failure], None],
    ) -> None:
        self.preview = preview
        self.show = show
        self.fail = fail
        self.connections = _Connections()
        self.host = address[0]
        if ":" in self.host:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        """The URL of the server for a browser on this machine."""
        host = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server_address[1]}"

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection. If no file descriptor is free, close one and wait briefly."""
        try:
            line, address = super().get_request()
        except OSError as error:
            if error.errno in _NO_DESCRIPTOR:
                self.connections.drop_oldest()
                time.sleep(_PAUSE)  # otherwise this loop would use a whole core
            raise
        self.connections.add(line)
        return line, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        self.connections.remove(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that disconnect."""

    def knows(self, host: str) -> bool:
        """Whether a Host or Origin header names this server.

        Another name may belong to a site that points its own name at this machine (DNS rebinding).
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in ("localhost", self.host.lower()) or name.endswith(".localhost"):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self.host in ("0.0.0.0", "::")  # noqa: S104


def listen(
    preview: Preview,
    host: str,
    port: int,
    show: Callable[[Sequence[Diagnostic]], None],
    fail: Callable[[Failure], None],
) -> PreviewServer:
    """Return a server on `port`, or on the next free one. Raises OSError if none is free."""
    for number in range(port, min(port + _PORTS_TRIED, 65_536)):
        try:
            return PreviewServer((host, number), preview, show, fail)
        except OSError as error:
            last = error
            if number == 0 or not _is_in_use(error):
                raise
    raise last


def _is_in_use(error: OSError) -> bool:
    return error.errno in (errno.EADDRINUSE, errno.EACCES)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = f"briefgen/{__version__}"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = (
        True  # otherwise a body waits 40 ms for its headers to be acknowledged
    )
    server: PreviewServer
    _refused: ClassVar[dict[int, int]] = {414: 400}

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_PUT(self) -> None:
        self._write()

    def do_DELETE(self) -> None:
        self._write()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Do not log requests; the terminal shows builds."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        super().send_error(self._refused.get(code, code), message, explain)

    def _answer(self, *, with_body: bool) -> None:
        refusal = _malformed(self.headers) or self._not_for_us()
        if refusal:
            self._refuse(refusal, with_body=with_body)
        elif len(self.path) > _MAX_TARGET:
            self._send(Response(404), with_body=with_body)
        elif self.path.partition("?")[0] == _RELOAD and with_body:
            self._reload_channel()
        elif self.path.startswith(FILES) and with_body:
            self._edit()
        else:
            self._send(self._response(), with_body=with_body)

    def _write(self) -> None:
        if self.path.startswith(FILES):
            self._edit()
        else:
            self.send_error(501, f"Unsupported method ({self.command!r})")

    def _edit(self) -> None:
        """Answer the page for editors, which reads and writes files of content/."""
        size = self.headers.get("Content-Length", "0")
        refusal = _malformed(self.headers, size) or self._not_for_us() or self._not_the_editor()
        is_small = size.isdecimal() and len(size) < 12 and int(size) <= MOST_BYTES
        if refusal is None and not is_small:
            refusal = Response(413, body=b"The file is too large\n")
        if refusal:
            self._refuse(refusal, with_body=True)
            return
        data = self.rfile.read(int(size))
        if len(data) < int(size):  # the client has disconnected, and only part of the file is here
            self.close_connection = True
            return
        match = self.headers.get("If-Match", "").strip('"')
        response = answer(self.server.preview.root, self.command, self.path, match, data)
        self._send(response, with_body=True)

    def _not_the_editor(self) -> Response | None:
        """Return a refusal unless the site's own page asks, in a browser on this machine.

        Browsers let no page of another site send this header without asking the server first.
        """
        if not self.server.preview.has_editor:
            return Response(404, body=b"The site has no page for editors\n")
        if not ipaddress.ip_address(self.client_address[0].partition("%")[0]).is_loopback:
            return Response(403, body=b"Files can only be edited on the machine with the site\n")
        own = f"http://{self.headers.get('Host', '')}"
        is_own = self.headers.get("Origin", own) == own and self.headers.get(EDITING) == "1"
        return None if is_own else Response(403, body=b"Only the page for editors may do this\n")

    def _refuse(self, refusal: Response, *, with_body: bool) -> None:
        # What follows may be a body, which must not be read as the next request.
        self.close_connection = True
        self._send(refusal, with_body=with_body)

    def _response(self) -> Response:
        """Return the response; also show problems in its layout in the terminal."""
        try:
            response, problems = self.server.preview.respond(self.path)
        except Exception as error:
            bug = failure(error)
            with suppress(OSError):  # the terminal may be closed
                self.server.fail(bug)
            return self.server.preview.failed(bug)
        if problems:
            with suppress(OSError):
                self.server.show(problems)
        return response

    def _not_for_us(self) -> Response | None:
        """Return a refusal if a request uses a foreign host name or comes from another site."""
        origin = self.headers.get("Origin")
        if not self.server.knows(self.headers.get("Host", "")) or (
            origin is not None and not self.server.knows(origin.partition("://")[2])
        ):
            return Response(403, body=b"Unknown host name\n")
        # Fetch Metadata (W3C): other sites may link here, but nothing else.
        is_foreign = self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
        is_followed = (
            self.headers.get("Sec-Fetch-Mode") == "navigate"
            and self.headers.get("Sec-Fetch-Dest") == "document"
        )
        if is_foreign and not is_followed:
            return Response(403, body=b"Requests from other sites are not allowed\n")
        return None

    def _send(self, response: Response, *, with_body: bool) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.media_type)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in _GUARDS:
            self.send_header(name, value)
        if response.is_foreign:
            self.send_header("Content-Security-Policy", _SANDBOX)
        if response.location:
            self.send_header("Location", response.location)
        if response.state:
            self.send_header("ETag", f'"{response.state}"')
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if with_body:
            self.wfile.write(response.body)

    def _reload_channel(self) -> None:
        """Send the version of the site and each new one (server-sent events, HTML standard)."""
        self.close_connection = True
        self.server.connections.add(self.connection, is_channel=True)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        for name, value in _GUARDS:
            self.send_header(name, value)
        self.end_headers()
        version, sent = "", time.monotonic()
        with suppress(OSError):  # the client disconnected
            while not self.server.preview.closed and not _has_ended(self.connection):
                newest = self.server.preview.wait(version, min(_LOOK, _HEARTBEAT))
                now = time.monotonic()
                if newest == version and now < sent + _HEARTBEAT:
                    continue
                line = f"data: {newest}\n\n" if newest != version else ": still here\n\n"
                self.wfile.write(line.encode())
                version, sent = newest, now


def _has_ended(line: socket.socket) -> bool:
    """Whether the client closed an idle connection."""
    timeout = line.gettimeout()
    line.setblocking(False)
    try:
        return line.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        line.settimeout(timeout)


def _malformed(headers: Message, size: str = "0") -> Response | None:
    """Return a refusal if two programs could read a request differently (RFC 9112).

    `size` is the length of the body that the request may have.
    """
    hosts = headers.get_all("Host", [])
    if len(hosts) > 1:
        return Response(400, body=b"More than one Host header\n")
    if "Transfer-Encoding" in headers or headers.get_all("Content-Length", ["0"]) != [size]:
        return Response(400, body=b"Requests with a body are not allowed\n")
    are_fields = all(_TOKEN.fullmatch(name) for name in headers)
    has_rest = headers.defects or headers.get_payload() or any("\n" in v for v in headers.values())
    if not are_fields or has_rest:
        return Response(400, body=b"Malformed headers\n")
    return None
