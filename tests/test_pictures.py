"""Pictures in pages: their sizes come from their files, and follow them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

MakeSite = Callable[..., Path]
BuildSite = Callable[..., Any]

BRIEF = """
---
title: A
image: {src: map.png, alt: A map}
---
![A photograph](photo.jpg "A caption")

![Elsewhere](https://other.example/x.png)

<img src="map.png" alt="Raw">
"""


def drawn(form: str, width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, form)
    return file.getvalue()


def sizes(page: Any) -> list[tuple[str | None, str | None]]:
    return [(image.get("width"), image.get("height")) for image in page.select("main img")]


def files(width: int) -> dict[str, str | bytes]:
    return {
        "content/briefs/a/index.md": BRIEF,
        "content/briefs/a/photo.jpg": drawn("JPEG", width, 30),
        "content/briefs/a/map.png": drawn("PNG", 20, 10),
    }


def test_pictures_say_the_size_that_their_files_have(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    built = build_site(make_site(files(40), base_url="https://example.org/sub"))
    page = built.page("/briefs/a/")
    assert sizes(page) == [("20", "10"), ("40", "30"), (None, None), ("20", "10")]
    waits = [image.get("loading") for image in page.select("main img")]
    assert waits == [None, "lazy", "lazy", "lazy"]


def test_another_picture_under_the_same_name_gives_the_page_its_size(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site(files(40))
    build_site(root)
    make_site(files(99))
    warm = build_site(root)
    assert sizes(warm.page("/briefs/a/"))[1] == ("99", "30")
    clean = build_site(make_site(files(99), "clean"))
    assert warm.read("/briefs/a/") == clean.read("/briefs/a/")


def test_a_picture_that_is_none_is_published_without_a_size(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({**files(40), "content/briefs/a/photo.jpg": b"not a picture"})
    built = build_site(root)
    assert built.codes == []
    assert sizes(built.page("/briefs/a/"))[1] == (None, None)
    assert built.read("/briefs/a/photo.jpg") == b"not a picture"
