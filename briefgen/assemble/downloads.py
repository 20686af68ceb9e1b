"""The files that a brief offers to download."""

from __future__ import annotations

import posixpath

from briefgen.model.addresses import href
from briefgen.model.content import Brief, Download
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Nearest
from briefgen.model.file_names import is_markdown
from briefgen.model.media_types import extension_of, media_type
from briefgen.model.site import Site
from briefgen.model.site_folder import CONTENT
from briefgen.model.targets import target_path
from briefgen.model.views import DownloadView


def downloads(brief: Brief, site: Site) -> Checked[tuple[DownloadView, ...]]:
    """Return the files that a brief offers, and report those that are not there."""
    views: list[DownloadView] = []
    problems: list[Diagnostic] = []
    for each in brief.downloads:
        target = target_path(each.file.destination, brief.path)
        if problem := _problem(each, target, brief, site):
            problems.append(problem)
        else:
            views.append(_view(each, target, site))
    return Checked(tuple(views), tuple(problems))


def _view(download: Download, target: str, site: Site) -> DownloadView:
    url = href(site.config.base_path, site.addresses.urls[target])
    origin = "/".join(site.config.base_url.split("/")[:3])
    return DownloadView(
        url=url,
        absolute_url=origin + url,
        title=download.title or posixpath.basename(target),
        form=extension_of(target).upper(),
        type=media_type(target),
        size=site.sizes.get(target, 0),
    )


def _problem(download: Download, target: str, brief: Brief, site: Site) -> Diagnostic | None:
    location = Location(brief.path, download.file.span)
    if is_markdown(target):
        message = f"`{download.file.destination}` is a text, and its page is no download"
        return Diagnostic("wrong-value", message, location, "link to it in the text")
    if target in site.addresses.urls:
        return None
    if target in site.addresses.withheld:
        message = f"`{download.file.destination}` is not published yet"
        hint = "remove it until then, or publish both together"
        return Diagnostic("unpublished-link", message, location, hint)
    if not target.startswith(CONTENT):
        hint = f"put the file in {CONTENT}; files outside it are not published"
        missing = download.file.destination
    else:
        hint, missing = f"put the file at `{target}`, or remove the line", target
    message = f"there is no file `{missing}`"
    return Diagnostic("broken-link", message, location, hint, Nearest("files", target))
