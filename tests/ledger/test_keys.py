"""The keys of an account of the Internet Archive."""

from __future__ import annotations

import pytest

from briefgen.ledger.keys import Keys, is_trusted, keys_of


def test_keys_are_read_from_the_environment_and_not_shown() -> None:
    assert keys_of({"IA_ACCESS_KEY": "a", "IA_SECRET_KEY": ""}) is None
    keys = keys_of({"IA_ACCESS_KEY": "abc", "IA_SECRET_KEY": "xyz\n"})
    assert keys == Keys("abc", "xyz")
    assert "xyz" not in repr(keys)
    assert keys.headers()["Authorization"] == "LOW abc:xyz"


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://web.archive.org", True),
        ("https://archive.org", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost", True),
        ("http://web.archive.org", False),
        ("https://archive.org.example", False),
        ("https://webarchive.org", False),
        ("https://archive.org@example.org", False),
        ("http://10.0.0.1", False),
        ("https://example.org/archive.org", False),
    ],
)
def test_keys_are_sent_only_to_the_archive(url: str, trusted: bool) -> None:
    assert is_trusted(url) is trusted
