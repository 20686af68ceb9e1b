"""The formats of files that are not pages: one entry each.

A format names its writer, whose module is only imported when it first writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pkgutil import resolve_name
from types import MappingProxyType
from typing import Any, Final, cast

from briefgen.model import documents
from briefgen.model.citation import Citation
from briefgen.model.diagnostics import Checked
from briefgen.render.sources import CATALOGUES, WrongCatalogue
from briefgen.render.writers import Writer, WriterInput


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra of this package (pip install briefgen[NAME]), and the modules that it provides."""

    name: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """The code that results depend on: modules of this package, and libraries.

    `folders` are those of this package whose files they use, such as fonts.
    """

    modules: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files that are not pages.

    `document` is the type of its data, and `writer` names the function that creates a file:
    `package.module:function`. Writing a file takes about as long as `weight` pages. If outputs from
    the same source files `share_work`, they are written one after another. `extra` is what the
    writer needs. `theme` is what it uses of the theme: a layout, or CATALOGUES.

    If `cache_stamp` is set, results without problems are kept in the cache under a digest of what
    the writer gets and of what it uses of the theme, as long as this code stays the same. Set it
    for what is slow to write, and for what other outputs use.
    """

    name: str
    document: type[Any]
    writer: str
    weight: int = 1
    shares_work: bool = False
    extra: Extra | None = None
    theme: str = ""
    cache_stamp: Stamp | None = None

    def write(self, document: object, inputs: WriterInput) -> Checked[bytes]:
        """Return the bytes of a file; it may need a catalogue that cannot be used."""
        try:
            return _imported(self.writer)(document, inputs)
        except WrongCatalogue as error:
            return Checked(b"", (error.diagnostic,))


@cache
def _imported(name: str) -> Writer:
    return cast("Writer", resolve_name(name))


_CHARTS: Final = Stamp(
    (
        "briefgen.render.chart_files",
        "briefgen.render.locales",
        "briefgen.render.numbers",
        "briefgen.render.translations",
        "briefgen.model.chart_colours",
        "briefgen.model.colours",
        "briefgen.model.data",
    ),
    ("vl-convert-python", "babel"),
    ("render/charts", "render/fonts"),
)
_TYPST: Final = Extra("pdf", ("typst",))
_PDF: Final = Stamp(
    (
        "briefgen.render.citations",
        "briefgen.render.credits",
        "briefgen.render.filters",
        "briefgen.render.locales",
        "briefgen.render.numbers",
        "briefgen.render.translations",
        "briefgen.model.colours",
        "briefgen.model.data",
        "briefgen.model.text",
    ),
    ("babel", "math-core", "typst"),
    ("render/charts", "render/fonts", "render/pdf", "render/text", "render/typesetting"),
)

_FORMATS: Final = (
    Format("atom", documents.Feed, "briefgen.render.feeds:atom", theme=CATALOGUES),
    Format("rss", documents.Feed, "briefgen.render.feeds:rss", theme=CATALOGUES),
    Format("json", documents.Feed, "briefgen.render.feeds:json_feed", theme=CATALOGUES),
    Format("sitemap", documents.Sitemap, "briefgen.render.exports:sitemap"),
    Format("sitemap-index", documents.SitemapIndex, "briefgen.render.exports:sitemap_index"),
    Format("redirects", documents.Redirects, "briefgen.render.exports:redirects"),
    Format("nginx", documents.ServerRules, "briefgen.render.servers:nginx"),
    Format("caddy", documents.ServerRules, "briefgen.render.servers:caddy"),
    Format("llms", documents.LlmsText, "briefgen.render.exports:llms"),
    Format("briefs", documents.BriefIndex, "briefgen.render.exports:briefs"),
    Format("editor", documents.EditorSettings, "briefgen.render.editor:editor_config"),
    Format(
        "markdown",
        documents.MarkdownBrief,
        "briefgen.render.markdown:markdown",
        theme=CATALOGUES,
    ),
    Format(
        "email.html",
        documents.EmailBrief,
        "briefgen.render.email_html:email_html",
        extra=Extra("email", ("css_inline", "typst")),
        theme="email.html",
    ),
    Format(
        "drawn.png",
        documents.DrawnImage,
        "briefgen.render.drawings:drawn_png",
        weight=10,
        extra=Extra("email", ("typst",)),
        cache_stamp=Stamp(("briefgen.render.drawings",), ("typst",)),
    ),
    Format(
        "email.txt",
        documents.EmailBrief,
        "briefgen.render.email_text:email_text",
        theme="email.txt",
    ),
    Format("cite.bib", Citation, "briefgen.render.citations:bibtex"),
    Format("cite.ris", Citation, "briefgen.render.citations:ris"),
    Format("cite.csl.json", Citation, "briefgen.render.citations:csl_json"),
    Format("size", documents.FileSize, "briefgen.render.exports:size", cache_stamp=Stamp(())),
    Format(
        "pdf",
        documents.BriefPdf,
        "briefgen.render.pdf.writers:brief_pdf",
        weight=8,
        extra=_TYPST,
        theme="brief.typ",
        cache_stamp=_PDF,
    ),
    Format(
        "collection.pdf",
        documents.CollectionPdf,
        "briefgen.render.pdf.writers:collection_pdf",
        weight=60,
        extra=_TYPST,
        theme="collection.typ",
        cache_stamp=_PDF,
    ),
    Format(
        "chart.svg",
        documents.ChartDrawing,
        "briefgen.render.chart_files:chart_svg",
        weight=15,
        extra=Extra("charts", ("vl_convert",)),
        theme=CATALOGUES,
        cache_stamp=_CHARTS,
    ),
    Format(
        "chart.png",
        documents.ChartPicture,
        "briefgen.render.chart_files:chart_png",
        weight=15,
        extra=Extra("charts", ("vl_convert",)),
        cache_stamp=_CHARTS,
    ),
    Format("chart.csv", documents.ChartData, "briefgen.render.chart_files:chart_csv"),
    Format(
        "image",
        documents.SmallerImage,
        "briefgen.render.images:smaller_image",
        weight=40,
        shares_work=True,  # the image is decoded once
        extra=Extra("images", ("PIL", "PIL._avif", "PIL._webp")),
        cache_stamp=Stamp(("briefgen.render.images",), ("pillow",)),
    ),
    Format(
        "social.png",
        documents.SocialCard,
        "briefgen.render.social:social_png",
        weight=12,
        extra=Extra("social", ("typst", "PIL", "zlib_ng")),
        theme="social.typ",
        cache_stamp=Stamp(
            (
                "briefgen.render.social",
                "briefgen.render.filters",
                "briefgen.render.locales",
                "briefgen.render.numbers",
                "briefgen.render.translations",
                "briefgen.model.colours",
            ),
            ("typst", "pillow", "zlib-ng", "babel"),
            ("render/fonts", "render/typesetting"),
        ),
    ),
)
FORMATS: Final[Mapping[str, Format]] = MappingProxyType({each.name: each for each in _FORMATS})


def format_named(name: str) -> Format:
    """Return a format by its name."""
    return FORMATS[name]


def theme_part_of(name: str) -> str:
    """Return what a format uses of the theme: a layout, CATALOGUES or ""."""
    return FORMATS[name].theme if name in FORMATS else ""
