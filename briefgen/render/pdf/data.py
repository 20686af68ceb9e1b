"""The data that the layouts of PDFs receive.

docs/layouts.md describes it. Dates, numbers and words are in the language of the brief.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from briefgen.model.citation import Citation
from briefgen.model.content import Source
from briefgen.model.documents import (
    CollectionPdf,
    PdfBrief,
    PdfDesign,
    PdfImage,
    PdfSite,
)
from briefgen.model.moments import Moment
from briefgen.model.text import Text
from briefgen.render.citations import cited_as
from briefgen.render.credits import labelled
from briefgen.render.filters import date, download_facts
from briefgen.render.locales import in_digits
from briefgen.render.pdf.files import Files
from briefgen.render.text.for_typst import TypstContext, for_typst
from briefgen.render.typesetting.compiler import MISSING, Code
from briefgen.render.writers import LayoutTexts

Data: TypeAlias = dict[str, Any]

# The words of the layouts, by the names that they have there. The catalogues translate them.
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accessed": "accessed %(date)s",
        "archived": "archived copy",
        "archived-on": "archived copy (%(date)s)",
        "cite": "Suggested citation",
        "comma": ", ",
        "contents": "Contents",
        "corrections": "Corrections",
        "credit": "Credit: %(name)s",
        "downloads": "Downloads",
        "draft": "Draft",
        "further": "Further reading",
        "highlights": "Highlights",
        "licence": "Licence: %(name)s",
        "page": "%(page)s of %(pages)s",
        "part": "%(series)s, part %(number)s",
        "published-by": "Published by %(name)s",
        "references": "References",
        "review": "Draft for review, not for publication",
        "unavailable": "original unavailable since %(date)s",
        "updated": "Updated",
    }
)
# Typefaces that come with briefgen, and those of Typst for what all others lack.
_SHIPPED: Final = ("Briefgen Serif", "Briefgen Sans")
_OTHER_SCRIPTS: Final = ("Noto Naskh Arabic", "Noto Serif Hebrew")
_LAST: Final = (
    "Libertinus Serif", "New Computer Modern", "New Computer Modern Math", "DejaVu Sans Mono",
    MISSING,
)  # fmt: skip
_DISPLAY: Final = "Briefgen Display"  # for large words, in place of the first of _SHIPPED
# Languages whose quotation marks and dashes are as wide as their characters.
_IDEOGRAPHIC: Final = ("zh", "ja", "ko")


@dataclass(frozen=True, slots=True)
class PdfSources:
    """What the data of a PDF is made from; `families` are those of the site's own fonts."""

    site: PdfSite
    design: PdfDesign
    files: Files
    layouts: LayoutTexts
    families: tuple[str, ...]

    def common(self, language: str, direction: str) -> Data:
        """Return the data that each layout receives."""
        words = self.layouts.words(language)
        review = self.site.review
        return {
            "site": {
                "title": self.site.title,
                "url": self.site.url,
                "publisher": self.site.publisher,
                "publisher-url": self.site.publisher_url,
                "email": self.site.email,
                "licence": {"name": self.site.license.text, "url": self.site.license.url}
                if self.site.license
                else None,
                "review": _moment(review, language),
            },
            "design": self._design(language),
            "words": {name: words(message) for name, message in WORDS.items()},
            "digits": in_digits("0123456789", language),
            "language": _tag(language),
            "direction": direction,
        }

    def _design(self, language: str) -> Data:
        design, is_wide = self.design, language.partition("-")[0].lower() in _IDEOGRAPHIC
        faces = {
            "body": self._faces(design.body, is_wide=is_wide),
            "heading": self._faces(design.heading, is_wide=is_wide),
            "ui": self._faces(design.ui, is_wide=is_wide),
        }
        faces["title"] = [_DISPLAY if each == _SHIPPED[0] else each for each in faces["heading"]]
        return {
            "paper": {"letter": "us-letter"}.get(design.paper, design.paper),
            "columns": design.columns,
            "look": design.look,
            "accent": design.accent,
            "ink": design.ink,
            "fonts": faces,
            "heading-weight": design.heading_weight,
            "logo": self.files.path_of(design.logo) or None,
            "is-archived": design.standard.startswith("a-"),
        }

    def _faces(self, names: Sequence[str], *, is_wide: bool) -> list[Any]:
        """Return the typefaces that Typst has, those for other scripts last."""
        families = {each.casefold(): each for each in (*_SHIPPED, *_LAST, *self.families)}
        faces = [families[each.casefold()] for each in names if each.casefold() in families]
        faces = faces or [_SHIPPED[0]]
        own = [each for each in self.families if each not in faces]
        if is_wide and own and faces[0] in _SHIPPED:
            latin = [{"name": each, "covers": "latin-in-cjk"} for each in faces]
            return [*latin, *own, *faces, *_OTHER_SCRIPTS, *_LAST]
        return [*faces, *_OTHER_SCRIPTS, *own, *_LAST]

    # Briefs

    def brief(self, brief: PdfBrief, text: Text, prefix: str = "") -> Data:
        """Return a brief; `prefix` begins its labels, if the PDF has several."""
        words, language = self.layouts.words(brief.language), brief.language
        images = {url: self.files.path_of(path) for url, path in brief.images.items()}
        context = TypstContext(brief.url, words, language, images, prefix)

        def code(part: Text) -> Code | None:
            return Code(for_typst(part, context)) if part else None

        return {
            "title": brief.title,
            "heading": code(brief.heading),
            "url": brief.url,
            "prefix": prefix,
            "language": _tag(language),
            "direction": brief.direction,
            "standfirst": brief.standfirst,
            "summary": brief.summary,
            "highlights": [code(each) for each in brief.highlights],
            "date": _moment(brief.date, language),
            "updated": _moment(brief.updated, language),
            "authors": [
                {"name": each.name, "role": each.role, "url": each.url} for each in brief.authors
            ],
            "category": brief.category,
            "keywords": brief.keywords,
            "series": {"name": brief.series, "part": brief.part, "parts": brief.parts}
            if brief.series
            else None,
            "image": self._image(brief.image, code),
            "body": Code(for_typst(text, context)),
            "downloads": [
                {
                    "title": each.title,
                    "url": each.absolute_url,
                    "facts": download_facts(each, language),
                }
                for each in brief.downloads
            ],
            "corrections": [
                {"date": _moment(each.date, language), "text": code(each.text)}
                for each in brief.corrections
            ],
            "sources": [_source(each, language) for each in brief.sources],
            "citation": self._citation(brief.citation),
            "is-held": brief.is_held,
        }

    def _image(self, image: PdfImage | None, code: Callable[[Text], Code | None]) -> Data | None:
        file = self.files.path_of(image.file) if image else ""
        if image is None or not file:
            return None
        return {
            "file": file,
            "alt": " ".join(image.alt.split()),
            "caption": code(image.caption),
            "credit": code(image.credit),
            "is-labelled": labelled(image.credit),
        }

    def _citation(self, citation: Citation | None) -> Data | None:
        if citation is None:
            return None
        cited = cited_as(citation, self.site.citation_style)
        after, _, end = cited.after.rpartition(citation.url)
        return {"before": cited.before, "title": cited.title, "after": after, "end": end}

    def collection(self, document: CollectionPdf, texts: Sequence[Text]) -> Data:
        """Return a series or a year with its briefs."""
        is_year = document.kind == "year"
        pairs = enumerate(zip(document.briefs, texts, strict=True), 1)
        return {
            "kind": document.kind,
            "name": in_digits(document.name, document.language) if is_year else document.name,
            "url": document.url,
            "summary": document.summary,
            "briefs": [self.brief(each, text, f"{number}-") for number, (each, text) in pairs],
        }


def _moment(moment: Moment | None, language: str) -> Data | None:
    """Return a date in words, and as numbers for the metadata of a PDF."""
    if moment is None:
        return None
    day = moment.at
    return {
        "words": date(moment, language),
        "iso": moment.iso,
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }


def _source(source: Source, language: str) -> Data:
    return {
        "number": source.number,
        "url": source.url,
        "title": source.title,
        "author": source.author,
        "publisher": source.publisher if source.publisher != source.title else "",
        "date": _moment(source.date, language),
        "accessed": _moment(source.accessed, language),
        "archive-url": source.archive_url,
        "archived": _moment(source.archived, language),
        "dead-since": _moment(source.dead_since, language),
    }


def _tag(tag: str) -> Data:
    """Return the parts of a language tag that Typst knows."""
    first, *rest = tag.split("-")
    script = [each.lower() for each in rest if len(each) == 4 and each.isalpha()]
    region = [each.upper() for each in rest if len(each) == 2 and each.isalpha()]
    parts = {"lang": [first.lower()], "script": script, "region": region}
    return {name: values[0] for name, values in parts.items() if values}
