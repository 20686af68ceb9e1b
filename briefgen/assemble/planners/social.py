"""The link preview image of each brief."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from briefgen.assemble.views import Views
from briefgen.model.addresses import output_path
from briefgen.model.characters import letters_of, script_of
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.documents import SocialCard
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Site
from briefgen.model.site_folder import CONTENT, SITE_FILE

NAME: Final = "social.png"
# The scripts that this package's fonts support, by the first words of their Unicode character
# names. A test compares them with the fonts.
SCRIPTS: Final = frozenset(
    "LATIN GREEK CYRILLIC ARABIC HEBREW MODIFIER FEMININE MASCULINE MICRO OHM KELVIN".split()
)


def urls(site: Site) -> Iterator[str]:
    """Yield the URL of each image."""
    if site.config.social.images:
        yield from (f"{each.url}{NAME}" for each in site.briefs)


def outputs(views: Views) -> Iterator[Output]:
    """Plan social.png for each brief, unless these images are turned off."""
    config = views.config
    if not config.social.images:
        return
    fonts = _fonts(views)
    if not config.social.font:
        views.diagnostics += _unshown(views)
    for published, card in zip(views.site.briefs, views.cards, strict=True):
        document = SocialCard(
            title=card.title,
            site_title=views.sites.in_language(card.language or config.language).title,
            category=card.categories[0].name if card.categories else "",
            authors=tuple(author.name for author in card.authors),
            date=card.date,
            language=card.language or config.language,
            direction=card.direction,
            accent=config.theme.accent,
        )
        path = output_path(f"{published.url}{NAME}")
        yield Written(path, "social.png", document, published.brief.url_location(), sources=fonts)


def _unshown(views: Views) -> Iterator[Diagnostic]:
    """Warn of titles in scripts that this package's fonts do not support."""
    for published in views.site.briefs:
        brief = published.brief
        script = "" if brief.title.isascii() else _other_script(brief.title)
        if script:
            yield Diagnostic(
                "card-font",
                f"the link preview image has no title, because its fonts lack {script}",
                brief.location_of(),
                "put a font with these characters in content/fonts/, and name it in site.yaml:"
                "\nsocial:\n  font: /fonts/NAME.ttf",
            )


def _other_script(title: str) -> str:
    """Return the name of the first script that the fonts do not support, or ""."""
    for each in title:
        if unicodedata.category(each)[0] == "L":
            script = script_of(each)
            if script not in SCRIPTS:
                return letters_of(script)
    return ""


def _fonts(views: Views) -> tuple[str, ...]:
    """Return the path of the site's own font for these images, if it has one."""
    name = views.config.social.font
    path = f"{CONTENT}{name.lstrip('/')}"
    if not name or any(asset.path == path for asset in views.site.assets):
        return (path,) if name else ()
    views.diagnostics.append(
        Diagnostic(
            "broken-link",
            f"there is no font `{path}`",
            Location(SITE_FILE, views.config.spans.get("social.font", Span())),
            f"put the font at `{path}`, or remove the line `font`",
        )
    )
    return ()
