"""One file of content/ to a row of the store. Imports the parsers, so it is imported late."""

from __future__ import annotations

from dataclasses import replace

from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.store import FileRow
from briefgen.model.config import SiteConfig
from briefgen.model.content import Asset, Author, Body, Brief, Entry, Kind, Page, Prose, Reply
from briefgen.model.diagnostics import Checked, Span
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.markdown import Dialect, words_for
from briefgen.read.pictures import picture_size
from briefgen.read.reply import parse_reply
from briefgen.read.svg import clean_svg

Value = Brief | Page | Author | Asset | Reply | None


def parsed(
    row: FileRow, entry: Entry, data: bytes, config: SiteConfig
) -> tuple[FileRow, bytes | None]:
    """Return the completed row of a file, and its text."""
    made = _value(entry, data, config)
    value = made.value
    problems = encode(made.diagnostics) if made.diagnostics else b""
    if value is None:
        return replace(row, problems=problems), None
    if isinstance(value, Asset | Reply):
        data = encode(value)
        return replace(row, outline=digest(data), head=data, problems=problems), None
    head = replace(value, body=_without_text(value.body))
    text = encode(value.body.prose)
    complete = replace(
        row,
        outline=digest(encode(_outline(head))),
        head=encode(head),
        body=digest(text),
        problems=problems,
    )
    return complete, text


def _value(entry: Entry, data: bytes, config: SiteConfig) -> Checked[Value]:
    if entry.kind is Kind.ASSET:
        cleaned = clean_svg(data, entry.shown)
        return Checked(Asset(entry.shown, picture_size(data)), cleaned.diagnostics)
    if entry.kind is Kind.REPLY:
        return parse_reply(entry, data, config.timezone)
    return parse_entry(entry, data, _settings(config))


def _without_text(body: Body) -> Body:
    return replace(body, prose=Prose(tuple(body.prose.references)))


def _outline(head: Brief | Page | Author) -> Brief | Page | Author:
    """Return what other pages, and the plan of this one, may depend on.

    Neither the number of words counts nor where in the file a link stands, nor the beginning
    of a brief's text (its summary has it, if it is needed). So mending a word moves nothing.
    """
    body = head.body
    references = (replace(reference, span=Span()) for reference in body.prose.references)
    return replace(
        head,
        body=replace(
            body,
            prose=Prose(tuple(references)),
            words=body.minutes,
            first_paragraph="" if isinstance(head, Brief) else body.first_paragraph,
        ),
    )


def _settings(config: SiteConfig) -> ReadSettings:
    dialect = Dialect(
        switches=config.markdown,
        language=config.language,
        site_host=config.host,
        new_tab=config.links.new_tab,
        words=words_for(config.language),
    )
    return ReadSettings(dialect, config.timezone, tuple(config.groupings))
