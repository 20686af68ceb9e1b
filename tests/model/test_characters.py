"""Characters that no page may hold."""

from __future__ import annotations

from briefgen.model.characters import printable, unwanted


def test_no_character_that_python_prints_is_taken_out() -> None:
    """So a text of such characters, as nearly all are, needs no closer look."""
    printed = "".join(each for each in map(chr, range(0x110000)) if each.isprintable())
    assert printable(f"{printed}\x07") == printed


def test_what_is_taken_out_is_found_on_any_line() -> None:
    assert unwanted("a\nb\u202e\n") is not None
    assert unwanted("a\n\tb\u00a0\u00ad\n") is None
