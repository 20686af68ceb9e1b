"""Machine-readable briefs: an index.md for each, briefs.json, and llms.txt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.assemble.planners.records import publisher, record
from briefgen.assemble.views import Views
from briefgen.model.addresses import absolute, output_path
from briefgen.model.diagnostics import Location
from briefgen.model.documents import (
    BriefIndex,
    BriefRecord,
    LlmsText,
    MarkdownBrief,
    Mention,
)
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Site
from briefgen.model.site_folder import SITE_FILE

_ORIGIN: Final = Location(SITE_FILE)
_OWN_TEXT: Final = "content/llms.txt"
_NEWEST: Final = 50


def urls(site: Site) -> Iterator[str]:
    """Yield the URLs of the files that are turned on."""
    settings = site.config.outputs
    if settings.markdown:
        yield from (f"{each.url}index.md" for each in site.briefs)
    if settings.briefs_json:
        yield "/briefs.json"
    if settings.llms_txt:
        yield "/llms.txt"


def outputs(views: Views) -> Iterator[Output]:
    """Plan the files that are turned on; a site can have its own llms.txt instead."""
    settings = views.config.outputs
    if not (settings.markdown or settings.briefs_json or settings.llms_txt):
        return
    records = tuple(record(views, index) for index in range(len(views.site.briefs)))
    if settings.markdown:
        yield from _markdown(views, records)
    if settings.briefs_json:
        yield Written("briefs.json", "briefs", _index(views, records), _ORIGIN)
    if settings.llms_txt and all(asset.path != _OWN_TEXT for asset in views.site.assets):
        yield Written("llms.txt", "llms", _llms(views, records), _ORIGIN)


def _markdown(views: Views, records: tuple[BriefRecord, ...]) -> Iterator[Output]:
    issuer = publisher(views).name
    for published, facts in zip(views.site.briefs, records, strict=True):
        brief = published.brief
        passage = views.links.passage(brief)
        yield Written(
            output_path(f"{published.url}index.md"),
            "markdown",
            MarkdownBrief(facts, issuer),
            brief.url_location(),
            (passage,) if passage else (),
        )


def _index(views: Views, records: tuple[BriefRecord, ...]) -> BriefIndex:
    config = views.config
    return BriefIndex(
        title=config.title,
        url=absolute(config.base_url, "/"),
        description=config.description,
        language=config.language,
        publisher=publisher(views),
        briefs=records,
        has_markdown=config.outputs.markdown,
    )


def _llms(views: Views, records: tuple[BriefRecord, ...]) -> LlmsText:
    site, config = views.site, views.config

    def at(url: str) -> str:
        return absolute(config.base_url, url)

    name = "index.md" if config.outputs.markdown else ""
    entries = [
        each
        for each, published in zip(records, site.briefs, strict=True)
        if not published.brief.seo.noindex
    ]
    sections = {
        "Briefs": tuple(
            Mention(each.title, f"{each.url}{name}", each.summary) for each in entries[:_NEWEST]
        ),
        "Pages": tuple(
            Mention(each.page.title, at(each.url), each.page.summary)
            for each in site.pages
            if not each.page.seo.noindex
        ),
    }
    groups = [each for each in site.groups if each.terms]
    index = Mention("All briefs", at("/briefs.json"), "titles, highlights and sources, as JSON")
    # llmstxt.org defines this heading for links that may be skipped.
    sections["Optional"] = (
        *((index,) if config.outputs.briefs_json else ()),
        *(Mention(group.title, at(group.url)) for group in groups),
    )
    return LlmsText(config.title, config.description, sections)
