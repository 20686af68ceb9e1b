"""The command `briefgen serve`: where it listens, its messages, and how it ends."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from briefgen import serve as serving
from briefgen.cli import cli

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.serve.conftest import Serve

PATIENCE = 60.0
BRIEF = "---\ntitle: A\n---\nText."


@pytest.fixture
def root(make_site: MakeSite) -> Path:
    return make_site(
        {
            "content/briefs/a.md": BRIEF,
            "content/briefs/draft.md": "---\ntitle: D\ndraft: true\n---\nText.",
            "content/briefs/secret.md": "---\ntitle: S\nembargo: 9000-01-01\n---\nText.",
        }
    )


@contextmanager
def command(root: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """Run the command in a separate process; yield it with its output and its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "briefgen", "-C", str(root), "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            said = ""
            while "Press Ctrl-C" not in said:
                line = process.stderr.readline()
                assert line, said
                said += line
            match = re.search(r"Your site is at http://127\.0\.0\.1:(\d+)/\n", said)
            assert match
            yield process, said, int(match[1])
        finally:
            process.kill()


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
@pytest.mark.parametrize("number", [signal.SIGINT], ids=lambda each: each.name)
def test_an_interrupt_ends_the_preview_with_status_130(root: Path, number: signal.Signals) -> None:
    with command(root) as (process, said, port):
        assert said.startswith("site: rebuilt (")
        assert status(port, "/briefs/a/") == 200
        process.send_signal(number)
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (130, "")
    assert "Traceback" not in errors
    assert not (root / "public").exists()


def test_drafts_and_future_briefs_are_shown_on_request(root: Path) -> None:
    with command(root) as (_, _, port):
        assert (root / ".briefgen/site.schema.json").is_file()
        assert (status(port, "/briefs/draft/"), status(port, "/briefs/secret/")) == (404, 404)
    with command(root, "--drafts", "--future") as (_, _, port):
        assert (status(port, "/briefs/draft/"), status(port, "/briefs/secret/")) == (200, 200)


def test_if_a_port_is_in_use_the_message_names_the_new_one(root: Path, serve: Serve) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        served = serve(root, port=port)
    assert served.port != port
    assert f"port {port} is in use; using {served.port} instead" in served.screen.lines
    assert served.ask("/briefs/a/").status == 200


def test_an_address_that_cannot_be_used_ends_the_preview_with_status_1(root: Path) -> None:
    result = CliRunner().invoke(cli, ["-C", str(root), "serve", "--host", "192.0.2.1", "--quiet"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: cannot listen on 192.0.2.1:8000: ")


def test_verbose_lists_the_pages_that_a_save_changed_and_why(root: Path) -> None:
    with command(root, "--verbose") as (process, said, _):
        assert "content " in said
        (root / "content/briefs/a.md").write_text(BRIEF.replace("Text", "Other text"))
        assert process.stderr
        for line in process.stderr:
            if line.startswith("  content/briefs/a.md changed: "):
                assert "briefs/a/index.html" in line
                break
        else:
            pytest.fail("nothing was reported")


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["-C", str(tmp_path / "nowhere"), "serve"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "[site-missing]" in result.stderr
    assert not (tmp_path / "nowhere").exists()


def test_the_browser_is_opened_at_the_site(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(serving, "watch_site", interrupt)
    result = CliRunner().invoke(cli, ["-C", str(root), "serve", "--port", "0", "--open"])
    assert isinstance(result.exception, SystemExit)
    assert [re.sub(r":\d+/", ":1/", url) for url in opened] == ["http://127.0.0.1:1/"]
    assert opened[0] in result.stderr
