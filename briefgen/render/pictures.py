"""Smaller files of a picture, in formats that take fewer bytes.

How they look was chosen by measurement (mean SSIM against the bytes, of photographs, screenshots
and charts): a photograph as good as a JPEG of quality 80 takes 55 % of its bytes as AVIF and 80 %
as WebP. What was drawn keeps its colours sharp: AVIF without subsampling takes a fifth to a half
of the PNG.

The speed of AVIF: slower than 6 takes six times as long and gains nothing, 8 is three times
quicker and needs 15 % more bytes for the same looks. One thread, since their number changes the
bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from briefgen.model.documents import MOST_PIXELS, SmallerPicture
from briefgen.model.html import Html

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_FORMS: Final = ("JPEG", "PNG", "WEBP")
_LARGE_PROFILE: Final = 4096  # bytes; as much as a small picture itself
_SPEED: Final = 6
_EFFORT: Final = 4
_FINER: Final = 2  # a decoded picture is at least so many times as wide as the largest made of it
_REDUCIBLE: Final = ("RGB", "RGBA", "L", "CMYK", "I")


class Undecodable(Exception):
    """A picture cannot be read; the words say why."""


def smaller_picture(picture: SmallerPicture, _: Sequence[Html] = (), source: bytes = b"") -> bytes:
    """Return a picture of the given width and format, with nothing of the camera's notes.

    It is never larger than its source: what cannot be made smaller is the source itself, which
    browsers show whatever its name says. Raises Undecodable.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd, and can be shown all the same
        try:
            image, profile = _resized(source, picture)
        except Undecodable:
            raise
        except Exception as error:  # each decoder has its own, and words for programmers
            raise Undecodable("it is damaged, or a part of it is missing") from error
        attempts = _ATTEMPTS[picture.format](image, profile, _is_drawn(source))
        return next((data for data in attempts if len(data) < len(source)), source)


def _resized(source: bytes, picture: SmallerPicture) -> tuple[Picture, bytes]:
    """Return the picture upright and in the wanted width, and its colour profile."""
    from PIL import Image  # noqa: PLC0415 - an extra of the package

    image, profile = _decoded(source, max(picture.largest, picture.width))
    width = min(picture.width, image.width)  # of a PNG or WebP on its side
    height = max(round(image.height * width / image.width), 1)
    small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if small.mode == "RGBA" and small.getchannel("A").getextrema() == (255, 255):
        small = small.convert("RGB")
    small.info = {}  # what else the file says, such as the place where it was taken
    return small, profile


@lru_cache(maxsize=1)
def _decoded(source: bytes, largest: int) -> tuple[Picture, bytes]:
    """Return the picture upright, wide enough for the largest to be made, and its profile.

    The files that are made of a picture come one after another, so it is decoded once. It is
    reduced before anything else: 64 million pixels are 256 MB at each step.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - an extra of the package

    with Image.open(io.BytesIO(source), formats=_FORMS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Undecodable(f"it has more than {MOST_PIXELS // 1_000_000} million pixels")
        enough = _FINER * largest
        opened.draft(opened.mode, (enough, enough))  # a JPEG need not be read in full
        upright = ImageOps.exif_transpose(_reduced(opened, enough))
    return _coloured(_of_eight_bits(upright))


def _reduced(image: Picture, enough: int) -> Picture:
    """Return a picture whose sides are divided by a whole number, and still wide enough."""
    factor = min(image.width, image.height) // enough
    if factor < 2:
        return image
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    elif image.mode not in _REDUCIBLE or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.reduce(factor)


def _coloured(image: Picture) -> tuple[Picture, bytes]:
    """Return a picture in RGB, with or without alpha, and the profile that goes with it.

    A small profile stays; colours of a large one, or of one for ink or grey, are converted.
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
    except (ImageCms.PyCMSError, OSError, ValueError):  # broken, or for other colours than these
        return image.convert(mode), b""
    return converted or image.convert(mode), b""


def _of_eight_bits(image: Picture) -> Picture:
    """Return a picture whose greys may have sixteen bits in the usual ones."""
    if not image.mode.startswith("I"):
        return image
    usual = image.convert("I").point(lambda level: level / 257).convert("L")
    usual.info = {key: image.info[key] for key in ("icc_profile",) if key in image.info}
    return usual


def _is_drawn(source: bytes) -> bool:
    """Whether a picture keeps every pixel as it was: a screenshot or a chart."""
    return source.startswith(b"\x89PNG") or source[12:16] == b"VP8L"


def _avif(image: Picture, profile: bytes, is_drawn: bool) -> Iterator[bytes]:
    qualities, colours = ((70, 55, 40), "4:4:4") if is_drawn else ((60, 45, 30), "4:2:0")
    for quality in qualities:
        yield _saved(image, "AVIF", icc_profile=profile, quality=quality, subsampling=colours,
                     speed=_SPEED, max_threads=1)  # fmt: skip


def _webp(image: Picture, profile: bytes, is_drawn: bool) -> Iterator[bytes]:
    common = {"icc_profile": profile, "method": _EFFORT, "use_sharp_yuv": is_drawn}
    if is_drawn:
        exact = _saved(image, "WEBP", lossless=True, **common)
        yield min(exact, _saved(image, "WEBP", quality=90, **common), key=len)
    for quality in (80, 65, 50):
        yield _saved(image, "WEBP", quality=quality, **common)


def _saved(image: Picture, form: str, **options: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, form, **options)
    return data.getvalue()


# By the name of a format: what to try one after the other, each with fewer bytes.
_ATTEMPTS: Final[Mapping[str, Callable[[Picture, bytes, bool], Iterator[bytes]]]] = (
    MappingProxyType({"avif": _avif, "webp": _webp})
)
