"""What a site asks for and cannot have here, and what it still has to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import Final

from briefgen.model.config import SiteConfig
from briefgen.model.content import Entry, Kind
from briefgen.model.placeholders import BASE_URL

_DIVISIBLE: Final = (".jpg", ".jpeg", ".png", ".webp")


def fitted(config: SiteConfig, entries: Iterable[Entry] = ()) -> tuple[SiteConfig, tuple[str, ...]]:
    """Return the configuration without what cannot be done here, and a note on each of that.

    Nothing is missed where `entries`, the files of content/, have no use for it.
    """
    notes = []
    if config.search.enabled and not _has("pagefind"):
        config = replace(config, search=replace(config.search, enabled=False))
        notes.append(_note("The search", "is", "search"))
    if config.social.images and not (_has("resvg_py") and _has("PIL")):
        config = replace(config, social=replace(config.social, images=False))
        notes.append(_note("Pictures for link previews", "are", "social"))
    if config.images.enabled and any(map(_is_divisible, entries)) and not _has_codecs():
        config = replace(config, images=replace(config.images, enabled=False))
        notes.append(_note("Smaller files of pictures", "are", "images"))
    return config, tuple(notes)


def reminders(config: SiteConfig) -> Iterator[str]:
    """Yield what a site still has to say before it can be published."""
    if config.base_url.rstrip("/") == BASE_URL:
        yield (
            f"base_url in site.yaml is still {BASE_URL}: feeds, the sitemap and link previews"
            " lead there. Write the address of your site."
        )


def _is_divisible(entry: Entry) -> bool:
    return entry.kind is Kind.ASSET and entry.path.lower().endswith(_DIVISIBLE)


def _has_codecs() -> bool:
    """Whether Pillow is here, and can write all formats of pictures."""
    return _has("PIL") and _has("PIL._avif") and _has("PIL._webp")


def _has(library: str) -> bool:
    return find_spec(library) is not None


def _note(what: str, verb: str, extra: str) -> str:
    return (
        f"{what} {verb} left out, since a library is missing: pip install 'briefgen[{extra}]'"
        f" (or switch it off in site.yaml)"
    )
