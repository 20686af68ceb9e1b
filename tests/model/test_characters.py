"""Characters that no page may contain."""

from __future__ import annotations

from briefgen.model.characters import printable, unwanted


def test_no_printable_character_is_removed() -> None:
    """Nearly all texts have only such characters and so need no closer look."""
    printed = "".join(each for each in map(chr, range(0x110000)) if each.isprintable())
    assert printable(f"{printed}\x07") == printed


def test_removed_characters_are_found_on_any_line() -> None:
    assert unwanted("a\nb\u202e\n") is not None
    assert unwanted("a\n\tb\u00a0\u00ad\n") is None
