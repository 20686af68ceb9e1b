"""Publishes a built site: to a folder, a host, a branch of a git repository, or a bucket.

Each kind of target is a :class:`Target`, with the same three methods. They write in an order in
which no reader meets half a release, and continue what was interrupted. If a target refuses, they
raise :class:`Failed`, which becomes one diagnostic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from briefgen.deploy.branch import BranchTarget
from briefgen.deploy.bucket import BucketTarget
from briefgen.deploy.folder import FolderTarget
from briefgen.deploy.host import HostTarget
from briefgen.deploy.readiness import location_in_settings, refusals
from briefgen.deploy.release import Release, read_release
from briefgen.deploy.target import (
    Changes,
    Deployed,
    Failed,
    Progress,
    Target,
    unreadable,
    without_logins,
)
from briefgen.model.config import DeployTarget, SiteConfig
from briefgen.model.destinations import (
    BranchDestination,
    BucketDestination,
    HostDestination,
    destination_of,
)
from briefgen.model.diagnostics import Checked, Diagnostic
from briefgen.pipeline import WORK_FOLDER
from briefgen.publish import site_lock

__all__ = [
    "Changes", "Deployed", "Progress", "Request", "deploy_site", "planned_changes", "roll_back",
]  # fmt: skip


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to deploy, and where: the output directory of the site in `root` to a named target."""

    root: Path
    output: Path
    config: SiteConfig
    name: str
    now: datetime

    @property
    def settings(self) -> DeployTarget:
        """The settings of the target."""
        return self.config.deploy[self.name]


def planned_changes(request: Request) -> Checked[Changes | None]:
    """Return what deploying would change, without changing anything."""
    return _run(request, lambda target, release: target.changes(release))


def deploy_site(
    request: Request, progress: Progress, waiting: Callable[[Diagnostic], object]
) -> Checked[Deployed | None]:
    """Publish the output directory. `waiting` is called if a build has to finish first."""
    with site_lock(request.root / WORK_FOLDER, waiting=waiting) as lock:
        if not lock.value:
            return Checked(None, lock.diagnostics)
        return _run(request, lambda target, release: target.publish(release, progress))


def roll_back(request: Request) -> Checked[str | None]:
    """Publish the release before the present one again, and return its name."""
    try:
        return Checked(target_of(request).roll_back())
    except Failed as failed:
        return Checked(None, (_failure(request, failed),))


def target_of(request: Request) -> Target:
    """Return the target with the settings of a request."""
    settings = request.settings
    destination = destination_of(settings.to, settings.branch)
    if isinstance(destination, BranchDestination):
        return BranchTarget(request.root, destination, replace=settings.replace)
    if isinstance(destination, BucketDestination):
        return BucketTarget(destination, settings.endpoint, settings.region)
    if isinstance(destination, HostDestination):
        return HostTarget(destination, settings.keep)
    folder = request.root / Path(destination.path).expanduser()
    _check_folder(request, folder)
    return FolderTarget(folder, settings.keep)


def _check_folder(request: Request, folder: Path) -> None:
    """Refuse a folder whose files a build would read or delete, or where the site itself is."""
    root, real_folder = request.root.resolve(), folder.resolve()
    inside = (root / "content", root / "layouts", root / WORK_FOLDER, request.output.resolve())
    if root.is_relative_to(real_folder) or any(real_folder.is_relative_to(each) for each in inside):
        raise Failed(
            f"`{request.settings.to}` is a folder of the site itself",
            "write another folder as `to`, for example ../www",
        )


def _run(request: Request, act: Callable[[Target, Release], T]) -> Checked[T | None]:
    refused = refusals(request.root, request.output, request.config, request.name, request.now)
    if refused:
        return Checked(None, refused)
    try:
        return Checked(act(target_of(request), read_release(request.output)))
    except Failed as failed:
        return Checked(None, (_failure(request, failed),))
    except OSError as error:
        return Checked(None, (_failure(request, unreadable(error)),))


def _failure(request: Request, failed: Failed) -> Diagnostic:
    location = location_in_settings(request.config, f"deploy.{request.name}")
    message = f"cannot deploy to `{request.name}`: {without_logins(str(failed))}"
    return Diagnostic("deploy-failed", message, location, without_logins(failed.hint))
