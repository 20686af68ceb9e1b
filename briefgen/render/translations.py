"""The theme's words in the language of each page, from gettext catalogues.

Those of the theme are compiled; a site's own, as `layouts/locale/de.po`, come before them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from briefgen.model.diagnostics import Diagnostic, Location, Span
from briefgen.model.languages import chain
from briefgen.render.sources import CATALOGUES, LAYOUTS, THEME

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

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


def install(environment: Environment, catalogues: Catalogues) -> None:
    """Let layouts say `_("…")` and `{% trans %}` in the language of the page.

    `translated` is the same for a text that a layout got from a view.
    """

    @pass_context
    def gettext(context: Context, message: str) -> str:
        return catalogues.of(spoken(context)).gettext(message)

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int) -> str:
        return catalogues.of(spoken(context)).ngettext(one, many, number)

    @pass_context
    def translated(context: Context, text: str) -> str:
        return catalogues.of(spoken(context)).gettext(text) if text else text

    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    environment.filters["translated"] = translated


def spoken(context: Context) -> str:
    """Return the language at a place in a layout: its variable `language`, else the page's."""
    return str(context.get("language") or getattr(context.get("page"), "language", SOURCE))


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
