"""Embeds in a real browser, with a host of this machine in place of the services'."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import LOCALE, SWITCHES, WATCH, browser_program

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Playwright

    from tests.browser.conftest import ServeFolder
    from tests.conftest import BuildSite, MadeOnce, Published, WriteSite

CHART: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {0}" width="640" height="{0}">'
    '<path d="M0 0h9"/></svg>'
)
BRIEF: Final = """
---
title: Coal
---
Before.

::: datawrapper AbC12
![Coal falls](chart.svg "Coal fell by half")
:::

::: youtube aqz-KE-bpKQ
![A lectern](chart.svg "The hearing")
:::

::: vimeo 76979871
![A lectern](chart.svg "Not allowed")
:::

::: flourish 1234567
![Bars](chart.svg)
:::

::: frame https://maps.example.org/wind
![Wind](chart.svg){.wide}
:::

After.
"""
# What a service shows, and the height that it reports.
FRAME: Final = """<!doctype html><html lang="en"><title>Frame</title><body style="margin: 0">
<button>Inside</button>
<script>
  if (location.pathname === "/AbC12/") parent.postMessage({"datawrapper-height": {"AbC12": 555}}, "*");
  if (location.pathname.endsWith("/embed"))
    parent.postMessage(JSON.stringify({sender: "Flourish", context: "iframe.resize", height: 1e9}), "*");
  try { top.location = "https://maps.example.org/taken"; } catch { document.title = "Kept"; }
</script>
"""  # noqa: E501
LARGE: Final = ViewportSize(width=1280, height=900)
SMALL: Final = ViewportSize(width=390, height=844)
SHIFTS: Final = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifts.push(each.value);
}).observe({ type: "layout-shift", buffered: true });
"""
# Where the paragraph after all figures begins.
AFTER: Final = "document.querySelector('.brief-body > p:last-child').getBoundingClientRect().y"


@dataclass(slots=True)
class Services:
    """The hosts of all services, on a port of this machine, and what they were asked for."""

    port: int
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # host, path, Referer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that no one trusts, and its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("needs openssl")
    folder = tmp_path_factory.mktemp("certificate")
    key, own = folder / "key.pem", folder / "own.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=a"
    command = [program, *words.split(), "-keyout", str(key), "-out", str(own)]
    subprocess.run(command, check=True, capture_output=True)
    return own, key


@pytest.fixture(scope="module")
def services(certificate: tuple[Path, Path]) -> Iterator[Services]:
    asked = Services(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = self.headers
            asked.asked.append((headers["Host"], self.path, headers.get("Referer", "")))
            data = FRAME.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Do not log requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    asked.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Published:
    files = {
        "content/briefs/coal/index.md": BRIEF,
        "content/briefs/coal/chart.svg": CHART.format(400),
    }
    frames = ["datawrapper", "flourish", "youtube", "maps.example.org"]

    def build(root: Path) -> Published:
        return build_site(write_site(root, files, markdown={"frames": frames}))

    return made_once("embeds in a browser", build)


Visit = Callable[..., "Page"]


@pytest.fixture(scope="module")
def visit(
    playwright: Playwright, services: Services, site: Published
) -> Iterator[Callable[[str], Visit]]:
    """Open the brief in a browser for which all hosts are on this machine."""
    rules = f"MAP * 127.0.0.1:{services.port}, EXCLUDE 127.0.0.1"
    browser = playwright.chromium.launch(
        executable_path=browser_program(playwright),
        args=[*SWITCHES, f"--host-resolver-rules={rules}"],
        chromium_sandbox=os.geteuid() != 0,
    )
    contexts = []

    def at(url: str) -> Visit:
        def opened(*, viewport: ViewportSize = LARGE, java_script_enabled: bool = True) -> Page:
            context = browser.new_context(
                viewport=viewport,
                locale=LOCALE,
                ignore_https_errors=True,
                java_script_enabled=java_script_enabled,
            )
            contexts.append(context)
            page = context.new_page()
            page.add_init_script(WATCH + SHIFTS)
            page.goto(f"{url}/briefs/coal/")
            services.asked.clear()
            return page

        return opened

    yield at
    browser.close()


@pytest.fixture
def brief(visit: Callable[[str], Visit], serve_folder: ServeFolder, site: Published) -> Visit:
    return visit(serve_folder(site.folder))


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.violations")
    return found


def test_nothing_is_loaded_before_the_reader_asks_for_it(brief: Visit, services: Services) -> None:
    page = brief()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert page.locator("iframe").count() == 0
    assert services.asked == []
    assert page.locator(".embed img").count() == 5


def test_a_press_loads_one_frame_from_the_host_that_the_button_names(
    brief: Visit, services: Services
) -> None:
    page = brief()
    press(page, "Show the interactive version from datawrapper.dwcdn.net")
    page.frame_locator("iframe").get_by_role("button", name="Inside").wait_for()
    frame = page.locator("iframe")
    assert frame.count() == 1
    origin = page.evaluate("location.origin")
    assert services.asked == [("datawrapper.dwcdn.net", "/AbC12/", f"{origin}/")]
    assert frame.get_attribute("title") == "Coal fell by half"
    assert "allow-top-navigation" not in str(frame.get_attribute("sandbox"))
    assert frame.evaluate("(frame) => document.activeElement === frame")
    assert not page.locator(".embed img").first.is_visible()
    assert violations(page) == []
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_a_frame_cannot_lead_the_reader_elsewhere(brief: Visit, services: Services) -> None:
    page = brief()
    press(page, "Play the video from youtube-nocookie.com")
    page.frame_locator("iframe").get_by_role("button", name="Inside").wait_for()
    assert page.title().startswith("Coal")
    assert [host for host, _, _ in services.asked] == ["www.youtube-nocookie.com"]


def test_the_keyboard_reaches_the_frame_and_the_image_comes_back(
    brief: Visit, services: Services
) -> None:
    page = brief()
    button = page.get_by_role("button", name="Show the page from maps.example.org")
    button.focus()
    page.keyboard.press("Enter")
    frame = page.locator("iframe")
    frame.wait_for()
    assert frame.evaluate("(frame) => document.activeElement === frame")
    again = page.get_by_role("button", name="Show the image again")
    assert again.get_attribute("aria-expanded") == "true"
    again.focus()
    page.keyboard.press("Space")
    assert page.locator("iframe").count() == 0
    assert page.locator(".embed img").last.is_visible()
    assert button.get_attribute("aria-expanded") == "false"
    assert button.evaluate("(button) => document.activeElement === button")


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
@pytest.mark.parametrize("words", ["Play the video", "Show the page"])
def test_nothing_moves_when_a_frame_takes_the_place_of_an_image(
    brief: Visit, size: ViewportSize, words: str
) -> None:
    page = brief(viewport=size)
    page.get_by_role("button", name=words).scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    edges = "(figure) => [figure.offsetWidth, figure.offsetHeight]"
    figure = page.locator(".embed", has=page.get_by_role("button", name=words))
    before = page.evaluate(AFTER), figure.evaluate(edges)
    press(page, words)
    page.frame_locator("iframe").get_by_role("button", name="Inside").wait_for()
    page.wait_for_timeout(600)  # later shifts would count
    assert page.evaluate(AFTER) == pytest.approx(before[0], abs=1)
    assert page.locator(".embed:has(iframe)").evaluate(edges) == pytest.approx(before[1], abs=1)
    assert sum(page.evaluate("window.shifts")) == 0


def test_a_chart_that_reports_its_height_gets_it(brief: Visit) -> None:
    page = brief()
    press(page, "Show the interactive version from datawrapper.dwcdn.net")
    page.wait_for_function("() => document.querySelector('iframe').offsetHeight === 555")
    press(page, "Show the interactive version from flo.uri.sh")
    page.wait_for_function(
        "() => [...document.querySelectorAll('iframe')].some((each) => each.offsetHeight === 4000)"
    )


def test_no_other_window_sets_the_height_of_a_frame(brief: Visit) -> None:
    page = brief()
    press(page, "Play the video")
    page.frame_locator("iframe").get_by_role("button", name="Inside").wait_for()
    height = page.locator("iframe").evaluate("(frame) => frame.offsetHeight")
    page.evaluate("postMessage({'datawrapper-height': {'AbC12': 999}}, '*')")
    page.evaluate(
        "dispatchEvent(new MessageEvent('message', { data: {'datawrapper-height': {a: 999}},"
        " origin: 'https://evil.example', source: document.querySelector('iframe').contentWindow"
        " }))"
    )
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert page.locator("iframe").evaluate("(frame) => frame.offsetHeight") == height


def test_without_scripts_there_are_the_image_and_the_link(brief: Visit) -> None:
    page = brief(java_script_enabled=False)
    assert not any(button.is_visible() for button in page.locator(".embed button").all())
    link = page.get_by_role("link", name="Interactive version at datawrapper.de")
    assert link.get_attribute("href") == "https://www.datawrapper.de/_/AbC12/"
    assert page.locator(".embed img").first.is_visible()


def test_print_shows_the_image_even_if_the_frame_is_open(brief: Visit) -> None:
    page = brief()
    press(page, "Play the video")
    page.emulate_media(media="print")
    assert not page.locator("iframe").is_visible()
    assert page.locator(".embed img").nth(1).is_visible()
    assert not page.get_by_role("button", name="Show the image again").is_visible()
