from __future__ import annotations

import pytest

from briefgen.model.licenses import license_name, license_url

CC = "https://creativecommons.org"


@pytest.mark.parametrize(
    ("identifier", "name", "url"),
    [
        ("CC-BY-4.0", "CC BY 4.0", f"{CC}/licenses/by/4.0/"),
        ("CC-BY-NC-ND-3.0", "CC BY-NC-ND 3.0", f"{CC}/licenses/by-nc-nd/3.0/"),
        ("CC0-1.0", "CC0 1.0", f"{CC}/publicdomain/zero/1.0/"),
        ("OGL-UK-3.0", "OGL-UK-3.0", "https://spdx.org/licenses/OGL-UK-3.0.html"),
    ],
)
def test_a_licence_has_a_name_and_a_page(identifier: str, name: str, url: str) -> None:
    assert (license_name(identifier), license_url(identifier)) == (name, url)
