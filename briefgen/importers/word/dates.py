"""Dates as authors write them below a title, in the languages of the theme and some others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from briefgen.read.dates import NoDate, parse_date

_MONTHS: Final = (
    "january januar janvier enero gennaio janeiro januari يناير",
    "february februar février fevrier febrero febbraio fevereiro februari فبراير",
    "march märz mars marzo março maart مارس",
    "april avril abril aprile أبريل",
    "may mai mayo maggio maio mei مايو",
    "june juni juin junio giugno junho يونيو",
    "july juli juillet julio luglio julho يوليو",
    "august août aout agosto augustus أغسطس",
    "september septembre septiembre settembre setembro سبتمبر",
    "october oktober octobre octubre ottobre outubro أكتوبر",
    "november novembre noviembre novembro نوفمبر",
    "december dezember décembre decembre diciembre dicembre dezembro december ديسمبر",
)
_NUMBERS: Final[Mapping[str, int]] = {
    name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()
}
_SHORT: Final[Mapping[str, int]] = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_MONTH: Final = r"(?P<month>[^\W\d_]{3,12})\.?"
_WEEKDAY: Final = r"(?:[^\W\d_]{3,12},?\s+)?"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_WEEKDAY}{_DAY}\s+(?:de\s+)?{_MONTH},?\s+(?:de\s+)?{_YEAR}",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_MONTH},?\s+(?:de\s+)?{_YEAR}",
        rf"{_YEAR}\s*年\s*(?P<number>\d{{1,2}})\s*月(?:\s*{_DAY}\s*日)?",
    )
)
_NUMERIC: Final = re.compile(r"\d{1,4}[./ -]+\d{1,2}[./ -]+\d{1,4}\.?(?:\Z|(?<=\d)[t ]\d\d?:)")
_PREFIX: Final = re.compile(
    r"(?:date|published|publication date|posted|as of|stand|datum|le|am|fecha|日期)\s*[:：]?\s+"
    r"(?:on\s+)?"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day; `has_day` is false if only its month was written."""

    day: date
    has_day: bool = True


def day_of(words: str) -> Day | None:
    """Return the day that words say, if they say nothing else and only one day is possible."""
    words = " ".join(words.split()).casefold().strip(" .,()")
    words = _PREFIX.sub("", words, count=1) if _PREFIX.match(words) else words
    for form in _FORMS:
        if match := form.fullmatch(words):
            return _day(match.groupdict())
    if not _NUMERIC.match(words):
        return None
    try:
        return Day(parse_date(words).at.date())
    except NoDate as problem:
        return Day(parse_date(problem.suggestion).at.date()) if problem.suggestion else None


def _day(parts: Mapping[str, str | None]) -> Day | None:
    name = parts.get("month") or ""
    month = int(parts.get("number") or 0) or _NUMBERS.get(name, 0) or _SHORT.get(name[:3], 0)
    if parts.get("month") and name not in _NUMBERS and name[:4] not in (name[:3], "sept"):
        return None
    try:
        return Day(
            date(int(parts["year"] or 0), month, int(parts.get("day") or 1)),
            bool(parts.get("day")),
        )
    except ValueError:
        return None
