"""Measure `briefgen check --sources`: time, memory, and how many requests a server sees at once.

    .venv/bin/python benchmarks/sources.py                     # 2,000 sources on 40 hosts
    .venv/bin/python benchmarks/sources.py --hosts 400 --delay 0.2

The hosts are addresses of this machine (127.0.0.1 and up; Linux has them all). They are one server,
which counts how many requests each address answers at the same time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

_ROOT: Final = Path(__file__).parents[1]
_GOALS: Final = (("seconds", 30.0), ("MB", 200.0))
# Prints its port, and at the end what it has counted.
_SERVER: Final = """
import json, sys
from tests.support.web import Reply, serving
text = "".join(f"<p>Paragraph {n} has some words about wages.</p>" for n in range(30))
page = f"<html><title>A report</title><nav>Home</nav><article>{text}</article></html>"
with serving() as web:
    web.otherwise = lambda _: Reply(body=page.encode(), delay=float(sys.argv[1]))
    print(web.port, flush=True)
    sys.stdin.read()
    print(json.dumps([len(web.requests), web.most_in_all, dict(web.most_at_once)]))
"""


class Run(NamedTuple):
    """A check: its settings, seconds, megabytes, and what the server counted."""

    settings: str
    seconds: float
    cpu: float
    megabytes: float
    requests: int
    most_in_all: int
    most_to_a_host: int


@contextmanager
def server(delay: float) -> Iterator[subprocess.Popen[str]]:
    """Run the server."""
    command = [sys.executable, "-c", _SERVER, str(delay)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


def measured(sources: int, hosts: int, delay: float, settings: dict[str, Any]) -> Run:
    """Check the sources of a site, and return what that took."""
    with tempfile.TemporaryDirectory() as folder, server(delay) as process:
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101
        port = int(process.stdout.readline())
        root = _site(Path(folder), sources, hosts, port, settings)
        _checked(root)  # as of a site that was built before
        seconds, cpu, megabytes = _checked(root, "--sources")
        process.stdin.close()
        requests, most_in_all, most = json.loads(process.stdout.readline())
    described = ", ".join(f"{name} {value}" for name, value in settings.items()) or "the defaults"
    return Run(described, seconds, cpu, megabytes, requests, most_in_all, max(most.values()))


def _site(root: Path, sources: int, hosts: int, port: int, settings: dict[str, Any]) -> Path:
    """Write a site whose briefs have fifty sources each."""
    config = {
        "title": "Sources",
        "base_url": "https://example.org",
        "search": {"enabled": False},
        "social": {"images": False},
        "sources": {"private_addresses": True, **settings},
    }
    briefs = root / "content" / "briefs"
    briefs.mkdir(parents=True)
    (root / "site.yaml").write_text(json.dumps(config), encoding="utf-8")
    urls = [
        f"http://127.0.{number % hosts // 250}.{number % hosts % 250 + 1}:{port}/{number}"
        for number in range(sources)
    ]
    for number in range(0, sources, 50):
        links = " ".join(f"[source]({url})" for url in urls[number : number + 50])
        text = f"---\ntitle: Brief {number}\n---\n{links}\n"
        (briefs / f"{number}.md").write_text(text, encoding="utf-8")
    return root


def _checked(root: Path, *options: str) -> tuple[float, float, float]:
    """Run the command; return its seconds, processor seconds and greatest memory in megabytes."""
    command = [sys.executable, "-m", "briefgen", "-C", str(root), "check", *options]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None  # noqa: S101 - asked for above
    stderr = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(stderr)
    seconds = time.perf_counter() - started
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def report(runs: list[Run]) -> Iterator[str]:
    """Yield the lines of the report, as Markdown."""
    heads = (
        "Time",
        "Processor time",
        "Memory",
        "Requests",
        "At once, to a host",
        "At once, in all",
    )
    yield f"| Settings | {' | '.join(heads)} |"
    yield f"| --- | {' | '.join('---:' for _ in heads)} |"
    for each in runs:
        yield (
            f"| {each.settings} | {each.seconds:.1f} s | {each.cpu:.1f} s | {each.megabytes:.0f} MB"
            f" | {each.requests:,} | {each.most_to_a_host} | {each.most_in_all} |"
        )
    yield ""
    for (unit, goal), value in zip(_GOALS, (runs[0].seconds, runs[0].megabytes), strict=True):
        state = "reached" if value <= goal else "not reached"
        yield f"{value:.1f} {unit}, at most {goal:.0f}: {state}"


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=2000, help="number of sources")
    parser.add_argument("--hosts", type=int, default=40, help="number of hosts")
    parser.add_argument("--delay", type=float, default=0.005, help="seconds for each answer")
    options = parser.parse_args()
    settings: list[dict[str, Any]] = [{}, {"rate": 100}, {"rate": 100, "per_host": 8}]
    runs = [measured(options.sources, options.hosts, options.delay, each) for each in settings]
    print("\n".join(report(runs)))  # noqa: T201 - the report
    return 0


if __name__ == "__main__":
    sys.exit(main())
