"""What a reader's line carries for a brief, its pictures and fonts apart."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[1]
MOST: Final = 30_000
APART: Final = (".woff2", ".png", ".jpg", ".svg", ".webp", ".avif")


@pytest.fixture(scope="module")
def own_briefs(
    tmp_path_factory: pytest.TempPathFactory, build_site: Callable[..., Any]
) -> tuple[Any, list[str]]:
    root = tmp_path_factory.mktemp("weight")
    shutil.copy(ROOT / "site.yaml", root)
    shutil.copytree(ROOT / "content", root / "content")
    shutil.copytree(ROOT / "layouts", root / "layouts")
    built = build_site(root, now=datetime(2035, 1, 1, tzinfo=UTC))
    found = [path for path in built.paths if path.startswith("briefs/")]
    return built, [path for path in found if path.endswith("/index.html")]


def loaded(built: Any, path: str) -> list[str]:
    """Return the files that a browser fetches to show a page and to make it work."""
    page = built.page(path)
    links = page.values("link[rel=stylesheet], link[rel=icon]", "href")
    return [path, *(built.file_of(url) for url in [*links, *page.values("script[src]", "src")])]


def test_a_brief_with_all_that_it_loads_is_light(own_briefs: tuple[Any, list[str]]) -> None:
    built, paths = own_briefs
    assert len(paths) > 5
    for path in paths:
        files = [each for each in loaded(built, path) if not each.endswith(APART)]
        assert any(each.endswith(".css") for each in files)
        weight = {each: len(gzip.compress(built.read(each), mtime=0)) for each in files}
        assert sum(weight.values()) <= MOST, weight


def test_no_script_holds_up_a_page(own_briefs: tuple[Any, list[str]]) -> None:
    built, _ = own_briefs
    for page in built.pages:
        for script in page.select("script"):
            kind = script.get("type") or ""
            late = script.get("defer") is not None or kind == "module"
            assert late or kind.endswith("json"), f"{page.path}: {script.get('src')}"


def test_every_picture_of_the_site_says_its_size(own_briefs: tuple[Any, list[str]]) -> None:
    built, _ = own_briefs
    pictures = [(page, image) for page in built.pages for image in page.select("main img")]
    assert pictures
    for page, image in pictures:
        assert image.get("width"), f"{page.path}: {image.get('src')}"
        assert image.get("height"), f"{page.path}: {image.get('src')}"
        assert image.get("loading") == "lazy" or image.getparent().get("class") == "lead-image"
