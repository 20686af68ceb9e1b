"""Read the format and size of an image from the first bytes of its file."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

Size = tuple[int, int]

# Enough for the header of any image, and for what cameras and programs write before that of a JPEG.
HEAD: Final = 1 << 18
EXTENSIONS: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
DRAWINGS: Final = (".svg", ".svgz")  # text, which is parsed and rewritten

_EXIF: Final = b"Exif\0\0"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def image_size(data: bytes) -> Size | None:
    """Return the width and height of a raster image, or None if its bytes do not say.

    `data` is the whole file, or at least its first HEAD bytes.
    """
    try:
        size = _size(data)
    except (struct.error, ValueError, IndexError):
        return None
    return size if size and min(size) > 0 else None


def is_turned_webp(data: bytes) -> bool:
    """Whether a whole file is a WebP image whose EXIF data turns it by 90 degrees.

    Not all browsers respect EXIF data in WebP images.
    """
    if not has_late_notes(data):
        return False
    offset = 12
    while offset + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, offset + 4)
        if data[offset : offset + 4] == b"EXIF":
            try:
                return _is_turned(data[offset + 8 : offset + 8 + length].removeprefix(_EXIF))
            except (struct.error, IndexError):
                return False
        offset += 8 + length + length % 2
    return False


def has_late_notes(data: bytes) -> bool:
    """Whether the beginning of a WebP file says that EXIF data follows at its end."""
    return data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X" and bool(data[20:21] and data[20] & 8)


def still_form(data: bytes) -> str:
    """Return jpeg, png or webp if a file begins like a raster image that is not animated, or ""."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(_PNG):
        return "" if b"acTL" in data.partition(b"IDAT")[0] else "png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        moves = data[12:16] == b"VP8X" and data[20:21] and data[20] & 2
        return "" if moves else "webp"
    return ""


def _size(data: bytes) -> Size | None:
    if data.startswith(_PNG) and data[12:16] == b"IHDR":
        return _upright(_pair(">II", data, 16), is_turned=_is_turned(_png_notes(data)))
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _pair("<HH", data, 6)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis", b"mif1"):
        return _avif(data)
    return None


def _pair(form: str, data: bytes, start: int) -> Size:
    width, height = struct.unpack_from(form, data, start)
    return width, height


def _jpeg(data: bytes) -> Size | None:
    """Return the size from the frame's header, with width and height swapped if EXIF says so."""
    turned = False
    for marker, start, end in _segments(data):
        if marker == 0xE1:
            notes = data[start:end]
            turned = notes.startswith(_EXIF) and _is_turned(notes.removeprefix(_EXIF))
        elif marker in _JPEG_FRAMES:
            height, width = _pair(">HH", data, start + 1)
            return _upright((width, height), is_turned=turned)
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the marker of each segment, and where its content begins and ends."""
    offset = 2
    while offset + 4 <= len(data) and data[offset] == 0xFF:
        marker = data[offset + 1]
        if marker == 0xFF:  # padding
            offset += 1
            continue
        (length,) = struct.unpack_from(">H", data, offset + 2)
        yield marker, offset + 4, offset + 2 + length
        offset += 2 + length


def _upright(size: Size, *, is_turned: bool) -> Size:
    return (size[1], size[0]) if is_turned else size


def _png_notes(data: bytes) -> bytes:
    """Return the EXIF data that a PNG has before its pixels."""
    offset = len(_PNG)
    while offset + 8 <= len(data) and data[offset + 4 : offset + 8] != b"IDAT":
        (length,) = struct.unpack_from(">I", data, offset)
        if data[offset + 4 : offset + 8] == b"eXIf":
            return data[offset + 8 : offset + 8 + length]
        offset += 12 + length
    return b""


def _is_turned(notes: bytes) -> bool:
    """Whether EXIF data (in TIFF form) says to swap width and height."""
    if notes[:4] not in (b"II*\0", b"MM\0*"):
        return False
    order = "<" if notes.startswith(b"II") else ">"
    (first,) = struct.unpack_from(f"{order}I", notes, 4)
    (count,) = struct.unpack_from(f"{order}H", notes, first)
    for index in range(count):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", notes, first + 2 + 12 * index)
        if tag == 0x0112:
            return int(value) >= 5
    return False


def _webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = _pair("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _avif(data: bytes) -> Size | None:
    """Return the largest size that the file's properties name: the others are thumbnails."""
    sizes = [_pair(">II", data, match.end() + 4) for match in re.finditer(b"ispe", data)]
    turn = data.partition(b"irot")[2][:1]  # in quarter turns
    return _upright(max(sizes), is_turned=bool(turn) and turn[0] % 2 == 1) if sizes else None
