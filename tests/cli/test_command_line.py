"""All commands: help, exit status, and reports of internal errors."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

import briefgen as package
from briefgen import __version__, pipeline
from briefgen.cli import cli, main

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

HEAVY = (
    "jinja2 markdown_it mdit_py_plugins pydantic yaml nh3 watchfiles filelock http.server".split()
)
LOADED = """\
import sys
from briefgen.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
print([name for name in {names!r} if name in sys.modules])
"""


def commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Return the commands of a group by their names, without the groups among them."""
    by_name: dict[str, click.Command] = {}
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            by_name |= commands(command, f"{before}{name} ")
        else:
            by_name[f"{before}{name}"] = command
    return by_name


COMMANDS = commands(cli)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(briefgen: Briefgen, command: str) -> None:
    for option in ("--help", "-h"):
        result = briefgen(*command.split(), option)
        assert (result.status, result.errors) == (0, "")
        assert result.output.startswith(f"Usage: briefgen {command}".rstrip())
        assert "--quiet" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_a_help_text(command: str) -> None:
    options = [each for each in COMMANDS[command].params if isinstance(each, click.Option)]
    silent = [each.name for each in options if not each.help]
    assert silent == []
    assert COMMANDS[command].help


def test_the_version_is_printed(briefgen: Briefgen) -> None:
    assert briefgen("--version").output == f"briefgen, version {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"],
        ["build", "--nothing"],
        ["build", "--output"],
        ["build", "too", "many"],
        ["check", "--format", "xml"],
        ["serve", "--port", "65536"],
        ["serve", "--port", "http"],
        ["init"],
        ["new"],
        ["schema", "house"],
        ["-C"],
        ["-C", __file__, "check"],
    ],
    ids=" ".join,
)
def test_an_invalid_command_line_exits_with_2(briefgen: Briefgen, arguments: list[str]) -> None:
    result = briefgen(*arguments)
    assert (result.status, result.output) == (2, "")
    assert "Error: " in result.errors


def test_help_is_shown_without_a_command(briefgen: Briefgen) -> None:
    result = briefgen()
    assert result.status == 2
    assert "Usage: briefgen" in result.output + result.errors


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["build", "--help"], ["serve", "--help"]], ids=" ".join
)
def test_help_imports_no_heavy_library(arguments: list[str]) -> None:
    process = subprocess.run(
        [sys.executable, "-c", LOADED.format(names=HEAVY), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout.splitlines()[-1] == "[]"


def test_check_imports_the_heavy_libraries(make_site: MakeSite) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    process = subprocess.run(
        [sys.executable, "-c", LOADED.format(names=HEAVY), "-C", root, "check"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"jinja2", "markdown_it", "pydantic", "yaml"} <= set(eval(process.stdout))


def test_an_unexpected_exception_is_reported_as_a_bug_in_briefgen(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(pipeline, "build", fail)
    root = make_site()
    result = briefgen("-C", root, "check")
    assert (result.status, result.output) == (1, "")
    assert result.errors == (
        "briefgen failed: ZeroDivisionError: division by zero\n"
        "This is a bug in briefgen, not in your site. "
        "Run the command with --verbose to see where it happened.\n"
    )
    result = briefgen("-C", root, "check", "--verbose")
    assert result.status == 1
    assert "Traceback (most recent call last):" in result.errors
    assert result.errors.endswith("\nThis is a bug in briefgen, not in your site.\n")


def test_an_interrupt_while_a_class_is_created_exits_with_130(tmp_path: Path) -> None:
    """CPython records such an interrupt as unhandled and would end `python -m` by a signal."""
    (tmp_path / "sitecustomize.py").write_text(
        "import briefgen.cli\n"
        "def interrupted(**_):\n"
        "    exec('raise KeyboardInterrupt')\n"
        "briefgen.cli.cli.main = interrupted\n"
    )
    process = subprocess.run(
        [sys.executable, "-m", "briefgen", "build"],
        env={
            **os.environ,
            "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(package.__file__).parents[1]}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stdout, process.stderr) == (130, "", "\n")


def test_output_can_be_written_to_streams_that_are_not_files(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, errors = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", output)
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(SystemExit):
        main(["-C", str(make_site()), "schema", "author"])
    monkeypatch.undo()
    assert '"orcid"' in output.getvalue()


def test_all_cores_are_counted_where_affinity_is_not_available(
    make_site: MakeSite, briefgen: Briefgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert briefgen("-C", make_site(), "check").status == 0


def test_the_package_can_be_run_as_a_module(briefgen_process: Briefgen) -> None:
    assert briefgen_process("--version").output == f"briefgen, version {__version__}\n"
