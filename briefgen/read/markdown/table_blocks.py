"""The fenced block `table`: a table from a CSV file, or from rows in the block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter

from briefgen.model.text import SOURCE_LABEL, TableBlock, TableColumn, ThemeWords
from briefgen.read.front_matter import FullText, Text, Texts, WrongValue
from briefgen.read.markdown import events
from briefgen.read.markdown.data_fences import DataFence, Path, with_marks
from briefgen.read.markdown.events import Attributes, Block

_FORMAT: Final = re.compile(r"(number|percent|plain|[A-Z]{3})?(?:(?:^|\s+)([0-6]))?")
_FORMATS: Final = "number, percent, plain or a currency such as EUR"
_YES: Final = frozenset({"true", "yes", "on"})
_NO: Final = frozenset({"", "false", "no", "off"})


def _column(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def number_format(value: str) -> str:
    """Return a format of numbers; raise WrongValue for any other text."""
    if not _FORMAT.fullmatch(value):
        raise WrongValue(
            f"cannot be `{value}`",
            f"write {_FORMATS}, a number of decimals up to 6, or both, such as `percent 1`",
        )
    return value


def parts_of_format(value: str) -> tuple[str, int]:
    """Return the form and the decimals of a format of numbers; -1 is for those of the data."""
    match = _FORMAT.fullmatch(value)
    kind, decimals = match.groups() if match else ("", None)
    return kind or ("number" if decimals else ""), -1 if decimals is None else int(decimals)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSettings:
    """A column in the settings of a table."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    name: FullText
    title: Text = ""
    unit: Text = ""
    format: Annotated[Text, AfterValidator(number_format)] = ""
    align: Literal["", "left", "center", "right"] = ""
    total: bool = True

    def column(self) -> TableColumn:
        """Return the column."""
        form, decimals = parts_of_format(self.format)
        return TableColumn(self.name, self.title, self.unit, form, decimals, self.align, self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSettings:
    """The content of a block `table`."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    data: Any = None
    columns: tuple[Annotated[ColumnSettings, BeforeValidator(_column)], ...] = ()
    caption: Text = ""
    source: Text = ""
    note: Text = ""
    total: Text = ""
    highlight: Texts = ()
    sort: Text = ""
    limit: Annotated[int, Field(ge=1)] | None = None


@cache
def _adapter() -> TypeAdapter[TableSettings]:
    return TypeAdapter(TableSettings)


def table_figure(fence: DataFence, attributes: Attributes) -> Iterator[Block]:
    """Yield a table as blocks: a figure if it has a caption, a note or a source."""
    settings = fence.settings(_adapter(), TableSettings)
    data = fence.data() if settings else None
    if settings is None or data is None:
        return
    fence.use(data, _columns(fence, settings))
    kind, label = _total(settings.total)
    slot = TableBlock(
        table=data.table,
        data=data.file or "",
        columns=tuple(each.column() for each in settings.columns),
        sort=settings.sort,
        limit=settings.limit or 0,
        total=kind,
        label=label,
        highlighted=settings.highlight,
        places=tuple(fence.span(path) for path in _paths(fence, "highlight")),
    )
    if settings.caption or settings.source or settings.note or attributes:
        yield from _figure(fence, settings, slot, attributes)
    else:
        yield events.SlotBlock(slot)


def _columns(fence: DataFence, settings: TableSettings) -> Iterator[tuple[str, Path]]:
    """Yield the columns that the settings name, and where."""
    raw = fence.document.data.get("columns", ())
    for at, column in enumerate(settings.columns):
        is_name = at < len(raw) and isinstance(raw[at], str)
        yield column.name, ["columns", at] if is_name else ["columns", at, "name"]
    if settings.sort:
        yield settings.sort.removeprefix("-"), ["sort"]


def _paths(fence: DataFence, key: str) -> list[Path]:
    """Return the path of each text of a setting that is one text or a list."""
    raw = fence.document.data.get(key)
    if isinstance(raw, list):
        return [[key, at] for at in range(len(raw))]
    return [[key]] if raw else []


def _total(value: str) -> tuple[str, str]:
    """Return what the total is, and its label."""
    if value.lower() in _NO:
        return "", ""
    if value.lower() in _YES:
        return "sum", ""
    return ("last", "") if value == "last" else ("sum", value)


def _figure(
    fence: DataFence, settings: TableSettings, slot: TableBlock, attributes: Attributes
) -> Iterator[Block]:
    caption, marks = fence.marked(settings.caption)
    yield events.Start("figure", with_marks(attributes, [*marks, (".", "table-figure")]))
    if caption:
        yield events.Start("figcaption")
        yield fence.phrases(caption, ["caption"])
        yield events.End("figcaption")
    yield events.SlotBlock(slot)
    if settings.note:
        yield from paragraph(fence, settings.note, "note")
    if settings.source:
        yield from paragraph(fence, settings.source, "source")
    yield events.End("figure")


def paragraph(fence: DataFence, text: str, key: str) -> Iterator[Block]:
    """Yield a paragraph below the data: a "note", or the "source" after its label."""
    yield events.Start("p", {"class": f"figure-{key}"})
    phrases = fence.phrases(text, [key])
    if key == "source":
        label = events.SlotPhrase(ThemeWords(SOURCE_LABEL))
        phrases = phrases._replace(parts=[label, " ", *phrases.parts])
    yield phrases
    yield events.End("p")
