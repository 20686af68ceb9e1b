"""Strategies for texts: any slot with any values, whether a reader would make it or not."""

from dataclasses import fields
from typing import Any, Final, get_args

from hypothesis import strategies as st

from briefgen.model.charts import TYPES, ChartSpec
from briefgen.model.data import DataTable
from briefgen.model.diagnostics import Span
from briefgen.model.text import Reference, Slot, TableColumn, Text

SLOTS: Final = get_args(Slot)
WORDS: Final = st.text(st.characters(codec="utf-8"), max_size=12)
SPANS: Final = st.builds(Span, st.integers(1, 9), st.integers(1, 9))
REFERENCES: Final = st.builds(Reference, WORDS, SPANS, st.booleans())
VALUES: Final = st.one_of(
    WORDS, REFERENCES, st.lists(st.one_of(WORDS, REFERENCES), max_size=3).map(tuple)
)
ATTRIBUTES: Final = st.lists(st.tuples(WORDS, VALUES), max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> DataTable:
    """Return a table of data, all of whose rows have as many cells as it has columns."""
    columns = draw(st.lists(WORDS, max_size=3, unique=True))
    row = st.tuples(*[WORDS] * len(columns))
    return DataTable(tuple(columns), tuple(draw(st.lists(row, max_size=3))))


CHARTS: Final = st.builds(
    ChartSpec,
    type=st.sampled_from(TYPES),
    x=WORDS,
    y=st.lists(WORDS, max_size=2).map(tuple),
    highlight=st.lists(WORDS, max_size=1).map(tuple),
    alt=WORDS,
)
OF_TYPES: Final = {
    "ChartSpec": CHARTS,
    "str": WORDS,
    "int": st.integers(0, 999),
    "bool": st.booleans(),
    "Attributes": ATTRIBUTES,
    "DataTable": tables(),
    "tuple[TableColumn, ...]": st.lists(
        st.builds(
            TableColumn, WORDS, WORDS, WORDS, st.sampled_from(["", "plain", "percent", "EUR"])
        ),
        max_size=3,
    ).map(tuple),
    "tuple[Span, ...]": st.lists(SPANS, max_size=2).map(tuple),
    "str | Reference": st.one_of(WORDS, REFERENCES),
    "tuple[str, ...]": st.lists(WORDS, max_size=3).map(tuple),
}


def slots_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for one type of slot, with all its fields."""
    return st.builds(kind, **{each.name: OF_TYPES[str(each.type)] for each in fields(kind)})


PARTS: Final = st.one_of(WORDS, *map(slots_of, SLOTS))
TEXTS: Final = st.lists(PARTS, max_size=8).map(Text)
