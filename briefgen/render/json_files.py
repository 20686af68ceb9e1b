"""JSON files, whose objects leave out fields without a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from briefgen.model.documents import Byline


class Object(msgspec.Struct, omit_defaults=True):
    """An object that leaves out its empty fields."""


class JsonByline(Object):
    """The author of a brief, or the publisher of the site."""

    name: str = ""
    url: str = ""


def json_byline(byline: Byline) -> JsonByline:
    """Return a byline as an object."""
    return JsonByline(byline.name, byline.url)


# Subclasses of str are written as strings.
_ENCODER: Final = msgspec.json.Encoder(enc_hook=str)


def json_text(value: object) -> bytes:
    """Return a value as compact JSON."""
    return _ENCODER.encode(value)


def json_lines(values: Sequence[object]) -> list[str]:
    """Return each value as one line of JSON, with spaces after separators."""
    lines = _ENCODER.encode_lines(values).splitlines()
    return [msgspec.json.format(line, indent=0).decode() for line in lines]


def json_file(value: object) -> bytes:
    """Return a JSON file with one line per value."""
    return msgspec.json.format(json_text(value), indent=1) + b"\n"
