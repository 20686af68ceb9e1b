"""What the benchmark needs to know about a generator, and code shared by all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Brief

PER_PAGE = 20
NEWEST = 20  # briefs in a feed
TITLE = "Bench"
URL = "https://bench.example"
EDITION = "Edition 0"  # in a layout of every page; the benchmark increments it


class NotInstalled(Exception):
    """A generator is not available on this machine."""


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator as its users set it up. Every path is relative to its site's folder."""

    name: str
    install: Callable[[Path], str]  # into a folder; returns the version
    files: Callable[[], dict[str, str | bytes]]  # settings and layouts by path
    entry: Callable[[Brief], tuple[str, str]]  # path and text of a brief
    command: Callable[[Path], list[str]]  # builds the site; receives the folder of `install`
    output: str
    layout: str  # a layout of every page, with EDITION in it
    feed: str  # name of the feed of a list
    caches: tuple[str, ...] = ()
    cold_options: tuple[str, ...] = ()  # for the first build, where a cache would only cost time
    tools: str = ""  # folder that it is installed into, by default named like it
    extras: str = ""  # a pattern of page names that only this generator makes
    second_page: int = 2  # number of a list's second page
    links: dict[str, str] = field(default_factory=dict)  # into the folder of `install`

    def write(self, site: Path, tools: Path, briefs: Sequence[Brief]) -> None:
        """Write the whole site."""
        for path, data in self.files().items():
            put(site / path, data)
        for path, text in map(self.entry, briefs):
            put(site / path, text)
        for path, target in self.links.items():
            (site / path).symlink_to((tools / target).resolve())

    def pages(self, site: Path) -> tuple[set[str], int]:
        """Return the names of its pages, feeds and sitemap, and the number of other files.

        Names are the same for all generators: `briefs/SLUG`, `page/2`, `categories/SLUG/feed`.
        """
        names: set[str] = set()
        others = 0
        root = site / self.output
        for file in root.rglob("*"):
            path = file.relative_to(root)
            if file.is_dir():
                continue
            name = self._name(root, path)
            if name and not (self.extras and re.fullmatch(self.extras, name)):
                names.add(name)
            else:
                others += 1
        return names, others

    def _name(self, root: Path, path: Path) -> str:
        if path.name == "index.html":
            first, _, number = path.parent.as_posix().rpartition("page/")
            if number.isdigit():
                return f"{first}page/{int(number) + 2 - self.second_page}"
            return path.parent.as_posix()
        if path.name == self.feed:
            return (path.parent / "feed").as_posix()
        if path.as_posix() == "sitemap.xml":
            return "sitemap"
        if path.suffix == ".xml" and (root / path.with_suffix("")).is_dir():
            return (path.with_suffix("") / "feed").as_posix()  # a feed beside its list's folder
        return ""


def put(path: Path, data: str | bytes) -> None:
    """Write a file, and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def front_matter(brief: Brief, **more: str) -> str:
    """Return a brief's front matter as YAML."""
    values: dict[str, object] = {
        "title": brief.title,
        "date": brief.day.isoformat(),
        "summary": brief.summary,
        "highlights": brief.highlights,
        "categories": brief.categories,
        "authors": brief.authors,
        **more,
    }
    lines = (
        f"{key}: {value if key == 'date' else json.dumps(value)}" for key, value in values.items()
    )
    return "\n".join(("---", *lines, "---", ""))


def environment() -> dict[str, str]:
    """Return the environment for all programs, without variables that change their behaviour."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "SOURCE_DATE_EPOCH")
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def output_of(command: Sequence[str | Path], folder: Path | None = None) -> str:
    """Run a command and return its output. Raises NotInstalled if it fails."""
    try:
        process = subprocess.run(  # noqa: S603 - our own commands
            [str(part) for part in command],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=900,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout or "").strip().splitlines()
        raise NotInstalled(last[-1] if last else str(error)) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(str(error)) from None
    return process.stdout.strip()


def pip_install(tools: Path, *packages: str) -> None:
    """Install packages from PyPI into a separate virtual environment."""
    if not (tools / "bin" / "pip").exists():
        output_of([sys.executable, "-m", "venv", tools])
    output_of([tools / "bin" / "pip", "install", "--quiet", *packages])


def version_of(tools: Path, package: str) -> str:
    """Return the version of an installed Python package."""
    question = f"import importlib.metadata as m; print(m.version({package!r}))"
    return output_of([tools / "bin" / "python", "-c", question])
