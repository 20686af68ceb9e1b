"""An exported brief opens from a disk without the internet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from briefgen.export import export_brief
from briefgen.pipeline import Workers

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import MakeSite

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TEXT = """---
title: The floor under Mountain Pass
{hold}
image: {{src: /p.png, alt: A mine}}
---
Text with *italics*, ![a chart](/c.svg) and ![far](https://far.example/a.png).
"""
CHART = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><path d="M0 0h9"/></svg>'
# A PNG image of one pixel.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff"
    "3f0005fe02fea73581840000000049454e44ae426082"
)


@pytest.mark.parametrize("hold", ["draft: true", "date: 2026-01-01"])
def test_it_shows_everything_and_loads_nothing(
    make_site: MakeSite, browser: Browser, tmp_path: Path, hold: str
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": TEXT.format(hold=hold), "content/c.svg": CHART,
        "content/p.png": DOT,
    }  # fmt: skip
    exported = export_brief(make_site(files), "content/briefs/a.md", NOW, Workers())
    assert exported.value, exported.diagnostics
    file = tmp_path / "a.html"
    file.write_bytes(exported.value.data)
    context = browser.new_context(offline=True)
    page = context.new_page()
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready")
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
    assert messages == []
    sizes = page.evaluate("Array.from(document.images, (image) => image.naturalWidth)")
    assert len(sizes) == 2
    assert all(sizes)
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    assert page.evaluate(accent)
    loaded = "Array.from(document.fonts).filter((face) => face.status === 'loaded').length"
    assert page.evaluate(loaded) >= 1
    mark = page.locator(".review-mark")
    assert mark.count() == (hold == "draft: true")
    if mark.count():
        page.mouse.wheel(0, 5000)
        assert mark.bounding_box()
        assert mark.evaluate("(mark) => mark.getBoundingClientRect().top") == 0
    context.close()
