"""Numbers and dates as charts write them, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10
from typing import Final

from briefgen.model.text import TableColumn
from briefgen.render.locales import in_digits, locale_of
from briefgen.render.numbers import formatted
from briefgen.render.translations import SOURCE

_LARGE: Final = 10_000_000  # from here on, numbers are written such as 12M
_MOST_DECIMALS: Final = 2
_SMALLEST: Final = 6  # decimals of very small numbers
_SKELETONS: Final = {"month": "yMMM", "day": "MMMd", "date": "yMMMd"}
_SIGNS: Final = re.compile(r"[-−–+\s]*(?P<before>[$€£¥]?).*?(?P<gap>\s?)(?P<after>[$€£¥%‰]?)\s*")


@dataclass(frozen=True, slots=True)
class Form:
    """How a chart writes its values: as a column of a table, and the signs around them."""

    column: TableColumn = TableColumn("")
    before: str = ""
    after: str = ""


def signs_of(cells: Iterable[str]) -> tuple[str, str]:
    """Return the currency or percent sign before and after all of these numbers."""
    matches = [match for cell in cells if (match := _SIGNS.fullmatch(cell))]
    pairs = {(match["before"], match["after"]) for match in matches}
    if len(pairs) != 1:
        return "", ""
    before, after = pairs.pop()
    has_gap = after and all(match["gap"] for match in matches)
    return before, f" {after}" if has_gap else after


def value_writer(values: Iterable[float], form: Form, language: str) -> Callable[[float], str]:
    """Return the function that writes values such as these, all with as many decimals."""
    numbers = [abs(value) for value in values]
    largest = max(numbers, default=0)
    if not form.column.form and form.column.decimals < 0 and largest >= _LARGE:
        return lambda value: _compact(value, form, language)
    if form.column.decimals >= 0 or len(form.column.form) == 3:  # known without the data
        return tick_writer((), form, language)
    decimals = _decimals(numbers, largest)
    return lambda value: _with_affixes(value, f"{abs(value):.{decimals}f}", form, language)


def tick_writer(values: Iterable[float], form: Form, language: str) -> Callable[[float], str]:
    """Return the function that writes ticks for these values, with the decimals that each needs."""
    largest = max((abs(value) for value in values), default=0)
    if not form.column.form and form.column.decimals < 0 and largest >= _LARGE:
        return lambda value: _compact(value, form, language)
    return lambda value: _with_affixes(value, f"{Decimal(f'{abs(value):.10g}'):f}", form, language)


def _with_affixes(value: float, digits: str, form: Form, language: str) -> str:
    sign = "-" if value < 0 and float(digits) else ""
    cell = f"{sign}{form.before}{digits}{form.after}"
    return formatted(cell, ".", form.column, language)


def _decimals(numbers: Sequence[float], largest: float) -> int:
    """Return how many decimals these numbers have, or else as many as tell them apart."""
    needed = max((_decimals_of(number) for number in numbers), default=0)
    if needed <= _MOST_DECIMALS or not largest:
        return min(needed, _MOST_DECIMALS)
    return min(max(_MOST_DECIMALS - floor(log10(largest)), 0), _SMALLEST)


def _decimals_of(number: float) -> int:
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _compact(value: float, form: Form, language: str) -> str:
    from babel.numbers import format_compact_decimal  # noqa: PLC0415 - heavy

    locale = locale_of(language)
    system = locale.default_numbering_system
    text = format_compact_decimal(
        abs(value),
        locale=locale,
        fraction_digits=1,
        numbering_system=system if system in locale.number_symbols else "latn",
    )
    sign = "−" if value < 0 else ""
    return f"{sign}{form.before}{in_digits(text, language)}{form.after}"


def date_writer(language: str) -> Callable[[date, str], str]:
    """Return the function that writes a year, a month, a day of a year, or a whole date."""
    # The theme writes English dates as 4 March 2026, too.
    locale = locale_of("en-GB" if language.lower() == SOURCE else language)
    patterns = {
        precision: locale.datetime_skeletons[skeleton] for precision, skeleton in _SKELETONS.items()
    }

    def write(day: date, precision: str) -> str:
        if precision == "year":
            return in_digits(str(day.year), language)
        return in_digits(str(patterns[precision].apply(day, locale)), language)

    return write
