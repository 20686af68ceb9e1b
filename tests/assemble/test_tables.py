"""Each choice of a setting has an entry in its table."""

from __future__ import annotations

from typing import get_args

from briefgen.assemble.share import WAYS
from briefgen.model.comments import PROVIDERS
from briefgen.model.config import CitationStyle, CommentsConfig, CommentsProvider, Network
from briefgen.render.citations import STYLES


def test_the_tables_have_the_choices_of_the_settings() -> None:
    assert set(WAYS) == set(get_args(Network))
    assert {"none", *PROVIDERS} == set(get_args(CommentsProvider))
    assert set(STYLES) == set(get_args(CitationStyle))


def test_a_comments_provider_needs_settings_that_exist() -> None:
    needed = {name for provider in PROVIDERS.values() for name in provider.needs}
    assert needed <= set(CommentsConfig.__slots__)
