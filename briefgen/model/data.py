"""Tables of data, as CSV files and the blocks of texts contain them, and the numbers in them.

A cell is a number if it is written in one of these ways, with spaces around it or not:

- `1234.5`, `.5`, `1e6`, with a sign (`-`, `−`, `–` or `+`) before it
- with thousands apart: `1,234.5`, `1 234.5`, `1'234.5`, also the Indian `12,34,567`
- with a decimal comma, in a column of such numbers: `1234,5`, `1.234,5`, `1 234,5`
- with a percent or per mille sign after it, or a currency sign before or after it: `12 %`, `€5`

A cell is without a value if it is empty or contains only `-`, `–`, `—`, `…`, `..`, `:`, `*`, `n/a`
or `null`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Final, Literal

from briefgen.model.diagnostics import Diagnostic, Location

DecimalSign = Literal[".", ","]

_LONGEST: Final = 100  # characters of a number, and of a name that are compared
_SHOWN: Final = 12  # columns that a hint lists
_SPACES: Final = " \u00a0\u2009\u202f"
_GROUPS: Final = dict.fromkeys(map(ord, f"{_SPACES}'’"))  # taken out of numbers
_CURRENCIES: Final = "$€£¥"
_MISSING: Final = frozenset(("", *"-–—…:*", "..", "...", "n/a", "na", "n.a.", "null"))
_EXPONENT: Final = r"(?:e[-+]?\d{1,3})?"


@cache
def _number_form() -> re.Pattern[str]:
    """Return the form of a number with a sign before it, and signs of currencies or percent."""
    around = f"{_SPACES}{_CURRENCIES}"
    return re.compile(rf"([-−–+]?)[{around}]*(.+?)[{around}%‰]*")


@cache
def _form(sign: DecimalSign) -> re.Pattern[str]:
    """Return the form of numbers; the sign between thousands is the same throughout a number."""
    group = "," if sign == "." else "."
    digits = rf"(?:[1-9]\d{{0,2}}([{group}{_SPACES}'’])(?:\d{{2,3}}\1)*\d{{3}}|\d+)"
    fraction = re.escape(sign)
    return re.compile(
        rf"{digits}(?:{fraction}\d*)?{_EXPONENT}|{fraction}\d+{_EXPONENT}", re.IGNORECASE
    )


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of data: the names of its columns, and its rows with the cells as written.

    All rows have as many cells as there are columns. `decimal` is the decimal sign of numbers that
    would be numbers with either, such as `1,234`.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    decimal: DecimalSign = "."

    def cells(self, column: str) -> tuple[str, ...]:
        """Return the cells of a column, which must exist."""
        at = self.columns.index(column)
        return tuple(row[at] for row in self.rows)


def is_missing(cell: str) -> bool:
    """Whether a cell is without a value."""
    return cell.strip().lower() in _MISSING


def number_of(cell: str, decimal: DecimalSign = ".") -> float | None:
    """Return the number in a cell, or None if there is none."""
    cell = cell.strip()
    match = _number_form().fullmatch(cell) if len(cell) <= _LONGEST else None
    if match is None or not _form(decimal).fullmatch(match[2]):
        return None
    digits = match[2].translate(_GROUPS)
    digits = digits.replace(",", "") if decimal == "." else digits.replace(".", "")
    value = float(digits.replace(",", "."))
    if not isfinite(value):
        return None
    return -value if match[1] and match[1] in "-−–" else value


def numbers(table: DataTable, column: str) -> tuple[float | None, ...] | None:
    """Return the numbers of a column, None for cells without a value.

    Return None if the column is not numeric.
    """
    cells = table.cells(column)
    sign = decimal_sign(cells, table.decimal)
    if sign is None:
        return None
    return tuple(None if is_missing(cell) else number_of(cell, sign) for cell in cells)


def is_numeric(table: DataTable, column: str) -> bool:
    """Whether a column has numbers, and nothing else but cells without a value."""
    return decimal_sign(table.cells(column), table.decimal) is not None


def stray_cell(table: DataTable, column: str) -> str:
    """Return the first cell of a column that is not a number although most are, or ""."""
    values = [cell for cell in table.cells(column) if not is_missing(cell)]
    signs: tuple[DecimalSign, ...] = (".", ",")
    strays = min(
        ([cell for cell in values if number_of(cell, sign) is None] for sign in signs), key=len
    )
    return strays[0] if 0 < len(strays) <= len(values) / 2 else ""


def decimal_sign(cells: Iterable[str], likely: DecimalSign = ".") -> DecimalSign | None:
    """Return the decimal sign with which all cells are numbers, or None if there is none.

    If both would do, it is the `likely` one. Cells without a value do not count.
    """
    values = [cell for cell in cells if not is_missing(cell)]
    other: DecimalSign = "," if likely == "." else "."
    for sign in (likely, other):
        if values and all(number_of(cell, sign) is not None for cell in values):
            return sign
    return None


def likely_decimal(cells: Iterable[str], otherwise: DecimalSign = ".") -> DecimalSign:
    """Return the decimal sign of most cells that are a number with only one of the signs."""
    balance = 0
    for cell in cells:
        with_point = number_of(cell, ".") is not None
        balance += with_point - (number_of(cell, ",") is not None)
    if balance == 0:
        return otherwise
    return "." if balance > 0 else ","


def is_data_file(path: str) -> bool:
    """Whether a file can have the data of a block, judged by its name."""
    return path.lower().endswith((".csv", ".tsv"))


def no_column(name: str, columns: Sequence[str], location: Location) -> Diagnostic:
    """Return the diagnostic for a column that the data does not have."""
    nearest = nearest_name(name, columns)
    hint = f"did you mean `{nearest}`?" if nearest else _listed(columns)
    return Diagnostic("unknown-column", f"the data has no column `{name}`", location, hint)


def nearest_name(name: str, names: Iterable[str]) -> str:
    """Return the most similar of some names, whatever their capitals, or "" if none is similar."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for problems

    folded = {each.casefold(): each for each in names}
    matches = get_close_matches(name.casefold()[:_LONGEST], folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else ""


def _listed(columns: Sequence[str]) -> str:
    names = ", ".join(f"`{name}`" for name in columns[:_SHOWN])
    return f"its columns are {names}{' …' if len(columns) > _SHOWN else ''}"
