"""New sites: the starter's files, with the author's choices in site.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.model.characters import printable
from briefgen.model.diagnostics import has_errors
from briefgen.model.languages import chain
from briefgen.model.placeholders import BASE_URL
from briefgen.model.site_folder import SITE_FILE
from briefgen.read.config import read_config
from briefgen.read.written import settings_of, source_text
from briefgen.read.yaml_edits import value_of, with_value
from briefgen.render.locales import system_time_zone
from briefgen.scaffold.hosting import servers_setting

_STARTER: Final = Path(__file__).parents[1] / "starter"
_COMMON: Final = _STARTER / "common"
_LOCALE: Final = re.compile(r"([a-z]{2,3})(?:_([A-Z]{2}))?(?:[.@].*)?")

# The description of a site and its menu, in the languages of the starter besides English.
_WORDS: Final[Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    "de": (
        "Kurze Analysen mit Quellen.",
        (
            ("Startseite", "/"),
            ("Themen", "/categories/"),
            ("Über uns", "/ueber-uns/"),
            ("Kontakt", "/kontakt/"),
            ("Impressum", "/impressum/"),
            ("Datenschutz", "/datenschutz/"),
            ("Nachnutzung", "/nachnutzung/"),
        ),
    ),
    "fr": (
        "De courtes analyses sourcées.",
        (
            ("Accueil", "/"),
            ("Catégories", "/categories/"),
            ("À propos", "/a-propos/"),
            ("Contact", "/contact/"),
            ("Mentions légales", "/mentions-legales/"),
            ("Confidentialité", "/confidentialite/"),
            ("Réutilisation", "/reutilisation/"),
        ),
    ),
    "es": (
        "Análisis breves y con fuentes.",
        (
            ("Inicio", "/"),
            ("Categorías", "/categories/"),
            ("Acerca de", "/acerca-de/"),
            ("Contacto", "/contacto/"),
            ("Aviso legal", "/aviso-legal/"),
            ("Privacidad", "/privacidad/"),
            ("Reutilización", "/reutilizacion/"),
        ),
    ),
}
# Where site.yaml has these links.
_KEYS: Final = (
    *(f"navigation.{index}" for index in range(3)),
    *(f"footer.{index}" for index in range(4)),
)
LANGUAGES: Final = ("en", *_WORDS)


class NotEmpty(Exception):
    """The folder for a new site is not empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChoices:
    """What an author chooses for a new site."""

    title: str = "Policy Briefs"
    language: str = "en"
    timezone: str = "UTC"
    publisher: str = "Your Institute"
    base_url: str = BASE_URL
    servers: tuple[str, ...] = ()  # of the publisher's own


def default_choices(folder: Path, environment: Mapping[str, str]) -> SiteChoices:
    """Return the choices that suit a folder, and the language and time zone of the system."""
    name = re.sub(r"[-_\s]+", " ", printable(folder.resolve().name)).strip()
    title = name[:1].upper() + name[1:] or SiteChoices().title
    language = _language(environment)
    zone = system_time_zone()
    return SiteChoices(
        title=title,
        language=language if not problem_with("language", language) else "en",
        timezone=zone if not problem_with("timezone", zone) else "UTC",
        publisher=title,
    )


def _language(environment: Mapping[str, str]) -> str:
    """Return the language of the system, with its region where that makes a difference."""
    names = (environment.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
    match = _LOCALE.fullmatch(next(filter(None, names), ""))
    if match is None:
        return "en"
    language, region = match[1], match[2] or ""
    if not region or region == language.upper() or (language, region) == ("en", "GB"):
        return language
    return f"{language}-{region}"


def problem_with(key: str, value: str) -> str:
    """Return what is wrong with a choice and how to correct it, or ""."""
    if not value.strip():
        return "the value is empty"
    name = "publisher.name" if key == "publisher" else key
    checked = read_config(_settings({name: value}))
    if checked.value is not None and not has_errors(checked.diagnostics):
        return ""
    problem = next(each for each in checked.diagnostics if each.is_error)
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def is_translated(language: str) -> bool:
    """Whether the starter's texts are in a language."""
    return _starter_language(language) == language.partition("-")[0].lower()


def _starter_language(language: str) -> str:
    return next((each for each in chain(language) if each in LANGUAGES), "en")


def refuse_full_folder(folder: Path) -> None:
    """Refuse a folder that has files, except hidden ones. Raises NotEmpty."""
    if folder.exists() and any(not item.name.startswith(".") for item in folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty; choose a new or empty folder")


def make_site(folder: Path, choices: SiteChoices | None = None) -> list[str]:
    """Create a site in a new or empty folder and return its files. Raises NotEmpty."""
    choices = choices or SiteChoices()
    refuse_full_folder(folder)
    paths = []
    for name, data in sorted(_files(choices)):
        path = folder / name
        if path.exists():  # such as the .gitignore of a new repository
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        paths.append(name)
    return paths


def _files(choices: SiteChoices) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file of a new site."""
    language = _starter_language(choices.language)
    for top in (_COMMON, _STARTER / language):
        for source in top.rglob("*"):
            if not source.is_file() or "__pycache__" in source.parts:
                continue
            name = source.relative_to(top).as_posix().replace("gitignore", ".gitignore")
            if name == SITE_FILE:
                yield name, _settings(_values(choices)) + _servers(choices)
            elif source.suffix == ".md" and not is_translated(choices.language):
                yield name, _in_english(source)
            else:
                yield name, source.read_bytes()


def _in_english(source: Path) -> bytes:
    """Return a starter text for a site in another language; authors have no language."""
    data = source.read_bytes()
    if source.parent.name == "authors":
        return data
    return data.replace(
        b"\n---\n", b"\nlanguage: en  # remove this line once it is translated\n---\n", 1
    )


def _values(choices: SiteChoices) -> dict[str, str]:
    """Return the values of site.yaml by their places, such as `navigation.0.text`."""
    values = {
        "title": " ".join(printable(choices.title).split()),
        "language": choices.language.strip(),
        "timezone": choices.timezone.strip(),
        "publisher.name": " ".join(printable(choices.publisher).split()),
        "base_url": choices.base_url.strip(),
    }
    language = _starter_language(choices.language)
    if language in _WORDS:
        values["description"], menu = _WORDS[language]
        for key, (text, url) in zip(_KEYS, menu, strict=True):
            values |= {f"{key}.text": text, f"{key}.url": url}
    return values


def _servers(choices: SiteChoices) -> bytes:
    """Return the lines of site.yaml for servers of the publisher's own."""
    if not choices.servers:
        return b""
    setting = servers_setting(choices.servers)
    return f"\n# Headers and redirects for a server of your own.\n{setting}\n".encode()


def _settings(values: Mapping[str, str]) -> bytes:
    """Return site.yaml with some values; its comments stay."""
    text = source_text((_COMMON / SITE_FILE).read_bytes())
    document = settings_of(text, SITE_FILE) if text else None
    if text is None or document is None:
        raise ValueError("the starter's site.yaml cannot be read")
    paths = {key: [int(p) if p.isdigit() else p for p in key.split(".")] for key in values}
    edits = (
        with_value(document, paths[key], value)
        for key, value in values.items()
        if value_of(document, paths[key]) != value
    )
    return text.edited(each for each in edits if each)
