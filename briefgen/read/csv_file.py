"""Read CSV files: their encoding, what separates cells, and whether each row is whole."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import chain, islice
from typing import Final

from briefgen.model.data import DataTable, likely_decimal
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span, capped, has_errors
from briefgen.read.text import decode

MAX_DATA_BYTES: Final = 2_000_000
MAX_CELLS: Final = 200_000
_DELIMITERS: Final = (",", ";", "\t")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_EXCEL: Final = re.compile(r"sep=([,;\t])\n", re.IGNORECASE)
_ARCHIVE: Final = b"PK\x03\x04"  # how .xlsx and .ods files begin
_PAIR: Final = 2
_COUNTED: Final = 2_000  # cells that decide on the decimal sign


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a file: the line on which it begins, and its cells."""

    line: int
    cells: Sequence[str]


def read_csv(data: bytes, path: str) -> Checked[DataTable | None]:
    """Return the table in a CSV file.

    Cells are separated by commas, semicolons or tabs: whatever is most frequent in the first row,
    which has the names of the columns. Spaces around cells and rows without cells do not count.
    """
    if len(data) > MAX_DATA_BYTES:
        return _refused(
            path,
            "too-large",
            f"the file has {len(data):,} bytes; briefgen reads data of up to {MAX_DATA_BYTES:,}",
            "keep only the rows and columns that the text shows, and offer the rest as a download",
        )
    if data.startswith(_ARCHIVE):
        return _refused(
            path,
            "data-file",
            "this is an Excel or LibreOffice file, although its name ends with .csv",
            "open it there, and save it as CSV (UTF-8)",
        )
    decoded = decode(data, path)
    if decoded.value is None:
        return Checked(None, tuple(map(_with_excel, decoded.diagnostics)))
    text = decoded.value
    excel = _EXCEL.match(text)
    delimiter = excel[1] if excel else _delimiter(text)
    reader = _rows(text[excel.end() :] if excel else text, delimiter, 1 if excel else 0)
    try:
        rows = [*islice(reader, MAX_CELLS + 1)]
    except _Unreadable as error:
        return Checked(None, (*decoded.diagnostics, error.diagnostic(path)))
    if not rows:
        hint = "write the names of the columns in the first row, and the data below"
        return _refused(path, "data-file", "the file has no rows", hint)
    cells = len(rows) * len(rows[0].cells)
    if cells > MAX_CELLS:
        return _refused(
            path,
            "too-large",
            f"the file has {cells:,} cells; briefgen reads up to {MAX_CELLS:,}",
            "keep only the rows and columns that the text shows, and offer the rest as a download",
        )
    problems = (*decoded.diagnostics, *capped(_problems(rows, path)))
    if has_errors(problems):
        return Checked(None, problems)
    table = _table(rows, delimiter)
    return Checked(table, problems)


def _with_excel(problem: Diagnostic) -> Diagnostic:
    """Return a problem with the encoding with what to choose in Excel."""
    if problem.code != "not-utf8":
        return problem
    return replace(problem, hint=f"{problem.hint}; in Excel, choose the file type “CSV UTF-8”")


def _table(rows: Sequence[_Row], delimiter: str) -> DataTable:
    head, *body = (tuple(row.cells) for row in rows)
    first_rows = islice(chain.from_iterable(body), _COUNTED)
    decimal = likely_decimal(first_rows, "," if delimiter == ";" else ".")
    return DataTable(head, tuple(body), decimal)


def _delimiter(text: str) -> str:
    """Return what separates the cells of the first row with any."""
    lines = islice(filter(str.strip, StringIO(text)), _PAIR)  # the first may be a title
    for counts in (Counter(_QUOTED.sub("", line)) for line in lines):
        if any(counts[each] for each in _DELIMITERS):
            return max(_DELIMITERS, key=lambda each: counts[each])
    return _DELIMITERS[0]


class _Unreadable(Exception):
    """A row whose quotation marks do not match."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self._line = line
        self._hint = hint

    def diagnostic(self, path: str) -> Diagnostic:
        return Diagnostic("data-file", str(self), Location(path, Span(self._line)), self._hint)


def _rows(text: str, delimiter: str, before: int) -> Iterator[_Row]:
    """Yield the rows with cells, without empty columns at the end. Raises _Unreadable.

    `before` is the number of lines before the text.
    """
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    width = 0
    while True:
        line = reader.line_num + before + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _problem(str(error), line) from error
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not width:  # spreadsheets write empty columns beside the data
            width = max(at for at, cell in enumerate(cells, 1) if cell)
        if not any(cells[width:]):
            del cells[width:]
        yield _Row(line, cells)


def _problem(error: str, line: int) -> _Unreadable:
    if "field larger" in error or "unexpected end" in error:
        return _Unreadable(
            line,
            'a quotation mark `"` that opens in this row is not closed',
            'close it, or write `""` for a quotation mark within a cell in quotation marks',
        )
    return _Unreadable(
        line,
        "text follows the closing quotation mark of a cell in this row",
        'put the whole cell in quotation marks, and write `""` for those within it',
    )


def _problems(rows: Sequence[_Row], path: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with the names of the columns, and with the number of cells in rows."""
    head = rows[0]
    first: dict[str, int] = {}
    for number, name in enumerate(head.cells, 1):
        location = Location(path, Span(head.line))
        if not name:
            yield Diagnostic(
                "data-file",
                f"column {number} has no name",
                location,
                "the first row has the names of the columns: write one for each",
            )
        elif name in first:
            yield Diagnostic(
                "data-file",
                f"columns {first[name]} and {number} are both named `{name}`",
                location,
                "give each column a name of its own",
            )
        first.setdefault(name, number)
    width = len(head.cells)
    if width == 1 and len(rows) > _PAIR and all(len(row.cells) > 1 for row in rows[1:]):
        yield Diagnostic(
            "data-file",
            f"the first row has 1 cell, but the row below has {len(rows[1].cells)} cells",
            Location(path, Span(head.line)),
            "delete the lines above the names of the columns, such as a title",
        )
        return
    for row in rows[1:]:
        if len(row.cells) != width:
            yield Diagnostic(
                "data-file",
                f"this row has {_counted(len(row.cells), 'cell')}, but the first row names"
                f" {_counted(width, 'column')}",
                Location(path, Span(row.line)),
                "write each cell, even if it is empty, and put cells with a separator in quotation"
                " marks",
            )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _refused(path: str, code: str, message: str, hint: str) -> Checked[DataTable | None]:
    return Checked(None, (Diagnostic(code, message, Location(path), hint),))
