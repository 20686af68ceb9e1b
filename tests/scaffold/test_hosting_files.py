"""The files for hosting: valid, safe, and their steps do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pytest
import yaml

from briefgen.model.codes import CODES
from briefgen.model.media_types import _TYPES, FEEDS
from briefgen.scaffold.hosting import CI_SERVICES, HOSTS, hosting_files

if TYPE_CHECKING:
    from tests.conftest import MakeSite

BIN: Final = Path(sys.executable).parent
FILES: Final = {path: data.decode() for path, data in hosting_files(CI_SERVICES, (), "")} | {
    path: data.decode() for path, data in hosting_files((), HOSTS, "")
}
WORKFLOWS: Final = [path for path in FILES if path.startswith(".github/")]
JUNE: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)


def read(path: str) -> Any:
    """Return a YAML file as data; the key `on` of a workflow is true in YAML 1.1."""
    return yaml.safe_load(FILES[path])


def steps(path: str) -> Iterator[Mapping[str, Any]]:
    for job in read(path)["jobs"].values():
        yield from job["steps"]


def script(path: str, word: str) -> str:
    """Return the only script of a workflow that contains a word."""
    (text,) = (step["run"] for step in steps(path) if word in step.get("run", ""))
    return str(text)


def run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub does: bash, which stops at the first failure."""
    path = f"{BIN}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


# Validity


def missing(what: str) -> NoReturn:
    """Skip a test, or fail it under CI, where everything has to be installed."""
    reason = f"{what} is not installed: python3 dev setup"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def tool(name: str) -> str:
    return shutil.which(name) or missing(name)


def said(command: list[str], folder: Path) -> tuple[int, str]:
    """Return the exit status of a checker, and what it said."""
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return process.returncode, process.stdout + process.stderr


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(FILES[path], encoding="utf-8")


def test_workflows_pass_actionlint(tmp_path: Path) -> None:
    checker = os.environ.get("ACTIONLINT") or missing("actionlint")
    write(tmp_path, *WORKFLOWS)
    status, text = said([tool("node"), checker, ".github/workflows/*.yml"], tmp_path)
    assert status == 0, text


def scripts() -> Iterator[tuple[str, str]]:
    """Yield the name and text of each script."""
    for path in WORKFLOWS:
        runs = [step["run"] for step in steps(path) if "run" in step]
        yield from ((f"{path}:{number}", text) for number, text in enumerate(runs, 1))
    for name, job in read(".gitlab-ci.yml").items():
        if isinstance(job, dict):
            lines = flat([job.get("before_script", []), job.get("script", [])])
            yield f".gitlab-ci.yml:{name}", "\n".join(lines)
    settings = tomllib.loads(FILES["netlify.toml"])
    yield "netlify.toml:build", settings["build"]["command"]
    yield "netlify.toml:preview", settings["context"]["deploy-preview"]["command"]
    yield "cloudflare/build.sh", FILES["cloudflare/build.sh"]


def flat(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    for each in value:
        yield from flat(each)


SCRIPTS: Final = {name: text for name, text in scripts() if text}


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_pass_shellcheck(tmp_path: Path, name: str) -> None:
    (tmp_path / "script").write_text(f"set -eo pipefail\n{SCRIPTS[name]}", encoding="utf-8")
    # Variables come from the environment.
    command = [tool("shellcheck"), "--shell", "bash", "--exclude", "SC2154", "script"]
    assert said(command, tmp_path) == (0, "")


def test_the_containerfile_passes_hadolint(tmp_path: Path) -> None:
    write(tmp_path, "hosting/Containerfile")
    command = [str(BIN / "hadolint"), "hosting/Containerfile"]
    assert said(command, tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("path", "schema"),
    [*((path, "vendor.github-workflows") for path in WORKFLOWS),
     (".gitlab-ci.yml", "vendor.gitlab-ci"),
     ("hosting/compose.yaml", "vendor.compose-spec")],
)  # fmt: skip
def test_files_match_the_schema_of_their_platform(tmp_path: Path, path: str, schema: str) -> None:
    write(tmp_path, path)
    transform = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, *transform, path]
    status, text = said(command, tmp_path)
    assert status == 0, text


def test_the_settings_of_netlify_name_files_that_exist() -> None:
    settings = tomllib.loads(FILES["netlify.toml"])
    assert f"{settings['functions']['directory']}/release.mjs" in FILES
    (plugin,) = settings["plugins"]
    assert f"{plugin['package'].removeprefix('/')}/index.js" in FILES


# Safety


@pytest.mark.parametrize("path", WORKFLOWS)
def test_no_script_contains_what_others_may_have_written(path: str) -> None:
    assert not [step["run"] for step in steps(path) if "${{" in step.get("run", "")]


@pytest.mark.parametrize("path", WORKFLOWS)
def test_only_jobs_that_need_it_may_write(path: str) -> None:
    workflow = read(path)
    may_write = {
        name: {key for key, value in job.get("permissions", {}).items() if value == "write"}
        for name, job in workflow["jobs"].items()
    }
    assert set(workflow["permissions"].values()) <= {"read"}
    assert {name: rights for name, rights in may_write.items() if rights} == {
        ".github/workflows/publish.yml": {"publish": {"pages", "id-token"}},
        ".github/workflows/preview.yml": {},
        ".github/workflows/sources.yml": {"report": {"actions", "contents", "issues"}},
    }[path]
    assert "pull_request_target" not in FILES[path]


def test_a_job_that_may_write_runs_no_program_of_the_site() -> None:
    report = read(".github/workflows/sources.yml")["jobs"]["report"]
    # What the other job sends must not become a hook or a setting of git.
    [received] = [step for step in report["steps"] if "download-artifact" in step.get("uses", "")]
    assert received["with"]["path"].startswith("${{ runner.temp }}/")
    assert "briefgen" not in " ".join(step.get("run", "") for step in report["steps"])


# What is due


DUE: Final = [
    ("push", "2026-06-01T13:00:00+00:00", True),
    ("workflow_dispatch", "", True),
    ("schedule", None, True),
    ("schedule", "", False),
    ("schedule", "2026-06-01T11:59:00+00:00", True),
    ("schedule", "2026-06-01T15:59:00+04:00", True),
    ("schedule", "2026-06-01T12:30:00+00:00", False),
    ("schedule", "2027-01-01T00:00:00+01:00", False),
]


@pytest.fixture
def clock(tmp_path: Path) -> str:
    """Return a folder with a `date` for which it is noon on June 1."""
    folder = tmp_path / "bin"
    folder.mkdir()
    date = folder / "date"
    real = shutil.which("date")
    now = int(JUNE.timestamp())
    date.write_text(f'#!/bin/sh\ncase "$*" in +%s) echo {now};; *) exec {real} "$@";; esac\n')
    date.chmod(0o755)
    return str(folder)


def due_file(folder: Path, next_release: str | None) -> None:
    if next_release is not None:
        text = f"{next_release}\n" if next_release else ""
        (folder / "next-release.txt").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("event", "next_release", "is_due"), DUE)
def test_github_builds_by_schedule_only_what_is_due(
    tmp_path: Path, clock: str, event: str, next_release: str | None, is_due: bool
) -> None:
    due_file(tmp_path, next_release)
    output = tmp_path / "output"
    look = script(".github/workflows/publish.yml", "next-release.txt ]")
    look = f"PATH={clock}:$PATH\n{look}"
    process = run(look, tmp_path, EVENT=event, GITHUB_OUTPUT=str(output))
    assert (process.returncode, process.stderr) == (0, "")
    assert output.read_text() == f"build={'yes' if is_due else 'no'}\n"


@pytest.mark.parametrize(("event", "next_release", "is_due"), DUE)
def test_gitlab_builds_by_schedule_only_what_is_due(
    tmp_path: Path, clock: str, event: str, next_release: str | None, is_due: bool
) -> None:
    due_file(tmp_path, next_release)
    job = read(".gitlab-ci.yml")["pages"]
    look = f"PATH={clock}:$PATH\n{job['before_script'][0]}"
    process = run(look, tmp_path, CI_PIPELINE_SOURCE=event)
    assert process.returncode == (0 if is_due else job["allow_failure"]["exit_codes"]), (
        process.stderr
    )


HOOKS: Final = {
    "netlify": (
        "netlify/next-release.mjs", "netlify/functions/release.mjs",
        "process.env.BUILD_HOOK = hook; await release.default();",
    ),
    "cloudflare": (
        "cloudflare/next-release.js", "cloudflare/worker.js",
        "await release.default.scheduled({}, { DEPLOY_HOOK: hook });",
    ),
}  # fmt: skip


@pytest.mark.parametrize("host", HOOKS)
@pytest.mark.parametrize(("hours", "is_due"), [(-1, True), (1, False), (None, False)])
def test_a_host_starts_a_build_when_a_text_is_due(
    tmp_path: Path, host: str, hours: int | None, is_due: bool
) -> None:
    moment, program, call = HOOKS[host]
    for path in (moment, program):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(FILES[path], encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    if hours is not None:
        then = (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")
        (tmp_path / moment).write_text(f"export default '{then}'\n", encoding="utf-8")
    (tmp_path / "run.js").write_text(
        f"""import {{ createServer }} from "node:http";
        import * as release from "./{program}";
        const asked = [];
        const server = createServer((request, answer) => {{
          asked.push(`${{request.method}} ${{request.url}}`); answer.end();
        }}).listen(0, "127.0.0.1", async () => {{
          const hook = `http://127.0.0.1:${{server.address().port}}/hook`;
          {call}
          server.close(); server.closeAllConnections();
          console.log(asked.join());
        }});
        """,
        encoding="utf-8",
    )
    command = [tool("node"), "run.js"]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (process.returncode, process.stdout.strip()) == (0, "POST /hook" if is_due else "")


# Steps of the workflows


def git(folder: Path, *arguments: str) -> str:
    identity = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "init.defaultBranch=main",
    ]
    process = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return process.stdout


def gitlab_preview() -> str:
    """Return the part of the job that writes the changed briefs and the link to them."""
    lines = list(flat(read(".gitlab-ci.yml")["preview"]["script"]))
    return "\n".join(lines[lines.index("mkdir changed && cd changed") :])


@pytest.mark.parametrize("service", CI_SERVICES)
def test_the_preview_has_each_changed_brief_as_one_file(
    make_quick_site: MakeSite, service: str
) -> None:
    brief = "---\ntitle: {}\ndraft: true\n---\nText.\n"
    root = make_quick_site(
        {f"content/briefs/{name}.md": brief.format(name) for name in ("one", "gone")}
    )
    (root / ".gitignore").write_text(".briefgen/\n")
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Before")
    (root / "content/briefs/a new one").mkdir()
    (root / "content/briefs/a new one/index.md").write_text(brief.format("New and changed"))
    (root / "content/briefs/gone.md").unlink()
    (root / "content/about.md").write_text("---\ntitle: About\n---\nText.\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "After")
    is_github = service == "github"
    step = script(".github/workflows/preview.yml", "git diff") if is_github else gitlab_preview()
    process = run(
        step, root,
        CI_MERGE_REQUEST_DIFF_BASE_SHA=git(root, "rev-parse", "HEAD^1").strip(),
        CI_PROJECT_PATH="group/below/briefs", CI_PROJECT_ROOT_NAMESPACE="group",
        CI_PAGES_DOMAIN="gitlab.example", CI_JOB_ID="42",
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    changed = {path.name: path.read_text("utf-8") for path in (root / "changed").iterdir()}
    assert "New and changed" in changed.pop("a-new-one.html")
    if is_github:
        assert changed == {}
        return
    assert '<p><a href="a-new-one.html">' in changed.pop("index.html")
    assert changed == {}
    assert (root / "preview.env").read_text() == (
        "PREVIEW=https://group.gitlab.example/-/below/briefs/-/jobs/42/artifacts/changed/index.html\n"
    )


def test_the_summary_of_a_preview_links_to_it(tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    process = run(
        script(".github/workflows/preview.yml", "GITHUB_STEP_SUMMARY"), tmp_path,
        URL="https://github.example/1", GITHUB_STEP_SUMMARY=str(summary),
    )  # fmt: skip
    assert (process.returncode, process.stderr) == (0, "")
    text = summary.read_text()
    assert "[Download the preview](https://github.example/1)" in text
    assert "`python3 -m http.server --directory review`" in text


def problem(code: str) -> dict[str, Any]:
    place = {"path": "content/briefs/a.md", "line": 3, "column": 1, "end_column": 2}
    return {
        **place, "severity": "warning", "code": code, "message": f"about {code}", "hint": "do it"
    }  # fmt: skip


PROBLEMS: Final = json.dumps(
    [problem(code) for code in ("dead-source", "near-source", "moved-source")]
)


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("service", CI_SERVICES)
@pytest.mark.parametrize(
    ("answer", "status", "fails"), [(PROBLEMS, 1, False), ("", 1, True), ("[]", 0, False)]
)
def test_the_report_is_about_sources_only(
    tmp_path: Path, service: str, answer: str, status: int, fails: bool
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "answer").write_text(answer)
    program(tmp_path / "bin", "briefgen", f"cat {tmp_path}/answer; exit {status}")
    is_github = service == "github"
    ask = (
        script(".github/workflows/sources.yml", "check --sources")
        if is_github
        else "\n".join(flat(read(".gitlab-ci.yml")["sources"]["script"]))
    )
    process = run(f"PATH={tmp_path}/bin:$PATH\n{ask}", tmp_path)
    warns = not is_github and answer == PROBLEMS  # GitLab shows a job that failed
    assert (process.returncode != 0) == (fails or warns)
    if not fails:
        assert (tmp_path / "sources.txt").read_text() == (
            "content/briefs/a.md:3: about dead-source [dead-source]\n  do it\n\n"
            "content/briefs/a.md:3: about moved-source [moved-source]\n  do it\n\n"
            if status
            else ""
        )


def test_the_codes_of_the_report_exist() -> None:
    (about,) = re.findall(r'about = "(.*)"', FILES[".github/workflows/sources.yml"])
    codes = {code for code in CODES if re.fullmatch(about, code)}
    assert codes == {
        "dead-source", "failing-source", "moved-source", "changed-source", "no-archived-copy",
        "unknown-quotation",
    }  # fmt: skip


OPEN: Final = '[{"number": 7, "title": "Sources with a problem"}]'


@pytest.mark.parametrize(
    ("report", "issues", "expected"),
    [
        ("a\n", "[]", "issue create --title Sources with a problem --body-file issue.md"),
        ("a\n", OPEN, "issue edit 7 --body-file issue.md"),
        ("", OPEN, "issue close 7 --comment All sources can be read again."),
        ("", '[{"number": 8, "title": "Another"}]', ""),
    ],
)
def test_there_is_one_issue_about_sources(
    tmp_path: Path, report: str, issues: str, expected: str
) -> None:
    tool("jq")
    (tmp_path / "bin").mkdir()
    (tmp_path / "issues").write_text(issues)
    (tmp_path / "sources.txt").write_text(report)
    calls = tmp_path / "calls"
    calls.touch()
    program(
        tmp_path / "bin", "gh",
        f'if [ "$2" = list ]; then cat {tmp_path}/issues; else echo "$@" >> {calls}; fi',
    )  # fmt: skip
    text = script(".github/workflows/sources.yml", "gh issue")
    process = run(f"PATH={tmp_path}/bin:$PATH\n{text}", tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert calls.read_text().strip() == expected
    if report:
        assert (tmp_path / "issue.md").read_text() == f"~~~~~~\n{report}~~~~~~\n"


@pytest.mark.parametrize("is_new", [True, False])
def test_the_ledger_is_committed_if_it_has_news(tmp_path: Path, is_new: bool) -> None:
    remote, site = tmp_path / "remote", tmp_path / "site"
    git(tmp_path, "init", "--quiet", "--bare", str(remote))
    git(tmp_path, "clone", "--quiet", str(remote), str(site))
    ledger = site / "sources.lock.yaml"
    ledger.write_text("https://a.example/:\n  state: ok\n")
    (site / ".github/workflows").mkdir(parents=True)
    (site / ".github/workflows/publish.yml").write_text("")
    git(site, "add", ".")
    git(site, "commit", "--quiet", "--message", "Before")
    git(site, "push", "--quiet", "origin", "HEAD")
    if is_new:
        ledger.write_text("https://a.example/:\n  state: gone\n")
    (tmp_path / "bin").mkdir()
    program(tmp_path / "bin", "gh", f'echo "$@" >> {tmp_path}/calls')
    text = script(".github/workflows/sources.yml", "git push")
    process = run(f"PATH={tmp_path}/bin:$PATH\n{text}", site)
    assert process.returncode == 0, process.stderr
    assert ("Record what sources answer" in git(remote, "log", "main")) == is_new
    assert (tmp_path / "calls").exists() == is_new


# The table of types in nginx.conf


def test_nginx_has_the_types_that_the_preview_has() -> None:
    (block,) = re.findall(r"types \{(.*?)\}", FILES["hosting/nginx.conf"], re.DOTALL)
    table = {
        extension: kind
        for kind, *extensions in (line.split() for line in block.split(";") if line.strip())
        for extension in extensions
    }
    assert table == {**_TYPES, **dict.fromkeys(FEEDS, "application/xml")}
