"""Translations of the theme's text into the language of each page, from gettext catalogues.

The theme's catalogues are compiled. A site's own, such as `layouts/locale/de.po`, override them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from briefgen.model.diagnostics import Location, Span
from briefgen.model.languages import chain
from briefgen.render.locales import in_digits
from briefgen.render.sources import CATALOGUES, LAYOUTS, THEME, WrongCatalogue

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

Variables: TypeAlias = Mapping[str, Any] | None

# The functions of layouts, and the environment methods that implement them.
CALLS: Final = {"_": "gettext", "gettext": "gettext", "ngettext": "ngettext"}
SOURCE: Final = "en"
DOMAIN: Final = "briefgen"
_LINE: Final = re.compile(
    r'(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])? *"(?:[^"\\]|\\.)*")?|#.*'
)
_PLACEHOLDER: Final = re.compile(r"%(?:\((?P<name>\w+)\)s|%|.?)")


class Catalogues:
    """A site's translations, read when first needed; `folder` holds the site's own catalogues."""

    def __init__(self, folder: Path) -> None:
        self._own = {
            file.stem.lower().replace("_", "-"): file for file in sorted(folder.glob("*.po"))
        }
        self._loaded: dict[str, NullTranslations] = {}

    def of(self, language: str) -> NullTranslations:
        """Return the translations for a language; missing ones fall back to English.

        Raises WrongCatalogue.
        """
        if language not in self._loaded:
            translations = NullTranslations()
            for tag in chain(language):
                if tag in self._own:
                    translations.add_fallback(own(self._own[tag]))
            translations.add_fallback(built_in(language))
            self._loaded[language] = translations
        return self._loaded[language]


@lru_cache(maxsize=64)
def built_in(language: str) -> NullTranslations:
    """Return the theme's translations for a language, or none, which gives English."""
    for tag in chain(language):
        file = THEME / CATALOGUES / _folder(tag) / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if file.is_file():
            return GNUTranslations(BytesIO(file.read_bytes()))
    return NullTranslations()


def own(file: Path) -> NullTranslations:
    """Return the translations of a site's own catalogue. Raises WrongCatalogue."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - most sites have none
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    path = f"{LAYOUTS}/{CATALOGUES}/{file.name}"
    try:
        data = file.read_bytes()
        _check_lines(data.decode("utf-8-sig"), path)
        # The locale gives the plural forms, if the file has no header for them.
        locale = _folder(file.stem.lower().replace("_", "-"))
        catalogue = read_po(BytesIO(data), locale, charset="utf-8", abort_invalid=True)
    except PoFileError as error:
        raise _unreadable(path, error.lineno + 1) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, 1) from error
    _check(catalogue, path)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


class _Words(dict[str, Markup]):
    """A cache of the messages translated so far, marked as safe HTML."""

    def __init__(self, catalogue: NullTranslations) -> None:
        super().__init__()
        self.catalogue = catalogue

    def __missing__(self, message: str) -> Markup:
        self[message] = _filled(self.catalogue.gettext(message), {})
        return self[message]


class _Values(dict[str, Any]):
    """The values for a message's placeholders, escaped when they are used."""

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        return value if isinstance(value, int | float) else escape(value)


def install(environment: Environment, catalogues: Catalogues) -> None:
    """Let layouts use `_("…")` and `{% trans %}` in the language of the page.

    `translated` does the same for a text from a view. A call's context does not include the
    variables of the block and loop around it.
    """
    words = cache(lambda language: _Words(catalogues.of(language)))

    def gettext(
        context: Context, block: Variables, loop: Variables, message: str, /, **values: Any
    ) -> Markup:
        language = spoken(context, block, loop)
        translated = words(language)
        if not values:
            return translated[message]
        text = translated.catalogue.gettext(message)
        return _filled(text, values if text == message else _in_digits(text, values, language))

    def ngettext(
        context: Context,
        block: Variables,
        loop: Variables,
        one: str,
        many: str,
        number: int,
        /,
        **values: Any,
    ) -> Markup:
        language = spoken(context, block, loop)
        text = words(language).catalogue.ngettext(one, many, number)
        values = {"num": number, **values}
        return _filled(text, values if text in (one, many) else _in_digits(text, values, language))

    @pass_context
    def translated(context: Context, text: str) -> str:
        return catalogues.of(spoken(context)).gettext(text) if text else text

    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.extend(gettext=gettext, ngettext=ngettext)
    for name, method in CALLS.items():
        environment.globals[name] = pass_context(partial(_aside, getattr(environment, method)))
    environment.filters["translated"] = translated


def _aside(call: Callable[..., Markup], context: Context, *args: Any, **values: Any) -> Markup:
    """Translate where a layout passes the function on instead of calling it."""
    return call(context, None, None, *args, **values)


def _in_digits(text: str, values: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """Return the values for a message, with numbers in the digits of the language."""
    return {
        name: in_digits(str(value), language)
        if type(value) is int and f"%({name})s" in text and f"%({name})d" not in text
        else value
        for name, value in values.items()
    }


def _filled(text: str, values: Mapping[str, Any]) -> Markup:
    for value in values.values():
        if type(value) is not int and type(value) is not str:
            return Markup(text % _Values(values))  # noqa: S704 - a catalogue may hold HTML
    return _remembered(text, **values)


@lru_cache(maxsize=1024)
def _remembered(text: str, /, **values: int | str) -> Markup:
    return Markup(text % _Values(values))  # noqa: S704 - the same


def spoken(context: Context, block: Variables = None, loop: Variables = None) -> str:
    """Return the language at a point in a layout: the variable `language`, else the page's."""
    if block and "language" in block:
        language = block["language"]
    elif loop and "language" in loop:
        language = loop["language"]
    else:
        language = _variable(context, "language")
    return str(language or getattr(_variable(context, "page"), "language", SOURCE))


def _variable(context: Context, name: str) -> Any:
    return context.vars[name] if name in context.vars else context.parent.get(name)


def placeholders(text: str) -> set[str]:
    """Return the names of a message's `%(name)s` placeholders, and `%` for a stray percent sign."""
    names = {match["name"] or match[0] for match in _PLACEHOLDER.finditer(text)}
    return {name if name.isidentifier() else "%" for name in names - {"%%"}}


def _check_lines(text: str, path: str) -> None:
    """Raise WrongCatalogue for an invalid line, since Babel would guess what it means."""
    for number, line in enumerate(text.splitlines(), 1):
        if not _LINE.fullmatch(line.strip()):
            raise _unreadable(path, number)


def _unreadable(path: str, line: int) -> WrongCatalogue:
    hint = 'write each line in gettext format: msgid "…" or msgstr "…", in UTF-8'
    return WrongCatalogue(Location(path, Span(line)), "cannot read the catalogue", hint)


def _check(catalogue: Catalog, path: str) -> None:
    """Raise WrongCatalogue for a translation with placeholders that its message lacks."""
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        expected = set().union(*map(placeholders, _texts(message.id)))
        for text in _texts(message.string):
            wrong = sorted(placeholders(text) - expected)
            if wrong:
                placeholder = f"%({wrong[0]})s" if wrong[0] != "%" else "a single %"
                raise WrongCatalogue(
                    Location(path, Span(_line(message))),
                    f"the translation “{text}” has {placeholder}, which the message does not have",
                    f"use only the %(names)s of “{_texts(message.id)[0]}”, and write %% for a %",
                )


def _texts(value: str | list[str] | tuple[str, ...] | None) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value or () if text]


def _line(message: Message) -> int:
    return message.lineno or 1


def _folder(tag: str) -> str:
    """Return the name of a catalogue's folder: a language tag in gettext's format."""
    primary, *rest = tag.split("-")
    return "_".join([primary, *(part.title() if len(part) == 4 else part.upper() for part in rest)])
