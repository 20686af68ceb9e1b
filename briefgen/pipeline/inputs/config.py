"""Reads the configuration from site.yaml, and parses it again only if its bytes changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.cache.digests import digest
from briefgen.cache.notes import Note
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import Store
from briefgen.model.config import SiteConfig
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.site_folder import SITE_FILE
from briefgen.pipeline.failures import unreadable
from briefgen.pipeline.inputs.files import bytes_of


@dataclass(frozen=True, slots=True)
class _Parsed:
    config: SiteConfig
    diagnostics: tuple[Diagnostic, ...]


_NOTE: Final = Note("config", _Parsed)


def read_site_config(
    root: Path, base_url: str = "", store: Store | None = None
) -> Checked[SiteConfig | None]:
    """Read site.yaml; a `base_url` that is not empty overrides the one in the file."""
    try:
        data = bytes_of(root / SITE_FILE)
    except FileNotFoundError:
        return Checked(None, (_missing(),))
    except OSError as error:
        return Checked(None, (unreadable(SITE_FILE, error),))
    key = digest(code_stamp(), data, base_url.encode())
    cached = _NOTE.read(store, key) if store else None
    if cached is not None:
        return Checked(cached.config, cached.diagnostics)
    from briefgen.read.config import read_config  # noqa: PLC0415 - heavy, and often not needed

    checked = read_config(data, base_url)
    if store and checked.value is not None:
        _NOTE.write(store, _Parsed(checked.value, checked.diagnostics), key)
    return checked


def _missing() -> Diagnostic:
    return Diagnostic(
        "site-missing",
        "there is no site.yaml in this folder",
        Location(SITE_FILE),
        "go to the site's folder, name it with -C FOLDER, or create a site: briefgen init FOLDER",
    )
