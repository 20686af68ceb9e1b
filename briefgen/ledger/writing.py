"""Writes the ledger: sorted by URL, one block for each source, so that git can merge it."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Final

from briefgen.model.ledger import Ledger, LedgerEntry
from briefgen.model.site_folder import LEDGER_FILE

_HEAD: Final = "# What is known of the sources. Written by `briefgen check --sources`.\n"
# What YAML reads as a text without quotation marks, whatever its version.
_PLAIN: Final = re.compile(r"https?://[\w./~%?&=+@!$;-]*[\w/]|[a-z]+(?:-[a-z0-9]+)*", re.ASCII)
_WORDS: Final = frozenset("y n yes no on off true false null".split())
_LONGEST_KEY: Final = 1000  # characters of a key on one line; YAML allows 1024


def ledger_text(ledger: Ledger) -> str:
    """Return a ledger as the text of its file."""
    blocks = (_block(url, ledger.entries[url]) for url in sorted(ledger.entries))
    return _HEAD + "".join(blocks)


def write_ledger(root: Path, ledger: Ledger) -> bool:
    """Write sources.lock.yaml as a whole, if it changes; return whether it did. Raises OSError."""
    file, data = root / LEDGER_FILE, ledger_text(ledger).encode()
    with suppress(OSError):
        if file.read_bytes() == data:
            return False
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with aside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(file)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return True


def _block(url: str, entry: LedgerEntry) -> str:
    key = _scalar(url)
    start = f"{key}:\n" if len(key) <= _LONGEST_KEY else f"? {key}\n:\n"
    return start + "".join(f"  {line}\n" for line in _lines(entry))


def _lines(entry: LedgerEntry) -> Iterator[str]:
    for each in fields(entry):
        value = getattr(entry, each.name)
        if not value:
            continue
        if isinstance(value, tuple):
            yield f"{each.name}:"
            yield from (f"  - {_scalar(item)}" for item in value)
        else:
            yield f"{each.name}: {_as_yaml(value)}"


def _as_yaml(value: str | bool | int | datetime.date) -> str:
    if isinstance(value, str):
        return _scalar(value)
    return "true" if value is True else str(value)


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
