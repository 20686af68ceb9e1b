"""What a source says of itself: title, authors, publisher and date, cleaned for readers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_MOST: Final = 300  # characters of a title or name
_MOST_AUTHORS: Final = 20
_LONGEST_NAME: Final = 100
_DATE: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_EARLIEST: Final = 1450
# `Example, Ada` as in library catalogues, but not `Ministry of Finance, Japan`.
_INVERTED: Final = re.compile(
    r"((?:(?:van|von|der|den|de|del|da|di|la|le|al|bin|ten|zu)\s)*[^\W\d_][\w’'-]*(?:\s[^\W\d_][\w’'-]*)?)"
    r",\s*([^\W\d_][\w.’'-]*(?:\s[^\W\d_][\w.’'-]*){0,2})",
    re.IGNORECASE,
)
_SUFFIXES: Final = frozenset("inc ltd llc plc gmbh ag sa jr sr ii iii iv phd md esq".split())
_NO_NAME: Final = re.compile(
    r"https?:|www\.|\S@\S|^@|^(?:admin(?:istrator)?|author|editor|webmaster|user|root|unknown"
    r"|anonymous|staff|guest|default|none|null|n/?a)$",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"^(?:by|von|par|por|作者[:：])\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a source says of itself. `date` is 2026, 2026-03 or 2026-03-04."""

    title: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    type: str = ""

    def otherwise(self, other: Facts) -> Facts:
        """Return these facts, completed with those of another description of the same work."""
        return Facts(
            title=self.title or other.title,
            publisher=self.publisher or other.publisher,
            authors=self.authors or other.authors,
            date=self.date or other.date,
            type=self.type or other.type,
        )


def cleaned(value: object) -> str:
    """Return a text on one line, without characters that nobody sees; "" for anything else."""
    if not isinstance(value, str):
        return ""
    visible = "".join(each for each in value if each.isprintable() or each.isspace())
    return " ".join(visible.split())[:_MOST]


def dated(text: str) -> str:
    """Return a date that begins with a year as 2026, 2026-03 or 2026-03-04, or ""."""
    match = _DATE.match(text.strip())
    if match is None:
        return ""
    year, month, day = (int(each) if each else 0 for each in match.groups())
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    if year < _EARLIEST:
        return ""
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def person_name(text: str) -> str:
    """Return a person's name as on a title page, or "" if it is not a name."""
    name = _BY.sub("", cleaned(text)).strip(" ,;")
    if not name or len(name) > _LONGEST_NAME or _NO_NAME.search(name):
        return ""
    inverted = _INVERTED.fullmatch(name)
    if inverted and inverted[2].strip(".").casefold() not in _SUFFIXES:
        return f"{inverted[2]} {inverted[1]}"
    return name


def in_order(names: Iterable[str], besides: str = "") -> tuple[str, ...]:
    """Return names once each; not that of the publisher, which is shown anyway."""
    unique = dict.fromkeys(each for each in names if each and each != besides)
    return tuple(unique)[:_MOST_AUTHORS]
