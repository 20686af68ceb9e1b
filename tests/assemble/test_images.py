"""Which resized files are made of an image, and how a page offers them."""

from __future__ import annotations

import pytest

from briefgen.assemble.images import copies, is_divisible, is_too_large, sources, widths
from briefgen.model.config import ImagesConfig
from briefgen.model.content import Asset

CONFIG = ImagesConfig()
PHOTO = Asset("content/a/Two bases.jpg", (2000, 1000), "jpeg", "1a2b3c4d5e")


def paths(asset: Asset, config: ImagesConfig = CONFIG) -> list[str]:
    return [each.path for each in copies(asset, config)]


@pytest.mark.parametrize(
    ("wide", "expected"),
    [
        (4000, (640, 960, 1280)),
        (1300, (640, 960, 1280)),
        (1000, (640, 1000)),  # 960 would save nothing over 1000
        (700, (700,)),
        (400, (400,)),
    ],
)
def test_no_width_exceeds_the_original_or_nearly_repeats_another(
    wide: int, expected: tuple[int, ...]
) -> None:
    assert widths(wide, (1280, 640, 960, 640)) == expected


def test_each_format_and_width_has_a_file_named_after_the_original() -> None:
    assert paths(PHOTO) == [
        f"assets/two-bases-{width}-1a2b3c4d5e.{form}"
        for form in ("avif", "webp")
        for width in (320, 640, 960, 1280)
    ]


def test_a_file_name_without_letters_still_gives_a_name() -> None:
    asset = Asset("content/….png", (700, 10), "png", "0")
    assert paths(asset)[1::2] == ["assets/picture-700-0.avif", "assets/picture-700-0.webp"]


def test_srcset_is_ready_for_a_page() -> None:
    asset = Asset("content/稀土.jpg", (700, 10), "jpeg", "0")
    avif, webp = sources(asset, "/sub/x.jpg", CONFIG, "/sub")
    assert (avif.type, webp.type) == ("image/avif", "image/webp")
    name = "/sub/assets/%E7%A8%80%E5%9C%9F"
    assert avif.srcset == f"{name}-320-0.avif 320w, {name}-700-0.avif 700w"


def test_a_webp_original_is_its_own_largest_file() -> None:
    asset = Asset("content/a.webp", (1000, 10), "webp", "0")
    config = ImagesConfig(formats=("webp",), widths=(640, 1280))
    assert paths(asset, config) == ["assets/a-640-0.webp"]
    (webp,) = sources(asset, "/a.webp", config, "")
    assert webp.srcset == "/assets/a-640-0.webp 640w, /a.webp 1000w"


def test_a_webp_original_wider_than_all_widths_is_not_offered() -> None:
    asset = Asset("content/a.webp", (5000, 10), "webp", "0")
    _, webp = sources(asset, "/a.webp", CONFIG, "")
    assert "5000w" not in webp.srcset


def test_a_format_with_only_the_original_is_not_offered() -> None:
    asset = Asset("content/a.webp", (340, 10), "webp", "0")
    assert [each.type for each in sources(asset, "/a.webp", CONFIG, "")] == ["image/avif"]


def test_formats_are_in_the_order_of_the_settings_without_duplicates() -> None:
    config = ImagesConfig(formats=("webp", "avif", "webp"), widths=(500,))
    assert [each.type for each in sources(PHOTO, "", config, "")] == ["image/webp", "image/avif"]


@pytest.mark.parametrize(
    ("size", "form", "expected"),
    [
        ((320, 1), "png", True),
        ((319, 9000), "png", False),
        ((400, 16_383), "png", True),
        ((400, 16_384), "png", False),  # WebP cannot be as high
        ((2000, 1000), "", False),  # animated, or not a raster image
        (None, "jpeg", False),
    ],
)
def test_icons_and_animations_are_left_alone(
    size: tuple[int, int] | None, form: str, expected: bool
) -> None:
    assert is_divisible(Asset("content/a", size, form, "0")) is expected


def test_an_image_with_more_pixels_than_cameras_produce_is_too_large() -> None:
    assert not is_too_large(Asset("content/a", (8000, 8000), "png"))
    assert is_too_large(Asset("content/a", (8000, 8001), "png"))
