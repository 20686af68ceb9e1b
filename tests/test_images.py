"""Images in pages: dimensions, resized files and originals."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
from _thread import LockType
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner
from PIL import Image, ImageChops, ImageFilter, ImageOps

from briefgen import pipeline
from briefgen.assemble import images as planned_images
from briefgen.cli import cli
from briefgen.pipeline import workers
from briefgen.pipeline.inputs import extras
from briefgen.render import images
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import BuildSite, CheckHtml, MadeOnce, MakeSite, Page, Published, WriteSite

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)

BRIEF = """
---
title: A
image: {src: map.png, alt: A map}
---
![A photograph](photo.jpg "A caption")

![Elsewhere](https://other.example/x.png)

<img src="map.png" alt="Raw">
"""


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Write sites that build quickly."""
    return make_quick_site


def drawn(form: str, width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, form)
    return file.getvalue()


def sizes(page: Page) -> list[tuple[str | None, str | None]]:
    return [(image.get("width"), image.get("height")) for image in page.select("main img")]


def files(width: int) -> dict[str, str | bytes]:
    return {
        "content/briefs/a/index.md": BRIEF,
        "content/briefs/a/photo.jpg": drawn("JPEG", width, 30),
        "content/briefs/a/map.png": drawn("PNG", 20, 10),
    }


def test_images_have_the_dimensions_of_their_files(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    built = build_site(make_site(files(40), base_url="https://example.org/sub"))
    page = built.page("/briefs/a/")
    assert sizes(page) == [("20", "10"), ("40", "30"), (None, None), ("20", "10")]
    waits = [image.get("loading") for image in page.select("main img")]
    assert waits == [None, "lazy", "lazy", "lazy"]


def test_a_replaced_image_updates_the_dimensions_on_the_page(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site(files(40))
    build_site(root)
    make_site(files(99))
    warm = build_site(root)
    assert sizes(warm.page("/briefs/a/"))[1] == ("99", "30")
    clean = build_site(make_site(files(99), "clean"))
    assert warm.read("/briefs/a/") == clean.read("/briefs/a/")


def test_an_invalid_image_is_published_without_dimensions(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({**files(40), "content/briefs/a/photo.jpg": b"not a picture"})
    built = build_site(root)
    assert built.codes == []
    assert sizes(built.page("/briefs/a/"))[1] == (None, None)
    assert built.read("/briefs/a/photo.jpg") == b"not a picture"


# Smaller files

TEXT = """
---
title: A
date: 2026-03-04
summary: S
image: {src: photo.jpg, alt: A photograph}
---
![A screen](screen.png "A caption")

Words and ![an eye](turned.jpg) within them, and [![ink](ink.jpg)](https://other.example/).

![Moves](moves.gif) ![Moves too](moves.webp) ![A drawing](drawing.svg) ![An icon](icon.png)

<picture><img src="photo.jpg" alt="Chosen"></picture>

<img src="photo.jpg" alt="Small" width="200">
"""
CARDS = """
{% extends "theme/home.html" %}
{% block content %}
{% for card in [lead] + cards | list if card.image %}
<picture>{{ card.image | sources("20rem") }}<img src="{{ card.image.src }}" alt=""></picture>
{% endfor %}
{% endblock %}
"""


def noise(width: int, height: int) -> Image.Image:
    """Return an image like a photograph: a gradient with grain."""
    light = Image.linear_gradient("L").resize((width, height))
    grain = Image.frombytes("L", (width, height), random.Random(2).randbytes(width * height))
    smooth = grain.filter(ImageFilter.GaussianBlur(3))
    return Image.merge("RGB", (light, smooth, ImageChops.invert(light)))


def stored(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def turned() -> bytes:
    notes = Image.Exif()
    notes[0x0112] = 8
    notes.get_ifd(0x8825)[1] = "N"
    return stored(noise(700, 350), "JPEG", exif=notes)


def all_kinds() -> dict[str, str | bytes]:
    screen = noise(700, 300).convert("RGBA")
    screen.putalpha(Image.linear_gradient("L").resize((700, 300)))
    frames = {"save_all": True, "append_images": [Image.new("RGB", (400, 40), "#ffffff")]}
    made = {
        "photo.jpg": stored(noise(1400, 700), "JPEG", quality=88),
        "screen.png": stored(screen, "PNG"),
        "turned.jpg": turned(),
        "ink.jpg": stored(noise(400, 200).convert("CMYK"), "JPEG"),
        "moves.gif": stored(noise(400, 40), "GIF", **frames),
        "moves.webp": stored(noise(400, 40), "WEBP", **frames),
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 40"/>',
        "icon.png": drawn("PNG", 32, 32),
    }
    return {
        "content/briefs/a/index.md": TEXT,
        **{f"content/briefs/a/{name}": data for name, data in made.items()},
    }


def smaller(built: Published) -> dict[str, bytes]:
    """Return the resized images by their names without digests."""
    return {
        re.sub(r"assets/(.*)-[0-9a-f]{10}", r"\1", path): data
        for path, data in built.contents.items()
        if path.startswith("assets/") and path.endswith((".avif", ".webp"))
    }


def candidates(built: Published, page: Page) -> list[tuple[str, int]]:
    """Return the file and the width of every alternative that a page offers to its originals."""
    return [
        (built.file_of(url), int(width.removesuffix("w")))
        for srcset in page.values("picture source", "srcset")
        for url, width in (each.split() for each in srcset.split(", "))
    ]


@pytest.fixture(scope="module")
def published(made_once: MadeOnce, write_site: WriteSite, build_site: BuildSite) -> Published:
    files = {**all_kinds(), "layouts/home.html": CARDS}
    settings = {"base_url": "https://example.org/sub", "search": {"enabled": False}}
    site = made_once("images", lambda root: build_site(write_site(root, files, **settings)))
    assert site.codes == []
    return site


def test_a_page_offers_each_image_at_its_files_real_widths(published: Published) -> None:
    page = published.page("/briefs/a/")
    offered = candidates(published, page)
    assert len(offered) == 26
    for path, width in offered:
        image = Image.open(io.BytesIO(published.read(path)))
        assert image.width == width
        assert image.format is not None
        assert path.endswith(image.format.lower())
    for picture in page.select("main picture:has(source)"):
        avif, webp, image = picture.iter("source", "img")
        assert [each.get("type") for each in (avif, webp)] == ["image/avif", "image/webp"]
        file = io.BytesIO(published.read(published.file_of(image.get("src"))))
        upright = ImageOps.exif_transpose(Image.open(file))
        for source in (avif, webp):
            widths = re.findall(r" (\d+)w", source.get("srcset"))
            assert max(map(int, widths)) <= upright.width
        if image.get("alt") != "Small":
            assert (image.get("width"), image.get("height")) == tuple(map(str, upright.size))


def test_a_site_says_how_wide_it_shows_the_images_in_a_text(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/a/index.md": (
            "---\ntitle: A\nimage: {src: b.png, alt: B}\n---\n![B](b.png)\n\n"
            '<img src="b.png" alt="Small" width="200">\n'
        ),
        "content/briefs/a/b.png": stored(noise(700, 50), "PNG"),
        "layouts/partials/image-sizes.html": "{# Wide. #}\nmin(100vw, 50rem)\n",
        "layouts/brief.html": "{{ body }}<picture>{{ brief.image | sources }}</picture>",
    }
    page = build_site(make_site(files)).page("/briefs/a/")
    wide = "min(100vw, 50rem)"
    assert page.values("source", "sizes") == [wide, wide, "200px", "200px", wide, wide]


def test_resized_images_are_smaller_keep_their_shape_and_have_no_camera_data(
    published: Published,
) -> None:
    found = smaller(published)
    assert set(found) == {
        f"{name}.{form}"
        for name in (
            *(f"photo-{width}" for width in (320, 640, 960, 1280)),
            *("screen-320", "screen-700", "ink-320", "ink-400", "turned-350"),
        )
        for form in ("avif", "webp")
    }
    for name, data in found.items():
        original = next(
            published.read(path)
            for path in published.paths
            if re.match(rf"briefs/a/{name.split('-')[0]}\.", path)
        )
        image, former = (Image.open(io.BytesIO(each)) for each in (data, original))
        assert len(data) < len(original)
        assert not image.getexif()
        upright = ImageOps.exif_transpose(former)
        assert abs(image.width / image.height - upright.width / upright.height) < 0.01
    assert Image.open(io.BytesIO(found["screen-700.avif"])).mode == "RGBA"
    assert Image.open(io.BytesIO(found["ink-400.avif"])).mode == "RGB"


def test_originals_are_published_unchanged_and_used_in_metadata(published: Published) -> None:
    for path, data in all_kinds().items():
        if path.endswith((".jpg", ".png", ".gif", ".webp")):
            assert published.read(path.removeprefix("content")) == data
    for path in ("/feed.atom", "/feed.rss", "/feed.json", "/briefs/a/index.md"):
        text = published.read(path).decode()
        assert "<source" not in text
        assert "/assets/photo" not in text
        assert "screen.png" in text


def test_animations_svg_files_and_art_directed_images_are_left_alone(published: Published) -> None:
    page = published.page("/briefs/a/")
    alone = {image.get("alt") for image in page.select("main img")} - {
        image.get("alt") for image in page.select("main picture:has(source) img")
    }
    assert alone == {"Moves", "Moves too", "A drawing", "An icon", "Chosen"}
    assert not page.select("picture picture")
    assert page.values('img[alt="Small"]', "width") == ["200"]
    assert [each.get("sizes") for each in page.select('picture:has([alt="Small"]) source')] == [
        "200px",
        "200px",
    ]
    assert "figure > picture + figcaption" in page
    assert "a > picture" in page


def test_a_layout_can_show_resized_images_in_cards(published: Published) -> None:
    home = published.page("/")
    assert home.values("picture source", "sizes") == ["20rem", "20rem"]
    assert {width for _, width in candidates(published, home)} == {320, 640, 960, 1280}


@exhaustive
def test_the_pages_are_valid_html(published: Published, check_html: CheckHtml) -> None:
    assert check_html(published) == []


def test_no_image_is_resized_twice_across_pages_and_builds(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = {"content/photo.jpg": stored(noise(350, 250), "JPEG")}
    brief = "---\ntitle: {0}\n---\n![A](/photo.jpg) ![B](/{0}/photo.jpg)"
    pages = {f"content/briefs/{name}.md": brief.format(name) for name in "ab"}
    copies = {f"content/{name}/photo.jpg": photo["content/photo.jpg"] for name in "ab"}
    root = make_site({**photo, **pages, **copies}, search={"enabled": False})
    made: list[Any] = []
    resized = images.resized

    def counted(*given: Any) -> bytes:
        made.append(given[0])
        return resized(*given)

    monkeypatch.setattr(images, "resized", counted)
    first = build_site(root)
    assert len(made) == 2  # AVIF and WebP: three files with the same bytes are one image
    kept = first.contents
    assert build_site(root).contents == kept
    make_site({"content/briefs/a.md": pages["content/briefs/a.md"] + " More."})
    build_site(root)
    shutil.rmtree(root / "public")
    for path in root.glob(".briefgen/*.sqlite*"):
        path.unlink()
    again = build_site(root, clean=True)
    assert len(made) == 2
    assert again.read("/photo.jpg") == photo["content/photo.jpg"]
    make_site({"content/photo.jpg": stored(noise(350, 250), "JPEG", quality=50)})
    changed = build_site(root)
    assert len(made) == 4
    assert set(smaller(changed)) == {"photo-350.avif", "photo-350.webp"}
    assert len([path for path in changed.paths if path.endswith(".avif")]) == 2


@exhaustive
def test_large_images_are_decoded_one_at_a_time(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = "---\ntitle: A\n---\n![A](/a.png) ![B](/b.jpg) ![C](/c.png)"
    sizes_of = {"a.png": (600, 500), "b.jpg": (600, 500), "c.png": (400, 100)}
    drawings = {
        f"content/{name}": stored(noise(*size), "PNG" if name.endswith("png") else "JPEG")
        for name, size in sizes_of.items()
    }
    root = make_site({"content/briefs/a.md": brief, **drawings}, search={"enabled": False})
    alone: set[bytes] = set()
    resized = images.resized

    def watched(*given: Any) -> bytes:
        lock = workers.one_at_a_time()
        assert isinstance(lock, LockType)
        if lock.locked():
            alone.add(given[1])
        return resized(*given)

    monkeypatch.setattr(images, "resized", watched)
    monkeypatch.setattr(planned_images, "HEAVY", 100_000)
    assert build_site(root).codes == []
    assert alone == {drawings["content/a.png"]}  # a JPEG is decoded at a fraction of its size


@exhaustive
def test_the_number_of_processes_does_not_change_images(
    make_site: MakeSite,
) -> None:
    results = []
    for jobs in ("1", "2"):
        root = make_site(all_kinds(), jobs, search={"enabled": False})
        result = CliRunner().invoke(cli, ["-C", str(root), "build", "--quiet", "--jobs", jobs])
        assert result.exit_code == 0
        results.append(
            {
                file.relative_to(root).as_posix(): file.read_bytes()
                for file in (root / "public").rglob("*")
                if file.is_file()
            }
        )
    assert results[0] == results[1]
    assert sum(path.endswith(".avif") for path in results[0]) == 9


def test_a_damaged_image_is_reported_at_each_build_and_published_unchanged(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    whole = stored(noise(500, 250), "JPEG")
    damaged = whole[: len(whole) // 2]
    brief = {"content/briefs/a.md": "---\ntitle: A\n---\n![A](/photo.jpg)"}
    root = make_site({**brief, "content/photo.jpg": damaged}, search={"enabled": False})
    for _ in range(2):
        built = build_site(root)
        (problem,) = built.diagnostics
        assert (problem.code, problem.location.path) == ("picture", "content/photo.jpg")
        assert "save it again" in problem.hint
        assert set(smaller(built).values()) == {damaged}
    make_site({"content/photo.jpg": whole})
    fixed = build_site(root)
    assert fixed.codes == []
    assert damaged not in smaller(fixed).values()


def test_an_image_with_too_many_pixels_is_published_unchanged(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    bomb = stored(Image.new("1", (10_000, 10_000)), "PNG")
    brief = {"content/briefs/a.md": "---\ntitle: A\n---\n![A](/photo.png)"}
    built = build_site(make_site({**brief, "content/photo.png": bomb}, search={"enabled": False}))
    assert built.codes == ["picture"]
    assert (
        "10000 by 10000 pixels are more than the limit of 64 million"
        in built.diagnostics[0].message
    )
    assert "picture" not in built.page("/briefs/a/")
    assert smaller(built) == {}


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        ({"enabled": False}, set()),
        ({"formats": ["webp"], "widths": [400]}, {"photo-400.webp"}),
        ({"formats": ["avif"], "widths": [9, 10, 360]}, None),
    ],
    ids=["off", "chosen", "wrong"],
)
def test_a_site_chooses_formats_and_widths(
    make_site: MakeSite, build_site: BuildSite, images: dict[str, Any], expected: set[str] | None
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": "---\ntitle: A\n---\n![A](/photo.jpg)",
        "content/photo.jpg": stored(noise(500, 250), "JPEG"),
    }
    built = build_site(make_site(files, search={"enabled": False}, images=images))
    if expected is None:
        assert built.codes == ["wrong-value", "wrong-value"]
        return
    assert set(smaller(built)) == expected
    assert ("picture" in built.page("/briefs/a/")) == bool(expected)


def test_a_resized_image_never_replaces_an_authors_file(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    photo = stored(noise(500, 250), "JPEG")
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": "---\ntitle: A\n---\n![A](/photo.jpg)",
        "content/photo.jpg": photo,
    }
    root = make_site(files, search={"enabled": False})
    name = next(path for path in build_site(root).paths if path.endswith(".avif"))
    make_site({f"content/{name}": b"mine"})
    assert "url-collision" in build_site(root).codes


def test_a_missing_image_library_is_reported_only_if_a_site_has_images(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = {"content/briefs/a.md": "---\ntitle: A\n---\n![A](/photo.jpg)"}
    for missing in ("PIL", "PIL._avif"):
        monkeypatch.setattr(
            extras,
            "find_spec",
            lambda name, gone=missing: None if name == gone else find_spec(name),
        )
        off = {
            "search": {"enabled": False},
            "social": {"images": False},
            "base_url": "https://example.net",
        }
        root = make_site({**text, "content/photo.jpg": drawn("JPEG", 500, 250)}, missing, **off)
        made = pipeline.build(root, pipeline.BuildOptions(now=NOW))
        (note,) = made.notes
        assert note.startswith("Resized images are turned off, because a library is not installed")
        assert "'briefgen[images]'" in note
        built = build_site(root)
        assert smaller(built) == {}
        assert "picture" not in built.page("/briefs/a/")
        other = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."}, "other", **off)
        assert pipeline.build(other, pipeline.BuildOptions(now=NOW)).notes == ()


def test_unused_resized_images_leave_the_cache(make_site: MakeSite, build_site: BuildSite) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": "---\ntitle: A\n---\n![A](/photo.jpg)",
        "content/photo.jpg": stored(noise(350, 250), "JPEG"),
    }
    root = make_site(files, search={"enabled": False}, social={"images": False})
    build_site(root)
    former = set((root / ".briefgen/pictures").iterdir())
    assert len(former) == 2
    for path in former:
        os.utime(path, (0, 0))
    changed = {"content/photo.jpg": stored(noise(350, 250), "JPEG", quality=50)}
    make_site(changed, search={"enabled": False}, social={"images": False})
    build_site(root)
    left = set((root / ".briefgen/pictures").iterdir())
    assert len(left) == 2
    assert left.isdisjoint(former)
    pipeline.clear_cache(root)
    assert not (root / ".briefgen/pictures").exists()
