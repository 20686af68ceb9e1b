"""Which files have changed in git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from briefgen.ledger.revisions import NoRevision, changed_files

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


class Repository:
    """A git repository with files, without the settings of whoever runs the tests."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        command = [
            "git", "-c", "user.name=A", "-c", "user.email=a@example.org",
            "-c", "commit.gpgsign=false", "-C", str(self.root), *arguments,
        ]  # fmt: skip
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, *names: str, text: str = "A") -> None:
        self.write(*names, text=text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=A change")

    def write(self, *names: str, text: str = "B") -> None:
        for name in names:
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-settings"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return Repository(tmp_path / "repository")


def test_a_branch_has_its_commits_and_what_is_not_committed(repository: Repository) -> None:
    repository.commit("a.md", "b.md", "c.md", "d.md", ".gitignore", text="ignored.md\n")
    repository.git("switch", "--quiet", "--create", "topic")
    repository.commit("b.md", text="committed")
    repository.git("switch", "--quiet", "main")
    repository.commit("a.md", text="changed by somebody else")
    repository.git("switch", "--quiet", "topic")
    repository.write("c.md", "new.md", "ignored.md")
    repository.git("mv", "d.md", "moved.md")
    assert changed_files(repository.root) == {"b.md", "c.md", "new.md", "d.md", "moved.md"}
    assert changed_files(repository.root, "HEAD") == {"c.md", "new.md", "d.md", "moved.md"}


def test_a_site_may_be_a_folder_of_the_repository(repository: Repository) -> None:
    repository.commit("site/a.md", "site/é, b.md", "c.md")
    repository.write("site/a.md", "site/é, b.md", "c.md")
    assert changed_files(repository.root / "site") == {"a.md", "é, b.md"}


def test_the_default_branch_of_the_remote_comes_first(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit("a.md", "b.md")
    repository.git("branch", "--move", "trunk")
    repository.git("clone", "--quiet", str(repository.root), str(tmp_path / "clone"))
    clone = Repository.__new__(Repository)
    clone.root = tmp_path / "clone"
    clone.commit("a.md", text="not pushed")
    assert changed_files(clone.root) == {"a.md"}
    with pytest.raises(NoRevision, match=r"no branch, tag or commit `main`$"):
        changed_files(clone.root, "main")
    clone.git("switch", "--quiet", "--create", "topic")
    clone.git("branch", "--quiet", "--delete", "--force", "trunk")
    with pytest.raises(NoRevision, match="did you mean `origin/trunk`"):
        changed_files(clone.root, "trunk")


def test_before_the_first_commit_everything_is_new(repository: Repository) -> None:
    repository.write("a.md", "b.md")
    repository.git("add", "a.md")
    assert changed_files(repository.root) == {"a.md", "b.md"}


def test_without_a_repository(repository: Repository, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with pytest.raises(NoRevision, match="needs a git repository"):
        changed_files(elsewhere)


def test_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoRevision, match="git, and it is not installed"):
        changed_files(repository.root)


def test_what_cannot_be_compared(repository: Repository, tmp_path: Path) -> None:
    repository.commit("a.md")
    for name in ("nothing", "--output=/tmp/x", "HEAD~5", "a..b"):
        with pytest.raises(NoRevision, match="no branch, tag or commit"):
            changed_files(repository.root, name)
    repository.git("switch", "--quiet", "--orphan", "other")
    repository.commit("b.md")
    with pytest.raises(NoRevision, match="`main` have no commit in common; choose another"):
        changed_files(repository.root)


def test_a_clone_without_history_says_how_to_get_it(repository: Repository, tmp_path: Path) -> None:
    repository.commit("a.md")
    repository.git("switch", "--quiet", "--create", "topic")
    repository.commit("b.md")
    repository.git("switch", "--quiet", "main")
    repository.commit("c.md")
    url, place = f"file://{repository.root}", str(tmp_path / "clone")
    repository.git("clone", "--quiet", "--depth=1", "--no-single-branch", url, place)
    repository.git("-C", place, "switch", "--quiet", "topic")
    with pytest.raises(NoRevision, match="git fetch --unshallow"):
        changed_files(tmp_path / "clone")
