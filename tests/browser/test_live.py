"""`briefgen serve` as an author has it: a process of its own, beside a browser and an editor."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Watched

PATIENCE: Final = 30.0
MILLISECONDS: Final = 15_000
LINES: Final = "\n\n".join(f"Line {number} of a long text." for number in range(300))
BRIEF: Final = f"---\ntitle: A long brief\n---\n{LINES}\n"
SCROLLED: Final = "() => window.scrollY"
# To a line's height: when the typeface comes, what is above may become a little higher or lower.
STILL_THERE: Final = "() => Math.abs(window.scrollY - 3000) < 24"


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """Start the preview of a site, and return its URL as it stands on the screen."""
    running: list[subprocess.Popen[str]] = []

    def start(root: Path) -> str:
        command = [sys.executable, "-m", "briefgen", "-C", root, "serve", "--port", "0"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        running.append(process)
        guard = threading.Timer(PATIENCE, process.kill)
        guard.start()
        said = []
        for line in process.stderr or ():
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                guard.cancel()
                return found[0].rstrip("/")
        guard.cancel()
        pytest.fail(f"the preview did not begin: {''.join(said)}")

    yield start
    for process in running:
        process.terminate()
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def save(file: Path, text: str) -> None:
    """Save as editors do: aside first, then in one step to its place."""
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)


def test_a_save_reloads_the_page_where_the_reader_was(
    make_site: Callable[..., Path], preview: Callable[[Path], str], guarded: Watched
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


def test_an_error_is_laid_over_the_page_until_it_is_mended(
    make_site: Callable[..., Path], preview: Callable[[Path], str], guarded: Watched
) -> None:
    root = make_site({"content/briefs/a.md": BRIEF})
    guarded.goto(f"{preview(root)}/briefs/a/")
    overlay = guarded.locator("#briefgen-overlay")
    assert overlay.count() == 0
    save(root / "content/briefs/a.md", BRIEF.replace("title:", "date: yesterday\ntitle:"))
    overlay.wait_for(timeout=MILLISECONDS)
    words = overlay.inner_text()
    assert "content/briefs/a.md:2:7: error:" in words
    assert "date: yesterday" in words
    assert guarded.get_by_role("heading", name="A long brief").is_visible()
    save(root / "content/briefs/a.md", BRIEF.replace("A long brief", "A mended brief"))
    overlay.wait_for(state="detached", timeout=MILLISECONDS)
    guarded.get_by_role("heading", name="A mended brief").wait_for(timeout=MILLISECONDS)
    assert guarded.troubles == []
    assert guarded.evaluate("window.violations") == []
