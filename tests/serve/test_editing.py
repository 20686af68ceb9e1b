"""The preview lets the page for editors read and write content/, and nobody else."""

from __future__ import annotations

import json
import os
import socket
import stat
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from briefgen.serve import editing
from briefgen.serve.editing import FILES, answer
from tests.serve.conftest import PATIENCE, Reply

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.serve.conftest import Serve, Served

PROGRAM: Final = {"content/admin/sveltia-cms-1.2.3/sveltia-cms.js": "// the program"}
BRIEF: Final = "---\ntitle: A\n---\nText.\n"
SITE: Final = {
    **PROGRAM,
    "content/briefs/a.md": BRIEF,
    "content/briefs/_notes.md": "notes",
    "content/briefs/.hidden": "hidden",
    "content/data/one two.csv": "1,2\n",
}
LOCAL: Final = {"backend": "github", "repository": "a/b"}
SECRET: Final = "only for the owner of the machine"


class Editor:
    """Requests as the page for editors sends them."""

    def __init__(self, served: Served) -> None:
        self.root = served.root
        self._host, self._port = served.host, served.port

    def ask(
        self, method: str, path: str, data: bytes = b"", match: str = "", **headers: str
    ) -> Reply:
        own = {
            "Origin": f"http://{self._host}:{self._port}",
            "Sec-Fetch-Site": "same-origin",
            "X-Briefgen-Editing": "1",
            "If-Match": f'"{match}"',
        }
        sent = {**own, **{key.replace("_", "-"): value for key, value in headers.items()}}
        connection = HTTPConnection(self._host, self._port, timeout=PATIENCE)
        try:
            sent = {key: value for key, value in sent.items() if value}
            body = data if method == "PUT" else None
            connection.request(method, f"/.briefgen/files/{path}", body, sent)
            response = connection.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def state(self, path: str) -> str:
        return self.ask("GET", path).headers["ETag"].strip('"')

    def listed(self) -> Mapping[str, str]:
        entries = json.loads(self.ask("GET", "").body)
        return {each["path"]: each["state"] for each in entries}


@pytest.fixture
def editor(make_quick_site: MakeSite, serve: Serve, tmp_path: Path) -> Iterator[Editor]:
    (tmp_path / "secret.txt").write_text(SECRET)
    yield Editor(serve(make_quick_site(SITE, cms={"backend": "github", "repository": "a/b"})))


def test_the_files_of_content_are_listed_with_their_states(editor: Editor) -> None:
    listed = editor.listed()
    assert set(listed) == set(SITE) - {"content/briefs/.hidden"}
    assert listed["content/briefs/a.md"] == editor.state("content/briefs/a.md")


def test_a_file_is_read_unchanged(editor: Editor) -> None:
    reply = editor.ask("GET", "content/data/one%20two.csv")
    assert (reply.status, reply.body) == (200, b"1,2\n")
    assert editor.ask("GET", "content/absent.md").status == 404


def test_a_saved_file_is_on_the_disk_and_in_the_preview(editor: Editor, serve: Serve) -> None:
    path = "content/briefs/neu/über.md"
    reply = editor.ask("PUT", "content/briefs/neu/%C3%BCber.md", BRIEF.encode())
    assert reply.status == 200
    assert (editor.root / path).read_text("utf-8") == BRIEF
    assert editor.listed()[path] == reply.headers["ETag"].strip('"')
    folder = editor.root / "content/briefs/neu"
    assert [each.name for each in folder.iterdir()] == ["über.md"]  # no temporary file is left


def test_a_saved_file_keeps_its_permissions(editor: Editor) -> None:
    place = editor.root / "content/briefs/a.md"
    place.chmod(0o640)
    path = "content/briefs/a.md"
    assert editor.ask("PUT", path, b"new", editor.state(path)).status == 200
    assert stat.S_IMODE(place.stat().st_mode) == 0o640


def test_a_file_that_changed_meanwhile_is_left_alone(editor: Editor) -> None:
    path, place = "content/briefs/a.md", editor.root / "content/briefs/a.md"
    seen = editor.state(path)
    place.write_text("written in another program")
    for method in ("PUT", "DELETE"):
        reply = editor.ask(method, path, b"mine", seen)
        assert (reply.status, reply.text) == (412, "The file has changed since it was opened\n")
    assert editor.ask("PUT", path, b"mine").status == 412  # as a new file
    assert editor.ask("PUT", "content/absent.md", b"mine", seen).status == 412
    assert place.read_text() == "written in another program"
    assert not (editor.root / "content/absent.md").exists()


def test_of_several_that_save_at_once_one_wins(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "content/briefs/a.md"
    root, seen = editor.root, editor.state(path)
    every = threading.Barrier(8)
    state_of = editing._state

    def slow(place: Path) -> str:
        state = state_of(place)
        time.sleep(0.05)  # the others look meanwhile, if they may
        return state

    monkeypatch.setattr(editing, "_state", slow)

    def save(number: int) -> int:
        every.wait()
        target = f"{FILES}{path}"
        return answer(root, "PUT", target, seen, f"version {number}".encode() * number).status

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(save, range(8))) == [200] + [412] * 7


@pytest.mark.parametrize("name", ["page.html", "drawing.xml"])
def test_a_file_with_scripts_cannot_act_for_the_site(
    make_quick_site: MakeSite, serve: Serve, name: str
) -> None:
    files = {**SITE, f"content/data/{name}": "<html><script>fetch('/')</script></html>"}
    sites = [make_quick_site(files, f"site-{at}", cms=cms) for at, cms in enumerate((LOCAL, None))]
    policies = []
    for root in sites:
        editor = Editor(serve(root))
        with closing(HTTPConnection(editor._host, editor._port, timeout=PATIENCE)) as connection:
            connection.request("GET", f"/data/{name}")
            policies.append(connection.getresponse().headers.get_all("Content-Security-Policy"))
    assert "sandbox" in str(policies[0])
    assert "allow-same-origin" not in str(policies[0])
    assert "sandbox" not in str(policies[1])


def test_a_removed_file_takes_its_empty_folders_with_it(editor: Editor) -> None:
    path = "content/data/one%20two.csv"
    assert editor.ask("DELETE", path, match=editor.state(path)).status == 200
    assert not (editor.root / "content/data").exists()
    assert (editor.root / "content/briefs/a.md").exists()


@pytest.mark.parametrize(
    "path",
    [
        "site.yaml",
        "layouts/base.html",
        "content",
        "content/",
        "content/briefs",
        "content/../site.yaml",
        "content/%2e%2e/site.yaml",
        "content/briefs/..%2f..%2fsite.yaml",
        "content//a.md",
        "/content/a.md",
        "content/.hidden.md",
        "content/briefs/.hidden",
        "content/a%00.md",
        "content/a%5c..%5cb.md",
        "content/outside/secret.txt",
        "content/briefs/link.md",
    ],
)
def test_no_name_leads_out_of_content(editor: Editor, tmp_path: Path, path: str) -> None:
    (editor.root / "content/outside").symlink_to(tmp_path)
    (editor.root / "content/briefs/link.md").symlink_to(tmp_path / "secret.txt")
    before = {each: each.lstat().st_mtime_ns for each in tmp_path.rglob("*") if each.is_file()}
    for method in ("GET", "PUT", "DELETE"):
        reply = editor.ask(method, path, b"taken")
        assert reply.status == 403, (method, path)
        assert SECRET not in reply.text
    after = {each: each.lstat().st_mtime_ns for each in tmp_path.rglob("*") if each.is_file()}
    assert {each: after[each] for each in before} == before
    assert set(after) - set(before) <= {each for each in after if ".briefgen" in each.parts}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Origin": "", "Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Host": "evil.example"},
        {"X_Briefgen_Editing": ""},
    ],
)
def test_other_pages_cannot_read_or_write(editor: Editor, headers: Any) -> None:
    path = "content/briefs/a.md"
    seen = editor.state(path)
    for method in ("GET", "PUT", "DELETE"):
        assert editor.ask(method, path, b"taken", seen, **headers).status == 403
    assert editor.ask("GET", "", **headers).status == 403
    assert (editor.root / path).read_text() == BRIEF


def test_other_methods_and_malformed_bodies_change_nothing(editor: Editor) -> None:
    path = "content/briefs/a.md"
    seen = editor.state(path)
    assert editor.ask("POST", path, match=seen).status == 501
    assert editor.ask("HEAD", path, match=seen).status == 404
    assert editor.ask("PUT", path, b"", seen, Content_Length="-1").status == 413
    assert editor.ask("PUT", path, b"", seen, Content_Length="9" * 30).status == 413
    assert editor.ask("DELETE", path, match=seen, Transfer_Encoding="chunked").status == 400
    assert (editor.root / path).read_text() == BRIEF


def test_half_a_file_is_not_saved(editor: Editor, serve: Serve) -> None:
    path = "content/briefs/a.md"
    host = f"{editor._host}:{editor._port}"
    head = (
        f"PUT /.briefgen/files/{path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
        f'X-Briefgen-Editing: 1\r\nIf-Match: "{editor.state(path)}"\r\nContent-Length: 1000\r\n\r\n'
    )
    with socket.create_connection((editor._host, editor._port), PATIENCE) as line:
        line.sendall(head.encode() + b"half of")
        line.shutdown(socket.SHUT_WR)
        assert line.recv(1000) == b""
    assert (editor.root / path).read_text() == BRIEF


def test_a_site_without_the_page_answers_nothing(make_quick_site: MakeSite, serve: Serve) -> None:
    editor = Editor(serve(make_quick_site(SITE)))
    for method in ("GET", "PUT", "DELETE"):
        assert editor.ask(method, "content/briefs/a.md", b"taken").status == 404
    assert (editor.root / "content/briefs/a.md").read_text() == BRIEF


@pytest.mark.skipif(os.name == "nt", reason="needs an address of the machine in its network")
def test_another_machine_cannot_write(make_quick_site: MakeSite, serve: Serve) -> None:
    """A request from an address that is not loopback, as from another machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; chooses an address
        except OSError:
            pytest.skip("this machine has no network")
        own = probe.getsockname()[0]
    if own.startswith("127."):
        pytest.skip("this machine has no network")
    served = serve(
        make_quick_site(SITE, cms={"backend": "local"}), host="0.0.0.0", purpose="preview"
    )
    editor = Editor(served)
    editor._host = own
    reply = editor.ask("PUT", "content/briefs/a.md", b"taken")
    assert (reply.status, reply.text) == (
        403, "Files can only be edited on the machine with the site\n",
    )  # fmt: skip
    assert (editor.root / "content/briefs/a.md").read_text() == BRIEF


def test_the_page_is_never_reloaded_and_has_the_files(editor: Editor, serve: Serve) -> None:
    connection = HTTPConnection(editor._host, editor._port, timeout=PATIENCE)
    connection.request("GET", "/admin/")
    page = connection.getresponse().read().decode()
    connection.close()
    assert page.index("/.briefgen/folder.js") < page.index("editor-") < page.index("sveltia-cms.js")
    assert "reload.js" not in page
    assert "briefgen-panel" not in page
