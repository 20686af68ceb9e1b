"""Build one publication with briefgen and its peers, and compare: `python benchmarks/run.py`.

docs/speed.md explains what is measured and why.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus import Brief, corpus
from generators import NEWEST, Generator, NotInstalled, put
from generators.briefgen import BRIEFGEN, EVERYTHING, EVERYTHING_PDF, INSTALLED
from generators.eleventy import ELEVENTY
from generators.hugo import EVERYTHING as HUGO_EVERYTHING
from generators.hugo import HUGO
from generators.nikola import NIKOLA
from generators.pelican import PELICAN
from measure import Failed, cores, latencies, peak_memory, preview, seconds
from picture import draw
from table import report

GENERATORS = (
    BRIEFGEN, INSTALLED, EVERYTHING, EVERYTHING_PDF,
    HUGO, HUGO_EVERYTHING, ELEVENTY, PELICAN, NIKOLA,
)  # fmt: skip
_ROOT = Path(__file__).resolve().parents[1]
_SAVES = 30
_SETTLED = 0.3  # seconds after which no tool thinks that a file is still being written
_SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Subject:
    """An installed generator, with its site and the brief that is edited."""

    generator: Generator
    tools: Path
    site: Path
    brief: Brief

    @property
    def page(self) -> Path:
        """The page of the brief that is edited."""
        return self.site / self.generator.output / "briefs" / self.brief.slug / "index.html"

    def clear(self) -> None:
        """Move away the output and the caches of earlier builds.

        Deleting them would make ext4 several times slower at new files for half a minute.
        """
        away = Path(tempfile.mkdtemp(dir=self.site.parent, prefix="away-"))
        for name in (self.generator.output, *self.generator.caches):
            if (self.site / name).exists():
                (self.site / name).rename(away / name.replace("/", "-"))

    def build(self, *options: str) -> float:
        """Build, and return how long it took."""
        return seconds([*self.generator.command(self.tools), *options], self.site)

    def edit(self, brief: Brief) -> None:
        """Write another version of the brief."""
        path, text = self.generator.entry(brief)
        put(self.site / path, text)

    def edition(self, number: int) -> None:
        """Change the layout of every page."""
        layout = self.site / self.generator.layout
        put(layout, re.sub(r"Edition \d+", f"Edition {number}", layout.read_text(encoding="utf-8")))

    def expect(self, word: str) -> None:
        """Raise Failed unless the brief's page shows the word: a build that did nothing is fast."""
        if word not in self.page.read_text(encoding="utf-8"):
            raise Failed(f"{self.generator.name}: the new page does not show {word!r}")


def reworded(brief: Brief, word: str) -> Brief:
    """Return the brief with another first word of its text."""
    return replace(brief, body=f"{word} {brief.body.split(' ', 1)[1]}")


def cases(subject: Subject, turn: int) -> Iterator[tuple[str, float]]:
    """Measure each case once, beginning with the original publication."""
    subject.clear()
    subject.edit(subject.brief)
    time.sleep(_SETTLED)
    yield "cold", subject.build(*subject.generator.cold_options)
    if subject.generator.cold_options:
        subject.build()  # not measured: fills the cache that the cold build did not use
    yield "nothing", subject.build()
    brief = reworded(subject.brief, f"Reworded{turn}")
    subject.edit(brief)
    yield "word", subject.build()
    subject.expect(f"Reworded{turn}")
    subject.edit(replace(brief, title=f"{brief.title} Retitled{turn}"))
    yield "title", subject.build()
    subject.expect(f"Retitled{turn}")
    subject.edition(turn + 1)
    yield "layout", subject.build()
    subject.expect(f"Edition {turn + 1}")


def saves(subject: Subject) -> dict[str, Any]:
    """Measure the preview of briefgen: its first page, then saves."""
    program = [str(subject.tools / "bin" / "briefgen"), "serve", "--port", "0"]
    target = f"/briefs/{subject.brief.slug}/"

    def save(number: int) -> str:
        word = f"Saved{number}x"
        subject.edit(reworded(subject.brief, word))
        return word

    subject.clear()
    with preview(program, subject.site) as (_, first_cold):
        pass
    with preview(program, subject.site) as (address, first_warm):
        durations = latencies(address, target, _SAVES, save)
    return {"first page, no cache": first_cold, "first page": first_warm, _SAVED: durations}


def measured(subjects: Sequence[Subject], rounds: int) -> dict[str, dict[str, Any]]:
    """Measure all subjects in turn, so that a slow minute of the machine affects all."""
    results: dict[str, dict[str, Any]] = {subject.generator.name: {} for subject in subjects}
    for turn in range(rounds):
        for subject in subjects:
            result = results[subject.generator.name]
            for case, duration in cases(subject, turn):
                result.setdefault(case, []).append(duration)
                tell(f"  round {turn + 1}: {subject.generator.name}, {case}: {duration:.2f} s")
    for subject in subjects:  # separately, since measuring memory takes time
        subject.clear()
        command = [*subject.generator.command(subject.tools), *subject.generator.cold_options]
        results[subject.generator.name]["memory"] = peak_memory(command, subject.site)
        if subject.generator in (BRIEFGEN, INSTALLED):
            results[subject.generator.name].update(saves(subject))
    return results


def prepare(
    installed_generators: dict[str, tuple[Generator, Path]], size: int, work: Path
) -> list[Subject]:
    """Write each generator's site and check that all make the same pages. Raises Failed."""
    briefs = list(corpus(size))
    newest = max(briefs, key=lambda brief: brief.day)  # so that an edit reaches feeds and lists
    subjects = []
    pages_by_name: dict[str, set[str]] = {}
    for name, (generator, tools) in installed_generators.items():
        subject = Subject(generator, tools, work / "sites" / str(size) / name, newest)
        shutil.rmtree(subject.site, ignore_errors=True)
        generator.write(subject.site, tools, briefs)
        subject.build()
        pages_by_name[name], others = generator.pages(subject.site)
        tell(f"  {name}: {len(pages_by_name[name])} pages and feeds, {others} other files")
        _complete(subject, briefs)
        subjects.append(subject)
    if differences := list(_differences(pages_by_name)):
        raise Failed("\n".join(("not all made the same pages:", *differences)))
    return subjects


def _complete(subject: Subject, briefs: Sequence[Brief]) -> None:
    """Raise Failed if the sitemap or the site's feed lacks a brief."""
    output = subject.site / subject.generator.output
    sitemap = (output / "sitemap.xml").read_text(encoding="utf-8")
    feed = (output / subject.generator.feed).read_text(encoding="utf-8")
    in_sitemap = sum(f"/briefs/{brief.slug}/<" in sitemap for brief in briefs)
    entries = len(re.findall(r"<(?:item|entry)>", feed))
    if in_sitemap != len(briefs) or entries != min(NEWEST, len(briefs)):
        raise Failed(
            f"{subject.generator.name}: {in_sitemap} briefs in the sitemap, {entries} in the feed"
        )


def _differences(pages_by_name: dict[str, set[str]]) -> Iterator[str]:
    everyones = set.intersection(*pages_by_name.values())
    for name, pages in pages_by_name.items():
        for page in sorted(pages - everyones)[:10]:
            without = [other for other in pages_by_name if page not in pages_by_name[other]]
            yield f"  {name} made {page}, {', '.join(without)} did not"


def installed(
    names: Sequence[str], work: Path
) -> tuple[dict[str, tuple[Generator, Path]], dict[str, str]]:
    """Install the generators; return the installed ones and their versions."""
    generators, versions = {}, {}
    for generator in GENERATORS:
        if generator.name not in names:
            continue
        tools = work / "tools" / (generator.tools or generator.name)
        try:
            versions[generator.name] = generator.install(tools)
        except NotInstalled as reason:
            tell(f"{generator.name} is skipped because it could not be installed: {reason}")
            continue
        generators[generator.name] = generator, tools
        tell(f"{generator.name} {versions[generator.name]}")
    return generators, versions


def tell(text: str) -> None:
    """Report progress."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _arguments() -> argparse.Namespace:
    names = [generator.name for generator in GENERATORS]
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--sizes", nargs="+", type=int, default=[100, 1000, 5000, 10000], help="briefs in a corpus")
    add("--rounds", type=int, default=3, help="how often each case is measured")
    add("--generators", nargs="+", choices=names, default=names, help="generators to compare")
    add(
        "--work",
        type=Path,
        default=_ROOT / "build" / "benchmarks",
        help="folder for sites and tools",
    )
    add("--result", type=Path, help="result file (default: result.json in the work folder)")
    add("--picture", type=Path, help="draw a chart of the result file without measuring")
    return parser.parse_args()


def main() -> int:
    """Measure and report, or draw what was measured."""
    options = _arguments()
    work = options.work.resolve()
    file = options.result or work / "result.json"
    if options.picture:
        put(options.picture, draw(json.loads(file.read_text(encoding="utf-8"))))
        return 0
    generators, versions = installed(options.generators, work)
    result: dict[str, Any] = {
        "cores": cores(),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "rounds": options.rounds,
        "versions": versions,
        "sizes": {},
    }
    try:
        for size in options.sizes:
            tell(f"{size} briefs")
            result["sizes"][str(size)] = measured(prepare(generators, size, work), options.rounds)
            put(file, json.dumps(result, indent=1) + "\n")
    except Failed as failure:
        tell(str(failure))
        return 1
    finally:
        for away in work.glob("sites/*/away-*"):
            shutil.rmtree(away)
    sys.stdout.write(report(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
