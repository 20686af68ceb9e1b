"""No-break spaces where a line must not end: between a number and its unit, and the like.

The table is short on purpose. It has what is often beside a number, if a number alone at the end
of a line would be misread or look careless: symbols, currencies, magnitudes, measures, months,
and what is numbered ("p. 12"). Units of time such as "10 years" and phrases such as "110 dollars
a kilogram" may be broken, since no narrow column has room for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from briefgen.model.languages import chain

NO_BREAK: Final = "\u00a0"
NARROW: Final = "\u202f"

_FIGURES: Final = frozenset("0123456789")
_SPACES: Final = frozenset(" \n")
_OPENING: Final = "([{„“«‚‘‹\"'¿¡"
_POINTS: Final = frozenset(".,")
_DIGIT: Final = re.compile("[0-9]")
_DAY: Final = re.compile("[0-9]{1,2},")
_END: Final = r"(?![\w'’])"
_LONGEST: Final = 16  # characters of a word before a number, with the space


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What may be beside a number in a language; in lowercase if it comes before the number.

    `months` follow a day, or come before a day and a comma. `pairs` are units of two words. In a
    language with `is_ordinal`, a day has a full stop. `shortened` is what follows the full stops
    within "z. B." and the like. `thousands` is between groups of three digits.
    """

    after: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    is_ordinal: bool = False
    shortened: str = ""
    thousands: str = NO_BREAK


class NumberSpaces:
    """Finds the spaces of a language at which no line may end.

    One pattern does most of the work. It begins with a digit, which most of a text is not.
    """

    def __init__(self, language: Neighbours) -> None:
        self._before = language.before | _BEFORE
        self._months = language.months
        self._thousands = language.thousands
        self._pattern = _pattern(language)
        self._shortened = re.compile(language.shortened) if language.shortened else None

    def may_change(self, text: str) -> bool:
        """Whether a text, with any mark-up in it, may have such a space."""
        return _DIGIT.search(text) is not None or (self._shortened is not None and ". " in text)

    def changes(self, text: str, *, is_block: bool) -> bool:
        """Whether a text has such a space, or may have one at its ends if it goes on there."""
        if self._pattern.search(text) or (self._shortened and self._shortened.search(text)):
            return True
        if is_block or not text:
            return False
        is_space = text[-1] in _SPACES and text[-2:-1] in _FIGURES
        return is_space or text[-1] in _FIGURES or text[0] in _FIGURES

    def places(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the place of each space that is replaced, and what replaces it."""
        for match in self._pattern.finditer(text):
            begin, end, kind = match.start(), match.end() - 1, match.lastgroup
            if text[begin - 1 : begin] in _SPACES and self._belongs(text, begin):
                yield begin - 1, NO_BREAK
            if kind == "group":
                if _is_integer(text, begin):
                    yield end, self._thousands
            elif begin < end:
                yield end, NO_BREAK
            if kind == "pair":
                yield text.index(" ", end + 1), NO_BREAK
        for match in self._shortened.finditer(text) if self._shortened else ():
            yield match.end() - 1, NARROW

    def _belongs(self, text: str, begin: int) -> bool:
        """Whether a number belongs to the word before it."""
        words = text[max(begin - _LONGEST, 0) : begin].split()
        word = words[-1].lstrip(_OPENING) if words else ""
        return word.lower() in self._before or (
            word in self._months and _DAY.match(text, begin) is not None
        )


@lru_cache(maxsize=64)
def number_spaces(language: str) -> NumberSpaces:
    """Return the rules of a language, or else those that all languages share."""
    return _of_table(next((tag for tag in chain(language) if tag in _LANGUAGES), ""))


@lru_cache(maxsize=64)
def _of_table(tag: str) -> NumberSpaces:
    return NumberSpaces(_LANGUAGES.get(tag) or Neighbours())


def _pattern(language: Neighbours) -> re.Pattern[str]:
    """Return the pattern of a digit that may be beside such a space.

    It ends with the space after the number, if it is that one. For most digits it fails at the
    character after them, or at the one before.
    """
    endings = {
        form[-2:]
        for word in language.before | _BEFORE
        for form in (word, word.capitalize(), word.upper())
        if len(word) > 1
    }
    months = _any_of(language.months)
    after = (
        rf"(?=(?:{_any_of(language.after | _SYMBOLS)}){_END})"
        rf"|(?P<pair>(?=(?:{_any_of(map(' '.join, language.pairs))}){_END}))"
        rf"|(?<![0-9]{{3}}.)(?=(?:{months}){_END})"
        r"|(?P<group>(?<![0-9]{4}.)(?=[0-9]{3}(?![0-9])))"
    )
    day = rf"|\.[ \n](?<![0-9]{{3}}..)(?=(?:{months}){_END})" if language.is_ordinal else ""
    before = (
        rf"(?<=[ \n].)(?:(?<=[§€$£¥]..)|(?<=(?:{_any_of(endings)})..)"
        rf"|(?=[0-9]?,)(?<=(?:{_any_of(month[-2:] for month in language.months)})..))"
    )
    return re.compile(rf"[0-9](?:[ \n](?:{after}){day}|{before})", re.DOTALL)


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of these words, which looks at the first character once."""
    by_first: dict[str, set[str]] = {}
    for word in words:
        by_first.setdefault(word[0], set()).add(word[1:])
    if not by_first:
        return "(?!)"
    return "|".join(
        f"{re.escape(first)}(?:{'|'.join(map(re.escape, sorted(rest, reverse=True)))})"
        for first, rest in sorted(by_first.items())
    )


def _is_integer(text: str, last: int) -> bool:
    """Whether the digits up to a place, at most three, are not part of a decimal number."""
    begin = last
    while text[begin - 1 : begin] in _FIGURES:
        begin -= 1
    return text[begin - 1 : begin] not in _POINTS


_SYMBOLS: Final = _set(
    """
    % ‰ ppm ppb ° °C °F K € $ £ ¥ EUR USD GBP CHF JPY CNY RMB
    nm µm mm cm m km mi ft cm² m² km² ha cm³ m³ ml l L hl mg g kg t kt Mt Gt lb oz
    mol J kJ MJ GJ TJ PJ EJ eV Wh kWh MWh GWh TWh W kW MW GW TW V kV mA Ah mAh
    Hz kHz MHz GHz Pa kPa MPa bar kN Bq Sv dB kB MB GB TB ms s min h km/h m/s g/t kg/m³ t/a
    """
)
_BEFORE: Final = _set("§ §§ € $ £ ¥ us$ eur usd gbp chf jpy cny rmb")
_LANGUAGES: Final[Mapping[str, Neighbours]] = {
    "ar": Neighbours(
        after=_set("""
            ألف مليون مليونًا مليار مليارًا تريليون دولار دولارًا يورو يوان طن طنًا كيلوغرام كيلومتر
            متر هكتار برميل درجة"""),
        before=_set("رقم المادة ص. الصفحة"),
        pairs=(("في", "المئة"),),
    ),
    "de": Neighbours(
        after=_set("""
            Tausend Tsd Million Millionen Mio Milliarde Milliarden Mrd Billion Billionen Bio
            Prozent Prozentpunkt Prozentpunkte Prozentpunkten Promille Euro Cent Dollar Pfund
            Franken Yuan Yen Tonne Tonnen Kilogramm Kilo Gramm Kilometer Kilometern Meter Metern
            Zentimeter Millimeter Quadratkilometer Quadratmeter Hektar Kubikmeter Liter Barrel Grad
            Watt Kilowatt Megawatt Gigawatt Kilowattstunden Megawattstunden Gigawattstunden
            Terawattstunden"""),
        before=_set("""
            nr. nrn. s. art. artikel abs. absatz abb. tab. tabelle kap. kapitel abschn. abschnitt
            anh. anhang bd. rn. ziff. satz ca."""),
        months=_set("""
            Januar Jänner Februar März April Mai Juni Juli August September Oktober November
            Dezember"""),
        is_ordinal=True,
        shortened=r"\. (?:(?<=\b[zduioasv]\. )(?=(?:[aBhUÄäEpTzRV]|d\. [RhJ])\.)"
        r"|(?<=\bi\. d\. )(?=R\.))",
    ),
    "en": Neighbours(
        after=_set("""
            thousand million millions billion trillion bn tn percent percentage pp dollar dollars
            euro euros pound pounds cent cents franc francs yuan renminbi yen rupees roubles tonne
            tonnes ton tons kilogram kilograms kilogramme kilogrammes gram grams ounces kilometre
            kilometres kilometer kilometers metre metres meter meters centimetres centimeters
            millimetres millimeters mile miles feet inches acres hectare hectares litre litres
            liter liters gallons barrel barrels degrees watts kilowatts megawatts gigawatts
            kilowatt-hours megawatt-hours gigawatt-hours terawatt-hours"""),
        before=_set("""
            no. nos. p. pp. art. arts. article articles sec. section ch. chapter annex fig. figs.
            figure table box eq. vol. ca. c."""),
        months=_set("""
            January February March April May June July August September October November
            December"""),
        pairs=(("per", "cent"),),
    ),
    "es": Neighbours(
        after=_set("""
            mil millón millones billón billones euro euros céntimos dólar dólares peso pesos libras
            yuan yuanes yen yenes tonelada toneladas kilogramo kilogramos kilo kilos gramos
            kilómetro kilómetros metro metros hectárea hectáreas litro litros barril barriles grados
            kilovatios megavatios gigavatios puntos"""),
        before=_set("núm. n.º nº art. arts. artículo p. pp. pág. págs. cap. capítulo fig. tabla"),
        pairs=(("por", "ciento"),),
    ),
    "fr": Neighbours(
        after=_set("""
            mille million millions milliard milliards billion billions Md Mds M€ Md€ k€ euro euros
            centime centimes dollar dollars livres franc francs yuan yuans yen yens tonne tonnes
            kilogramme kilogrammes kilo kilos grammes kilomètre kilomètres mètre mètres centimètres
            millimètres hectare hectares litre litres baril barils degrés kilowatts mégawatts
            gigawatts points"""),
        before=_set("""
            n° nº no. nos. art. article articles al. p. pp. chap. chapitre fig. figure tableau
            annexe vol. t. env."""),
        months=_set("""
            janvier février mars avril mai juin juillet août septembre octobre novembre
            décembre"""),
        pairs=(("pour", "cent"),),
        thousands=NARROW,
    ),
    "it": Neighbours(
        after=_set("""
            mila milione milioni miliardo miliardi euro centesimi dollaro dollari sterline franchi
            yuan yen tonnellata tonnellate chilogrammo chilogrammi chilo chili grammi chilometro
            chilometri metro metri ettaro ettari litro litri barile barili gradi chilowatt megawatt
            gigawatt punti"""),
        before=_set("n. nn. art. artt. articolo p. pp. pag. cap. capitolo fig. tab. tabella vol."),
        months=_set("""
            gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre
            dicembre"""),
        pairs=(("per", "cento"),),
    ),
    "nl": Neighbours(
        after=_set("""
            duizend miljoen miljard biljoen procent procentpunt euro cent dollar pond frank yuan yen
            ton kilogram kilo gram kilometer meter centimeter millimeter hectare liter vat vaten
            graden kilowatt megawatt gigawatt"""),
        before=_set("nr. nrs. art. artikel p. pp. blz. hfst. hoofdstuk fig. figuur tabel ca."),
        months=_set("""
            januari februari maart april mei juni juli augustus september oktober november
            december"""),
    ),
    "pt": Neighbours(
        after=_set("""
            mil milhão milhões bilhão bilhões bilião biliões euro euros cêntimos dólar dólares reais
            libras yuans ienes tonelada toneladas quilograma quilogramas quilo quilos gramas
            quilômetro quilômetros quilómetro quilómetros metro metros hectare hectares litro litros
            barril barris graus quilowatts megawatts gigawatts pontos"""),
        before=_set("n.º nº art. arts. artigo p. pp. pág. págs. cap. capítulo fig. tabela"),
        pairs=(("por", "cento"),),
    ),
}
