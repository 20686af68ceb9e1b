from datetime import UTC, datetime
from types import SimpleNamespace

import jinja2
import pytest

from briefgen.model.moments import Moment, Precision
from briefgen.render.filters import FILTERS, date, day, foreign, language_name, number

MONTHS = (
    "January February March April May June July August September October November December"
).split()
LATE = datetime(2026, 3, 4, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (Precision.YEAR, "2026"),
        (Precision.MONTH, "March 2026"),
        (Precision.DAY, "4 March 2026"),
        (Precision.TIME, "4 March 2026"),
    ],
)
def test_a_date_is_as_precise_as_it_was_given(precision: Precision, words: str) -> None:
    assert date(Moment(LATE, precision)) == words


@pytest.mark.parametrize(
    ("month", "name"),
    list(enumerate(MONTHS, 1)),
)
def test_every_month_has_a_name(month: int, name: str) -> None:
    assert date(Moment(datetime(999, month, 31 if month == 12 else 1, tzinfo=UTC))).split() == [
        "31" if month == 12 else "1", name, "999",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("en-US", "March 4, 2026", "March 2026", "2026"),
        ("en-GB", "4 March 2026", "March 2026", "2026"),
        ("de", "4. März 2026", "März 2026", "2026"),
        ("de-x-own", "4. März 2026", "März 2026", "2026"),
        ("fr", "4 mars 2026", "mars 2026", "2026"),
        ("es", "4 de marzo de 2026", "marzo de 2026", "2026"),
        ("zh-Hans", "2026年3月4日", "2026年3月", "2026年"),
        ("ar", "4 مارس 2026", "مارس 2026", "2026"),
        ("tlh", "4 March 2026", "March 2026", "2026"),
        ("bn", "৪ মার্চ, ২০২৬", "মার্চ ২০২৬", "২০২৬"),
        ("mr", "४ मार्च, २०२६", "मार्च २०२६", "२०२६"),
        ("ne", "२०२६ मार्च ४", "२०२६ मार्च", "२०२६"),
        ("my", "၂၀၂၆ မတ် ၄", "၂၀၂၆ မတ်", "၂၀၂၆"),
        ("ar-EG", "٤ مارس ٢٠٢٦", "مارس ٢٠٢٦", "٢٠٢٦"),
        ("fa", "۴ مارس ۲۰۲۶", "مارس ۲۰۲۶", "۲۰۲۶"),
        ("hi", "4 मार्च 2026", "मार्च 2026", "2026"),
    ],
)
def test_a_date_is_formatted_for_its_language(
    language: str, day: str, month: str, year: str
) -> None:
    assert date(Moment(LATE, Precision.DAY), language) == day
    assert date(Moment(LATE, Precision.MONTH), language) == month
    assert date(Moment(LATE, Precision.YEAR), language) == year


@pytest.mark.parametrize(
    ("language", "words", "month"),
    [
        ("en", "4 March", "March"),
        ("en-US", "March 4", "March"),
        ("de", "4. März", "März"),
        ("fr", "4 mars", "mars"),
        ("es", "4 de marzo", "marzo"),
        ("zh-Hans", "3月4日", "三月"),
        ("ar-EG", "٤ مارس", "مارس"),
        ("tlh", "4 March", "March"),
    ],
)
def test_a_day_is_a_date_without_its_year(language: str, words: str, month: str) -> None:
    assert day(Moment(LATE, Precision.TIME), language) == words
    assert day(Moment(LATE, Precision.MONTH), language) == month
    assert day(Moment(LATE, Precision.YEAR), language) == ""


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        (7, "de", "7"),
        (12000, "en", "12,000"),
        (12000, "de", "12.000"),
        (12000, "fr", "12\u202f000"),
        (12000, "ar", "12,000"),
        (12000, "ar-EG", "١٢٬٠٠٠"),
        (12000, "bn", "১২,০০০"),
        (7, "fa", "۷"),
    ],
)
def test_the_digits_of_a_number_are_grouped(value: int, language: str, words: str) -> None:
    assert number(value, language) == words


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"),
        ("de", "Deutsch"),
        ("fr", "Français"),
        ("es", "Español"),
        ("zh-Hans", "简体中文"),
        ("ar", "العربية"),
        ("pt-BR", "Português (Brasil)"),
        ("tlh", "tlh"),
    ],
)
def test_the_name_of_a_language_is_in_that_language(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_filters_in_layouts_use_the_language_of_the_page() -> None:
    environment = jinja2.Environment(autoescape=True)
    environment.filters.update(FILTERS)
    text = "{{ when | date }}, {{ when | date('fr') }}, {{ 1234 | number }}"
    page = SimpleNamespace(language="de")
    shown = environment.from_string(text).render(when=Moment(LATE), page=page)
    assert shown == "4. März 2026, 4 mars 2026, 1.234"


@pytest.mark.parametrize(
    ("url", "is_foreign"),
    [
        ("https://other.example/", True),
        ("HTTP://Other.example", True),
        ("//other.example/x", True),
        ("https://example.org.evil.example/", True),
        ("https://example.org/x", False),
        ("http://www.EXAMPLE.org", False),
        ("//example.org/x", False),
        ("/x/?to=https://other.example/", False),
        ("#part", False),
        ("mailto:a@other.example", False),
        ("ftp://other.example/", False),
        ("", False),
    ],
)
def test_a_link_to_another_host_is_foreign(url: str, is_foreign: bool) -> None:
    assert foreign(url, "https://www.example.org/blog") is is_foreign
