"""Sites as the pipeline reads them, before they are planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from briefgen.cache.store import Store
from briefgen.model.diagnostics import has_errors
from briefgen.pipeline import BuildOptions, Workers
from briefgen.pipeline.inputs import read_inputs
from briefgen.pipeline.planning.basis import Basis

NOW: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def basis_of() -> Callable[..., Basis]:
    """Return what the plan of a site is made from: `basis_of(root, store, **options)`."""

    def read(root: Path, store: Store, **options: Any) -> Basis:
        inputs = read_inputs(root, "", store, Workers())
        config, content, theme = inputs.configured.value, inputs.content.value, inputs.theme.value
        assert config is not None
        assert content is not None
        assert theme is not None
        chosen = BuildOptions(**{"now": NOW, **options})
        is_sound = not has_errors(inputs.diagnostics)
        return Basis(config, content, theme, chosen, inputs.levels, is_sound=is_sound)

    return read
