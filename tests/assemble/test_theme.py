import re
from typing import Final

import pytest

from briefgen.assemble.theme import ThemeFile, asset_links, theme_outputs
from briefgen.model.config import ThemeConfig

CSS: Final = ThemeFile("theme.css", b"a{}", "theme/assets/theme.css")
SCRIPT: Final = ThemeFile("js/share.min.js", b"1", "layouts/assets/js/share.min.js")


def test_the_name_holds_a_digest_of_the_bytes() -> None:
    found = theme_outputs([CSS, SCRIPT], ThemeConfig())
    assert re.fullmatch(r"assets/theme-[0-9a-f]{10}\.css", found["theme.css"].path)
    assert re.fullmatch(r"assets/js/share\.min-[0-9a-f]{10}\.js", found["js/share.min.js"].path)
    assert found["js/share.min.js"].data == b"1"
    assert found["js/share.min.js"].origin.path == SCRIPT.path


def test_other_bytes_give_another_name_and_equal_ones_the_same() -> None:
    names = [
        theme_outputs([ThemeFile("x.js", data, "x.js")], ThemeConfig())["x.js"].path
        for data in (b"1", b"1", b"2")
    ]
    assert names[0] == names[1] != names[2]


def test_the_settings_of_the_site_reach_the_stylesheet_alone() -> None:
    config = ThemeConfig(accent="#123456", font_body="Charter, serif")
    found = theme_outputs([CSS, SCRIPT], config)
    style = found["theme.css"].data.decode()
    assert style.startswith("a{}")
    assert "--accent:#123456;" in style
    assert "--font-body:Charter, serif;" in style
    assert "--font-heading" not in style
    assert found["js/share.min.js"].data == b"1"


@pytest.mark.parametrize(
    "config",
    [
        ThemeConfig(accent="#000000"),
        ThemeConfig(accent_dark="#000000"),
        ThemeConfig(font_body="Georgia"),
        ThemeConfig(font_heading="Georgia"),
    ],
)
def test_each_setting_gives_the_stylesheet_another_name(config: ThemeConfig) -> None:
    plain = theme_outputs([CSS], ThemeConfig())["theme.css"]
    changed = theme_outputs([CSS], config)["theme.css"]
    assert plain.path != changed.path
    assert plain.data != changed.data


def test_layouts_find_theme_files_by_their_plain_names() -> None:
    outputs = theme_outputs([CSS, SCRIPT], ThemeConfig())
    assert asset_links(outputs, "/sub") == {
        "theme.css": f"/sub/{outputs['theme.css'].path}",
        "js/share.min.js": f"/sub/{outputs['js/share.min.js'].path}",
    }
    assert asset_links(outputs, "")["theme.css"] == f"/{outputs['theme.css'].path}"
