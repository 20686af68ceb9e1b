"""What a site asks for that needs a library which not everybody has."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

from briefgen.model.config import SiteConfig


def fitted(config: SiteConfig) -> tuple[SiteConfig, tuple[str, ...]]:
    """Return the configuration without what cannot be done here, and a note on each of that."""
    notes = []
    if config.search.enabled and not _has("pagefind"):
        config = replace(config, search=replace(config.search, enabled=False))
        notes.append(_note("The search", "is", "search"))
    if config.social.images and not (_has("resvg_py") and _has("PIL")):
        config = replace(config, social=replace(config.social, images=False))
        notes.append(_note("Pictures for link previews", "are", "social"))
    return config, tuple(notes)


def _has(library: str) -> bool:
    return find_spec(library) is not None


def _note(what: str, verb: str, extra: str) -> str:
    return (
        f"{what} {verb} left out, since a library is missing: pip install 'briefgen[{extra}]'"
        f" (or switch it off in site.yaml)"
    )
