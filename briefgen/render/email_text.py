"""A brief as an email in plain text: email.txt, in lines of at most 72 columns.

Its parts are plain text already when the layout gets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from briefgen.model.content import Hold, Source
from briefgen.model.diagnostics import Checked
from briefgen.model.documents import EmailBrief
from briefgen.model.html import Html
from briefgen.model.moments import Moment
from briefgen.model.text import Text
from briefgen.render.citations import cite
from briefgen.render.credits import labelled
from briefgen.render.filters import date, download_facts
from briefgen.render.text.for_plain import IMAGE, Plain, for_plain, line_of
from briefgen.render.writers import WriterInput

LAYOUT: Final = "email.txt"
LINKS: Final = "Links"  # translated by the catalogues
_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_HOLDS: Final = {
    "draft": "Draft",
    "embargo": "Under embargo until %(date)s",
    "date": "To be published on %(date)s",
}


def email_text(email: EmailBrief, inputs: WriterInput) -> Checked[bytes]:
    """Return email.txt."""
    plain = Plain(
        url=email.url,
        words=inputs.layouts.words(email.language),
        language=email.language,
        direction=email.direction,
        sources=len(email.sources),
    )
    text = inputs.layouts.render_text(LAYOUT, _variables(email, inputs, plain), inputs.origin)
    output = _EMPTY_LINES.sub("\n\n", text.value.strip("\n"))
    return Checked(f"{output}\n".encode(), text.diagnostics)


def _variables(email: EmailBrief, inputs: WriterInput, plain: Plain) -> Mapping[str, Any]:
    """Return the variables of the layout, in the order in which links are numbered."""
    parts = {
        "title": email.title,
        "url": email.url,
        "site_title": email.site_title,
        "site_url": email.site_url,
        "opening": "\n\n".join(filter(None, _opening(email, plain))),
        "highlights": _highlights(email, plain),
        "body": "\n\n".join(for_plain(text, plain) for text in inputs.texts),
        "downloads": _downloads(email, plain),
        "corrections": _corrections(email, plain),
        "sources": _sources(email, plain),
        "citation": _citation(email, plain),
    }
    parts["links"] = _links(plain)
    parts["end"] = _end(email, plain)
    return {**{name: Html(text) for name, text in parts.items()}, "language": email.language}


def _opening(email: EmailBrief, plain: Plain) -> Iterator[str]:
    """Yield what is above the highlights."""
    for hold in email.holds:
        yield plain.paragraph(_hold(hold, email, plain))
    yield plain.heading(email.title, 1)
    yield plain.paragraph(email.standfirst)
    yield "\n".join(filter(None, map(plain.paragraph, _byline(email, plain))))
    if email.image:
        words = (line_of(email.image.caption, plain), _credit(email, plain))
        alt = plain.words(IMAGE) % {"alt": email.image.alt} if email.image.alt else ""
        lines = (plain.paragraph(f"[{alt}]") if alt else "", *map(plain.paragraph, words))
        yield "\n".join(filter(None, lines))


def _hold(hold: Hold, email: EmailBrief, plain: Plain) -> str:
    day = date(hold.until, email.language) if hold.until else ""
    return plain.words(_HOLDS[hold.reason]) % {"date": day}


def _byline(email: EmailBrief, plain: Plain) -> Iterator[str]:
    """Yield the lines below the title: authors, dates, the URL."""
    yield plain.words(", ").join(author.name for author in email.authors)
    days = [date(email.date, email.language)] if email.date else []
    if email.updated:
        days.append(f"{plain.words('Updated')} {date(email.updated, email.language)}")
    yield " · ".join(days)
    yield f"{plain.words('Read on the site')}: {email.url}"


def _credit(email: EmailBrief, plain: Plain) -> str:
    if not email.image or not email.image.credit:
        return ""
    credit = line_of(email.image.credit, plain)
    is_labelled = labelled(email.image.credit)
    return credit if is_labelled else plain.words("Credit: %(name)s") % {"name": credit}


def _highlights(email: EmailBrief, plain: Plain) -> str:
    if not email.highlights:
        return ""
    items = [plain.item(line_of(each, plain), "* ") for each in email.highlights]
    return "\n\n".join([plain.heading(plain.words("Highlights"), 2), "\n".join(items)])


def _downloads(email: EmailBrief, plain: Plain) -> str:
    if not email.downloads:
        return ""
    items = []
    for each in email.downloads:
        facts = plain.words(", ").join(download_facts(each, email.language))
        words = f"{each.title} ({facts})" if facts else each.title
        items.append("\n".join([plain.item(words, "* "), f"  {each.url}"]))
    return "\n\n".join([plain.heading(plain.words("Downloads"), 2), *items])


def _corrections(email: EmailBrief, plain: Plain) -> str:
    if not email.corrections:
        return ""
    items = [
        plain.item(f"{_day(each.date, email)}{line_of(each.text, plain)}", "* ")
        for each in email.corrections
    ]
    return "\n\n".join([plain.heading(plain.words("Corrections"), 2), "\n".join(items)])


def _day(moment: Moment | None, email: EmailBrief) -> str:
    return f"{date(moment, email.language)}: " if moment else ""


def _sources(email: EmailBrief, plain: Plain) -> str:
    if not email.sources:
        return ""
    cites = any(source.mentions for source in email.sources)
    items = []
    for source in email.sources:
        words = plain.words(", ").join(_facts(source, email, plain, cites=cites))
        sign = f"[{source.number}] "
        url = source.archive_url if _is_copy(source) else source.url
        items.append("\n".join([plain.item(words, sign), f"{' ' * len(sign)}{url}"]))
    return "\n\n".join([plain.heading(plain.words("Sources"), 2), *items])


def _facts(source: Source, email: EmailBrief, plain: Plain, *, cites: bool) -> Iterator[str]:
    """Yield what is known of a source; its URL follows."""
    yield source.title
    if source.author:
        yield source.author
    if source.publisher and source.publisher != source.title:
        yield source.publisher
    if source.date:
        yield date(source.date, email.language)
    if source.accessed:
        day = date(source.accessed, email.language)
        yield plain.words("accessed %(date)s") % {"date": day}
    if source.archive_url:
        day = date(source.archived, email.language) if source.archived else ""
        copy = "archived copy (%(date)s)" if day else "archived copy"
        yield plain.linked(
            plain.words(copy) % {"date": day}, "" if _is_copy(source) else source.archive_url
        )
    if source.dead_since:
        day = date(source.dead_since, email.language)
        since = plain.words("original unavailable since %(date)s") % {"date": day}
        yield plain.linked(since, source.url if _is_copy(source) else "")
    if cites and not source.mentions:
        yield plain.words("Further reading")


def _is_copy(source: Source) -> bool:
    """Whether links to a source lead to its archived copy."""
    return bool(source.dead_since and source.archive_url)


def _links(plain: Plain) -> str:
    """Return the URLs of the links that are not to sources."""
    if not plain.links:
        return ""
    lines = [f"[{number}] {url}" for number, url in enumerate(plain.links, plain.sources + 1)]
    return "\n\n".join([plain.heading(plain.words(LINKS), 2), "\n".join(lines)])


def _citation(email: EmailBrief, plain: Plain) -> str:
    if not email.citation:
        return ""
    # Citations are in English, so they are written from left to right.
    english = Plain(email.url, plain.words)
    words = english.paragraph(line_of(Text([cite(email.citation, email.citation_style)]), english))
    return "\n\n".join([plain.heading(plain.words("Cite this brief"), 2), words])


def _end(email: EmailBrief, plain: Plain) -> str:
    """Return who publishes the brief."""
    lines = [plain.paragraph(email.site_title), email.site_url]
    if email.publisher and email.publisher.name != email.site_title:
        name = {"name": email.publisher.name}
        lines.append(plain.paragraph(plain.words("Published by %(name)s") % name))
    if email.license:
        name = {"name": email.license.text}
        lines += [plain.paragraph(plain.words("Licence: %(name)s") % name), email.license.url]
    return "\n".join(filter(None, lines))
