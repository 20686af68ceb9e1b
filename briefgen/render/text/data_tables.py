"""Tables from data as the parts of a text, as if they were written in Markdown.

So each target shows them as it shows any table. Numbers are written as in the language of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum, inf
from typing import Final

from briefgen.model.data import DecimalSign, decimal_sign, is_missing, nearest_name, number_of
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.text import (
    Element,
    Slot,
    Table,
    TableBlock,
    TableColumn,
    TableEnd,
    Text,
    ThemeWords,
)
from briefgen.render.numbers import decimals_in, formatted
from briefgen.render.text import TextContext, escaped

TOTAL: Final = "Total"  # translated by the catalogues
_FIRST_CELLS: Final = "write what is in its first column, or its number"
_YEARS: Final = range(1500, 2200)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column to show: how, its cells in order, and the decimal sign of its numbers, if any."""

    column: TableColumn
    cells: Sequence[str]
    sign: DecimalSign | None

    @property
    def title(self) -> str:
        """The words in the header."""
        title = self.column.title or self.column.name
        return f"{title} ({self.column.unit})" if self.column.unit else title

    def texts(self, language: str) -> list[str]:
        """Return the cells as readers see them."""
        sign = self.sign or "."
        return [formatted(cell, sign, self.column, language) for cell in self.cells]

    def total(self, language: str) -> str:
        """Return the sum of the numbers, or ""."""
        if self.sign is None or self.column.form == "plain" or not self.column.is_summed:
            return ""
        sign: DecimalSign = self.sign
        values = [cell for cell in self.cells if not is_missing(cell)]
        total = fsum(number_of(cell, sign) or 0 for cell in values)
        decimals = max((decimals_in(cell, sign) for cell in values), default=0)
        cell = f"{total:.{decimals}f}"
        is_percent = bool(values) and all(each.rstrip().endswith("%") for each in values)
        return formatted(f"{cell} %" if is_percent else cell, ".", self.column, language)


def table_text(slot: TableBlock, context: TextContext) -> Text:
    """Return a table from data as a text."""
    columns = _columns(slot, _row_order(slot))
    if not columns:
        return Text()
    kinds = ["number" if each.sign else "" for each in columns]
    start = Table(columns=tuple(each.title for each in columns), kinds=("", *kinds[1:]))
    rows = list(zip(*(each.texts(context.language) for each in columns), strict=True))
    cells = columns[0].cells
    marked = frozenset[int]().union(*(_rows_of(name, cells) for name in slot.highlighted))
    parts: list[str | Slot] = [start, "\n<thead>\n"]
    parts += _row([each.title for each in columns], columns, "th")
    parts.append("</thead>\n<tbody>\n")
    for number, row in enumerate(rows):
        is_total = slot.total == "last" and number == len(rows) - 1
        name = "total" if is_total else "highlighted" if number in marked else ""
        parts += _row(row, columns, "td", name)
    if slot.total == "sum":
        label = slot.label or context.words(TOTAL)
        sums = [each.total(context.language) for each in columns[1:]]
        parts += _row([label, *sums], columns, "td", "total")
    return Text((*parts, "</tbody>\n", TableEnd(), "\n"))


def expanded(parts: Iterable[str | Slot], context: TextContext) -> Iterator[str | Slot]:
    """Yield parts with tables from data, and words of the theme, as parts of their own."""
    for part in parts:
        if isinstance(part, TableBlock):
            yield from table_text(part, context).parts
        elif isinstance(part, ThemeWords):
            yield escaped(context.words(part.message))
        else:
            yield part


def _row(
    cells: Sequence[str], columns: Sequence[_Column], tag: str, name: str = ""
) -> Iterator[str | Slot]:
    """Yield a row; the cells of one that has a name stand out in every target."""
    yield Element("tr", (("class", name),)) if name else "<tr>"
    yield "\n"
    for cell, each in zip(cells, columns, strict=True):
        align = each.column.align
        yield Element(tag, (("class", f"align-{align}"),)) if align else f"<{tag}>"
        words = escaped(cell)
        yield f"<strong>{words}</strong>" if name and words else words
        yield f"</{tag}>\n"
    yield "</tr>\n"


def _columns(slot: TableBlock, order: Sequence[int]) -> list[_Column]:
    """Return the columns to show that the data has, with the cells of the rows in this order."""
    table = slot.table
    specified = slot.columns or tuple(map(TableColumn, table.columns))
    columns: list[_Column] = []
    for each in specified:
        if each.name in table.columns:
            cells = table.cells(each.name)
            is_plain = not each.form and (not columns or _are_years(cells))
            column = replace(each, form="plain") if is_plain else each
            sign = decimal_sign(cells, table.decimal)
            columns.append(_Column(column, [cells[row] for row in order], sign))
    return columns


def _are_years(cells: Sequence[str]) -> bool:
    """Whether all cells with a value are years."""
    values = [cell for cell in cells if not is_missing(cell)]
    return all(
        len(cell) == 4 and cell.isascii() and cell.isdecimal() and int(cell) in _YEARS
        for cell in values
    )


def _row_order(slot: TableBlock) -> list[int]:
    """Return the numbers of the rows to show, in order; a total at the end stays there."""
    table = slot.table
    rows = list(range(len(table.rows)))
    last = [rows.pop()] if slot.total == "last" and rows else []
    if slot.sort:
        is_descending = slot.sort not in table.columns
        name = slot.sort.removeprefix("-") if is_descending else slot.sort
        if name in table.columns:
            rows = _sorted(rows, table.cells(name), table.decimal, is_descending=is_descending)
    return [*(rows[: slot.limit] if slot.limit else rows), *last]


def _sorted(
    rows: Sequence[int], cells: Sequence[str], decimal: DecimalSign, *, is_descending: bool
) -> list[int]:
    """Return rows by their cells, as numbers if they are; those without a value come last."""
    sign = decimal_sign(cells, decimal)

    def key(row: int) -> tuple[float, str]:
        if sign:
            value = number_of(cells[row], sign)
            return (-inf if is_descending else inf) if value is None else value, ""
        return 0.0, cells[row].casefold()

    return sorted(rows, key=key, reverse=is_descending)


def unknown_rows(text: Text, path: str) -> Iterator[Diagnostic]:
    """Yield a problem for each highlighted row that a table of a text does not show."""
    for slot in text.parts:
        if not isinstance(slot, TableBlock) or not slot.highlighted:
            continue
        columns = _columns(slot, _row_order(slot))
        cells = columns[0].cells if columns else ()
        for name, span in zip(slot.highlighted, slot.places, strict=False):
            if cells and not _rows_of(name, cells):
                similar = nearest_name(name, cells)
                hint = f"did you mean `{similar}`?" if similar else _FIRST_CELLS
                message = f"`highlight` names `{name}`, which is no row of this table"
                yield Diagnostic("unknown-row", message, Location(path, span), hint)


def _rows_of(name: str, cells: Sequence[str]) -> frozenset[int]:
    """Return the rows with this first cell, or else the row with this number."""
    rows = frozenset(number for number, cell in enumerate(cells) if cell == name)
    if rows or not (name.isascii() and name.isdecimal()):
        return rows
    return frozenset({int(name) - 1} & set(range(len(cells))))
