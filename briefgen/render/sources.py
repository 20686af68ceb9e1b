"""The files of layouts and theme assets; the site's own replace the built-in ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
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


def layout_sources(root: Path) -> LayoutSources:
    """Read all layouts that a site has."""
    return LayoutSources(dict(_read(THEME)), dict(_read(root / LAYOUTS)))


def catalogue_sources(root: Path) -> dict[str, bytes]:
    """Return the bytes of each translation catalogue, by its path as shown in messages."""
    built_in, own = THEME / CATALOGUES, root / LAYOUTS / CATALOGUES
    files = {theme_path(path): path for path in _files(built_in) if path.suffix == ".mo"}
    files |= {f"{LAYOUTS}/{CATALOGUES}/{path.name}": path for path in sorted(own.glob("*.po"))}
    return {name: path.read_bytes() for name, path in files.items()}


def theme_files(root: Path) -> Iterator[tuple[str, bytes, str]]:
    """Yield the name, the bytes and the path (as shown in messages) of each theme asset."""
    own = root / LAYOUTS / ASSETS
    files = {path.relative_to(THEME / ASSETS).as_posix(): path for path in _files(THEME / ASSETS)}
    files |= {path.relative_to(own).as_posix(): path for path in _files(own)}
    for name, path in sorted(files.items()):
        mine = path.is_relative_to(own)
        data = path.read_bytes()
        if mine:
            yield name, data, f"{LAYOUTS}/{ASSETS}/{name}"
        else:
            yield name, _PART.sub(_part, data), theme_path(path)


def _part(match: re.Match[bytes]) -> bytes:
    """Return a part of the theme's style sheet, so that browsers load one file."""
    return (THEME / match[1].decode()).read_bytes()


def badly_encoded(root: Path) -> list[str]:
    """Return the paths of the site's layouts and assets whose names are not UTF-8."""
    shown = (f"{LAYOUTS}/{path.relative_to(root / LAYOUTS)}" for path in _files(root / LAYOUTS))
    return [path for path in shown if not is_utf8(path)]


def theme_path(path: Path) -> str:
    """Return the path of a built-in theme file as shown in messages."""
    inside = path.is_relative_to(THEME)
    return f"{BUILT_IN}/{path.relative_to(THEME).as_posix()}" if inside else path.name


def _read(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if not name.startswith((f"{ASSETS}/", f"{CATALOGUES}/", f"{STYLES}/")):
            yield name, path.read_bytes()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and not is_leftover(path.name):
            yield path
