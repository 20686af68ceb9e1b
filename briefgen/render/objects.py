"""JSON files, whose objects leave out fields without a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from briefgen.model.documents import Signature


class Object(msgspec.Struct, omit_defaults=True):
    """An object that leaves out its empty fields."""


class JsonSignature(Object):
    """The author of a brief, or the publisher of the site."""

    name: str = ""
    url: str = ""


def signed(signature: Signature) -> JsonSignature:
    """Return a signature as an object."""
    return JsonSignature(signature.name, signature.url)


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
