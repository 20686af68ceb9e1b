"""Makes the search index reproducible: Pagefind writes filter values in random order.

Its files are gzip with a signature and CBOR (RFC 8949). The filter files, the list of filters and
the entry that refers to that list are rewritten, sorted by name.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

_SIGN: Final = b"pagefind_dcd"
_ENTRY: Final = "pagefind-entry.json"
_UNSIGNED, _TEXT, _ARRAY = 0, 3, 4
_FILTERS: Final = 3  # index of the filters in the list


def normalise(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """Return the files of an index in a fixed order; return files of unknown form unchanged."""
    try:
        return _normalise(dict(files), folder)
    except (ValueError, KeyError, IndexError, TypeError, OSError, RuntimeError, StopIteration):
        return dict(files)


def _normalise(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    entry = json.loads(files[folder + _ENTRY])
    for language, known in sorted(entry["languages"].items()):
        meta = _load(files.pop(f"{folder}pagefind.{known['hash']}.pf_meta"))
        filters = []
        for name, old in sorted(meta[_FILTERS]):
            shown, values = _load(files.pop(f"{folder}filter/{old}.pf_filter"))
            data = _dump([shown, sorted(values)])
            new = f"{language}_{sha256(data).hexdigest()[:7]}"
            files[f"{folder}filter/{new}.pf_filter"] = data
            filters.append([name, new])
        meta[_FILTERS] = filters
        data = _dump(meta)
        known["hash"] = f"{language}_{sha256(data).hexdigest()[:10]}"
        files[f"{folder}pagefind.{known['hash']}.pf_meta"] = data
    entry["languages"] = dict(sorted(entry["languages"].items()))
    files[folder + _ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return files


def _load(data: bytes) -> Any:
    plain = gzip.decompress(data)
    if not plain.startswith(_SIGN):
        raise ValueError("not a Pagefind file")
    return _value(iter(plain.removeprefix(_SIGN)))


def _dump(value: Any) -> bytes:
    return gzip.compress(_SIGN + b"".join(_parts(value)), mtime=0)


def _value(data: Iterator[int]) -> Any:
    head = next(data)
    kind, size = head >> 5, head & 31
    if size > 23:
        size = int.from_bytes(bytes(next(data) for _ in range(1 << (size - 24))))
    if kind == _UNSIGNED:
        return size
    if kind == _TEXT:
        return bytes(next(data) for _ in range(size)).decode()
    if kind == _ARRAY:
        return [_value(data) for _ in range(size)]
    raise ValueError("unknown type of value")


def _parts(value: Any) -> Iterator[bytes]:
    if isinstance(value, int):
        yield _head(_UNSIGNED, value)
    elif isinstance(value, str):
        yield _head(_TEXT, len(value.encode()))
        yield value.encode()
    else:
        yield _head(_ARRAY, len(value))
        for each in value:
            yield from _parts(each)


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    width = next(step for step in range(4) if size < 1 << (8 << step))
    return bytes([kind << 5 | 24 + width]) + size.to_bytes(1 << width)
