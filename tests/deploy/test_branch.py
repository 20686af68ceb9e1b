"""Deploying to a branch of a real git repository."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

import pytest

from tests.deploy.conftest import Host, MakeSite, Site, brief

AUTHOR = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "An Editor",
    "GIT_AUTHOR_EMAIL": "editor@example.org",
    "GIT_COMMITTER_NAME": "An Editor",
    "GIT_COMMITTER_EMAIL": "editor@example.org",
}


def git(folder: Path, *arguments: str, data: str | None = None) -> str:
    process = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **AUTHOR}, input=data,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "remote.git"
    folder.mkdir()
    git(folder, "init", "--quiet", "--bare")
    return folder


@pytest.fixture
def site(site_for: MakeSite, repository: Path) -> Site:
    site = site_for("http://127.0.0.1", to=str(repository), branch="pages")
    site.environment = AUTHOR
    return site


def published(repository: Path, branch: str = "pages") -> dict[str, str]:
    """Return the blobs of a branch by path."""
    listed = git(repository, "ls-tree", "-r", "-z", branch).rstrip("\0").split("\0")
    entries = (entry.partition("\t") for entry in listed)
    return {path: about.split()[2] for about, _, path in entries}


def files(repository: Path, branch: str = "pages") -> dict[str, bytes]:
    blobs = published(repository, branch)
    ours = {
        path: blob for path, blob in blobs.items() if path not in (".briefgen.json", ".nojekyll")
    }
    return {
        path: subprocess.run(
            ["git", "cat-file", "blob", blob], cwd=repository, capture_output=True, check=True
        ).stdout
        for path, blob in ours.items()
    }


def history(repository: Path, branch: str = "pages") -> list[str]:
    return git(repository, "log", "--format=%s", branch).splitlines()


def commit_by_someone(repository: Path, tmp_path: Path, name: str, text: str) -> None:
    """Let someone else push a file to the branch."""
    clone = tmp_path / f"clone-of-{name}"
    git(tmp_path, "clone", "--quiet", "--branch", "pages", str(repository), str(clone))
    (clone / name).write_text(text)
    git(clone, "add", name)
    git(clone, "commit", "--quiet", "-m", f"Add {name}")
    git(clone, "push", "--quiet", "origin", "pages")


def test_each_release_is_one_commit(site: Site, repository: Path) -> None:
    site.build()
    listed = site.run("deploy", "--dry-run")
    assert "add     briefs/b1/index.html\n" in listed.stdout
    assert git(repository, "branch") == ""
    site.deploy()
    assert files(repository) == site.files
    assert {".nojekyll", ".briefgen.json"} <= published(repository).keys()
    assert "nothing to do" in site.deploy()
    site.write("content/briefs/b1.md", brief(1, "Another text."))
    (site.root / "content/briefs/b2.md").unlink()
    site.build()
    site.deploy()
    assert files(repository) == site.files
    assert len(history(repository)) == 2
    assert "removed" in history(repository)[0]
    author = git(repository, "log", "-1", "--format=%an <%ae> %cn", "pages")
    assert author == "An Editor <editor@example.org> An Editor\n"
    git(repository, "fsck", "--strict")


def test_files_of_others_are_not_touched(site: Site, repository: Path, tmp_path: Path) -> None:
    site.build()
    site.deploy()
    commit_by_someone(repository, tmp_path, "CNAME", "briefs.example.org")
    git(repository, "branch", "other", "pages")
    site.write("content/briefs/b1.md", brief(1, "Another text."))
    site.build()
    site.deploy()
    assert files(repository) == {**site.files, "CNAME": b"briefs.example.org"}
    assert history(repository)[1:] == ["Add CNAME", history(repository, "other")[1]]


def test_a_branch_of_someone_else_is_replaced_only_on_request(
    site: Site, repository: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    git(tmp_path, "clone", "--quiet", str(repository), str(work))
    git(work, "checkout", "--quiet", "-b", "pages")
    (work / "index.html").write_text("another site")
    (work / "README").write_text("about")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "Begin")
    git(work, "push", "--quiet", "origin", "pages")
    site.build()
    message = site.refusal()
    assert "the branch has `index.html`, which briefgen did not put there" in message
    assert "set `replace: true`" in message
    assert history(repository) == ["Begin"]
    settings = (site.root / "site.yaml").read_text()
    (site.root / "site.yaml").write_text(settings.replace('"branch"', '"replace": true, "branch"'))
    site.build()
    site.deploy()
    assert files(repository) == site.files
    assert len(history(repository)) == 2


def test_a_rollback_shows_the_release_before_and_keeps_files_of_others(
    site: Site, repository: Path, tmp_path: Path
) -> None:
    editions = []
    for number in range(3):
        site.write("content/briefs/b1.md", brief(1, f"Edition {number}."))
        site.build()
        site.deploy()
        editions.append(files(repository))
    commit_by_someone(repository, tmp_path, "CNAME", "briefs.example.org")
    for former in (editions[1], editions[0]):
        site.deploy("--rollback")
        assert files(repository) == {**former, "CNAME": b"briefs.example.org"}
    assert "there is no earlier release" in site.refusal("--rollback")
    site.deploy()
    assert files(repository) == {**editions[2], "CNAME": b"briefs.example.org"}
    assert len(history(repository)) == 7


def test_a_push_by_someone_else_at_the_same_time_is_kept(
    site: Site, repository: Path, tmp_path: Path
) -> None:
    """A hook of the repository lets another push win while ours is on its way."""
    site.build()
    site.deploy()
    commit_by_someone(repository, tmp_path, "CNAME", "briefs.example.org")
    theirs = git(repository, "rev-parse", "pages").strip()
    git(repository, "update-ref", "refs/heads/pages", "pages~1")
    hook = repository / "hooks" / "pre-receive"
    hook.write_text(
        f"#!/bin/sh\n[ -e {tmp_path}/once ] && exit 0\ntouch {tmp_path}/once\n"
        f"unset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/pages {theirs}\n"
    )
    hook.chmod(0o755)
    site.write("content/briefs/b1.md", brief(1, "Another text."))
    site.build()
    site.deploy()
    assert (tmp_path / "once").exists()
    assert files(repository) == {**site.files, "CNAME": b"briefs.example.org"}
    assert history(repository)[1] == "Add CNAME"


def test_two_deployments_at_once_leave_one_of_them(site: Site, repository: Path) -> None:
    site.build()
    threads = [threading.Thread(target=site.deploy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files(repository) == site.files
    assert len(history(repository)) == 1


def test_the_name_of_a_remote_and_ssh_work(
    site_for: MakeSite, host: Host, repository: Path
) -> None:
    site = site_for("http://127.0.0.1", to="pages-host", branch="pages")
    site.environment = {**AUTHOR, **host.environment}
    git(site.root, "init", "--quiet")
    git(site.root, "remote", "add", "pages-host", f"ssh://{host.name}{repository}")
    git(site.root, "add", "site.yaml")
    git(site.root, "commit", "--quiet", "-m", "Begin")
    site.build()
    site.deploy()
    assert files(repository) == site.files
    source = git(site.root, "rev-parse", "HEAD").strip()
    assert f"Built-from: {source}" in git(repository, "log", "-1", "--format=%B", "pages")


def test_settings_of_the_sites_repository_apply(site_for: MakeSite, repository: Path) -> None:
    """CI services put their token there. Here, the setting leads to the repository."""
    url = "https://git.invalid/briefs.git"
    site = site_for("http://127.0.0.1", to=url, branch="pages")
    site.environment = AUTHOR
    git(site.root, "init", "--quiet")
    git(site.root, "config", "--local", f"url.{repository}.insteadOf", url)
    site.build()
    site.deploy()
    assert files(repository) == site.files


def test_problems_of_git_are_one_plain_message(
    site_for: MakeSite, site: Site, repository: Path, tmp_path: Path
) -> None:
    site.build()
    hook = repository / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'No pushes on Mondays' >&2\nexit 1\n")
    hook.chmod(0o755)
    message = site.refusal()
    assert "cannot deploy to `production`: git reports: No pushes on Mondays" in message
    assert "allow this push in the settings of the repository" in message
    site.environment = {**AUTHOR, "GIT_AUTHOR_NAME": "", "GIT_AUTHOR_EMAIL": ""}
    assert "git does not know who commits" in site.refusal()
    site = site_for("http://127.0.0.1", to=str(tmp_path / "nothing.git"))
    site.environment = AUTHOR
    site.build()
    assert "is neither a repository nor a remote" in site.refusal()
