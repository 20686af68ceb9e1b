"""A target for texts is a mapping from each type of slot to a function."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest
from hypothesis import given

from briefgen.model.text import Element, Heading, HeadingEnd, Slot, Text
from briefgen.render.text import (
    for_email,
    for_feed,
    for_page,
    for_plain,
    for_typst,
    html_of,
    tokens_of,
)
from tests.support import reading
from tests.support.slots import TEXTS


@pytest.mark.parametrize(
    "markup",
    [
        for_page.MARKUP,
        for_feed.MARKUP,
        for_typst.MARKUP,
        for_email.MARKUP,
        for_plain.SLOTS,
        reading.MARKUP,
    ],
    ids=["page", "feed", "typst", "email", "plain text", "tests"],
)
def test_a_target_has_a_function_for_each_type_of_slot_and_no_other(
    markup: Mapping[type[Slot], Any],
) -> None:
    assert set(markup) == set(get_args(Slot))


def test_a_new_target_needs_only_its_mapping() -> None:
    outline = dict.fromkeys(get_args(Slot), lambda _, __: "")
    outline |= {Heading: lambda slot, mark: f"{mark * slot.level} ", HeadingEnd: lambda _, __: "."}
    text = Text([Heading(3, "a", (("id", "a"),)), "A", HeadingEnd(3), Element("br", ())])
    assert html_of(text, outline, "#") == "### A."


def test_a_target_that_is_not_html_reads_words_and_names_of_tags() -> None:
    heading = Heading(2, "a", ())
    assert tokens_of(Text(["<p>A &amp; <em>b</em>", heading, "c</p>\n"])) == [
        ">", "p>A &amp; ", "em>b", "/em>", heading, ">c", "/p>\n",
    ]  # fmt: skip


@given(TEXTS)
def test_any_slot_has_a_place(text: Text) -> None:
    without_callouts = Text(part for part in text.parts if type(part).__name__ != "Callout")
    url = "https://a.example/"
    assert for_feed.for_feed(without_callouts, for_feed.PageContext(url, str)) is not None
    assert for_email.for_email(without_callouts, for_email.Email(url, str)) is not None
    assert for_plain.for_plain(without_callouts, for_plain.Plain(url, str)) is not None
