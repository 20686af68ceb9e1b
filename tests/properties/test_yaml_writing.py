"""Front matter that is written from values is read as the same values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from briefgen.model.characters import unwanted
from briefgen.read.front_matter import split
from briefgen.read.yaml_writing import front_matter

# What YAML, or an older version of it, does not read as text without quotes.
SPECIAL: Final = """yes no on off true null ~ 0x1F 0b1 1e5 1.5e+3 1_000 190:20:30 .inf << = ? ! 18F
2014-01-02 - -- --- ... a:b a#b %a @a `a *a &a !a |a >a [a {a ]a }a ,a 'a "a \\ a\\b 'a" """.split()
TEXTS: Final = st.one_of(
    st.text(min_size=1),
    st.from_regex(r"[0-9eE.+_:xob-]{1,8}", fullmatch=True),
    st.lists(st.sampled_from([*SPECIAL, "a: b", " #", "\n", "\n\n", "\r\n", " ", "\t"]), min_size=1)
    .map("".join),
).filter(lambda text: not unwanted(text.replace("\r\n", "\n")))  # fmt: skip
KEYS: Final = st.one_of(st.sampled_from(SPECIAL), st.from_regex(r"[ -~]{1,9}", fullmatch=True))
SCALARS: Final = st.one_of(TEXTS, st.booleans(), st.integers(-(10**6), 10**6))
VALUES: Final = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=9),
        st.dictionaries(KEYS, inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


def as_read(value: object) -> object:
    """Return a value as front matter has it: every scalar is a text."""
    if isinstance(value, Mapping):
        return {key: as_read(each) for key, each in value.items()}
    if isinstance(value, list):
        return [*map(as_read, value)]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("\r\n", "\n")


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5))
def test_written_front_matter_is_read_as_the_same_values(values: dict[str, object]) -> None:
    checked = split(f"{front_matter(values)}The text.\n", "a.md")
    assert checked.value is not None, checked.diagnostics
    assert checked.value.document.data == as_read(values)
    assert checked.value.body == "The text.\n"


def test_empty_values_are_left_out() -> None:
    assert front_matter({"title": "A", "tags": [], "image": {"src": ""}, "date": None}) == (
        "---\ntitle: A\n---\n"
    )
