"""Canonical encoding of model values: equal values give equal bytes, which decode to the value.

The bytes are JSON, decoded into typed values, so a cache from elsewhere cannot contain code.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

import msgspec

from briefgen.model.html import Html

T = TypeVar("T")

# What decoding raises for invalid bytes.
Unreadable: Final = msgspec.MsgspecError


def encode(value: Any) -> bytes:
    """Return the canonical bytes of a model value; a mapping keeps its order."""
    return _ENCODER.encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """Decode a value of type `kind`. Raises Unreadable."""
    decoder: msgspec.json.Decoder[T] = _decoder(cast("Hashable", kind))
    return decoder.decode(data)


def _html_as_text(value: Any) -> Any:
    if isinstance(value, Html):
        return str(value)
    raise NotImplementedError(f"cannot encode {type(value).__name__}")


def _text_as_html(kind: type[Any], value: Any) -> Any:
    if kind is Html and isinstance(value, str):
        return Html(value)
    raise NotImplementedError(f"cannot decode {kind.__name__}")


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_html_as_text)


@lru_cache(maxsize=64)
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("type[Any]", kind), dec_hook=_text_as_html)
