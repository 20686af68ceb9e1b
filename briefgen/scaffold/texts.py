"""New briefs, pages and authors, with their front matter laid out."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from briefgen.assemble.portable import NOT_ON_WINDOWS
from briefgen.model.addresses import slugify
from briefgen.model.characters import printable
from briefgen.model.config import SiteConfig
from briefgen.model.content import Author, Brief, Entry, Kind
from briefgen.model.file_names import markdown_stem
from briefgen.model.identity import name_key
from briefgen.model.placeholders import OPENING, TAKEAWAYS
from briefgen.model.site_folder import CONTENT
from briefgen.model.text import Reference
from briefgen.pipeline.inputs.parsing import value_of
from briefgen.read import front_matter
from briefgen.read.config import LANGUAGE, language_hint
from briefgen.read.discovery import discover
from briefgen.read.quoting import as_yaml as plain_or_quoted
from briefgen.read.quoting import yaml_list
from briefgen.read.unknown_keys import did_you_mean

_BRIEF: Final = """\
---
title: {title}
date: {date}
draft: true            # delete this line to publish
{language}summary: ""            # one or two sentences
highlights:            # the takeaways in the highlight box
{takeaways}
{terms}authors: {authors}            # ids of files in content/authors/, or names
{image}sources: []            # details of cited works; links in the text are added automatically
---

{opening}

## What happened

## Why it matters
"""
_TERMS: Final = """\
categories: []         # for example [Trade, Energy]
tags: []
"""
_PAGE: Final = """\
---
title: {title}
draft: true            # delete this line to publish
{language}summary: ""            # one or two sentences, for search engines
---

[[Write the page here.]]
"""
_AUTHOR: Final = """\
---
name: {name}
role: ""               # position, such as Senior analyst
email: ""              # public address
# orcid: 0000-0002-1825-0097
links: []              # for example [{{text: Website, url: "https://example.com"}}]
---

[[Two sentences about {words}.]]
"""
_FIRST: Final = 3  # takeaways of a new brief


class NotPossible(Exception):
    """A text cannot be created as asked."""


class Exists(NotPossible):
    """The file exists, or the title gives no file name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefChoices:
    """What an author chooses for a new brief, besides its title."""

    authors: Sequence[str] = ()
    has_folder: bool = False
    translation_of: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Original:
    """A brief to translate: its path, the brief, and its front matter as data."""

    path: str
    brief: Brief
    data: Mapping[str, object]


def make_brief(
    root: Path,
    title: str,
    today: date,
    config: SiteConfig | None = None,
    choices: BriefChoices | None = None,
) -> str:
    """Create a draft brief and return its path within the site. Raises NotPossible."""
    choices = choices or BriefChoices()
    _refuse_language(choices.language)
    original = None
    if config is not None and choices.translation_of:
        original = _original(root, choices, config)
    authors = [*_authors(root, choices.authors, config)] if config else []
    folder = posixpath.dirname(original.path) if original else f"{CONTENT}briefs"
    if original and _is_index(original.path):
        folder = posixpath.dirname(folder)
    path = _free(root, folder, title, "brief", has_folder=choices.has_folder)
    text = _BRIEF.format(
        title=_quoted(title),
        date=today.isoformat(),
        language=_language_line(choices.language)
        + (_line("translation_of", original.path.removeprefix(CONTENT)) if original else ""),
        takeaways="\n".join(_takeaways(original)),
        terms=_terms(original, config) if original and config else _TERMS,
        authors=yaml_list(authors or (original.brief.authors if original else ())),
        image=_image(original, path) if original else "",
        opening=OPENING,
    )
    _write(root, path, text)
    return path


def make_page(root: Path, title: str, *, has_folder: bool = False, language: str = "") -> str:
    """Create a draft page and return its path within the site. Raises NotPossible."""
    _refuse_language(language)
    path = _free(root, posixpath.dirname(CONTENT), title, "page", has_folder=has_folder)
    _write(root, path, _PAGE.format(title=_quoted(title), language=_language_line(language)))
    return path


def make_author(root: Path, name: str) -> str:
    """Create an author and return the path within the site. Raises NotPossible."""
    path = _free(root, f"{CONTENT}authors", name, "author", has_folder=False)
    words = _one_line(name).replace("[", "(").replace("]", ")")
    _write(root, path, _AUTHOR.format(name=_quoted(name), words=words))
    return path


# Names and places


def _free(root: Path, folder: str, title: str, kind: str, *, has_folder: bool) -> str:
    """Return the path of a new text, if nothing is there."""
    words = _one_line(title)
    slug = slugify(words)
    if not slug:
        raise Exists(f"“{words}” has no letter or digit for a file name; use a title with words")
    if NOT_ON_WINDOWS.search(slug):  # a title such as “CON”
        slug = f"{slug}-{kind}"
    if kind == "page" and slug == "index":
        raise Exists(f"“{words}” would give the home page its text; choose another title")
    word = "name" if kind == "author" else "title"
    for name in (f"{slug}.md", f"{slug}.markdown", f"{slug}/index.md", f"{slug}/index.markdown"):
        if (root / folder / name).exists():
            raise Exists(f"{folder}/{name} already exists; choose another {word}")
    return f"{folder}/{slug}/index.md" if has_folder else f"{folder}/{slug}.md"


def _write(root: Path, path: str, text: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _one_line(title: str) -> str:
    """Return a title on one line, without characters that are not allowed in texts."""
    return printable(" ".join(title.encode(errors="replace").decode().split()))


def _quoted(title: str) -> str:
    return json.dumps(_one_line(title), ensure_ascii=False)


def _line(key: str, value: str) -> str:
    return f"{key}: {plain_or_quoted(value)}\n"


def _language_line(language: str) -> str:
    return _line("language", language) if language else ""


def _refuse_language(language: str) -> None:
    if language and not LANGUAGE.fullmatch(language):
        raise NotPossible(f"`{language}` is not a language tag; {language_hint(language)}")


def _is_index(path: str) -> bool:
    return markdown_stem(posixpath.basename(path)) == "index"


# Authors


def _authors(root: Path, names: Iterable[str], config: SiteConfig) -> Iterator[str]:
    """Yield the ids of authors, and the names of people who have no file. Raises NotPossible."""
    if not names:
        return
    people = [*_people(root, config)]
    ids = {name_key(each.id): each.id for each in people}
    by_name = {name_key(each.name): each.id for each in people}
    for name in names:
        author_id = ids.get(name_key(name)) or by_name.get(name_key(name))
        if author_id:
            yield author_id
            continue
        suggestion = did_you_mean(
            name, {*ids.values(), *(each.name for each in people)}, otherwise="-"
        )
        if suggestion != "-" or " " not in name.strip():
            hint = (
                suggestion
                if suggestion != "-"
                else f'create one with: briefgen new author "{name}"'
            )
            raise NotPossible(f"there is no author `{name}` in {CONTENT}authors/; {hint}")
        yield _one_line(name)


def _people(root: Path, config: SiteConfig) -> Iterator[Author]:
    for entry in discover(root, config.groupings).value:
        if entry.kind is Kind.AUTHOR:
            value = value_of(entry, (root / entry.site_path).read_bytes(), config).value
            if isinstance(value, Author):
                yield value


# Translations


def _original(root: Path, choices: BriefChoices, config: SiteConfig) -> _Original:
    """Return the brief to translate. Raises NotPossible."""
    name = choices.translation_of
    entries = {
        entry.site_path: entry
        for entry in discover(root, config.groupings).value
        if entry.kind is Kind.BRIEF
    }
    entry = next(filter(None, map(entries.get, _spellings(name))), None)
    if entry is None:
        names = [path.removeprefix(CONTENT) for path in entries]
        hint = did_you_mean(name, names, otherwise="write its path, such as briefs/two-bases.md")
        raise NotPossible(f"there is no brief `{name}`; {hint}")
    return _read(root, entry, config, choices.language)


def _spellings(name: str) -> Iterator[str]:
    """Yield the paths that an author may mean by one."""
    path = posixpath.normpath(name.replace("\\", "/")).lstrip("/")
    for start in ("", CONTENT, f"{CONTENT}briefs/"):
        for end in ("", ".md", ".markdown", "/index.md", "/index.markdown"):
            yield f"{start}{path}{end}"


def _read(root: Path, entry: Entry, config: SiteConfig, language: str) -> _Original:
    data = (root / entry.site_path).read_bytes()
    brief = value_of(entry, data, config).value
    parts = front_matter.split(data.decode("utf-8-sig", errors="replace"), entry.site_path).value
    if not isinstance(brief, Brief) or parts is None:
        raise NotPossible(f"{entry.site_path} has errors; correct them first")
    own = brief.language or config.language
    if not language:
        raise NotPossible("a translation needs its language, for example --language de")
    if own.lower() == language.lower():
        raise NotPossible(f"the original is in `{own}` too; choose another language")
    return _Original(entry.site_path, brief, parts.document.data)


def _takeaways(original: _Original | None) -> Iterator[str]:
    """Yield the lines of the highlights; those of the original are comments to translate."""
    if original is None:
        yield from (f"  - {each}" for each in TAKEAWAYS[:_FIRST])
        return
    highlights = original.data.get("highlights")
    texts = (
        [" ".join(str(each).split()) for each in highlights] if isinstance(highlights, list) else []
    )
    for index, text in enumerate(texts or TAKEAWAYS[:_FIRST]):
        yield f"  # {text}" if texts else f"  - {text}"
        if texts and index < len(TAKEAWAYS):
            yield f"  - {TAKEAWAYS[index]}"


def _terms(original: _Original, config: SiteConfig) -> str:
    """Return the lines of the terms, which are those of the original."""
    terms = {key: original.brief.terms.get(key, ()) for key in config.groupings}
    return "".join(
        _line(key, names[0]) if key == "series" else f"{key}: {yaml_list(names)}\n"
        for key, names in terms.items()
        if names or key in ("categories", "tags")
    )


def _image(original: _Original, path: str) -> str:
    """Return the lines of the image, as seen from the file of the translation."""
    image = original.brief.image
    if image is None:
        return ""
    src = image.src.destination if isinstance(image.src, Reference) else image.src
    if isinstance(image.src, Reference) and not src.startswith(("/", "http")):
        image_path = posixpath.normpath(posixpath.join(posixpath.dirname(original.path), src))
        src = posixpath.relpath(image_path, posixpath.dirname(path))
    lines = f"image:\n  src: {json.dumps(src, ensure_ascii=False)}\n"
    lines += f"  alt: {json.dumps(image.alt, ensure_ascii=False)}  # to translate\n"
    values = original.data.get("image")
    credit = values.get("credit") if isinstance(values, Mapping) else None
    return lines + (f"  credit: {json.dumps(credit, ensure_ascii=False)}\n" if credit else "")
