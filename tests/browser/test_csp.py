"""Pages comply with their own Content-Security-Policy, as a browser enforces it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from briefgen import pipeline
from briefgen.render.sources import theme_files
from briefgen.serve.preview import Preview
from briefgen.serve.server import listen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite, Published

LATER: Final = datetime(2035, 1, 1, tzinfo=UTC)
BRIEF: Final = "---\ntitle: A\n---\n{}\n"


def violations(page: Watched) -> list[str]:
    found: list[str] = page.evaluate("window.violations")
    return found


def plain(rule: str) -> str:
    """Return a rule without digests of files, and without spaces that custom properties keep."""
    return re.sub(r"\s*([,(){}:;])\s*", r"\1", re.sub(r'url\("[^"]*"\)', "url()", rule))


def test_no_brief_of_our_own_site_violates_its_policy_or_contacts_another_host(
    guarded: Watched, own_site: Published, serve_folder: ServeFolder
) -> None:
    """Other kinds of pages are tested in test_reading.py."""
    url = serve_folder(own_site.folder)
    briefs = [page.path for page in own_site.pages if "article.brief" in page]
    assert len(briefs) > 8
    for path in briefs:
        guarded.goto(f"{url}/{path.removesuffix('index.html')}")
        styled = guarded.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
        )
        assert styled, path
        assert violations(guarded) == [], path
    assert guarded.troubles == []
    assert guarded.foreign == []


@pytest.mark.parametrize(
    ("text", "directive"),
    [
        ('<script>document.title = "taken"</script>', "script-src"),
        ('<p style="color: red">red</p>', "style-src"),
        ('<img src="x" onerror="document.title = 1">', "script-src"),
        ('<script src="https://foreign.example/x.js"></script>', "script-src"),
        ('<iframe src="https://foreign.example/"></iframe>', "frame-src"),
        ('<form action="https://foreign.example/"><button>Go</button></form>', "form-action"),
    ],
)
def test_unsafe_code_in_a_layout_is_blocked(
    text: str,
    directive: str,
    guarded: Watched,
    make_site: MakeSite,
    build_site: BuildSite,
    serve_folder: ServeFolder,
) -> None:
    layout = '{% extends "theme/base.html" %}{% block footer %}' + text + "{% endblock %}"
    root = make_site({"content/briefs/a.md": BRIEF.format("Text."), "layouts/base.html": layout})
    guarded.goto(f"{serve_folder(build_site(root).folder)}/briefs/a/")
    assert guarded.title() == "A – Test Brief"
    if directive == "form-action":
        guarded.evaluate("document.forms[0].requestSubmit()")
    guarded.wait_for_function("() => window.violations.length > 0")
    assert all(each.startswith(directive) for each in violations(guarded))
    assert guarded.foreign == []


def test_a_changed_style_sheet_is_not_applied(
    guarded: Watched, make_site: MakeSite, build_site: BuildSite, serve_folder: ServeFolder
) -> None:
    site = build_site(make_site({"content/briefs/a.md": BRIEF.format("Text.")}))
    (sheet,) = site.folder.glob("assets/theme-*.css")
    data = sheet.read_bytes()
    sheet.unlink()  # it is a hard link to the copy in the cache
    sheet.write_bytes(data + b"/* */")
    guarded.goto(f"{serve_folder(site.folder)}/briefs/a/")
    assert any("integrity" in each for each in guarded.troubles)
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    assert guarded.evaluate(accent) == ""


def test_only_frames_from_hosts_in_the_settings_are_loaded(
    guarded: Watched, make_site: MakeSite, build_site: BuildSite, serve_folder: ServeFolder
) -> None:
    text = '<iframe src="https://video.example/1" title="A film"></iframe>'
    root = make_site(
        {"content/briefs/a.md": BRIEF.format(text)}, markdown={"frames": ["video.example"]}
    )
    guarded.goto(f"{serve_folder(build_site(root).folder)}/briefs/a/")
    assert guarded.foreign == ["https://video.example/1"]
    assert violations(guarded) == []


def test_a_site_can_allow_further_origins(
    guarded: Watched, make_site: MakeSite, build_site: BuildSite, serve_folder: ServeFolder
) -> None:
    layout = (
        '{% extends "theme/base.html" %}{% block footer %}'
        '<script src="https://stats.example.org/count.js"></script>{% endblock %}'
    )
    root = make_site(
        {"content/briefs/a.md": BRIEF.format("Text."), "layouts/base.html": layout},
        headers={"scripts": ["https://stats.example.org"]},
    )
    guarded.goto(f"{serve_folder(build_site(root).folder)}/briefs/a/")
    assert guarded.foreign == ["https://stats.example.org/count.js"]
    assert violations(guarded) == []


def test_the_minified_theme_has_the_same_rules(
    guarded: Watched, own_site: Published, serve_folder: ServeFolder
) -> None:
    """The minifier changes nothing: a browser reads the same rules from both."""
    guarded.goto(f"{serve_folder(own_site.folder)}/")
    rules = """(text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return [...sheet.cssRules].map((rule) => rule.cssText);
    }"""
    files = {name: data for name, data, _ in theme_files(own_site.folder)}
    for name in ("theme.css", "search.css"):
        (small,) = own_site.folder.glob(f"assets/{name[:-4]}-*.css")
        written = map(plain, guarded.evaluate(rules, files[name].decode()))
        delivered = map(plain, guarded.evaluate(rules, small.read_text("utf-8")))
        pairs = list(zip(written, delivered, strict=False))
        assert len(pairs) > 10
        assert [pair for pair in pairs if pair[0] != pair[1]] == []
        assert small.stat().st_size < len(files[name]) * 0.85


# The preview, which adds its own script to each page


@pytest.fixture
def preview(make_site: MakeSite) -> Iterator[Callable[[], tuple[Path, str, Preview]]]:
    opened = []

    def begin() -> tuple[Path, str, Preview]:
        root = make_site({"content/briefs/a.md": BRIEF.format("First words.")})
        shown = Preview(root, lambda: pipeline.BuildOptions(now=LATER))
        shown.refresh()
        server = listen(shown, "127.0.0.1", 0, print, print)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        opened.append((shown, server, thread))
        return root, server.url, shown

    yield begin
    for shown, server, thread in opened:
        shown.close()
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_preview_reloads_under_the_policy(
    guarded: Watched, preview: Callable[[], tuple[Path, str, Preview]]
) -> None:
    root, url, shown = preview()
    guarded.goto(f"{url}/briefs/a/")
    (root / "content/briefs/a.md").write_text(BRIEF.format("Second words."), "utf-8")
    shown.refresh()
    guarded.wait_for_selector("text=Second words.")
    assert violations(guarded) == []
    (root / "content/briefs/b.md").write_text("---\ntitel: B\n---\n", "utf-8")
    shown.refresh()
    panel = guarded.locator("briefgen-panel details")
    panel.wait_for()
    placed = "(panel) => getComputedStyle(panel.parentElement).position"
    assert panel.evaluate(placed) == "fixed"
    assert panel.get_attribute("open") is not None
    panel.locator("summary").click()
    assert panel.get_attribute("open") is None
    assert violations(guarded) == []
    assert guarded.troubles == []


def test_the_search_in_the_preview_finds_the_newest_text(
    guarded: Watched, preview: Callable[[], tuple[Path, str, Preview]]
) -> None:
    root, url, shown = preview()
    (root / "content/briefs/a.md").write_text(BRIEF.format("The word is hafnium."), "utf-8")
    shown.refresh()
    for word in ("hafnium", "zirconium"):
        guarded.goto(f"{url}/search/?q={word}")
        guarded.wait_for_selector(".search-results li")
        assert guarded.inner_text(".search-excerpt mark").rstrip(".") == word
        guarded.goto("about:blank")  # otherwise the page would reload itself at the same time
        (root / "content/briefs/a.md").write_text(BRIEF.format("It is zirconium."), "utf-8")
        shown.refresh()
    assert violations(guarded) == []
    assert guarded.troubles == []


# Settings for web hosts


def test_headers_add_what_a_page_cannot_set(own_site: Published) -> None:
    text = own_site.read("_headers").decode()
    every, assets, *others = re.split(r"^(?=/)", text, flags=re.MULTILINE)[1:]
    feeds = [each for each in others if each.startswith(("/*/feed.", "/feed."))]
    assert feeds
    assert all("application/xml" in each for each in feeds)
    assert every.startswith("/*\n")
    assert "frame-ancestors" not in every  # other sites may show its chart
    assert "X-Content-Type-Options: nosniff" in every
    assert "Referrer-Policy: " in every
    assert assets.startswith("/assets/*\n")
    assert "immutable" in assets
    pages = [page for page in own_site.pages if page.path != "404.html"]
    policies = {
        page.path: page.one('meta[http-equiv="Content-Security-Policy"]').get("content")
        for page in pages
    }
    wasm = [path for path, policy in policies.items() if "wasm" in policy]
    assert wasm == ["search/index.html"]
    assert not any("unsafe-inline" in policy for policy in policies.values())


def test_headers_use_the_path_of_the_site_and_can_be_switched_off(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    under = build_site(make_site({}, base_url="https://example.org/briefs"))
    assert under.read("_headers").startswith(b"/briefs/*\n")
    assert "_headers" not in build_site(make_site({}, headers={"enabled": False})).paths


@pytest.mark.parametrize("origin", ["stats.example.org", "https://a b", "'unsafe-inline'", "*;"])
def test_an_invalid_origin_is_refused(
    origin: str, make_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_site({}, headers={"scripts": [origin]}))
    (problem,) = site.diagnostics
    assert problem.code == "wrong-value"
    assert json.dumps(origin)[1:-1] in problem.message
