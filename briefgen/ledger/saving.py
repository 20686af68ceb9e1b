"""Saves pages in the Internet Archive, with Save Page Now 2.

The archive starts a job, which takes up to some minutes, and says when it is done. This is the API
of https://docs.google.com/document/d/1Nsv52MvSjbLb2PCpHlat0gkzw0EvtSgpKHu4mk0MnrA.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from briefgen.ledger.archives import Archive
from briefgen.ledger.keys import ACCESS, SECRET, Keys
from briefgen.ledger.mementos import Memento, is_url

_POLL: Final = 6.0  # seconds between two questions about a job
_LONGEST: Final = 300.0  # seconds to wait for a job; a capture takes two minutes at most
_SESSIONS: Final = 30.0  # seconds to wait if too many pages are being saved for the account
_TRIES: Final = 4
_STAMP: Final = re.compile(r"\d{14}")
_JOB: Final = re.compile(r"[\w.-]{1,200}", re.ASCII)
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)
# What the archive says of itself or of the account, not of the page.
_BUSY: Final = frozenset(
    {
        "capture-location-error", "cannot-fetch", "celery", "internal-server-error", "job-failed",
        "no-browsers-available", "proxy-error", "too-many-daily-captures", "user-session-limit",
    }
)  # fmt: skip
_ACCOUNT: Final = ("max-daily-bandwidth", "blocked-client-ip", "too-many-daily-captures-user")


class Failed(Exception):
    """A page cannot be saved."""


class Later(Exception):
    """A page was not saved, for a reason that has nothing to do with it."""


class StillSaving(Later):
    """The archive has not saved a page in time, but may do so yet."""


class NoSaving(Later):
    """No page can be saved now: the keys are wrong, or the account has no more captures today."""


async def save(
    archive: Archive, url: str, keys: Keys, job: str, on_start: Callable[[str], object]
) -> Memento:
    """Save a page, and return the copy. `job` is one that an earlier check has started, or "".

    `on_start` is called with the id of a new job. Raises Failed, Later and Unavailable.
    """
    if job:
        try:
            return await _finished(archive, url, keys, job)
        except Later:
            pass  # the archive may have forgotten it
    job = await _start(archive, url, keys)
    on_start(job)
    return await _finished(archive, url, keys, job)


async def _start(archive: Archive, url: str, keys: Keys) -> str:
    """Start a job, and return its id."""
    for attempt in range(_TRIES):
        status, values = await archive.save(url, keys.headers())
        if status in (401, 403):
            raise NoSaving(f"the archive refuses the keys; check {ACCESS} and {SECRET}")
        job = str(values.get("job_id") or "")
        if _JOB.fullmatch(job):
            return job
        if _kind(values) != "user-session-limit" or attempt == _TRIES - 1:
            break
        await asyncio.sleep(_SESSIONS)
    if not values:
        raise Later(f"the archive answers {status}")
    raise _problem(values)


async def _finished(archive: Archive, url: str, keys: Keys, job: str) -> Memento:
    """Wait for a job, and return the copy."""
    end = time.monotonic() + _LONGEST
    while True:
        values = await archive.job(job, keys.headers())
        stamp = str(values.get("timestamp") or "")
        if values.get("status") == "success" and _STAMP.fullmatch(stamp):
            final = str(values.get("original_url") or "")
            return Memento(stamp, final if _WEB.fullmatch(final) and is_url(final) else url)
        if values.get("status") != "pending":
            raise _problem(values)
        if time.monotonic() + _POLL > end:
            raise StillSaving("the archive is still saving it")
        await asyncio.sleep(_POLL)


def _kind(values: Mapping[str, Any]) -> str:
    return str(values.get("status_ext") or "").removeprefix("error:")


def _problem(values: Mapping[str, Any]) -> Failed | Later:
    """Return what an unsuccessful answer means."""
    kind = _kind(values)
    message = str(values.get("message") or values.get("exception") or kind or "it gives no reason")
    reason = " ".join(message.split())[:200].rstrip(".")
    if kind.startswith(_ACCOUNT):
        return NoSaving(reason)
    is_about_page = values.get("status") == "error" and kind and kind not in _BUSY
    return Failed(reason) if is_about_page else Later(reason)
