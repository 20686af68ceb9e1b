"""The number of bytes a reader downloads for a brief, without images."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.conftest import Published

MOST: Final = 24_000
FOR_A_PDF: Final = 100  # its links, and what the structured data says of it
FOR_CHARTS: Final = 3_000  # their styles, and the drawings of one
MOST_OF_FONTS: Final = 51_000
APART: Final = (".woff2", ".png", ".jpg", ".svg", ".webp", ".avif")


def loaded(built: Published, path: str) -> list[str]:
    """Return the files that a browser fetches to show a page and run its scripts."""
    page = built.page(path)
    links = page.values("link[rel=stylesheet], link[rel=icon]", "href")
    return [path, *(built.file_of(url) for url in [*links, *page.values("script[src]", "src")])]


def test_a_brief_and_everything_it_loads_stay_small(own_site: Published) -> None:
    paths = [path for path in own_site.paths if path.startswith("briefs/")]
    briefs = [path for path in paths if path.endswith("/index.html") and "/chart-" not in path]
    assert len(briefs) > 5
    for path in briefs:
        files = [each for each in loaded(own_site, path) if not each.endswith(APART)]
        assert any(each.endswith(".css") for each in files)
        weight = {each: len(gzip.compress(own_site.read(each), mtime=0)) for each in files}
        page = own_site.page(path)
        most = MOST + FOR_A_PDF * (".as-pdf" in page) + FOR_CHARTS * (".chart" in page)
        assert sum(weight.values()) <= most, weight


def test_the_fonts_of_a_brief_stay_small(own_site: Published) -> None:
    """Those of the text and of what is around it, without italics and rarer letters."""
    fonts = own_site.folder.glob("assets/fonts/source-*-latin-??????????.woff2")
    weight = {font.name: font.stat().st_size for font in fonts}
    assert len(weight) == 2
    assert sum(weight.values()) <= MOST_OF_FONTS, weight


def test_no_script_blocks_rendering(own_site: Published) -> None:
    for page in own_site.pages:
        for script in page.select("script"):
            kind = script.get("type") or ""
            late = script.get("defer") is not None or kind == "module"
            assert late or kind.endswith("json"), f"{page.path}: {script.get('src')}"


def test_every_image_of_the_site_has_dimensions(own_site: Published) -> None:
    pictures = [(page, image) for page in own_site.pages for image in page.select("main img")]
    assert pictures
    for page, image in pictures:
        assert image.get("width"), f"{page.path}: {image.get('src')}"
        assert image.get("height"), f"{page.path}: {image.get('src')}"
        is_lead = "lead-image" in [around.get("class") for around in image.iterancestors()]
        assert image.get("fetchpriority") == ("high" if is_lead else None)
        assert image.get("loading") == (None if is_lead else "lazy")
