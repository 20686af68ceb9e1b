"""Import rules: which package may import which, and which package owns which library.

The contracts are in pyproject.toml, under [tool.importlinter].
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, Final

import grimp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[1]
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS: Final[list[dict[str, Any]]] = PROJECT["tool"]["importlinter"]["contracts"]
# Installed with another library, which decides their version.
BELONGS: Final = {"pydantic_core": "pydantic", "markupsafe": "jinja2"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("briefgen", include_external_packages=True, cache_dir=None)


def outside(graph: grimp.ImportGraph) -> dict[str, set[str]]:
    """Return the modules that import each third-party library."""
    return {
        module: graph.find_modules_that_directly_import(module)
        for module in graph.modules
        if module.partition(".")[0] != "briefgen" and module not in sys.stdlib_module_names
    }


def test_every_import_contract_is_respected() -> None:
    code = "from importlinter.cli import lint_imports_command as lint; lint()"
    process = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stdout + process.stderr


def test_the_model_imports_only_the_standard_library(graph: grimp.ImportGraph) -> None:
    model = {"briefgen.model", *graph.find_descendants("briefgen.model")}
    imported = {
        name for module in model for name in graph.find_modules_directly_imported_by(module)
    }
    assert imported
    assert {name for name in imported - model if name not in sys.stdlib_module_names} == set()


def test_every_package_has_a_layer(graph: grimp.ImportGraph) -> None:
    (layers,) = (each["layers"] for each in CONTRACTS if each["type"] == "layers")
    named = [name for layer in layers for name in re.findall(r"\w+", layer)]
    rooms = [child.partition(".")[2] for child in graph.find_children("briefgen")]
    assert sorted(named) == sorted(rooms)


def test_every_third_party_library_has_one_owner(graph: grimp.ImportGraph) -> None:
    owned = [
        library
        for each in CONTRACTS
        if each["type"] == "protected"
        for library in each["protected_modules"]
    ]
    assert sorted(owned) == sorted(outside(graph))


def test_every_third_party_library_is_declared(graph: grimp.ImportGraph) -> None:
    project = PROJECT["project"]
    extras = project.get("optional-dependencies", {}).values()
    needed = names(project["dependencies"])
    installed = packages_distributions()
    imported = {
        BELONGS.get(library) or canonicalize_name(installed[library.partition(".")[0]][0])
        for library in outside(graph)
    }
    assert imported <= needed.union(*map(names, extras))
    assert needed - imported == {"tzdata"}  # read by Python itself


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


# What is shipped


def tracked() -> list[str]:
    """Return the files of the repository, or none without git, as in an unpacked sdist."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git repository")
    process = subprocess.run(
        [git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return process.stdout.splitlines()


def test_the_sdist_has_every_file_the_tests_need() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    shipped = {path.removeprefix("/") for path in included}
    always = {".gitignore", "pyproject.toml"}  # hatchling adds these
    assert {path.partition("/")[0] for path in tracked()} == shipped | always


def test_every_licence_in_the_package_is_declared() -> None:
    files = (path for path in tracked() if not path.startswith("tests/"))
    licences = {path for path in files if Path(path).stem in {"LICENSE", "OFL"}}
    assert set(PROJECT["project"]["license-files"]) == licences


def test_no_test_module_imports_another() -> None:
    imports = re.compile(r"^\s*(?:from|import)\s+(?:[\w.]+\.)?test_\w+", re.MULTILINE)
    files = (ROOT / "tests").rglob("*.py")
    assert [path.name for path in files if imports.search(path.read_text(encoding="utf-8"))] == []
