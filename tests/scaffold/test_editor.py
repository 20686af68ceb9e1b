"""The program for editors is downloaded once, checked, and turned on in site.yaml."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest

from briefgen.read.config import read_config
from briefgen.scaffold import editor
from briefgen.scaffold.editor import FOLDER, NotDownloaded, add_editor, fetch_from_npm, is_on
from tests.conftest import dev_script

SITE: Final = "title: A\nbase_url: https://example.org\n"
CMS: Final = "@sveltia/cms/-/cms-0.221.1.tgz"
YAML: Final = "js-yaml/-/js-yaml-4.1.1.tgz"


def archive(files: Mapping[str, str]) -> bytes:
    """Return a package as the npm registry has it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as packed:
        for name, text in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(text.encode())
            packed.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


PACKAGES: Final = {
    CMS: archive(
        {
            "dist/sveltia-cms.js": "program",
            "dist/sveltia-cms.js.map": "not used",
            "LICENSE.txt": "licence",
            "locales/de.json": "{}",
            "locales/deeper/x.json": "not used",
            "npm/assets/noto-mono-latin-400-normal-DiC8lJru.woff2": "font",
        }
    ),
    YAML: archive({"dist/js-yaml.min.js": "yaml", "LICENSE": "licence of yaml"}),
}


def digest(data: bytes) -> str:
    return f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}"


@pytest.fixture
def fetch(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bytes]:
    """Small packages, with the digests of these."""
    packages = [replace(each, integrity=digest(PACKAGES[each.path])) for each in editor._PACKAGES]
    monkeypatch.setattr(editor, "_PACKAGES", tuple(packages))
    return PACKAGES.__getitem__


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text(SITE)
    return tmp_path


def test_only_what_the_page_uses_is_written(root: Path, fetch: Callable[[str], bytes]) -> None:
    assert add_editor(root, fetch) == [f"{FOLDER}/", "site.yaml"]
    written = {
        place.relative_to(root / FOLDER).as_posix(): place.read_text()
        for place in (root / FOLDER).rglob("*")
        if place.is_file()
    }
    assert written == {
        "sveltia-cms.js": "program",
        "LICENSE.txt": "licence",
        "locales/de.json": "{}",
        "fonts/noto-mono.woff2": "font",
        "js-yaml.min.js": "yaml",
        "js-yaml.LICENSE.txt": "licence of yaml",
    }
    assert is_on(root)


def test_a_second_run_changes_nothing_and_asks_nobody(
    root: Path, fetch: Callable[[str], bytes]
) -> None:
    add_editor(root, fetch)
    before = (root / "site.yaml").read_bytes()

    def offline(path: str) -> bytes:
        raise NotDownloaded(path)

    assert add_editor(root, offline) == []
    assert (root / "site.yaml").read_bytes() == before


def test_an_older_version_is_replaced(root: Path, fetch: Callable[[str], bytes]) -> None:
    old = root / "content/admin/sveltia-cms-0.1.0/sveltia-cms.js"
    own = root / "content/admin/notes.txt"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    own.write_text("mine")
    add_editor(root, fetch)
    assert not old.parent.exists()
    assert own.read_text() == "mine"


@pytest.mark.parametrize("name", ["sveltia-cms-99.0.0", "sveltia-cms-own", "sveltia-cms-0.1.0"])
def test_newer_versions_and_folders_of_the_author_stay(
    root: Path, fetch: Callable[[str], bytes], name: str
) -> None:
    place = (
        root
        / "content/admin"
        / name
        / ("notes.txt" if name.endswith("0.1.0") else "sveltia-cms.js")
    )
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    add_editor(root, fetch)
    assert place.read_text() == "mine"


def test_a_package_with_another_digest_is_refused(root: Path) -> None:
    with pytest.raises(NotDownloaded, match=r"cms 0\.221\.1 is not the package that was tested"):
        add_editor(root, PACKAGES.__getitem__)
    assert not (root / "content").exists()
    assert (root / "site.yaml").read_text() == SITE


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (SITE, True),
        (SITE.rstrip(), True),
        (SITE.replace("\n", "\r\n"), True),
        (f"{SITE}cms:\n  backend: github\n  repository: a/b\n", True),
        ("{title: A, base_url: https://example.org}\n", False),
        ("title: A\n", False),
    ],
)
def test_the_setting_is_added_where_that_is_possible(
    root: Path, fetch: Callable[[str], bytes], written: str, expected: bool
) -> None:
    place = root / "site.yaml"
    place.write_bytes(written.encode())
    add_editor(root, fetch)
    assert is_on(root) == expected
    after = place.read_bytes()
    assert after.startswith(written.rstrip().encode())
    if not expected or "cms" in written:
        assert after == written.encode()
    else:
        config = read_config(after).value
        assert config and config.cms and config.cms.backend == "local"
        assert (b"\r\n" in after) == ("\r\n" in written)
        assert after.count(b"\n") == after.count(b"\r\n") or "\r\n" not in written


# The registry


@pytest.fixture
def registry() -> Iterator[str]:
    """A registry on this machine; return its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = PACKAGES.get(self.path.removeprefix("/npm/"))
            self.send_response(200 if data else 404)
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            """Do not log requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/npm"
    server.shutdown()
    thread.join()
    server.server_close()


def test_packages_come_from_the_registry_of_npms_settings(
    registry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", f"{registry}/")
    assert fetch_from_npm(CMS) == PACKAGES[CMS]
    with pytest.raises(NotDownloaded, match=r"/npm/absent.tgz answers 404 \(Not Found\)"):
        fetch_from_npm("absent.tgz")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://user:secret@127.0.0.1:1", "nonsense"]
)
def test_a_registry_without_an_answer_is_a_message(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("npm_config_registry", url)
    with pytest.raises(NotDownloaded, match="cannot be reached: ") as raised:
        fetch_from_npm(CMS)
    assert "secret" not in str(raised.value)


def test_the_registry_is_found_without_npm(tmp_path: Path) -> None:
    assert editor.npm_registry({}, tmp_path).startswith("https://")
    (tmp_path / ".npmrc").write_text('# mine\nregistry = "https://npm.example/"\n')
    assert editor.npm_registry({}, tmp_path) == "https://npm.example"
    named = {"NPM_CONFIG_REGISTRY": "https://other.example/"}
    assert editor.npm_registry(named, tmp_path) == "https://other.example"


def test_the_tests_use_the_version_that_sites_get() -> None:
    assert dev_script().EDITOR_FOLDER.name == Path(FOLDER).name
