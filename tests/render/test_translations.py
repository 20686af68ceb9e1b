"""The theme's translation catalogues, and a site's own."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Final

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from briefgen.model.config import DEFAULT_TAXONOMIES
from briefgen.model.diagnostics import Span
from briefgen.model.text import SOURCE_LABEL
from briefgen.render.charts.descriptions import (
    CONTENT,
    COURSE,
    ENDS,
    KINDS,
    OF_SPECIFICATION,
)
from briefgen.render.email_text import LINKS
from briefgen.render.feeds import NOTE
from briefgen.render.pdf.data import WORDS
from briefgen.render.sources import CATALOGUES, THEME, WrongCatalogue
from briefgen.render.text import (
    CALLOUT_TITLES,
    EMBED_LABELS,
    FOOTNOTE_BACK,
    FOOTNOTE_MARK,
    FRAME_BUTTONS,
    FRAME_CLOSE,
    FRAME_HOST,
    NUMBERED,
)
from briefgen.render.text.data_tables import TOTAL
from briefgen.render.text.for_plain import IMAGE
from briefgen.render.translations import (
    Catalogues,
    built_in,
    placeholders,
)

LANGUAGES: Final = ("ar", "de", "es", "fr", "zh_Hans")
# Titles in views, which layouts pass to the filter `translated`.
TITLES: Final = (*(each.title for each in DEFAULT_TAXONOMIES.values()), "Authors", "Archive")
English = str | tuple[str, ...]


@cache
def extracted() -> frozenset[English]:
    """Return each message in the theme's layouts, and those passed to them in variables."""
    found: set[English] = set(TITLES)
    for layout in THEME.rglob("*.html"):
        with layout.open("rb") as file:
            rows = babel_extract(
                file, ["_", "gettext", "ngettext"], [], {"trimmed": "true", "silent": "false"}
            )
            for _, _, message, _ in rows:
                assert message is not None
                texts = (
                    [message] if isinstance(message, str) else [each for each in message if each]
                )
                found.add(texts[0] if len(texts) == 1 else tuple(texts))
    return frozenset(found)


@cache
def catalogue(language: str) -> Catalog:
    with (THEME / CATALOGUES / language / "LC_MESSAGES/briefgen.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def texts(written: Any) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


def compiled(language: str) -> GNUTranslations:
    with (THEME / CATALOGUES / language / "LC_MESSAGES/briefgen.mo").open("rb") as file:
        return GNUTranslations(file)


def test_the_list_of_catalogues_is_complete() -> None:
    folders = {path.parent.parent.name for path in THEME.glob(f"{CATALOGUES}/*/*/*.po")}
    assert folders == set(LANGUAGES)
    assert len(extracted()) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_theme_is_translated(language: str) -> None:
    translated = {
        message.id
        for message in messages(language)
        if not message.fuzzy and all(text.strip() for text in texts(message.string))
    }
    assert [each for each in extracted() if each not in translated] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_has_a_message_that_the_theme_lacks(language: str) -> None:
    footnotes = (FOOTNOTE_MARK, FOOTNOTE_BACK)
    charts = (*KINDS.values(), OF_SPECIFICATION, CONTENT, ENDS, COURSE)
    embeds = (*FRAME_BUTTONS.values(), *EMBED_LABELS.values(), FRAME_HOST, FRAME_CLOSE)
    others = (NOTE, IMAGE, LINKS, TOTAL, SOURCE_LABEL, *WORDS.values())
    titles = (*CALLOUT_TITLES.values(), *NUMBERED)
    used = {*extracted(), *titles, *footnotes, *embeds, *charts, *others}
    assert [message.id for message in messages(language) if message.id not in used] == []


def test_the_template_has_exactly_the_messages_of_the_theme() -> None:
    with (THEME / CATALOGUES / "briefgen.pot").open("rb") as file:
        template = {message.id for message in read_po(file, abort_invalid=True) if message.id}
    assert template == {message.id for message in messages("de")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    """A plural form for a single number may spell it out."""
    plural = re.search(r"plural=(.*);?$", str(catalogue(language).plural_forms))
    assert plural
    form = compiled(language).plural  # type: ignore[attr-defined]
    numbers = [[n for n in range(300) if form(n) == each] for each in range(6)]
    for message in messages(language):
        expected = set().union(*map(placeholders, texts(message.id)))
        for index, text in enumerate(texts(message.string)):
            found = placeholders(text)
            if isinstance(message.id, tuple) and len(numbers[index]) == 1:
                assert found <= expected, text
            else:
                assert found == expected, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogues_match_their_sources(language: str) -> None:
    """After a change: pybabel compile -d briefgen/theme/locale -D briefgen."""
    translations = compiled(language)
    for message in messages(language):
        if isinstance(message.id, tuple):
            assert isinstance(message.string, tuple), message.id
            one, many = message.id
            shown = {translations.ngettext(one, many, number) for number in range(300)}
            assert shown == set(message.string), message.id
        else:
            assert translations.gettext(str(message.id)) == message.string


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_figures_and_tables_are_translated(language: str) -> None:
    ids = {message.id for message in messages(language)}
    assert ids.issuperset(NUMBERED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_embeds_are_translated(language: str) -> None:
    ids = {message.id for message in messages(language)}
    assert ids.issuperset({*FRAME_BUTTONS.values(), *EMBED_LABELS.values()})
    assert ids.issuperset({FRAME_HOST, FRAME_CLOSE})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_titles_of_callouts_are_translated(language: str) -> None:
    translations = {word: compiled(language).gettext(word) for word in CALLOUT_TITLES.values()}
    # "Note" is French too.
    assert [word for word, found in translations.items() if found == word] in ([], ["Note"])
    assert all(
        word in {message.id for message in messages(language)} for word in CALLOUT_TITLES.values()
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "لا موجزات"),
        (1, "موجز واحد"),
        (2, "موجزان"),
        (3, "3 موجزات"),
        (11, "11 موجزًا"),
        (100, "100 موجز"),
    ],
)
def test_arabic_has_six_plural_forms(number: int, words: str) -> None:
    text = built_in("ar").ngettext("%(number)s brief", "%(number)s briefs", number)
    assert text % {"number": number} == words


@pytest.mark.parametrize(
    ("tag", "word"),
    [
        ("en", "Highlights"),
        ("de-CH", "Auf einen Blick"),
        ("zh", "要点"),
        ("zh-CN", "要点"),
        ("zh-Hant", "Highlights"),
        ("fi", "Highlights"),
    ],
)
def test_a_language_without_a_catalogue_uses_the_nearest(tag: str, word: str) -> None:
    assert built_in(tag).gettext("Highlights") == word


# A site's own catalogues


def write(folder: Path, name: str, text: str) -> Catalogues:
    (folder / name).write_text(text, "utf-8")
    return Catalogues(folder)


def test_a_catalogue_of_the_site_overrides_that_of_the_theme(tmp_path: Path) -> None:
    words = write(tmp_path, "de.po", 'msgid "Highlights"\nmsgstr "Kurz gesagt"\n').of("de-AT")
    assert words.gettext("Highlights") == "Kurz gesagt"
    assert words.gettext("Sources") == "Quellen"
    assert Catalogues(tmp_path).of("en").gettext("Highlights") == "Highlights"


def test_a_more_specific_catalogue_overrides_a_general_one(tmp_path: Path) -> None:
    write(tmp_path, "de.po", 'msgid "Tags"\nmsgstr "Weit"\n\nmsgid "Sources"\nmsgstr "Weit"\n')
    words = write(tmp_path, "de_AT.po", 'msgid "Tags"\nmsgstr "Eng"\n').of("de-AT")
    assert [words.gettext(each) for each in ("Tags", "Sources", "Search")] == [
        "Eng",
        "Weit",
        "Suche",
    ]


def test_a_site_can_use_a_language_that_the_theme_lacks(tmp_path: Path) -> None:
    words = write(tmp_path, "it.po", 'msgid "Sources"\nmsgstr "Fonti"\n').of("it")
    assert [words.gettext(each) for each in ("Sources", "Search")] == ["Fonti", "Search"]


def test_a_catalogue_without_a_header_has_the_plural_forms_of_its_language(tmp_path: Path) -> None:
    forms = "".join(f'msgstr[{index}] "{form}"\n' for index, form in enumerate("abc"))
    words = write(tmp_path, "pl.po", f'msgid "brief"\nmsgid_plural "briefs"\n{forms}').of("pl-PL")
    assert [words.ngettext("brief", "briefs", number) for number in (1, 2, 5, 22)] == list("abcb")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('msgid "Sources"\nQuellen\n', 2, "cannot read the catalogue"),
        ('msgid "Sources"\nmsgstr "Quellen\n', 2, "cannot read the catalogue"),
        ('msgid "Sources"\nmsgstr "Quellen" # sic\n', 2, "cannot read the catalogue"),
        (
            'msgid "Tags"\nmsgstr "A"\n\nmsgid "Credit: %(name)s"\nmsgstr "Von %(nmae)s"\n',
            4,
            "%(nmae)s",
        ),
        ('msgid "Sources"\nmsgstr "100 % Quellen"\n', 1, "a single %"),
    ],
)
def test_an_invalid_catalogue_is_reported_with_its_location(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    words = write(tmp_path, "de.po", text)
    with pytest.raises(WrongCatalogue, match=re.escape(message)) as caught:
        words.of("de")
    where = caught.value.diagnostic.location
    assert (where.path, where.span) == ("layouts/locale/de.po", Span(line))
