"""Parses a file of content/ to a row of the store. Imports the parsers, so imported late."""

from __future__ import annotations

from dataclasses import fields, replace
from operator import attrgetter
from typing import Final

from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.store import FileRow
from briefgen.model.config import SiteConfig
from briefgen.model.content import (
    Asset,
    Author,
    Body,
    Brief,
    ChartUse,
    DataUse,
    Entry,
    Kind,
    Page,
    Reply,
)
from briefgen.model.data import is_data_file
from briefgen.model.diagnostics import Checked, Diagnostic, Span
from briefgen.model.levels import FileProblems
from briefgen.model.targets import target_path
from briefgen.model.text import Chart, Reference, Text
from briefgen.pipeline.inputs.extras import drawn_charts
from briefgen.pipeline.inputs.used_files import UsedFiles
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.markdown import Dialect
from briefgen.read.reply import parse_reply

# All fields of a value except its body.
_NAMES: Final = {
    kind: tuple(each.name for each in fields(kind) if each.name != "body")
    for kind in (Brief, Page, Author)
}
_VALUES: Final = {kind: attrgetter(*names) for kind, names in _NAMES.items()}

_NO_PROBLEMS: Final = FileProblems()

Value = Brief | Page | Author | Asset | Reply | None


def parsed(
    row: FileRow, entry: Entry, data: bytes, config: SiteConfig
) -> tuple[FileRow, bytes | None]:
    """Return the completed row of a file, and its text."""
    if is_data_file(entry.path):  # only read if a text shows its data
        return _data_row(row, entry, data)
    checked = value_of(entry, data, config)
    value = checked.value
    off = value.off if isinstance(value, Brief | Page | Author) else ()
    problems = _problems(checked.diagnostics, off)
    if value is None:
        return row._replace(problems=problems), None
    if isinstance(value, Asset | Reply):
        data = encode(value)
        return row._replace(interface_digest=digest(data), value=data, problems=problems), None
    text, beside = encode(value.body.prose), _beside_body(value)
    complete = row._replace(
        interface_digest=digest(beside, encode(_outline(value))),
        value=b'%b,"body":%b}' % (beside[:-1], encode(_without_text(value.body))),
        text_digest=digest(text),
        problems=problems,
        used_files=_used_files(value),
    )
    return complete, text


def value_of(entry: Entry, data: bytes, config: SiteConfig) -> Checked[Value]:
    """Return what a file is, as read with the settings of its site."""
    if entry.kind is Kind.ASSET:
        from briefgen.read.svg import read_svg  # noqa: PLC0415 - for one kind of file

        svg = read_svg(data, entry.site_path)
        size = svg.value.size if svg.value else None
        return Checked(Asset(entry.site_path, size), svg.diagnostics)
    if entry.kind is Kind.REPLY:
        return parse_reply(entry, data, config.timezone)
    return parse_entry(entry, data, _settings(config))


def _data_row(row: FileRow, entry: Entry, data: bytes) -> tuple[FileRow, bytes | None]:
    """Return the completed row of a file with data, and its table in place of a text."""
    from briefgen.read.csv_file import read_csv  # noqa: PLC0415 - for one kind of file

    checked = read_csv(data, entry.site_path)
    row = row._replace(problems=_problems(checked.diagnostics))
    if checked.value is None:
        return row, None
    table, value = (
        encode(checked.value),
        encode(Asset(entry.site_path, columns=checked.value.columns)),
    )
    row = row._replace(interface_digest=digest(value), text_digest=digest(table), value=value)
    return row, table


def _problems(diagnostics: tuple[Diagnostic, ...], off: tuple[str, ...] = ()) -> bytes:
    problems = FileProblems(diagnostics, off)
    return encode(problems) if problems != _NO_PROBLEMS else b""


def _used_files(value: Brief | Page | Author) -> bytes:
    """Encode the files whose data or size a text shows."""
    offered = value.downloads if isinstance(value, Brief) else ()
    if not (value.body.data or offered):
        return b""
    data = {target_path(each.file.destination, value.path) for each in value.body.data}
    sized = {target_path(each.file.destination, value.path) for each in offered}
    return encode(UsedFiles(tuple(sorted(data)), tuple(sorted(sized))))


def _beside_body(value: Brief | Page | Author) -> bytes:
    """Encode a value without its body; this takes most of the time."""
    kind = type(value)
    return encode(dict(zip(_NAMES[kind], _VALUES[kind](value), strict=True)))


def _without_text(body: Body) -> Body:
    return replace(body, prose=Text())


def _outline(value: Brief | Page | Author) -> Body:
    """Return the parts of a body that other pages, and the plan of this page, may depend on.

    These do not include the number of words, the places of links in the file, and the beginning
    of a brief's text (its summary has that, if needed). So fixing a typo does not change them.
    """
    body = value.body
    data = tuple(
        DataUse(each.kind, _unplaced(each.file), tuple((name, Span()) for name, _ in each.columns))
        for each in body.data
    )
    return replace(
        body,
        prose=Text(),
        references=tuple(map(_unplaced, body.references)),
        data=data,
        charts=tuple(ChartUse(_placeless(each.chart)) for each in body.charts),
        words=body.minutes,
        first_paragraph="" if isinstance(value, Brief) else body.first_paragraph,
    )


def _placeless(chart: Chart) -> Chart:
    data = chart.data
    return replace(chart, data=_unplaced(data)) if isinstance(data, Reference) else chart


def _unplaced(reference: Reference) -> Reference:
    return replace(reference, span=Span())


def _settings(config: SiteConfig) -> ReadSettings:
    dialect = Dialect(
        switches=config.markdown,
        language=config.language,
        site_host=config.host,
        charts=drawn_charts(config),
    )
    return ReadSettings(dialect, config.timezone, tuple(config.groupings))
