"""`briefgen schema`: the schemas accept exactly what briefgen accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from tests.cli.conftest import Briefgen
    from tests.conftest import MakeSite

REPOSITORY = Path(__file__).parent.parent.parent
STARTERS = sorted((REPOSITORY / "briefgen" / "starter").iterdir())
KINDS = ["site", "brief", "page", "author"]


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it: dates are strings, because YAML 1.2 has no date type."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield each text of a site with its kind."""
    if (root / "site.yaml").is_file():
        yield "site", root / "site.yaml"
    for path in sorted((root / "content").rglob("*.md")):
        folder = path.relative_to(root / "content").parts[0]
        yield {"briefs": "brief", "authors": "author"}.get(folder, "page"), path


def data_of(kind: str, path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    return yaml.load(text if kind == "site" else text.split("---\n")[1], EditorLoader)


TEXTS = [(kind, path) for root in (REPOSITORY, *STARTERS) for kind, path in files(root)]


@pytest.fixture
def schemas(briefgen: Briefgen) -> dict[str, Any]:
    result = briefgen("-C", REPOSITORY, "schema")
    assert (result.status, result.errors) == (0, "")
    schema: dict[str, Any] = json.loads(result.output)
    return schema


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_valid(schemas: dict[str, Any], kind: str) -> None:
    Draft202012Validator.check_schema(schemas[kind])
    assert schemas[kind]["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize(
    ("kind", "path"),
    TEXTS,
    ids=[str(path.relative_to(REPOSITORY)) for _, path in TEXTS],
)
def test_every_text_in_the_repository_is_valid(
    schemas: dict[str, Any], kind: str, path: Path
) -> None:
    validator = Draft202012Validator(
        schemas[kind], format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    errors = [error.message for error in validator.iter_errors(data_of(kind, path))]
    assert errors == []


@pytest.mark.parametrize(
    ("kind", "data", "word"),
    [
        ("brief", {"title": "A", "catagories": ["x"]}, "catagories"),
        ("brief", {"date": "2026-03-04"}, "title"),
        ("brief", {"title": "A", "draft": "perhaps"}, "perhaps"),
        ("author", {"role": "Analyst"}, "name"),
        ("site", {"title": "A", "base_url": "https://a.org", "langauge": "de"}, "langauge"),
        ("site", {"title": "A", "base_url": "https://a.org", "paginate": 0}, "0"),
        ("site", {"title": "A", "base_url": "https://a.org", "share": ["fax"]}, "fax"),
    ],
)
def test_wrong_front_matter_and_settings_are_not_valid(
    schemas: dict[str, Any], kind: str, data: dict[str, Any], word: str
) -> None:
    (error,) = Draft202012Validator(schemas[kind]).iter_errors(data)
    assert word in error.message


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_one_kind_is_the_same_as_in_the_full_output(
    schemas: dict[str, Any], briefgen: Briefgen, kind: str
) -> None:
    assert json.loads(briefgen("-C", REPOSITORY, "schema", kind).output) == schemas[kind]


def test_the_brief_schema_has_the_taxonomies_of_the_site(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site(taxonomies={"regions": {}})
    properties = json.loads(briefgen("-C", root, "schema", "brief").output)["properties"]
    assert {"categories", "tags", "series", "regions"} <= properties.keys()


@pytest.mark.parametrize("settings", [None, "title: [x"], ids=["no site", "a broken site"])
def test_schema_works_without_a_valid_site(
    tmp_path: Path, briefgen: Briefgen, settings: str | None
) -> None:
    if settings:
        (tmp_path / "site.yaml").write_text(settings)
    result = briefgen("-C", tmp_path, "schema", "brief")
    assert (result.status, result.errors) == (0, "")
    assert "categories" in json.loads(result.output)["properties"]


# The file that editors read


def schema_named_in(settings: Path) -> Path:
    """Return the schema file that site.yaml names for editors, relative to site.yaml."""
    names: list[str] = re.findall(
        r"\n# yaml-language-server: \$schema=(\S+)\n", settings.read_text()
    )
    (name,) = names
    return settings.parent / name


def test_init_writes_the_schema_that_site_yaml_names(
    tmp_path: Path, briefgen: Briefgen, schemas: dict[str, Any]
) -> None:
    assert briefgen("init", tmp_path / "site").status == 0
    file = schema_named_in(tmp_path / "site/site.yaml")
    held = json.loads(file.read_text(encoding="utf-8"))
    assert held.pop("$comment")
    assert held == schemas["site"]


def test_a_build_restores_and_updates_the_schema(
    make_site: MakeSite, briefgen: Briefgen, schemas: dict[str, Any]
) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    file = root / ".briefgen/site.schema.json"
    for former in (None, b"", b'{"$comment": "an older version"}', b"\xff"):
        if former is not None:
            file.write_bytes(former)
        assert briefgen("-C", root, "build").status == 0
        assert json.loads(file.read_bytes())["properties"] == schemas["site"]["properties"]
    written = file.stat().st_mtime_ns
    assert briefgen("-C", root, "build").status == 0
    assert file.stat().st_mtime_ns == written
    assert {path.name for path in file.parent.glob("*schema*")} == {file.name}
    (root / "site.yaml").write_text(
        "titel: A"
    )  # the schema is most useful while site.yaml has errors
    file.unlink()
    assert briefgen("-C", root, "build").status == 1
    assert file.is_file()


def test_a_build_succeeds_if_the_schema_cannot_be_written(
    make_site: MakeSite, briefgen: Briefgen
) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText."})
    (root / ".briefgen/site.schema.json").mkdir()
    assert briefgen("-C", root, "build").status == 0
    assert (root / "public/index.html").is_file()
