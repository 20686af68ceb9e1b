"""An archive of the web for tests: copies of pages, their index, and jobs that save pages.

It answers as web.archive.org does: Memento (RFC 7089), the CDX server API, and Save Page Now 2.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tests.support.web import PAGE, Reply, Request, Web

KEYS: Final = ("an-access-key", "a-secret-key")
Script = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Capture:
    """A copy, as it was stored: `stamp` is YYYYMMDDhhmmss."""

    stamp: str
    status: int = 200
    body: bytes = PAGE
    location: str = ""

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


@dataclass
class ArchiveServer:
    """What the archive has, and what it was asked."""

    web: Web
    now: str = "20260401000000"
    captures: dict[str, list[Capture]] = field(default_factory=dict)
    # What a job to save a page says each time it is asked; by default, it succeeds the second time.
    jobs: dict[str, Script] = field(default_factory=dict)
    # Replies in place of the first answers to requests that begin with some text.
    instead: dict[str, list[Reply]] = field(default_factory=dict)
    saved: list[str] = field(default_factory=list)
    delay: float = 0.0
    _running: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.web.url("")

    def add(self, url: str, *captures: Capture | str) -> None:
        """Add copies of a page; a text is the date of one that is fine."""
        all_captures = [each if isinstance(each, Capture) else Capture(each) for each in captures]
        self.captures.setdefault(url, []).extend(all_captures)

    def copy(self, stamp: str, url: str) -> str:
        """Return the URL of a copy."""
        return f"{self.url}/web/{stamp}/{url}"

    def asked(self, start: str) -> list[str]:
        """Return the paths of the requests that begin with a text."""
        return [each.path for each in self.web.requests if each.path.startswith(start)]

    def answer(self, request: Request) -> Reply:
        for start, replies in self.instead.items():
            if replies and request.path.startswith(start):
                return replies.pop(0)
        path = request.path
        if path.startswith("/web/"):
            return self._copy(path)
        if path.startswith("/cdx/search/cdx?"):
            return as_json(list(self._index_rows(path)))
        if path.startswith("/save") and request.headers.get("authorization") != (
            f"LOW {KEYS[0]}:{KEYS[1]}"
        ):
            return Reply(401, body=b"")
        if path == "/save" and request.method == "POST":
            return self._save(parse_qs(request.body.decode())["url"][0])
        if path.startswith("/save/status/"):
            return self._status(urlsplit(path).path.rpartition("/")[2])
        return Reply(404)

    def _copy(self, path: str) -> Reply:
        requested, url = path.removeprefix("/web/").split("/", 1)
        stamp, is_raw = requested.removesuffix("id_"), requested.endswith("id_")
        assert is_raw, "only raw copies have their own status"
        captures = self.captures.get(url, [])
        if not captures:
            return Reply(404, body=b"<title>The Wayback Machine has not archived that URL.</title>")
        when = Capture(stamp).at
        nearest = min(captures, key=lambda each: abs(each.at - when))
        if nearest.stamp != stamp:
            return Reply(302, {"Location": f"/web/{nearest.stamp}id_/{url}"}, delay=self.delay)
        headers = {"Memento-Datetime": format_datetime(nearest.at, usegmt=True)}
        if nearest.location:
            headers["Location"] = f"{self.url}/web/{stamp}id_/{nearest.location}"
        return Reply(nearest.status, headers, nearest.body)

    def _index_rows(self, path: str) -> Iterator[list[str]]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        assert query["sort"] == "closest"
        when = Capture(query["closest"]).at
        yield query["fl"].split(",")
        matches = [
            each
            for each in self.captures.get(query["url"], [])
            if query["from"] <= each.stamp[:8] <= query["to"]
            and query["filter"] == f"statuscode:{each.status}"
        ]
        matches.sort(key=lambda each: abs(each.at - when))
        for each in matches[: int(query["limit"])]:
            yield [each.stamp, query["url"]]

    def _save(self, url: str) -> Reply:
        self.saved.append(url)
        job = f"spn2-{len(self.saved)}"
        self._running[job] = url
        self.jobs.setdefault(url, iter([{"status": "pending"}, self.success(url)]))
        return as_json({"url": url, "job_id": job})

    def success(self, url: str, capture: Capture | None = None) -> dict[str, Any]:
        """Return what a job says that has saved a page, with the copy."""
        copy = capture or Capture(self.now)
        return {"status": "success", "timestamp": copy.stamp, "original_url": url, "copy": copy}

    def _status(self, job: str) -> Reply:
        url = self._running.get(job, "")
        answer = next(self.jobs[url]) if url else {"status": "error", "message": "No such job."}
        if copy := answer.pop("copy", None):
            self.add(answer["original_url"], copy)
        return as_json({**answer, "job_id": job})


def failing(kind: str, message: str) -> Callable[[], Script]:
    """Return a job that fails."""
    answer = {"status": "error", "status_ext": f"error:{kind}", "message": message}
    return lambda: iter([{"status": "pending"}, answer])


def as_json(value: object) -> Reply:
    return Reply(headers={"Content-Type": "application/json"}, body=json.dumps(value).encode())
