"""Measure how many requests nginx and Caddy answer with the files of `briefgen init --host`.

    .venv/bin/python benchmarks/servers.py
    .venv/bin/python benchmarks/servers.py --seconds 30 --connections 64

Needs nginx, Caddy and wrk, which are packages of Debian. The server has one core, and wrk another.
Each page is asked for beside an empty page, in turn, so that the figures can be compared.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from corpus import corpus
from generators import front_matter

_ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.append(str(_ROOT))

from tests.support.real_servers import program, running  # noqa: E402 - needs the line above

_SETTINGS: Final = """title: Load
base_url: https://example.org
search: {enabled: false}
social: {images: false}
headers: {servers: [nginx, caddy]}
"""
_BRIEFS: Final = 40
_GZIP: Final = "Accept-Encoding: gzip"
_UNITS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class Case(NamedTuple):
    """A file that is asked for."""

    name: str
    path: str
    headers: tuple[str, ...] = ()


class Load(NamedTuple):
    """What a server answered under load: requests a second, and milliseconds."""

    rate: float
    percentile: float  # the 99th


def load(url: str, case: Case, seconds: int, connections: int) -> Load:
    """Ask for one file again and again for some seconds."""
    options = [f"-d{seconds}s", f"-c{connections}", "-t1", "--latency"]
    headers = [word for header in case.headers for word in ("-H", header)]
    output = subprocess.run(  # noqa: S603 - our own command, to an address of this machine
        [shutil.which("wrk") or "wrk", *options, *headers, url + case.path],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{url}{case.path} was not answered:\n{output}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", output)
    if rate is None or late is None:
        raise SystemExit(output)
    return Load(float(rate[1]), float(late[1]) * _UNITS[late[2]])


def built(root: Path) -> tuple[Path, list[Case]]:
    """Build a site, and return its output and the files to ask for."""
    briefs = list(corpus(_BRIEFS))
    files = {f"content/briefs/{each.slug}.md": front_matter(each) + each.body for each in briefs}
    for name, text in {"site.yaml": _SETTINGS, "content/empty.html": "", **files}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "briefgen", "--quiet", "-C", str(root), "build"]
    subprocess.run(command, cwd=_ROOT, check=True)  # noqa: S603 - our own command
    page = f"/briefs/{briefs[0].slug}/"
    size = (root / "public" / page.strip("/") / "index.html").stat().st_size
    return root / "public", [
        Case("an empty page", "/empty.html"),
        Case(f"a brief ({size / 1000:.0f} kB)", page),
        Case("the same, compressed with gzip", page, (_GZIP,)),
        Case("the same as Markdown", page, ("Accept: text/markdown",)),
    ]


def report(rows: Sequence[tuple[str, Case, Load]]) -> Iterator[str]:
    """Yield the lines of the report, as Markdown."""
    yield "| Server | File | Requests a second | 99th percentile |"
    yield "| --- | --- | ---: | ---: |"
    for server, case, result in rows:
        yield f"| {server} | {case.name} | {result.rate:,.0f} | {result.percentile:.1f} ms |"


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="how long each file is asked for")
    parser.add_argument("--connections", type=int, default=16, help="how many clients at once")
    parser.add_argument("--rounds", type=int, default=3, help="how often; medians are shown")
    options = parser.parse_args()
    if missing := [name for name in ("nginx", "caddy", "wrk") if not program(name)]:
        raise SystemExit(f"not installed: {', '.join(missing)}")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        site, cases = built(Path(folder))
        for server in ("nginx", "caddy"):
            with running(server, site) as url:
                turns = [
                    [load(url, case, options.seconds, options.connections) for case in cases]
                    for _ in range(options.rounds)
                ]
            for case, results in zip(cases, zip(*turns, strict=True), strict=True):
                middle = Load(*(median(values) for values in zip(*results, strict=True)))
                rows.append((server, case, middle))
    print("\n".join(report(rows)))  # noqa: T201 - the report
    return 0


if __name__ == "__main__":
    sys.exit(main())
