"""Canonical encoding of model values: equal values give equal bytes, which decode to the value.

The bytes are JSON, decoded into typed values, so a cache from elsewhere cannot contain code.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Final, TypeVar, cast, get_args

import msgspec

from briefgen.model.html import Html
from briefgen.model.text import Slot, Text

T = TypeVar("T")

# What decoding raises for invalid bytes.
Unreadable: Final = msgspec.MsgspecError


def encode(value: Any) -> bytes:
    """Return the canonical bytes of a model value; a mapping keeps its order."""
    return _ENCODER.encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """Decode a value of type `kind`. Raises Unreadable."""
    decoder: msgspec.json.Decoder[T] = _decoder(cast("Hashable", kind))
    try:
        return decoder.decode(data)
    except RecursionError as error:
        raise msgspec.DecodeError("nested too deeply") from error


def _plain(value: Any) -> Any:
    """Return a value of a type that msgspec does not know, as values that it does."""
    if isinstance(value, Html):
        return str(value)
    if isinstance(value, Text):
        return [
            part if isinstance(part, str) else {type(part).__name__: part} for part in value.parts
        ]
    raise NotImplementedError(f"cannot encode {type(value).__name__}")


def _typed(kind: type[Any], value: Any) -> Any:
    if kind is Html and isinstance(value, str):
        return Html(value)
    if kind is Text and isinstance(value, list):
        return Text(map(_part, value))
    raise TypeError(f"cannot decode {kind.__name__}")  # which msgspec turns into Unreadable


def _part(value: Any) -> str | Slot:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or len(value) != 1:
        raise TypeError("not part of a text")
    ((name, fields),) = value.items()
    if name not in _SLOTS:
        raise TypeError(f"no such slot: {name}")
    slot: Slot = msgspec.convert(fields, _SLOTS[name])
    return slot


_SLOTS: Final = {kind.__name__: kind for kind in get_args(Slot)}
_ENCODER: Final = msgspec.json.Encoder(enc_hook=_plain)


@lru_cache(maxsize=64)
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("type[Any]", kind), dec_hook=_typed)
