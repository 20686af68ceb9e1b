"""`briefgen serve` as authors use it: a separate process, with a browser and an editor."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pytest
from playwright.sync_api import expect

from briefgen.model.codes import CODES
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Watched
    from tests.conftest import MakeSite

PATIENCE: Final = 60.0
MILLISECONDS: Final = 60_000
LINES: Final = "\n\n".join(f"Line {number} of a long text." for number in range(300))
BRIEF: Final = f"---\ntitle: A long brief\n---\n{LINES}\n"
SCROLLED: Final = "() => window.scrollY"
# Give or take a line: the web font may change the height of the text above.
READ_OUT: Final = """(words) => document.querySelector("briefgen-panel").shadowRoot
  .querySelector("[role=status]").textContent.startsWith(words)"""
AXE: Final = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN_AXE: Final = """async () => {
  const found = await axe.run("briefgen-panel", { rules: { "target-size": { enabled: true } } });
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html)}`);
}"""
# Elements of the panel that are wider than the window.
SIDEWAYS: Final = """() => [...document.querySelector("briefgen-panel").shadowRoot
  .querySelectorAll("section, li, p:not(.visually-hidden), pre, button, summary")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1
    || each.getBoundingClientRect().right > innerWidth)
  .map((each) => each.outerHTML.slice(0, 200))"""
# Whether this tab holds the lock of the shared channel.
HOLDS: Final = """async () => {
  const own = await new Promise((resolve) => navigator.locks.request(
    crypto.randomUUID(), async (lock) => resolve((await navigator.locks.query()).held
      .find((each) => each.name === lock.name).clientId)));
  return (await navigator.locks.query()).held
    .some((each) => each.name === "briefgen-reload" && each.clientId === own);
}"""
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
PANEL_SCREENS: Final = tuple(product((320, 390, 1280), SCHEMES))
STILL_THERE: Final = "() => Math.abs(window.scrollY - 3000) < 24"


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Make sites that build quickly."""
    return make_quick_site


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """Start the preview of a site, and return the URL that it prints."""
    running: list[subprocess.Popen[str]] = []

    def start(root: Path) -> str:
        command = [sys.executable, "-m", "briefgen", "-C", str(root), "serve", "--port", "0"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        running.append(process)
        guard = threading.Timer(PATIENCE, process.kill)
        guard.start()
        lines = []
        for line in process.stderr or ():
            lines.append(line)
            if url_match := re.search(r"http://127\.0\.0\.1:\d+/", line):
                guard.cancel()
                return url_match[0].rstrip("/")
        guard.cancel()
        pytest.fail(f"the preview did not start: {''.join(lines)}")

    yield start
    for process in running:
        process.terminate()
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def save(file: Path, text: str) -> None:
    """Save as editors do: write a temporary file, then rename it."""
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)


def test_a_save_reloads_the_page_at_the_same_scroll_position(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    guarded.goto(f"{preview(root)}/briefs/a/")
    guarded.evaluate("window.scrollTo({top: 3000, behavior: 'instant'})")
    assert guarded.evaluate(SCROLLED) == 3000
    save(root / "content/briefs/a.md", BRIEF.replace("Line 299 of", "The last line of"))
    guarded.get_by_text("The last line of a long text.").wait_for(timeout=MILLISECONDS)
    guarded.wait_for_function(STILL_THERE, timeout=MILLISECONDS)
    save(root / "content/briefs/a.md", BRIEF.replace("A long brief", "A new title"))
    guarded.get_by_role("heading", name="A new title").wait_for(timeout=MILLISECONDS)
    guarded.wait_for_function(STILL_THERE, timeout=MILLISECONDS)
    assert guarded.troubles == []
    assert guarded.foreign == []


def test_an_error_is_shown_over_the_page_until_it_is_fixed(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    guarded.goto(f"{preview(root)}/briefs/a/")
    panel = guarded.locator("briefgen-panel details")
    assert panel.count() == 0
    save(root / "content/briefs/a.md", BRIEF.replace("title:", "date: yesterday\ntitle:"))
    panel.wait_for(timeout=MILLISECONDS)
    words = panel.inner_text()
    assert "1 error" in words
    assert "content/briefs/a.md:2:7" in words
    assert "date: yesterday" in words
    assert guarded.get_by_role("heading", name="A long brief").is_visible()
    save(root / "content/briefs/a.md", BRIEF.replace("A long brief", "A fixed brief"))
    panel.wait_for(state="detached", timeout=MILLISECONDS)
    guarded.get_by_role("heading", name="A fixed brief").wait_for(timeout=MILLISECONDS)
    assert guarded.troubles == []
    assert guarded.evaluate("window.violations") == []


# The panel of problems

MISSPELT: Final = "---\ntitle: A brief\nhighlight: [One]\n---\nSee [there](/abuot/).\n"


def test_a_misspelt_key_shows_in_the_page(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    root = make_site({"content/briefs/a.md": MISSPELT})
    guarded.goto(f"{preview(root)}/briefs/a/")
    panel = guarded.get_by_role("region", name="Problems with the site")
    bar = panel.locator("summary")
    assert bar.inner_text().startswith("2 warnings")
    problem = panel.get_by_text("did you mean")
    assert not problem.first.is_visible()
    bar.click()
    assert problem.first.is_visible()
    assert "highlight: [One]" in panel.inner_text()


def test_the_panel_can_be_used_with_the_keyboard(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    guarded.context.grant_permissions(["clipboard-read", "clipboard-write"])
    root = make_site({"content/briefs/a.md": MISSPELT})
    guarded.goto(f"{preview(root)}/briefs/a/")
    panel = guarded.locator("briefgen-panel details")
    status = guarded.locator("briefgen-panel [role=status]")
    guarded.wait_for_function(READ_OUT, arg="2 warnings")
    panel.locator("summary").focus()
    guarded.keyboard.press("Enter")
    assert panel.evaluate("(panel) => panel.open")
    guarded.keyboard.press("Tab")
    guarded.keyboard.press("Enter")
    guarded.wait_for_function(READ_OUT, arg="Copied content/briefs/a.md:3:1")
    assert guarded.evaluate("navigator.clipboard.readText()") == "content/briefs/a.md:3:1"
    guarded.keyboard.press("Escape")
    assert not panel.evaluate("(panel) => panel.open")
    assert panel.evaluate("(panel) => panel.getRootNode().activeElement.localName") == "summary"
    assert status.count() == 1


def test_errors_take_the_focus_and_warnings_do_not(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    root = make_site({"content/briefs/a.md": MISSPELT})
    guarded.goto(f"{preview(root)}/briefs/a/")
    panel = guarded.locator("briefgen-panel details")
    focused = "(panel) => panel.getRootNode().activeElement?.localName ?? ''"
    assert panel.evaluate(focused) == ""
    save(root / "content/briefs/a.md", MISSPELT.replace("title:", "date: no\ntitle:"))
    error = guarded.locator("briefgen-panel details.error summary")
    expect(error).to_be_focused(timeout=MILLISECONDS)


def test_an_open_list_stays_open_while_warnings_are_fixed(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    root = make_site({"content/briefs/a.md": MISSPELT})
    guarded.goto(f"{preview(root)}/briefs/a/")
    bar = guarded.locator("briefgen-panel summary")
    bar.click()
    save(root / "content/briefs/a.md", MISSPELT.replace("highlight:", "highlights:"))
    bar.get_by_text("1 warning").wait_for(timeout=MILLISECONDS)
    assert guarded.locator("briefgen-panel details").evaluate("(panel) => panel.open")


def test_a_code_links_to_its_explanation_in_the_preview_itself(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    root = make_site({"content/briefs/a.md": MISSPELT})
    url = preview(root)
    guarded.goto(f"{url}/briefs/a/")
    guarded.locator("briefgen-panel summary").click()
    with guarded.context.expect_page() as opened:
        guarded.locator("briefgen-panel a", has_text="unknown-key").click()
    page = opened.value
    assert page.url == f"{url}/.briefgen/problems#unknown-key"
    section = page.locator("h3#unknown-key")
    section.wait_for()
    assert section.evaluate("(heading) => heading.nextElementSibling.textContent").startswith(
        "Warning."
    )
    anchors = page.locator("h3").evaluate_all("(all) => all.map((each) => each.id)")
    assert set(CODES) <= set(anchors)
    page.close()
    assert guarded.foreign == []


@pytest.mark.parametrize("level", ["error", "warning"])
def test_the_panel_is_accessible_and_fits(
    make_site: MakeSite, preview: Callable[[Path], str], open_page: OpenPage, level: str
) -> None:
    text = MISSPELT
    root = make_site({"content/briefs/a.md": text, "content/briefs/b.md": text})
    page = open_page()
    page.goto(f"{preview(root)}/briefs/a/")
    if level == "error":
        broken = text.replace("title:", f"date: {'far too long ' * 30}\ntitle:")
        save(root / "content/briefs/b.md", broken)
    page.locator(f"briefgen-panel details.{level}").wait_for(timeout=MILLISECONDS)
    if level == "warning":
        page.locator("briefgen-panel summary").click()
    page.evaluate(AXE)
    for width, scheme in PANEL_SCREENS:
        page.set_viewport_size({"width": width, "height": 720})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("(width) => innerWidth === width", arg=width)
        assert page.evaluate(RUN_AXE) == [], (width, scheme)
        assert page.evaluate(SIDEWAYS) == [], (width, scheme)


def test_the_closed_bar_hides_nothing_of_the_page(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    root = make_site({"content/briefs/a.md": MISSPELT})
    guarded.goto(f"{preview(root)}/briefs/a/")
    guarded.evaluate("window.scrollTo({top: 1e6, behavior: 'instant'})")
    foot = guarded.locator(".site-foot").bounding_box()
    bar = guarded.locator("briefgen-panel section").bounding_box()
    assert foot and bar
    assert foot["y"] + foot["height"] <= bar["y"] + 1


# Links


def test_absolute_urls_of_the_site_lead_to_the_preview(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    text = (
        "---\ntitle: A\n---\n[one](https://example.org/policy/briefs/b/?x#y) "
        "[two](https://example.org/else/) [three](https://example.org/policy//evil.example/) "
        "[four](http://example.org/policy/)"
    )
    files = {
        "content/briefs/a.md": text,
        "content/briefs/b.md": "---\ntitle: B\n---\n## Y\n\nText.",
    }
    url = preview(make_site(files, base_url="https://example.org/policy"))
    guarded.goto(f"{url}/policy/briefs/a/")
    guarded.locator(".brief-body").wait_for()
    links = guarded.locator(".brief-body a").evaluate_all("(all) => all.map((each) => each.href)")
    assert links == [
        f"{url}/policy/briefs/b/?x#y",
        "https://example.org/else/",
        f"{url}/policy//evil.example/",
        f"{url}/policy/",
    ]


# Many tabs


@exhaustive
def test_nine_tabs_load_and_reload_over_one_channel(
    make_site: MakeSite,
    preview: Callable[[Path], str],
    open_page: OpenPage,
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    url = preview(root)
    tabs = [open_page() for _ in range(9)]
    for tab in tabs:
        tab.goto(f"{url}/briefs/a/")
    for title in ("A second title", "A third title"):
        save(root / "content/briefs/a.md", BRIEF.replace("A long brief", title))
        for tab in tabs:
            tab.get_by_role("heading", name=title).wait_for(timeout=MILLISECONDS)
    listening = [tab.evaluate(HOLDS) for tab in tabs]
    assert sum(listening) == 1
    leader = tabs.pop(listening.index(True))  # another tab takes over when this one is closed
    leader.close()
    save(root / "content/briefs/a.md", BRIEF.replace("A long brief", "A fourth title"))
    for tab in tabs:
        tab.get_by_role("heading", name="A fourth title").wait_for(timeout=MILLISECONDS)


def test_tabs_without_locks_reload_too(
    make_site: MakeSite, preview: Callable[[Path], str], guarded: Watched
) -> None:
    """As on a phone that opens the preview over the network, without https."""
    guarded.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})"
    )
    root = make_site({"content/briefs/a.md": BRIEF})
    guarded.goto(f"{preview(root)}/briefs/a/")
    save(root / "content/briefs/a.md", BRIEF.replace("A long brief", "A second title"))
    guarded.get_by_role("heading", name="A second title").wait_for(timeout=MILLISECONDS)
