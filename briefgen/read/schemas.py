"""JSON Schemas of site.yaml and front matter, generated from the types that they are read into."""

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
    """Return the JSON Schema of site.yaml or of one kind of front matter.

    The schema of a brief also has a key for each taxonomy.
    """
    document = {"$schema": _DIALECT, **_ADAPTERS[kind]().json_schema()}
    if kind == "brief":
        names = terms_adapter().json_schema()["additionalProperties"]
        for key in taxonomies:
            description = {"description": f"Names of {key}.", "default": []}
            document["properties"][key] = {**names, **description} if key != "series" else {
                "type": "string", "description": "Name of the series."}  # fmt: skip
    return document
