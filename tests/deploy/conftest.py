"""Real places to deploy to: a folder behind a web server, sshd with rsync, and Swift's S3 API."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import urljoin

import botocore.session
import lxml.html
import pytest
from botocore.config import Config
from click.testing import CliRunner, Result

from briefgen.cli import cli
from tests.conftest import QUICK, Files, WriteSite

SUPPORT: Final = Path(__file__).parents[1] / "support"
PYTHON: Final = "/usr/bin/python3"  # Debian's own, which has Debian's libraries
SBIN: Final = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
KEYS: Final[Mapping[str, str]] = {
    "AWS_ACCESS_KEY_ID": "test:writer",
    "AWS_SECRET_ACCESS_KEY": "words-for-tests",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
PROGRAM: Final = "from briefgen.cli import main; main()"


def unavailable(what: str) -> NoReturn:
    """Skip a test, or fail it under CI, where everything has to be installed."""
    reason = f"{what} is not installed: python3 dev setup"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def brief(number: int, text: str = "Text.") -> str:
    return f"---\ntitle: Brief {number}\ndate: 2026-03-0{number % 9 + 1}\n---\n{text}\n"


@dataclass
class Site:
    """A site that is built and deployed by commands, as its author would."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def write(self, path: str, text: str) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(
            cli, ["-C", str(self.root), *arguments], env=self.environment, catch_exceptions=False
        )

    def build(self, *options: str) -> None:
        result = self.run("build", *options)
        assert result.exit_code == 0, result.output

    def deploy(self, *options: str) -> str:
        """Deploy, and return what was said."""
        result = self.run("deploy", *options)
        assert result.exit_code == 0, result.output
        return result.stderr

    def refusal(self, *options: str) -> str:
        result = self.run("deploy", *options)
        assert result.exit_code == 1, result.output
        assert "Traceback" not in result.output
        return result.stderr

    def kill_while_deploying(self, is_reached: Callable[[], bool]) -> None:
        """Start a deployment, and kill it, with what it started, as soon as a state is reached."""
        command = [sys.executable, "-c", PROGRAM, "-C", str(self.root), "deploy"]
        process = subprocess.Popen(
            command,
            env={**os.environ, **self.environment},
            start_new_session=True,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        while process.poll() is None and not is_reached():
            time.sleep(0.002)
        with_children = process.pid
        if process.poll() is None:
            os.killpg(with_children, signal.SIGKILL)
        _, errors = process.communicate()
        assert process.returncode == -signal.SIGKILL, f"it ended before it was killed: {errors!r}"

    @property
    def files(self) -> dict[str, bytes]:
        """What readers should get, by path."""
        return contents(self.root / "public", but=frozenset({".briefgen.json"}))


def contents(folder: Path, but: frozenset[str] = frozenset()) -> dict[str, bytes]:
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: path.read_bytes()
        for name, path in names.items()
        if path.is_file() and name not in but
    }


MakeSite = Callable[..., Site]


# A place with releases: a folder, here or on a host


@dataclass(frozen=True)
class Place:
    """A folder with releases, of which one is shown."""

    folder: Path

    @property
    def current(self) -> Path:
        return self.folder / "current"

    @property
    def files(self) -> dict[str, bytes]:
        """What is shown, by path."""
        return contents(self.current)

    @property
    def releases(self) -> list[str]:
        return sorted(each.name for each in (self.folder / "releases").iterdir() if each.is_dir())

    def release(self, name: str) -> Path:
        return self.folder / "releases" / name

    def leave_behind(self, name: str, age: float) -> None:
        """Add what an interrupted deployment leaves, with its age in seconds."""
        folder = self.release(f".incoming-{name}")
        folder.mkdir(parents=True)
        (folder / "page.html").write_text("half")
        os.utime(folder, (time.time() - age,) * 2)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Where tests deploy to; it does not exist yet."""
    return Place(tmp_path / "www")


def assert_a_killed_deployment_continues(site: Site, place: Place, sent_again: int = 0) -> None:
    """Kill a deployment: readers see no change, and the next one sends only what is missing.

    `sent_again` is how many files may have been under way, and so are sent twice.
    """
    site.build()
    site.deploy()
    before = place.files
    for number in range(120):
        site.write(f"content/file-{number}.txt", f"{number} " * 20_000)
    site.build()

    def incoming() -> list[Path]:
        return list((place.folder / "releases").glob(".incoming-*/file-*.txt"))

    site.kill_while_deploying(lambda: len(incoming()) > 5)
    assert place.files == before
    sent = {path.name: path.stat().st_ino for path in incoming()}
    site.deploy()
    assert place.files == site.files
    unchanged = sum((place.current / name).stat().st_ino == inode for name, inode in sent.items())
    assert unchanged >= len(sent) - sent_again
    assert not list((place.folder / "releases").glob(".*"))


def assert_no_reader_meets_half_a_release(site: Site, origin: str) -> None:
    """Deploy again and again while somebody reads: each page has its style sheets and scripts."""
    site.write("layouts/assets/site.css", "body { margin: 0 }")
    site.build()
    site.deploy()
    paths = ["/index.html", "/briefs/b1/index.html"]
    with reading(*(f"{origin}{path}" for path in paths)) as reader:
        for number in (1, 2):
            site.write("layouts/assets/site.css", f"body {{ margin: {number}px }}")
            site.write("content/briefs/b1.md", brief(1, f"Edition {number}"))
            site.build()
            site.deploy()
            reader.wait_for_a_whole_round()
    assert reader.problems == []
    assert {"Edition 1"} in reader.seen
    assert {"Edition 2"} in reader.seen


@pytest.fixture
def site_for(tmp_path: Path, write_site: WriteSite, compiled: Path) -> MakeSite:
    """Return a function that writes a site: `site_for(base_url, to=…)`; it is not built yet."""

    def make(base_url: str, files: Files | None = None, /, **target: Any) -> Site:
        root = tmp_path / "site"
        pages = files or {f"content/briefs/b{number}.md": brief(number) for number in range(3)}
        deploy = {"production": target}
        write_site(root, pages, **{**QUICK, "base_url": base_url, "deploy": deploy})
        shutil.copytree(compiled, root / ".briefgen" / "layouts", dirs_exist_ok=True)
        return Site(root)

    return make


# A reader


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """Serve a folder; yield the URL."""
    handler = partial(_Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def fetched(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b""


@dataclass
class Reader:
    """Reads pages again and again, with all style sheets and scripts that each of them loads."""

    urls: tuple[str, ...]
    problems: list[str] = field(default_factory=list)
    seen: list[set[str]] = field(default_factory=list)
    rounds: int = 0
    progress: threading.Condition = field(default_factory=threading.Condition)

    def read_once(self) -> None:
        for page in self.urls:
            status, data = fetched(page)
            if status != 200:
                self.problems.append(f"{page}: {status}")
                continue
            tree = lxml.html.document_fromstring(data)
            linked = tree.xpath("//link[@rel='stylesheet']/@href | //script/@src")
            assert linked
            self.seen.append(set(re.findall(r"Edition \w+", tree.text_content())))
            for url in linked:
                code, body = fetched(urljoin(page, url))
                if code != 200 or not body:
                    self.problems.append(f"{page} loads {url}: {code}")

    def read_until(self, stopped: threading.Event) -> None:
        try:
            while not stopped.is_set():
                self.read_once()
                self._end_round()
        except BaseException as problem:
            self.problems.append(repr(problem))
            raise
        finally:
            self.rounds = sys.maxsize  # nobody waits for more
            self._end_round()

    def _end_round(self) -> None:
        with self.progress:
            self.rounds += 1
            self.progress.notify_all()

    def wait_for_a_whole_round(self) -> None:
        """Wait until all pages were read that are there now."""
        with self.progress:
            after = self.rounds + 2  # the present one began before
            self.progress.wait_for(lambda: self.rounds >= after)


@contextmanager
def reading(*urls: str) -> Iterator[Reader]:
    """Read pages while something else happens."""
    reader = Reader(urls)
    stopped = threading.Event()
    thread = threading.Thread(target=reader.read_until, args=(stopped,))
    thread.start()
    try:
        yield reader
    finally:
        stopped.set()
        thread.join()


# A host


@dataclass(frozen=True)
class Host:
    """An SSH server on this machine, and what a client needs to reach it."""

    name: str
    environment: dict[str, str]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[Any]) -> None:
    while process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"the server ended with status {process.returncode}")


def new_key(file: Path) -> Path:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)]
    subprocess.run(command, check=True)
    return file


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Run Debian's sshd with its own keys, port and known hosts."""
    sshd = shutil.which("sshd", path=SBIN)
    if sshd is None or not all(map(shutil.which, ("ssh", "ssh-keygen", "rsync"))):
        unavailable("an SSH server or rsync")
    folder = tmp_path_factory.mktemp("sshd")
    folder.chmod(0o700)
    server, client = new_key(folder / "server"), new_key(folder / "client")
    port = free_port()
    shutil.copy(client.with_suffix(".pub"), folder / "authorized")
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {server}\nPidFile none\n"
        f"AuthorizedKeysFile {folder / 'authorized'}\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
    )
    known_hosts = folder / "known_hosts"
    known_hosts.write_text(f"[127.0.0.1]:{port} {server.with_suffix('.pub').read_text()}")
    Path("/run/sshd").mkdir(exist_ok=True)  # sshd needs it when root starts it
    log = folder / "log"
    process = subprocess.Popen([sshd, "-D", "-f", folder / "config", "-E", log])
    try:
        wait_for(port, process)
        shell = f"ssh -F none -p {port} -i {client} -o IdentitiesOnly=yes"
        shell += f" -o UserKnownHostsFile={known_hosts} -o StrictHostKeyChecking=yes"
        yield Host(f"{getpass.getuser()}@127.0.0.1", {"RSYNC_RSH": shell, "GIT_SSH_COMMAND": shell})
    finally:
        process.terminate()
        process.wait()


# Object storage


@dataclass
class Service:
    """An S3-compatible service on this machine."""

    port: int
    buckets: int = 0

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> Any:
        plain: Any = {
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }
        return botocore.session.get_session().create_client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="eu-test-1",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            config=Config(**plain, s3={"addressing_style": "path"}),
        )

    def new_bucket(self) -> Bucket:
        """Return a new bucket that everybody may read."""
        self.buckets += 1
        bucket = Bucket(self, f"briefs-{os.getpid()}-{self.buckets}", self.client())
        bucket.client.create_bucket(Bucket=bucket.name)
        bucket.client.put_bucket_acl(Bucket=bucket.name, ACL="public-read")
        return bucket


@dataclass
class Bucket:
    """A bucket, read with a client of its own and by anonymous readers."""

    service: Service
    name: str
    client: Any

    @property
    def url(self) -> str:
        """Where anonymous readers find the bucket."""
        return f"{self.service.endpoint}/v1/AUTH_test/{self.name}"

    @property
    def target(self) -> dict[str, str]:
        endpoint = self.service.endpoint
        return {"to": f"s3://{self.name}", "endpoint": endpoint, "region": "eu-test-1"}

    @property
    def keys(self) -> set[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return {each["Key"] for page in pages for each in page.get("Contents", ())}

    @property
    def files(self) -> dict[str, bytes]:
        """All objects but the record."""
        get = partial(self.client.get_object, Bucket=self.name)
        return {
            key: get(Key=key)["Body"].read()
            for key in self.keys
            if not key.endswith(".briefgen-deploy.json")
        }

    def headers(self, key: str) -> tuple[str, str]:
        answer = self.client.head_object(Bucket=self.name, Key=key)
        return answer["ContentType"], answer["CacheControl"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Run OpenStack Swift with its S3 API."""
    command = [PYTHON, "-c", "import swift.common.middleware.s3api"]
    if (
        not Path(PYTHON).exists()
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        unavailable("OpenStack Swift, an S3 server (python3-swift),")
    folder, port = tmp_path_factory.mktemp("swift"), free_port()
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [PYTHON, SUPPORT / "swift_server.py", folder, str(port)],
            stdout=subprocess.PIPE,
            stderr=log,
            env={"PATH": os.environ["PATH"]},
        )
        assert process.stdout
        try:
            assert process.stdout.readline() == b"serving\n", (folder / "log").read_text()
            yield Service(port)
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


@pytest.fixture
def bucket(service: Service) -> Bucket:
    return service.new_bucket()
