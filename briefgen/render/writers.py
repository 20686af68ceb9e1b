"""Writers: functions that create files that are not pages, from their documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from briefgen.model.data import DataTable
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.text import Text
from briefgen.render.text import Words

if TYPE_CHECKING:
    from briefgen.render.typesetting.compiler import Typesetter


class LayoutTexts(Protocol):
    """The layouts of a site, for a writer that uses one or their words."""

    @property
    def typesetter(self) -> Typesetter:
        """What sets PDF files and images with Typst layouts."""

    def words(self, language: str) -> Words:
        """Return the function that translates the texts of the theme."""

    def render_text(
        self, layout: str, variables: Mapping[str, Any], origin: Location
    ) -> Checked[str]:
        """Return the output of a layout for the variables it sees."""

    def blamed(
        self, layout: str, message: str, hint: str, origin: Location, word: str
    ) -> Diagnostic:
        """Return a diagnostic for a layout's output, at the layout's first line with `word`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterInput:
    """What a writer gets besides its document.

    `texts` are those of the output's passages, `tables` those in its files with data, `sources` the
    bytes of its source files by path, and `used` those of the written files that it uses, without
    any that could not be made. `origin` is the place that a message about the output names. A
    writer holds `memory` while it needs hundreds of megabytes.
    """

    origin: Location
    layouts: LayoutTexts
    texts: Sequence[Text] = ()
    tables: Sequence[DataTable] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict)
    used: Mapping[str, bytes] = field(default_factory=dict)
    memory: AbstractContextManager[object] = nullcontext()

    @property
    def source(self) -> bytes:
        """The bytes of the first source file, or b"" if there is none."""
        return next(iter(self.sources.values()), b"")


Writer: TypeAlias = Callable[[Any, WriterInput], Checked[bytes]]
