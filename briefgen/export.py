"""Writes one brief as one HTML file that opens anywhere, for an email."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from briefgen import pipeline
from briefgen.model.addresses import absolute, href, output_path
from briefgen.model.codes import Severity
from briefgen.model.diagnostics import Checked, Diagnostic, has_errors
from briefgen.model.site_folder import CONTENT
from briefgen.pipeline import Build, BuildOptions, Planned, Workers
from briefgen.pipeline.planning.rows import sources_of
from briefgen.publish.target import is_published
from briefgen.render.standalone import Surroundings, standalone

_LAYOUT: Final = "brief.html"
_INDEX: Final = "index.html"
_BRIEFS: Final = f"{CONTENT}briefs/"


@dataclass(frozen=True, slots=True)
class Exported:
    """A brief as one file: its slug, and the file's bytes."""

    slug: str
    data: bytes


def export_brief(
    root: Path, path: str, now: datetime, workers: Workers
) -> Checked[Exported | None]:
    """Return the brief at a path as one file; it may be unpublished.

    Other unpublished texts are left out: the file says nothing of them. Problems of other files
    are not reported.
    """
    store = pipeline.open_store(root, "export")
    options = BuildOptions(now=now, ahead="ignore")
    public = pipeline.build(root, options, store, workers)
    own = replace(options, purpose="export", always=path)
    build = pipeline.build(root, own, store, workers)
    page = _page_of(build, path)
    if page is None:
        return Checked(None, build.diagnostics)
    problems = tuple(_problems(build, path))
    checked = build.produce(page)
    diagnostics = (*problems, *checked.diagnostics)
    if has_errors(diagnostics):
        return Checked(None, diagnostics)
    around = Surroundings(
        url=href(build.base_path, _url(page)),
        file=partial(_file, build),
        link=partial(_link, public),
    )
    data = standalone(checked.value.decode(), around).encode()
    return Checked(Exported(_slug(page), data), diagnostics)


def brief_path(root: Path, file: Path) -> str:
    """Return the path of a brief within its site, or "" if the file is not a brief.

    `file` may also be the brief's folder.
    """
    text_file = file / "index.md" if file.is_dir() else file
    try:
        path = text_file.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return ""
    return path if path.startswith(_BRIEFS) and text_file.is_file() else ""


def misplaced(root: Path, output: Path) -> str:
    """Return why an exported brief must not be written to a path, or "".

    It may contain an unpublished text, so it must not become a part of the site.
    """
    target = output.resolve()
    if target == (root / pipeline.SITE_FILE).resolve():
        return f"{output} has the settings of the site"
    for name in ("content", "layouts", "public"):
        if target.is_relative_to((root / name).resolve()):
            return f"{output} is in {name}/, so it would be published"
    if any(map(is_published, target.parents)):
        return f"{output} is in a published site"
    return ""


def _page_of(build: Build, path: str) -> Planned | None:
    pages = (each for each in build.outputs if each.is_page and each.row.maker == _LAYOUT)
    return next((page for page in pages if path in sources_of(page.row)[:1]), None)


def _problems(build: Build, path: str) -> Iterator[Diagnostic]:
    """Yield the problems of a brief; a link to an unpublished text is only left out of the file."""
    for each in build.diagnostics:
        if each.location.path == path:
            is_left_out = each.code == "unpublished-link"
            yield replace(each, level=Severity.WARNING) if is_left_out else each


def _url(page: Planned) -> str:
    return "/" + page.path.removesuffix(_INDEX)


def _slug(page: Planned) -> str:
    return posixpath.basename(page.path.removesuffix(f"/{_INDEX}").removesuffix(".html"))


def _file(build: Build, path: str) -> bytes | None:
    """Return the bytes of a file of the site, by its URL path."""
    output = build.output(_within(build, path))
    checked = build.produce(output) if output else None
    return checked.value if checked and not has_errors(checked.diagnostics) else None


def _link(public: Build, path: str) -> str:
    """Return the absolute URL of a URL path, or "" if nothing is published there."""
    if public.output(_within(public, path)) is None:
        return ""
    url = unquote(path).removeprefix(public.base_path)
    return absolute(public.base_url, url)


def _within(build: Build, path: str) -> str:
    return output_path(unquote(path).removeprefix(build.base_path))
