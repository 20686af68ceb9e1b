"""The command line as users see it: an exit status and two streams."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO, TYPE_CHECKING, Final, Protocol

import pytest

from briefgen.cli import main

if TYPE_CHECKING:
    from tests.conftest import MakeSite

BRIEF = {"content/briefs/two-bases.md": "---\ntitle: Two bases\n---\nText."}
JUNE_2026 = "1780315200"
NO_CHANGE: Final[Mapping[str, str]] = {}


@dataclass(frozen=True)
class Said:
    status: int
    output: str
    errors: str


class Briefgen(Protocol):
    """Runs a command; `env` adds to the environment of a separate process."""

    def __call__(self, *arguments: object, env: Mapping[str, str] = NO_CHANGE) -> Said: ...


@pytest.fixture
def make_site(make_quick_site: MakeSite) -> MakeSite:
    """Make sites that build quickly."""
    return make_quick_site


@pytest.fixture(autouse=True)
def june_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", JUNE_2026)
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def briefgen(capsys: pytest.CaptureFixture[str]) -> Briefgen:
    """Run a command in this process: `briefgen("-C", root, "build")`."""

    def run(*arguments: object, env: Mapping[str, str] = NO_CHANGE) -> Said:
        assert not env, "a command in this process has the environment of the tests"
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "--verbose" in arguments or "Traceback" not in captured.err
        status = ended.value.code
        assert isinstance(status, int)
        return Said(status, captured.out, captured.err)

    return run


@pytest.fixture
def briefgen_process() -> Briefgen:
    """Run a command in a separate process; `env` adds to its environment."""

    def run(*arguments: object, env: Mapping[str, str] = NO_CHANGE) -> Said:
        process = subprocess.run(
            [sys.executable, "-m", "briefgen", *map(str, arguments)],
            env={**os.environ, "PYTHONUTF8": "0", **env},
            capture_output=True,
            check=False,
        )
        encoding = env.get("PYTHONIOENCODING", "utf-8")
        result = Said(
            process.returncode, process.stdout.decode(encoding), process.stderr.decode(encoding)
        )
        assert "Traceback" not in result.errors
        return result

    return run


Terminal = Callable[[], AbstractContextManager[tuple[IO[str], list[str]]]]


@pytest.fixture
def terminal() -> Terminal:
    """Open a real terminal: `with terminal() as (stream, lines)`. Closing it fills `lines`."""

    @contextmanager
    def opened() -> Iterator[tuple[IO[str], list[str]]]:
        pty = pytest.importorskip("pty")
        reader, writer = pty.openpty()
        seen: list[bytes] = []
        lines: list[str] = []

        def read() -> None:
            # The stream does not end while any process has it open. What was written shortly before
            # it was closed must still be read, so whether it was is asked first.
            while True:
                was_closed = closed.is_set()
                if not select.select([reader], [], [], 0.1)[0]:
                    if was_closed:
                        return
                    continue
                try:
                    seen.append(os.read(reader, 4096))
                except OSError:
                    return

        closed = Event()
        thread = Thread(target=read)
        thread.start()
        stream = os.fdopen(writer, "w", encoding="utf-8")
        try:
            yield stream, lines
        finally:
            stream.close()
            closed.set()
            thread.join()
            os.close(reader)
            lines += b"".join(seen).decode().splitlines()

    return opened


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="session")
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Return the bytes of every file in a folder by its path."""
    return tree
