"""JSON Schemas of what authors write, made from the types that it is read into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import TypeAdapter

from briefgen.read.config import config_adapter
from briefgen.read.front_matter import author_adapter, brief_adapter, page_adapter, terms_adapter

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ADAPTERS: Final[Mapping[str, Callable[[], TypeAdapter[Any]]]] = MappingProxyType(
    {
        "site": config_adapter,
        "brief": brief_adapter,
        "page": page_adapter,
        "author": author_adapter,
    }
)
KINDS: Final = tuple(_ADAPTERS)


def schema(kind: str, taxonomies: Iterable[str] = ()) -> dict[str, Any]:
    """Return the JSON Schema of site.yaml or of a kind of front matter.

    A brief's has a key for each taxonomy too.
    """
    found = {"$schema": _DIALECT, **_ADAPTERS[kind]().json_schema()}
    if kind == "brief":
        names = terms_adapter().json_schema()["additionalProperties"]
        for key in taxonomies:
            about = {"description": f"Names of {key}.", "default": []}
            found["properties"][key] = {**names, **about} if key != "series" else {
                "type": "string", "description": "Name of the series."}  # fmt: skip
    return found
