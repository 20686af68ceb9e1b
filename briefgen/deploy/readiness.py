"""Whether an output directory may be deployed: how and when it was built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from briefgen.cache import WORK_FOLDER, receipt
from briefgen.cache.file_stamps import unchanged
from briefgen.cache.receipt import BuildRequest, Receipt
from briefgen.model.config import SiteConfig
from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.site_folder import SITE_FILE
from briefgen.publish import MANIFEST
from briefgen.publish.target import is_published

# Names reserved for examples and tests: RFC 2606 and RFC 6761.
_EXAMPLE: Final = re.compile(
    r"(?:.+\.)?(?:example(?:\.(?:com|net|org))?|invalid|test|localhost)", re.IGNORECASE
)
_BUILD: Final = "run: briefgen build"


def refusals(
    root: Path, output: Path, config: SiteConfig, name: str, now: datetime
) -> tuple[Diagnostic, ...]:
    """Return why the output directory must not be deployed to the target `name`, in order."""
    output_path = _path_in_site(root, output)
    if not (output / MANIFEST).is_file():
        message = "there is nothing to deploy: this is not a built site"
        return (_refused(message, output_path, _command(root, output)),)
    if not is_published(output):
        message = "this site was built for reviewers, with all unpublished texts"
        return (_refused(message, output_path, _BUILD),)
    record = receipt.last(root / WORK_FOLDER)
    if record is None or record[0].request.target != str(output.resolve()):
        message = "how this directory was built is not known, so it may contain unpublished texts"
        return (_refused(message, output_path, _command(root, output)),)
    last, inputs, written_at = record
    base_url = (config.deploy[name].base_url or config.base_url).rstrip("/")
    reasons = (
        *_from_request(last.request, config, base_url, output_path, _command(root, output)),
        *_outdated(root, output, last, inputs, written_at, now),
    )
    return (*reasons, *_example(config, name, base_url))


def location_in_settings(config: SiteConfig, key: str) -> Location:
    """Return the place of a key in site.yaml."""
    return Location(SITE_FILE, config.spans.get(key, Span()))


def _from_request(
    request: BuildRequest, config: SiteConfig, base_url: str, output_path: str, command: str
) -> Iterator[Diagnostic]:
    """Yield what the options of the build put into the output that readers must not see."""
    if request.drafts:
        yield _refused("this directory was built with --drafts", output_path, command)
    if request.future:
        yield _refused("this directory was built with --future", output_path, command)
    built_for = (request.base_url or config.base_url).rstrip("/")
    if built_for != base_url:
        option = "" if base_url == config.base_url.rstrip("/") else f" --base-url {base_url}"
        message = f"this directory was built for {built_for}, but the target is {base_url}"
        yield _refused(message, output_path, f"{command}{option}")


def _outdated(
    root: Path, output: Path, last: Receipt, inputs: str, written_at: int, now: datetime
) -> Iterator[Diagnostic]:
    """Yield that the site or the output changed since the build."""
    output_path, command = _path_in_site(root, output), _command(root, output)
    present = receipt.inputs_digest(root, last.request)
    # Without a digest, a file changed so recently that it may change again unnoticed.
    has_both = bool(inputs and present)
    is_same = present == inputs if has_both else receipt.newest_input(root) < written_at
    if not is_same:
        message = "the site has changed since this directory was built"
        yield _refused(message, output_path, command)
    elif last.next_change is not None and now >= last.next_change:
        path = last.left_out.next_path or "a text"
        message = f"{path} is due, but this directory was built before"
        yield _refused(message, output_path, command)
    if not unchanged(str(output), last.output_stamps):
        message = "files in this directory were changed by hand, or by another program"
        yield _refused(message, output_path, f"{command} --clean")


def _example(config: SiteConfig, name: str, base_url: str) -> Iterator[Diagnostic]:
    host = urlsplit(base_url).hostname or ""
    if _EXAMPLE.fullmatch(host):
        key = f"deploy.{name}.base_url" if config.deploy[name].base_url else "base_url"
        yield Diagnostic(
            "deploy-refused",
            f"{base_url} is only an example, so links in feeds and previews would lead nowhere",
            location_in_settings(config, key),
            "write the URL of your site as `base_url`, and build again",
        )


def _refused(message: str, path: str, hint: str) -> Diagnostic:
    return Diagnostic("deploy-refused", message, Location(path), hint)


def _path_in_site(root: Path, output: Path) -> str:
    """Return a path as seen from the site, if it is inside."""
    real_output, site = output.resolve(), root.resolve()
    return (
        real_output.relative_to(site).as_posix()
        if real_output.is_relative_to(site)
        else str(output)
    )


def _command(root: Path, output: Path) -> str:
    is_usual = output.resolve() == (root / "public").resolve()
    return _BUILD if is_usual else f"{_BUILD} --output {output}"
