"""Smaller versions of an image, in more compact formats.

The quality settings were measured (mean SSIM against file size, for photographs, screenshots and
charts). A photograph that looks like a JPEG of quality 80 takes 55 % of its bytes as AVIF and
80 % as WebP. Drawings keep sharp colours: AVIF without subsampling takes a fifth to a half of the
PNG.

AVIF speed: settings below 6 take six times as long and gain nothing; 8 is three times faster but
needs 15 % more bytes for the same quality. One thread, since the number of threads changes the
output bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.documents import MOST_PIXELS, SmallerImage
from briefgen.render.writers import WriterInput

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

_FORMS: Final = ("JPEG", "PNG", "WEBP")
_LARGE_PROFILE: Final = 4096  # bytes; as large as a small image
_SPEED: Final = 6
_EFFORT: Final = 4
_PRINTED: Final = 82  # quality of JPEG
_FINER: Final = 2  # a decoded image is at least this many times as wide as the widest output
_REDUCIBLE: Final = ("RGB", "RGBA", "L", "CMYK", "I")


class Undecodable(Exception):
    """An image cannot be read; the message says why."""


def smaller_image(image: SmallerImage, inputs: WriterInput) -> Checked[bytes]:
    """Return a resized copy of an image, or its own bytes, in whatever format, if it is damaged."""
    ((path, source),) = inputs.sources.items()
    try:
        with inputs.memory if image.is_heavy else nullcontext():
            return Checked(resized(image, source))
    except Undecodable as error:
        problem = Diagnostic(
            "picture",
            f"this image cannot be resized: {error}",
            Location(path),
            "open it in an image editor and save it again; until then, pages show the original",
        )
        return Checked(source, (problem,))


def resized(copy: SmallerImage, source: bytes) -> bytes:
    """Return an image of the given width and format, without the camera's metadata.

    It is never larger than its source. If it cannot be made smaller, the source itself is returned;
    browsers show it whatever its file name says. Raises Undecodable.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # unusual images that can be shown anyway
        try:
            image, profile = _resized(source, copy)
        except Undecodable:
            raise
        except Exception as error:  # each decoder raises its own, with messages for programmers
            raise Undecodable("the file is damaged or incomplete") from error
        attempts = _ATTEMPTS[copy.format](image, profile, _is_drawn(source))
        return next((data for data in attempts if len(data) < len(source)), source)


def _resized(source: bytes, copy: SmallerImage) -> tuple[PillowImage, bytes]:
    """Return the image upright and at the requested width, and its colour profile."""
    from PIL import Image  # noqa: PLC0415 - an extra of the package

    image, profile = _decoded(source, max(copy.largest, copy.width))
    width = min(copy.width, image.width)  # smaller for a PNG or WebP stored sideways
    height = max(round(image.height * width / image.width), 1)
    small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if small.mode == "RGBA" and small.getchannel("A").getextrema() == (255, 255):
        small = small.convert("RGB")
    small.info = {}  # other metadata, such as where the photograph was taken
    return small, profile


@lru_cache(maxsize=1)
def _decoded(source: bytes, largest: int) -> tuple[PillowImage, bytes]:
    """Return the image upright, wide enough for the widest output, and its profile.

    The outputs of an image are written one after another, so it is decoded once. It is reduced
    first: 64 million pixels take 256 MB at each step.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - an extra of the package

    with Image.open(io.BytesIO(source), formats=_FORMS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Undecodable(f"it has more than {MOST_PIXELS // 1_000_000} million pixels")
        enough = _FINER * largest
        opened.draft(opened.mode, (enough, enough))  # a JPEG need not be decoded at full size
        upright = ImageOps.exif_transpose(_reduced(opened, enough))
    return _coloured(_of_eight_bits(upright))


def _reduced(image: PillowImage, enough: int) -> PillowImage:
    """Return an image with sides divided by an integer, and still wide enough."""
    factor = min(image.width, image.height) // enough
    if factor < 2:
        return image
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    elif image.mode not in _REDUCIBLE or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.reduce(factor)


def _coloured(image: PillowImage) -> tuple[PillowImage, bytes]:
    """Return an image in RGB, with or without alpha, and its colour profile.

    A small profile is kept. Large, CMYK and greyscale profiles are converted to sRGB.
    """
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile") or b""
    if not profile:
        return image.convert(mode), b""
    from PIL import ImageCms  # noqa: PLC0415 - an extra of the package

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if ImageCms.getProfileDescription(own).startswith("sRGB"):
            return image.convert(mode), b""
        if image.mode in ("RGB", "RGBA", "P") and len(profile) <= _LARGE_PROFILE:
            return image.convert(mode), profile
        ready = image.convert(mode) if image.mode == "P" else image
        common = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(ready, own, common, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):  # damaged, or for another colour mode
        return image.convert(mode), b""
    return converted or image.convert(mode), b""


def _of_eight_bits(image: PillowImage) -> PillowImage:
    """Return an image with 16-bit greys reduced to 8 bits."""
    if not image.mode.startswith("I"):
        return image
    usual = image.convert("I").point(lambda level: level / 257).convert("L")
    usual.info = {key: image.info[key] for key in ("icc_profile",) if key in image.info}
    return usual


def _is_drawn(source: bytes) -> bool:
    """Whether an image is stored without loss: a screenshot or a chart."""
    return source.startswith(b"\x89PNG") or source[12:16] == b"VP8L"


def _avif(image: PillowImage, profile: bytes, is_drawn: bool) -> Iterator[bytes]:
    qualities, colours = ((70, 55, 40), "4:4:4") if is_drawn else ((60, 45, 30), "4:2:0")
    for quality in qualities:
        yield _saved(image, "AVIF", icc_profile=profile, quality=quality, subsampling=colours,
                     speed=_SPEED, max_threads=1)  # fmt: skip


def _webp(image: PillowImage, profile: bytes, is_drawn: bool) -> Iterator[bytes]:
    common = {"icc_profile": profile, "method": _EFFORT, "use_sharp_yuv": is_drawn}
    if is_drawn:
        exact = _saved(image, "WEBP", lossless=True, **common)
        yield min(exact, _saved(image, "WEBP", quality=90, **common), key=len)
    for quality in (80, 65, 50):
        yield _saved(image, "WEBP", quality=quality, **common)


def _print(image: PillowImage, profile: bytes, is_drawn: bool) -> Iterator[bytes]:
    """Yield JPEG, or PNG for screenshots and charts, and for images that one can see through."""
    if is_drawn or image.mode == "RGBA":
        yield _saved(image, "PNG", icc_profile=profile, optimize=True)
    else:
        yield _saved(image, "JPEG", icc_profile=profile, quality=_PRINTED, optimize=True)


def _jpeg(image: PillowImage, profile: bytes, _: bool) -> Iterator[bytes]:
    for quality in (82, 70):
        yield _saved(image.convert("RGB"), "JPEG", icc_profile=profile, quality=quality,
                     optimize=True, progressive=True)  # fmt: skip


def _png(image: PillowImage, profile: bytes, _: bool) -> Iterator[bytes]:
    yield _saved(image, "PNG", icc_profile=profile, optimize=True)
    yield _saved(image.quantize(256), "PNG", icc_profile=profile, optimize=True)


def _saved(image: PillowImage, form: str, **options: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, form, **options)
    return data.getvalue()


# By format: the settings to try in order, each with fewer bytes.
_ATTEMPTS: Final[Mapping[str, Callable[[PillowImage, bytes, bool], Iterator[bytes]]]] = (
    MappingProxyType({"avif": _avif, "webp": _webp, "jpeg": _jpeg, "png": _png, "print": _print})
)
