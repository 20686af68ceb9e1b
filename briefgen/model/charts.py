"""Charts as their authors describe them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

ChartType = Literal["bar", "grouped", "stacked", "line", "area", "dot", "slope", "range"]
Order = Literal["", "ascending", "descending"]

# Whether charts are drawn; if not, because they are off, or because the library is missing.
DrawnCharts = Literal["drawn", "off", "missing"]

TYPES: Final[tuple[str, ...]] = get_args(ChartType)
ORDERS: Final = ("ascending", "descending", "none")


# Languages whose script the fonts of this package lack.
_OTHER_SCRIPTS: Final = frozenset(
    "am as bn bo dz gu hi hy ja ka km kn ko lo ml mr my ne or pa si ta te th ti yue zh".split()
)


def has_picture(language: str) -> bool:
    """Whether a chart in this language can be drawn as pixels, for which its fonts are needed."""
    return language.lower().partition("-")[0] not in _OTHER_SCRIPTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """What a chart shows, and how.

    `x` is the column with what is compared, or with the time, and `y` are those with the numbers.
    If `series` is a column, its values name the series, and `y` is one column; otherwise each
    column of `y` is a series. Columns that are not named are chosen from the data. Only what is in
    `highlight` has a colour, if it names anything. `form` and `decimals` say how numbers
    are written, as for a column of a table. `alt` describes the chart in the author's words. `vega`
    is a Vega-Lite specification as JSON, which replaces all of this but `alt`.
    """

    type: ChartType = "bar"
    x: str = ""
    y: tuple[str, ...] = ()
    series: str = ""
    sort: Order = ""
    highlight: tuple[str, ...] = ()
    form: str = ""
    decimals: int = -1
    alt: str = ""
    vega: str = ""
