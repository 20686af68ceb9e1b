"""The search index, which Pagefind builds from the finished pages of briefs.

Each language has its own index with its own rules for words. Regional variants share an index, as
they share a home page. All indexes are in one folder, and `pagefind-entry.json` lists them.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Final, cast

from briefgen.model.languages import tongue
from briefgen.model.reserved import SEARCH, is_index_file

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path
    from subprocess import Popen

ENTRY: Final = f"{SEARCH}pagefind-entry.json"

# What search ignores: text only for screen readers, footnote markers, code blocks.
_LEFT_OUT: Final = (".visually-hidden", ".footnote-ref", ".footnote-backref", "pre")
_LANGUAGE: Final = re.compile(rb"<html\b[^>]*?\slang\s*=\s*[\"']?([A-Za-z0-9-]+)", re.IGNORECASE)
# Where a line may end within a word, which would not be one word for Pagefind.
_BREAKS: Final = re.compile("<wbr>|[\u00ad\u200b]|&(?:shy|ZeroWidthSpace);")
_HEAD: Final = 4096  # bytes at the start of a page, which include its language


class NoIndex(OSError):
    """Pagefind could not build an index; the message is Pagefind's own."""


def index_files(
    paths: Iterable[str], read: Callable[[str], bytes], language: str
) -> dict[str, bytes]:
    """Return the files of the search index of these pages, by output path.

    `read` returns the page at a path. A page that does not declare its language is in `language`.
    The order of `paths` does not matter. Raises NoIndex.
    """
    from pagefind.service import get_executable  # noqa: PLC0415 - an extra of the package

    from briefgen.pipeline.search.normalise import normalise  # noqa: PLC0415 - most builds create no index

    program = get_executable()
    if program is None:
        raise NoIndex("no search index: Pagefind is not installed")
    with _Service(program) as service:
        # Pagefind numbers pages in order, and its files contain these numbers.
        for path in sorted(paths):
            page = read(path)
            service.add(path, page, _language(page) or language)
        files = _joined(service.files(each) for each in sorted(service.indexes))
    return normalise(files, SEARCH)


def _language(page: bytes) -> str:
    match = _LANGUAGE.search(page[:_HEAD])
    return match[1].decode() if match else ""


def _joined(indexes: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    """Merge the files of several indexes into one index with all their languages."""
    files: dict[str, bytes] = {}
    languages: dict[str, Any] = {}
    entry: dict[str, Any] = {}
    for index in indexes:
        entry = json.loads(index[ENTRY])
        if entry["languages"]:  # empty if no page has searchable content
            languages |= entry["languages"]
            files |= index
    if files:
        files[ENTRY] = json.dumps({**entry, "languages": languages}).encode()
    return files


class _Service:
    """Pagefind as a service, which reads requests from stdin, each terminated by a comma.

    Pagefind's own Python client waits a tenth of a second for each answer, so for each page.
    """

    def __init__(self, program: Path) -> None:
        self._program = program
        self.indexes: dict[str, int] = {}
        self._count = 0

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

    def add(self, path: str, page: bytes, language: str) -> None:
        """Add a page to the index of its language."""
        key = tongue(language).lower()
        if key not in self.indexes:
            settings = {"force_language": key, "exclude_selectors": _LEFT_OUT}
            self.indexes[key] = self._ask(type="NewIndex", config=settings)["index_id"]
        content = _BREAKS.sub("", page.decode(errors="replace"))
        index = self.indexes[key]
        self._ask(type="AddFile", index_id=index, file_path=path, file_contents=content)

    def files(self, language: str) -> dict[str, bytes]:
        """Return the files of a language's index, without Pagefind's own user interfaces."""
        answer = self._ask(type="GetFiles", index_id=self.indexes[language])
        files = {f"{SEARCH}{each['path']}": each["content"] for each in answer["files"]}
        return {path: b64decode(data) for path, data in files.items() if is_index_file(path)}

    def _ask(self, **request: Any) -> dict[str, Any]:
        self._count += 1
        message = {"message_id": self._count, "payload": request}
        try:
            self._sink.write(b64encode(json.dumps(message).encode()) + b",")
            self._sink.flush()
        except OSError as error:
            raise self._failure() from error
        answer = _until_comma(self._source)
        if not answer:
            raise self._failure()
        payload: dict[str, Any] = json.loads(b64decode(answer))["payload"]
        if payload["type"] == "Error":
            raise NoIndex(f"no search index: {payload['message']}")
        return payload

    def _failure(self) -> NoIndex:
        status = self._process.wait()
        self._errors.seek(0)
        words = self._errors.read().decode(errors="replace").strip().splitlines()
        return NoIndex(f"no search index: {words[-1] if words else status}")


def _until_comma(source: BufferedReader) -> bytes:
    """Return everything before the next comma, or nothing if the stream ends first."""
    parts: list[bytes] = []
    while not (parts and parts[-1].endswith(b",")):
        part = source.read1(1 << 20)
        if not part:
            return b""
        parts.append(part)
    return b"".join(parts)[:-1]
