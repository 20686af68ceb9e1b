"""The registry of formats: each entry fits its writer, and what the package installs."""

from __future__ import annotations

import tomllib
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Final, get_type_hints

import pytest
from grimp import ImportGraph, build_graph

from briefgen.cache.stamp import _LIBRARIES
from briefgen.model.diagnostics import Checked
from briefgen.render.formats import FORMATS, Format, theme_part_of
from briefgen.render.sources import THEME
from briefgen.render.writers import WriterInput

PROJECT: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).parents[2].joinpath("pyproject.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_writer_takes_the_document_of_its_format(form: Format) -> None:
    assert list(get_type_hints(resolve_name(form.writer)).values()) == [
        form.document,
        WriterInput,
        Checked[bytes],
    ]


def test_a_format_needs_extras_that_can_be_installed() -> None:
    extras = {form.extra.name for form in FORMATS.values() if form.extra}
    assert extras
    assert extras <= set(PROJECT["project"]["optional-dependencies"])


def test_results_are_kept_while_code_and_libraries_that_exist_stay_the_same() -> None:
    stamps = [form.cache_stamp for form in FORMATS.values() if form.cache_stamp]
    assert stamps
    for stamp in stamps:
        assert all(map(find_spec, stamp.modules))
        assert set(stamp.libraries) <= _LIBRARIES
        assert all((THEME.parent / folder).is_dir() for folder in stamp.folders)


# Writers import these, but what they do is not in the files: types, and how pages, feeds and JSON
# are written, which the filters of layouts share. The bytes of layouts are part of the key anyway.
NOT_IN_FILES: Final = frozenset(
    f"briefgen.render.{name}"
    for name in """encodings json_files robust_links sources structured_data text.for_page writers
    xml""".split()
)
# The filters import these for the sake of PDFs.
NOT_IN_CARDS: Final = ("briefgen.render.charts", "briefgen.render.citations",
                       "briefgen.render.credits", "briefgen.render.text")  # fmt: skip


@pytest.fixture(scope="module")
def imports() -> ImportGraph:
    graph = build_graph("briefgen", exclude_type_checking_imports=True, cache_dir=None)
    graph.remove_module("briefgen.render.writers")  # it imports whatever a writer may use
    return graph


# Without "size", which is the number of bytes of another file.
@pytest.mark.parametrize(
    "name", [name for name, form in FORMATS.items() if form.cache_stamp and name != "size"]
)
def test_results_are_kept_only_while_all_code_that_writes_them_stays_the_same(
    imports: ImportGraph, name: str
) -> None:
    form, module = FORMATS[name], FORMATS[name].writer.partition(":")[0]
    assert form.cache_stamp
    folders = tuple(f"briefgen.{folder.replace('/', '.')}" for folder in form.cache_stamp.folders)
    if name == "social.png":
        folders += NOT_IN_CARDS
    missing = [
        each
        for each in sorted({module, *imports.find_upstream_modules(module)} - NOT_IN_FILES)
        if each.startswith("briefgen.render.")
        and each not in form.cache_stamp.modules
        and not any(each == folder or each.startswith(f"{folder}.") for folder in folders)
    ]
    assert missing == []


def test_what_formats_use_of_the_theme_is_there() -> None:
    parts = set(filter(None, map(theme_part_of, FORMATS)))
    assert parts
    assert all((THEME / name).exists() for name in parts)
    assert theme_part_of("no format") == ""
