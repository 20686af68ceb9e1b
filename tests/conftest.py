"""Small sites: written to disk, published by the real pipeline, read back as pages.

def test_a_brief_has_its_title(make_site, build_site):
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    assert build_site(root).page("/briefs/a/").words("h1") == ["A"]
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any, Final, Literal, Protocol, TypedDict, TypeVar, Unpack
from urllib.parse import quote, unquote, urlsplit

import html5lib
import lxml.html
import pytest
from click.testing import CliRunner
from filelock import FileLock

from briefgen import pipeline, publish, report
from briefgen.cli import cli
from briefgen.model.addresses import output_path
from briefgen.model.diagnostics import Diagnostic, in_order
from briefgen.pipeline.purposes import Purpose
from tests.support.editorial import EXPECTED
from tests.support.exhaustive import choose_profile

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
SETTINGS: Final[Mapping[str, Any]] = {"title": "Test Brief", "base_url": "https://example.org"}
# Indexing and drawing take most of the build time of a small site.
QUICK: Final[Mapping[str, Any]] = {"search": {"enabled": False}, "social": {"images": False}}
NO_FILES: Final[Mapping[str, str | bytes]] = {}

REPOSITORY: Final = Path(__file__).parents[1]
LATER: Final = datetime(2035, 1, 1, tzinfo=UTC)
UNMEASURED: Final = frozenset(
    (
        "browser incremental properties test_bad_inputs.py test_badges.py test_corpus.py "
        "test_damaged_cache.py test_embargo.py test_feeds_whole.py test_foreign_cache.py "
        "test_harmless.py test_html_checker.py test_identity_whole.py test_import_corpus.py "
        "test_invalid_sites.py "
        "test_languages.py test_metadata_whole.py test_names_whole.py test_output_switches.py "
        "test_email_checker.py test_weight.py test_whole_site.py test_wordpress_corpus.py"
    ).split()
)
# A site that uses every layout of the theme.
EVERY_LAYOUT: Final = {
    "content/briefs/a.md": (
        "---\ntitle: A\ncategories: [B]\ntags: [C]\nseries: D\nauthors: [E]\naliases: [/f/]\n"
        "image: {src: /g.svg, alt: G}\n---\nText.\n"
    ),
    "content/about.md": "---\ntitle: About\n---\nText.\n",
    "content/g.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
}

# Tests ask servers on this machine, and no proxy that a developer may use.
for each in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
    os.environ.pop(each, None)
    os.environ.pop(each.upper(), None)

T = TypeVar("T")
Files = Mapping[str, str | bytes]
CheckHtml = Callable[["Published"], list[str]]


class WriteSite(Protocol):
    """Writes a site into a folder; settings are keys of site.yaml."""

    def __call__(self, root: Path, files: Files = NO_FILES, /, **settings: Any) -> Path: ...


class MakeSite(Protocol):
    """Writes a site into a folder of the test; settings are keys of site.yaml."""

    def __call__(
        self, files: Files = NO_FILES, folder: str = "site", /, **settings: Any
    ) -> Path: ...


class Choices(TypedDict, total=False):
    """The options of a build that tests choose."""

    now: datetime
    base_url: str
    drafts: bool
    future: bool
    embargoed: bool
    always: str
    purpose: Purpose
    ahead: Literal["report", "warning", "ignore"]


class BuildSite(Protocol):
    """Builds a site and publishes it, to public/ if no other output is given."""

    def __call__(
        self,
        root: Path,
        *,
        output: Path | None = None,
        clean: bool = False,
        **options: Unpack[Choices],
    ) -> Published: ...


class MadeOnce(Protocol):
    """Calls a function once for all workers, and returns its value to each."""

    def __call__(self, name: str, make: Callable[[Path], T], /) -> T: ...


# Quick compilation halves the time of the checker, even with hundreds of pages.
JAVA: Final = (
    "-Xss8m",
    "-XX:TieredStopAtLevel=1",
    "-Dnu.validator.servlet.allow-forbidden-hosts=true",
)
# The checker treats data blocks as scripts, but no content security policy applies to them.
DATA_BLOCK: Final = '<script type="application/ld+json"'


@pytest.fixture(scope="session", autouse=True)
def cache_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the tests their own cache directory, with one secret for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "user-cache"
    os.environ["BRIEFGEN_CACHE_DIR"] = str(folder)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="also run what takes long: every combination, long searches, whole corpora",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless it is wanted."""
    if config.getoption("exhaustive"):
        return
    left_out = [item for item in items if item.get_closest_marker("exhaustive")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("exhaustive")]


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples Hypothesis tries, allow interrupts, and pause a measurement.

    Shells ignore interrupts in what they run in the background, and all programs that it starts
    would do so too, even those that a test interrupts.

    pytest-cov starts a measurement before it knows that it runs in a worker, and a second one
    there. If the first were not paused, pausing the second would resume it.
    """
    choose_profile(is_exhaustive=config.getoption("exhaustive"))
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    plugin = config.pluginmanager.getplugin("_cov")
    if hasattr(config, "workerinput") and plugin and plugin.cov_controller:
        plugin.cov_controller.pause()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Do not measure coverage in slow tests that run code which other tests cover."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    measured = plugin and plugin.cov_controller
    if not measured or UNMEASURED.isdisjoint(item.path.relative_to(REPOSITORY).parts):
        return (yield)
    measured.pause()
    try:
        return (yield)
    finally:
        measured.resume()


def dev_script() -> ModuleType:
    """Return the repository's `dev` script, which has no suffix, as a module."""
    loader = importlib.machinery.SourceFileLoader("dev", str(REPOSITORY / "dev"))
    spec = importlib.util.spec_from_loader("dev", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def words(element: lxml.html.HtmlElement) -> str:
    """Return the text of an element, with whitespace collapsed as a browser shows it."""
    return " ".join(element.text_content().split())


@dataclass(frozen=True)
class Page:
    """A page of the output, parsed."""

    path: str
    data: bytes

    @cached_property
    def tree(self) -> lxml.html.HtmlElement:
        return lxml.html.document_fromstring(self.data)

    @cached_property
    def errors(self) -> list[str]:
        """The parse errors that a browser would silently repair."""
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
        parser.parse(self.data, transport_encoding="utf-8")
        return [
            f"{self.path}:{place[0]}: {code} {problem}" for place, code, problem in parser.errors
        ]

    def select(self, css: str) -> list[lxml.html.HtmlElement]:
        return list(self.tree.cssselect(css))

    def one(self, css: str) -> lxml.html.HtmlElement:
        """Return the only element that matches a selector."""
        elements = self.select(css)
        assert len(elements) == 1, f"{self.path} has {len(elements)} `{css}`"
        return elements[0]

    def words(self, css: str) -> list[str]:
        return [words(element) for element in self.select(css)]

    def values(self, css: str, attribute: str) -> list[str]:
        return [element.get(attribute) for element in self.select(css)]

    def __contains__(self, css: str) -> bool:
        return bool(self.select(css))


@dataclass(frozen=True)
class Published:
    """A built site: its output directory, its problems, and how many files were written."""

    root: Path
    folder: Path
    base_url: str
    counts: publish.Published | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def done(self) -> publish.Published:
        """What publishing did, if the build had no error."""
        assert self.counts is not None, self.diagnostics
        return self.counts

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.diagnostics]

    @property
    def paths(self) -> list[str]:
        """The files of the output, without the manifest."""
        files = (file for file in self.folder.rglob("*") if file.is_file())
        names = (file.relative_to(self.folder).as_posix() for file in files)
        return sorted(name for name in names if name != publish.MANIFEST)

    @property
    def contents(self) -> dict[str, bytes]:
        return {path: (self.folder / path).read_bytes() for path in self.paths}

    @property
    def pages(self) -> list[Page]:
        """The pages, without the emails beside them."""
        paths = (path for path in self.paths if not path.endswith("/email.html"))
        return [self.page(path) for path in paths if path.endswith(".html")]

    def read(self, path: str) -> bytes:
        """Return the bytes of an output file, named by its path or its URL path."""
        file = self.folder / output_path(path)
        assert file.is_file(), f"no {path} among {self.paths}; {self.diagnostics}"
        return file.read_bytes()

    def page(self, path: str) -> Page:
        return Page(output_path(path), self.read(path))

    def file_of(self, url: str) -> str:
        """Return the output file that a root-relative or absolute link leads to."""
        base = urlsplit(self.base_url).path
        path = unquote(urlsplit(url).path) or "/"
        assert path.startswith(f"{base}/"), f"{url} is not under {base}/"
        return output_path(path.removeprefix(base))


def _write(root: Path, files: Files) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else dedent(text).removeprefix("\n").encode()
        file.write_bytes(data)


@pytest.fixture(scope="session")
def write_site() -> WriteSite:
    """Write a site into a folder: `write_site(root, {path: text or bytes}, **settings)`.

    What an editor would say of every small site is off, unless `checks` is None.
    """

    def write(root: Path, files: Files = NO_FILES, /, **settings: Any) -> Path:
        levels = settings.pop("checks", {})
        if levels is not None:
            settings["checks"] = {**dict.fromkeys(EXPECTED, "off"), **levels}
        config = json.dumps({**SETTINGS, **settings}, indent=2, ensure_ascii=False)
        _write(root, {"site.yaml": config, **files})  # JSON is YAML
        return root

    return write


@pytest.fixture
def make_site(tmp_path: Path, write_site: WriteSite) -> MakeSite:
    """Write a site into the test's own directory: `make_site({path: text or bytes}, **settings)`.

    Texts are dedented; settings are keys of site.yaml. A second call adds or replaces files of
    the same site; another folder name makes a second site: `make_site(files, "other")`.
    """

    def make(files: Files = NO_FILES, folder: str = "site", /, **settings: Any) -> Path:
        return write_site(tmp_path / folder, files, **settings)

    return make


@pytest.fixture(scope="session")
def compiled(made_once: MadeOnce, write_site: WriteSite, cache_directory: Path) -> Path:
    """Return the layouts of the theme as a first build of a site compiles them."""

    def make(root: Path) -> Path:
        write_site(root, EVERY_LAYOUT)
        assert CliRunner().invoke(cli, ["-C", str(root), "check"]).exit_code == 0
        return root / ".briefgen" / "layouts"

    return made_once("compiled", make)


@pytest.fixture
def make_quick_site(make_site: MakeSite, compiled: Path) -> MakeSite:
    """Write sites that build quickly: no search index, no drawn images, compiled layouts."""

    def make(files: Files = NO_FILES, folder: str = "site", /, **settings: Any) -> Path:
        root = make_site(files, folder, **{**QUICK, **settings})
        shutil.copytree(compiled, root / ".briefgen" / "layouts", dirs_exist_ok=True)
        return root

    return make


@pytest.fixture(scope="session")
def build_site(compiled: Path) -> BuildSite:
    """Build a site and publish it to public/: `build_site(root, **options)`.

    Options are those of BuildOptions, plus `output` and `clean`. With an error nothing is
    published. A first build gets the theme's layouts compiled, which saves half of its time.
    """

    def build(
        root: Path,
        *,
        output: Path | None = None,
        clean: bool = False,
        **options: Unpack[Choices],
    ) -> Published:
        build_options = replace(pipeline.BuildOptions(now=NOW), **options)
        if not (root / ".briefgen").exists():
            shutil.copytree(compiled, root / ".briefgen" / "layouts")
        built = pipeline.build(root, build_options, pipeline.open_store(root))
        folder = output or root / "public"
        published = publish.publish(built, folder, clean=clean)
        config = pipeline.read_site_config(root, build_options.base_url).value
        base_url = config.base_url.rstrip("/") if config else ""
        diagnostics = in_order((*built.diagnostics, *published.diagnostics))
        diagnostics = report.with_hints(diagnostics, built.hint, everything=True)
        return Published(root, folder, base_url, published.value, diagnostics)

    return build


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Return `make(folder)`, computed once for all workers: `made_once("name", make)`.

    The value is pickled. Later callers wait for it. Nobody may change what is in the folder.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], T]) -> T:
        file = shared / f"{name}.pickle"
        with FileLock(shared / f"{name}.lock"):
            if not file.exists():
                file.write_bytes(pickle.dumps(make(tmp_path_factory.mktemp(name))))
        value: T = pickle.loads(file.read_bytes())
        return value

    return once


@pytest.fixture(scope="session")
def own_site(made_once: MadeOnce, build_site: BuildSite) -> Published:
    """The repository's own site, built with all its briefs."""

    def make(root: Path) -> Published:
        shutil.copy(REPOSITORY / "site.yaml", root)
        for name in ("content", "layouts"):
            shutil.copytree(REPOSITORY / name, root / name)
        return build_site(root, now=LATER)

    return made_once("own", make)


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise each body waits for an acknowledgement

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the tests."""


@pytest.fixture(scope="session")
def html_checker() -> list[str]:
    """Return the command of the W3C checker. Without it tests are skipped, or fail under CI."""
    java, jar = shutil.which("java"), os.environ.get("VNU_JAR", "")
    if java and Path(jar).is_file():
        return [java, *JAVA, "-jar", jar]
    reason = "no HTML checker: install Java and set VNU_JAR to a vnu.jar (npm pack vnu-jar)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def check_html(html_checker: list[str]) -> CheckHtml:
    """Return the errors and warnings of the W3C checker for all pages of a site.

    The pages are served over HTTP, since a page's policy refers to its host and a file has none.
    """

    def check(site: Published) -> list[str]:
        handler = partial(_Quiet, directory=str(site.folder))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            address = f"http://127.0.0.1:{server.server_address[1]}/"
            pages = [address + quote(path) for path in site.paths if path.endswith(".html")]
            command = [*html_checker, "--format", "json", "--exit-zero-always", *pages]
            try:
                process = subprocess.run(command, capture_output=True, timeout=300, check=True)
            finally:
                server.shutdown()
                thread.join()
        messages = json.loads(process.stderr)["messages"]
        return [
            f"{each['url'].removeprefix(address)}:{each.get('lastLine')}: {each['message']}"
            for each in messages
            if not ("Inline script" in each["message"] and DATA_BLOCK in each.get("extract", ""))
        ]

    return check
