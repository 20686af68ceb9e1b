"""Targets in site.yaml."""

from __future__ import annotations

import pytest

from briefgen.model.destinations import (
    BranchDestination,
    BucketDestination,
    Destination,
    FolderDestination,
    HostDestination,
    destination_of,
)
from briefgen.model.diagnostics import Diagnostic
from briefgen.read.config import read_config

SITE = "title: A\nbase_url: https://a.example\ndeploy:\n  live:\n"


def problems(lines: str) -> tuple[Diagnostic, ...]:
    return read_config((SITE + lines).encode()).diagnostics


@pytest.mark.parametrize(
    ("to", "place"),
    [
        ("../www", FolderDestination("../www")),
        ("/srv/www", FolderDestination("/srv/www")),
        ("C:\\www", FolderDestination("C:\\www")),
        ("www@host.example:/srv/www/", HostDestination("www@host.example", "/srv/www")),
        ("host:briefs", HostDestination("host", "briefs")),
        ("[::1]:/srv", HostDestination("[::1]", "/srv")),
        (
            "git@host.example:me/briefs.git",
            BranchDestination("git@host.example:me/briefs.git", "gh-pages"),
        ),
        (
            "https://host.example/me/briefs",
            BranchDestination("https://host.example/me/briefs", "gh-pages"),
        ),
        ("s3://briefs", BucketDestination("briefs", "")),
        ("s3://briefs/a/b/", BucketDestination("briefs", "a/b/")),
    ],
)
def test_the_place_is_read_from_its_form(to: str, place: Destination) -> None:
    assert destination_of(to) == place


def test_a_branch_makes_any_name_a_repository() -> None:
    assert destination_of("origin", "pages") == BranchDestination("origin", "pages")


@pytest.mark.parametrize(
    ("lines", "code", "message"),
    [
        ("    to: ftp://a.example/\n", "wrong-value", "`ftp://` is not supported"),
        ("    to: a.example::briefs\n", "wrong-value", "module of an rsync server"),
        ("    to: 'a.example:/srv/$(id)'\n", "wrong-value", "is not a folder on `a.example`"),
        ("    to: 'a.example:/'\n", "wrong-value", "is not a folder on `a.example`"),
        ("    to: s3://A_B\n", "wrong-value", "is not the URL of a bucket"),
        ("    to: --upload-pack=x\n    branch: a\n", "wrong-value", "cannot begin with `-`"),
        ("    to: a\n    branch: --force\n", "wrong-value", "`deploy.live.branch` cannot be"),
        ("    to: a\n    keep: 1\n", "wrong-value", "must be at least 2"),
        ("    to: s3://briefs\n    endpoint: a b\n", "wrong-value", "not the URL of a service"),
        ("    to: a\n    base_url: a\n", "wrong-value", "not the URL of a site"),
        ("    to: a\n    region: b\n", "setting-without-effect", "no effect for a folder"),
        ("    to: s3://briefs\n    keep: 3\n", "setting-without-effect", "no effect for a bucket"),
        ("    too: a\n", "missing-key", "unknown key `too`"),
    ],
)
def test_what_cannot_be_a_target_is_reported_at_its_place(
    lines: str, code: str, message: str
) -> None:
    (problem,) = problems(lines)
    assert problem.code == code
    assert message in problem.message
    assert problem.location.span.line >= 4
    assert problem.hint


@pytest.mark.parametrize(
    "line",
    [
        "password: hunter2", "token: hunter2", "aws_secret_access_key: hunter2",
        "access_key_id: hunter2", "secret: {a: hunter2}", "api-key: hunter2", "key: hunter2",
        "PASSWORD: hunter2", "endpoint: https://me:hunter2@s3.example.org",
        "to: https://me:hunter2@git.example.org/briefs.git",
    ],
)  # fmt: skip
def test_a_secret_is_an_error_that_does_not_show_it(line: str) -> None:
    other = "" if line.startswith("to:") else "    to: s3://briefs\n"
    reported = problems(f"{other}    {line}\n")
    assert [problem.code for problem in reported] == ["secret"]
    assert "hunter2" not in str(reported)


def test_a_login_without_a_password_is_not_a_secret() -> None:
    assert problems("    to: https://me@git.example.org/briefs.git\n") == ()
    assert problems("    to: ssh://git@git.example.org/briefs.git\n") == ()
