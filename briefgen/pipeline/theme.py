"""The theme of a site: its assets, and what each layout draws upon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.cache.digests import digest
from briefgen.cache.encoding import decode, encode
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import Store
from briefgen.model.characters import name_problem
from briefgen.model.diagnostics import Checked
from briefgen.pipeline.content import unreadable
from briefgen.pipeline.plan import ThemeFile
from briefgen.render.sources import (
    LAYOUTS,
    badly_encoded,
    catalogue_sources,
    layout_sources,
    theme_files,
)


@dataclass(frozen=True, slots=True)
class Theme:
    """The assets of a theme, and for each layout the digest of all that it draws upon."""

    files: tuple[ThemeFile, ...]
    closures: Mapping[str, bytes]


def read_theme(root: Path, store: Store) -> Checked[Theme | None]:
    """Read the layouts and assets of a site, and those of the built-in theme."""
    if wrong := [name_problem(path, path) for path in badly_encoded(root)]:
        return Checked(None, tuple(filter(None, wrong)))
    try:
        closures = _closures(root, store)
        return Checked(Theme(tuple(theme_files(root)), closures))
    except OSError as error:
        shown = Path(error.filename or LAYOUTS).name
        return Checked(None, (unreadable(f"{LAYOUTS}/{shown}", error),))


def _closures(root: Path, store: Store) -> Mapping[str, bytes]:
    sources = layout_sources(root)
    words = digest(*_named(catalogue_sources(root)))
    key = digest(code_stamp(), words, *_named(sources))
    kept = store.note("closures", key)
    if kept is not None:
        return decode(kept, dict[str, bytes])
    from briefgen.render.layouts import closures  # noqa: PLC0415 - heavy, and often not needed

    found = {
        name: digest(*(part for each in sorted(names)
                       for part in (each.encode(), sources.get(each, b""))), words)
        for name, names in closures(sources).items()
    }  # fmt: skip
    store.put_note("closures", key, encode(found))
    return found


def _named(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the names and bytes of files, for a digest of them all."""
    for name, data in sorted(files.items()):
        yield name.encode()
        yield data
