"""The theme's words in the language of each page, from gettext catalogues.

Those of the theme are compiled; a site's own, as `layouts/locale/de.po`, come before them.
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

from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.languages import chain
from briefgen.render.locales import in_digits
from briefgen.render.sources import CATALOGUES, LAYOUTS, THEME

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

Variables: TypeAlias = Mapping[str, Any] | None

# What layouts call, and the method of the environment that answers.
CALLS: Final = {"_": "gettext", "gettext": "gettext", "ngettext": "ngettext"}
SOURCE: Final = "en"
DOMAIN: Final = "briefgen"
_LINE: Final = re.compile(
    r'(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])? *"(?:[^"\\]|\\.)*")?|#.*'
)
_PLACEHOLDER: Final = re.compile(r"%(?:\((?P<name>\w+)\)s|%|.?)")


class WrongCatalogue(Exception):
    """A catalogue of the site that cannot be used."""

    def __init__(self, location: Location, message: str, hint: str) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic("layout", message, location, hint)


class Catalogues:
    """The words of a site, read when first needed; `folder` holds the site's own catalogues."""

    def __init__(self, folder: Path) -> None:
        self._own = {
            file.stem.lower().replace("_", "-"): file for file in sorted(folder.glob("*.po"))
        }
        self._known: dict[str, NullTranslations] = {}

    def of(self, language: str) -> NullTranslations:
        """Return the words in a language; English takes the place of what is missing.

        Raises WrongCatalogue.
        """
        if language not in self._known:
            found = NullTranslations()
            for tag in chain(language):
                if tag in self._own:
                    found.add_fallback(own(self._own[tag]))
            found.add_fallback(built_in(language))
            self._known[language] = found
        return self._known[language]


@lru_cache(maxsize=64)
def built_in(language: str) -> NullTranslations:
    """Return the theme's own words in a language, or in English."""
    for tag in chain(language):
        file = THEME / CATALOGUES / _folder(tag) / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if file.is_file():
            return GNUTranslations(BytesIO(file.read_bytes()))
    return NullTranslations()


def own(file: Path) -> NullTranslations:
    """Return the words of a catalogue that a site has of its own. Raises WrongCatalogue."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - most sites have none
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    shown = f"{LAYOUTS}/{CATALOGUES}/{file.name}"
    try:
        data = file.read_bytes()
        _check_lines(data.decode("utf-8-sig"), shown)
        locale = _folder(file.stem.lower().replace("_", "-"))  # for the plurals, if none are told
        catalogue = read_po(BytesIO(data), locale, charset="utf-8", abort_invalid=True)
    except PoFileError as error:
        raise _unreadable(shown, error.lineno + 1) from error
    except (OSError, ValueError) as error:
        raise _unreadable(shown, 1) from error
    _check(catalogue, shown)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


class _Words(dict[str, Markup]):
    """The words of a language that layouts have said so far, ready for a page."""

    def __init__(self, catalogue: NullTranslations) -> None:
        super().__init__()
        self.catalogue = catalogue

    def __missing__(self, message: str) -> Markup:
        self[message] = _filled(self.catalogue.gettext(message), {})
        return self[message]


class _Values(dict[str, Any]):
    """What a message is filled in with: escaped, as far as it is asked for."""

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        return value if isinstance(value, int | float) else escape(value)


def install(environment: Environment, catalogues: Catalogues) -> None:
    """Let layouts say `_("…")` and `{% trans %}` in the language of the page.

    `translated` is the same for a text that a layout got from a view. The variables of the block
    and the loop around a call are no part of its context.
    """
    words = cache(lambda language: _Words(catalogues.of(language)))

    def gettext(
        context: Context, block: Variables, loop: Variables, message: str, /, **values: Any
    ) -> Markup:
        language = spoken(context, block, loop)
        found = words(language)
        if not values:
            return found[message]
        text = found.catalogue.gettext(message)
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
    for name, called in CALLS.items():
        environment.globals[name] = pass_context(partial(_aside, getattr(environment, called)))
    environment.filters["translated"] = translated


def _aside(call: Callable[..., Markup], context: Context, *given: Any, **values: Any) -> Markup:
    """Say something where a layout hands the function on, in place of calling it."""
    return call(context, None, None, *given, **values)


def _in_digits(text: str, values: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """Return what fills a message in, its numbers in the digits of the language."""
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
    """Return the language at a place in a layout: its variable `language`, else the page's."""
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
    """Return the names in a message's `%(name)s`, and as `%` each sign that begins none."""
    found = {match["name"] or match[0] for match in _PLACEHOLDER.finditer(text)}
    return {name if name.isidentifier() else "%" for name in found - {"%%"}}


def _check_lines(text: str, shown: str) -> None:
    """Raise WrongCatalogue for a line that is none; the reader would guess what it means."""
    for number, line in enumerate(text.splitlines(), 1):
        if not _LINE.fullmatch(line.strip()):
            raise _unreadable(shown, number)


def _unreadable(shown: str, line: int) -> WrongCatalogue:
    hint = 'each line is as in gettext: msgid "…" or msgstr "…", in UTF-8'
    return WrongCatalogue(Location(shown, Span(line)), "the catalogue cannot be read", hint)


def _check(catalogue: Catalog, shown: str) -> None:
    """Raise WrongCatalogue for a translation that no layout could fill in."""
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        asked = set().union(*map(placeholders, _texts(message.id)))
        for text in _texts(message.string):
            wrong = sorted(placeholders(text) - asked)
            if wrong:
                written = f"%({wrong[0]})s" if wrong[0] != "%" else "a single %"
                raise WrongCatalogue(
                    Location(shown, Span(_line(message))),
                    f"the translation “{text}” has {written}, which the message has not",
                    f"keep the %(names)s of “{_texts(message.id)[0]}”, and write %% for a %",
                )


def _texts(written: str | list[str] | tuple[str, ...] | None) -> list[str]:
    if isinstance(written, str):
        return [written]
    return [text for text in written or () if text]


def _line(message: Message) -> int:
    return message.lineno or 1


def _folder(tag: str) -> str:
    """Return the name of a catalogue's folder: gettext's form of a tag."""
    primary, *rest = tag.split("-")
    return "_".join([primary, *(part.title() if len(part) == 4 else part.upper() for part in rest)])
