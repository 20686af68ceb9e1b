"""The inputs of outputs, as the store has them."""

from __future__ import annotations

import pytest

from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.store import PlanRow, Store
from briefgen.model.text import Text
from briefgen.model.views import Passage
from briefgen.pipeline.making.materials import MissingInputs, materials_for
from briefgen.pipeline.planning.rows import CONVERTED, COPY, PAGE, WRITTEN, Planned

TEXT = encode(Text())
KEY = digest(TEXT)
VIEW = b"{}"
VIEW_KEY = digest(VIEW)
BYTES = b"b" * 16

PAGE_OUTPUT = Planned(PlanRow("a.html", PAGE, b"1", shared=VIEW_KEY), (KEY,))
FEED = Planned(PlanRow("feed.atom", WRITTEN, b"2"), (KEY + BYTES,))
IMAGE = Planned(PlanRow("a.avif", CONVERTED, b"3"), (BYTES,))
COPIED = Planned(PlanRow("a.csv", COPY, b"4"), (BYTES,))
OUTPUTS = (PAGE_OUTPUT, FEED, IMAGE, COPIED)


@pytest.fixture
def store() -> Store:
    store = Store()
    store.put_texts({KEY: TEXT, BYTES: b"never asked for"})
    store.put_plan([each.row._replace(payload=b"payload") for each in OUTPUTS], [])
    store.put_shared({VIEW_KEY: VIEW})
    return store


def test_everything_is_fetched_at_once(store: Store) -> None:
    materials = materials_for(OUTPUTS, store, {})
    assert materials.payloads == dict.fromkeys(["a.html", "feed.atom", "a.avif"], b"payload")
    assert materials.texts == {KEY: TEXT}
    assert materials.shared == {VIEW_KEY: VIEW}


def test_what_a_used_file_needs_is_fetched_too(store: Store) -> None:
    used = Planned(PlanRow("b.svg", WRITTEN, b"5", shared=VIEW_KEY), (KEY + BYTES,))
    outer = Planned(PlanRow("a.pdf", WRITTEN, b"6", payload=b"own"), (), b"", (used,))
    page = Planned(PlanRow("a.html", PAGE, b"1"), (), b"", (outer,))
    materials = materials_for([page], store, {})
    assert materials.payloads == {"a.html": b"payload"}
    assert materials.shared == {VIEW_KEY: VIEW}
    assert materials.texts == {KEY: TEXT}


def test_a_damaged_shared_value_is_left_out(store: Store) -> None:
    store.put_shared({})
    store.put_shared({VIEW_KEY: b"damaged"})
    assert materials_for([PAGE_OUTPUT], store, {}).verified().shared == {}


def test_what_a_row_and_a_plan_bring_along_is_not_fetched() -> None:
    output = PAGE_OUTPUT._replace(row=PAGE_OUTPUT.row._replace(payload=b"own"))
    materials = materials_for([output], Store(), {VIEW_KEY: b"view"})
    assert materials.payloads == {}
    assert materials.shared == {VIEW_KEY: b"view"}


def test_a_damaged_text_is_left_out(store: Store) -> None:
    store.put_texts({KEY: b"damaged"})
    materials = materials_for([PAGE_OUTPUT], store, {}).verified()
    assert materials.texts == {}
    with pytest.raises(MissingInputs):
        materials.filled(PAGE_OUTPUT, (Passage("content/a.md"),))


def test_an_output_gets_its_texts_in_order(store: Store) -> None:
    materials = materials_for(OUTPUTS, store, {}).verified()
    assert materials.filled(PAGE_OUTPUT, (Passage("content/a.md"),)) == [Text()]
    assert materials.filled(FEED, (Passage("content/a.md"),)) == [Text()]
