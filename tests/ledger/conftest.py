"""A small web, and how to ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from briefgen.ledger.asking import RequestSettings
from tests.support.archive import ArchiveServer
from tests.support.web import Web, serving


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def archive() -> Iterator[ArchiveServer]:
    with serving() as web:
        server = ArchiveServer(web)
        web.otherwise = server.answer
        yield server


@pytest.fixture
def request_settings() -> RequestSettings:
    """Quick ones, for a server on this machine."""
    return RequestSettings(user_agent="test", rate=1000, timeout=20.0, allows_private=True)
