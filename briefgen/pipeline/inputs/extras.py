"""Features that need a missing library, and settings that still have a placeholder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import Final

from briefgen.model.charts import DrawnCharts
from briefgen.model.config import SiteConfig
from briefgen.model.content import Entry, Kind
from briefgen.model.placeholders import BASE_URL
from briefgen.pipeline.inputs.installing import command_for
from briefgen.render.formats import Extra, format_named

_SEARCH: Final = Extra("search", ("pagefind", "cbor2"))
_MATH: Final = Extra("math", ("math_core",))
_DIVISIBLE: Final = (".jpg", ".jpeg", ".png", ".webp")


def without_missing_extras(
    config: SiteConfig, entries: Iterable[Entry] = ()
) -> tuple[SiteConfig, tuple[str, ...]]:
    """Turn off the features that need a missing library, and return a note on each.

    There is no note on resized images if `entries`, the files of content/, include no image.
    """
    notes = []
    if config.search.enabled and not _has(_SEARCH):
        config = replace(config, search=replace(config.search, enabled=False))
        notes.append(_note("Search is", "search", "search.enabled"))
    if config.social.images and not _has(format_named("social.png").extra):
        config = replace(config, social=replace(config.social, images=False))
        notes.append(_note("Link preview images are", "social", "social.images"))
    if config.outputs.email and not _has(format_named("email.html").extra):
        config = replace(config, outputs=replace(config.outputs, email=False))
        notes.append(_note("Emails of briefs are", "email", "outputs.email"))
    if config.pdf.enabled and not _has(format_named("pdf").extra):
        config = replace(config, pdf=replace(config.pdf, enabled=False))
        notes.append(_note("PDFs are", "pdf", "pdf.enabled"))
    codecs = format_named("image").extra
    if config.images.enabled and any(map(_is_divisible, entries)) and not _has(codecs):
        config = replace(config, images=replace(config.images, enabled=False))
        notes.append(_note("Resized images are", "images", "images.enabled"))
    if config.markdown.math and not _has(_MATH):
        notes.append(
            "Formulas are shown as TeX, because a library is not installed. Run:"
            f" {command_for('math')} (or set markdown.math to false in site.yaml)"
        )
    return config, tuple(notes)


def drawn_charts(config: SiteConfig) -> DrawnCharts:
    """Return whether charts are drawn, or else why they are shown as tables."""
    if not config.charts.enabled:
        return "off"
    return "drawn" if _has(format_named("chart.svg").extra) else "missing"


def reminders(config: SiteConfig) -> Iterator[str]:
    """Yield what the author still has to set before the site is published."""
    if config.base_url.rstrip("/") == BASE_URL:
        yield (
            f"base_url in site.yaml is still {BASE_URL}, so feeds, the sitemap and link previews"
            " point there. Change it to the URL of your site."
        )


def _is_divisible(entry: Entry) -> bool:
    return entry.kind is Kind.ASSET and entry.path.lower().endswith(_DIVISIBLE)


def _has(extra: Extra | None) -> bool:
    """Whether an extra is installed; Pillow may lack some image formats."""
    # A submodule can only be searched if its package is there, which comes first.
    return extra is None or all(map(find_spec, extra.modules))


def _note(feature: str, extra: str, setting: str) -> str:
    return (
        f"{feature} turned off, because a library is not installed. Run: {command_for(extra)}"
        f" (or set {setting} to false in site.yaml)"
    )
