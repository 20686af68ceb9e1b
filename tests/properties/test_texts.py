"""Texts as data: what the cache and the other processes get is what was read."""

import pickle
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.cache.encoding import Unreadable, decode, encode
from briefgen.model.text import Chart, Reference, SourceLink, TableBlock, Text
from briefgen.read.markdown import Dialect, parse_body
from tests.support.reading import filled
from tests.support.slots import SLOTS, TEXTS, slots_of
from tests.support.soup import BODIES


@pytest.mark.parametrize("kind", SLOTS, ids=lambda kind: kind.__name__)
def test_each_type_of_slot_survives_the_cache(kind: type[Any]) -> None:
    @given(slots_of(kind))
    def survives(slot: Any) -> None:
        (decoded,) = decode(encode(Text([slot])), Text).parts
        assert decoded == slot
        assert type(decoded) is kind

    survives()


@given(TEXTS)
def test_a_text_survives_the_cache_and_the_way_to_another_process(text: Text) -> None:
    decoded = decode(encode(text), Text)
    assert decoded == text == pickle.loads(pickle.dumps(text))
    assert hash(decoded) == hash(text)
    assert encode(decoded) == encode(text)


@given(BODIES)
def test_a_text_as_read_survives_the_cache(markdown: str) -> None:
    text = parse_body(markdown, "a.md", 1, Dialect()).value.prose
    assert decode(encode(text), Text) == text


@given(TEXTS, st.data())
def test_damaged_bytes_are_unreadable_or_another_text(text: Text, data: st.DataObject) -> None:
    damaged = bytearray(encode(text))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        if not damaged:
            break
    try:
        decoded = decode(bytes(damaged), Text)
    except Unreadable:
        return
    assert isinstance(decoded, Text)


@pytest.mark.parametrize(
    "damaged",
    [b"5", b"{}", b'"x"', b"[5]", b"[null]", b"[{}]", b'[{"Nothing":{}}]', b'[{"Link":5}]',
     b'[{"Link":{}}]', b'[{"Table":{},"TableEnd":{}}]', b'[{"Task":{"is_done":"x"}}]', b'[["a"]]',
     b'[{"Link":{"attributes":[["href",{"destination":5}]]}}]'],
)  # fmt: skip
def test_bytes_of_anything_else_are_unreadable(damaged: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(damaged, Text)


@given(TEXTS)
def test_urls_take_the_places_of_references_in_order(text: Text) -> None:
    references = list(text.references())
    urls = [f"/{number}/" for number in range(len(references))]
    resolved = text.with_urls(urls)
    assert list(resolved.references()) == []
    assert len(resolved.parts) == len(text.parts)
    shown = [
        value
        for part in resolved.parts
        for _, value in getattr(part, "attributes", ())
        if type(part).__name__ in ("Element", "Link", "Image")
    ]
    shown += [part.data for part in resolved.parts if isinstance(part, (Chart, TableBlock))]
    joined = "".join(map(str, shown))
    places = [joined.find(url) for url in urls]
    assert -1 not in places


@given(TEXTS)
def test_off_its_page_a_text_differs_only_in_its_source_links(text: Text) -> None:
    for before, after in zip(text.parts, text.off_page().parts, strict=True):
        if not isinstance(before, SourceLink):
            assert after == before
            continue
        assert isinstance(after, SourceLink)
        unchanged = {each.name for each in fields(before)} - {"number", "anchor"}
        assert all(getattr(after, name) == getattr(before, name) for name in unchanged)
        assert (after.number, after.anchor) == (0, "")


@given(BODIES)
def test_the_references_of_a_body_are_those_of_its_text(markdown: str) -> None:
    body = parse_body(markdown, "a.md", 1, Dialect()).value
    assert body.references == tuple(body.prose.references())
    assert filled(body.prose).count("⟦") == markdown.count("⟦") == 0
    assert all(isinstance(each, Reference) for each in body.references)


def test_a_text_cannot_be_changed() -> None:
    text = Text(["a"])
    with pytest.raises(AttributeError, match="cannot change parts of a text"):
        text.parts = ()
    assert repr(text) == "Text(('a',))"
    assert bool(text)
    assert not Text()
