"""Nothing on a page moves when its web fonts and scripts load late.

The test server holds these files back until the page has been painted without them, so that timing
does not matter. The browser has only the fonts of a minimal system.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import LOCALE, SWITCHES, FolderHandler, browser_program
from tests.support.exhaustive import combinations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

    from tests.conftest import Published

FONTS: Final = Path("/usr/share/fonts")
# The fonts of minimal systems: two of Linux, one of them like Android.
SYSTEMS: Final = {
    "DejaVu": ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSans", "DejaVuSans-Bold"),
    "Noto": ("NotoSerif-Regular", "NotoSerif-Bold", "NotoSans-Regular", "NotoSans-Bold"),
}
FONTS_CONF: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
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
PATHS: Final = (
    "/",
    "/briefs/mp-price-floor/",
    "/briefs/deposits-are-not-supply/",
    "/categories/",
    "/categories/exploration/",
    "/search/",
)


class LateFiles(FolderHandler):
    """Serves a folder, but fonts and scripts only after `released` is set."""

    released: threading.Event

    def do_GET(self) -> None:  # noqa: N802 - http.server's name
        if self.path.endswith((".woff2", ".js")):
            self.released.wait(30)
        super().do_GET()


@pytest.fixture(scope="module", params=SYSTEMS)
def bare_browser(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser on a system that has only four fonts."""
    files = [next(FONTS.rglob(f"{name}.ttf"), None) for name in SYSTEMS[request.param]]
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts").mkdir()
    for file in files:
        if file is None:
            pytest.skip("needs the Debian packages fonts-dejavu-core and fonts-noto-core")
        (folder / "fonts" / file.name).symlink_to(file)
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


@dataclass(frozen=True, slots=True)
class Visit:
    """How a page was shown: its total layout shift, what moved, loaded faces, and its height."""

    shift: float
    moved: list[str]
    faces: list[str]
    height: int


Look = Callable[[str, ViewportSize], tuple[Visit, Visit]]


@pytest.fixture
def look(bare_browser: Browser, own_site: Published) -> Iterator[Look]:
    """Open a page before its fonts arrive, and again with the fonts in the cache."""
    released = threading.Event()
    handler = type("Handler", (LateFiles,), {"released": released})
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(handler, directory=str(own_site.folder), base="")
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()

    def visit(page: Page, path: str) -> Visit:
        page.goto(f"http://127.0.0.1:{server.server_address[1]}{path}", wait_until="commit")
        page.wait_for_function(PAINTED)
        page.wait_for_function("() => document.readyState !== 'loading'")
        released.set()
        faces = page.evaluate(SETTLED)
        shifts = page.evaluate("window.shifts")
        moved = [each for shift in shifts for each in shift["moved"]]
        height = page.evaluate("document.querySelector('main').offsetHeight")
        return Visit(sum(shift["value"] for shift in shifts), moved, faces, height)

    def opened(path: str, size: ViewportSize) -> tuple[Visit, Visit]:
        with bare_browser.new_context(viewport=size, locale=LOCALE) as context:
            page = context.new_page()
            page.add_init_script(OBSERVE)
            return visit(page, path), visit(page, path)

    yield opened
    released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("path", "size"), combinations(PATHS, SIZES))
def test_nothing_moves_whether_fonts_and_scripts_are_late_or_in_the_cache(
    look: Look, path: str, size: str
) -> None:
    late, cached = look(path, SIZES[size])
    assert late.shift == 0, late.moved
    assert cached.shift == 0, cached.moved
    assert any(face.startswith("Serif fallback") for face in late.faces)
    assert any(face.startswith("Sans fallback") for face in late.faces)
    assert {"Source Serif normal", "Source Sans normal"} <= set(cached.faces)


def test_a_page_is_about_as_long_with_the_stand_ins(look: Look) -> None:
    for size in SIZES.values():
        late, cached = look("/briefs/mp-price-floor/", size)
        assert late.height == pytest.approx(cached.height, rel=0.02)


def test_a_brief_without_italics_does_not_load_the_italic_font(look: Look) -> None:
    for visit in look("/briefs/mp-price-floor/", SIZES["desktop"]):
        assert "Source Serif italic" not in visit.faces
