"""JSON files, of objects that say what is known and leave out the rest."""

from __future__ import annotations

import msgspec

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


def json_text(value: object) -> bytes:
    """Return a value as JSON without blanks."""
    return msgspec.json.encode(value, enc_hook=str)  # texts of a kind of their own are texts


def json_line(value: object) -> str:
    """Return a value as JSON in one line, with blanks."""
    return msgspec.json.format(json_text(value), indent=0).decode()


def json_file(value: object) -> bytes:
    """Return a JSON file with a line for each value."""
    return msgspec.json.format(json_text(value), indent=1) + b"\n"
