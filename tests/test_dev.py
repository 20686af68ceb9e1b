"""The `dev` script, which runs briefgen from a fresh clone."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import tomllib
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from tests.conftest import dev_script

ROOT: Final = Path(__file__).parents[1]
INDEX: Final = """
<a href="../../packages/pip-9.0.3-py2.py3-none-any.whl#sha256=1">pip-9.0.3-py2.py3-none-any.whl</a>
<a href="../../packages/pip-24.3.1-py3-none-any.whl#sha256=2" data-requires-python="&gt;=3.8">
pip-24.3.1-py3-none-any.whl</a>
<a href="../../packages/pip-25.0-py3-none-any.whl#sha256=3&amp;x" data-requires-python=">=3.8">
pip-25.0-py3-none-any.whl</a>
<a href="../../packages/pip-25.1b1-py3-none-any.whl#sha256=4">pip-25.1b1-py3-none-any.whl</a>
<a href="../../packages/pip-25.2-py3-none-any.whl#sha256=5" data-yanked="broken">pip-25.2</a>
<a href="../../packages/pip-99.0-py3-none-any.whl#sha256=6" data-requires-python="&gt;=3.40">
pip-99.0-py3-none-any.whl</a>
<a href="../../packages/pip-25.3.tar.gz#sha256=7">pip-25.3.tar.gz</a>
"""
RECORDER: Final = """\
#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
"""


@pytest.fixture
def dev() -> ModuleType:
    """The script as a module, loaded again for each test."""
    return dev_script()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory, without settings for pip."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return tmp_path


def settings(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["--help"], 0), (["tset"], 2)])
def test_help_and_unknown_commands_print_the_usage(arguments: list[str], status: int) -> None:
    process = subprocess.run(
        [sys.executable, ROOT / "dev", *arguments], capture_output=True, text=True, check=False
    )
    assert process.returncode == status
    usage = process.stdout if status == 0 else process.stderr
    for command in ("serve", "test", "setup"):
        assert f"python3 dev {command}" in usage


def test_the_readme_has_the_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "`python3 dev setup`" in readme
    assert "\npython3 dev serve " in readme
    assert "\npython3 dev test " in readme
    assert "\npython3 dev test\n" in (ROOT / ".ci/run").read_text("utf-8")


# Libraries


@pytest.fixture
def recorded(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set up a .venv/ whose Python only records its arguments; return the file of records."""
    if os.name == "nt":
        pytest.skip("the recording Python is a shell script")
    folder = tmp_path / "bin"
    python = folder / "python"
    for name, path in {
        "VENV": tmp_path, "STAMP": tmp_path / ".installed", "BIN": folder, "PYTHON": python,
    }.items():  # fmt: skip
        monkeypatch.setattr(dev, name, path)
    folder.mkdir()
    python.write_text(RECORDER, encoding="utf-8")
    python.chmod(0o755)
    return folder / "calls"


def test_installed_libraries_are_not_installed_again(dev: ModuleType, recorded: Path) -> None:
    dev.install("test")
    assert "pip install" in recorded.read_text("utf-8")
    recorded.unlink()
    dev.install("test")
    dev.install("run")
    assert not recorded.exists()


def test_running_briefgen_installs_no_test_libraries(dev: ModuleType, recorded: Path) -> None:
    dev.install("run")
    installed = recorded.read_text("utf-8").splitlines()[-1]
    assert f"--editable {ROOT}" in installed
    assert "pytest" not in installed
    dev.install("test")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    requirements = " ".join(project["dependency-groups"]["dev"])
    assert recorded.read_text("utf-8").splitlines()[-1].endswith(requirements)


def test_changed_requirements_are_installed(
    dev: ModuleType, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    dev.install("run")
    recorded.unlink()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'a'\n", encoding="utf-8")
    dev.install("run")
    assert "pip install" in recorded.read_text("utf-8")


def test_a_failed_installation_is_tried_again(dev: ModuleType, recorded: Path) -> None:
    failing = RECORDER + 'case "$*" in *install*) exit 1;; esac\n'
    dev.PYTHON.write_text(failing, encoding="utf-8")
    with pytest.raises(dev.Stop, match="pip could not install"):
        dev.install("run")
    assert not dev.STAMP.exists()


# pip


def test_the_newest_pip_for_this_python_is_chosen(dev: ModuleType) -> None:
    assert dev.newest_pip(INDEX, 11) == "../../packages/pip-25.0-py3-none-any.whl#sha256=3&x"
    assert dev.newest_pip(INDEX, 40).startswith("../../packages/pip-99.0-")
    assert dev.newest_pip("<a href='else.whl'>else</a>", 11) == ""


def test_pip_settings_are_read_as_pip_reads_them(
    dev: ModuleType, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(home / ".pip/pip.conf", "[global]\nindex-url = https://old.example/simple\n")
    assert dev.pip_setting("index-url") == "https://old.example/simple"
    settings(home / ".config/pip/pip.conf", "[global]\nindex-url = https://user.example/simple\n")
    assert dev.pip_setting("index-url") == "https://user.example/simple"
    settings(home / "named.conf", "[install]\nindex-url = https://named.example/%7Ea\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(home / "named.conf"))
    assert dev.pip_setting("index-url") == "https://named.example/%7Ea"
    monkeypatch.setenv("PIP_INDEX_URL", "https://environment.example/simple")
    assert dev.pip_setting("index-url") == "https://environment.example/simple"


def test_pip_settings_can_be_switched_off(
    dev: ModuleType, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(home / ".config/pip/pip.conf", "[global]\nindex-url = https://user.example/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    assert dev.pip_setting("index-url") == ""


class Index(BaseHTTPRequestHandler):
    """A package index that requires a password."""

    def do_GET(self) -> None:
        authorization = "Basic " + b64encode(b"ann:a b").decode()
        answers = {"/simple/pip/": b'<a href="/pip-25.0-py3-none-any.whl#sha256=00">pip</a>'}
        is_known = self.headers["Authorization"] == authorization
        self.send_response(200 if is_known else 401)
        self.end_headers()
        self.wfile.write(answers.get(self.path, b"not a wheel") if is_known else b"")

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def index() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}/simple"
        server.shutdown()
        thread.join()


def test_a_pip_wheel_with_the_wrong_digest_is_refused(
    dev: ModuleType, home: Path, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"http://ann:a%20b@{index}/")
    with pytest.raises(dev.Stop, match="does not match its digest") as stopped:
        dev.install_pip()
    assert "ann" not in str(stopped.value)


def test_an_unreachable_index_gives_advice_on_what_to_install(
    dev: ModuleType, home: Path, monkeypatch: pytest.MonkeyPatch, index: str
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"http://{index}")
    with pytest.raises(dev.Stop, match=r"401(.|\n)*apt install python3-venv"):
        dev.install_pip()


# The browser


@pytest.fixture
def programs(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the whole PATH."""
    if os.name == "nt":
        pytest.skip("the programs are shell scripts")
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(dev, "MAC_BROWSERS", ())
    monkeypatch.setattr(dev, "playwright_browser", lambda: "")
    return folder


def program(folder: Path, name: str) -> str:
    file = folder / name
    file.write_text(RECORDER, encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_the_users_browser_comes_first_then_the_headless_one(
    dev: ModuleType, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dev.find_browser() == ""
    for name in ("google-chrome", "chromium", "chromium-headless-shell", "mine"):
        found = program(programs, name)
        monkeypatch.setenv("CHROMIUM", found if name == "mine" else "")
        assert dev.find_browser() == found


@pytest.mark.parametrize(
    ("archive", "asked"),
    [
        (("chromium-headless-shell", "chromium"), ["chromium-headless-shell"]),
        (("chromium",), ["chromium-headless-shell", "chromium"]),
        ((), ["chromium-headless-shell", "chromium"]),
    ],
    ids=["Debian", "an older one", "neither"],
)
def test_the_headless_browser_is_installed_where_available(
    dev: ModuleType,
    programs: Path,
    monkeypatch: pytest.MonkeyPatch,
    archive: tuple[str, ...],
    asked: list[str],
) -> None:
    packages, others = [], []

    def install_for_all(package: str) -> bool:
        packages.append(package)
        return package in archive and bool(program(programs, package))

    monkeypatch.setattr(dev, "install_for_all", install_for_all)
    monkeypatch.setattr(dev, "call", lambda *words: others.append(words[1]))
    assert dev.install_browser() == (str(programs / asked[-1]) if archive else "")
    assert packages == asked
    assert others == ([] if archive else ["pip", "playwright"])


# The HTML checker


def test_the_registry_is_the_one_npm_uses(
    dev: ModuleType, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("npm_config_registry", "NPM_CONFIG_REGISTRY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(dev, "ROOT", home / "project")
    monkeypatch.setattr(dev, "NPM_FILES", ())
    assert dev.npm_registry() == "https://registry.npmjs.org"
    settings(home / ".npmrc", "fund=false\nregistry = https://user.example/npm/\n")
    assert dev.npm_registry() == "https://user.example/npm"
    settings(home / "project/.npmrc", "registry=https://project.example\n")
    assert dev.npm_registry() == "https://project.example"
    monkeypatch.setenv("npm_config_registry", "https://environment.example/")
    assert dev.npm_registry() == "https://environment.example"


@pytest.fixture
def package() -> bytes:
    """A package as the registry has it, with a program in it."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as files:
        member = tarfile.TarInfo("package/build/dist/vnu.jar")
        member.size = 7
        files.addfile(member, io.BytesIO(b"program"))
    return stream.getvalue()


def release(package: bytes) -> bytes:
    """The registry's description of a package."""
    promised = b64encode(hashlib.sha512(package).digest()).decode()
    document = {"tarball": "https://npm.example/vnu.tgz", "integrity": f"sha512-{promised}"}
    return json.dumps({"dist": document}).encode()


def test_the_checker_is_extracted_from_its_package(
    dev: ModuleType, package: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "fetch", {"https://npm.example/vnu.tgz": package}.__getitem__)
    assert dev.checker_from(release(package)) == b"program"
    with pytest.raises(ValueError, match="does not match its digest"):
        dev.checker_from(release(package + b"else"))


def test_without_a_registry_the_checker_is_missing(
    dev: ModuleType,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    index: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("npm_config_registry", f"http://ann:secret@{index}")
    monkeypatch.delenv("VNU_JAR", raising=False)
    monkeypatch.setattr(dev, "JAR", home / "vnu.jar")
    dev.install_checker()
    assert dev.find_checker() == ""
    output = capsys.readouterr().err
    assert "could not be downloaded" in output
    assert "HTTP Error 401" in output
    assert "secret" not in output


# What tests need besides libraries


class Terminal(io.StringIO):
    """A terminal at which the user types an answer."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def installed(
    dev: ModuleType, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[str]]:
    """A machine without what the tests need; installations are only recorded."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("CHROMIUM", "")  # restored after the test, whatever `dev` sets
    monkeypatch.setenv("VNU_JAR", "")
    monkeypatch.setenv("CANIEMAIL", "")
    monkeypatch.setenv("ACTIONLINT", "")
    monkeypatch.setenv("SVELTIA_CMS", "")
    there: list[str] = []
    monkeypatch.setattr(dev, "find_browser", lambda: "/b" if dev.BROWSER in there else "")
    monkeypatch.setattr(dev, "has_java", lambda: dev.JAVA in there)
    monkeypatch.setattr(dev, "find_checker", lambda: "/c" if dev.HTML_CHECKER in there else "")
    monkeypatch.setattr(dev, "install_browser", lambda: there.append(dev.BROWSER))
    monkeypatch.setattr(dev, "install_for_all", lambda _: there.append(dev.JAVA))
    monkeypatch.setattr(dev, "install_checker", lambda: there.append(dev.HTML_CHECKER))
    monkeypatch.setattr(
        dev, "find_email_checker", lambda: "/d" if dev.EMAIL_CHECKER in there else ""
    )
    monkeypatch.setattr(dev, "install_email_checker", lambda: there.append(dev.EMAIL_CHECKER))
    monkeypatch.setattr(
        dev, "find_workflow_checker", lambda: "/e" if dev.WORKFLOW_CHECKER in there else ""
    )
    monkeypatch.setattr(dev, "install_workflow_checker", lambda: there.append(dev.WORKFLOW_CHECKER))
    monkeypatch.setattr(dev, "find_editor", lambda: "/f" if dev.EDITOR in there else "")
    monkeypatch.setattr(dev, "install_editor", lambda: there.append(dev.EDITOR))
    monkeypatch.setattr(dev, "has_servers", lambda: dev.SERVERS in there)
    monkeypatch.setattr(dev, "install_servers", lambda: there.append(dev.SERVERS))
    monkeypatch.setattr(dev, "become", subprocess.call)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    yield there


def everything(dev: ModuleType) -> list[str]:
    checkers = [dev.HTML_CHECKER, dev.EMAIL_CHECKER, dev.WORKFLOW_CHECKER]
    return [dev.BROWSER, dev.JAVA, *checkers, dev.EDITOR, dev.SERVERS]


def test_tests_install_nothing_without_consent(
    dev: ModuleType, installed: list[str], recorded: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert dev.test(["-k", "links"]) == 0
    assert installed == []
    assert "-m pytest" in recorded.read_text("utf-8")
    assert capfd.readouterr().err.endswith(
        "Tests that need Chromium, Java, the W3C HTML checker, the email checker caniemail, "
        "the workflow checker actionlint, the editor Sveltia CMS and servers were skipped. "
        "To run them too: python3 dev setup\n"
    )


@pytest.mark.parametrize(("answer", "count"), [("y", 7), ("YES", 7), ("", 0), ("n", 0), ("x", 0)])
def test_the_user_is_asked_at_a_terminal(
    dev: ModuleType,
    installed: list[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    count: int,
) -> None:
    output = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    monkeypatch.setattr(sys, "stderr", output)
    assert dev.test([]) == 0
    assert len(installed) == count
    assert "Install it now? [y/N] " in output.getvalue()
    assert ("were skipped" in output.getvalue()) == (count == 0)


def test_running_some_tests_asks_nothing(
    dev: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert dev.test(["tests/read"]) == 0
    assert installed == []


def test_everything_is_installed_without_asking_under_ci(
    dev: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert dev.test([]) == 0
    assert installed == everything(dev)
    keys = ("CHROMIUM", "VNU_JAR", "CANIEMAIL", "ACTIONLINT", "SVELTIA_CMS")
    named = [os.environ[name] for name in keys]
    assert named == ["/b", "/c", "/d", "/e", "/f"]


def test_setup_says_what_it_installs(
    dev: ModuleType, installed: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert dev.setup([]) == 0
    assert installed == everything(dev)
    output = capfd.readouterr().err
    for name in installed:
        assert f"  {name} (" in output
    assert output.endswith("Everything that the tests need is installed.\n")
    assert dev.setup([]) == 0
    assert "Installing for the tests" not in capfd.readouterr().err


def test_setup_fails_if_something_is_still_missing(
    dev: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "install_for_all", lambda _: False)
    with pytest.raises(dev.Stop, match="Not installed: Java"):
        dev.setup([])
    with pytest.raises(dev.Stop, match="takes no arguments"):
        dev.setup(["--help"])
