"""Payloads: what a file of the output is made from, beside the texts and the site's view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from briefgen.model.diagnostics import Location
from briefgen.model.views import Passage, View

D = TypeVar("D")
V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[V]):
    """The payload of a page: all of its output but the layout's name and the site's view."""

    view: V
    origin: Location
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Manuscript(Generic[D]):
    """The payload of a file that is no page."""

    document: D
    origin: Location
    passages: tuple[Passage, ...] = ()
    source: str = ""
