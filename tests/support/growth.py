"""Whether the time that something takes grows with the length of its input, or faster."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

_TIMES: Final = 4  # how much longer the long input is
_ATTEMPTS: Final = 4
_SHORT: Final = 0.1  # seconds of processor time within which any growth is harmless


def is_linear(run: Callable[[int], object], length: int) -> bool:
    """Compare the processor time of inputs of `length` and of a quarter of it.

    Four times the input takes four times as long if time is linear and sixteen times if it is
    quadratic. Only the ratio counts, so the answer is the same on a slow machine. The fastest of
    several attempts counts, so that what else the machine does is left out.
    """
    short = long = float("inf")
    for _ in range(_ATTEMPTS):
        long = min(long, _seconds(run, length))
        short = min(short, _seconds(run, length // _TIMES))
        if long < max(_SHORT, 2 * _TIMES * short):
            return True
    return False


def _seconds(run: Callable[[int], object], length: int) -> float:
    begin = time.process_time()
    run(length)
    return time.process_time() - begin
