"""The picture beside each brief that networks show with a link to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from briefgen.assemble.views import Views
from briefgen.model.addresses import output_path
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.documents import SocialCard
from briefgen.model.outputs import Output, Written

NAME: Final = "social.png"


def social(views: Views) -> Iterator[Output]:
    """Plan social.png for each brief, if the site has such pictures."""
    config = views.config
    if not config.social.images:
        return
    font = _font(views)
    for published, card in zip(views.site.briefs, views.cards, strict=True):
        document = SocialCard(
            title=card.title,
            site_title=config.title,
            category=card.categories[0].name if card.categories else "",
            authors=tuple(author.name for author in card.authors),
            date=card.date,
            language=card.language or config.language,
            direction=card.direction,
            accent=config.theme.accent,
        )
        path = output_path(f"{published.url}{NAME}")
        yield Written(path, "social.svg", document, published.brief.url_place(), source=font)


def _font(views: Views) -> str:
    """Return the path of the site's own font for pictures, or "" if it has none."""
    wanted = views.config.social.font
    path = f"content/{wanted.lstrip('/')}"
    if not wanted or any(asset.path == path for asset in views.site.assets):
        return path if wanted else ""
    views.diagnostics.append(
        Diagnostic(
            "broken-link",
            f"there is no font `{path}`",
            Location("site.yaml"),
            "`social.font` names a .ttf or .otf file of content/, as /fonts/NAME.ttf",
        )
    )
    return ""
