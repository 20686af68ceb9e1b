"""Assembles content into a site: what is published, in which order, at which URL."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from briefgen.assemble import terms
from briefgen.assemble.addresses import addresses_of
from briefgen.assemble.dates import plausible
from briefgen.assemble.languages import homes, translations
from briefgen.assemble.related import related_briefs
from briefgen.assemble.release import Release, part, released_assets
from briefgen.assemble.replies import replies_by_brief
from briefgen.assemble.sources import untitled_sources
from briefgen.assemble.term_names import Spoken, languages_of
from briefgen.assemble.works import works_of
from briefgen.model.addresses import is_clean, slugify
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Author, Brief, Content, Page
from briefgen.model.data import is_data_file
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.file_names import markdown_stem
from briefgen.model.identity import normal, path_key, source_key, term_slug
from briefgen.model.site import Addresses, PublishedBrief, PublishedPage, Site, Taxonomy
from briefgen.model.site_folder import CONTENT

_HOME = "content/index"
_NOT_FOUND = "content/404"


def assemble(
    content: Content, config: SiteConfig, release: Release, layout_anchors: Iterable[str] = ()
) -> Checked[Site]:
    """Assemble parsed content into the published site.

    `layout_anchors` are the anchors in the site's own layouts.
    """
    diagnostics: list[Diagnostic] = []
    content = replace(content, briefs=tuple(sorted(content.briefs, key=_newest_first)))
    parted = part(content, release, config.languages)
    diagnostics += parted.diagnostics
    open_texts, withheld = parted.value.published, parted.value.withheld
    dated = plausible(open_texts.briefs, release)
    diagnostics += dated.diagnostics
    briefs = dated.value.briefs
    published = [PublishedBrief(brief, _permalink(brief, config, diagnostics)) for brief in briefs]
    pages = [
        PublishedPage(page, _page_url(page, diagnostics))
        for page in open_texts.pages
        if not _is_file(page, _HOME) and not _is_file(page, _NOT_FOUND)
    ]
    languages = languages_of(config, content.briefs)
    groups = _taxonomies(languages, config, briefs, open_texts.terms, withheld.briefs, diagnostics)
    signing = terms.authors(
        briefs, open_texts.authors, withheld.authors, config.language, languages
    )
    diagnostics += signing.diagnostics
    people, signed = signing.value
    released = released_assets(
        content.assets,
        withheld,
        open_texts,
        config.destinations.values(),
        _shared_folders(config),
        config.base_url,
    )
    diagnostics += released.diagnostics
    assets = released.value
    home = next((page for page in open_texts.pages if _is_file(page, _HOME)), None)
    not_found = next((page for page in open_texts.pages if _is_file(page, _NOT_FOUND)), None)
    translated = translations(briefs, content.briefs, config.language)
    diagnostics += translated.diagnostics
    works = works_of(briefs, translated.value, config.language)
    fronts = homes(works, pages, home, (*groups.values(), people), config)
    welcomes = {front.url for front in fronts}
    pages = [page for page in pages if page.url not in welcomes]
    if not briefs:
        diagnostics += _no_briefs(content.set_aside)
    answers = replies_by_brief(open_texts.replies, briefs, withheld.briefs)
    diagnostics += answers.diagnostics
    diagnostics += untitled_sources(briefs)
    marks = [_marks(brief, groups, config.language) for brief in briefs]
    site = Site(
        config=config,
        briefs=tuple(_with_folders(published, pages, assets, _aliases(open_texts))),
        pages=tuple(pages),
        home=home,
        not_found=not_found,
        homes=fronts,
        translations=translated.value,
        taxonomies=groups,
        authors=people,
        signed=signed,
        assets=assets,
        sizes=content.sizes,
        replies=answers.value,
        related=related_briefs(marks, works),
        left_out=parted.value.left_out,
        holds=parted.value.holds,
        next_change=min(
            filter(None, (parted.value.next_change, dated.value.next_change)), default=None
        ),
    )
    addresses = _addresses(site, withheld, content, layout_anchors)
    return Checked(replace(site, addresses=addresses), tuple(diagnostics))


def _addresses(
    site: Site, withheld: Content, content: Content, layout_anchors: Iterable[str]
) -> Addresses:
    """Return the addresses of a site; `content` has all files beside texts, published or not."""
    addresses = addresses_of(site)
    hidden = {*map(path_key, _withheld(withheld, site.config))} - addresses.url_paths
    hidden |= {path_key(each.path) for each in content.assets}
    hidden -= {path_key(each.path) for each in site.assets}
    tabular = [each for each in (*site.assets, *content.data) if is_data_file(each.path)]
    return replace(
        addresses,
        withheld=frozenset(hidden),
        data={path_key(each.path): each for each in tabular},
        layout_anchors=frozenset(layout_anchors),
    )


def _no_briefs(set_aside: Sequence[tuple[str, int]]) -> Iterator[Diagnostic]:
    """Say why no brief is published; the texts may be in folders that are skipped."""
    for path, count in set_aside:
        name = posixpath.basename(path)
        texts = "1 text" if count == 1 else f"{count:,} texts"
        new_name = name.lstrip("_.") or "briefs"
        yield Diagnostic(
            "no-briefs",
            f"the site has no published briefs; {texts} in `{path}` "
            f"{'is' if count == 1 else 'are'} skipped, because the name begins with `{name[0]}`",
            Location(path),
            f"rename the folder to {new_name} to publish its contents",
        )
    if not set_aside:
        yield Diagnostic(
            "no-briefs",
            "the site has no published briefs",
            Location("content/briefs"),
            'create one with: briefgen new "Title", then remove its line `draft: true`',
        )


def _is_file(page: Page, path: str) -> bool:
    """Whether a page is the file at a path without extension."""
    return markdown_stem(page.path) == path


def _shared_folders(config: SiteConfig) -> frozenset[str]:
    """Return the folders that belong to many texts, even if they have an index.md."""
    names = ("", "briefs/", "authors/", *(f"{key}/" for key in config.groupings))
    return frozenset(f"{CONTENT}{name}" for name in names)


def _withheld(texts: Content, config: SiteConfig) -> Iterator[str]:
    """Yield the paths and future URLs of texts that are held back."""
    for brief in texts.briefs:
        yield from (brief.path, _permalink(brief, config, []), *brief.aliases)
        for key, names in brief.terms.items():
            yield from (f"/{key}/{term_slug(name)}/" for name in names)
        yield from (f"/authors/{slugify(name)}/" for name in brief.authors)
    for page in texts.pages:
        yield from (page.path, _page_url(page, []), *page.aliases)
    for author in texts.authors:
        yield from (author.path, f"/authors/{terms.author_slug(author.id)}/", *author.aliases)
    yield from (term.path for term in texts.terms)


def _newest_first(brief: Brief) -> tuple[bool, float, str, str]:
    if brief.date is None:
        return True, 0.0, brief.slug, brief.path
    return False, -brief.date.at.timestamp(), brief.slug, brief.path


def _marks(brief: Brief, groups: Mapping[str, Taxonomy], language: str) -> frozenset[str]:
    term_marks = {
        f"{key}:{groups[key].slug(name, brief.language or language) or name}"
        for key, names in brief.terms.items()
        for name in names
    }
    return frozenset(term_marks | {source_key(source.url) for source in brief.sources})


def _aliases(texts: Content) -> Iterator[str]:
    every: Iterator[Brief | Page | Author] = chain(
        texts.briefs, texts.pages, texts.authors, texts.terms
    )
    for text in every:
        yield from text.aliases


def _with_folders(
    briefs: Sequence[PublishedBrief],
    pages: Iterable[PublishedPage],
    assets: Iterable[Asset],
    aliases: Iterable[str],
) -> Iterator[PublishedBrief]:
    """Yield briefs with the URLs of their folders, where these have files but no page."""
    files = [f"/{normal(asset.path.removeprefix(CONTENT))}" for asset in assets]
    folders = {posixpath.dirname(file) for file in files}
    folders |= {above for folder in folders for above in _folders_above(folder)}
    occupied = {*files, *aliases, *(each.url for each in briefs), *(each.url for each in pages)}
    occupied = {url.casefold() for url in occupied}
    for each in briefs:
        path, name = posixpath.split(each.brief.path.removeprefix(CONTENT))
        url = f"/{normal(path)}/"
        is_free = occupied.isdisjoint((url.casefold(), f"{url}index.html".casefold()))
        if markdown_stem(name) == "index" and is_free and url.rstrip("/") in folders:
            yield replace(each, folder=url)
        else:
            yield each


def _folders_above(folder: str) -> Iterator[str]:
    while (folder := posixpath.dirname(folder)) not in ("", "/"):
        yield folder


def _permalink(brief: Brief, config: SiteConfig, diagnostics: list[Diagnostic]) -> str:
    if brief.permalink:
        return brief.permalink
    language = (brief.language or config.language).lower()
    pattern = config.permalink.replace("{language}", language)
    if not any(part in pattern for part in ("{year}", "{month}", "{day}")):
        return pattern.format(slug=brief.slug)
    if brief.date is None and "date" in brief.reported and "date" in brief.spans:
        return f"/briefs/{brief.slug}/"  # the date is wrong, and that is an error
    if brief.date is None:
        diagnostics.append(
            Diagnostic(
                "missing-key",
                f"the permalink {config.permalink} needs a date, but the brief has none",
                brief.location_of("title"),
                "add the date of the brief, for example `date: 2026-03-27`",
            )
        )
        return f"/briefs/{brief.slug}/"
    day = brief.date.at
    return pattern.format(
        year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}", slug=brief.slug
    )


def _page_url(page: Page, diagnostics: list[Diagnostic]) -> str:
    path = markdown_stem(page.path.removeprefix(CONTENT))
    folder, name = posixpath.split(path)
    parts = [part for part in folder.split("/") if part]
    if name != "index":
        parts.append(name)
    slugs = [part if is_clean(part) else slugify(part) for part in parts]
    if not all(slugs):
        diagnostics.append(
            Diagnostic(
                "file-name",
                f"a part of the path `{path}` has no letter or digit to use in a URL",
                Location(page.path),
                "rename it, so that each part has a letter or digit",
            )
        )
    # Without a slug, use the name itself, which collides with no other page's URL.
    return "".join(f"/{slug or part}" for slug, part in zip(slugs, parts, strict=True)) + "/"


def _taxonomies(
    spoken: Spoken,
    config: SiteConfig,
    briefs: Sequence[Brief],
    pages: Iterable[Page],
    waiting: Sequence[Brief],
    diagnostics: list[Diagnostic],
) -> dict[str, Taxonomy]:
    words: dict[str, list[Page]] = {}
    for page in pages:
        _, key, _ = page.path.split("/")
        words.setdefault(key, []).append(page)
    groups = {}
    for key, settings in config.groupings.items():
        checked = terms.taxonomy(
            key, settings, briefs, words.get(key, []), config.language, spoken, waiting
        )
        diagnostics += checked.diagnostics
        groups[key] = checked.value
    return groups
