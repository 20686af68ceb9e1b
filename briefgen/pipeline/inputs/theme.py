"""The theme of a site: its assets, and the files that each layout uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.cache.digests import digest
from briefgen.cache.notes import Note
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import Store
from briefgen.model.characters import name_problem
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.pipeline.failures import unreadable
from briefgen.render.sources import (
    CATALOGUES,
    LAYOUTS,
    badly_encoded,
    catalogue_sources,
    layout_sources,
    theme_files,
)

ThemeFile = tuple[str, bytes, str]


@dataclass(frozen=True, slots=True)
class Theme:
    """The assets of a theme, and for each layout the digest of all files that it uses.

    `anchors` are the anchors in the site's own layouts.
    """

    files: tuple[ThemeFile, ...]
    layout_digests: Mapping[str, bytes]
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Layouts:
    """Data about all layouts, which is cached between builds."""

    layout_digests: dict[str, bytes]
    anchors: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


_NOTE: Final = Note("layouts", _Layouts)


def read_theme(root: Path, store: Store) -> Checked[Theme | None]:
    """Read the layouts and assets of a site, and those of the built-in theme."""
    if wrong := [name_problem(path, path) for path in badly_encoded(root)]:
        return Checked(None, tuple(filter(None, wrong)))
    try:
        layouts = _layouts(root, store)
        theme = Theme(tuple(theme_files(root)), layouts.layout_digests, layouts.anchors)
        return Checked(theme, layouts.diagnostics)
    except OSError as error:
        name = Path(error.filename or LAYOUTS).name
        return Checked(None, (unreadable(f"{LAYOUTS}/{name}", error),))


def _layouts(root: Path, store: Store) -> _Layouts:
    sources = layout_sources(root)
    everything = sources.all()
    words = digest(*_names_and_bytes(catalogue_sources(root)))
    key = digest(code_stamp(), words, *_names_and_bytes(everything))
    cached = _NOTE.read(store, key)
    if cached is not None:
        return cached
    from briefgen.render.layout_checks import (  # noqa: PLC0415 - heavy, and often not needed
        layout_anchors,
        layout_problems,
    )
    from briefgen.render.layouts import layouts_used  # noqa: PLC0415

    used = {
        name: digest(*(part for each in sorted(names)
                       for part in (each.encode(), everything.get(each, b""))), words)
        for name, names in layouts_used(everything).items()
    }  # fmt: skip
    used[CATALOGUES] = words
    problems = layout_problems(everything, sources.own, sources.built_in)
    result = _Layouts(used, layout_anchors(sources.own), tuple(problems))
    _NOTE.write(store, result, key)
    return result


def _names_and_bytes(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the names and bytes of files, for one digest of all."""
    for name, data in sorted(files.items()):
        yield name.encode()
        yield data
