"""A quotation is found whatever may change in it, and is not if a word is another."""

from __future__ import annotations

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from briefgen.ledger.passages import SourceText, quoted

LETTERS: Final = "abcdefghijklmnopqrstuvwxyzäéßñžшي"
WORDS: Final = st.text(LETTERS, min_size=1, max_size=9) | st.from_regex(
    r"[1-9]\d{0,3}", fullmatch=True
)
SOURCES: Final = st.lists(WORDS, min_size=30, max_size=80)
SPACES: Final = (
    " ",
    "  ",
    "\n",
    "\xa0",
    "\u202f",
    ", ",
    ". ",
    " – ",
    " — ",
    "; ",
    " “",
    "” ",
    " «\xa0",
    "-",
)


def with_spaces(words: list[str], data: st.DataObject) -> str:
    return "".join(f"{word}{data.draw(st.sampled_from(SPACES))}" for word in words)


@given(SOURCES, st.data())
def test_a_quotation_with_allowed_changes_is_found(source: list[str], data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(source) - 12))
    words = source[begin : begin + 12]
    changed = [*words]
    kind = data.draw(st.sampled_from(["none", "ellipsis", "insertion", "replacement", "capital"]))
    at = data.draw(st.integers(1, 9))
    if kind == "ellipsis":
        changed[at : at + 2] = [
            data.draw(st.sampled_from(["…", "...", "[…]", "[...]", "(…)", ". . ."]))
        ]
    elif kind == "insertion":
        changed.insert(at, "[of the author]")
    elif kind == "replacement":
        changed[at] = "[another]"
    elif kind == "capital":
        changed[0] = f"[{words[0][0].upper()}]{words[0][1:]}"
    text = SourceText(with_spaces(source, data))
    assert text.has(quoted(with_spaces(changed, data)))


@given(SOURCES, st.data())
def test_a_quotation_with_another_word_is_not(source: list[str], data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(source) - 12))
    words = source[begin : begin + 12]
    words[data.draw(st.integers(0, 11))] = "changedword"
    assert not SourceText(" ".join(source)).has(quoted(" ".join(words)))


@given(SOURCES, st.data())
def test_two_words_in_another_order_are_not(source: list[str], data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(source) - 12))
    words = source[begin : begin + 12]
    at = data.draw(st.integers(0, 10))
    words[at], words[at + 1] = words[at + 1], words[at]
    joined = "".join(words).casefold()
    if joined not in "".join(source).casefold():
        assert not SourceText(" ".join(source)).has(quoted(" ".join(words)))
