"""The preview: the site as it will be published, rebuilt and reloaded at each save."""

from __future__ import annotations

import threading
import time
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress

from briefgen.model.diagnostics import Diagnostic
from briefgen.report import Failure
from briefgen.serve.preview import Preview, State
from briefgen.serve.server import PreviewServer, listen
from briefgen.serve.watch import watch_site

__all__ = ["NoPort", "Preview", "run"]


class NoPort(Exception):
    """The server cannot listen on the requested address."""


def run(
    preview: Preview,
    host: str,
    port: int,
    *,
    open_browser: bool,
    say: Callable[[str], None],
    show: Callable[[Sequence[Diagnostic]], None],
    fail: Callable[[Failure], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve a preview until interrupted, or until `stop` is set.

    `say`, `show` and `fail` write to the terminal. Raises NoPort.
    """

    def refresh(changed: Sequence[str]) -> float:
        started, former = time.perf_counter(), preview.state
        state = preview.refresh(changed or None)
        if state is not former:  # not for a save without changes, or a check that found none
            with suppress(OSError):  # the terminal may be closed; keep serving pages
                tell(state, changed, time.perf_counter() - started)
        if not changed and former.good:  # idle, so nobody waits for this
            preview.collect()
        return preview.rest

    def tell(state: State, changed: Sequence[str], seconds: float) -> None:
        if state.failure:
            fail(state.failure)
        show(state.diagnostics)
        subject = f"{len(changed)} files changed" if len(changed) > 1 else "".join(changed)
        outcome = "failed" if state.failed else "rebuilt"
        if state.failed and state.good:
            outcome += "; still showing the last good pages"
        say(f"{subject or 'site'}: {outcome} ({seconds:.2f} s)")

    try:
        server = listen(preview, host, port, show, fail)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NoPort(f"cannot listen on {host}:{port}: {reason}") from None
    with server:
        refresh(())
        _announce(server, port, preview, open_browser=open_browser, say=say)
        stop = stop or threading.Event()
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            watch_site(preview.root, refresh, stop)
        finally:
            stop.set()
            preview.close()
            server.shutdown()


def _announce(
    server: PreviewServer,
    requested_port: int,
    preview: Preview,
    *,
    open_browser: bool,
    say: Callable[[str], None],
) -> None:
    port = server.server_address[1]
    if requested_port and port != requested_port:
        say(f"port {requested_port} is in use; using {port} instead")
    url = f"{server.url}{preview.base_path}/"
    editor = f"Write in the browser at {url}admin/\n" if preview.has_editor else ""
    say(f"\nYour site is at {url}\n{editor}Press Ctrl-C to stop.\n")
    if open_browser:
        webbrowser.open(url)
