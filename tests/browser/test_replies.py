"""Replies in a real browser: with a real Isso server, and with a form without scripts."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import parse_qs

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.conftest import OpenPage, ServeFolder, Watched
    from tests.conftest import BuildSite, MakeSite

BRIEF = {"content/briefs/a.md": "---\ntitle: Two bases\n---\nText."}
SETTINGS = """
[general]
dbpath = {folder}/comments.db
host = {site}
notify = stdout
[moderation]
enabled = true
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
"""
ACTIVATE = re.compile(r"(http\S+/activate/\S+)")
PATIENCE = 30.0


@pytest.fixture
def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def isso(tmp_path: Path) -> Iterator[Callable[[str, int], Path]]:
    """Start an Isso server for a site on a port; return the file with its output."""
    pytest.importorskip("isso")
    running: list[subprocess.Popen[bytes]] = []

    def start(site: str, port: int) -> Path:
        settings, log = tmp_path / "isso.cfg", tmp_path / "isso.log"
        settings.write_text(SETTINGS.format(folder=tmp_path, site=site, port=port))
        command = [str(Path(sys.executable).with_name("isso")), "-c", str(settings)]
        with log.open("wb") as file:
            running.append(subprocess.Popen(command, stdout=file, stderr=file))
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/info").close()
                return log
            except URLError:
                assert running[0].poll() is None, log.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)

    yield start
    for server in running:
        server.terminate()
        server.wait()


def test_a_reply_is_public_after_moderation(
    make_site: MakeSite,
    build_site: BuildSite,
    serve_folder: ServeFolder,
    guarded: Watched,
    isso: Callable[[str, int], Path],
    free_port: int,
) -> None:
    comments = {"provider": "isso", "url": f"http://127.0.0.1:{free_port}"}
    site = serve_folder(build_site(make_site(BRIEF, comments=comments)).folder)
    log = isso(site, free_port)
    requests: list[str] = []
    guarded.on("request", lambda request: requests.append(request.url))
    guarded.goto(f"{site}/briefs/a/")
    assert not [url for url in requests if f":{free_port}" in url]
    guarded.get_by_role("button", name="Show replies").click()
    guarded.get_by_label("Comment *").fill("What about the third?")
    guarded.get_by_label("Name *").fill("Robin Reader")
    guarded.get_by_label("E-mail *").fill("robin@example.org")
    guarded.get_by_role("button", name="Post reply").click()
    guarded.get_by_text("Your reply will appear after it has been approved.").wait_for()
    activate = ACTIVATE.search(log.read_text())
    assert activate, log.read_text()
    request = urllib.request.Request(activate[1], method="POST")
    urllib.request.urlopen(request).close()
    guarded.goto(f"{site}/briefs/a/")
    guarded.get_by_role("button", name="Show replies").click()
    reply = guarded.locator(".replies .reply")
    reply.wait_for()
    assert "Robin Reader" in reply.inner_text()
    assert "What about the third?" in reply.inner_text()
    assert "robin@example.org" not in guarded.content()
    assert guarded.evaluate("window.violations") == []


def test_giscus_is_not_contacted_before_the_reader_asks_for_it(
    make_site: MakeSite, build_site: BuildSite, serve_folder: ServeFolder, guarded: Watched
) -> None:
    comments = {"provider": "giscus", "repo": "a/b", "repo_id": "R", "category": "C",
                "category_id": "D"}  # fmt: skip
    site = serve_folder(build_site(make_site(BRIEF, comments=comments)).folder)
    guarded.goto(f"{site}/briefs/a/")
    assert guarded.foreign == []
    guarded.get_by_role("button", name="Show the discussion").click()
    frame = guarded.locator("iframe.giscus")
    frame.wait_for()
    source = frame.get_attribute("src")
    assert source is not None
    assert source.startswith("https://giscus.app/widget?")
    assert "repo=a%2Fb" in source
    assert guarded.evaluate("window.violations") == []


@pytest.mark.parametrize(
    "comments",
    [{"provider": "netlify"}, {"provider": "formspree", "form": "https://forms.example/f/1"}],
)
def test_a_sent_form_leads_to_thanks_without_scripts(
    make_site: MakeSite, build_site: BuildSite, serve_folder: ServeFolder, open_page: OpenPage,
    comments: dict[str, str],
) -> None:  # fmt: skip
    root = make_site(BRIEF, comments=comments)
    url = f"{serve_folder(build_site(root).folder)}/briefs/a/"
    page = open_page(java_script_enabled=False)
    posted: list[tuple[str, dict[str, list[str]]]] = []

    def answer(route: Route) -> None:
        request = route.request
        if request.method != "POST":
            route.fallback()
            return
        posted.append((request.url, parse_qs(request.post_data or "")))
        if comments["provider"] == "netlify":
            route.fulfill(body=Path(file).read_text("utf-8"), content_type="text/html")
        else:
            route.fulfill(status=303, headers={"Location": f"{url}#reply-sent"})

    file = root / "public/briefs/a/index.html"
    page.route("**/*", answer)
    page.goto(url)
    thanks = page.get_by_text("Thank you. Your reply will appear")
    assert not thanks.is_visible()
    page.locator("summary", has_text="Write a reply").click()
    page.get_by_label("Comment *").fill("What about the third?")
    page.get_by_label("Name *").fill("Robin Reader")
    page.get_by_label("E-mail *").fill("robin@example.org")
    page.get_by_role("button", name="Post reply").click()
    thanks.wait_for()
    ((target, values),) = posted
    assert target == (url if comments["provider"] == "netlify" else comments["form"])
    assert values["message"] == ["What about the third?"]
    assert values["email"] == ["robin@example.org"]
    assert values["slug"] == ["a"]
    assert "trap" not in values
    assert "_gotcha" not in values
