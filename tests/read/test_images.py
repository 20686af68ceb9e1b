import io
import struct

import pytest
from PIL import Image

from briefgen.read.images import image_size, is_turned_webp, still_form

EXIF_TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
OTHER = Image.new("RGB", (321, 123), "#ffffff")


def drawn(form: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (321, 123), "#0b5d66").save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("PNG", {}),
        ("GIF", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": EXIF_TURNED}),  # the extended form
        ("AVIF", {}),
    ],
)
def test_the_size_of_an_image_is_read(form: str, options: dict[str, object]) -> None:
    assert image_size(drawn(form, **options)) == (321, 123)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "AVIF"])
def test_the_size_of_a_rotated_image_is_swapped(form: str) -> None:
    assert image_size(drawn(form, exif=EXIF_TURNED)) == (123, 321)


def test_a_rotated_webp_image_is_detected() -> None:
    assert is_turned_webp(drawn("WEBP", exif=EXIF_TURNED))
    assert not is_turned_webp(drawn("WEBP", exif=EXIF_TURNED.replace(b"\0\6\0", b"\0\1\0")))
    assert not is_turned_webp(drawn("WEBP"))
    assert not is_turned_webp(drawn("WEBP", save_all=True, append_images=[OTHER]))
    assert not is_turned_webp(drawn("PNG", exif=EXIF_TURNED))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_damaged_exif_data_raises_no_error(form: str) -> None:
    data = drawn(form, exif=EXIF_TURNED)
    at = data.index(EXIF_TURNED[6:])
    for end in range(at, at + len(EXIF_TURNED)):
        for damaged in (data[:end], data[:end] + b"\xff" * 40, data[:end] + b"\0" * 40):
            assert image_size(damaged) in (None, (321, 123), (123, 321))
            assert is_turned_webp(damaged) in (True, False)
            assert still_form(damaged) in ("", form.lower())


@pytest.mark.parametrize("form", ["PNG", "GIF", "JPEG", "WEBP", "AVIF"])
def test_a_truncated_image_has_no_size_and_raises_no_error(form: str) -> None:
    data = drawn(form)
    for end in range(min(len(data), 200)):
        assert image_size(data[:end]) in (None, (321, 123))


def test_a_jpeg_with_endless_padding_ends() -> None:
    assert image_size(b"\xff\xd8" + b"\xff" * 100_000) is None
    assert image_size(b"\xff\xd8" + b"\xff\xe0" + struct.pack(">H", 0) * 1000) is None


@pytest.mark.parametrize(
    ("form", "options", "expected"),
    [
        ("JPEG", {}, "jpeg"),
        ("PNG", {}, "png"),
        ("WEBP", {}, "webp"),
        ("WEBP", {"exif": EXIF_TURNED}, "webp"),
        ("GIF", {}, ""),
        ("AVIF", {}, ""),
        ("PNG", {"save_all": True, "append_images": [OTHER]}, ""),
        ("WEBP", {"save_all": True, "append_images": [OTHER]}, ""),
    ],
)
def test_raster_images_without_animation_are_detected(
    form: str, options: dict[str, object], expected: str
) -> None:
    assert still_form(drawn(form, **options)) == expected


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\x89PNG", b"RIFF....WEBPVP8X", b"<svg/>"])
def test_a_truncated_image_is_not_animated(data: bytes) -> None:
    assert still_form(data) in ("", "webp")
