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
from briefgen.ledger.learning import FAILURES, News, accepted, learned
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

    `cited` are the URLs of all sources, which stay in the ledger, and `wanted` those to ask. `own`
    are the URLs of the site's own pages, whose archived copies stay in the ledger.
    `started` is called with the number of sources that are due, and `answered` after each answer.
    `also` are sources to ask even if they are not due, and `read` gets each answer and its meaning.
    `private` is called with each source that is not asked, because it is in a private network.
    """

    cited: Collection[str]
    wanted: Collection[str]
    settings: SourcesConfig
    request_settings: RequestSettings
    today: date
    started: Callable[[int], object]
    answered: Callable[[], object]
    own: Collection[str] = ()
    also: Collection[str] = ()
    read: Callable[[Answer, News], object] = lambda _answer, _news: None
    private: Callable[[str], object] = lambda _url: None


class NobodyAnswers(Exception):
    """No server could be reached, so this machine is probably offline. Nothing was learned."""


def check_sources(root: Path, former: Ledger, asking: Asking) -> Ledger:
    """Ask the sources of a site that are due, and write what they answer to its ledger.

    If the check is interrupted, what was learned until then is written. Return the new ledger.
    Raises OSError and NobodyAnswers.
    """
    memory = Memory(root / WORK_FOLDER)
    asked = memory.asked()
    settings = asking.settings
    entries = dict(former.entries)
    for url in asking.cited:
        if url in entries and matches(url, settings.accept):
            entries[url] = accepted(entries[url])

    def learn(url: str, news: News, day: date) -> None:
        is_accepted = matches(url, settings.accept) and news.state in FAILURES
        known = replace(news, state="ok") if is_accepted else news
        entries[url] = learned(entries.get(url), known, day)
        asked[url] = day

    for url, news, day in memory.unwritten():
        learn(url, news, day)
    wanted = [url for url in asking.wanted if not matches(url, settings.ignore)]
    pending = list(due(wanted, entries, asked, settings.max_age, asking.today))
    pending += [url for url in wanted if url in asking.also and url not in pending]
    asking.started(len(pending))

    def keep(answer: Answer) -> None:
        news = news_of(answer, entries.get(answer.url))
        memory.note(answer.url, news, asking.today)
        asking.read(answer, news)
        learn(answer.url, news, asking.today)

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
        asking.answered()

    try:
        if pending:
            network.run(ask_all(pending, asking.request_settings, receive, registry))
            failures.end()
    finally:
        ledger = without_uncited(Ledger(entries), (*asking.cited, *asking.own))
        if ledger.entries or former.entries:
            write_ledger(root, ledger)
        memory.finish(asked)
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
    kept = set(cited)
    return Ledger({url: entry for url, entry in ledger.entries.items() if url in kept})


def news_of(answer: Answer, entry: LedgerEntry | None) -> News:
    """Return what an answer says about a source that was as `entry` says."""
    page = content_of(answer)
    digest = text_digest(page.text)
    is_same = is_same_text(entry.text_digest, digest) if entry else None
    state = state_of(answer, Page(len(page.text), is_same))
    news = News(state=state, final_url=moved_to(answer) if state == "moved" else "")
    facts = facts_of_work(answer.details) if answer.details else Facts()
    if state in ("ok", "moved", "changed"):
        facts = facts.otherwise(page.facts)
        news = replace(news, text_digest=digest)
    elif state != "blocked":
        return news
    return replace(
        news,
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
