"""Numbers as the readers of a language write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from decimal import Decimal
from functools import lru_cache
from typing import Final

from briefgen.model.data import DecimalSign, is_missing, number_of
from briefgen.model.text import TableColumn
from briefgen.render.locales import in_digits, locale_of

_MINUS: Final = "\N{MINUS SIGN}"
# What is before and after the digits of a number.
_AFFIXES: Final = re.compile(r"[-−–+]?([^\d.,]*).*?([^\d.,]*)", re.DOTALL)
_EXPONENT: Final = re.compile(r"[eE].*")


def formatted(cell: str, sign: DecimalSign, column: TableColumn, language: str) -> str:
    """Return a cell as the readers of a language write its number; other cells stay unchanged.

    A percent or currency sign in the cell stays.
    """
    value = number_of(cell, sign)
    if column.form == "plain" or value is None or is_missing(cell):
        return cell
    number = Decimal(str(value))
    decimals = column.decimals if column.decimals >= 0 else decimals_in(cell, sign)
    if column.form == "percent" and not cell.rstrip().endswith("%"):
        return percent(number, max(decimals - 2, 0) if column.decimals < 0 else decimals, language)
    if len(column.form) == 3:
        return currency(number, column.form, column.decimals, language)
    before, after = _affixes(cell)
    if after == "%" and not before:
        return percent(number / 100, decimals, language)
    text = decimal(number, decimals, language)
    gap = "\N{NO-BREAK SPACE}" if re.search(r"\d\s", cell) else ""
    if text.startswith(_MINUS):
        return f"{_MINUS}{before}{text.removeprefix(_MINUS)}{gap if after else ''}{after}"
    return f"{before}{text}{gap if after else ''}{after}"


def decimals_in(cell: str, sign: DecimalSign) -> int:
    """Return how many decimals a number in a cell has, at most six."""
    fraction = _EXPONENT.sub("", cell).partition(sign)[2]
    return min(sum(each.isdecimal() for each in fraction), 6)


def decimal(number: Decimal, decimals: int, language: str) -> str:
    """Return a number with so many decimals."""
    return _pattern("decimal_formats", None, decimals, language)(number)


def percent(number: Decimal, decimals: int, language: str) -> str:
    """Return a fraction of one as percent."""
    return _pattern("percent_formats", None, decimals, language)(number)


def currency(number: Decimal, code: str, decimals: int, language: str) -> str:
    """Return an amount of money, with the decimals of the currency if their number is negative."""
    pattern = _pattern("currency_formats", "standard", decimals, language)
    return pattern(number, currency=code, currency_digits=decimals < 0)


@lru_cache(maxsize=256)
def _pattern(forms: str, name: str | None, decimals: int, language: str) -> Callable[..., str]:
    """Return the function that writes numbers in one of the forms of a language."""
    locale = locale_of(language)
    pattern = copy(getattr(locale, forms)[name])
    if decimals >= 0:
        pattern.frac_prec = (decimals, decimals)

    def write(number: Decimal, **options: object) -> str:
        text: str = pattern.apply(number, locale, numbering_system="default", **options)
        return in_digits(text.replace("-", _MINUS), language)

    return write


@lru_cache(maxsize=256)
def _affixes(cell: str) -> tuple[str, str]:
    match = _AFFIXES.fullmatch(cell.strip())
    before, after = match.groups() if match else ("", "")
    return before.strip(), after.strip() if not _EXPONENT.fullmatch(after) else ""
