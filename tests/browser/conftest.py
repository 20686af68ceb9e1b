"""A real browser, and built sites served to it as on a web host.

def test_a_page_has_a_heading(browser_page, serve_folder, build_site, make_site):
    url = serve_folder(build_site(make_site({...})).folder)
    browser_page.goto(f"{url}/briefs/a/")
    assert browser_page.locator("h1").count() == 1

The browser can reach only this machine. Requests to other hosts are refused and recorded in
`browser_page.foreign`.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from socketserver import BaseServer
from typing import Final, Literal, Protocol, TypedDict, Unpack, cast

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Route,
    ViewportSize,
    sync_playwright,
)

from tests.conftest import dev_script

SWITCHES: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)
LOCALE: Final = "en-GB"
VIEWPORT: Final = ViewportSize(width=1280, height=720)
ELSEWHERE: Final = re.compile(r"https?://(?!127\.0\.0\.1[:/]|localhost[:/])")

# Runs before the page's own scripts, so that it misses nothing.
WATCH: Final = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


class ServeFolder(Protocol):
    """Serves a folder, and returns its URL without a slash at the end."""

    def __call__(self, folder: Path, base: str = "") -> str: ...


class Profile(TypedDict, total=False):
    """Options with which a page gets its own profile."""

    device_scale_factor: float
    java_script_enabled: bool
    permissions: Sequence[str]


class Screen(Profile, total=False):
    """How a page is shown."""

    viewport: ViewportSize
    color_scheme: Literal["dark", "light"]
    reduced_motion: Literal["no-preference", "reduce"]
    forced_colors: Literal["active", "none"]


class Watched(Page):
    """A page of the browser that records its requests to other hosts."""

    foreign: list[str]
    troubles: list[str]


class OpenPage(Protocol):
    """Opens a page of the browser."""

    def __call__(self, **options: Unpack[Screen]) -> Watched: ...


def is_clean(page: Watched) -> bool:
    """Whether a page ran without problems and asked no other host."""
    return page.evaluate("window.violations") == [] and page.troubles == page.foreign == []


def browser_program(playwright: Playwright) -> str | None:
    """Return the path of a Chromium, or None for the one that Playwright installed."""
    names: Sequence[str] = dev_script().BROWSERS
    for name in (os.environ.get("CHROMIUM", ""), *names):
        path = shutil.which(name) if name else None
        if path:
            return path
    if Path(playwright.chromium.executable_path).exists():
        return None
    words = f"no Chromium: `apt install {names[0]}`, or set CHROMIUM=/path/to/it"
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The Playwright instance, one for all tests of a process."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all tests of a process. Without one, tests are skipped, or fail on CI."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    opened = playwright.chromium.launch(
        executable_path=browser_program(playwright),
        args=list(SWITCHES),
        chromium_sandbox=not is_root,
    )
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """The profile that most tests share. One page stays open, and keeps its window for the others.

    Creating a profile and a window would take most of a test's time. Tests are still isolated,
    since each one has its own port and so its own origin.
    """
    shared = browser.new_context(locale=LOCALE)
    shared.new_page()
    yield shared
    shared.close()


@pytest.fixture
def open_page(browser: Browser, profile: BrowserContext) -> Iterator[OpenPage]:
    """Open pages: `open_page(java_script_enabled=False)`.

    The options are those of Playwright's `new_context`. Viewport and media are set on the page;
    with other options, the page gets its own profile.
    """
    pages: list[Watched] = []

    def opened(
        *,
        viewport: ViewportSize = VIEWPORT,
        color_scheme: Literal["dark", "light"] | None = None,
        reduced_motion: Literal["no-preference", "reduce"] | None = None,
        forced_colors: Literal["active", "none"] | None = None,
        **options: Unpack[Profile],
    ) -> Watched:
        context = browser.new_context(locale=LOCALE, **options) if options else profile
        foreign: list[str] = []

        def refuse(route: Route) -> None:
            foreign.append(route.request.url)
            route.abort()

        context.route(ELSEWHERE, refuse)
        page = cast("Watched", context.new_page())
        page.set_default_timeout(60_000)  # for machines that are busy
        page.set_viewport_size(viewport)
        page.emulate_media(
            color_scheme=color_scheme, reduced_motion=reduced_motion, forced_colors=forced_colors
        )
        page.foreign = foreign
        pages.append(page)
        return page

    yield opened
    for context in {page.context for page in pages} - {profile}:
        context.close()
    profile.unroute(ELSEWHERE)
    for page in profile.pages[1:]:
        page.close()


@pytest.fixture
def browser_page(open_page: OpenPage) -> Watched:
    """A page of a real browser."""
    return open_page()


@pytest.fixture
def guarded(browser_page: Watched) -> Watched:
    """A page of the browser that records policy violations and errors."""
    browser_page.troubles = []
    browser_page.add_init_script(WATCH)
    browser_page.on("pageerror", lambda error: browser_page.troubles.append(str(error)))
    browser_page.on(
        "console",
        lambda message: (
            browser_page.troubles.append(message.text) if message.type == "error" else None
        ),
    )
    return browser_page


class FolderHandler(SimpleHTTPRequestHandler):
    """A static web host with support for 404.html and for a site under a path."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise each body waits for its headers to be acknowledged
    base: str

    def __init__(
        self,
        request: socket,
        client_address: tuple[str, int],
        server: BaseServer,
        *,
        directory: str,
        base: str,
    ) -> None:
        self.base = base
        super().__init__(request, client_address, server, directory=directory)

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(self.base) if path.startswith(f"{self.base}/") else "/absent/"
        return super().translate_path(inside)

    def end_headers(self) -> None:
        # A later test's host may get the same port.
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Do not log requests."""


FolderHandler.extensions_map = {**FolderHandler.extensions_map, ".wasm": "application/wasm"}


class _Host(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore browsers that disconnect."""


@pytest.fixture
def serve_folder() -> Iterator[ServeFolder]:
    """Serve a built site: `serve_folder(folder, base="/briefs")` returns its URL, without slash."""
    servers = []

    def serve(folder: Path, base: str = "") -> str:
        handler = partial(FolderHandler, directory=str(folder), base=base)
        server = _Host(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}{base}"

    yield serve
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()
