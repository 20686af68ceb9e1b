"""Which file of an image a browser chooses, and that nothing moves when it loads."""

from __future__ import annotations

import io
import random
import re
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Screen, ServeFolder, Watched
    from tests.conftest import BuildSite, Published, WriteSite

BRIEF: Final = """
---
title: A
date: 2026-03-04
summary: S
image: {{src: lead.jpg, alt: The first}}
---
{words}

![The second](text.jpg "A caption")

[![The third](text.jpg)](https://other.example/)

<img src="text.jpg" alt="The fourth" width="200">

![The fifth](damaged.jpg)
"""
PHONE: Final[Screen] = {"viewport": {"width": 390, "height": 800}, "device_scale_factor": 3}
DESKTOP: Final[Screen] = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1}
DENSE: Final[Screen] = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2}
SHIFTS: Final = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.shift += each.value;
}).observe({type: "layout-shift", buffered: true});
"""

# The width that a `sizes` attribute gives, according to the HTML standard.
ASKED: Final = """
(sizes) => {
  const [, value] = sizes.split(", ")
    .map((each) => each.match(/^(\\([^)]*\\) )?(.*)$/).slice(1))
    .find(([condition]) => !condition || matchMedia(condition).matches);
  const box = document.createElement("div");
  box.style.width = value;
  document.body.append(box);
  const width = box.clientWidth;
  box.remove();
  return width;
}
"""


def photograph(seed: int) -> bytes:
    grain = Image.frombytes("RGB", (600, 400), random.Random(seed).randbytes(720_000))
    data = io.BytesIO()
    grain.filter(ImageFilter.GaussianBlur(2)).resize((1500, 1000)).save(data, "JPEG", quality=90)
    return data.getvalue()


@pytest.fixture(scope="module")
def published(
    write_site: WriteSite, build_site: BuildSite, tmp_path_factory: pytest.TempPathFactory
) -> Published:
    damaged = photograph(3)
    files: dict[str, str | bytes] = {
        "content/briefs/a/index.md": BRIEF.format(words="Words upon words. " * 900),
        "content/briefs/a/lead.jpg": photograph(1),
        "content/briefs/a/text.jpg": photograph(2),
        "content/briefs/a/damaged.jpg": damaged[: len(damaged) // 2],
    }
    root = write_site(tmp_path_factory.mktemp("pictures"), files, search={"enabled": False})
    built: Published = build_site(root)
    assert built.codes == ["picture"]
    return built


def chosen(page: Watched, alt: str) -> str:
    """Scroll to an image; return the file that the browser shows, without its digest."""
    image = page.locator(f'img[alt="{alt}"]')
    image.scroll_into_view_if_needed()
    page.wait_for_function("(image) => image.complete && image.naturalWidth > 0",
                           arg=image.element_handle())  # fmt: skip
    source = str(image.evaluate("(image) => image.currentSrc"))
    return re.sub(r"-[0-9a-f]{10}", "", source.rpartition("/")[2])


@pytest.mark.parametrize(
    ("screen", "lead", "width"),
    [
        (PHONE, 1280, 1280),
        ({**PHONE, "device_scale_factor": 2}, 960, 960),
        (DESKTOP, 960, 640),
        (DENSE, 1280, 1280),
    ],
    ids=["phone", "older phone", "desktop", "dense desktop"],
)
def test_a_browser_chooses_the_width_that_fills_its_column(
    open_page: OpenPage,
    serve_folder: ServeFolder,
    published: Published,
    screen: Screen,
    lead: int,
    width: int,
) -> None:
    page = open_page(**screen)
    page.goto(f"{serve_folder(published.folder)}/briefs/a/")
    assert chosen(page, "The first") == f"lead-{lead}.avif"
    assert chosen(page, "The second") == f"text-{width}.avif"
    assert chosen(page, "The third") == f"text-{width}.avif"
    shown = page.locator('img[alt="The second"]')
    assert shown.evaluate("(image) => image.clientWidth") == (
        page.locator(".brief-body").evaluate("(body) => body.clientWidth")
    )


@pytest.mark.parametrize("alt", ["The first", "The second"])
def test_the_sizes_of_an_image_match_the_width_of_the_column(
    open_page: OpenPage,
    serve_folder: ServeFolder,
    published: Published,
    alt: str,
) -> None:
    page = open_page()
    page.goto(f"{serve_folder(published.folder)}/briefs/a/")
    picture = page.locator(f'picture:has([alt="{alt}"])')
    sizes = picture.locator("source").first.get_attribute("sizes")
    for width in (320, 375, 479, 480, 600, 675, 676, 760, 960, 991, 992, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 700})
        computed = page.evaluate(ASKED, sizes)
        shown = picture.locator("img").evaluate("(image) => image.clientWidth")
        assert abs(computed - shown) <= 4, width


def test_an_authors_width_loads_a_small_file_and_a_damaged_image_is_shown(
    open_page: OpenPage, serve_folder: ServeFolder, published: Published
) -> None:
    page = open_page(**DESKTOP)
    page.goto(f"{serve_folder(published.folder)}/briefs/a/")
    assert chosen(page, "The fourth") == "text-320.avif"
    assert page.locator('img[alt="The fourth"]').evaluate("(image) => image.clientWidth") == 200
    # The file has the bytes of the original, whatever its name says.
    assert chosen(page, "The fifth") == "damaged-640.avif"


def test_nothing_moves_and_nothing_is_blocked_when_images_load(
    guarded: Watched, serve_folder: ServeFolder, published: Published
) -> None:
    guarded.add_init_script(SHIFTS)
    guarded.goto(f"{serve_folder(published.folder)}/briefs/a/", wait_until="load")
    late = guarded.locator('img[alt="The second"]')
    assert late.evaluate("(image) => image.currentSrc") == ""  # lazy loading
    assert late.evaluate("(image) => image.clientHeight / image.clientWidth") == pytest.approx(
        1000 / 1500, abs=0.01
    )
    for alt in ("The first", "The second", "The third", "The fourth", "The fifth"):
        chosen(guarded, alt)
    assert guarded.evaluate("window.shift") < 0.01
    assert guarded.evaluate("window.violations") == []
    assert guarded.troubles == []
    assert guarded.foreign == []
