"""The output of --verbose: the time of each stage."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LOG: Final = logging.getLogger("briefgen")


def is_traced() -> bool:
    """Whether --verbose is on."""
    return LOG.isEnabledFor(logging.DEBUG)


def trace(stage: str, started: float, message: str) -> None:
    """Log what a stage did since `started`, a value of time.perf_counter."""
    LOG.debug("%-8s %7.3f s  %s", stage, time.perf_counter() - started, message)


@contextmanager
def traced(stage: str, message: str) -> Iterator[None]:
    """Log how long a stage took."""
    started = time.perf_counter()
    yield
    trace(stage, started, message)
