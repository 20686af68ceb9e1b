"""Images of Typst with a palette, which have a third of the bytes.

Typst writes images of millions of colours. One that is set in black and white has shades of grey,
and each shade becomes a colour between two others. No pixel is decoded: PNG filters each channel by
itself (https://www.w3.org/TR/png-3/#9Filters), so a channel is used unchanged.
"""

from __future__ import annotations

import struct
from binascii import crc32
from collections.abc import Iterator
from typing import Final

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = 4  # red, green, blue, alpha
_PALETTE: Final = 3  # the colour type of images with a palette
_SIZE: Final = struct.Struct(">II")
_SHADES: Final = 255
_AT_ONCE: Final = 21  # rows; with more, the memory would be new each time


def png_size(png: bytes) -> tuple[int, int]:
    """Return the width and the height of a PNG image in pixels."""
    width, height = _SIZE.unpack_from(png, 16)
    return width, height


def with_palette(png: bytes, black: str, white: str) -> bytes:
    """Return an image that Typst set in black and white in these two colours, `#rrggbb`."""
    from zlib_ng import zlib_ng  # noqa: PLC0415 - an extra of the package

    width, height = png_size(png)
    # Most pixels are as the one above, so what remains is zeros between the edges of letters.
    packer = zlib_ng.compressobj(strategy=zlib_ng.Z_RLE)
    packed = [packer.compress(row) for row in _first_channel(png, 1 + width * _CHANNELS)]
    header = _SIZE.pack(width, height) + bytes((8, _PALETTE, 0, 0, 0))
    return _SIGNATURE + b"".join(
        _chunk(name, data)
        for name, data in (
            (b"IHDR", header),
            (b"PLTE", _palette(black, white)),
            (b"IDAT", b"".join((*packed, packer.flush()))),
            (b"IEND", b""),
        )
    )


def _first_channel(png: bytes, row: int) -> Iterator[bytes]:
    """Yield the filter and the first channel of each row, from rows of this many bytes."""
    from zlib_ng import zlib_ng  # noqa: PLC0415

    unpacker = zlib_ng.decompressobj()
    packed = b"".join(data for name, data in _chunks(png) if name == b"IDAT")
    while pixels := unpacker.decompress(packed, row * _AT_ONCE):
        for start in range(0, len(pixels), row):
            yield pixels[start : start + 1] + pixels[start + 1 : start + row : _CHANNELS]
        packed = unpacker.unconsumed_tail


def _palette(black: str, white: str) -> bytes:
    """Return the colours from one to another, for each shade of grey."""
    ends = list(zip(_channels(black), _channels(white), strict=True))
    return bytes(
        round(start + (end - start) * shade / _SHADES)
        for shade in range(_SHADES + 1)
        for start, end in ends
    )


def _channels(colour: str) -> bytes:
    digits = colour.removeprefix("#")
    return bytes.fromhex(digits if len(digits) == 6 else "".join(each * 2 for each in digits))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = len(_SIGNATURE)
    while start < len(png):
        (length,) = struct.unpack_from(">I", png, start)
        yield png[start + 4 : start + 8], png[start + 8 : start + 8 + length]
        start += 12 + length


def _chunk(name: bytes, data: bytes) -> bytes:
    check = crc32(data, crc32(name))
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)
