"""Vega, which draws charts, in a process of its own.

It takes a third of a second to start, so it starts with the first chart and then draws all others.
A process of its own knows no time zone but UTC, so that drawings do not depend on the machine, and
a specification that takes too much time or memory ends only this process.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

_PROGRAM: Final = Path(__file__).with_name("vega_process.py")
_FONTS: Final = Path(__file__).parents[1] / "fonts"
_SECONDS: Final = 60.0
_SPECIFICATION: Final = re.compile(r"Invalid specification \{.*\}\. ?", re.DOTALL)
_MOST: Final = 300  # characters of a message
_PREFIXES: Final = ("Vega-Lite to SVG conversion failed:", "Error:")


class CannotDraw(Exception):
    """Vega cannot draw a specification; the message says why."""


def svg_of(specification: dict[str, Any]) -> str:
    """Return the drawing of a Vega-Lite specification as Vega writes it. Raises CannotDraw."""
    return _process(os.getpid()).ask({"specification": specification})["svg"]


def png_of(svg: str, scale: float) -> bytes:
    """Return a drawing as PNG. Raises CannotDraw."""
    return bytes.fromhex(_process(os.getpid()).ask({"svg": svg, "scale": scale})["png"])


class _Vega:
    """The process, which is started when it is needed and was not started or has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        atexit.register(self.end)

    def ask(self, request: dict[str, Any]) -> dict[str, str]:
        """Return the answer to a request. Raises CannotDraw."""
        with self._lock:
            line = self._answer(f"{json.dumps(request)}\n")
        answer: dict[str, str] = json.loads(line)
        if "error" in answer:
            raise CannotDraw(_in_short(answer["error"]))
        return answer

    def _answer(self, request: str) -> str:
        process = self._running_process()
        assert process.stdin and process.stdout  # noqa: S101 - they are pipes
        timer = threading.Timer(_SECONDS, process.kill)
        timer.start()
        try:
            process.stdin.write(request)
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:  # it has ended
            line = ""
        finally:
            timer.cancel()
        if not line:
            self.end()
            raise CannotDraw(f"it takes more memory than there is, or more than {_SECONDS:.0f} s")
        return line

    def _running_process(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", str(_PROGRAM), str(_FONTS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env={**os.environ, "TZ": "UTC", "PYTHONUTF8": "1"},
            )
        return self._process

    def end(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


@lru_cache(maxsize=1)
def _process(_: int) -> _Vega:
    """Return the Vega of a process: one that was forked cannot use that of its parent."""
    return _Vega()


def _in_short(message: str) -> str:
    """Return the first line of an error message of Vega's that says something."""
    for line in _SPECIFICATION.sub("", message).splitlines():
        text = line.strip()
        for prefix in _PREFIXES:
            text = text.removeprefix(prefix).strip()
        if text:
            return text[:_MOST]
    return "the specification is wrong"
