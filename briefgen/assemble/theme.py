"""The theme's own files: fingerprinted, with the site's colours and fonts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from briefgen.model.config import ThemeConfig
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Literal

STYLESHEET = "theme.css"


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A file of the theme's assets, or of the site's layouts/assets/; `path` is for messages."""

    name: str
    data: bytes
    path: str


def theme_outputs(files: Iterable[ThemeFile], config: ThemeConfig) -> dict[str, Literal]:
    """Return the output of each theme file by its name; the digest in its path makes it lasting."""
    found = {}
    for file in files:
        data = file.data + _settings(config).encode() if file.name == STYLESHEET else file.data
        stem, extension = posixpath.splitext(file.name)
        digest = blake2b(data, digest_size=5).hexdigest()
        found[file.name] = Literal(f"assets/{stem}-{digest}{extension}", data, Location(file.path))
    return found


def asset_links(outputs: Mapping[str, Literal], base_path: str) -> dict[str, str]:
    """Return the link to each theme file by its name."""
    return {name: f"{base_path}/{output.path}" for name, output in outputs.items()}


def _settings(config: ThemeConfig) -> str:
    """Return the custom properties that site.yaml sets."""
    settings = {
        "--accent": config.accent,
        "--accent-dark": config.accent_dark,
        "--font-body": config.font_body,
        "--font-heading": config.font_heading,
    }
    rules = "".join(f"{name}:{value};" for name, value in settings.items() if value)
    return f"\n:root{{{rules}}}\n"
