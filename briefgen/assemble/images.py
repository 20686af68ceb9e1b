"""Resized copies and variants of the site's images, and how pages offer them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from briefgen.model.addresses import href, slugify
from briefgen.model.config import ImageFormat, ImagesConfig
from briefgen.model.content import Asset
from briefgen.model.documents import MOST_PIXELS, SmallerImage
from briefgen.model.views import ImageSource

# Narrower images are icons and symbols; resizing them would save nothing.
LEAST_WIDTH: Final = 320
MOST_HEIGHT: Final = 16_383  # limit of WebP
HEAVY: Final = 16_000_000  # pixels
PRINTED: Final = 1600  # pixels: 240 to the inch across the text of a page
# A copy that is almost as wide as the largest one would save nothing.
_NEARLY: Final = 0.9


@dataclass(frozen=True, slots=True)
class ResizedCopy:
    """A resized copy to create, and its path in the output."""

    path: str
    image: SmallerImage


# The variants that may be beside an image, such as `prices.dark.svg`, by the media query for which
# they are shown; the first one that applies is.
_NARROW: Final = "(max-width: 40rem)"
_DARK: Final = "(prefers-color-scheme: dark)"
VARIANTS: Final[Mapping[str, str]] = MappingProxyType(
    {"narrow.dark": f"{_NARROW} and {_DARK}", "dark": _DARK, "narrow": _NARROW}
)


def variant_path(path: str, name: str) -> str:
    """Return the path that a variant of an image would have."""
    stem, end = posixpath.splitext(path)
    return f"{stem}.{name}{end}"


def shown_image(path: str) -> str:
    """Return the path of the image that a file is a variant of, or the path itself."""
    stem, end = posixpath.splitext(path)
    folded = stem.casefold()
    name = next((name for name in VARIANTS if folded.endswith(f".{name}")), "")
    return f"{stem[: -len(name) - 1]}{end}" if name else path


def is_divisible(asset: Asset) -> bool:
    """Whether a file of content/ is an image that can and should be resized."""
    if not asset.form or asset.size is None:
        return False
    width, height = asset.size
    return width >= LEAST_WIDTH and height <= MOST_HEIGHT


def is_resized(asset: Asset) -> bool:
    """Whether pages offer resized copies of an image, if they show it."""
    return is_divisible(asset) and not is_too_large(asset)


def is_too_large(asset: Asset) -> bool:
    """Whether an image has more pixels than a build resizes."""
    return _pixels(asset) > MOST_PIXELS


def copies(asset: Asset, config: ImagesConfig) -> Iterator[ResizedCopy]:
    """Yield the resized copies of an image."""
    for form in dict.fromkeys(config.formats):
        yield from _copies(asset, form, config)


def sources(
    asset: Asset, url: str, config: ImagesConfig, base_path: str
) -> tuple[ImageSource, ...]:
    """Return how a page offers the copies; `url` is the link to the original.

    A format in which only the original exists is not offered.
    """
    wide = _width(asset)
    offered = []
    for form in dict.fromkeys(config.formats):
        files = [
            f"{href(base_path, f'/{each.path}')} {each.image.width}w"
            for each in _copies(asset, form, config)
        ]
        if files and form == asset.form and wide <= max(config.widths):
            files.append(f"{url} {wide}w")
        if files:
            offered.append(ImageSource(f"image/{form}", ", ".join(files)))
    return tuple(offered)


def widths(wide: int, configured: Sequence[int]) -> tuple[int, ...]:
    """Return the widths of the copies: none wider than the image, no two almost the same."""
    top = min(wide, max(configured))
    return (*(width for width in sorted(set(configured)) if width < top * _NEARLY), top)


def printed_copy(asset: Asset) -> ResizedCopy | None:
    """Return the copy of an image for paper, or None if it needs none.

    A WebP image needs one whatever its width, because a PDF would have it without compression.
    """
    if not is_resized(asset) or (asset.form != "webp" and _width(asset) <= PRINTED):
        return None
    width = min(_width(asset), PRINTED)
    image = SmallerImage(width, "print", width, is_heavy=_is_heavy(asset))
    return ResizedCopy(f"assets/{asset.digest}-{width}.print", image)


def _copies(asset: Asset, form: ImageFormat, config: ImagesConfig) -> Iterator[ResizedCopy]:
    """Yield the copies in one format, the narrowest first.

    They are in the folder of files that browsers may cache for ever, because their names include
    the digest of the original.
    """
    name = slugify(posixpath.splitext(posixpath.basename(asset.path))[0]) or "picture"
    wide = _width(asset)
    copy_widths = widths(wide, config.widths)
    for width in copy_widths:
        if (form, width) != (asset.form, wide):  # that is the original
            path = f"assets/{name}-{width}-{asset.digest}.{form}"
            image = SmallerImage(width, form, copy_widths[-1], is_heavy=_is_heavy(asset))
            yield ResizedCopy(path, image)


def _is_heavy(asset: Asset) -> bool:
    """Whether decoding takes hundreds of megabytes; a JPEG is decoded at reduced size."""
    return asset.form != "jpeg" and _pixels(asset) > HEAVY


def _pixels(asset: Asset) -> int:
    width, height = asset.size or (0, 0)
    return width * height


def _width(asset: Asset) -> int:
    return asset.size[0] if asset.size else 0
