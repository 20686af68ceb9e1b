"""Which briefs are published now."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from briefgen.assemble.links import target_path
from briefgen.model.content import Asset, Author, Brief, Page, Prose, Reference
from briefgen.model.diagnostics import Checked, Diagnostic


@dataclass(frozen=True, slots=True)
class Release:
    """What to publish: `now` decides, save what is let through by name."""

    now: datetime
    drafts: bool = False
    future: bool = False
    embargoed: bool = False


def next_release(briefs: Iterable[Brief], release: Release) -> datetime | None:
    """Return the moment at which the next of the withheld briefs comes out, if one does."""
    moments = []
    for brief in briefs:
        barriers = (None if release.future else brief.date,
                    None if release.embargoed else brief.embargo)  # fmt: skip
        waits = [each.at for each in barriers if each and each.at > release.now]
        if waits and (release.drafts or not brief.draft):
            moments.append(max(waits))
    return min(moments, default=None)


def released(briefs: Iterable[Brief], release: Release) -> Checked[tuple[Brief, ...]]:
    """Return the briefs that are published, with a warning for each that waits for its date."""
    kept: list[Brief] = []
    diagnostics: list[Diagnostic] = []
    for brief in briefs:
        if brief.draft and not release.drafts:
            continue
        if brief.embargo and brief.embargo.at > release.now and not release.embargoed:
            continue
        if brief.date and brief.date.at > release.now and not release.future:
            diagnostics.append(
                Diagnostic(
                    "future-date",
                    f"the brief is dated {brief.date.iso}, and waits until then",
                    brief.place("date"),
                    "build with --future to publish it now, or correct the date",
                )
            )
            continue
        kept.append(brief)
    return Checked(tuple(kept), tuple(diagnostics))


def released_assets(
    assets: Iterable[Asset],
    withheld: Collection[Brief],
    published: Iterable[Brief | Page | Author],
    destinations: Iterable[str],
) -> tuple[Asset, ...]:
    """Leave out the files that belong to withheld briefs alone.

    A file belongs to a brief if it lies in the brief's own folder, or if the brief shows or
    links it, and if nothing published does, nor the `destinations` of the settings.
    """
    if not withheld:
        return tuple(assets)
    folders = tuple(
        posixpath.dirname(brief.path) + "/"
        for brief in withheld
        if posixpath.basename(brief.path) == "index.md"
    )
    wanted = {path for text in published for path in _files_of(text)}
    wanted |= {target_path(destination, "") for destination in destinations}
    hidden = {path for brief in withheld for path in _files_of(brief)} - wanted
    return tuple(
        asset
        for asset in assets
        if asset.path not in hidden and (asset.path in wanted or not asset.path.startswith(folders))
    )


def _files_of(text: Brief | Page | Author) -> Iterable[str]:
    proses: list[Prose] = [text.body.prose]
    references: list[Reference] = []
    if isinstance(text, Brief):
        proses += [highlight.prose for highlight in text.highlights]
        if text.image and isinstance(text.image.src, Reference):
            references.append(text.image.src)
    for prose in proses:
        references += prose.references
    return (target_path(reference.destination, text.path) for reference in references)
