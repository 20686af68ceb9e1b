"""Reads the ledger of sources, and parses it again only if its bytes changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.cache.digests import digest
from briefgen.cache.notes import Note
from briefgen.cache.stamp import code_stamp
from briefgen.cache.store import Store
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.model.ledger import Ledger
from briefgen.model.site_folder import LEDGER_FILE
from briefgen.pipeline.failures import unreadable
from briefgen.pipeline.inputs.files import bytes_of


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger, and the digest of its file; b"" for a site without one."""

    ledger: Ledger = Ledger()
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class _Parsed:
    ledger: Ledger
    diagnostics: tuple[Diagnostic, ...]


_NOTE: Final = Note("ledger", _Parsed)


def read_ledger_file(root: Path, store: Store) -> Checked[LedgerFile]:
    """Read sources.lock.yaml; a site without that file has an empty ledger."""
    try:
        data = bytes_of(root / LEDGER_FILE)
    except FileNotFoundError:
        return Checked(LedgerFile())
    except OSError as error:
        return Checked(LedgerFile(), (unreadable(LEDGER_FILE, error),))
    own = digest(data)
    key = digest(code_stamp(), data)
    parsed = _NOTE.read(store, key)
    if parsed is None:
        from briefgen.read.ledger import read_ledger  # noqa: PLC0415 - heavy, and often not needed

        checked = read_ledger(data)
        parsed = _Parsed(checked.value or Ledger(), checked.diagnostics)
        if checked.value is not None:
            _NOTE.write(store, parsed, key)
    return Checked(LedgerFile(parsed.ledger, own), parsed.diagnostics)
