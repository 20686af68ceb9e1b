"""Writers of the files that are no pages, by the name of their form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from briefgen.model.html import Html

# (document, the texts of its passages, the bytes of its source) to the bytes of the file.
Writer = Callable[[Any, Sequence[Html], bytes], bytes]

WRITERS: Final[Mapping[str, Writer]] = MappingProxyType({})
