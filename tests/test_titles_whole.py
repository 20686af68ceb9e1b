"""Titles that say where a line may end, in all files of a site."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

TITLE: Final = "Das Rohstoff&shy;versorgungs<wbr>gesetz"
PLAIN: Final = "Das Rohstoffversorgungsgesetz"
SHOWN: Final = "Das Rohstoff\u00adversorgungs<wbr>gesetz"
SIGNS: Final = ("\u00ad", "\u200b", "<wbr>", "&shy;")


def text_of(data: bytes) -> str:
    """Return the text of a file, or "" if it has none; the search index is compressed."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def test_only_headings_have_the_break_opportunities_of_a_title(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    pytest.importorskip("pagefind")
    files = {
        f"content/briefs/{name}.md": f"---\ntitle: {TITLE} {name}\ndate: 2026-03-04\n---\nText.\n"
        for name in ("a", "b", "c")
    }
    built = build_site(make_site(files))
    texts = {path: text_of(data) for path, data in built.contents.items()}
    for path, text in texts.items():
        if not path.endswith((".css", ".js")):
            words = text.replace(f"<bdi>{SHOWN} ", "")
            assert not any(sign in words for sign in SIGNS), path
    assert f"<bdi>{SHOWN} a</bdi></h1>" in texts["briefs/a/index.html"]
    assert texts["index.html"].count(f"<bdi>{SHOWN} ") == 3
    assert built.page("/briefs/a/").words("title")[0].startswith(f"{PLAIN} a")
    assert any(f"{PLAIN} a" in text for path, text in texts.items() if "fragment" in path)
