"""The filters and tests for layouts. They depend on nothing but their arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as Day  # noqa: N812 - `date` is the filter
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, pass_context, pass_environment
from jinja2.runtime import Context

from briefgen.model.addresses import readable_host
from briefgen.model.html import Html
from briefgen.model.languages import chain
from briefgen.model.moments import Moment, Precision
from briefgen.model.views import DownloadView, ImageView, InlineImageView
from briefgen.render.citations import MONTHS, cite
from briefgen.render.credits import labelled
from briefgen.render.locales import in_digits, locale_of
from briefgen.render.robust_links import robust_attributes
from briefgen.render.sources import IMAGE_SIZES
from briefgen.render.structured_data import structured_data
from briefgen.render.text.for_page import sources
from briefgen.render.translations import SOURCE, spoken

_MEGA: Final = 1_000_000
# English needs no locale data, which takes longer to load than to use.


def date(moment: Moment, language: str = SOURCE) -> str:
    """Return a date as text, as precise as the author gave it: `4 March 2026`, `März 2026`."""
    if language.lower() == SOURCE:
        return _english_date(moment)
    return _date_in(language, moment.at.date(), moment.precision)


def day(moment: Moment, language: str = SOURCE) -> str:
    """Return a date without its year: `4 March`, `4. März`, `March`, or "" if it is only a year."""
    if moment.precision is Precision.YEAR:
        return ""
    is_month = moment.precision is Precision.MONTH
    if language.lower() == SOURCE:
        month = MONTHS[moment.at.month - 1]
        return month if is_month else f"{moment.at.day} {month}"
    return _day_in(language, moment.at.date(), "MMMM" if is_month else "MMMMd")


@lru_cache(maxsize=1024)
def _day_in(language: str, day: Day, skeleton: str) -> str:
    locale = locale_of(language)
    if skeleton == "MMMM":
        text = locale.months["stand-alone"]["wide"][day.month]
    else:
        text = locale.datetime_skeletons[skeleton].apply(day, locale)
    return in_digits(str(text), language)


@lru_cache(maxsize=1024)
def _date_in(language: str, day: Day, precision: Precision) -> str:
    locale = locale_of(language)
    if precision is Precision.YEAR:
        text = locale.datetime_skeletons["y"].apply(day, locale)
    elif precision is Precision.MONTH:
        text = locale.datetime_skeletons["yMMMM"].apply(day, locale)
    else:
        text = locale.date_formats["long"].apply(day, locale)
    return in_digits(str(text), language)


def number(value: int, language: str = SOURCE) -> str:
    """Return an integer with grouped digits: `12,000`, `12.000`."""
    if abs(value) < 1000:
        return in_digits(str(value), language)
    if language.lower() == SOURCE:
        return f"{value:,}"
    locale = locale_of(language)
    system = locale.default_numbering_system
    # Some numbering systems have their own symbols in CLDR, such as the Arabic separator.
    available = system if system in locale.number_symbols else "latn"
    text = locale.decimal_formats[None].apply(value, locale, numbering_system=available)
    return in_digits(str(text), language)


def file_size(size: int, language: str = SOURCE) -> str:
    """Return the size of a file: `214 kB`, `1.2 MB`."""
    mega = size >= _MEGA
    value = round(size / _MEGA, 1) if mega else max(round(size / 1000), 1)
    if language.lower() == SOURCE:
        return f"{value:g}\u00a0{'MB' if mega else 'kB'}"
    from babel.units import format_unit  # noqa: PLC0415 - heavy, and English needs none

    unit = "digital-megabyte" if mega else "digital-kilobyte"
    text = format_unit(value, unit, length="short", locale=locale_of(language))
    return in_digits(str(text).replace(" ", "\u00a0"), language)


def download_facts(download: DownloadView, language: str) -> tuple[str, ...]:
    """Return what to say about a file that a brief offers: its form, and its size if known."""
    size = file_size(download.size, language) if download.size else ""
    return tuple(filter(None, (download.form, size)))


def language_name(tag: str) -> str:
    """Return the name of a language in that language: `Deutsch`, `简体中文`."""
    locale = locale_of(tag)
    if not any(each == str(locale).replace("_", "-").lower() for each in chain(tag)):
        return tag
    name = locale.languages.get(str(locale)) or locale.get_display_name() or tag
    return name[:1].upper() + name[1:]


def foreign(url: str, base_url: str) -> bool:
    """Whether a link leads to a host other than the site's, ignoring `www.`."""
    host = _host(url)
    return host is not None and host != _host(base_url)


def _host(url: str) -> str | None:
    scheme, slashes, rest = url.partition("//")
    if not slashes or scheme.lower() not in ("https:", "http:", ""):
        return None
    return readable_host(rest.partition("/")[0]).removeprefix("www.")


def _english_date(moment: Moment) -> str:
    month = f"{MONTHS[moment.at.month - 1]} {moment.at.year}"
    if moment.precision is Precision.YEAR:
        return str(moment.at.year)
    return month if moment.precision is Precision.MONTH else f"{moment.at.day} {month}"


@pass_context
def _date_here(context: Context, moment: Moment, language: str = "") -> str:
    return date(moment, language or spoken(context))


@pass_context
def _day_here(context: Context, moment: Moment, language: str = "") -> str:
    return day(moment, language or spoken(context))


@pass_context
def _number_here(context: Context, value: int, language: str = "") -> str:
    return number(value, language or spoken(context))


@pass_context
def _file_size_here(context: Context, size: int, language: str = "") -> str:
    return file_size(size, language or spoken(context))


@pass_context
def _digits_here(context: Context, text: object, language: str = "") -> str:
    return in_digits(str(text), language or spoken(context))


@pass_environment
def _sources(environment: Environment, image: InlineImageView | ImageView, sizes: str = "") -> Html:
    return sources(image, sizes or environment.get_template(IMAGE_SIZES).render().strip())


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "date": _date_here,
    "day": _day_here,
    "number": _number_here,
    "digits": _digits_here,
    "file_size": _file_size_here,
    "language_name": language_name,
    "sources": _sources,
    "cite": cite,
    "robust_attributes": robust_attributes,
    "structured_data": structured_data,
}

TESTS: Final[Mapping[str, Callable[..., bool]]] = {"foreign": foreign, "labelled": labelled}
