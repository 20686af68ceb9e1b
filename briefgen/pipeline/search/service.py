"""Pagefind as a service, which turns pages into the files of an index.

Pagefind's own Python client waits a tenth of a second for each answer, so for each page.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path
    from subprocess import Popen

# What search ignores: text only for screen readers, footnote markers, code blocks.
_LEFT_OUT: Final = (".visually-hidden", ".footnote-ref", ".footnote-backref", "pre")
# Where a line may end within a word, which would not be one word for Pagefind.
_BREAKS: Final = ("<wbr>", "\u00ad", "\u200b", "&shy;", "&ZeroWidthSpace;")
_AHEAD: Final = 8  # pages to send before the answer to the first; few enough to fit into its pipes


class NoIndex(OSError):
    """Pagefind could not build an index; the message is Pagefind's own."""


def raw_index(pages: Iterable[tuple[str, bytes]], language: str) -> dict[str, bytes]:
    """Return Pagefind's files for pages of one language, given by output path. Raises NoIndex."""
    from pagefind.service import get_executable  # noqa: PLC0415 - an extra of the package

    program = get_executable()
    if program is None:
        raise NoIndex("no search index: Pagefind is not installed")
    with _Service(program) as service:
        settings = {"force_language": language, "exclude_selectors": _LEFT_OUT}
        index = service.ask(type="NewIndex", config=settings)["index_id"]
        for path, page in pages:
            content = _unbroken(page.decode(errors="replace"))
            service.send(type="AddFile", index_id=index, file_path=path, file_contents=content)
        files = service.ask(type="GetFiles", index_id=index)["files"]
    return {each["path"]: b64decode(each["content"]) for each in files}


def _unbroken(page: str) -> str:
    for each in _BREAKS:
        page = page.replace(each, "")
    return page


class _Service:
    """A running Pagefind, which reads requests from stdin, each terminated by a comma."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._sent = 0
        self._answered = 0
        self._answers: deque[bytes] = deque()  # not looked at yet
        self._partial: list[bytes] = []  # the pieces of an answer without its end

    def __enter__(self) -> _Service:
        import subprocess  # noqa: PLC0415 - most builds create no index
        from tempfile import TemporaryFile  # noqa: PLC0415

        self._errors: IO[bytes] = TemporaryFile()
        try:
            self._process: Popen[bytes] = subprocess.Popen(  # noqa: S603 - fixed arguments
                [str(self._program), "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
            )
        except OSError as error:
            self._errors.close()
            raise NoIndex(f"no search index: {error.strerror or error}") from error
        self._sink = cast("IO[bytes]", self._process.stdin)
        self._source = cast("BufferedReader", self._process.stdout)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._sink, self._source, self._errors):
            with suppress(OSError):  # it may have unread requests
                stream.close()

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send a request and return its answer. Raises NoIndex."""
        self.send(**request)
        while self._answered < self._sent - 1:
            self._next_answer()
        return self._next_answer()

    def send(self, **request: Any) -> None:
        """Send a request whose answer is of no interest, unless it is an error. Raises NoIndex."""
        while self._sent - self._answered >= _AHEAD:
            self._next_answer()
        self._sent += 1
        message = {"message_id": self._sent, "payload": request}
        try:
            self._sink.write(b64encode(json.dumps(message).encode()) + b",")
            self._sink.flush()
        except OSError as error:
            raise self._failure() from error

    def _next_answer(self) -> dict[str, Any]:
        """Return the next answer; Pagefind answers in the order of the requests."""
        while not self._answers:
            self._read()
        self._answered += 1
        payload: dict[str, Any] = json.loads(b64decode(self._answers.popleft()))["payload"]
        if payload["type"] == "Error":
            raise NoIndex(f"no search index: {payload['message']}")
        return payload

    def _read(self) -> None:
        """Read what there is: none, one or several answers, each terminated by a comma."""
        data = self._source.read1(1 << 20)
        if not data:
            raise self._failure()
        *ends, partial = data.split(b",")
        for end in ends:
            self._answers.append(b"".join((*self._partial, end)))
            self._partial = []
        self._partial.append(partial)

    def _failure(self) -> NoIndex:
        status = self._process.wait()
        self._errors.seek(0)
        words = self._errors.read().decode(errors="replace").strip().splitlines()
        return NoIndex(f"no search index: {words[-1] if words else status}")
