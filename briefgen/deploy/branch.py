"""Publishes to a branch of a git repository: one commit for each release, never by force.

The commit is made in a temporary repository without a working tree. The user's git does the rest:
its settings, its credential helpers, its ssh. Only files that an earlier release listed are
removed from the branch.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefgen.deploy.release import Release
from briefgen.deploy.target import Changes, Deployed, Failed, Progress, compared, last_words
from briefgen.model.destinations import BranchDestination
from briefgen.publish import MANIFEST
from briefgen.publish.target import listed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

# Without this file, GitHub Pages treats the branch as sources of Jekyll, and drops `_headers`.
_NO_JEKYLL: Final = ".nojekyll"
_OWN: Final = frozenset({MANIFEST, _NO_JEKYLL})
_BACK: Final = "Rolled-back-to: "
_ROLLED_BACK: Final = re.compile(rf"{_BACK}(?P<commit>[0-9a-f]{{40,64}})")
_REACHING: Final = r"^(http|credential|url|core\.sshcommand|ssh)(\.|$)"
_TRIES: Final = 3  # if others push to the branch at the same time
_DEPTH: Final = 50  # commits that a rollback can see
_OVERTAKEN: Final = (
    "[rejected]",
    "fetch first",
    "non-fast-forward",
    "cannot lock ref",
    "stale info",
)


@dataclass(frozen=True, slots=True)
class _Git:
    """A temporary repository, whose remote `origin` has the branch."""

    folder: Path
    environment: Mapping[str, str]

    def __call__(self, *arguments: str, data: str | bytes = b"", check: bool = True) -> str:
        """Run git, and return what it printed. Without `check`, return "" if it fails."""
        input_bytes = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        process = _run(("git", *arguments), self.folder, self.environment, input_bytes)
        if process.returncode and check:
            stderr = process.stderr.decode(errors="replace")
            raise _GitFailed(last_words(_error_line(stderr), f"git {arguments[0]} failed"), stderr)
        return "" if process.returncode else process.stdout.decode("utf-8", "surrogateescape")


class _GitFailed(Failed):
    """Git reports an error; `stderr` is all that it printed."""

    def __init__(self, message: str, stderr: str) -> None:
        super().__init__(f"git reports: {message}", _advice(stderr))
        self.stderr = stderr


@dataclass(frozen=True, slots=True)
class _Branch:
    """A branch: its last commit, its files with their blobs, and which are a release's."""

    commit: str = ""
    blobs: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BranchTarget:
    """A branch of a repository. `replace` removes files that no release put there."""

    root: Path
    destination: BranchDestination
    replace: bool = False

    def changes(self, release: Release) -> Changes:
        """Compare the branch with a release."""
        with _repository(self) as git:
            return _changes(self, _fetched(git, self.destination), _hashed(git, release))

    def publish(self, release: Release, progress: Progress) -> Deployed:
        """Commit a release and push it; if others were faster, do so on top of theirs."""
        with _repository(self) as git:
            blobs = _hashed(git, release)
            for attempt in range(_TRIES):
                branch = _fetched(git, self.destination)
                changes = _changes(self, branch, blobs)
                if branch.commit and not changes:
                    return Deployed(changes)
                _stored(git, release, branch, blobs, progress)
                tree = _tree(git, branch, blobs, changes.removed)
                commit = _commit(git, tree, branch.commit, _message(self.root, changes))
                if _pushed(git, self.destination, commit, is_last=attempt == _TRIES - 1):
                    return Deployed(changes, commit[:12])
        raise AssertionError("the last attempt raises")

    def roll_back(self) -> str:
        """Commit the files of the release before, and leave all other files alone."""
        with _repository(self) as git:
            branch = _fetched(git, self.destination, _DEPTH)
            earlier = _release_before(git, branch)
            former = _branch_at(git, earlier)
            blobs = {path: former.blobs[path] for path in former.own}
            tree = _tree(git, branch, blobs, branch.own - blobs.keys())
            text = f"Publish the release before again\n\n{_BACK}{earlier}\n"
            _pushed(git, self.destination, _commit(git, tree, branch.commit, text), is_last=True)
            return earlier[:12]


def _run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], input_bytes: bytes
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - git, with arguments from checked settings
            command,
            cwd=folder,
            env=environment,
            input=input_bytes,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise Failed("`git` is not installed on this machine", "install git") from None


@contextmanager
def _repository(target: BranchTarget) -> Iterator[_Git]:
    """Create a repository that lasts as long as the deployment."""
    outside = _Git(target.root, {**os.environ, "LC_ALL": "C"})
    url = _url(outside, target)
    identity = _identity(outside)
    with tempfile.TemporaryDirectory(prefix="briefgen-") as folder:
        # Variables of a surrounding git command, such as a hook, would lead to its repository.
        inherited = {key: value for key, value in outside.environment.items() if not _leads(key)}
        git = _Git(Path(folder), {**inherited, **identity, **_local_settings(outside)})
        git("init", "--quiet", "--bare", ".")
        git("remote", "add", "origin", url)
        yield git


def _local_settings(outside: _Git) -> dict[str, str]:
    """Return how git reaches remotes by the settings of the site's own repository, as variables.

    CI services put their tokens there. As variables, nobody sees them in a list of processes.
    """
    output = outside("config", "--show-scope", "--null", "--get-regexp", _REACHING, check=False)
    parts = output.split("\0")
    count = int(outside.environment.get("GIT_CONFIG_COUNT") or 0)
    variables: dict[str, str] = {}
    for scope, setting in zip(parts[::2], parts[1::2], strict=False):
        if scope in ("local", "worktree"):
            name, _, value = setting.partition("\n")
            variables |= {f"GIT_CONFIG_KEY_{count}": name, f"GIT_CONFIG_VALUE_{count}": value}
            count += 1
    return {**variables, "GIT_CONFIG_COUNT": str(count)} if variables else {}


def _leads(variable: str) -> bool:
    return variable in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")


def _url(outside: _Git, target: BranchTarget) -> str:
    """Return the URL of a repository, which may be the name of one of the site's remotes."""
    repository = target.destination.repository
    remote = outside("remote", "get-url", "--push", repository, check=False).strip()
    if remote:
        return remote
    local = target.root / Path(repository).expanduser()
    if "://" in repository or (":" in repository and not local.exists()):
        return repository
    if not local.exists():
        raise Failed(
            f"`{repository}` is neither a repository nor a remote of the site's repository",
            "write its URL as `to`, or add the remote with: git remote add",
        )
    return str(local.resolve())


def _identity(outside: _Git) -> dict[str, str]:
    """Return who commits: the author that git would use in the site's folder."""
    output = outside("var", "GIT_AUTHOR_IDENT", check=False)
    if not output:
        raise Failed(
            "git does not know who commits",
            'run: git config --global user.name "YOUR NAME", and the same for user.email',
        )
    name, _, rest = output.partition(" <")
    email = rest.partition(">")[0]
    return {
        "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email,
        "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email,
    }  # fmt: skip


def _fetched(git: _Git, destination: BranchDestination, depth: int = 1) -> _Branch:
    """Return the branch as the remote has it now."""
    name = f"refs/heads/{destination.branch}"
    if not git("ls-remote", "origin", name).strip():
        return _Branch()
    # Blobs stay on the remote, except the few that are read, if it can filter them.
    git("fetch", "--quiet", "--no-tags", f"--depth={depth}", "--filter=blob:none", "origin",
        f"+{name}:refs/remote")  # fmt: skip
    return _branch_at(git, git("rev-parse", "refs/remote").strip())


def _branch_at(git: _Git, commit: str) -> _Branch:
    blobs = {}
    for entry in git("ls-tree", "-r", "-z", commit).split("\0"):
        details, _, path = entry.partition("\t")
        if path:
            blobs[path] = details.split(" ")[2]
    manifest = git("cat-file", "blob", blobs[MANIFEST]) if MANIFEST in blobs else ""
    own = listed_in(manifest.encode("utf-8", "surrogateescape")) or set()
    return _Branch(
        commit, blobs, frozenset((own | _OWN) & blobs.keys()) if manifest else frozenset()
    )


def _hashed(git: _Git, release: Release) -> dict[str, str]:
    """Return the blobs of a release by path, without storing them."""
    paths = [*release.files, MANIFEST]
    names = "".join(f"{release.folder.resolve() / path}\n" for path in paths)
    hashes = git("hash-object", "--no-filters", "--stdin-paths", data=names).split()
    empty = git("hash-object", "--stdin").strip()
    return {**dict(zip(paths, hashes, strict=True)), _NO_JEKYLL: empty}


def _changes(target: BranchTarget, branch: _Branch, blobs: Mapping[str, str]) -> Changes:
    own = branch.blobs.keys() if target.replace else branch.own
    foreign = [
        path for path, blob in blobs.items() if path in branch.blobs.keys() - own
        and branch.blobs[path] != blob
    ]  # fmt: skip
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise Failed(
            f"the branch has `{foreign[0]}`{more}, which briefgen did not put there",
            "choose another `branch`, or set `replace: true` to replace all files of this one",
        )
    return compared(branch.blobs, blobs, own=own)


def _stored(
    git: _Git, release: Release, branch: _Branch, blobs: Mapping[str, str], progress: Progress
) -> None:
    """Store the blobs that the branch does not have."""
    present = set(branch.blobs.values())
    new = [path for path, blob in blobs.items() if blob not in present and path != _NO_JEKYLL]
    progress.start("Committing", len(new))
    for start in range(0, len(new), 100):
        batch = new[start : start + 100]
        names = "".join(f"{release.folder.resolve() / path}\n" for path in batch)
        git("hash-object", "-w", "--no-filters", "--stdin-paths", data=names)
        progress.step(len(batch))
    git("hash-object", "-w", "--stdin")


def _tree(git: _Git, branch: _Branch, blobs: Mapping[str, str], removed: Iterable[str]) -> str:
    """Return the tree of the branch with other files."""
    git("read-tree", branch.commit or "--empty")
    lines = [f"0 {'0' * 40}\t{path}\0" for path in removed]
    lines += [f"100644 {blob}\t{path}\0" for path, blob in blobs.items()]
    git("update-index", "-z", "--index-info", data="".join(lines))
    return git("write-tree", "--missing-ok").strip()


def _commit(git: _Git, tree: str, parent: str, message: str) -> str:
    before = ["-p", parent] if parent else []
    return git("commit-tree", tree, *before, "-F", "-", data=message).strip()


def _message(root: Path, changes: Changes) -> str:
    """Return the message of a commit: how much it changes, and what it was built from."""
    parts = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    counts = [f"{len(paths)} {kind}" for kind, paths in parts.items() if paths]
    outside = _Git(root, {**os.environ, "LC_ALL": "C"})
    source = outside("rev-parse", "--verify", "--quiet", "HEAD", check=False).strip()
    built = f"\nBuilt-from: {source}\n" if source else ""
    return f"Publish the site: {', '.join(counts)}\n{built}"


def _pushed(git: _Git, destination: BranchDestination, commit: str, *, is_last: bool) -> bool:
    """Push a commit; return False if the branch has moved on meanwhile."""
    try:
        git("push", "--quiet", "origin", f"{commit}:refs/heads/{destination.branch}")
    except _GitFailed as failed:
        if is_last or not any(words in failed.stderr for words in _OVERTAKEN):
            raise
        return False
    return True


def _release_before(git: _Git, branch: _Branch) -> str:
    """Return the commit of the release before the one that the branch shows."""
    current = branch.commit
    body = git("show", "--no-patch", "--format=%B", current) if current else ""
    for line in body.splitlines():
        if match := _ROLLED_BACK.fullmatch(line):
            current = match["commit"]
    history = git("rev-list", "--first-parent", current, "--").split() if current else []
    present = _files(git, branch.commit) if current else {}
    for commit in history[1:]:
        files = _files(git, commit)
        is_rollback = _BACK in git("show", "--no-patch", "--format=%B", commit)
        if files and files != present and not is_rollback:
            return commit
    raise Failed("there is no earlier release", "build an earlier version, and deploy it")


def _files(git: _Git, commit: str) -> dict[str, str]:
    branch = _branch_at(git, commit)
    return {path: branch.blobs[path] for path in branch.own}


def _error_line(stderr: str) -> str:
    """Return the line in which git, or the repository, says what went wrong."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    by_remote = [line.removeprefix("remote: ") for line in lines if line.startswith("remote: ")]
    rejected = [line for line in lines if "[rejected]" in line or "[remote rejected]" in line]
    first = [line for line in lines if line.startswith(("fatal:", "error:", "ERROR:"))]
    return (by_remote or rejected or first or lines or [""])[0]


def _advice(stderr: str) -> str:
    if any(words in stderr for words in _OVERTAKEN):
        return "others push to the branch at the same time; run the command again"
    if "remote rejected" in stderr or "protected branch" in stderr:
        return "allow this push in the settings of the repository, for example of the branch"
    return "make sure that you can push to the repository with git yourself"
