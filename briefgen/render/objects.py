"""JSON files, of objects that say what is known and leave out the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from briefgen.model.documents import Signature


class Object(msgspec.Struct, omit_defaults=True):
    """An object whose fields without a value are left out; each field is "" or empty then."""


class JsonSignature(Object):
    """Who signs a brief, or publishes the site."""

    name: str = ""
    url: str = ""


def signed(signature: Signature) -> JsonSignature:
    """Return a signature as an object."""
    return JsonSignature(signature.name, signature.url)


# Texts of a kind of their own are texts.
_ENCODER: Final = msgspec.json.Encoder(enc_hook=str)


def json_text(value: object) -> bytes:
    """Return a value as JSON without blanks."""
    return _ENCODER.encode(value)


def json_lines(values: Sequence[object]) -> list[str]:
    """Return each value as JSON in one line, with blanks."""
    lines = _ENCODER.encode_lines(values).splitlines()
    return [msgspec.json.format(line, indent=0).decode() for line in lines]


def json_file(value: object) -> bytes:
    """Return a JSON file with a line for each value."""
    return msgspec.json.format(json_text(value), indent=1) + b"\n"
