"""Nothing on a page moves when its web font loads late.

The test server holds font files back until the page has been painted without them, so that timing
does not matter. The browser has only the font of a minimal Linux: DejaVu.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import LOCALE, SWITCHES, FolderHandler, browser_program

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

    from tests.conftest import Published

DEJAVU: Final = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
)
FONTS_CONF: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
# Google rates less than 0.1 as good. The fallback font is on average as wide as the web font, but
# not for each word, so sometimes a line breaks elsewhere. Without it, these pages shift by 0.07 to
# 0.14.
MOST: Final = 0.05
NOTHING: Final = 0.005
OBSERVE: Final = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    window.shifts.push({
      value: entry.value,
      moved: entry.sources.map(({ node, previousRect: from, currentRect: to }) =>
        [node?.nodeName, node?.className, from.y, from.height, "to", to.y, to.height].join(" ")),
    });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
PAINTED: Final = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
# The loaded faces; two frames later, all layout shifts are done.
SETTLED: Final = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  return [...document.fonts].filter((face) => face.status === "loaded")
    .map((face) => `${face.family} ${face.style}`);
}"""
SIZES: Final = {
    "phone": ViewportSize(width=390, height=844),
    "desktop": ViewportSize(width=1280, height=900),
}


class LateFonts(FolderHandler):
    """Serves a folder, but fonts only after `released` is set."""

    released: threading.Event

    def do_GET(self) -> None:  # noqa: N802 - http.server's name
        if self.path.endswith(".woff2"):
            self.released.wait(30)
        super().do_GET()


@pytest.fixture(scope="module")
def bare_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser on a system with no font except DejaVu."""
    if not all(font.is_file() for font in DEJAVU):
        pytest.skip("needs the Debian package fonts-dejavu-core")
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts").mkdir()
    for font in DEJAVU:
        (folder / "fonts" / font.name).symlink_to(font)
    config = folder / "fonts.conf"
    config.write_text(FONTS_CONF.format(fonts=folder / "fonts", cache=folder / "cache"))
    opened = playwright.chromium.launch(
        executable_path=browser_program(playwright),
        args=list(SWITCHES),
        chromium_sandbox=os.geteuid() != 0,
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
    )
    yield opened
    opened.close()


Visit = Callable[[str, ViewportSize], tuple[float, list[str], list[str]]]


@pytest.fixture
def visit(bare_browser: Browser, own_site: Published) -> Iterator[Visit]:
    """Open a page; return its total layout shift, what moved, and the loaded faces."""
    released = threading.Event()
    handler = type("Handler", (LateFonts,), {"released": released})
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(handler, directory=str(own_site.folder), base="")
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()

    def look(path: str, size: ViewportSize) -> tuple[float, list[str], list[str]]:
        context = bare_browser.new_context(viewport=size, locale=LOCALE)
        page = context.new_page()
        page.add_init_script(OBSERVE)
        page.goto(f"http://127.0.0.1:{server.server_address[1]}{path}", wait_until="commit")
        page.wait_for_function(PAINTED)
        page.wait_for_function("() => document.readyState !== 'loading'")
        released.set()
        faces = page.evaluate(SETTLED)
        shifts = page.evaluate("window.shifts")
        context.close()
        moved = [each for shift in shifts for each in shift["moved"]]
        return sum(shift["value"] for shift in shifts), moved, faces

    yield look
    released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize(
    "path", ["/", "/briefs/mp-price-floor/", "/briefs/deposits-are-not-supply/", "/categories/"]
)
def test_hardly_anything_moves_when_the_web_font_loads_late(
    visit: Visit, path: str, size: ViewportSize
) -> None:
    moved, what, faces = visit(path, size)
    assert "Source Serif normal" in faces
    assert "Serif fallback DejaVu normal" in faces
    assert moved < MOST, what


def test_nothing_moves_in_a_brief_on_a_phone(visit: Visit) -> None:
    moved, what, _ = visit("/briefs/mp-price-floor/", SIZES["phone"])
    assert moved < NOTHING, what


def test_the_citation_alone_does_not_load_the_italic_font(visit: Visit) -> None:
    _, _, faces = visit("/briefs/mp-price-floor/", SIZES["desktop"])
    assert "Source Serif italic" not in faces
