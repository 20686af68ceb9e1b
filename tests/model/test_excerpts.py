import unicodedata

import pytest

from briefgen.model.excerpts import excerpt

LONG = {
    "zh": "政府公布了稀土保底价格，以便支持国内生产商。" * 60,
    "zh without marks": "稀土" * 700,
    "ja": "政府はレアアースの最低価格を保証しています。市場は驚いた。" * 40,
    "th": "รัฐบาลรับประกันราคาขั้นต่ำเป็นเวลาสิบปี" * 30,
    "km": "រដ្ឋាភិបាលធានាតម្លៃអប្បបរមា។" * 40,
    "lo": "ລັດຖະບານຮັບປະກັນລາຄາຂັ້ນຕ່ຳ" * 40,
    "my": "အစိုးရသည်ဈေးနှုန်းကိုအာမခံသည်။" * 40,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_text_without_spaces_is_cut_by_its_characters(text: str) -> None:
    shortened = excerpt(text)
    assert 60 <= len(shortened) <= 202
    assert shortened.endswith("…")
    body = shortened.removesuffix("…").rstrip()
    assert text.startswith(body)
    assert unicodedata.category(text[len(body)]) not in ("Mn", "Mc")


def test_an_excerpt_ends_with_a_sentence_if_possible() -> None:
    assert excerpt(LONG["zh"]).removesuffix(" …").endswith("。")


def test_a_word_of_another_script_is_not_cut() -> None:
    assert excerpt("稀" * 117 + "BAOTOU公司" + "土" * 50) == "稀" * 117 + "…"


@pytest.mark.parametrize(
    "text",
    ["word " * 49 + "end", "政府公布了稀土保底价格。", "Two bases of 中国稀土 are told. " * 8, ""],
)
def test_a_short_text_stays_as_it_is(text: str) -> None:
    assert excerpt(text) == text


def test_symbols_without_letters_are_cut_too() -> None:
    assert len(excerpt("က" + "ျ" * 400)) == 201


def test_a_text_with_spaces_is_cut_after_fifty_words() -> None:
    assert excerpt("word " * 600) == "word " * 49 + "word …"
    assert excerpt("Das Wort 稀土 steht hier. " * 40).count(" ") == 50
