"""The registry of formats: each entry fits its writer, and what the package installs."""

from __future__ import annotations

import tomllib
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Final, get_type_hints

import pytest

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


def test_what_formats_use_of_the_theme_is_there() -> None:
    parts = set(filter(None, map(theme_part_of, FORMATS)))
    assert parts
    assert all((THEME / name).exists() for name in parts)
    assert theme_part_of("no format") == ""
