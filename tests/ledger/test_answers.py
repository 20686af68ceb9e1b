"""Five hundred answers of servers, and what is made of them.

tests/fixtures/answers.jsonl has an answer on each line: what kind of thing it is, and whether the
source is alive or dead in truth. They were written for this test after what web servers, content
management systems, shields against programs and sellers of domains are known to send. A local proxy
replays them, with encryption where the URL says so.

`hops` are redirects, and `head` is the status of an answer to HEAD. `missing` is what the server
answers for an address that does not exist, if not 404: a redirect, a page, or the same page as for
the source. In a body, `¶3` is three paragraphs of text.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from briefgen.ledger import asking
from briefgen.ledger.answers import Answer
from briefgen.ledger.asking import RequestSettings, ask_all
from briefgen.ledger.learning import FAILURES
from briefgen.ledger.run import check_result
from tests.support.certificates import Authority
from tests.support.web import Reply, in_thread, serving

if TYPE_CHECKING:
    from briefgen.model.ledger import State
    from tests.support.web import Request, Web

ROOT: Final = Path(__file__).parents[2]
FILE: Final = ROOT / "tests/fixtures/answers.jsonl"
READ: Final = ("ok", "moved", "changed")
_FILLED: Final = re.compile("¶(\\d+)")
_USUAL: Final = re.compile(r"[a-z0-9-]+\.web\.example$")


@dataclass(frozen=True)
class Recorded:
    """A recorded answer, and whether its source is alive or dead in truth."""

    kind: str
    truth: str
    url: str
    hops: tuple[tuple[int | str, str], ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/html; charset=utf-8"),)
    body: str = ""
    head: int = 0
    missing: tuple[int | str, str] | str = ""
    failure: str = ""


def filled(body: str) -> bytes:
    return _FILLED.sub(lambda match: paragraphs(int(match[1])), body).encode()


def paragraphs(count: int) -> str:
    return "".join(
        f"<p>Paragraph {number} of this page has some words about the subject, and then a few more,"
        f" so that it is as long as the paragraphs of other pages with the number {number}.</p>"
        for number in range(count)
    )


def recorded() -> Iterator[Recorded]:
    for line in FILE.read_text("utf-8").splitlines():
        values: dict[str, Any] = json.loads(line)
        values["hops"] = tuple(map(tuple, values.get("hops", ())))
        if isinstance(values.get("missing"), list):
            values["missing"] = tuple(values["missing"])
        if "headers" in values:
            values["headers"] = tuple(values["headers"].items())
        yield Recorded(**values)


def replies(web: Web, each: Recorded) -> None:
    """Let a server answer as recorded."""
    place = each.url
    for status, target in each.hops:
        web.pages[place] = _redirect(status, target)
        place = target
    final = Reply(each.status, dict(each.headers), filled(each.body))

    def answer(request: Request) -> Reply:
        return Reply(each.head) if each.head and request.method == "HEAD" else final

    web.pages[place] = answer


def _redirect(status: int | str, target: str) -> Any:
    if isinstance(status, int):
        return lambda _: Reply(status, {"Location": target}, b"")
    refresh = f'<meta http-equiv="refresh" content="0; url={target}">'
    return lambda _: Reply(body=f"<html><head>{refresh}</head></html>".encode())


@pytest.fixture(scope="module")
def states() -> dict[Recorded, State]:
    """What is made of each recorded answer."""
    answers = {each.url: each for each in recorded()}
    assert len(answers) >= 500
    received: dict[str, Answer] = {}
    for each in answers.values():
        if each.failure:
            received[each.url] = Answer(url=each.url, final_url=each.url, failure=each.failure)  # type: ignore[arg-type]

    def receive(answer: Answer) -> None:
        received[answer.url] = answer

    urls = [url for each in answers.values() for url in (each.url, *(to for _, to in each.hops))]
    authority = Authority()
    by_host = {urlsplit(each.url).netloc: each for each in answers.values()}
    hosts = dict.fromkeys(urlsplit(url).hostname or "" for url in urls)
    tls = authority.server("*.web.example", *(each for each in hosts if not _USUAL.match(each)))
    with pytest.MonkeyPatch.context() as patch, serving(tls=tls) as web:
        patch.setattr(asking, "_BACKOFF", 0.01)
        patch.setattr(asking, "_PATIENCE", 0.0)
        for each in answers.values():
            replies(web, each)

        def otherwise(request: Request) -> Reply:
            each = by_host.get(request.host)
            if each is None or not each.missing:
                return Reply(404, body=b"<title>Not found</title>")
            if isinstance(each.missing, str):
                return Reply(body=filled(each.body))
            status, what = each.missing
            if isinstance(status, int):
                return Reply(status, {"Location": what}, b"")
            return Reply(body=filled(what))

        web.otherwise = otherwise
        request_settings = RequestSettings(
            user_agent="test",
            rate=1000,
            timeout=20,
            proxy=f"http://127.0.0.1:{web.port}",
            allows_private=True,
            verify=authority.client,
        )
        remaining = [url for url in answers if url not in received]
        in_thread(lambda: asyncio.run(ask_all(remaining, request_settings, receive)))
    return {each: check_result(received[url], None).state for url, each in answers.items()}


def test_no_living_source_is_called_dead(states: Mapping[Recorded, State]) -> None:
    wrong = [
        (each, state)
        for each, state in states.items()
        if each.truth == "alive" and state in FAILURES
    ]
    assert wrong == []


def test_no_dead_source_is_called_ok(states: Mapping[Recorded, State]) -> None:
    wrong = [
        (each, state) for each, state in states.items() if each.truth == "dead" and state in READ
    ]
    assert wrong == []


def test_the_table_in_the_documentation_is_true(states: Mapping[Recorded, State]) -> None:
    kinds: dict[str, Counter[State]] = defaultdict(Counter)
    truths: dict[str, str] = {}
    for each, state in states.items():
        kinds[each.kind][state] += 1
        truths[each.kind] = each.truth
    lines = [
        f"| {kind} | {truths[kind]} | {sum(counts.values())} | {_listed(counts)} |"
        for kind, counts in kinds.items()
    ]
    written = (ROOT / "docs/sources.md").read_text("utf-8")
    assert "\n".join(lines) in written, "\n".join(lines)


def _listed(counts: Mapping[State, int]) -> str:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"`{state}` {count}" for state, count in ordered)
