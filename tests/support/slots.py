"""Strategies for texts: any slot with any values, whether a reader would make it or not."""

from dataclasses import fields
from typing import Any, Final, get_args

from hypothesis import strategies as st

from briefgen.model.diagnostics import Span
from briefgen.model.text import Reference, Slot, Text

SLOTS: Final = get_args(Slot)
WORDS: Final = st.text(st.characters(codec="utf-8"), max_size=12)
REFERENCES: Final = st.builds(
    Reference, WORDS, st.builds(Span, st.integers(1, 9), st.integers(1, 9)), st.booleans()
)
VALUES: Final = st.one_of(
    WORDS, REFERENCES, st.lists(st.one_of(WORDS, REFERENCES), max_size=3).map(tuple)
)
ATTRIBUTES: Final = st.lists(st.tuples(WORDS, VALUES), max_size=3).map(tuple)
OF_TYPES: Final = {
    "str": WORDS,
    "int": st.integers(0, 999),
    "bool": st.booleans(),
    "Attributes": ATTRIBUTES,
    "tuple[str, ...]": st.lists(WORDS, max_size=3).map(tuple),
}


def slots_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for one type of slot, with all its fields."""
    return st.builds(kind, **{each.name: OF_TYPES[str(each.type)] for each in fields(kind)})


PARTS: Final = st.one_of(WORDS, *map(slots_of, SLOTS))
TEXTS: Final = st.lists(PARTS, max_size=8).map(Text)
