"""The files of layouts and theme assets; the site's own replace the built-in ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from briefgen.model.characters import is_utf8
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.file_names import is_leftover

LAYOUTS: Final = "layouts"
ASSETS: Final = "assets"
CATALOGUES: Final = "locale"
STYLES: Final = "styles"
BUILT_IN: Final = "theme"
# The layout that says how wide a page shows images, as HTML's `sizes`.
IMAGE_SIZES: Final = "partials/image-sizes.html"
THEME: Final = Path(__file__).parent.parent / "theme"
_PART: Final = re.compile(rb'@import "(styles/[a-z-]+\.css)";\n')


class WrongCatalogue(Exception):
    """A site's catalogue cannot be used."""

    def __init__(self, location: Location, message: str, hint: str) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic("layout", message, location, hint)


@dataclass(frozen=True, slots=True)
class LayoutSources:
    """The bytes of layouts by name: those of the theme, and the site's own."""

    built_in: Mapping[str, bytes]
    own: Mapping[str, bytes]

    def all(self) -> dict[str, bytes]:
        """Return the bytes of each layout, by the name that other layouts use for it."""
        prefixed = {f"{BUILT_IN}/{name}": data for name, data in self.built_in.items()}
        return {**self.built_in, **prefixed, **self.own}


@cache
def built_in() -> Mapping[str, bytes]:
    """Return all files of the theme by name. They do not change while the program runs."""
    return MappingProxyType({name: path.read_bytes() for name, path in _files(THEME)})


@cache
def _built_in_layouts() -> Mapping[str, bytes]:
    files = {name: data for name, data in built_in().items() if _is_layout(name)}
    return MappingProxyType(files)


@cache
def _built_in_assets() -> Mapping[str, bytes]:
    folder = f"{ASSETS}/"
    files = {
        name.removeprefix(folder): _PART.sub(_part, data)
        for name, data in built_in().items()
        if name.startswith(folder)
    }
    return MappingProxyType(files)


def _part(match: re.Match[bytes]) -> bytes:
    """Return a part of the theme's style sheet, so that browsers load one file."""
    return built_in()[match[1].decode()]


def layout_sources(root: Path) -> LayoutSources:
    """Read all layouts that a site has."""
    files = _files(root / LAYOUTS)
    own = {name: path.read_bytes() for name, path in files if _is_layout(name)}
    return LayoutSources(_built_in_layouts(), own)


def _is_layout(name: str) -> bool:
    """Whether a file of a theme is a layout."""
    return not name.startswith((f"{ASSETS}/", f"{CATALOGUES}/", f"{STYLES}/"))


def catalogue_sources(root: Path) -> dict[str, bytes]:
    """Return the bytes of each translation catalogue, by its path as shown in messages."""
    theme = {
        f"{BUILT_IN}/{name}": data
        for name, data in built_in().items()
        if name.startswith(f"{CATALOGUES}/") and name.endswith(".mo")
    }
    own = sorted((root / LAYOUTS / CATALOGUES).glob("*.po"))
    return theme | {f"{LAYOUTS}/{CATALOGUES}/{path.name}": path.read_bytes() for path in own}


def theme_files(root: Path) -> Iterator[tuple[str, bytes, str]]:
    """Yield the name, the bytes and the path (as shown in messages) of each theme asset."""
    own = {name: path.read_bytes() for name, path in _files(root / LAYOUTS / ASSETS)}
    for name, data in sorted({**_built_in_assets(), **own}.items()):
        yield name, data, f"{LAYOUTS if name in own else BUILT_IN}/{ASSETS}/{name}"


def badly_encoded(root: Path) -> list[str]:
    """Return the paths of the site's layouts and assets whose names are not UTF-8."""
    paths = (f"{LAYOUTS}/{name}" for name, _ in _files(root / LAYOUTS))
    return [path for path in paths if not is_utf8(path)]


def theme_path(path: Path) -> str:
    """Return the path of a built-in theme file as shown in messages."""
    inside = path.is_relative_to(THEME)
    return f"{BUILT_IN}/{path.relative_to(THEME).as_posix()}" if inside else path.name


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and the path of each file in a folder, without hidden ones."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.is_file() and not hidden and not is_leftover(path.name):
            yield inside.as_posix(), path
