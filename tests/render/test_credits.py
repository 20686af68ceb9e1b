"""Credits that say themselves what they are."""

from __future__ import annotations

import pytest

from briefgen.model.text import Text
from briefgen.render.credits import labelled


@pytest.mark.parametrize(
    "credit",
    [
        "Photo: Jane Doe", "Photo : Jane Doe", "Photo\xa0: Jane Doe", "Foto und Grafik: Li",
        'Photo: <a href="https://example.com/">Jane Doe</a>', "图片：李", "Photo:",
    ],
)  # fmt: skip
def test_a_word_and_a_colon_are_a_label(credit: str) -> None:
    assert labelled(credit)
    assert labelled(Text((credit,)))


@pytest.mark.parametrize(
    "credit",
    [
        "", "Jane Doe", "© Jane Doe, CC BY 4.0", "https://example.com/", "12:30 at the pit",
        '<a href="https://example.com/">Jane Doe: photographs</a>',
        "Jane Doe, who was there in the winter: CC BY",
    ],
)  # fmt: skip
def test_other_credits_have_no_label(credit: str) -> None:
    assert not labelled(credit)
    assert not labelled(Text((credit,)))
