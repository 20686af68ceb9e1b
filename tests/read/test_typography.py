"""Quotation marks, apostrophes, dashes and ellipses of one block, in any language."""

import pytest

from briefgen.read.markdown.quotation_marks import MARKS
from briefgen.read.markdown.typography import OPAQUE, typography_of, with_typography
from tests.support.growth import is_linear


def typeset(text: str, language: str = "en") -> str:
    return "".join(with_typography([text], typography_of(language)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In the '90s it fell.", "In the ’90s it fell."),
        ("the '90s' best and the '80s' worst", "the ’90s’ best and the ’80s’ worst"),
        ("He said, 'I don't know what '68 meant.'", "He said, ‘I don’t know what ’68 meant.’"),
        ("fish 'n' chips", "fish ’n’ chips"),
        ("'Tis the mines' own, 'twas said", "’Tis the mines’ own, ’twas said"),
        ("get 'em while \"'em\" lasts", "get ’em while “’em” lasts"),
        ("go 'round", "go ’round"),
        ("the tag 'em' itself", "the tag ‘em’ itself"),
        ("the 1980's and the 80's", "the 1980’s and the 80’s"),
        ("6' fence, 12\" pipe, 6'2\" tall", "6' fence, 12\" pipe, 6'2\" tall"),
        ('a 3½" disk, 5¾\' wide and 7⅛".', 'a 3½" disk, 5¾\' wide and 7⅛".'),
        ('"He is 5\'10" tall," she said.', "“He is 5'10\" tall,” she said."),
        ("at 40° 26' 46\" north", "at 40° 26' 46\" north"),
        ('"In 2012" and "in \'68"', "“In 2012” and “in ’68”"),
        ('He said: "The first.', "He said: “The first."),
        ('"The second."', "“The second.”"),
        ('and the last."', "and the last.”"),
        ("\"She said 'no' twice.\"", "“She said ‘no’ twice.”"),
        ("'\"So,\" he said.'", "‘“So,” he said.’"),
        ('("a") ["b"] —"c"—', "(“a”) [“b”] —“c”—"),
        ('a"b', 'a"b'),
        ("a \" b ' c", 'a " b ’ c'),
        ("2010--2020 --- or so...", "2010–2020 — or so…"),
        ('The "best"...', "The “best”…"),
        ("\"A\"\n'B'", "“A”\n‘B’"),
    ],
)
def test_quotation_marks_and_apostrophes(text: str, expected: str) -> None:
    assert typeset(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", '他说"你好"。', "他说“你好”。"),
        ("zh", '他说："你好。"然后走了。', "他说：“你好。”然后走了。"),
        ("zh", '"甲"和"乙"，\'丙\'', "“甲”和“乙”，‘丙’"),
        ("zh", 'China\'s的"政策"', "China’s的“政策”"),
        ("zh-TW", '他說"你好"。', "他說「你好」。"),
        ("ja", '彼は"はい"と言った', "彼は「はい」と言った"),
        ("th", 'เขาพูดว่า"ใช่"แล้วไป', "เขาพูดว่า“ใช่”แล้วไป"),
        ("el", 'Το "κόστος" τ\' ουρανού', "Το «κόστος» τ’ ουρανού"),
        ("fa", '"قیمت"', "«قیمت»"),
        ("be", '"кошт"', "«кошт»"),
        ("bg", '"цена"', "„цена“"),
        ("uk", '"в\'язень"', "«в’язень»"),
        ("he", 'צה"ל אמר "כן"', "צה״ל אמר ”כן”"),
        ("fr", "l'\"ami\" d'Anne", "l’«\u202fami\u202f» d’Anne"),
        (
            "fr",
            "Vrai ? Oui ! Ceci : cela ; fin",
            "Vrai\u202f? Oui\u202f! Ceci\u00a0: cela\u202f; fin",
        ),
        ("fr", "« mot » et (vrai !)", "«\u202fmot\u202f» et (vrai\u202f!)"),
        ("fr", '"Non !" ou "Quoi ?"', "«\u202fNon\u202f!\u202f» ou «\u202fQuoi\u202f?\u202f»"),
        ("fr", 'Il dit :"Oui"', "Il dit\u00a0:«\u202fOui\u202f»"),
        ("de-CH", "\"Ja\" und 'nein'", "«Ja» und ‹nein›"),
        ("de-AT", "\"Ja\" und 'nein'", "„Ja“ und ‚nein‘"),
        ("fr", "Il dit « ", "Il dit «\u202f"),
        ("fr", "«\u00a0", "«\u202f"),
        ("fr", "un sourire :) et 10:30", "un sourire :) et 10:30"),
        ("fr-CA", '"mot"', "«\u202fmot\u202f»"),
        ("fr-CH", '"mot" : oui', "«mot» : oui"),
        ("nl", '\'s Morgens "ja"', "’s Morgens ‘ja’"),
        ("de", "\"So 'n Ding\", 's war '68", "„So ’n Ding“, ’s war ’68"),
        ("pt-PT", '"a"', "«a»"),
        ("pt-BR", '"a"', "“a”"),
    ],
)
def test_marks_are_those_of_the_language(language: str, text: str, expected: str) -> None:
    assert typeset(text, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "51~million dollars, 110~dollars a kilogram, 12~per~cent, 5~percentage points"),
        ("en", "58~%, 40~kt, 5~MW, 3~°C, 1,000~t, 20~km/h, 5~m², 50~EUR, EUR~50, US$~5~bn"),
        ("en", "§~5, No.~5, (p.~12), pp.~3–4, Art.~3, Article~5, Table~2, Fig.~1"),
        ("en", "4~March 2026, March~4, 2026, and in March 2026"),
        ("en", "2~599~tonnes and 1~234~567"),
        ("en", "in 2025 the US$110 a kilogram, 10 years, in 2025 300 people, 1.5 300, 5 metresque"),
        ("en", "on page 5 of 1900 May follows, 30 the, the answer 42."),
        ("de", "5~Mio. Euro, 4.~März 2026, 58~%, S.~12, Art.~3 Abs.~2, 10~000~Tonnen"),
        ("de", "z._B. d._h. u._a. i._d._R. und am Ende. B. sagt, 1900. März"),
        ("fr", "10_000~tonnes, 58~%, n°~5, art.~3, 4~mars 2026, 12~pour~cent"),
        ("fr", "en 2025 l’Europe, en 2025 m’a, 5~m de l’eau"),
        ("es", "5~millones de euros, 12~por~ciento, pág.~5"),
        ("it", "5~milioni, 4~marzo, 12~per~cento"),
        ("nl", "5~miljoen, 4~maart, blz.~5"),
        ("pt", "5~milhões, 12~por~cento"),
        ("ar", "51~مليون دولار و 5~MW"),
        ("pl", "5~MW i 5 tysięcy"),
        ("zh", "5~MW"),
    ],
)
def test_a_number_stays_on_the_line_of_its_unit(language: str, expected: str) -> None:
    """A tilde is a no-break space, and an underscore a narrow one."""
    written = expected.replace("~", " ").replace("_", " ")
    shown = typeset(written, language)
    assert shown == expected.replace("~", "\u00a0").replace("_", "\u202f")
    assert typeset(shown, language) == shown


def test_a_number_and_its_unit_may_be_apart_in_the_markup() -> None:
    rules = typography_of("en")
    assert with_typography(["", "51", " million, p. ", "5"], rules) == [
        *("", "51", "\u00a0million, p.\u00a0", "5")
    ]
    assert with_typography(["40", "\n", "kt"], rules) == ["40", "\u00a0", "kt"]


def test_marks_next_to_markup_and_opaque_things() -> None:
    marks = typography_of("en")
    assert with_typography(['"', "Two", ' bases"'], marks) == ["“", "Two", " bases”"]
    assert with_typography(['"', OPAQUE, '" and ', OPAQUE, "'s"], marks) == [
        *("“", OPAQUE, "” and ", OPAQUE, "’s")
    ]
    assert with_typography(["a", "'", "b"], marks) == ["a", "’", "b"]
    assert with_typography(["plain"], marks) == ["plain"]
    assert with_typography([], marks) == []


def test_every_language_has_four_marks() -> None:
    assert all(len(marks) == 4 for marks in MARKS.values())
    assert len(MARKS) > 100


@pytest.mark.parametrize(
    "piece", ["5 ", "5 000 ", "p. 5 t ", "\"a '", "a\"' ", "'\"", '"', "5'", "'n'", '中"']
)
def test_the_time_grows_with_the_length(piece: str) -> None:
    assert is_linear(lambda length: typeset(piece * length), 50_000)
