"""What editors can fill in, for pages where they write: the keys of front matter as fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal[
    "text", "words", "url", "email", "day", "time", "switch", "choice", "list", "object", "colour"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditField:
    """A key of front matter: its name, what it means, and which values it may have.

    `kind` says how it is edited: `text` is a line, `words` are a few sentences, `day` is a date and
    `time` a date with a time. A `switch` is true or false, and `default` says which one it is
    without the key. A `choice` is one of `choices`; so is each entry of a `list` that has some. The
    entries of a list are texts, or objects if it has `fields`, as an object has. `pattern` is a
    regular expression.
    """

    name: str
    description: str
    kind: FieldKind
    is_required: bool = False
    default: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    fields: tuple[EditField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFields:
    """The fields of each kind of text."""

    brief: tuple[EditField, ...]
    page: tuple[EditField, ...]
    author: tuple[EditField, ...]
