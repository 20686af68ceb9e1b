"""Compare the PDFs of briefgen with those of WeasyPrint, of the same briefs in one run.

    .venv/bin/python benchmarks/pdf.py                     # 200 generated briefs
    .venv/bin/python benchmarks/pdf.py --briefs 1000
    .venv/bin/python benchmarks/pdf.py --site ../my-site   # the briefs of a site of your own

WeasyPrint turns the pages of the built-in theme into PDFs, with the theme's style sheets for print.
The two take turns, brief by brief. Both run in one process, which has loaded its fonts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Final, NamedTuple

from corpus import corpus
from generators import NotInstalled, environment, pip_install, version_of
from generators.briefgen import EVERYTHING_PDF

from briefgen.pipeline import Build, BuildOptions, Planned, build, clear_cache

_FILES: Final = Path(tempfile.gettempdir()) / "briefgen-benchmarks"  # not in a site's folder
_WARM_UP: Final = 3  # briefs that are not measured
_GOALS: Final = (
    ("median processor time of a brief, in ms", 40.0),
    ("median processor time / WeasyPrint", 0.25),
)
# Reads paths of pages, and answers each with the time and the size of its PDF.
_PRINTER: Final = """
import json, logging, sys, time
from pathlib import Path
from urllib.parse import unquote, urlsplit
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

root, fonts = Path(sys.argv[1]), FontConfiguration()
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)

class Folder(URLFetcher):
    def fetch(self, url, headers=None):
        file = root / unquote(urlsplit(url).path).lstrip("/")
        if not url.startswith("http://site/") or not file.is_file():
            raise ValueError("not part of the site")
        return super().fetch(file.as_uri())

for line in sys.stdin:
    path = line.strip()
    started, used = time.perf_counter(), time.process_time()
    page = HTML(string=(root / path).read_text("utf-8"), base_url=f"http://site/{path}",
                url_fetcher=Folder())
    data = page.write_pdf(font_config=fonts)
    taken = time.perf_counter() - started
    print(json.dumps([taken, time.process_time() - used, len(data)]), flush=True)
    if len(sys.argv) > 2:
        (Path(sys.argv[2]) / path.replace("/", "-")).with_suffix(".pdf").write_bytes(data)
"""


class Measurement(NamedTuple):
    """A PDF: seconds of wall time and of processor time, and its size in bytes."""

    wall: float
    cpu: float
    size: int


def briefgen_pdf(site: Build, output: Planned) -> Measurement:
    """Create a PDF with briefgen, from the text that was read to the finished file."""
    started, used = time.perf_counter(), time.process_time()
    data = site.produce(output)
    if not data.value:
        raise SystemExit(f"{output.path}: {data.diagnostics}")
    wall = time.perf_counter() - started
    return Measurement(wall, time.process_time() - used, len(data.value))


@contextmanager
def weasyprint(tools: Path, root: Path) -> Iterator[subprocess.Popen[str]]:
    """Run WeasyPrint for the pages in a folder."""
    command = [str(tools / "bin" / "python"), "-c", _PRINTER, str(root)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.terminate()


def weasyprint_pdf(process: subprocess.Popen[str], page: str) -> Measurement:
    """Create a PDF with WeasyPrint, from the page to the finished file."""
    assert process.stdin is not None  # noqa: S101 - asked for above
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(f"{page}\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise SystemExit(f"WeasyPrint failed at {page}")
    return Measurement(*json.loads(answer))


def measured(root: Path, tools: Path, output: Path) -> tuple[list[Measurement], list[Measurement]]:
    """Return the PDFs of all briefs of a site, made by briefgen and by WeasyPrint."""
    command = [sys.executable, "-m", "briefgen", "-C", str(root), "--quiet", "build"]
    subprocess.run([*command, "--output", str(output)], check=True)  # noqa: S603
    site = build(root, BuildOptions(now=datetime.now(tz=UTC)))
    pdfs = [each for each in site.outputs if each.path.endswith(".pdf") and _page(each, output)]
    clear_cache(root)  # so that every PDF is created
    own, others = [], []
    with weasyprint(tools, output) as process:
        for number, pdf in enumerate(pdfs):
            one = briefgen_pdf(site, pdf)
            other = weasyprint_pdf(process, _page(pdf, output))
            if number >= _WARM_UP:
                own.append(one)
                others.append(other)
    return own, others


def _page(pdf: Planned, output: Path) -> str:
    """Return the path of the page of a PDF's brief, or nothing for another PDF."""
    page = f"{pdf.path.rpartition('/')[0]}/index.html"
    name = Path(pdf.path).stem
    is_brief = page.split("/")[-2] == name and len(pdf.sources) <= 1
    return page if is_brief and (output / page).is_file() else ""


def report(own: list[Measurement], others: list[Measurement], version: str) -> Iterator[str]:
    """Yield the lines of the report, as Markdown."""
    yield f"{len(own)} briefs, WeasyPrint {version}, one process each."
    yield ""
    yield "| | briefgen | WeasyPrint | briefgen / WeasyPrint |"
    yield "| --- | ---: | ---: | ---: |"
    for words, (one, other), unit in (
        ("median time", _medians(own, others, "wall"), "ms"),
        ("95th percentile", _late(own, others), "ms"),
        ("median processor time", _medians(own, others, "cpu"), "ms"),
        ("median size", _medians(own, others, "size"), "kB"),
    ):
        scale = 1000 if unit == "ms" else 1 / 1000
        figures = (f"{each * scale:.0f} {unit}" for each in (one, other))
        yield f"| {words} | {' | '.join(figures)} | {one / other:.2f} |"
    yield ""
    one, other = _medians(own, others, "cpu")
    for (words, goal), value in zip(_GOALS, (one * 1000, one / other), strict=True):
        state = "reached" if value <= goal else "not reached"
        yield f"{words}: {value:.2f}, at most {goal}: {state}"


def _medians(own: list[Measurement], others: list[Measurement], field: str) -> tuple[float, float]:
    one, other = (median(getattr(each, field) for each in made) for made in (own, others))
    return one, other


def _late(own: list[Measurement], others: list[Measurement]) -> tuple[float, float]:
    one, other = (quantiles([each.wall for each in made], n=20)[-1] for made in (own, others))
    return one, other


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--briefs", type=int, default=200, help="number of generated briefs")
    add("--site", type=Path, help="a site whose briefs are used instead")
    add("--work", type=Path, default=_FILES, help="folder for files")
    return parser.parse_args()


def main() -> int:
    """Measure and report."""
    options = _arguments()
    work = options.work.resolve()
    tools = work / "tools" / "weasyprint"
    try:
        pip_install(tools, "weasyprint")
    except NotInstalled as reason:
        sys.stderr.write(f"WeasyPrint could not be installed: {reason}\n")
        return 1
    root = options.site
    if root is None:
        root = work / "sites" / "pdf"
        shutil.rmtree(root, ignore_errors=True)
        EVERYTHING_PDF.write(root, tools, list(corpus(options.briefs)))
    own, others = measured(root, tools, work / "pdf")
    sys.stdout.write("\n".join(report(own, others, version_of(tools, "weasyprint"))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
