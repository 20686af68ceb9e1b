"""A whole check of the sources: which are due, what they answer, and what that changes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from briefgen import network
from briefgen.cache import WORK_FOLDER
from briefgen.ledger.answers import Answer
from briefgen.ledger.asking import RequestSettings, ask_all
from briefgen.ledger.due import due
from briefgen.ledger.facts import Facts
from briefgen.ledger.learning import FAILURES, CheckResult, accepted, updated_entry
from briefgen.ledger.likeness import is_same_text, text_digest
from briefgen.ledger.memory import Memory
from briefgen.ledger.outcomes import Page, moved_to, state_of
from briefgen.ledger.pages import content_of
from briefgen.ledger.states import matches
from briefgen.ledger.works import facts_of_work, registry_url
from briefgen.ledger.writing import write_ledger
from briefgen.model.addresses import host_of
from briefgen.model.config import SourcesConfig
from briefgen.model.ledger import Ledger, LedgerEntry

_SEVERAL: Final = 3  # hosts that do not all fail on the same day


@dataclass(frozen=True, slots=True)
class Asking:
    """What to ask, how, and on which day.

    `cited` are the URLs of all sources, which stay in the ledger, and `selected` those to ask.
    `own` are the URLs of the site's own pages, whose archived copies stay in the ledger.
    `on_start` is called with the number of sources that are due, and `on_answer` after each answer.
    `also` are sources to ask even if they are not due, and `read` gets each answer and its meaning.
    `private` is called with each source that is not asked, because it is in a private network.
    """

    cited: Collection[str]
    selected: Collection[str]
    settings: SourcesConfig
    request_settings: RequestSettings
    today: date
    on_start: Callable[[int], object]
    on_answer: Callable[[], object]
    own: Collection[str] = ()
    also: Collection[str] = ()
    read: Callable[[Answer, CheckResult], object] = lambda _answer, _result: None
    private: Callable[[str], object] = lambda _url: None


class NobodyAnswers(Exception):
    """No server could be reached, so this machine is probably offline. Nothing was learned."""


def check_sources(root: Path, former: Ledger, asking: Asking) -> Ledger:
    """Ask the sources of a site that are due, and write what they answer to its ledger.

    If the check is interrupted, what was learned until then is written. Return the new ledger.
    Raises OSError and NobodyAnswers.
    """
    memory = Memory(root / WORK_FOLDER)
    asked_on = memory.asked_on()
    settings = asking.settings
    entries = dict(former.entries)
    for url in asking.cited:
        if url in entries and matches(url, settings.accept):
            entries[url] = accepted(entries[url])

    def learn(url: str, result: CheckResult, day: date) -> None:
        is_accepted = matches(url, settings.accept) and result.state in FAILURES
        accepted_result = replace(result, state="ok") if is_accepted else result
        entries[url] = updated_entry(entries.get(url), accepted_result, day)
        asked_on[url] = day

    for url, result, day in memory.unwritten():
        learn(url, result, day)
    urls = [url for url in asking.selected if not matches(url, settings.ignore)]
    pending = list(due(urls, entries, asked_on, settings.max_age, asking.today))
    pending += [url for url in urls if url in asking.also and url not in pending]
    asking.on_start(len(pending))

    def keep(answer: Answer) -> None:
        result = check_result(answer, entries.get(answer.url))
        memory.note(answer.url, result, asking.today)
        asking.read(answer, result)
        learn(answer.url, result, asking.today)

    def registry(url: str) -> str:
        entry = entries.get(url)
        is_known = entry is not None and entry.title and entry.authors
        return "" if is_known else registry_url(url, settings.doi_registry)

    failures = _Failures(keep)

    def receive(answer: Answer) -> None:
        if answer.failure == "private" and not answer.hops:
            asking.private(answer.url)  # nobody was asked, so nothing was learned
        else:
            failures.receive(answer)
        asking.on_answer()

    try:
        if pending:
            network.run(ask_all(pending, asking.request_settings, receive, registry))
            failures.end()
    finally:
        ledger = without_uncited(Ledger(entries), (*asking.cited, *asking.own))
        if ledger.entries or former.entries:
            write_ledger(root, ledger)
        memory.finish(asked_on)
    return ledger


class _Failures:
    """Keeps back failures to reach a server until another server has answered.

    Without a network, or if its sign-in page answers in place of every server, all sources would
    seem to fail.
    """

    def __init__(self, keep: Callable[[Answer], object]) -> None:
        self._keep = keep
        self._waiting: list[Answer] | None = []

    def receive(self, answer: Answer) -> None:
        """Pass an answer on, or keep it back."""
        if self._waiting is None:
            self._keep(answer)
        elif answer.failure and not answer.hops:
            self._waiting.append(answer)
        else:
            self._release()
            self._keep(answer)

    def end(self) -> None:
        """Pass on what is left. Raises NobodyAnswers if no server of several answered."""
        hosts = {host_of(each.url) for each in self._waiting or ()}
        if len(hosts) >= _SEVERAL:
            raise NobodyAnswers
        self._release()

    def _release(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        for each in waiting:
            self._keep(each)


def without_uncited(ledger: Ledger, cited: Collection[str]) -> Ledger:
    """Return a ledger without the sources that no text cites any more."""
    cited_urls = set(cited)
    return Ledger({url: entry for url, entry in ledger.entries.items() if url in cited_urls})


def check_result(answer: Answer, entry: LedgerEntry | None) -> CheckResult:
    """Return what an answer says about a source that was as `entry` says."""
    page = content_of(answer)
    digest = text_digest(page.text)
    is_same = is_same_text(entry.text_digest, digest) if entry else None
    state = state_of(answer, Page(len(page.text), is_same))
    result = CheckResult(state=state, final_url=moved_to(answer) if state == "moved" else "")
    facts = facts_of_work(answer.details) if answer.details else Facts()
    if state in ("ok", "moved", "changed"):
        facts = facts.otherwise(page.facts)
        result = replace(result, text_digest=digest)
    elif state != "blocked":
        return result
    return replace(
        result,
        title=facts.title,
        publisher=facts.publisher,
        authors=facts.authors,
        date=facts.date,
        type=facts.type,
    )


def request_settings_of(settings: SourcesConfig, base_url: str, version: str) -> RequestSettings:
    """Return how to ask, and who asks: a server's owner can find the site and the program."""
    return RequestSettings(
        user_agent=f"briefgen/{version} (+{base_url})",
        rate=settings.rate,
        concurrency=settings.concurrency,
        per_host=settings.per_host,
        timeout=settings.timeout,
        proxy=settings.proxy,
        allows_private=settings.private_addresses,
    )
