"""`briefgen check --sources` and `--archive`, on chosen days, and the ledger that they write."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from click.testing import CliRunner, Result

from briefgen.cli import cli
from briefgen.read.ledger import read_ledger
from tests.support.web import in_thread

if TYPE_CHECKING:
    from signal import Signals

    from briefgen.model.ledger import LedgerEntry

DAYS: Final = 86_400
START: Final = 1_775_000_000  # 31 March 2026


def check(root: Path, *options: str, day: int = 0) -> Result:
    """Check a site so many days after the start."""
    arguments = ["-C", str(root), "check", *options]
    environment = {"SOURCE_DATE_EPOCH": str(START + day * DAYS)}
    return in_thread(
        lambda: CliRunner().invoke(cli, arguments, env=environment, catch_exceptions=False)
    )


def entries(root: Path) -> Mapping[str, LedgerEntry]:
    ledger = read_ledger((root / "sources.lock.yaml").read_bytes())
    assert ledger.value is not None
    return ledger.value.entries


def interrupt_check(
    root: Path, option: str, is_reached: Callable[[], bool], number: Signals
) -> None:
    """Check a site in another process, and send it a signal once a state is reached."""
    command = [sys.executable, "-m", "briefgen", "-C", str(root), "check", option]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(START)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        while not is_reached():
            assert process.poll() is None, "it ended before it was interrupted"
            time.sleep(0.005)
        process.send_signal(number)
        assert process.wait() != 0
