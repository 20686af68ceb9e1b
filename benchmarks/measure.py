"""Measure run time, memory including child processes, and the delay from a save to the page."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from generators import environment

_POLL = 0.02
_PATIENCE = 600.0
_ADDRESS = re.compile(rb"Your site is at (\S+)")


class Failed(Exception):
    """A program failed, or did not do what should be measured."""


def seconds(command: Sequence[str], folder: Path) -> float:
    """Run a command to its end and return its wall time. Raises Failed."""
    started = time.perf_counter()
    process = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    duration = time.perf_counter() - started
    if process.returncode:
        output = (process.stderr + process.stdout).strip()
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{output[-2000:]}")
    return duration


def peak_memory(command: Sequence[str], folder: Path) -> int | None:
    """Run a command and return the peak memory of all its processes in bytes.

    Shared pages count once (PSS), so that forked workers are not charged for their parent's pages.
    Return None where the system does not provide this.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    peak = 0
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_proportional_memory, _family(process.pid))))
            time.sleep(_POLL)
    if process.returncode:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}")
    return peak


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
    except OSError:
        return  # it has ended


def _proportional_memory(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_bytes()
    except OSError:
        return 0
    match = re.search(rb"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(match[1]) * 1024 if match else 0


@contextmanager
def preview(command: Sequence[str], folder: Path) -> Iterator[tuple[str, float]]:
    """Run `briefgen serve`; yield its address and the seconds until its first page."""
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            address = _announced(iter(process.stdout.readline, b""))
            get(address, "/")
            first = time.perf_counter() - started
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield address, first
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _announced(lines: Iterator[bytes]) -> str:
    output = b""
    for line in lines:
        output += line
        if match := _ADDRESS.search(line):
            return urlsplit(match[1].decode()).netloc
    raise Failed(f"the preview did not start:\n{output.decode(errors='replace')}")


def get(address: str, path: str) -> str:
    """Return a page of the preview."""
    connection = http.client.HTTPConnection(address, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def latencies(
    address: str, path: str, saves: int, save: Callable[[int], str], pause: float = 0.4
) -> list[float]:
    """Save `saves` times; return the seconds from each save until its word is in the page.

    Do as a browser does: wait for an event on the reload channel, then request the page. `save`
    writes the file and returns the new word. Every event counts, even one for an older save.
    """
    channel = http.client.HTTPConnection(address, timeout=_PATIENCE)
    channel.request("GET", "/.briefgen/reload")
    events = channel.getresponse()
    _next_event(events)  # the current version
    durations = []
    try:
        for number in range(saves):
            time.sleep(pause)  # as a person pauses between saves
            started = time.perf_counter()
            word = save(number)
            _next_event(events)
            while word not in get(address, path):
                _next_event(events)
            durations.append(time.perf_counter() - started)
    finally:
        channel.close()
    return durations


def _next_event(events: http.client.HTTPResponse) -> None:
    while line := events.readline():
        if line.startswith(b"data:"):
            return
    raise Failed("the reload channel closed")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
