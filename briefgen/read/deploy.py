"""What types cannot express about the targets of `briefgen deploy` in site.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from briefgen.model.config import DeployTarget
from briefgen.model.destinations import (
    BranchDestination,
    BucketDestination,
    FolderDestination,
    HostDestination,
    InvalidDestination,
    destination_of,
)
from briefgen.model.diagnostics import Diagnostic
from briefgen.read.yaml_document import Document

_KEY: Final = "deploy"
_SECRET: Final = re.compile(
    r"pass(?:word|wd|phrase|wort)?|.*(?:secret|token|password|credential|passphrase).*"
    r"|.*(?:api|access|private|account|secret)[_-]?key(?:[_-]?id)?|key|auth",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(r"://[^/@\s]*:[^/@\s]+@")
_ENDPOINT: Final = re.compile(r"https?://[\w.-]+(?::\d{1,5})?(?:/[\w./~-]*)?", re.IGNORECASE)
# The keys that only one kind of target has, with the name of the kind.
_OWN: Final[Mapping[str, tuple[type, ...]]] = {
    "replace": (BranchDestination,),
    "endpoint": (BucketDestination,),
    "region": (BucketDestination,),
    "keep": (FolderDestination, HostDestination),
}
_KINDS: Final = {
    BranchDestination: "a branch of a git repository",
    BucketDestination: "a bucket",
    FolderDestination: "a folder",
    HostDestination: "a host",
}
_HINTS: Final = (
    "remove it, and cancel it where it is valid, because site.yaml may have been copied; "
    "docs/hosting.md says where git, ssh and S3 look for credentials"
)


def without_secrets(document: Document, data: Any) -> tuple[Any, tuple[Diagnostic, ...]]:
    """Return the value of `deploy` without what looks like a secret, with an error for each.

    Secrets are dropped before anything else looks at the values, so no message contains one.
    """
    if not isinstance(data, dict):
        return data, ()
    problems: list[Diagnostic] = []
    return {
        name: _clean(document, [_KEY, name], target, problems) for name, target in data.items()
    }, tuple(problems)


def _clean(
    document: Document, path: list[str | int], target: Any, problems: list[Diagnostic]
) -> Any:
    if not isinstance(target, dict):
        return target
    cleaned = {}
    for key, value in target.items():
        if _SECRET.fullmatch(key):
            problems.append(
                Diagnostic(
                    "secret",
                    f"`{key}` looks like the key of a secret, which must not be in site.yaml",
                    document.key_at([*path, key]),
                    _HINTS,
                )
            )
        elif isinstance(value, str) and _LOGIN.search(value):
            problems.append(
                Diagnostic(
                    "secret",
                    f"`{key}` contains a password, which must not be in site.yaml",
                    document.key_at([*path, key]),
                    _HINTS,
                )
            )
            cleaned[key] = _LOGIN.sub("://", value)
        else:
            cleaned[key] = value
    return cleaned


def deploy_problems(
    document: Document, targets: Mapping[str, DeployTarget]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with targets, at the places of their values."""
    for name, target in targets.items():
        try:
            destination = destination_of(target.to, target.branch)
        except InvalidDestination as problem:
            location = document.value_at([_KEY, name, "to"])
            yield Diagnostic("wrong-value", str(problem), location, problem.hint)
            continue
        raw = document.at([_KEY, name])
        for key, kinds in _OWN.items():
            if key in raw and not isinstance(destination, kinds):
                yield Diagnostic(
                    "setting-without-effect",
                    f"`{key}` has no effect for {_KINDS[type(destination)]}",
                    document.key_at([_KEY, name, key]),
                    "remove the line",
                )
        if target.endpoint and not _ENDPOINT.fullmatch(target.endpoint):
            yield Diagnostic(
                "wrong-value",
                f"`{target.endpoint}` is not the URL of a service",
                document.value_at([_KEY, name, "endpoint"]),
                "write it as your provider shows it, for example https://s3.example.org",
            )
        if target.base_url and urlsplit(target.base_url).scheme not in ("http", "https"):
            yield Diagnostic(
                "wrong-value",
                f"`{target.base_url}` is not the URL of a site",
                document.value_at([_KEY, name, "base_url"]),
                "write an absolute URL, for example https://staging.example.org",
            )
