"""Resized images: what they keep, and what they leave out."""

from __future__ import annotations

import io
import random
from typing import IO, Any, Final

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageStat

from briefgen.assemble.images import MOST_HEIGHT
from briefgen.model import documents
from briefgen.model.documents import SmallerImage
from briefgen.render import images
from briefgen.render.images import Undecodable, resized

FORMATS: Final = ("avif", "webp")
WIDE, HIGH = 800, 400


def photograph() -> Image.Image:
    """Return an image with a red and a blue half, and with a camera's light and noise."""
    light = Image.linear_gradient("L").resize((WIDE, HIGH))
    grain = Image.frombytes("L", (WIDE // 4, HIGH // 4), random.Random(1).randbytes(20_000))
    dull = ImageChops.multiply(light, grain.resize((WIDE, HIGH), Image.Resampling.BICUBIC))
    halves = Image.new("RGB", (WIDE, HIGH), "#c02020")
    halves.paste("#2020c0", (WIDE // 2, 0, WIDE, HIGH))
    return ImageChops.add(halves, Image.merge("RGB", [dull] * 3), scale=2)


def screenshot() -> Image.Image:
    image = Image.new("RGB", (WIDE, HIGH), "#ffffff")
    drawing = ImageDraw.Draw(image)
    for line in range(20):
        drawing.text((20, 20 * line), "Deposits are not supply. " * 4, fill="#b00020")
    return image


def saved(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, form, **options)
    return data.getvalue()


def made(source: bytes, width: int = 400, form: str = "avif") -> Image.Image:
    image = Image.open(io.BytesIO(resized(SmallerImage(width, form), source)))
    assert image.format == form.upper()
    return image


def colour(image: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, ...]:
    return tuple(round(each) for each in ImageStat.Stat(image.convert("RGB").crop(box)).mean)


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("source", ["JPEG", "PNG", "WEBP"])
def test_an_image_looks_the_same_with_fewer_bytes(source: str, form: str) -> None:
    original = saved(photograph(), source)
    image = made(original, 400, form)
    assert image.size == (400, 200)
    expected = photograph().resize((400, 200), Image.Resampling.LANCZOS)
    difference = ImageChops.difference(expected, image.convert("RGB"))
    assert max(ImageStat.Stat(difference).mean) < 6
    assert len(resized(SmallerImage(400, form), original)) < len(original) / 2


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_image_gives_the_same_bytes(form: str) -> None:
    smaller_image, source = SmallerImage(400, form), saved(photograph())
    assert resized(smaller_image, source) == resized(smaller_image, source)


@pytest.mark.parametrize("form", FORMATS)
def test_a_photograph_is_turned_upright_and_its_metadata_is_removed(form: str) -> None:
    notes = Image.Exif()
    notes[0x0112] = 6  # rotated to the right
    notes[0x010F] = "A camera"
    notes.get_ifd(0x8825)[1] = "N"  # the location
    notes.get_ifd(0x8825)[2] = (47.0, 22.0, 7.0)
    original = saved(photograph(), exif=notes, comment=b"secret", xmp=b"<x>secret</x>")
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    image = made(original, 200, form)
    assert image.size == (200, 400)
    top, foot = colour(image, (0, 0, 200, 190)), colour(image, (0, 210, 200, 400))
    assert top[0] > top[2] + 40  # the left half is red, and is now at the top
    assert foot[2] > foot[0] + 40
    assert not image.getexif()
    assert not {"exif", "xmp", "comment", "XML:com.adobe.xmp"} & image.info.keys()
    data = resized(SmallerImage(200, form), original)
    assert b"secret" not in data
    assert b"A camera" not in data


@pytest.mark.parametrize("source", ["PNG", "WEBP"])
def test_no_file_is_wider_than_an_image_stored_sideways(source: str) -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    assert made(saved(photograph(), source, exif=notes), WIDE).size == (HIGH, WIDE)


def test_an_image_can_be_as_tall_as_the_formats_allow() -> None:
    high = saved(Image.linear_gradient("L").resize((16, MOST_HEIGHT)), "PNG")
    for form in FORMATS:
        assert made(high, 16, form).size == (16, MOST_HEIGHT)


@pytest.mark.parametrize("form", FORMATS)
def test_transparency_is_kept(form: str) -> None:
    image = photograph().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, WIDE // 2, HIGH))
    result = made(saved(image, "PNG"), 400, form)
    assert result.mode == "RGBA"
    alpha = result.getchannel("A")
    assert alpha.crop((0, 0, 190, 200)).getextrema() == (0, 0)
    assert alpha.crop((210, 0, 400, 200)).getextrema() == (255, 255)
    assert made(saved(photograph().convert("RGBA"), "PNG"), 400, form).mode == "RGB"


def test_cmyk_colours_become_rgb() -> None:
    ink = Image.new("CMYK", (WIDE, HIGH), (0, 255, 255, 0))
    assert near(colour(made(saved(ink)), (0, 0, 400, 200)), (255, 0, 0))


def wide_profile(size: int = 0) -> bytes:
    """Return a profile in which the same numbers mean other colours than on most screens."""
    profile = ImageCms.createProfile("sRGB")
    data = bytearray(ImageCms.ImageCmsProfile(profile).tobytes())
    name = data.find("sRGB".encode("utf-16-be"))
    data[name : name + 8] = "Wide".encode("utf-16-be")
    red, green = data.find(b"rXYZ"), data.find(b"gXYZ")
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"  # red is green
    data += bytes(max(size - len(data), 0))
    data[0:4] = len(data).to_bytes(4)
    return bytes(data)


@pytest.mark.parametrize("form", FORMATS)
def test_a_small_colour_profile_is_kept(form: str) -> None:
    profile = wide_profile()
    image = made(saved(photograph(), icc_profile=profile), 400, form)
    assert image.info["icc_profile"] == profile
    assert colour(image, (10, 10, 100, 100))[0] > 90


@pytest.mark.parametrize("form", FORMATS)
def test_the_colours_of_a_large_profile_are_converted(form: str) -> None:
    image = made(saved(photograph(), icc_profile=wide_profile(9000)), 400, form)
    assert not image.info.get("icc_profile")
    red, green, _ = colour(image, (10, 10, 100, 100))
    assert green > red + 40


def test_an_srgb_profile_is_left_out() -> None:
    common = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert not made(saved(photograph(), icc_profile=common)).info.get("icc_profile")


@pytest.mark.parametrize(
    ("source", "mode"), [("JPEG", "L"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16")]
)
@pytest.mark.parametrize("profile", [b"broken", wide_profile()], ids=["broken", "other colours"])
def test_an_invalid_profile_does_no_harm(source: str, mode: str, profile: bytes) -> None:
    grey = photograph().convert("L")
    image = grey.convert("I").convert(mode) if mode == "I;16" else grey.convert(mode)
    assert made(saved(image, source, icc_profile=profile)).size == (400, 200)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_images_with_few_and_with_many_greys_are_resized(mode: str) -> None:
    grey = Image.linear_gradient("L").resize((WIDE, WIDE))
    image = grey.convert("I").point(lambda level: level * 257) if mode == "I;16" else grey
    result = made(saved(image.convert(mode), "PNG"))
    assert near(colour(result, (0, 190, 400, 210)), (128, 128, 128), 8)
    assert max(colour(result, (0, 0, 400, 20))) < 30
    assert min(colour(result, (0, 380, 400, 400))) > 225


def test_the_text_of_a_screenshot_stays_sharp() -> None:
    source = saved(screenshot(), "PNG")
    expected = screenshot().resize((400, 200), Image.Resampling.LANCZOS)
    for form in FORMATS:
        difference = ImageChops.difference(expected, made(source, 400, form).convert("RGB"))
        assert max(ImageStat.Stat(difference).mean) < 3


@pytest.mark.parametrize("form", FORMATS)
def test_no_file_is_larger_than_the_original(form: str) -> None:
    for quality in (1, 5, 20, 95):
        source = saved(photograph(), quality=quality)
        data = resized(SmallerImage(WIDE, form), source)
        assert len(data) <= len(source)
    plain = saved(Image.new("P", (WIDE, HIGH)), "PNG", optimize=True)
    assert len(resized(SmallerImage(400, form), plain)) <= len(plain)


def test_if_no_file_would_be_smaller_the_original_is_used() -> None:
    source = saved(Image.new("1", (1, 1)), "PNG")
    assert resized(SmallerImage(1, "avif"), source) == source


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"not a picture",
        saved(photograph())[:9000],
        saved(photograph(), "PNG")[:9000],
        saved(photograph(), "WEBP")[:9000],
        saved(photograph(), "PNG").replace(b"IDAT", b"IDAX"),
        saved(photograph(), "GIF"),
        saved(photograph(), "TIFF"),
    ],
    ids=["empty", "text", "jpeg", "png", "webp", "chunk", "gif", "tiff"],
)
def test_an_unreadable_image_is_reported(source: bytes) -> None:
    with pytest.raises(Undecodable) as error:
        resized(SmallerImage(400, "avif"), source)
    assert str(error.value)


def test_an_image_too_large_for_memory_is_not_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 60_000
    with pytest.raises(Undecodable):
        resized(SmallerImage(400, "avif"), bomb)
    images._decoded.cache_clear()  # another test may have decoded the same photograph
    monkeypatch.setattr(images, "MOST_PIXELS", WIDE * HIGH - 1)
    with pytest.raises(Undecodable, match="million pixels"):
        resized(SmallerImage(400, "avif"), saved(photograph()))
    assert Image.MAX_IMAGE_PIXELS is not None
    assert documents.MOST_PIXELS < Image.MAX_IMAGE_PIXELS


def test_an_image_is_decoded_once_for_all_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[IO[bytes]] = []
    open_image = Image.open

    def counted(file: IO[bytes], **options: Any) -> Image.Image:
        opened.append(file)
        return open_image(file, **options)

    monkeypatch.setattr(Image, "open", counted)
    source = saved(photograph(), comment=b"once")
    for width in (100, 200, 400):
        for form in FORMATS:
            resized(SmallerImage(width, form, 400), source)
    assert len(opened) == 1


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_does_not_depend_on_the_other_files_of_its_image(form: str) -> None:
    one, other = saved(photograph()), saved(screenshot())
    smaller_image = SmallerImage(200, form, 400)
    alone = resized(smaller_image, one)
    resized(SmallerImage(400, form, 400), one)
    resized(smaller_image, other)
    assert resized(smaller_image, one) == alone


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_much_larger_image_keeps_its_colours(mode: str) -> None:
    grey = Image.new("L", (3000, 1500), 200)
    grey.paste(40, (1500, 0, 3000, 1500))
    if mode == "I;16":
        large = grey.convert("I").point(lambda level: level * 257).convert("I;16")
    else:
        large = grey.point(lambda level: 255 * (level > 99)).convert(mode)
    image = made(saved(large, "PNG"), 300, "webp")
    assert image.size == (300, 150)
    assert near(colour(image, (20, 20, 130, 130)), (200,) * 3 if mode == "I;16" else (255,) * 3)
    assert near(colour(image, (170, 20, 280, 130)), (40,) * 3 if mode == "I;16" else (0,) * 3)
