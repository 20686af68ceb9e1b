"""Reads the configuration from site.yaml, and parses it again only if its bytes changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import Store
from briefgen.model.config import SiteConfig
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.pipeline.failures import unreadable

SITE_FILE = "site.yaml"


@dataclass(frozen=True, slots=True)
class _Kept:
    config: SiteConfig
    diagnostics: tuple[Diagnostic, ...]


def read_site_config(
    root: Path, base_url: str = "", store: Store | None = None
) -> Checked[SiteConfig | None]:
    """Read site.yaml; a `base_url` that is not empty overrides the one in the file."""
    try:
        data = (root / SITE_FILE).read_bytes()
    except FileNotFoundError:
        return Checked(None, (_missing(),))
    except OSError as error:
        return Checked(None, (unreadable(SITE_FILE, error),))
    key = digest(code_stamp(), data, base_url.encode())
    kept = store.note("config", key) if store else None
    if kept is not None:
        cached = decode(kept, _Kept)
        return Checked(cached.config, cached.diagnostics)
    from briefgen.read.config import read_config  # noqa: PLC0415 - heavy, and often not needed

    checked = read_config(data, base_url)
    if store and checked.value is not None:
        store.put_note("config", key, encode(_Kept(checked.value, checked.diagnostics)))
    return checked


def _missing() -> Diagnostic:
    return Diagnostic(
        "site-missing",
        "there is no site.yaml in this folder",
        Location(SITE_FILE),
        "go to the site's folder, name it with -C FOLDER, or create a site: briefgen init FOLDER",
    )
