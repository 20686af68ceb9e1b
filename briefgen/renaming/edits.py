"""What to change in a file, so that a rename breaks nothing in it."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from briefgen.assemble.languages import original_of
from briefgen.model.addresses import href
from briefgen.model.config import SiteConfig
from briefgen.model.content import Author, Body, Brief, Page
from briefgen.model.diagnostics import Span
from briefgen.model.identity import name_key, path_key
from briefgen.model.site_folder import CONTENT, SITE_FILE
from briefgen.model.text import Reference, Text
from briefgen.read.config import read_config
from briefgen.read.markdown.destination_tokens import (
    DestinationToken,
    destination_tokens,
    loose_key,
)
from briefgen.read.written import Edit, SourceText, front_matter_of, settings_of, source_text
from briefgen.read.yaml_edits import (
    ScalarToken,
    scalar_tokens,
    value_of,
    with_item,
    with_value,
    without_item,
)
from briefgen.renaming.links import Relinking
from briefgen.renaming.moves import Refused
from briefgen.renaming.snapshot import File, Snapshot, parsed


@dataclass(frozen=True, slots=True)
class Change:
    """One change in a file: its place, and the words before and after."""

    path: str
    span: Span
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A file with its changes; `path` is its old path."""

    path: str
    data: bytes
    changes: tuple[Change, ...]


def relinked(file: File, snapshot: Snapshot, relinking: Relinking) -> Edited | None:
    """Return a text with the links that a rename changes, or None if there are none.

    Raises Refused if a link cannot be changed.
    """
    path, value = file.entry.site_path, file.value
    if not isinstance(value, Brief | Page | Author):
        return None
    references = [*references_in(value)]
    destinations = [relinking.destination(each, path) for each in references]
    authors = _authors(value, relinking)
    original = _original(value, relinking)
    if not authors and not original and [each.destination for each in references] == destinations:
        return None
    text = source_text(file.data)
    if text is None or file.entry.is_link:
        raise Refused(f"{path} is a symbolic link; replace it with a copy of the file")
    edits = _name_edits(text, path, authors, original)
    edits += _link_edits(file, text, references, destinations, snapshot.config)
    return Edited(path, text.edited(edits), changes(path, text, edits))


def changes(path: str, text: SourceText, edits: Sequence[Edit]) -> tuple[Change, ...]:
    """Return edits as an author sees them."""
    return tuple(
        Change(path, text.span(each), text.text[each.start : each.end].strip(), each.text.strip())
        for each in sorted(edits)
    )


# Links in texts


def references_in(value: object) -> Iterator[Reference]:
    """Yield the references in a value, in order; those of a body are in its text."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Text):
        yield from value.references()
    elif isinstance(value, tuple):
        for each in value:
            yield from references_in(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from references_in(each)
    elif dataclasses.is_dataclass(value):
        for name in names_of(value):
            yield from references_in(getattr(value, name))


def shape_of(value: object, ignored: tuple[type, ...] = (Reference, Span)) -> object:
    """Return everything in a value but some types; by default references, and places in a file."""
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, ignored):
        return None
    if isinstance(value, Text):
        return shape_of(value.parts, ignored)
    if isinstance(value, tuple):
        return tuple(shape_of(each, ignored) for each in value if not isinstance(each, ignored))
    if isinstance(value, Mapping):
        return {key: shape_of(each, ignored) for key, each in value.items()}
    if dataclasses.is_dataclass(value):
        fields = (shape_of(getattr(value, name), ignored) for name in names_of(value))
        return (type(value), *fields)
    return value


def names_of(value: Any) -> list[str]:
    """Return the names of the fields of a dataclass, without those that repeat its text."""
    names = [each.name for each in dataclasses.fields(value)]
    repeated = ("references", "data") if isinstance(value, Body) else ()
    return [name for name in names if name not in repeated]


def _link_edits(
    file: File,
    text: SourceText,
    references: Sequence[Reference],
    destinations: Sequence[str],
    config: SiteConfig,
) -> list[Edit]:
    """Return the edits that give references these destinations, and change nothing else.

    What looks like a link may be in code, and a parsed text does not say where exactly its links
    are written. So each edit is tried, and the result parsed.
    """
    new = {
        loose_key(each.destination): destination
        for each, destination in zip(references, destinations, strict=True)
        if each.destination != destination
    }
    if not new:
        return []
    tokens = tokens_of(file, text, new)
    edits = [
        Edit(each.start, each.end, each.escaped(new[loose_key(each.destination)]))
        for each in tokens
    ]
    changed = sum(
        each.destination != destination
        for each, destination in zip(references, destinations, strict=True)
    )
    parse = _parser(file, text, config)
    before = (references, shape_of(file.value))
    if len(edits) <= changed and _is_correct(parse(edits), before, destinations):
        return edits
    edits = [
        edit
        for token, edit in zip(tokens, edits, strict=True)
        if _is_link(parse([edit]), before, destinations, is_shown=token.form == "bare")
    ]
    result = parse(edits)
    if len(result[0]) != len(destinations) or _first_wrong(result[0], references, destinations):
        index = _first_wrong(result[0], references, destinations) or 0
        raise Refused(
            f"{file.entry.site_path}:{references[index].span.line}: the link to"
            f" {references[index].destination} cannot be changed automatically;"
            " write it in a simpler form first"
        )
    return edits


Parsed = tuple[Sequence[Reference], object]


def _parser(file: File, text: SourceText, config: SiteConfig) -> Callable[[Sequence[Edit]], Parsed]:
    def parse(edits: Sequence[Edit]) -> Parsed:
        value = parsed(file.entry, text.edited(edits), config).value
        return [*references_in(value)], shape_of(value)

    return parse


def _is_correct(result: Parsed, before: Parsed, destinations: Sequence[str]) -> bool:
    references, shape = result
    return shape == before[1] and [*map(_key, references)] == [*map(loose_key, destinations)]


def _is_link(
    result: Parsed, before: Parsed, destinations: Sequence[str], *, is_shown: bool
) -> bool:
    """Whether an edit changed one or more links as intended, and nothing else.

    The text of a bare URL is the URL, so it changes too.
    """
    (references, shape), (former, former_shape) = result, before
    if len(references) != len(former) or (shape != former_shape and not is_shown):
        return False
    changed = [
        (_key(new), loose_key(destination))
        for new, old, destination in zip(references, former, destinations, strict=True)
        if new.destination != old.destination
    ]
    return bool(changed) and all(one == other for one, other in changed)


def _first_wrong(
    references: Sequence[Reference], former: Sequence[Reference], destinations: Sequence[str]
) -> int | None:
    """Return the index of the first link that is not as intended, or None."""
    for index, (each, destination) in enumerate(zip(references, destinations, strict=False)):
        is_same = former[index].destination == destination == each.destination
        if not is_same and _key(each) != loose_key(destination):
            return index
    return None


def _key(reference: Reference) -> str:
    return loose_key(reference.destination)


def tokens_of(
    file: File, text: SourceText, keys: Container[str], key: Callable[[str], str] = loose_key
) -> list[DestinationToken | ScalarToken]:
    """Return what may be a destination whose key is in `keys`; no two overlap."""
    front = front_matter_of(text, file.entry.site_path)
    candidates: Iterable[DestinationToken | ScalarToken] = (
        *(scalar_tokens(front) if front else ()),
        *destination_tokens(text.text),
    )
    tokens: list[DestinationToken | ScalarToken] = []
    for token in candidates:
        is_free = all(token.end <= each.start or each.end <= token.start for each in tokens)
        if is_free and key(token.destination) in keys:
            tokens.append(token)
    return tokens


# Names in front matter


def _authors(value: Brief | Page | Author, relinking: Relinking) -> dict[str, str]:
    """Return the new ids of those authors of a brief that are renamed, by their `name_key`."""
    if not isinstance(value, Brief):
        return {}
    signed = {name_key(name) for name in value.authors}
    return {key: new for key, new in relinking.author_ids.items() if key in signed}


def _original(value: Brief | Page | Author, relinking: Relinking) -> str:
    """Return the new value of `translation_of`, or "" if it stays."""
    if not isinstance(value, Brief) or not value.translation_of:
        return ""
    original = original_of(value, relinking.briefs)
    if not original:
        return ""
    new, new_path = relinking.path(original), relinking.path(value.path)
    candidates = (
        value.translation_of,
        _like(value.translation_of, original, new, posixpath.dirname(new_path)),
        new.removeprefix(CONTENT),
    )
    for candidate in candidates:
        renamed = replace(value, path=new_path, translation_of=candidate)
        if original_of(renamed, relinking.new_briefs) == new:
            return "" if candidate == value.translation_of else candidate
    return ""


def _like(reference: str, original: str, new: str, folder: str) -> str:
    """Return the path of the new file in the way in which that of the old one is written."""
    if path_key(reference) == path_key(original):
        return new
    inside = new.removeprefix(CONTENT)
    if path_key(reference.lstrip("/")) == path_key(original.removeprefix(CONTENT)):
        return f"/{inside}" if reference.startswith("/") else inside
    return posixpath.relpath(new, folder)


def _name_edits(
    text: SourceText, path: str, authors: Mapping[str, str], original: str
) -> list[Edit]:
    """Return the edits of the ids of authors, and of the path of the original."""
    front = front_matter_of(text, path)
    if front is None:
        return []
    signed = front.document.data.get("authors") if authors else None
    places: list[tuple[list[str | int], str]] = [
        (["authors", index], authors[name_key(name)])
        for index, name in enumerate(signed if isinstance(signed, list) else ())
        if name_key(name or "") in authors
    ]
    if isinstance(signed, str):
        places.append((["authors"], authors[name_key(signed)]))
    if original:
        places.append((["translation_of"], original))
    edits = [with_value(front, keys, value) for keys, value in places]
    if None in edits:
        raise Refused(
            f"{path}: its front matter cannot be changed automatically; simplify it first"
        )
    return [each for each in edits if each]


# Old addresses


def with_alias(data: bytes, path: str, old_url: str, new_url: str) -> Edited | None:
    """Return a text with its old URL in `aliases`, and without its new one.

    Return None if nothing changes.
    """
    text = source_text(data)
    front = front_matter_of(text, path) if text else None
    if text is None or front is None:
        return None
    edits = []
    aliases = front.document.data.get("aliases") or []
    aliases = [aliases] if isinstance(aliases, str) else aliases
    keys = [alias_key(each) for each in aliases]
    if alias_key(new_url) in keys:
        edit = without_item(front, "aliases", keys.index(alias_key(new_url)))
        if edit is None:
            return None
        shorter = with_alias(text.edited([edit]), path, old_url, new_url)
        removed = changes(path, text, [edit])
        data = shorter.data if shorter else text.edited([edit])
        return Edited(path, data, (*removed, *(shorter.changes if shorter else ())))
    if alias_key(old_url) not in keys:
        edit = with_item(front, "aliases", href("", old_url))
        edits = [edit] if edit else []
    return Edited(path, text.edited(edits), changes(path, text, edits)) if edits else None


def alias_key(alias: str) -> str:
    """Return a key that is equal for all spellings of an alias."""
    return path_key(unquote(alias)).strip("/")


# Settings


def resettled(snapshot: Snapshot, relinking: Relinking) -> Edited | None:
    """Return site.yaml with the links that a rename changes, or None if there are none."""
    config, text = snapshot.config, source_text(snapshot.settings)
    front = settings_of(text, SITE_FILE) if text else None
    destinations = dict(config.destinations)
    if config.social.font:
        destinations["social.font"] = f"/{config.social.font.lstrip('/')}"
    for index, font in enumerate(config.pdf.fonts):
        destinations[f"pdf.fonts.{index}"] = f"/{font.lstrip('/')}"
    new_destinations = {
        key: relinking.destination(Reference(each, Span(), is_image="url" not in key), SITE_FILE)
        for key, each in destinations.items()
    }
    changed = {key: new for key, new in new_destinations.items() if new != destinations[key]}
    if not changed or text is None or front is None:
        return None
    edits = []
    for key, new in changed.items():
        path = [int(part) if part.isdigit() else part for part in key.split(".")]
        edit = with_value(front, path, new)
        old = value_of(front, path)
        if edit and not old.startswith("/") and destinations[key].startswith("/"):
            edit = with_value(front, path, new.lstrip("/"))
        if edit is None:
            raise Refused(f"{SITE_FILE}: `{key}` cannot be changed automatically")
        edits.append(edit)
    data = text.edited(edits)
    reread = read_config(data).value
    if reread is None or any(
        reread.destinations.get(key, new_destinations[key]) != new_destinations[key]
        for key in new_destinations
    ):
        raise Refused(f"{SITE_FILE} cannot be changed automatically; write its links more simply")
    return Edited(SITE_FILE, data, changes(SITE_FILE, text, edits))
