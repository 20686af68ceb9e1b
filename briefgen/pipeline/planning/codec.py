"""Payloads: the inputs of an output file other than its texts and the site view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from briefgen.model.diagnostics import Location
from briefgen.model.views import Passage, View

D = TypeVar("D")
V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True)
class PagePayload(Generic[V]):
    """The payload of a page: its output without the layout's name and the site view."""

    view: V
    origin: Location
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePayload(Generic[D]):
    """The payload of a file that is not a page."""

    document: D
    origin: Location
    passages: tuple[Passage, ...] = ()
    source: str = ""
