"""Responses of the preview: pages of the last good build, with the current problems."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import inf
from pathlib import Path
from secrets import token_hex
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from briefgen import report
from briefgen.model.diagnostics import Diagnostic, has_errors
from briefgen.model.media_types import content_type
from briefgen.model.reserved import EDITOR, SEARCH
from briefgen.pipeline import (
    Build,
    BuildOptions,
    Planned,
    Workers,
    build,
    open_store,
    rebuilt,
    trace_changes,
)
from briefgen.pipeline.search import NoIndex, SearchIndex, index_in_memory
from briefgen.serve.panel import EXPLANATIONS, OWN, first_problems, page, panel

_FILES: Final = Path(__file__).parent / "static"
_HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Response:
    """A response: status, media type and body; `location` for a redirect.

    `state` changes with the file that was read or written (the ETag header, RFC 9110).
    `is_foreign` is for a document whose scripts must not act for the site.
    """

    status: int
    media_type: str = "text/plain; charset=utf-8"
    body: bytes = b""
    location: str = ""
    state: str = ""
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The state of the preview: the last good build, and the problems of the newest.

    `failure` is set if a bug in briefgen ended the newest build.
    """

    version: str
    good: Build | None
    diagnostics: tuple[Diagnostic, ...] = ()
    failure: report.Failure | None = None

    @property
    def failed(self) -> bool:
        """Whether the newest build failed, so that an earlier one is shown."""
        return self.failure is not None or has_errors(self.diagnostics)


class Preview:
    """The current site, for any number of concurrent readers.

    The state is replaced as a whole, so no reader sees half a build.
    """

    def __init__(self, root: Path, options: Callable[[], BuildOptions], jobs: int = 1) -> None:
        """Start without a build; the first one may use `jobs` processes."""
        self.root = root
        self._options = options
        self._jobs = jobs
        self._store = open_store(root, "preview")
        self._run = token_hex(4)
        self._count = 0
        self._building = threading.Lock()
        self._changed = threading.Condition()
        self._newest: Build | None = None
        self._state = State(self._run, None)
        self._closed = False
        self._indexing = threading.Lock()
        self._indexed: tuple[str, SearchIndex] = ("", SearchIndex())

    @property
    def state(self) -> State:
        """The current state."""
        return self._state

    @property
    def base_path(self) -> str:
        """The path prefix of the site."""
        good = self._state.good
        return quote(good.base_path) if good else ""

    @property
    def has_editor(self) -> bool:
        """Whether the site has the page where editors write."""
        good = self._state.good
        return good is not None and good.output(EDITOR) is not None

    @property
    def rest(self) -> float:
        """The seconds after which the newest build is out of date, because of scheduled texts."""
        newest = self._newest
        if newest is None or newest.next_change is None:
            return inf
        return (newest.next_change - newest.options.now).total_seconds()

    def refresh(self, changed: Collection[str] | None = None) -> State:
        """Build again. If that fails, the last good pages stay, with the problems over them.

        Only the `changed` files are checked; None means all. There is one build at a time, so the
        build that started last determines the state. A build without visible changes leaves the
        state unchanged.
        """
        with self._building:
            try:
                self._newest = self._build(changed)
                return self._next_state(self._newest)
            except Exception as error:
                self._newest = None  # it may be the cause, so the next build starts from scratch
                return self._published(replace(self._state, failure=report.failure(error)))

    def _build(self, changed: Collection[str] | None) -> Build:
        options = self._options()
        if self._newest is None:
            with Workers(self._jobs) as workers:
                return build(self.root, options, self._store, workers)
        return rebuilt(self._newest, options.now, changed)

    def _next_state(self, newest: Build) -> State:
        """Return the state after a build: the previous one if nothing visible changed."""
        diagnostics = report.with_hints(
            newest.diagnostics, newest.hint, elsewhere=first_problems(newest.diagnostics)
        )
        former = self._state
        state = replace(former, diagnostics=diagnostics, failure=None)
        if not state.failed and not (former.good and newest.outputs == former.good.outputs):
            _trace_changes(former.good, newest)
            state = replace(state, good=newest)
        return self._published(state)

    def _published(self, state: State) -> State:
        """Replace the state for all readers, with a new version if it differs."""
        if state.good is self._state.good and state == self._state:
            return self._state
        self._count += 1
        with self._changed:
            self._state = replace(state, version=f"{self._run}-{self._count}")
            self._changed.notify_all()
            return self._state

    def collect(self) -> None:
        """Free the memory that earlier builds left in reference cycles."""
        with self._building:
            gc.collect()

    def wait(self, version: str, seconds: float) -> str:
        """Wait up to `seconds` for a version other than this one; return the current version."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self._state.version != version, timeout=seconds
            )
            return self._state.version

    @property
    def closed(self) -> bool:
        """Whether the preview has ended."""
        return self._closed

    def close(self) -> None:
        """End the preview, and release all who wait for a new version."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def respond(self, target: str) -> tuple[Response, tuple[Diagnostic, ...]]:
        """Answer a request target such as `/briefs/a/?x`; also return problems in its layout.

        Only planned outputs are served, so no path leads outside the site.
        """
        path = _path(target)
        if path is None:
            return Response(400, body=b"Bad request\n"), ()
        if path.startswith(OWN):
            return _own_file(path), ()
        state = self._state
        if state.good is None:
            return self._problems(state, state.diagnostics), ()
        base = self.base_path
        if base and path == "/":
            return Response(302, location=f"{base}/"), ()
        inside = path.removeprefix(unquote(base)) if path.startswith(unquote(base) + "/") else None
        if inside is None:
            return self._missing(state)
        name = inside.lstrip("/") + ("index.html" if inside.endswith("/") else "")
        output = state.good.output(name)
        if output is None and state.good.output(f"{name}/index.html"):
            return Response(301, location=quote(f"{path}/")), ()
        if output is None and name.startswith(SEARCH):
            return self._indexed_file(state, name)
        return self._produce(state, output, 200) if output else self._missing(state)

    def _indexed_file(self, state: State, name: str) -> tuple[Response, tuple[Diagnostic, ...]]:
        try:
            index = self._index(state)
        except NoIndex as problem:
            return Response(500, body=f"{problem}\n".encode()), ()
        if name in index:
            return Response(200, content_type(name), index[name]), ()
        return self._missing(state)

    def _index(self, state: State) -> Mapping[str, bytes]:
        """Return the files of the search index, built on the first request and then cached."""
        if state.good is None or not state.good.has_search:
            return {}
        with self._indexing:
            version, index = self._indexed
            if version != state.version:
                index = _search_index(state.good, index)
                self._indexed = (state.version, index)
            return index.files

    def _missing(self, state: State) -> tuple[Response, tuple[Diagnostic, ...]]:
        output = state.good.output("404.html") if state.good else None
        return self._produce(state, output, 404) if output else (Response(404), ())

    def _produce(
        self, state: State, output: Planned, status: int
    ) -> tuple[Response, tuple[Diagnostic, ...]]:
        if state.good is None:
            raise ValueError("there is no good build")
        result = state.good.produce(output)
        diagnostics = (*state.diagnostics, *result.diagnostics)
        if has_errors(result.diagnostics):
            return self._problems(state, diagnostics), result.diagnostics
        body = result.value
        if output.path == EDITOR:
            return Response(status, content_type(output.path), _with_folder(body)), ()
        if output.is_page:
            over = panel(diagnostics, state.failure, self.root)
            body = _with_script(body, state.version, over, state.good.base_url)
        media_type = content_type(output.path)
        # With the page for editors, whatever acts for the site can write to content/.
        is_foreign = self.has_editor and output.is_copy and _can_run(media_type)
        return Response(status, media_type, body, is_foreign=is_foreign), ()

    def _problems(self, state: State, diagnostics: Sequence[Diagnostic]) -> Response:
        """Return a page of problems instead of one that cannot be rendered."""
        body = page(diagnostics, state.failure, self.root).encode()
        return Response(500, _HTML, _with_script(body, state.version))

    def failed(self, failure: report.Failure) -> Response:
        """Return the page to show if a bug in briefgen ended a response."""
        state = self._state
        return self._problems(replace(state, failure=failure), state.diagnostics)


def _can_run(media_type: str) -> bool:
    """Whether a browser runs the scripts in a file of this type."""
    return any(each in media_type for each in ("html", "xml"))


def _trace_changes(former: Build | None, newest: Build) -> None:
    """Log for --verbose which pages changed, and why."""
    if former is not None and newest.before is not None:
        keys = {output.path: output.key for output in former.outputs}
        trace_changes(
            newest, [output for output in newest.outputs if keys.get(output.path) != output.key]
        )


def _search_index(build: Build, former: SearchIndex) -> SearchIndex:
    pages = {output.path: output for output in build.outputs if output.is_searched}
    keys = {path: output.key for path, output in pages.items()}
    return index_in_memory(
        keys, lambda path: build.produce(pages[path]).value, build.language, former
    )


def _path(target: str) -> str | None:
    """Return the decoded path of a request target, or None if it is invalid."""
    try:
        raw = urlsplit(f"http://preview{target}").path
        path = unquote(raw, errors="strict")
    except (ValueError, UnicodeDecodeError):
        return None
    parts = path.split("/")
    if not target.startswith("/") or target.startswith("//") or "\\" in path or "\0" in path:
        return None
    return None if ".." in parts or "." in parts else path


def _own_file(path: str) -> Response:
    if path == EXPLANATIONS:
        from briefgen.serve.explanations import explanations_page  # noqa: PLC0415 - seldom asked for

        return Response(200, _HTML, explanations_page())
    name = path.removeprefix(OWN)
    if name not in ("reload.js", "panel.css", "folder.js"):
        return Response(404)
    return Response(200, content_type(name), (_FILES / name).read_bytes())


def _with_folder(html: bytes) -> bytes:
    """Return the page for editors with what gives it the files of content/.

    It is never reloaded, because somebody may be writing.
    """
    return html.replace(b"<head>", f'<head><script src="{OWN}folder.js"></script>'.encode(), 1)


def _with_script(html: bytes, version: str, over: str = "", base_url: str = "") -> bytes:
    """Return a page with the preview's panel and script added at its end."""
    site = f' data-site="{escape(base_url)}/"' if base_url else ""
    script = f'<script src="{OWN}reload.js" data-version="{version}"{site} defer></script>'
    insertion = f"{over}{script}".encode()
    end = html.rfind(b"</body>")
    return html + insertion if end < 0 else html[:end] + insertion + html[end:]
