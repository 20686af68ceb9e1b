"""The PDFs of briefs, series and years: what they show, and the files that they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from briefgen.assemble.images import printed_copy
from briefgen.assemble.languages import archive_url, list_language
from briefgen.assemble.theme import ink_on, with_look
from briefgen.assemble.views import Views, standfirst
from briefgen.model.addresses import absolute, output_path
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Brief
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.documents import (
    BriefPdf,
    CollectionPdf,
    FileSize,
    PdfAuthor,
    PdfBrief,
    PdfDesign,
    PdfImage,
    PdfSite,
    size_path,
)
from briefgen.model.languages import direction, tongue
from briefgen.model.licenses import license_name, license_url
from briefgen.model.outputs import Written
from briefgen.model.site import Home, PublishedBrief, Site, Term
from briefgen.model.site_folder import CONTENT, SITE_FILE
from briefgen.model.views import FileLink, Link

TYPE: Final = "application/pdf"
# The theme's typefaces, by the names that they have in site.yaml.
_TYPEFACES: Final[Mapping[str, str]] = {
    "Source Serif": "Briefgen Serif",
    "Source Sans": "Briefgen Sans",
}
_SERIF, _SANS = _TYPEFACES
_WEIGHT: Final = 600


def has_pdf(config: SiteConfig, brief: Brief) -> bool:
    """Whether a brief has a PDF."""
    return config.pdf.enabled and brief.pdf


def pdf_url(published: PublishedBrief) -> str:
    """Return the URL path of the PDF of a brief, which is in the folder of its page."""
    name = published.url.rstrip("/").rpartition("/")[2] or published.brief.slug
    return f"{published.url}{name}.pdf"


def series_urls(site: Site) -> Iterator[str]:
    """Yield the URL path of the PDF of each series."""
    for home in site.homes:
        terms = home.lists["series"].terms.values()
        yield from (_series_url(term) for term in terms if _members(site, term.members, "series"))


def year_urls(site: Site) -> Iterator[str]:
    """Yield the URL path of the PDF of each year."""
    for home in site.homes:
        yield from (_year_url(home, year) for year in _years(site, home))


def _series_url(term: Term) -> str:
    return f"{term.url}{term.slug}.pdf"


def _year_url(home: Home, year: int) -> str:
    return f"{archive_url(home.url)}{year}.pdf"


def _members(site: Site, indexes: Iterable[int], kind: str) -> list[int]:
    """Return those briefs of a collection that have PDFs; none if the site makes none of them."""
    if kind not in site.config.pdf.collections:
        return []
    return [index for index in indexes if has_pdf(site.config, site.briefs[index].brief)]


def _years(site: Site, home: Home) -> dict[int, list[int]]:
    """Return the briefs of each year with PDFs of its briefs, the first one first."""
    years: dict[int, list[int]] = {}
    for index in _members(site, reversed(home.members), "year"):
        date = site.briefs[index].brief.date
        if date:
            years.setdefault(date.year, []).append(index)
    return years


class Pdfs:
    """The PDFs of a site, each planned once. Not frozen: it remembers them."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._planned: dict[int, Written | None] = {}

    # Each PDF

    def of_brief(self, index: int) -> Written | None:
        """Return the PDF of the brief at an index of the site's list, if it has one."""
        if index not in self._planned:
            published = self._views.site.briefs[index]
            is_wanted = has_pdf(self._views.config, published.brief)
            self._planned[index] = self._of_brief(index, published) if is_wanted else None
        return self._planned[index]

    def _of_brief(self, index: int, published: PublishedBrief) -> Written:
        brief = published.brief
        document = BriefPdf(
            self._site(brief.language or self._views.config.language),
            self.design,
            self._brief(index),
        )
        path = output_path(pdf_url(published))
        return self._pdf(path, "pdf", document, brief.url_location(), [index])

    def of_all_series(self) -> Iterator[Written]:
        """Yield the PDF of each series, if the site has them."""
        for home in self._views.site.homes:
            for term in home.lists["series"].terms.values():
                pdf = self.of_series(home, term)
                if pdf:
                    yield pdf

    def of_series(self, home: Home, term: Term) -> Written | None:
        """Return the PDF of a series, if the site has them."""
        members = _members(self._views.site, term.members, "series")
        language = list_language(home, term.words)
        is_foreign = term.text_language and tongue(term.text_language) != tongue(language)
        summary = "" if is_foreign or not term.words else term.words.summary
        url = _series_url(term)
        return self._collection(members, "series", term.name, language, url, term.url, summary)

    def of_all_years(self) -> Iterator[Written]:
        """Yield the PDF of each year, if the site has them."""
        for home in self._views.site.homes:
            for year in _years(self._views.site, home):
                pdf = self.of_year(home, year)
                if pdf:
                    yield pdf

    def of_year(self, home: Home, year: int) -> Written | None:
        """Return the PDF of the briefs of a year, the first one first, if the site has them."""
        members = _years(self._views.site, home).get(year, [])
        page, url = archive_url(home.url), _year_url(home, year)
        return self._collection(members, "year", str(year), home.language, url, page)

    def _collection(
        self,
        members: Sequence[int],
        kind: str,
        name: str,
        language: str,
        url: str,
        page: str,
        summary: str = "",
    ) -> Written | None:
        """Return the PDF of a collection of briefs; `page` is the URL of the page with its list."""
        if not members:
            return None
        document = CollectionPdf(
            site=self._site(language),
            design=self.design,
            kind=kind,
            name=name,
            url=absolute(self._views.config.base_url, page),
            language=language,
            direction=direction(language),
            summary=summary,
            briefs=tuple(map(self._brief, members)),
        )
        return self._pdf(output_path(url), "collection.pdf", document, Location(SITE_FILE), members)

    # Links to them

    def link(self, pdf: Written | None) -> FileLink | None:
        """Return the link to a PDF, for a page or file that uses its `size`."""
        if pdf is None:
            return None
        url = f"/{pdf.path}"
        link, absolute_url = self._views.links.href(url), absolute(self._views.config.base_url, url)
        return FileLink(link, absolute_url, pdf.path, TYPE)

    def sizes(self, *pdfs: Written | None) -> tuple[Written, ...]:
        """Return the files that state the sizes of PDFs. They are used, but not published."""
        return tuple(
            Written(size_path(pdf.path), "size", FileSize(), pdf.origin, uses=(pdf,))
            for pdf in pdfs
            if pdf
        )

    # What they consist of

    def _pdf(
        self,
        path: str,
        form: str,
        document: BriefPdf | CollectionPdf,
        origin: Location,
        members: Sequence[int],
    ) -> Written:
        """Return a PDF with the texts, images and fonts that it needs."""
        briefs = [self._views.site.briefs[index].brief for index in members]
        assets = [asset for brief in briefs for _, asset in self._images(brief)]
        copies = [self._copy(asset) for asset in dict.fromkeys(assets)]
        files = [self.design.logo, *(each for each in copies if isinstance(each, str))]
        return Written(
            path,
            form,
            document,
            origin,
            passages=tuple(filter(None, map(self._views.links.passage, briefs))),
            sources=tuple(dict.fromkeys([*filter(None, files), *self.design.fonts])),
            uses=(
                *(each for each in copies if isinstance(each, Written)),
                *(drawing for brief in briefs for drawing in self._charts(brief)),
            ),
        )

    @cached_property
    def design(self) -> PdfDesign:
        """How the PDFs look."""
        config = self._views.config
        pdf, theme = config.pdf, with_look(config.theme)
        body = _families(theme.font_body or _SERIF)
        return PdfDesign(
            paper=pdf.paper,
            columns=pdf.columns,
            standard=pdf.standard,
            look=theme.look,
            accent=theme.accent,
            ink=ink_on(theme.accent) or "#ffffff",
            body=body,
            heading=_families(theme.font_heading) or body,
            ui=_families(theme.font_ui or _SANS),
            heading_weight=theme.heading_weight or _WEIGHT,
            fonts=tuple(self._fonts()),
            logo=self._logo(),
        )

    def _fonts(self) -> Iterator[str]:
        """Yield the paths of the site's own fonts."""
        paths = {asset.path for asset in self._views.site.assets}
        for index, name in enumerate(self._views.config.pdf.fonts):
            path = f"{CONTENT}{name.lstrip('/')}"
            if path in paths:
                yield path
                continue
            span = self._views.config.spans.get(f"pdf.fonts.{index}", Span())
            hint = f"put the font at `{path}`, or remove the line"
            message = f"there is no font `{path}`"
            self._views.diagnostics.append(
                Diagnostic("broken-link", message, Location(SITE_FILE, span), hint)
            )

    def _logo(self) -> str:
        """Return the path of the logo, which is on white paper here."""
        config = self._views.config
        name = config.theme.logo or (config.publisher.logo if config.publisher else "")
        asset = self._views.images.file(f"/{name.lstrip('/')}", SITE_FILE) if name else None
        return asset.path if asset else ""

    def _site(self, language: str) -> PdfSite:
        config, site = self._views.config, self._views.sites.in_language(language)
        return PdfSite(
            title=site.title,
            url=absolute(config.base_url, "/"),
            language=site.title_language,
            publisher=config.publisher.name if config.publisher else "",
            publisher_url=config.publisher.url if config.publisher else "",
            email=config.publisher.email if config.publisher else "",
            license=Link(license_name(config.license), license_url(config.license))
            if config.license
            else None,
            citation_style=config.citation.style,
            review=site.review,
        )

    def _brief(self, index: int) -> PdfBrief:
        views = self._views
        published, card = views.site.briefs[index], views.cards[index]
        brief = published.brief
        series = views.series.of(index, brief)
        return PdfBrief(
            title=brief.title,
            url=absolute(views.config.base_url, published.url),
            heading=brief.heading,
            language=brief.language or views.config.language,
            direction=card.direction,
            standfirst=standfirst(brief),
            summary=brief.summary,
            highlights=tuple(
                views.links.resolved(each.prose, brief.path) for each in brief.highlights
            ),
            date=brief.date,
            updated=brief.updated,
            authors=tuple(
                PdfAuthor(
                    each.name,
                    each.author.role if each.author else "",
                    absolute(views.config.base_url, each.url),
                )
                for each in views.authors.people(brief)
            ),
            category=card.categories[0].name if card.categories else "",
            keywords=tuple(link.name for link in views.terms.of("tags", brief)),
            series=series.name if series else "",
            part=series.position if series else 0,
            parts=series.total if series else 0,
            image=self._lead(index, brief),
            images={
                url: copy if isinstance(copy := self._copy(asset), str) else copy.path
                for url, asset in views.images.files(brief).items()
            }
            | {_name(drawing): drawing.path for drawing in self._charts(brief)},
            downloads=views.downloads(brief),
            corrections=views.corrections(brief),
            sources=tuple(replace(each, mentions=()) for each in brief.sources),
            citation=views.citations[index],
            is_held=bool(card.holds),
        )

    # Images

    def _lead(self, index: int, brief: Brief) -> PdfImage | None:
        """Return the image at the top of a brief."""
        image = self._views.images.with_credit(self._views.cards[index].image, brief)
        asset = self._lead_asset(brief)
        if image is None or asset is None:
            return None
        copy = self._copy(asset)
        file = copy if isinstance(copy, str) else copy.path
        return PdfImage(file, image.alt, image.caption, image.credit)

    def _lead_asset(self, brief: Brief) -> Asset | None:
        reference = brief.image.src if brief.image else ""
        if isinstance(reference, str):  # none, or on another host
            return None
        return self._views.images.file(reference.destination, brief.path)

    def _images(self, brief: Brief) -> Iterator[tuple[str, Asset]]:
        yield from self._views.images.files(brief).items()
        lead = self._lead_asset(brief)
        if lead:
            yield "", lead

    def _charts(self, brief: Brief) -> Iterator[Written]:
        """Yield the drawings of the charts of a brief."""
        if brief.body.charts:
            yield from (each.wide for each in self._views.charts.of(brief))

    def _copy(self, asset: Asset) -> str | Written:
        """Return the path of an image, or a smaller copy of it, which is not published."""
        config = self._views.config.images
        copy = printed_copy(asset) if config.enabled else None
        if copy is None:
            return asset.path
        return Written(copy.path, "image", copy.image, Location(asset.path), sources=(asset.path,))


def _name(drawing: Written) -> str:
    """Return the name of a chart's drawing, as texts refer to it."""
    return drawing.path.rpartition("/")[2]


def _families(font_list: str) -> tuple[str, ...]:
    """Return the names of the typefaces in a CSS font list."""
    names = (each.strip().strip("\"'") for each in font_list.split(","))
    return tuple(_TYPEFACES.get(name, name) for name in names if name)
