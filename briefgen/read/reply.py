"""One approved reply from a reader, in the form that Staticman stores (YAML or JSON)."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from briefgen.model.content import Entry, Reply
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.moments import Moment, Precision
from briefgen.read.dates import parse_date
from briefgen.read.holds import held_back
from briefgen.read.text import decode
from briefgen.read.yaml_document import Document, compose

# Names of form fields with the same meaning; the first is ours.
_TEXT: Final = ("message", "comment", "body")
_WEBSITE: Final = ("website", "url")
_HOLDS: Final = ("draft", "embargo", "date")
_PARENT: Final = ("_parent", "replying_to", "reply_to", "parent")


def parse_reply(entry: Entry, data: bytes, timezone: str) -> Checked[Reply | None]:
    """Parse one file of content/replies/SLUG/. Its email address is never read."""
    path = entry.site_path
    text = decode(data, path)
    if text.value is None:
        return Checked(None, text.diagnostics)
    composed = compose(text.value, path)
    document = composed.value
    problems = (*text.diagnostics, *composed.diagnostics)
    if document is None:
        return Checked(None, problems)
    values = document.data if isinstance(document.data, dict) else {}
    if values:
        problems = (*problems, *held_back(document, _HOLDS).diagnostics)
    name, message = _first(values, ("name",)), _first(values, _TEXT)
    if not name or not message:
        missing = "name" if not name else "message"
        problem = Diagnostic(
            "missing-key",
            f"the reply has no `{missing}`",
            Location(path),
            "a reply needs at least the lines `name: …` and `message: …`",
        )
        return Checked(None, (*problems, problem))
    date = _date(document, values, "date", timezone)
    embargo = _date(document, values, "embargo", timezone)
    draft = _draft(document, values)
    problems = (*problems, *date.diagnostics, *embargo.diagnostics, *draft.diagnostics)
    folder, file = posixpath.split(entry.path)
    reply = Reply(
        path=path,
        slug=posixpath.basename(folder),
        id=_first(values, ("_id", "id")) or file.rpartition(".")[0],
        name=" ".join(name.split()),
        text=message.strip(),
        parent=_first(values, _PARENT),
        website=_web(_first(values, _WEBSITE)),
        date=date.value,
        draft=draft.value,
        embargo=embargo.value,
    )
    return Checked(reply, problems)


def _first(data: Mapping[str, Any], names: tuple[str, ...]) -> str:
    values = (data[name] for name in names if isinstance(data.get(name), str))
    return next((value for value in values if value.strip()), "")


def _web(text: str) -> str:
    """Return a URL that a browser may open, or nothing."""
    url = text.strip()
    return url if url.lower().startswith(("https://", "http://")) else ""


def _draft(document: Document, data: Mapping[str, Any]) -> Checked[bool]:
    word = _first(data, ("draft",)).strip().lower()
    if word in ("", "false", "no", "off"):
        return Checked(False)
    if word in ("true", "yes", "on"):
        return Checked(True)
    message = f"`draft` must be true or false, not `{word}`"
    problem = Diagnostic(
        "wrong-value", message, document.value_at(["draft"]), "write true or false"
    )
    return Checked(True, (problem,))


def _date(
    document: Document, data: Mapping[str, Any], key: str, timezone: str
) -> Checked[Moment | None]:
    text = _first(data, (key,))
    if not text:
        return Checked(None)
    try:
        if text.isdigit():  # seconds or milliseconds, depending on Staticman's settings
            seconds = int(text) / (1000 if len(text) > 11 else 1)
            return Checked(Moment(datetime.fromtimestamp(seconds, UTC), Precision.TIME))
        return Checked(parse_date(text).within(ZoneInfo(timezone)))
    except (ValueError, OverflowError, OSError):
        message = f"`{text}` is not a date"
        hint = "write a date such as 2026-03-27, or the seconds since 1970"
        return Checked(None, (Diagnostic("wrong-date", message, document.value_at([key]), hint),))
